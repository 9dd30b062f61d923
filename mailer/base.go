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
	known map[string]*store.MailBase
}

// pack makes what a reminder says small, before it is stored for the first time.
func (m *Mailer) pack(ctx context.Context, mail domain.Mail, body domain.MailBody) (store.PackedBody, error) {
	if !mail.Kind.Reminder() || body.MailID != 0 {
		return store.PackedBody{}, nil
	}
	base, err := m.base(ctx, mail.Kind, mail.Language)
	if err != nil {
		return store.PackedBody{}, err
	}
	return base.Pack(body), nil
}

func (m *Mailer) base(ctx context.Context, kind domain.MailKind, lang domain.Language) (*store.MailBase, error) {
	m.bases.mu.Lock()
	defer m.bases.mu.Unlock()
	about := string(kind) + " " + string(lang)
	if base := m.bases.known[about]; base != nil {
		return base, nil
	}
	text, err := m.Letters.Base(kind, lang)
	if err != nil {
		return nil, err
	}
	base, err := m.db.MailBase(ctx, text)
	if err != nil {
		return nil, err
	}
	if m.bases.known == nil {
		m.bases.known = map[string]*store.MailBase{}
	}
	m.bases.known[about] = base
	return base, nil
}
