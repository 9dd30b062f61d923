package config

import (
	"fmt"
	"log/slog"
	"reflect"
	"strings"
)

// String lists every variable with its value in force, without secrets.
func (c Config) String() string {
	var lines []string
	for _, a := range c.attrs() {
		lines = append(lines, a.Key+"="+a.Value.String())
	}
	return strings.Join(lines, "\n")
}

// GoString keeps secrets out of %#v too.
func (c Config) GoString() string { return c.String() }

// Format keeps secrets out of every verb of fmt, %+v among them.
func (c Config) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(c.String())) }

// LogValue is the configuration as a log may hold it.
func (c Config) LogValue() slog.Value { return slog.GroupValue(c.attrs()...) }

func (c Config) attrs() []slog.Attr {
	var attrs []slog.Attr
	value := reflect.ValueOf(c)
	for i, v := range Variables() {
		attrs = append(attrs, slog.String(v.Name, show(value.Field(i).Interface())))
	}
	return attrs
}

// show says a value as people write it in the environment.
func show(value any) string {
	switch v := value.(type) {
	case Address:
		if !v.On() {
			return "off"
		}
	case PublicURL:
		return v.URL.String()
	case Mailbox:
		return v.Address.String()
	}
	return fmt.Sprint(value)
}

// Format keeps the password out of every verb of fmt.
func (d Database) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(d.String())) }

// LogValue is the address without its password.
func (d Database) LogValue() slog.Value { return slog.StringValue(d.String()) }

// Format keeps the password out of every verb of fmt.
func (s SMTP) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(s.String())) }

// LogValue is the server without its password.
func (s SMTP) LogValue() slog.Value { return slog.StringValue(s.String()) }
