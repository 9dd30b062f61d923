package main

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/link"
	"vigie/store"
)

// worldVersion changes with what the generator makes.
const worldVersion = "4"

// baseLife is how long a base is used again: its documents age by the day.
const baseLife = 7 * 24 * time.Hour

// staffName is the administrator of every base.
const staffName = "bench"

// base is an open generated base with its desk.
type base struct {
	dir   string
	n     int
	began time.Time // when this process opened it
	at    time.Time // of its generation: the hour at which the rows in this process live
	db    *store.DB
	keys  *link.Keys
	desk  *desk.Desk
	by    domain.Actor
}

func (b *base) path() string { return filepath.Join(b.dir, "vigie.db") }

// now is a clock that goes on from the base's hour: what paces itself by the
// clock must see it move.
func (b *base) now() time.Time { return b.at.Add(time.Since(b.began)) }

func (b *base) today() domain.Date { return domain.DateOf(b.at) }

// openBase opens the base of a size, generating it when the one at hand is of
// another version or too old.
func openBase(ctx context.Context, root string, n int, say func(string, ...any)) (*base, error) {
	b := &base{dir: filepath.Join(root, strconv.Itoa(n)), n: n, by: domain.Actor{Name: staffName, Role: domain.Administrator, Door: "bench"}}
	mark := filepath.Join(b.dir, "version")
	text, err := os.ReadFile(mark)
	version, at, _ := strings.Cut(strings.TrimSpace(string(text)), " ")
	if err == nil {
		b.at, err = time.Parse(time.RFC3339, at)
	}
	fits := err == nil && version == worldVersion && time.Since(b.at) <= baseLife
	if fits {
		if fits, err = b.current(ctx); err != nil {
			return nil, fmt.Errorf("%s: %w", b.dir, err)
		}
	}
	if !fits {
		if err := os.RemoveAll(b.dir); err != nil {
			return nil, err
		}
		b.at = time.Now().UTC().Truncate(time.Second)
		say("generating %d establishments", n)
		began := time.Now()
		if err := b.make(ctx, say); err != nil {
			return nil, err
		}
		if err := os.WriteFile(mark, []byte(worldVersion+" "+b.at.Format(time.RFC3339)+"\n"), 0o600); err != nil {
			return nil, err
		}
		say("generated in %s", time.Since(began).Round(time.Second))
	}
	return b, b.open(ctx)
}

// current brings the base to this build's schema, and to where a day's timed work
// leaves it, and reports whether it could.
// A base of a newer build is an error: somebody else measures with it.
func (b *base) current(ctx context.Context) (bool, error) {
	db, err := store.Open(ctx, store.Source{Dialect: "sqlite", Path: b.path()}, b.now)
	if err != nil {
		return false, nil
	}
	defer db.Close()
	if have, want, err := db.Versions(ctx); err == nil && have > want {
		return false, fmt.Errorf("the base is of a newer build (%d, not %d): take another -dir", have, want)
	}
	return db.Migrate(ctx) == nil && db.TidyWords(ctx) == nil, nil
}

func (b *base) open(ctx context.Context) (err error) {
	b.began = time.Now()
	if b.db, err = store.Open(ctx, store.Source{Dialect: "sqlite", Path: b.path()}, b.now); err != nil {
		return err
	}
	if b.keys, err = link.Load(filepath.Join(b.dir, "secrets")); err != nil {
		return err
	}
	b.desk = desk.New(desk.Options{DB: b.db, Keys: b.keys, Now: b.now, Location: time.UTC, Controller: "Bench"})
	return nil
}

func (b *base) close() error { return b.db.Close() }

// make generates the base: schema, rows, and one administrator with a key.
func (b *base) make(ctx context.Context, say func(string, ...any)) error {
	if err := b.open(ctx); err != nil {
		return err
	}
	if err := b.db.Migrate(ctx); err != nil {
		return err
	}
	if err := b.close(); err != nil {
		return err
	}
	last := time.Now()
	world := newWorld(b.n, domain.InstantOf(b.at), b.today())
	if err := generate(ctx, b.path(), world, b.keys, func(share float64) {
		if time.Since(last) > 10*time.Second {
			last = time.Now()
			say("  %.0f %%", share*100)
		}
	}); err != nil {
		return err
	}
	if err := b.open(ctx); err != nil {
		return err
	}
	defer b.close()
	if err := b.db.TidyWords(ctx); err != nil {
		return err
	}
	return b.addStaff(ctx)
}

func (b *base) addStaff(ctx context.Context) error {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	block, err := ssh.MarshalPrivateKey(private, staffName)
	if err != nil {
		return err
	}
	if err := os.WriteFile(b.keyFile(), pem.EncodeToMemory(block), 0o600); err != nil {
		return err
	}
	key, err := ssh.NewPublicKey(public)
	if err != nil {
		return err
	}
	_, err = b.desk.AddStaff(ctx, b.by, domain.Staff{Name: staffName, Role: domain.Administrator, Language: domain.French, Timezone: "Europe/Paris"},
		domain.StaffKey{Fingerprint: ssh.FingerprintSHA256(key), PublicKey: strings.TrimSpace(string(ssh.MarshalAuthorizedKey(key))), Label: "bench"})
	if err != nil {
		return fmt.Errorf("staff: %w", err)
	}
	return nil
}

func (b *base) keyFile() string { return filepath.Join(b.dir, "id_ed25519") }
