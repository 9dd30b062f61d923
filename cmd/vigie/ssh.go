package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/url"
	"time"

	tea "charm.land/bubbletea/v2"

	"vigie/internal/cli"
	"vigie/internal/domain"
	"vigie/internal/i18n"
	"vigie/internal/sshd"
	"vigie/store"
	"vigie/tui"
)

// hostKeyName is where the database remembers the server's key.
const hostKeyName = "ssh_host_key"

// sshServer makes the staff's door.
func (a *app) sshServer(ctx context.Context) (*sshd.Server, error) {
	known, err := a.db.Meta(ctx, hostKeyName)
	if err != nil {
		return nil, err
	}
	key, err := sshd.LoadHostKey(ctx, a.cfg.SSHHostKey, known, func(ctx context.Context, fingerprint string) error {
		return a.db.Maintain(ctx, func(tx *store.Tx) error { return tx.SetMeta(ctx, hostKeyName, fingerprint) })
	})
	if err != nil {
		return nil, err
	}
	return sshd.New(sshd.Config{HostKey: key, Profile: string(a.cfg.SSHProfile), Lookup: a.person, Admitted: a.admitted, Arrived: a.arrived,
		Console: a.console, Verb: a.verb, Log: a.log, Now: a.now, Texts: i18n.For, MaxSessions: int(a.cfg.SSHMaxSessions),
		MaxSessionsPerPerson: int(a.cfg.SSHMaxSessionsPerPerson)})
}

// person finds the owner of a key.
func (a *app) person(ctx context.Context, fingerprint string) (sshd.Person, error) {
	s, _, err := a.desk.Identify(ctx, fingerprint)
	return sshd.Person{ID: s.ID, Name: s.Name, Language: string(s.Language)}, err
}

// admitted keeps the keys that would still be let in.
func (a *app) admitted(ctx context.Context, fingerprints []string) ([]string, error) {
	var in []string
	for _, f := range fingerprints {
		_, _, err := a.desk.Identify(ctx, f)
		switch {
		case err == nil:
			in = append(in, f)
		case domain.KindOf(err) == "":
			return nil, err
		}
	}
	return in, nil
}

func (a *app) arrived(ctx context.Context, fingerprint string) {
	s, key, err := a.desk.Identify(ctx, fingerprint)
	if err == nil {
		err = a.desk.Seen(ctx, s.ID, key.ID)
	}
	if err != nil {
		a.log.Error("arrived", "error", err)
	}
}

// console opens a person's console.
func (a *app) console(v sshd.Visit) tea.Model {
	s, err := a.desk.StaffByID(v.Context, v.Person.ID)
	if err != nil {
		a.log.Error("console", "error", err)
		s = domain.Staff{ID: v.Person.ID, Name: v.Person.Name, Language: domain.Language(v.Person.Language)} // no role: may nothing
	}
	return tui.New(tui.NewSession(tui.Entrance{Context: v.Context, Desk: a.desk, Staff: s, Now: a.now, Idle: a.cfg.SSHIdle, Zone: a.cfg.Timezone, Fault: a.fault, SSH: a.shellLine()}))
}

// shellLine is how verbs are called from a person's machine: the host of the
// pages, the port of the console.
func (a *app) shellLine() string {
	host, line := "localhost", "ssh"
	if u, err := url.Parse(a.cfg.PublicURL.String()); err == nil && u.Hostname() != "" {
		host = u.Hostname()
	}
	if _, port, err := net.SplitHostPort(string(a.cfg.SSHAddr)); err == nil && port != "22" {
		line += " -p " + port
	}
	return line + " " + host
}

// fault logs a fault of ours under a short reference and returns it.
func (a *app) fault(err error) string {
	reference := fmt.Sprintf("%X", a.now().UnixMilli()%0xFFFFFFF)
	a.log.Error("fault", "reference", reference, "error", err)
	return reference
}

// verb runs `ssh host verb …` as the person the key belongs to.
func (a *app) verb(ctx context.Context, v sshd.Visit, in io.Reader, out, errOut io.Writer) int {
	s, err := a.desk.StaffByID(ctx, v.Person.ID)
	if err != nil {
		fmt.Fprintln(errOut, "vigie: "+i18n.For(v.Person.Language).Err(err))
		return cli.ExitRefused
	}
	zone, err := time.LoadLocation(s.Timezone)
	if err != nil {
		zone = a.cfg.Timezone
	}
	env := &cli.Env{Desk: a.desk, Actor: domain.Actor{StaffID: s.ID, Name: s.Name, Role: s.Role, Door: "ssh"}, Texts: i18n.For(string(s.Language)),
		Zone: zone, In: in, Out: out, Err: errOut, Now: a.now, Remote: true, Cycle: cli.CycleRunner{Run: a.runCycle}, Identity: a.mailIdentity, Resolve: resolveMail, TempDir: a.tempDir()}
	return cli.Run(ctx, env, cli.Root(env), v.Args)
}
