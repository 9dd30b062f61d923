package mailer

import (
	"context"
	"errors"
	"fmt"

	"vigie/internal/domain"
	"vigie/internal/letter"
	"vigie/internal/link"
	"vigie/store"
)

// writeAtOnce is how many mails are written from one reading of the database.
const writeAtOnce = 64

// batch are mails of one claim.
type batch struct {
	mails []domain.Mail
	stamp string // of the holds, when they were claimed
}

// write turns claimed mails into letters. There is one writer: with two no more
// mails left in a second, since they took the processors from the connections,
// which wait for the server's answers.
func (d *dispatch) write(ctx context.Context) {
	for b := range d.claimed {
		d.writeSome(ctx, b)
	}
}

// writeSome reads what the mails say in one moment, and hands them on.
func (d *dispatch) writeSome(ctx context.Context, b batch) {
	bases, err := d.basesOf(context.WithoutCancel(ctx), b.mails)
	if err != nil {
		d.giveAllBack(b.mails, err)
		return
	}
	view, end, err := d.db.Snapshot(context.WithoutCancel(ctx))
	if err != nil {
		d.giveAllBack(b.mails, err)
		return
	}
	now := d.on(view)
	if now.readRecaps(context.WithoutCancel(ctx), b.mails) != nil { // one mail's trouble is not another's
		d.fail(end())
		for _, mail := range b.mails {
			d.writeSome(ctx, batch{[]domain.Mail{mail}, b.stamp})
		}
		return
	}
	ready := make([]prepared, 0, len(b.mails))
	for _, mail := range b.mails {
		if p, ok := d.prepare(ctx, now, mail); ok {
			pack(&p.Commit, bases[baseOf{mail.Kind, mail.Language}])
			p.stamp = b.stamp
			ready = append(ready, p)
		}
	}
	d.fail(end())
	d.deal(ready)
}

func (d *dispatch) giveAllBack(mails []domain.Mail, why error) {
	d.fail(why)
	for _, mail := range mails {
		d.giveBack(mail)
	}
}

// on is a mailer that reads another moment of the database.
func (m *Mailer) on(view *store.DB) *Mailer {
	return &Mailer{Options: m.Options, db: view, keys: m.keys, now: m.now, calendar: m.calendar}
}

// prepare writes a claimed mail; ok when it is to be sent. One whose reason
// is gone is dropped; one that cannot be written is tried again later.
func (d *dispatch) prepare(ctx context.Context, now *Mailer, mail domain.Mail) (p prepared, ok bool) {
	if ctx.Err() != nil {
		d.giveBack(mail)
		return p, false
	}
	p, reason, err := now.compile(context.WithoutCancel(ctx), mail)
	switch {
	case err != nil:
		d.fail(fmt.Errorf("mail %s: %w", mail.Reference(), err))
		d.settle(settled(mail, Result{Outcome: Temporary, Ours: true, Text: oneLine(err.Error())}, d.now()), Result{})
	case reason.SetAside():
		d.fail(d.setAside(ctx, mail, reason))
	case reason != "":
		mail.State, mail.Reason = domain.MailDropped, string(reason)
		d.settle(mail, Result{})
	default:
		return p, true
	}
	return p, false
}

// compile gathers what a mail says, its links and its bytes, or the reason for
// which it is not sent.
func (m *Mailer) compile(ctx context.Context, mail domain.Mail) (prepared, domain.Outcome, error) {
	body, reason, err := m.content(ctx, mail)
	if err != nil || reason != "" {
		return prepared{}, reason, err
	}
	first := mail.MessageID == ""
	if first {
		mail.MessageID = m.messageID(mail)
	}
	if body.At.Never() {
		body.At = domain.InstantOf(m.now())
	}
	links, err := m.links(ctx, mail, body, first)
	if err != nil {
		return prepared{}, "", fmt.Errorf("links: %w", err)
	}
	envelope := m.envelope(mail, body, links.url(m.PublicURL))
	if err := m.thread(ctx, mail, &envelope); err != nil {
		return prepared{}, "", fmt.Errorf("thread: %w", err)
	}
	message, err := m.compose(envelope)
	if errors.Is(err, errUnusable) {
		return prepared{}, "unusable", nil
	}
	if err != nil {
		return prepared{}, "", err
	}
	return prepared{Commit: store.Commit{Mail: mail, Body: body, Links: links.fresh}, from: envelope.sender(), message: message}, "", nil
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

// links finds the links of an earlier try, unless this is the first, and mints
// those that are missing.
func (m *Mailer) links(ctx context.Context, mail domain.Mail, body domain.MailBody, first bool) (l mailLinks, err error) {
	refs := letter.Links(body)
	l.tokens = make(map[letter.LinkRef]string, len(refs))
	var known []domain.Link
	if !first {
		if known, err = m.db.LinksOfMail(ctx, mail.ID); err != nil {
			return l, err
		}
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
