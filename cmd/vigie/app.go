package main

import (
	"context"
	"crypto/rand"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	charmlog "charm.land/log/v2"
	"github.com/charmbracelet/x/term"

	"vigie/internal/cli"
	"vigie/internal/config"
	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/files"
	"vigie/internal/i18n"
	"vigie/internal/link"
	"vigie/internal/safe"
	"vigie/store"
)

// app is what one process opens, once.
type app struct {
	now   func() time.Time
	flags map[string]string
	as    string // --as: the member of the team in whose name the shell acts
	cfg   config.Config
	log   *slog.Logger
	db    *store.DB
	keys  *link.Keys
	watch store.Watch
	desk  *desk.Desk
	nonce string // tells this process from every other
}

// load reads the configuration.
func (a *app) load() error {
	cfg, err := config.Load(".env", os.Environ(), a.flags)
	if err != nil {
		return err
	}
	a.cfg = cfg
	a.log = newLog(cfg)
	return nil
}

func newLog(cfg config.Config) *slog.Logger {
	var h slog.Handler
	switch {
	case cfg.LogFormat == config.LogJSON:
		h = slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: cfg.LogLevel})
	case term.IsTerminal(os.Stderr.Fd()):
		h = charmlog.NewWithOptions(os.Stderr, charmlog.Options{Level: charmlog.Level(cfg.LogLevel), ReportTimestamp: true})
	default:
		h = slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: cfg.LogLevel})
	}
	return slog.New(safe.NewLogHandler(h))
}

// openDatabase opens the database and the secrets beside it.
func (a *app) openDatabase(ctx context.Context) error {
	if err := os.MkdirAll(a.cfg.DataDir, 0o700); err != nil {
		return domain.Refuse(domain.Invalid, "data_dir", "Path", a.cfg.DataDir)
	}
	src := store.Source{Dialect: string(a.cfg.DatabaseURL.Dialect), Path: a.cfg.DatabaseURL.Path, URL: a.cfg.DatabaseURL.DSN()}
	var err error
	if a.db, err = store.Open(ctx, src, a.now); err != nil {
		return err
	}
	a.keys, err = link.Load(filepath.Join(a.cfg.DataDir, "secrets"))
	return err
}

// ready opens everything for a verb: a database without any table is set up,
// an older or newer one is refused.
func (a *app) ready(ctx context.Context) error {
	if a.desk != nil {
		return nil
	}
	if err := a.load(); err != nil {
		return err
	}
	if err := a.openDatabase(ctx); err != nil {
		return err
	}
	have, _, err := a.db.Versions(ctx)
	if err != nil {
		return err
	}
	if have == 0 {
		if err := a.db.Migrate(ctx); err != nil {
			return err
		}
	}
	if err := a.db.CheckVersion(ctx); err != nil {
		return err
	}
	return a.furnish(ctx)
}

// furnish checks that the secrets are those of this database, and makes the
// desk.
func (a *app) furnish(ctx context.Context) error {
	const name = "secrets_fingerprint"
	known, err := a.db.Meta(ctx, name)
	if err != nil {
		return err
	}
	switch known {
	case a.keys.Fingerprint():
	case "":
		if err := a.db.Maintain(ctx, func(tx *store.Tx) error { return tx.SetMeta(ctx, name, a.keys.Fingerprint()) }); err != nil {
			return err
		}
	default:
		return domain.Refuse(domain.Conflict, "secrets_other", "Path", filepath.Join(a.cfg.DataDir, "secrets"))
	}
	a.desk = desk.New(desk.Options{DB: a.db, Keys: a.keys, Now: a.now, Location: a.cfg.Timezone, Controller: a.cfg.FromConsent.Name, Calendar: a.calendar(), Watch: &a.watch, Files: a.files(),
		UploadMax: int64(a.cfg.UploadMax), PublicURL: a.cfg.PublicURL.String(), Journal: files.OpenJournal(a.cfg.DataDir)})
	held, err := a.desk.KnowInstance(ctx, files.OpenInstance(a.cfg.DataDir), rand.Text(), i18n.For(string(a.cfg.Language)).T("cli.instance.copied"))
	if held {
		a.log.Warn("mails held: the database was copied or restored", "release", "vigie mails release --reason …")
	}
	return err
}

// openFor fills a verb's environment before the first verb that needs it.
func (a *app) openFor(ctx context.Context, env *cli.Env) error {
	if err := a.ready(ctx); err != nil {
		return err
	}
	env.Desk, env.Zone = a.desk, a.cfg.Timezone
	env.Texts = i18n.For(string(a.cfg.Language))
	env.Cycle, env.Identity, env.Resolve = cli.CycleRunner{Run: a.runCycle}, a.mailIdentity, resolveMail
	if a.as == "" {
		return nil
	}
	s, err := a.desk.StaffByName(ctx, a.as)
	if err != nil {
		return err
	}
	if s.Disabled {
		return domain.Refuse(domain.Forbidden, "staff_disabled")
	}
	env.Actor = domain.Actor{StaffID: s.ID, Name: s.Name + " (" + env.Actor.Name + ")", Role: s.Role, Door: "shell"}
	return nil
}

func (a *app) close() {
	if a.db == nil {
		return
	}
	if err := a.db.Close(); err != nil && a.log != nil {
		a.log.Error("close", "error", err)
	}
}

// quiet is a log that nobody reads.
func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// files is where attachments and documents are kept.
func (a *app) files() *files.Store { return files.New(filepath.Join(a.cfg.DataDir, "files")) }
