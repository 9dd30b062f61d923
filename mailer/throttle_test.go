package mailer

import (
	"context"
	"fmt"
	"testing"
	"time"

	"vigie/internal/domain"
	"vigie/internal/fixture"
	"vigie/store"
)

// A slow domain gets its mails at its rate; those of the others do not wait
// behind them.
func TestASlowDomainKeepsNobodyElseWaiting(t *testing.T) {
	clock := fixture.NewClock()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		p := newPost(t, db, clock, 0)
		p.act(t, func(ctx context.Context, tx *store.Tx) error {
			if err := tx.SetSetting(ctx, domain.SettingMailRates, "slow.test=2"); err != nil {
				return err
			}
			for i := range 60 {
				receiver := "slow.test"
				if i >= 40 {
					receiver = "ok.test"
				}
				if _, _, err := tx.EnqueueMail(ctx, domain.Mail{Kind: domain.MailConsent, Email: fmt.Sprintf("c%d@%s", i, receiver), DedupKey: fmt.Sprint(i),
					Language: domain.French, DueAt: tx.Now() - 1000 + domain.Instant(i), Actor: "test"}); err != nil {
					return err
				}
			}
			return nil
		})
		d := &dispatch{Mailer: p.Mailer, size: claimMost, claimed: make(chan batch, 100)}
		d.clerk = newClerk(context.Background(), p.Mailer)
		if _, err := d.feedOnce(context.Background(), false); err != nil {
			t.Fatal(err)
		}
		if err := d.clerk.end(); err != nil {
			t.Fatal(err)
		}
		close(d.claimed)
		slow, others := 0, 0
		for b := range d.claimed {
			for _, m := range b.mails {
				if domain.MailDomain(m.Email) == "slow.test" {
					slow++
				} else {
					others++
				}
			}
		}
		if slow != 2 || others != 20 {
			t.Errorf("%d to the slow domain, %d to the others", slow, others)
		}
		waiting, next, err := db.WaitingMails(context.Background())
		if err != nil || waiting != 38 || next.Time().Sub(clock.Now()) != time.Second {
			t.Errorf("%d wait, the next in %s, %v", waiting, next.Time().Sub(clock.Now()), err)
		}
	})
}

func TestUrgentMailsPassTheCrowd(t *testing.T) {
	th := newThrottle()
	th.rates = domain.MailRates{"*": 1}
	now := clock()
	reminder := domain.Mail{Kind: domain.MailCompliance, EmailKey: "a@b.test"}
	code := domain.Mail{Kind: domain.MailLoginCode, EmailKey: "a@b.test"}
	for range 5 {
		th.postpone(reminder, now)
	}
	if at, wait := th.postpone(reminder, now); !wait || at.Time().Sub(now) != 5*time.Second {
		t.Errorf("the sixth reminder waits %v, until %s", wait, at.Time())
	}
	if _, wait := th.postpone(code, now); wait {
		t.Error("a log-in code waits for its domain")
	}
}
