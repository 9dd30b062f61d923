package main

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/crypto/ssh"

	"vigie/internal/cli"
	"vigie/internal/config"
	"vigie/internal/demo"
	"vigie/internal/domain"
	"vigie/internal/i18n"
	"vigie/internal/portal"
	"vigie/mailer"
)

// The demo's own addresses, on this machine only.
const (
	demoSMTP  = "127.0.0.1:1025"
	demoMails = "127.0.0.1:8025"
	demoBurst = 32 // mails of last week's cycle under way at once

	customersAsked = 500 // more than the world has
)

func demoVerb(a *app, env *cli.Env) *cobra.Command {
	return &cobra.Command{Use: "demo", Short: env.T("cli.demo.short"), Example: env.T("cli.demo.example"), Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			d := &demonstration{app: a, env: env, catcher: demo.NewCatcher(time.Now)}
			return d.run(cmd.Context())
		}}
}

// demonstration is a serve over a made-up world, for this machine only.
type demonstration struct {
	*app
	env     *cli.Env
	catcher *demo.Catcher
	shift   atomic.Int64 // how far the clock is moved while last week is made
	dir     string
	mails   string // address of the catcher's page
}

// nearby listens at an address of this machine, or at a free port where it is
// taken: what is printed says where.
func nearby(addr string) (net.Listener, error) {
	l, err := listen(addr, "")
	if domain.KindOf(err) == domain.Conflict {
		return listen("127.0.0.1:0", "")
	}
	return l, err
}

func (d *demonstration) run(ctx context.Context) error {
	d.now = func() time.Time { return time.Now().Add(time.Duration(d.shift.Load())) }
	smtp, err := nearby(demoSMTP)
	if err != nil {
		return err
	}
	defer smtp.Close()
	web, err := nearby(demoMails)
	if err != nil {
		return err
	}
	defer web.Close()
	d.mails = "http://" + web.Addr().String()
	if err := d.configure(smtp.Addr().String()); err != nil {
		return err
	}
	go d.serveCatcher(smtp, web)
	fmt.Fprintln(d.env.Err, d.env.T("cli.demo.building"))
	if err := d.build(ctx); err != nil {
		return err
	}
	return d.serve(ctx, d.tell)
}

func (d *demonstration) serveCatcher(smtp, web net.Listener) {
	go func() {
		if err := d.catcher.ServeSMTP(smtp); err != nil && !errors.Is(err, net.ErrClosed) {
			d.log.Error("catcher", "error", err)
		}
	}()
	texts := i18n.For(string(d.cfg.Language))
	server := &http.Server{Handler: d.catcher.Handler(func(key string) string { return texts.T(key) }), ReadHeaderTimeout: 5 * time.Second}
	if err := server.Serve(web); err != nil && !errors.Is(err, net.ErrClosed) {
		d.log.Error("catcher", "error", err)
	}
}

// configure takes the configuration and forces what keeps a demo harmless:
// this machine only, a database of its own, its own mail server.
func (d *demonstration) configure(smtp string) error {
	if err := d.load(); err != nil {
		return err
	}
	d.dir = filepath.Join(d.cfg.DataDir, "demo")
	d.cfg.DataDir = d.dir
	d.cfg.DatabaseURL = config.Database{Dialect: config.SQLite, Path: filepath.Join(d.dir, "vigie.db")}
	d.cfg.SSHHostKey = filepath.Join(d.dir, "ssh_host_ed25519")
	d.cfg.SSHAddr, d.cfg.HTTPAddr = local(d.cfg.SSHAddr), local(d.cfg.HTTPAddr)
	d.cfg.MetricsAddr = ""
	d.cfg.TLSCert, d.cfg.TLSKey, d.cfg.DKIMKeys = "", "", nil
	if err := d.cfg.PublicURL.UnmarshalText([]byte("http://" + string(d.cfg.HTTPAddr))); err != nil {
		return err
	}
	return d.cfg.SMTP.UnmarshalText([]byte("smtp://" + smtp + "?tls=none"))
}

func local(addr config.Address) config.Address {
	if _, port, ok := strings.Cut(string(addr), ":"); ok {
		return config.Address("127.0.0.1:" + port)
	}
	return addr
}

// build makes the world as it stood a week ago, runs that week's cycle, and
// lets the demo's own keys in.
func (d *demonstration) build(ctx context.Context) error {
	path := d.cfg.DatabaseURL.Path
	for _, old := range []string{path, path + "-wal", path + "-shm", filepath.Join(d.dir, "instance")} {
		if err := os.Remove(old); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	d.shift.Store(-int64(7 * 24 * time.Hour))
	if err := d.openDatabase(ctx); err != nil {
		return err
	}
	if err := d.db.Migrate(ctx); err != nil {
		return err
	}
	if err := d.furnish(ctx); err != nil {
		return err
	}
	if err := demo.NewWorld(d.db, d.now()).Build(ctx); err != nil {
		return err
	}
	if err := demo.AskConsents(ctx, d.desk); err != nil {
		return err
	}
	if err := d.lastWeek(ctx); err != nil {
		return err
	}
	d.shift.Store(-int64(6 * 24 * time.Hour))
	if err := d.answers(ctx); err != nil {
		return err
	}
	d.shift.Store(0)
	if err := demo.AskRights(ctx, d.desk); err != nil {
		return err
	}
	if err := demo.AskLinks(ctx, d.db, d.desk); err != nil {
		return err
	}
	return d.admit(ctx)
}

// lastWeek runs the cycle of a week ago for real, into the catcher.
func (d *demonstration) lastWeek(ctx context.Context) error {
	d.cfg.SMTPConnections = demoBurst
	log := d.log
	d.log = quiet()
	m, err := d.newMailer("demo")
	d.log = log
	if err != nil {
		return err
	}
	actor := domain.SystemActor("mailer")
	if _, err := m.Plan(ctx, mailer.PlanOptions{Week: d.desk.ThisWeek(), Day: d.desk.Today(), Asked: true, Actor: actor}); err != nil {
		return err
	}
	release, err := m.Lease(ctx)
	if err != nil {
		return err
	}
	defer release()
	_, err = m.Drain(ctx)
	m.Wire.Close()
	d.cfg.SMTPConnections = 4
	return err
}

// answers has customers open their mails and post the page of preferences.
func (d *demonstration) answers(ctx context.Context) error {
	p := portal.New(portal.Options{Desk: d.desk, Log: quiet(), Now: d.now, PublicURL: d.cfg.PublicURL.String(), Language: domain.Language(d.cfg.Language)})
	defer p.Close()
	return demo.AnswerConsents(ctx, d.catcher.Mails("@customer.example", customersAsked), p.Handler())
}

// admit makes a key for each role and lets it in. serve never does this.
func (d *demonstration) admit(ctx context.Context) error {
	for name, role := range map[string]domain.StaffRole{"demo": domain.Administrator, "demo-agent": domain.Agent, "demo-operator": domain.Operator} {
		text, err := keyPair(filepath.Join(d.dir, name))
		if err != nil {
			return err
		}
		key, err := cli.ParseKey(text)
		if err != nil {
			return err
		}
		s := domain.Staff{Name: name, Role: role, Email: name + "@vigie.example", Language: domain.Language(d.cfg.Language), Timezone: d.cfg.Timezone.String()}
		if _, err := d.desk.AddStaff(ctx, d.env.Actor, s, key); err != nil {
			return err
		}
	}
	return nil
}

// keyPair returns the public half of the key in a file, made when missing.
func keyPair(path string) (string, error) {
	if text, err := os.ReadFile(path + ".pub"); err == nil {
		return string(text), nil
	}
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return "", err
	}
	block, err := ssh.MarshalPrivateKey(private, filepath.Base(path))
	if err != nil {
		return "", err
	}
	if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
		return "", err
	}
	key, err := ssh.NewPublicKey(public)
	if err != nil {
		return "", err
	}
	text := strings.TrimSpace(string(ssh.MarshalAuthorizedKey(key))) + " " + filepath.Base(path)
	return text, os.WriteFile(path+".pub", []byte(text+"\n"), 0o600)
}

// tell prints the six lines of what to type.
func (d *demonstration) tell(h *house) error {
	_, port, err := net.SplitHostPort(h.ssh.Addr().String())
	if err != nil {
		return err
	}
	ssh := "ssh -p " + port + " -o StrictHostKeyChecking=accept-new -o UserKnownHostsFile=" + filepath.Join(d.dir, "known_hosts") + " -i " + filepath.Join(d.dir, "demo")
	for _, line := range []string{
		d.env.T("cli.demo.keys", "Dir", d.dir),
		d.env.T("cli.demo.console", "Command", ssh+" 127.0.0.1"),
		d.env.T("cli.demo.agent", "Command", ssh+"-agent 127.0.0.1", "Operator", filepath.Join(d.dir, "demo-operator")),
		d.env.T("cli.demo.verb", "Command", ssh+" 127.0.0.1 help"),
		d.env.T("cli.demo.mails", "URL", d.mails),
		d.env.T("cli.demo.pages", "URL", d.cfg.PublicURL.String()+"/support"),
	} {
		fmt.Fprintln(d.env.Out, line)
	}
	return nil
}
