package store

import (
	"context"
	"encoding/json"
	"strconv"

	"vigie/internal/domain"
)

// OldestDue is since when the oldest mail that may leave now has been due,
// never when none may.
func (r reader) OldestDue(ctx context.Context, c Claim) (domain.Instant, error) {
	var due []domain.Instant
	if err := r.all(ctx, &due, `SELECT due_at FROM mails`+r.dialect.by("mails_urgent")+` WHERE `+urgent+` ORDER BY due_at, id LIMIT 1`, c.Now); err != nil {
		return 0, err
	}
	if c.Open && !c.Held { // otherwise none of the many may, and none is looked at
		var more []domain.Instant
		if err := r.all(ctx, &more, `SELECT due_at FROM mails`+r.dialect.bulkOf(c)+` ORDER BY due_at, id LIMIT 1`, c.Now, c.Held, c.Week, c.Open); err != nil {
			return 0, err
		}
		due = append(due, more...)
	}
	var oldest domain.Instant
	for _, at := range due {
		if oldest.Never() || at < oldest {
			oldest = at
		}
	}
	return oldest, nil
}

// OldestClaim is until when the oldest claim holds, never when nothing is
// claimed.
func (r reader) OldestClaim(ctx context.Context) (domain.Instant, error) {
	n, err := r.number(ctx, `SELECT COALESCE(MIN(claimed_until), 0) FROM mails`+r.dialect.by("mails_claimed")+` WHERE state IN ('claimed', 'committing')`)
	return domain.Instant(n), err
}

// OutboxProgress is the moment of the last answer of the mail server, and why
// it is left alone at present, if it is.
func (r reader) OutboxProgress(ctx context.Context) (domain.Instant, domain.ServerTrouble, error) {
	var trouble domain.ServerTrouble
	text, err := r.Meta(ctx, domain.MetaMailServer)
	if err != nil {
		return 0, trouble, err
	}
	if text != "" {
		if err := json.Unmarshal([]byte(text), &trouble); err != nil {
			return 0, trouble, err
		}
	}
	text, err = r.Meta(ctx, domain.MetaOutboxProgress)
	if err != nil || text == "" {
		return 0, trouble, err
	}
	at, err := strconv.ParseInt(text, 10, 64)
	return domain.Instant(at), trouble, err
}

// SetOutboxProgress keeps the moment of the last answer of the mail server.
func (tx *Tx) SetOutboxProgress(ctx context.Context, at domain.Instant) error {
	return tx.SetMeta(ctx, domain.MetaOutboxProgress, strconv.FormatInt(int64(at), 10))
}

// MailsIn counts the mails in a state, exactly: it costs as many steps of the
// index as there are.
func (r reader) MailsIn(ctx context.Context, state domain.MailState) (int64, error) {
	return r.number(ctx, `SELECT COUNT(*) FROM mails WHERE state = ? AND `+indexedBy(state), state)
}
