package store

import (
	"context"

	"vigie/internal/domain"
)

const linkColumns = `id, kind, hash, subject_id, mail_id, created_at, expires_at, used_at, revoked_at`

// LinkByHash reads the link whose token has this keyed hash.
func (r reader) LinkByHash(ctx context.Context, kind domain.LinkKind, hash string) (domain.Link, error) {
	var l domain.Link
	err := r.one(ctx, "link", &l, `SELECT `+linkColumns+` FROM links WHERE hash = ? AND kind = ?`, hash, kind)
	return l, err
}

// LinksOfMail reads the links that a mail carries.
func (r reader) LinksOfMail(ctx context.Context, mail int64) ([]domain.Link, error) {
	var ls []domain.Link
	err := r.all(ctx, &ls, `SELECT `+linkColumns+` FROM links WHERE mail_id = ? AND mail_id <> 0 ORDER BY id`, mail)
	return ls, err
}

// InsertLink stores a link by the hash of its token and returns its id.
func (tx *Tx) InsertLink(ctx context.Context, l domain.Link) (int64, error) {
	return tx.insert(ctx, `INSERT INTO links (kind, hash, subject_id, mail_id, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?) RETURNING id`,
		l.Kind, l.Hash, l.SubjectID, l.MailID, l.CreatedAt, l.ExpiresAt)
}

// UseLink spends a single-use link; a second use finds it gone.
func (tx *Tx) UseLink(ctx context.Context, l domain.Link) error {
	n, err := tx.affect(ctx, `UPDATE links SET used_at = ? WHERE id = ? AND used_at = 0 AND revoked_at = 0`, tx.now, l.ID)
	if err != nil {
		return err
	}
	if n == 0 {
		return domain.Refuse(domain.Gone, "link_gone")
	}
	tx.Record("link", l.ID, nil, map[string]any{"kind": l.Kind, "used": true})
	return nil
}

// RevokeLinks ends every link of a kind to one subject, but for one.
func (tx *Tx) RevokeLinks(ctx context.Context, kind domain.LinkKind, subject, keep int64) error {
	return tx.exec(ctx, `UPDATE links SET revoked_at = ? WHERE kind = ? AND subject_id = ? AND id <> ? AND revoked_at = 0`, tx.now, kind, subject, keep)
}
