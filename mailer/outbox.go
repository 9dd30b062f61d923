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
	due, err := m.db.AnyDue(ctx, domain.InstantOf(now), m.calendar.Open(now))
	if err != nil || !due {
		return nil, err
	}
	err = m.db.Maintain(ctx, func(tx *store.Tx) error {
		held, err := tx.Setting(ctx, domain.SettingMailsHeld, "")
		if err != nil || held != "" {
			return err
		}
		claimed, err = tx.ClaimMails(ctx, domain.InstantOf(now), domain.InstantOf(now.Add(claimLife)), m.calendar.Open(now), claimBatch)
		return err
	})
	return claimed, err
}

// batch is one claim on its way through the workers.
type batch struct {
	wg     sync.WaitGroup
	failed atomic.Pointer[error]
	total  *Sent
}

func (b *batch) fail(err error) {
	if err != nil {
		b.failed.Store(&err)
	}
}

// sendAll hands claimed mails to the workers. When ctx ends, those not begun
// go back to the queue at once.
func (m *Mailer) sendAll(ctx context.Context, mails []domain.Mail, total *Sent) error {
	next := make(chan domain.Mail)
	b := &batch{total: total}
	for range m.Workers {
		b.wg.Go(func() {
			for mail := range next {
				b.fail(m.sendOne(context.WithoutCancel(ctx), mail, b))
			}
		})
	}
	for _, mail := range mails {
		if m.rate.Wait(ctx) != nil || b.failed.Load() != nil {
			m.giveBack(ctx, mail)
			continue
		}
		next <- mail
	}
	close(next)
	b.wg.Wait()
	if err := b.failed.Load(); err != nil {
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

// sendOne takes one claimed mail to its end: content, links, wire, result.
// The result is stored while the worker goes on; an error means that it could
// not be: the mailer then stops, and the lease heals the mail.
func (m *Mailer) sendOne(ctx context.Context, mail domain.Mail, b *batch) error {
	if stopped, err := m.consentStopped(ctx, mail); err != nil || stopped {
		m.giveBack(ctx, mail)
		return err
	}
	body, reason, err := m.content(ctx, mail)
	if err != nil {
		return fmt.Errorf("mail %s: content: %w", mail.Reference(), err)
	}
	if reason != "" {
		mail.State, mail.Reason = domain.MailDropped, string(reason)
		return m.settle(ctx, mail, b)
	}
	if mail.MessageID == "" {
		mail.MessageID = m.messageID(mail)
	}
	if body.At.Never() {
		body.At = domain.InstantOf(m.now())
	}
	links, err := m.links(ctx, mail, body)
	if err != nil {
		return fmt.Errorf("mail %s: links: %w", mail.Reference(), err)
	}
	envelope := m.envelope(mail, letter.Fill(body, links.url(m.PublicURL)))
	if err := m.thread(ctx, mail, &envelope); err != nil {
		return fmt.Errorf("mail %s: thread: %w", mail.Reference(), err)
	}
	result := m.post(ctx, envelope, func() error {
		return m.commits.run(ctx, func(ctx context.Context, tx *store.Tx) error { return m.commit(ctx, tx, mail, body, links) })
	})
	after := settled(mail, result, m.now())
	m.Log.Info("mail", "mail", mail.Reference(), "kind", mail.Kind, "state", after.State, "code", result.Code, "status", result.Enhanced)
	b.wg.Go(func() { b.fail(m.settle(ctx, after, b)) })
	return nil
}

// post composes a mail and hands it to the wire.
func (m *Mailer) post(ctx context.Context, e Envelope, commit func() error) Result {
	message, err := m.compose(e)
	if err != nil {
		return unusable(err)
	}
	return m.Wire.Send(ctx, Parcel{From: e.sender(), To: e.To, Message: message, Commit: commit})
}

func (s *Sent) add(m domain.Mail) {
	switch {
	case m.State == domain.MailDropped:
		atomic.AddInt64(&s.Dropped, 1)
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

// mailLinks are the links that a mail carries, with their tokens: the same at
// every try.
type mailLinks struct {
	tokens map[letter.LinkRef]string
	fresh  []domain.Link // not stored yet
}

func (l mailLinks) url(base string) func(domain.LinkKind, int64) string {
	return func(kind domain.LinkKind, subject int64) string {
		if kind == domain.LinkCode {
			return l.tokens[letter.LinkRef{Kind: kind, Subject: subject}]
		}
		return base + link.Path(kind, l.tokens[letter.LinkRef{Kind: kind, Subject: subject}])
	}
}

// links finds the links of an earlier try and mints those that are missing.
func (m *Mailer) links(ctx context.Context, mail domain.Mail, body domain.MailBody) (mailLinks, error) {
	refs := letter.Links(body)
	l := mailLinks{tokens: make(map[letter.LinkRef]string, len(refs))}
	known, err := m.db.LinksOfMail(ctx, mail.ID)
	if err != nil {
		return l, err
	}
	for _, k := range known {
		l.tokens[letter.LinkRef{Kind: k.Kind, Subject: k.SubjectID}] = m.keys.Token(k)
	}
	now := domain.InstantOf(m.now())
	for _, ref := range refs {
		if l.tokens[ref] != "" {
			continue
		}
		if ref.Kind == domain.LinkCode {
			if l.tokens[ref], err = m.code(ctx, ref.Subject); err != nil {
				return l, err
			}
			continue
		}
		k := domain.Link{Kind: ref.Kind, SubjectID: ref.Subject, MailID: mail.ID, CreatedAt: now, ExpiresAt: now.Add(ref.Kind.Life())}
		l.tokens[ref] = m.keys.Mint(&k)
		l.fresh = append(l.fresh, k)
	}
	return l, nil
}

// commit stores, just before the final dot, what the mail says, its links by
// their hash, and that an answer is due: a process that dies from here on
// leaves the mail uncertain.
func (m *Mailer) commit(ctx context.Context, tx *store.Tx, mail domain.Mail, body domain.MailBody, l mailLinks) error {
	for _, k := range l.fresh {
		if _, err := tx.InsertLink(ctx, k); err != nil {
			return err
		}
	}
	if err := tx.StoreBody(ctx, mail, body); err != nil {
		return err
	}
	return tx.CommitMail(ctx, mail.ID, domain.InstantOf(m.now().Add(claimLife)))
}

// settle stores how the attempt ended, with what follows from it.
func (m *Mailer) settle(ctx context.Context, mail domain.Mail, b *batch) error {
	b.total.add(mail)
	if mail.Kind == domain.MailConsent && (mail.State == domain.MailSent || mail.State == domain.MailRejected || mail.State == domain.MailDropped) {
		return m.settleConsent(ctx, mail)
	}
	return m.commits.run(ctx, func(ctx context.Context, tx *store.Tx) error { return tx.SettleMail(ctx, mail) })
}
