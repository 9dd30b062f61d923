package mailer

import (
	"context"
	"sync"

	"vigie/internal/domain"
	"vigie/store"
)

// bases are what reminders have in common, by kind and language: each is asked
// for once.
type bases struct {
	mu    sync.Mutex
	known map[baseOf]*store.MailBase
}

type baseOf struct {
	kind domain.MailKind
	lang domain.Language
}

// basesOf are the bases of some mails. They are asked for before a moment of the
// database is held: a writer that held one connection and asked for another
// could wait for writers that did the same.
func (m *Mailer) basesOf(ctx context.Context, mails []domain.Mail) (map[baseOf]*store.MailBase, error) {
	found := map[baseOf]*store.MailBase{}
	for _, mail := range mails {
		of := baseOf{mail.Kind, mail.Language}
		if found[of] != nil || !mail.Kind.Reminder() {
			continue
		}
		base, err := m.base(ctx, of)
		if err != nil {
			return nil, err
		}
		found[of] = base
	}
	return found, nil
}

func (m *Mailer) base(ctx context.Context, of baseOf) (*store.MailBase, error) {
	m.bases.mu.Lock()
	defer m.bases.mu.Unlock()
	if base := m.bases.known[of]; base != nil {
		return base, nil
	}
	text, err := m.Letters.Base(of.kind, of.lang)
	if err != nil {
		return nil, err
	}
	base, err := m.db.MailBase(ctx, text)
	if err != nil {
		return nil, err
	}
	if m.bases.known == nil {
		m.bases.known = map[baseOf]*store.MailBase{}
	}
	m.bases.known[of] = base
	return base, nil
}

// pack makes what a reminder says small, before it is stored for the first time.
// As it was it is needed no more: many mails wait for their connection.
func pack(c *store.Commit, base *store.MailBase) {
	if base != nil && c.Body.MailID == 0 {
		c.Packed = base.Pack(c.Body)
		c.Body.Text, c.Body.HTML = "", ""
	}
}
