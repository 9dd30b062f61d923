package store

import (
	"context"

	"github.com/jmoiron/sqlx"

	"vigie/internal/domain"
)

// ImportEstablishment is an establishment with what files said of it.
type ImportEstablishment struct {
	domain.Establishment
	domain.Said
}

// ImportFollowUp is a follow-up with what files said of it.
type ImportFollowUp struct {
	domain.FollowUp
	domain.Said
}

// ImportUser is a user with what files said of them.
type ImportUser struct {
	domain.User
	domain.Said
}

// Pair are two ids: of a follow-up and a user, or of a user and the buyer
// that gave them.
type Pair struct{ A, B int64 }

const (
	importEstablishmentColumns = establishmentColumns + `, establishments.import_batch, establishments.import_said`
	importFollowUpColumns      = followUpColumns + `, follow_ups.import_batch, follow_ups.import_said`
	importUserColumns          = userColumns + `, users.import_batch, users.import_said`
)

// ImportEstablishments reads the establishments with these identifiers.
func (it *ImportTx) ImportEstablishments(ctx context.Context, values []string) ([]ImportEstablishment, error) {
	return merged(it, func(r reader) (es []ImportEstablishment, err error) {
		err = r.all(ctx, &es, `SELECT `+importEstablishmentColumns+` FROM establishments WHERE `+r.dialect.in("id_value"), r.list(values))
		return es, err
	}, func(e ImportEstablishment) int64 { return e.ID })
}

// ImportGroups reads the groups with these folded names.
func (it *ImportTx) ImportGroups(ctx context.Context, keys []string) ([]domain.Group, error) {
	return merged(it, func(r reader) (gs []domain.Group, err error) {
		err = r.all(ctx, &gs, `SELECT id, name, name_key FROM company_groups WHERE `+r.dialect.in("name_key"), r.list(keys))
		return gs, err
	}, func(g domain.Group) int64 { return g.ID })
}

// ImportFollowUps reads the follow-ups of these suppliers by these buyers.
func (it *ImportTx) ImportFollowUps(ctx context.Context, suppliers, buyers []int64) ([]ImportFollowUp, error) {
	return merged(it, func(r reader) (fs []ImportFollowUp, err error) {
		err = r.all(ctx, &fs, `SELECT `+importFollowUpColumns+` FROM follow_ups WHERE `+r.dialect.in("supplier_id")+` AND `+
			r.dialect.in("+buyer_id"), r.list(suppliers), r.list(buyers))
		return fs, err
	}, func(f ImportFollowUp) int64 { return f.ID })
}

// ImportContracts reads the contracts of these follow-ups.
func (it *ImportTx) ImportContracts(ctx context.Context, followUps []int64) ([]domain.Contract, error) {
	return merged(it, func(r reader) ([]domain.Contract, error) { return r.Contracts(ctx, followUps) },
		func(c domain.Contract) int64 { return c.ID })
}

// ImportUsers reads the users of these establishments.
func (it *ImportTx) ImportUsers(ctx context.Context, establishments []int64) ([]ImportUser, error) {
	return merged(it, func(r reader) (us []ImportUser, err error) {
		err = r.all(ctx, &us, `SELECT `+importUserColumns+` FROM users WHERE `+r.dialect.in("establishment_id"), r.list(establishments))
		return us, err
	}, func(u ImportUser) int64 { return u.ID })
}

// ImportDocuments reads the documents of these suppliers.
func (it *ImportTx) ImportDocuments(ctx context.Context, suppliers []int64) ([]domain.Document, error) {
	return merged(it, func(r reader) ([]domain.Document, error) { return r.Documents(ctx, suppliers) },
		func(d domain.Document) int64 { return d.ID })
}

// ImportReferents reads the referents of these follow-ups.
func (it *ImportTx) ImportReferents(ctx context.Context, followUps []int64) ([]Pair, error) {
	return it.pairs(ctx, `SELECT follow_up_id, user_id FROM referents WHERE `, "follow_up_id", followUps)
}

// ImportBuyerContacts reads the buyers' contacts of these follow-ups.
func (it *ImportTx) ImportBuyerContacts(ctx context.Context, followUps []int64) ([]Pair, error) {
	return it.pairs(ctx, `SELECT follow_up_id, user_id FROM buyer_contacts WHERE `, "follow_up_id", followUps)
}

// ImportGivers reads which buyers gave these users.
func (it *ImportTx) ImportGivers(ctx context.Context, users []int64) ([]Pair, error) {
	return it.pairs(ctx, `SELECT user_id, buyer_id FROM provenances WHERE user_id <> 0 AND `, "user_id", users)
}

func (it *ImportTx) pairs(ctx context.Context, query, column string, ids []int64) ([]Pair, error) {
	return merged(it, func(r reader) (ps []Pair, err error) {
		err = r.each(ctx, func(rows *sqlx.Rows) error {
			var p Pair
			err := rows.Scan(&p.A, &p.B)
			ps = append(ps, p)
			return err
		}, query+r.dialect.in(column), r.list(ids))
		return ps, err
	}, func(p Pair) Pair { return p })
}

// ImportSuppressed reads which of these hashes are on the suppression list.
func (it *ImportTx) ImportSuppressed(ctx context.Context, hashes []string) (map[string]bool, error) {
	found, err := merged(it, func(r reader) (hs []string, err error) {
		err = r.all(ctx, &hs, `SELECT hash FROM suppressions WHERE `+r.dialect.in("hash"), r.list(hashes))
		return hs, err
	}, func(h string) string { return h })
	set := make(map[string]bool, len(found))
	for _, h := range found {
		set[h] = true
	}
	return set, err
}

// ImportCollections reads what these buyers collect: their own lists only.
func (it *ImportTx) ImportCollections(ctx context.Context, buyers []int64) (map[int64][]domain.Collected, error) {
	type row struct {
		Buyer int64 `db:"buyer_id"`
		Code  string
		Usage int `db:"usage_months"`
		Force bool
	}
	type key struct {
		buyer int64
		code  string
	}
	rows, err := merged(it, func(r reader) (rs []row, err error) {
		err = r.all(ctx, &rs, `SELECT buyer_id, type_code AS code, usage_months, forced AS force FROM collections WHERE `+
			r.dialect.in("buyer_id")+` ORDER BY buyer_id, type_code`, r.list(buyers))
		return rs, err
	}, func(r row) key { return key{r.Buyer, r.Code} })
	own := map[int64][]domain.Collected{}
	for _, r := range rows {
		own[r.Buyer] = append(own[r.Buyer], domain.Collected{DocumentType: it.run.types[r.Code], UsageMonths: r.Usage, Forced: r.Force})
	}
	return own, err
}

// DefaultCollected is what a buyer without a list of its own collects.
func (it *ImportTx) DefaultCollected() []domain.Collected {
	var out []domain.Collected
	for _, code := range domain.DefaultCollection() {
		out = append(out, it.CollectedType(code))
	}
	return out
}

// CollectedType is a type as a buyer collects it that says no more of it.
func (it *ImportTx) CollectedType(code string) domain.Collected {
	return domain.Collected{DocumentType: it.run.types[code]}
}

// BuyerFollowUps reads the ids of the follow-ups of a buyer, after an id.
func (r reader) BuyerFollowUps(ctx context.Context, buyer, after int64, limit int) ([]int64, error) {
	var ids []int64
	err := r.all(ctx, &ids, `SELECT id FROM follow_ups WHERE buyer_id = ? AND id > ? ORDER BY id LIMIT ?`, buyer, after, limit)
	return ids, err
}

// ImportInvited reads the users with these addresses who were invited and
// came with this import, in every establishment.
func (it *ImportTx) ImportInvited(ctx context.Context, emails []string, since int64) ([]ImportUser, error) {
	return merged(it, func(r reader) (us []ImportUser, err error) {
		err = r.all(ctx, &us, `SELECT `+importUserColumns+` FROM users WHERE email_key <> '' AND `+r.dialect.in("email_key")+`
			AND import_batch >= ? AND state = 'invited' AND NOT held_contact`, r.list(emails), since)
		return us, err
	}, func(u ImportUser) int64 { return u.ID })
}
