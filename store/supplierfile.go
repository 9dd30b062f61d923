package store

import (
	"context"

	"vigie/internal/domain"
)

// SupplierFile reads what one user's supplier page shows on day: their
// follow-ups, closed ones apart, each with its documents.
func (r reader) SupplierFile(ctx context.Context, user int64, day domain.Date) (domain.SupplierFile, error) {
	f := domain.SupplierFile{Today: day}
	var err error
	if f.User, err = r.User(ctx, user); err != nil {
		return f, err
	}
	if f.Establishment, err = r.Establishment(ctx, f.User.EstablishmentID); err != nil {
		return f, err
	}
	if f.Origin, err = r.origin(ctx, f.User); err != nil {
		return f, err
	}
	collections, err := r.Collections(ctx)
	if err != nil {
		return f, err
	}
	relations, assessments, err := r.relationsOf(ctx, f.User.EstablishmentID, collections, nil, day)
	if err != nil {
		return f, err
	}
	for i, relation := range relations {
		if relation.FollowUp.State == domain.FollowUpClosed || !domain.Concerns(f.User.User, relation.FollowUp) {
			continue
		}
		buyer, err := r.recapBuyer(ctx, relation.FollowUp, assessments[i], day)
		if err != nil {
			return f, err
		}
		f.Entries = append(f.Entries, domain.FileEntry{RecapBuyer: buyer, FollowUp: relation.FollowUp})
	}
	return f, nil
}
