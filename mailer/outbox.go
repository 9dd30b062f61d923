package mailer

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"

	"vigie/internal/domain"
	"vigie/internal/letter"
	"vigie/internal/link"
	"vigie/store"
)

// Sent counts what a drain did.
type Sent struct {
	Sent, Retry, Uncertain, Rejected, Dropped int64
}

// claimBatch is how many mails one claim takes: few, so that a process that
// dies leaves little to heal.
const claimBatch = 64

// Drain sends until nothing is due, or ctx ends; mails under way are finished.
func (m *Mailer) Drain(ctx context.Context) (Sent, error) {
	var total Sent
	if m.Wire == nil {
		return total, nil
	}
	stop := m.keep(ctx)
	defer stop()
	for ctx.Err() == nil {
		claimed, err := m.claim(ctx)
		if err != nil || len(claimed) == 0 {
			return total, err
		}
		if err := m.sendAll(ctx, claimed, &total); err != nil {
			return total, err
		}
	}
	return total, nil
}

func (m *Mailer) claim(ctx context.Context) ([]domain.Mail, error) {
	if err := m.dropPast(ctx); err != nil {
		return nil, err
	}
	var claimed []domain.Mail
	now := m.now()
	err := m.db.Maintain(ctx, func(tx *store.Tx) error {
		held, err := tx.Setting(ctx, domain.SettingMailsHeld, "")
		if err != nil || held != "" {
			return err
		}
		claimed, err = tx.ClaimMails(ctx, domain.InstantOf(now), domain.InstantOf(now.Add(claimLife)), m.calendar.Open(now), claimBatch)
		return err
	})
	return claimed, err
}

// sendAll hands claimed mails to the workers. When ctx ends, those not begun
// go back to the queue at once.
func (m *Mailer) sendAll(ctx context.Context, mails []domain.Mail, total *Sent) error {
	next := make(chan domain.Mail)
	var failed atomic.Pointer[error]
	var wg sync.WaitGroup
	for range m.Workers {
		wg.Go(func() {
			for mail := range next {
				if err := m.sendOne(context.WithoutCancel(ctx), mail, total); err != nil {
					failed.Store(&err)
				}
			}
		})
	}
	for _, mail := range mails {
		if m.rate.Wait(ctx) != nil || failed.Load() != nil {
			m.giveBack(ctx, mail)
			continue
		}
		next <- mail
	}
	close(next)
	wg.Wait()
	if err := failed.Load(); err != nil {
		return *err
	}
	return nil
}

func (m *Mailer) giveBack(ctx context.Context, mail domain.Mail) {
	ctx = context.WithoutCancel(ctx)
	err := m.commits.run(ctx, func(ctx context.Context, tx *store.Tx) error { return tx.UnclaimMail(ctx, mail.ID) })
	if err != nil {
		m.Log.Error("mail given back", "mail", mail.Reference(), "error", err)
	}
}

// sendOne takes one claimed mail to its end: content, links, wire, result. An
// error means that the result could not be stored: the mailer then stops, and
// the lease heals the mail.
func (m *Mailer) sendOne(ctx context.Context, mail domain.Mail, total *Sent) error {
	body, reason, err := m.content(ctx, mail)
	if err != nil {
		return fmt.Errorf("mail %s: content: %w", mail.Reference(), err)
	}
	if reason != "" {
		atomic.AddInt64(&total.Dropped, 1)
		mail.State, mail.Reason = domain.MailDropped, string(reason)
		return m.settle(ctx, mail)
	}
	if mail.MessageID == "" {
		mail.MessageID = m.messageID(mail)
	}
	tokens, err := m.prepare(ctx, mail, body)
	if err != nil {
		return fmt.Errorf("mail %s: prepare: %w", mail.Reference(), err)
	}
	filled := letter.Fill(body, func(kind domain.LinkKind, subject int64) string {
		return m.PublicURL + link.Path(kind, tokens[letter.LinkRef{Kind: kind, Subject: subject}])
	})
	result := m.Wire.Send(ctx, m.envelope(mail, filled))
	after := settled(mail, result, m.now())
	total.add(after)
	m.Log.Info("mail", "mail", mail.Reference(), "kind", mail.Kind, "state", after.State, "code", result.Code, "status", result.Enhanced)
	return m.settle(ctx, after)
}

func (s *Sent) add(m domain.Mail) {
	switch {
	case m.Reason == "no_answer":
		atomic.AddInt64(&s.Uncertain, 1)
	case m.State == domain.MailSent:
		atomic.AddInt64(&s.Sent, 1)
	case m.State == domain.MailRejected:
		atomic.AddInt64(&s.Rejected, 1)
	default:
		atomic.AddInt64(&s.Retry, 1)
	}
}

// prepare stores the content once and the links by their hash, and returns
// the links' tokens: the same at every try.
func (m *Mailer) prepare(ctx context.Context, mail domain.Mail, body domain.MailBody) (map[letter.LinkRef]string, error) {
	refs := letter.Links(body)
	tokens := make(map[letter.LinkRef]string, len(refs))
	err := m.commits.run(ctx, func(ctx context.Context, tx *store.Tx) error {
		clear(tokens)
		known, err := tx.LinksOfMail(ctx, mail.ID)
		if err != nil {
			return err
		}
		for _, l := range known {
			tokens[letter.LinkRef{Kind: l.Kind, Subject: l.SubjectID}] = m.keys.Token(l)
		}
		for _, ref := range refs {
			if tokens[ref] != "" {
				continue
			}
			l := domain.Link{Kind: ref.Kind, SubjectID: ref.Subject, MailID: mail.ID, CreatedAt: tx.Now(), ExpiresAt: tx.Now().Add(ref.Kind.Life())}
			tokens[ref] = m.keys.Mint(&l)
			if _, err := tx.InsertLink(ctx, l); err != nil {
				return err
			}
		}
		return tx.StoreBody(ctx, mail, body)
	})
	return tokens, err
}

// settle stores how the attempt ended, with what follows from it.
func (m *Mailer) settle(ctx context.Context, mail domain.Mail) error {
	if mail.Kind == domain.MailConsent && (mail.State == domain.MailSent || mail.State == domain.MailRejected || mail.State == domain.MailDropped) {
		return m.settleConsent(ctx, mail)
	}
	return m.commits.run(ctx, func(ctx context.Context, tx *store.Tx) error { return tx.SettleMail(ctx, mail) })
}

// envelope addresses a mail; just before its final dot it is marked as
// committing, so that a process that dies there leaves it uncertain.
func (m *Mailer) envelope(mail domain.Mail, body domain.MailBody) Envelope {
	from := m.sender(mail.Kind)
	return Envelope{From: from.Address, FromName: from.Name, ReplyTo: m.Support.Address, To: mail.Email, Subject: body.Subject, Text: body.Text,
		HTML: body.HTML, MessageID: mail.MessageID, Date: mail.CreatedAt.Time(), FeedbackID: fmt.Sprintf("%s:%s:vigie", mail.Week, mail.Kind),
		Commit: func() error {
			return m.commits.run(context.Background(), func(ctx context.Context, tx *store.Tx) error {
				return tx.CommitMail(ctx, mail.ID, domain.InstantOf(m.now().Add(claimLife)))
			})
		}}
}

func (m *Mailer) sender(kind domain.MailKind) Sender {
	switch {
	case kind.Reminder():
		return m.Reminders
	case kind == domain.MailConsent:
		return m.Consent
	}
	return m.Support
}

// messageID follows from the row, so that every try of a mail is the same.
func (m *Mailer) messageID(mail domain.Mail) string {
	return m.keys.Hash("message-id", mail.DedupKey)[:24] + "." + fmt.Sprint(mail.ID) + "@" + m.Domain
}
