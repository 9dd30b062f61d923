package desk

import (
	"context"

	"vigie/internal/domain"
)

type linkReader interface {
	LinkByHash(context.Context, domain.LinkKind, string) (domain.Link, error)
}

// linkOf finds the link of a token. Unknown and altered ones are refused with
// the words of an expired one, after the same look-up.
func (d *Desk) linkOf(ctx context.Context, r linkReader, kind domain.LinkKind, token string) (domain.Link, error) {
	l, err := r.LinkByHash(ctx, kind, d.keys.TokenHash(token))
	if domain.KindOf(err) == domain.NotFound || err == nil && !d.keys.Opens(l, token) {
		return domain.Link{}, domain.Refuse(domain.Gone, "link_gone")
	}
	return l, err
}

// usableLink finds a link that is neither expired, revoked nor spent.
func (d *Desk) usableLink(ctx context.Context, r linkReader, kind domain.LinkKind, token string) (domain.Link, error) {
	l, err := d.linkOf(ctx, r, kind, token)
	if err != nil {
		return l, err
	}
	return l, l.Usable(domain.InstantOf(d.now()))
}

type ownerReader interface {
	linkReader
	User(context.Context, int64) (domain.UserRow, error)
}

// linkOwner finds a usable link to a user, and the user.
func (d *Desk) linkOwner(ctx context.Context, r ownerReader, kind domain.LinkKind, token string) (domain.Link, domain.UserRow, error) {
	l, err := d.usableLink(ctx, r, kind, token)
	if err != nil {
		return l, domain.UserRow{}, err
	}
	u, err := r.User(ctx, l.SubjectID)
	return l, u, gone(err)
}

// gone makes of a subject that is no more the refusal of a link that is.
func gone(err error) error {
	if domain.KindOf(err) == domain.NotFound {
		return domain.Refuse(domain.Gone, "link_gone")
	}
	return err
}
