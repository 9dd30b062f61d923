package desk

import (
	"context"

	"vigie/internal/domain"
	"vigie/store"
)

// SendNewLink queues, to the address on file only, the links that an address
// may have; at most one mail an hour. It says nothing of whether the address
// is known: the door answers everybody alike.
func (d *Desk) SendNewLink(ctx context.Context, email string) error {
	key := domain.EmailKey(email)
	address, lang, err := d.addressOnFile(ctx, key)
	if err != nil || address == "" {
		return err
	}
	return d.act(ctx, domain.PageActor("new_link"), domain.PageNewLink, func(tx *store.Tx) error {
		hour := tx.Now().Time().Format("2006-01-02T15")
		id, created, err := tx.EnqueueMail(ctx, domain.Mail{Kind: domain.MailNewLink, Email: address, Language: lang,
			DedupKey: "new_link|" + key + "|" + hour, DueAt: tx.Now(), Asked: true, Actor: tx.Actor().Name})
		if err != nil {
			return err
		}
		tx.Record("mail", id, nil, map[string]any{"kind": domain.MailNewLink, "queued": created})
		return nil
	})
}

// addressOnFile returns the stored spelling of an address that has something
// to open, and its person's language; empty when there is none.
func (d *Desk) addressOnFile(ctx context.Context, key string) (string, domain.Language, error) {
	if suppressed, err := d.db.Suppressed(ctx, d.keys.HashEmail(key)); err != nil || suppressed {
		return "", "", err
	}
	users, err := d.db.UsersByEmail(ctx, key)
	if err != nil {
		return "", "", err
	}
	for _, u := range users {
		if u.MayOpen() == nil {
			return u.Email, u.Language, nil
		}
	}
	if key == "" {
		return "", "", nil
	}
	customers, err := d.db.CustomersByEmail(ctx, key)
	for _, c := range customers {
		if s := c.RequestState; s == domain.RequestSent || s == domain.RequestAnswered || s == domain.RequestExpired {
			return c.Email, c.Language, nil
		}
	}
	return "", "", err
}
