// Package sshd is the staff's door: an SSH server that lets in the keys the
// database knows and opens a console or runs a verb for their person.
package sshd

import (
	"context"
	"io"
	"log/slog"
	"time"

	tea "charm.land/bubbletea/v2"
	gossh "golang.org/x/crypto/ssh"

	"vigie/internal/i18n"
)

// The algorithm profiles of VIGIE_SSH_PROFILE.
const (
	ProfileCompat = "compat" // every current client
	ProfilePQ     = "pq"     // post-quantum key exchange only
)

// Person is the owner of a key, as the database knows them now.
type Person struct {
	ID       int64
	Name     string
	Language string // "fr" or "en"
}

// Visit is one console about to open.
type Visit struct {
	Context     context.Context // ends with the channel
	Person      Person
	Fingerprint string // of the key that finished the handshake
	Remote      string
	Term        string
	Args        []string // of `ssh -t host plain`, none for a shell
}

// Config is everything the server asks of the house; cmd fills it in.
type Config struct {
	HostKey gossh.Signer
	Profile string
	Version string // announced to clients after "SSH-2.0-"

	// Lookup returns the person whom a key lets in; an error refuses, whether
	// the key is unknown, expired or its person disabled.
	Lookup func(ctx context.Context, fingerprint string) (Person, error)
	// Admitted returns those of the fingerprints that would still be let in.
	Admitted func(ctx context.Context, fingerprints []string) ([]string, error)
	// Arrived notes that a key has been used.
	Arrived func(ctx context.Context, fingerprint string)
	// Console makes the model of a visit.
	Console func(Visit) tea.Model
	// Opens tells whether arguments with a terminal open the console; nil: never.
	Opens func(args []string) bool
	// Verb runs a verb without a terminal and returns its exit code.
	Verb func(ctx context.Context, visit Visit, stdin io.Reader, stdout, stderr io.Writer) int

	Log   *slog.Logger
	Now   func() time.Time
	Texts func(lang string) *i18n.Texts

	// Limits; zero means the default.
	MaxSessions          int           // of the server, 200
	MaxSessionsPerPerson int           // 5
	MaxGuests            int           // connections not yet authenticated, 64
	Burst                int           // connections of one source at once, 60
	PerSecond            float64       // and then each second, 2; a log-in gives its own back
	KeyExchange          time.Duration // to the end of the key exchange, 10 s
	Authenticate         time.Duration // and from there to the end of the log-in, 60 s
	Watch                time.Duration // between two looks at who is still admitted, 500 ms
}

func (c Config) withDefaults() Config {
	c.MaxSessions = or(c.MaxSessions, 200)
	c.MaxSessionsPerPerson = or(c.MaxSessionsPerPerson, 5)
	c.MaxGuests = or(c.MaxGuests, 64)
	c.Burst = or(c.Burst, 60)
	c.PerSecond = or(c.PerSecond, 2)
	c.KeyExchange = or(c.KeyExchange, 10*time.Second)
	c.Authenticate = or(c.Authenticate, 60*time.Second)
	c.Watch = or(c.Watch, 500*time.Millisecond)
	c.Version = or(c.Version, "Vigie")
	return c
}

func or[T comparable](v, fallback T) T {
	var zero T
	if v == zero {
		return fallback
	}
	return v
}
