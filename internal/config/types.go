package config

import (
	"errors"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// errWrong is never shown: the refusal names the variable.
var errWrong = errors.New("wrong value")

// Address is a socket to listen on, host:port; empty means off.
type Address string

// UnmarshalText reads host:port or "off".
func (a *Address) UnmarshalText(text []byte) error {
	s := string(text)
	if s == "off" {
		*a = ""
		return nil
	}
	_, port, err := net.SplitHostPort(s)
	if err != nil {
		return errWrong
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		return errWrong
	}
	*a = Address(s)
	return nil
}

// On reports whether something listens here.
func (a Address) On() bool { return a != "" }

// oneOf reads one of a few words.
func oneOf[T ~string](to *T, text []byte, words ...T) error {
	for _, word := range words {
		if string(text) == string(word) {
			*to = word
			return nil
		}
	}
	return errWrong
}

// SSHProfile is the list of algorithms that the SSH server offers.
type SSHProfile string

// The profiles.
const (
	Compat      SSHProfile = "compat"
	PostQuantum SSHProfile = "pq"
)

// UnmarshalText reads a profile.
func (p *SSHProfile) UnmarshalText(text []byte) error { return oneOf(p, text, Compat, PostQuantum) }

// LogFormat is how log lines are written.
type LogFormat string

// The formats.
const (
	LogText LogFormat = "text"
	LogJSON LogFormat = "json"
)

// UnmarshalText reads a format.
func (f *LogFormat) UnmarshalText(text []byte) error { return oneOf(f, text, LogText, LogJSON) }

// Language is the language of the installation, "fr" or "en".
type Language string

// UnmarshalText reads a language.
func (l *Language) UnmarshalText(text []byte) error { return oneOf(l, text, "fr", "en") }

// Count is a number of things, at least one.
type Count int

// UnmarshalText reads a count up to a million.
func (c *Count) UnmarshalText(text []byte) error {
	n, err := strconv.Atoi(string(text))
	if err != nil || n < 1 || n > 1_000_000 {
		return errWrong
	}
	*c = Count(n)
	return nil
}

// Size is a number of bytes.
type Size int64

// UnmarshalText reads 512, 64KB, 10MB or 1GB (powers of 1024), up to 1 GB.
func (z *Size) UnmarshalText(text []byte) error {
	s, unit := strings.ToUpper(strings.TrimSpace(string(text))), int64(1)
	for suffix, of := range map[string]int64{"KB": 1 << 10, "MB": 1 << 20, "GB": 1 << 30} {
		if rest, ok := strings.CutSuffix(s, suffix); ok {
			s, unit = strings.TrimSpace(rest), of
		}
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 1 || n > (1<<30)/unit {
		return errWrong
	}
	*z = Size(n * unit)
	return nil
}

// Network is an address or a range of addresses whose proxy headers count.
type Network struct{ netip.Prefix }

// UnmarshalText reads 10.0.0.1 or 10.0.0.0/8.
func (n *Network) UnmarshalText(text []byte) error {
	if prefix, err := netip.ParsePrefix(string(text)); err == nil {
		n.Prefix = prefix.Masked()
		return nil
	}
	addr, err := netip.ParseAddr(string(text))
	if err != nil {
		return errWrong
	}
	n.Prefix = netip.PrefixFrom(addr, addr.BitLen())
	return nil
}

// Host is a domain name.
type Host string

// UnmarshalText reads a name of letters, digits, hyphens and dots.
func (h *Host) UnmarshalText(text []byte) error {
	s := strings.ToLower(string(text))
	if len(s) > 253 || strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-.") != "" || strings.Trim(s, ".-") != s || strings.Contains(s, "..") {
		return errWrong
	}
	*h = Host(s)
	return nil
}

// Mailbox is the sender of a kind of mail.
type Mailbox struct{ mail.Address }

// UnmarshalText reads "Name <address>" or an address.
func (m *Mailbox) UnmarshalText(text []byte) error {
	parsed, err := mail.ParseAddress(string(text))
	if err != nil || strings.ContainsAny(parsed.Address, " <>\"\r\n") {
		return errWrong
	}
	m.Address = *parsed
	return nil
}

// PublicURL is where people outside reach the pages, without a final slash.
type PublicURL struct{ url.URL }

// UnmarshalText reads an http or https address.
func (u *PublicURL) UnmarshalText(text []byte) error {
	parsed, err := url.Parse(strings.TrimRight(string(text), "/"))
	if err != nil || parsed.Scheme != "http" && parsed.Scheme != "https" ||
		parsed.Hostname() == "" || parsed.RawQuery != "" || parsed.Fragment != "" || parsed.User != nil {
		return errWrong
	}
	u.URL = *parsed
	return nil
}

// Secure reports whether people arrive over TLS, so that cookies may demand it.
func (u PublicURL) Secure() bool { return u.Scheme == "https" }
