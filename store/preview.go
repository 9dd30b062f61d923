package store

import (
	"context"
	"slices"
	"strconv"

	"vigie/internal/domain"
)

// PersonQuery chooses persons of a preview: those with an outcome of a kind,
// those reminded about a buyer, or everybody.
type PersonQuery struct {
	Kind    domain.MailKind
	Outcome domain.Outcome // "" for any
	Buyer   int64          // 0 for any
}

// PersonRow is one person of a preview, with what the cycle decides.
type PersonRow struct {
	domain.UserRow
	Outcomes [2]domain.Outcome // in the order of domain.ReminderKinds
	place    int64             // of the establishment, or of the buyer's follow-up
}

func (q PersonQuery) takes(d Decision) bool {
	if q.Buyer != 0 {
		return slices.Contains(d.Buyers, q.Buyer)
	}
	if q.Outcome == "" {
		return true
	}
	return d.Outcomes[slices.Index(domain.ReminderKinds(), q.Kind)] == q.Outcome
}

// PreviewPersons reads a window of the persons for whom the cycle decides
// what q asks, by the same walk as the preview and the run. It begins at the
// cursor, so that a page costs as much wherever it lies; a rare outcome makes
// it walk far.
func (r reader) PreviewPersons(ctx context.Context, p Pass, q PersonQuery, page domain.Page) (domain.Window[PersonRow], error) {
	var w domain.Window[PersonRow]
	p, err := r.begin(ctx, p)
	if err != nil {
		return w, err
	}
	back := page.FromEnd || page.Before != nil
	edge := page.After
	if page.Before != nil {
		edge = page.Before
	}
	at := stretch{back: back, from: edge}
	var rows []PersonRow
	for len(rows) <= page.Limit {
		more, err := r.previewStretch(ctx, &p, q, &at)
		if err != nil {
			return w, err
		}
		rows = append(rows, more...)
		if at.done {
			break
		}
	}
	if w.More = len(rows) > page.Limit; w.More {
		rows = rows[:page.Limit]
	}
	if back {
		slices.Reverse(rows)
	}
	w.Rows = rows
	for _, row := range rows {
		w.Cursors = append(w.Cursors, domain.Cursor{Key: strconv.FormatInt(row.place, 10), ID: row.ID})
	}
	return w, r.namePersons(ctx, w.Rows)
}

// stretch is how far a window was walked.
type stretch struct {
	back, done bool
	from       *domain.Cursor // what lies beside it was shown before
	place      int64
	begun      bool
}

func (s *stretch) edge() (place, user int64) {
	if s.from == nil {
		return 0, 0
	}
	place, _ = strconv.ParseInt(s.from.Key, 10, 64)
	return place, s.from.ID
}

// places are the establishments of the next stretch, in its order, each with
// its place.
func (r reader) places(ctx context.Context, p *Pass, q PersonQuery, s *stretch) (suppliers, places []int64, err error) {
	if !s.begun {
		s.begun = true
		if s.place, _ = s.edge(); s.from != nil && !s.back {
			s.place--
		} else if s.from != nil {
			s.place++
		} else if s.back {
			s.place = maxPlace
		}
	}
	if q.Buyer == 0 {
		return nextPlaces(p, s)
	}
	var rows []struct {
		ID         int64
		SupplierID int64 `db:"supplier_id"`
	}
	query := `SELECT id, supplier_id FROM follow_ups WHERE buyer_id = ? AND id > ? ORDER BY id LIMIT ?`
	if s.back {
		query = `SELECT id, supplier_id FROM follow_ups WHERE buyer_id = ? AND id < ? ORDER BY id DESC LIMIT ?`
	}
	if err := r.all(ctx, &rows, query, q.Buyer, s.place, passSlice); err != nil {
		return nil, nil, err
	}
	for _, row := range rows {
		suppliers, places = append(suppliers, row.SupplierID), append(places, row.ID)
		s.place = row.ID
	}
	s.done = len(rows) < passSlice
	return suppliers, places, nil
}

const maxPlace = int64(1) << 62

func nextPlaces(p *Pass, s *stretch) (suppliers, places []int64, err error) {
	if s.back {
		s.place = min(s.place, p.last+1)
	}
	for len(suppliers) < passSlice {
		if s.back {
			s.place--
		} else {
			s.place++
		}
		if s.place < 1 || s.place > p.last {
			s.done = true
			break
		}
		suppliers = append(suppliers, s.place)
	}
	return suppliers, suppliers, nil
}

func (r reader) previewStretch(ctx context.Context, p *Pass, q PersonQuery, s *stretch) ([]PersonRow, error) {
	suppliers, places, err := r.places(ctx, p, q, s)
	if err != nil || len(suppliers) == 0 {
		return nil, err
	}
	facts, err := r.reminderFactsOf(ctx, suppliers, p.Collection, p.Day)
	if err != nil {
		return nil, err
	}
	slice := p.decideAll(facts)
	if p.again {
		if err := r.alreadySent(ctx, p.Week, slice.Decisions); err != nil {
			return nil, err
		}
	}
	at := make(map[int64]int64, len(suppliers))
	for i, id := range suppliers {
		at[id] = places[i]
	}
	place, user := s.edge()
	var out []PersonRow
	for _, d := range slice.Decisions {
		row := PersonRow{UserRow: d.User, Outcomes: d.Outcomes, place: at[d.User.EstablishmentID]}
		shown := s.from != nil && (!s.back && (row.place < place || row.place == place && row.ID <= user) ||
			s.back && (row.place > place || row.place == place && row.ID >= user))
		if q.takes(d) && !shown {
			out = append(out, row)
		}
	}
	slices.SortFunc(out, func(a, b PersonRow) int {
		order := int(min(max(a.place-b.place, -1), 1))
		if order == 0 {
			order = int(min(max(a.ID-b.ID, -1), 1))
		}
		if s.back {
			return -order
		}
		return order
	})
	return out, nil
}

// reminderFactsOf reads the facts of some suppliers.
func (r reader) reminderFactsOf(ctx context.Context, suppliers []int64, c Collections, day domain.Date) (ReminderFacts, error) {
	facts := ReminderFacts{To: slices.Max(suppliers)}
	if err := r.all(ctx, &facts.Users, `SELECT `+userFactColumns+` FROM users JOIN establishments ON establishments.id = users.establishment_id
		WHERE `+r.dialect.in("users.establishment_id")+` ORDER BY users.establishment_id, users.id`, r.list(suppliers)); err != nil {
		return facts, err
	}
	if err := r.all(ctx, &facts.FollowUps, `SELECT `+followUpFactColumns+` FROM follow_ups WHERE `+r.dialect.in("supplier_id")+` ORDER BY supplier_id, buyer_id`,
		r.list(suppliers)); err != nil {
		return facts, err
	}
	return facts, r.settleFacts(ctx, &facts, c, day)
}

// namePersons fills in what a list shows of its persons.
func (r reader) namePersons(ctx context.Context, rows []PersonRow) error {
	if len(rows) == 0 {
		return nil
	}
	ids := make([]int64, len(rows))
	for i, row := range rows {
		ids[i] = row.ID
	}
	var us []domain.UserRow
	if err := r.all(ctx, &us, `SELECT `+userRowColumns+` FROM `+userRowFrom+` WHERE `+r.dialect.in("users.id"), r.list(ids)); err != nil {
		return err
	}
	named := make(map[int64]domain.UserRow, len(us))
	for _, u := range us {
		named[u.ID] = u
	}
	for i := range rows {
		rows[i].UserRow = named[rows[i].ID]
	}
	return nil
}
