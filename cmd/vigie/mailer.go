package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/fr"

	"vigie/internal/cli"
	"vigie/internal/config"
	"vigie/internal/domain"
	"vigie/internal/letter"
	"vigie/mailer"
)

// newMailer makes the mailer of a process; door is serve or cycle.
func (a *app) newMailer(door string) (*mailer.Mailer, error) {
	host, err := os.Hostname()
	if err != nil {
		return nil, err
	}
	signer, err := a.signer()
	if err != nil {
		return nil, err
	}
	public := a.cfg.PublicURL.String()
	return mailer.New(mailer.Options{DB: a.db, Wire: a.wire(host), DKIM: signer, Letters: letter.New(public, a.cfg.Timezone), Keys: a.keys, Now: a.now,
		Calendar: a.calendar(), PublicURL: public, Controller: a.cfg.FromConsent.Name, Reminders: sender(a.cfg.FromReminders),
		Consent: sender(a.cfg.FromConsent), Support: sender(a.cfg.FromSupport), Returns: string(a.cfg.ReturnPathDomain),
		Holder: a.holder(door, host), Workers: int(a.cfg.SMTPConnections), Rate: a.cfg.SMTPRate, Log: a.log}), nil
}

// holder names this process in the leases: no other has the name, even where
// every process of a container has the same number.
func (a *app) holder(door, host string) string {
	return fmt.Sprintf("%s@%s:%d:%s", door, host, os.Getpid(), a.nonce)
}

func sender(m config.Mailbox) mailer.Sender {
	return mailer.Sender{Name: m.Name, Address: m.Address.Address}
}

// wire is the way to the mail server; nil when none is configured, and the
// mails wait.
func (a *app) wire(host string) *mailer.Wire {
	if !a.cfg.SMTP.Configured() {
		return nil
	}
	security := map[config.TLS]mailer.Security{config.StartTLS: mailer.STARTTLS, config.ImplicitTLS: mailer.ImplicitTLS, config.NoTLS: mailer.ClearText}
	return mailer.NewWire(mailer.Server{Host: a.cfg.SMTP.Host, Port: a.cfg.SMTP.Port, Security: security[a.cfg.SMTP.TLS], User: a.cfg.SMTP.User,
		Password: a.cfg.SMTP.Password(), Helo: host, Connections: int(a.cfg.SMTPConnections)}, a.now)
}

// calendar is when reminders leave until the team sets other hours, with the
// French public holidays.
func (a *app) calendar() domain.Calendar {
	holidays := &cal.Calendar{}
	holidays.AddHoliday(fr.Holidays...)
	return domain.Calendar{Location: a.cfg.Timezone, Hours: domain.DefaultHours(), Holidays: func(d domain.Date) bool {
		day, err := time.Parse(time.DateOnly, string(d))
		if err != nil {
			return false
		}
		actual, observed, _ := holidays.IsHoliday(day)
		return actual || observed
	}}
}

// follow is how often a verb looks at what serve sends.
const follow = 2 * time.Second

// runCycle plans the present week at once, asked by a person, and sends until
// nothing is due; beside a running serve it plans and follows.
func (a *app) runCycle(ctx context.Context, o cli.RunCycle) (cli.RanCycle, error) {
	var ran cli.RanCycle
	m, err := a.newMailer("cycle")
	if err != nil {
		return ran, err
	}
	if m.Wire == nil && !o.PlanOnly {
		return ran, domain.Refuse(domain.Conflict, "smtp_not_configured")
	}
	ran.Tally, err = m.Plan(ctx, mailer.PlanOptions{Week: o.Week, Day: o.Day, Asked: true, Actor: o.Actor})
	if err != nil || o.PlanOnly {
		return a.waiting(ctx, ran, err)
	}
	release, err := a.leaseOrFollow(ctx, m, &ran, o)
	if err != nil || release == nil {
		return a.waiting(context.WithoutCancel(ctx), ran, err)
	}
	defer release()
	sent, err := m.Drain(ctx)
	m.Wire.Close()
	ran.Following = ""
	ran.Sent, ran.Retry, ran.Uncertain, ran.Rejected, ran.Dropped = sent.Sent, sent.Retry, sent.Uncertain, sent.Rejected, sent.Dropped
	return a.waiting(ctx, ran, err)
}

func (a *app) waiting(ctx context.Context, ran cli.RanCycle, err error) (cli.RanCycle, error) {
	if err != nil {
		return ran, err
	}
	ran.Waiting, _, err = a.db.WaitingMails(ctx)
	return ran, err
}

// leaseOrFollow takes the right to send; while another process has it, it
// follows until nothing is due (release is then nil), or until that process
// is gone and the right is free.
func (a *app) leaseOrFollow(ctx context.Context, m *mailer.Mailer, ran *cli.RanCycle, o cli.RunCycle) (release func(), err error) {
	tick := time.NewTicker(follow)
	defer tick.Stop()
	for {
		release, err := m.Lease(ctx)
		if domain.KindOf(err) != domain.Conflict {
			return release, err
		}
		lease, err := a.db.Lease(ctx, domain.LeaseMailer)
		if err != nil {
			return nil, err
		}
		ran.Following = lease.Holder
		due, err := a.db.DueMails(ctx, domain.InstantOf(a.now()))
		if err != nil || due == 0 {
			return nil, err
		}
		o.Progress(0, due)
		select {
		case <-ctx.Done():
			return nil, nil
		case <-tick.C:
		}
	}
}
