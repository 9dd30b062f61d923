package store

import (
	"context"

	"vigie/internal/domain"
)

// SupplierFile reads what one user's supplier page shows on day: their
// follow-ups, closed ones apart, each with its documents.
func (r reader) SupplierFile(ctx context.Context, user int64, day domain.Date) (domain.SupplierFile, error) {
	file := domain.SupplierFile{Today: day}
	var err error
	if file.User, err = r.User(ctx, user); err != nil {
		return file, err
	}
	supplier := file.User.EstablishmentID
	var f recapFacts
	if err := r.recapRelations(ctx, &f, []int64{supplier}, day); err != nil {
		return file, err
	}
	if err := r.recapOrigins(ctx, &f, []int64{user}); err != nil {
		return file, err
	}
	file.Establishment, file.Origin = f.establishments[supplier], f.origin(file.User)
	for i, relation := range f.relations[supplier] {
		if relation.FollowUp.State == domain.FollowUpClosed || !domain.Concerns(file.User.User, relation.FollowUp) {
			continue
		}
		file.Entries = append(file.Entries, domain.FileEntry{RecapBuyer: f.buyer(relation.FollowUp, f.assessments[supplier][i], day), FollowUp: relation.FollowUp})
	}
	return file, nil
}
