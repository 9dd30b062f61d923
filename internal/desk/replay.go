package desk

import (
	"context"
	"encoding/json"

	"vigie/internal/domain"
	"vigie/internal/letter"
	"vigie/store"
)

// Replay erases again whom the journal says was erased: after an older copy of
// the database was restored, they are in it as before. It returns how many
// persons and establishments it erased; nobody is mailed.
func (d *Desk) Replay(ctx context.Context) (int, error) {
	if d.journal == nil {
		return 0, nil
	}
	lines, err := d.journal.Lines()
	if err != nil {
		return 0, err
	}
	gone := map[string]domain.Suppression{}
	for _, l := range lines {
		if l.Act == "lifted" {
			delete(gone, l.Hash)
			continue
		}
		gone[l.Hash] = domain.Suppression{Hash: l.Hash, Kind: l.Kind, Reason: "replayed", RequestID: l.Request}
	}
	done := 0
	for _, again := range []func(context.Context, map[string]domain.Suppression) (int, error){d.replayEstablishments, d.replayUsers, d.replayCustomers} {
		n, err := again(ctx, gone)
		if err != nil {
			return done, err
		}
		done += n
	}
	for _, s := range gone {
		known, err := d.db.Suppressed(ctx, s.Hash)
		if err != nil {
			return done, err
		}
		if known {
			continue
		}
		if err := d.act(ctx, domain.SystemActor("restore"), domain.TimedPurge, func(tx *store.Tx) error { return tx.Suppress(ctx, s) }); err != nil {
			return done, err
		}
	}
	return done, d.db.Scrub(ctx)
}

const replayPage = 1000

func (d *Desk) replayEstablishments(ctx context.Context, gone map[string]domain.Suppression) (int, error) {
	n := 0
	for after := int64(0); ; {
		rows, err := d.db.EstablishmentsAfter(ctx, after, replayPage)
		if err != nil || len(rows) == 0 {
			return n, err
		}
		for _, e := range rows {
			after = e.ID
			s, found := gone[d.hashIdentifier(domain.Identifier{Type: e.IDType, Value: e.IDValue})]
			if !found || e.AcceptsFollowUps() != nil {
				continue
			}
			if err := d.eraseAgain(ctx, domain.RightsRequest{ID: s.RequestID, Kind: domain.RightsRemoval, Scope: domain.ScopeEstablishment, SubjectID: e.ID}); err != nil {
				return n, err
			}
			n++
		}
	}
}

func (d *Desk) replayUsers(ctx context.Context, gone map[string]domain.Suppression) (int, error) {
	n := 0
	for after := int64(0); ; {
		rows, err := d.db.UsersAfter(ctx, after, replayPage)
		if err != nil || len(rows) == 0 {
			return n, err
		}
		for _, u := range rows {
			after = u.ID
			s, found := gone[d.keys.HashEmail(u.EmailKey)]
			if !found || u.EmailKey == "" || u.State == domain.UserErased {
				continue
			}
			if err := d.eraseAgain(ctx, domain.RightsRequest{ID: s.RequestID, Kind: domain.RightsRemoval, Scope: domain.ScopeUser, SubjectID: u.ID}); err != nil {
				return n, err
			}
			n++
		}
	}
}

func (d *Desk) replayCustomers(ctx context.Context, gone map[string]domain.Suppression) (int, error) {
	n := 0
	for after := int64(0); ; {
		rows, err := d.db.CustomersAfter(ctx, after, replayPage)
		if err != nil || len(rows) == 0 {
			return n, err
		}
		for _, c := range rows {
			after = c.ID
			var s domain.Suppression
			found := false
			for _, t := range domain.TracesOfCustomer(c.CustomerKey, c.Email) {
				if known, ok := gone[d.keys.Hash(t.Purpose, t.Value)]; ok {
					s, found = known, true
				}
			}
			if !found {
				continue
			}
			if err := d.eraseAgain(ctx, domain.RightsRequest{ID: s.RequestID, Kind: domain.RightsRemoval, Scope: domain.ScopeCustomer, SubjectID: c.ID}); err != nil {
				return n, err
			}
			n++
		}
	}
}

// eraseAgain carries out a removal that was carried out before. Its request,
// where the restored copy knows it, is closed as it was.
func (d *Desk) eraseAgain(ctx context.Context, q domain.RightsRequest) error {
	subject, err := d.db.RemovalSubject(ctx, q)
	if err != nil {
		return err
	}
	mentions, err := d.mentionsOf(ctx, subject)
	if err != nil {
		return err
	}
	return d.act(ctx, domain.SystemActor("restore"), domain.TimedPurge, func(tx *store.Tx) error {
		subject, err := tx.RemovalSubject(ctx, q)
		if err != nil {
			return err
		}
		plan, err := d.planOf(ctx, tx, q)
		if err != nil {
			return err
		}
		if err := d.closeAll(ctx, tx, subject); err != nil {
			return err
		}
		if err := d.closeRequest(ctx, tx, q, plan); err != nil {
			return err
		}
		if _, err := tx.Erase(ctx, d.erasureOf(q, subject, mentions)); err != nil {
			return err
		}
		traces, err := d.tracesOf(ctx, tx, q, subject)
		if err != nil {
			return err
		}
		for _, t := range traces {
			if err := tx.Suppress(ctx, domain.Suppression{Hash: d.keys.Hash(t.Purpose, t.Value), Kind: t.Kind, Reason: "replayed", RequestID: q.ID}); err != nil {
				return err
			}
		}
		return nil
	})
}

// closeRequest closes the request of a removal that is carried out again.
func (d *Desk) closeRequest(ctx context.Context, tx *store.Tx, q domain.RightsRequest, plan domain.RemovalPlan) error {
	before, err := tx.RightsRequest(ctx, q.ID)
	if domain.KindOf(err) == domain.NotFound || err == nil && (before.Scope != q.Scope || before.SubjectID != q.SubjectID || !before.State.Open()) {
		return nil
	}
	if err != nil {
		return err
	}
	after := before
	if err := after.Execute(tx.Actor(), "", tx.Now()); err != nil {
		return err
	}
	text, err := json.Marshal(plan)
	if err != nil {
		return err
	}
	after.Plan = string(text)
	facts, err := d.factsOf(ctx, tx, after, after.Language)
	if err != nil {
		return err
	}
	if after.Letter, err = keep(letter.RightsOutcome(facts)); err != nil {
		return err
	}
	after.EmailHash = d.keys.HashEmail(after.EmailKey)
	after.Email, after.EmailKey, after.Name, after.Details, after.Doubt = store.Masked, domain.ErasedPrefix+after.EmailHash, "", "", ""
	return tx.UpdateRightsRequest(ctx, before, after)
}
