package mailer

import (
	"net/url"
	"strconv"

	"vigie/internal/domain"
)

// ParseServer reads smtp://user:secret@host:587?tls=starttls|none and
// smtps://host:465. smtp means STARTTLS required unless tls=none. The refusal
// never repeats the address, which holds the password.
func ParseServer(raw string) (Server, error) {
	refused := domain.Refuse(domain.Invalid, "smtp_url")
	u, err := url.Parse(raw)
	if err != nil || u.Hostname() == "" || u.Path != "" && u.Path != "/" {
		return Server{}, refused
	}
	s := Server{Host: u.Hostname(), User: u.User.Username()}
	s.Password, _ = u.User.Password()
	switch chosen := u.Query().Get("tls"); {
	case u.Scheme == "smtps" && chosen == "":
		s.Security, s.Port = ImplicitTLS, 465
	case u.Scheme == "smtp" && (chosen == "" || chosen == string(STARTTLS)):
		s.Security, s.Port = STARTTLS, 587
	case u.Scheme == "smtp" && chosen == string(ClearText):
		s.Security, s.Port = ClearText, 25
	default:
		return Server{}, refused
	}
	if u.Port() != "" {
		port, err := strconv.Atoi(u.Port())
		if err != nil || port < 1 || port > 65535 {
			return Server{}, refused
		}
		s.Port = port
	}
	return s, nil
}
