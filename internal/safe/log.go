package safe

import (
	"context"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
)

// hidden stands in a log for a value that must not be read there.
const hidden = "[hidden]"

// userinfo finds the name and password of an address such as
// smtp://user:secret@host.
var userinfo = regexp.MustCompile(`([a-zA-Z][a-zA-Z0-9+.-]*://)[^/\s@]+@`)

// LogHandler cleans every message and attribute before the handler it wraps
// writes them, and hides secrets: values whose key names one (password,
// secret, token, authorization, cookie) and the userinfo of addresses.
type LogHandler struct {
	next slog.Handler
}

// NewLogHandler wraps next.
func NewLogHandler(next slog.Handler) *LogHandler { return &LogHandler{next: next} }

// Enabled asks the wrapped handler.
func (h *LogHandler) Enabled(ctx context.Context, level slog.Level) bool {
	return h.next.Enabled(ctx, level)
}

// Handle writes a cleaned copy of r.
func (h *LogHandler) Handle(ctx context.Context, r slog.Record) error {
	out := slog.NewRecord(r.Time, r.Level, logText(r.Message), r.PC)
	r.Attrs(func(a slog.Attr) bool {
		out.AddAttrs(logAttr(a))
		return true
	})
	return h.next.Handle(ctx, out)
}

// WithAttrs cleans the attributes once, for all records to come.
func (h *LogHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	out := make([]slog.Attr, len(attrs))
	for i, a := range attrs {
		out[i] = logAttr(a)
	}
	return &LogHandler{next: h.next.WithAttrs(out)}
}

// WithGroup opens a group in the wrapped handler.
func (h *LogHandler) WithGroup(name string) slog.Handler {
	return &LogHandler{next: h.next.WithGroup(Line(name))}
}

func logAttr(a slog.Attr) slog.Attr {
	key := Line(a.Key)
	if secretKey(key) {
		return slog.String(key, hidden)
	}
	v := a.Value.Resolve()
	switch v.Kind() {
	case slog.KindString:
		return slog.String(key, logText(v.String()))
	case slog.KindGroup:
		group := v.Group()
		out := make([]slog.Attr, len(group))
		for i, g := range group {
			out[i] = logAttr(g)
		}
		return slog.Attr{Key: key, Value: slog.GroupValue(out...)}
	case slog.KindAny:
		return slog.String(key, logText(fmt.Sprint(v.Any())))
	}
	return slog.Attr{Key: key, Value: v}
}

func logText(s string) string {
	s = Line(s)
	if strings.Contains(s, "://") {
		s = userinfo.ReplaceAllString(s, "${1}"+hidden+"@")
	}
	return s
}

func secretKey(key string) bool {
	key = strings.ToLower(key)
	for _, word := range [...]string{"password", "passwd", "secret", "token", "authorization", "cookie", "private_key", "totp"} {
		if strings.Contains(key, word) {
			return true
		}
	}
	return false
}
