package config

import (
	"net"
	"net/url"
	"strconv"
	"strings"
)

// Dialect is the database's language.
type Dialect string

// The two databases.
const (
	SQLite   Dialect = "sqlite"
	Postgres Dialect = "postgres"
)

// Database is where the data live: a file of SQLite, or a PostgreSQL server.
type Database struct {
	Dialect Dialect
	Path    string // of the SQLite file
	dsn     string // of PostgreSQL, with its password
}

// UnmarshalText reads sqlite://path (everything behind is the path) or
// postgres://….
func (d *Database) UnmarshalText(text []byte) error {
	s := string(text)
	if path, ok := strings.CutPrefix(s, "sqlite://"); ok {
		if path == "" || strings.ContainsAny(path, "?\x00") {
			return errWrong
		}
		*d = Database{Dialect: SQLite, Path: path}
		return nil
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" || strings.Trim(u.Path, "/") == "" {
		return errWrong
	}
	*d = Database{Dialect: Postgres, dsn: s}
	return nil
}

// DSN is what the driver of PostgreSQL is opened with. It holds a secret.
func (d Database) DSN() string { return d.dsn }

// String is the address without its password.
func (d Database) String() string {
	if d.Dialect == Postgres {
		u, err := url.Parse(d.dsn)
		if err != nil {
			return "postgres://"
		}
		bare := url.URL{Scheme: "postgres", Host: u.Host, Path: u.Path}
		if name := u.User.Username(); name != "" {
			bare.User = url.User(name)
		}
		return bare.String()
	}
	return "sqlite://" + d.Path
}

// TLS is how a connection to the mail server is protected.
type TLS string

// The protections: demanded after a greeting, from the first byte, or none.
const (
	StartTLS    TLS = "starttls"
	ImplicitTLS TLS = "implicit"
	NoTLS       TLS = "none"
)

// SMTP is the server that mails are handed to.
type SMTP struct {
	Host     string
	Port     int
	TLS      TLS
	User     string
	password string
}

// UnmarshalText reads smtp://user:secret@host:587?tls=starttls|none or
// smtps://host:465. smtp:// means that STARTTLS is demanded.
func (s *SMTP) UnmarshalText(text []byte) error {
	u, err := url.Parse(string(text))
	if err != nil || u.Hostname() == "" || strings.Trim(u.Path, "/") != "" {
		return errWrong
	}
	server := SMTP{Host: u.Hostname(), User: u.User.Username()}
	server.password, _ = u.User.Password()
	tls := u.Query().Get("tls")
	switch {
	case u.Scheme == "smtps" && tls == "":
		server.TLS, server.Port = ImplicitTLS, 465
	case u.Scheme == "smtp" && (tls == "" || tls == "starttls"):
		server.TLS, server.Port = StartTLS, 587
	case u.Scheme == "smtp" && tls == "none":
		server.TLS, server.Port = NoTLS, 25
	default:
		return errWrong
	}
	for name := range u.Query() {
		if name != "tls" {
			return errWrong
		}
	}
	if u.Port() != "" {
		if server.Port, err = strconv.Atoi(u.Port()); err != nil || server.Port < 1 || server.Port > 65535 {
			return errWrong
		}
	}
	*s = server
	return nil
}

// Configured reports whether a server was given; without one mails wait.
func (s SMTP) Configured() bool { return s.Host != "" }

// Addr is host:port.
func (s SMTP) Addr() string { return net.JoinHostPort(s.Host, strconv.Itoa(s.Port)) }

// Password is the secret, to be shown to the server only.
func (s SMTP) Password() string { return s.password }

// String is the server without its password.
func (s SMTP) String() string {
	if !s.Configured() {
		return ""
	}
	user := ""
	if s.User != "" {
		user = url.PathEscape(s.User) + "@"
	}
	return "smtp://" + user + s.Addr() + "?tls=" + string(s.TLS)
}
