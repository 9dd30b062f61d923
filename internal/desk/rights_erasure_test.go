package desk_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/mattn/go-sqlite3"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/fixture"
	"vigie/store"
)

// bytesHold returns the erased values that stand in the database's own files.
func bytesHold(t *testing.T, path string, values ...string) []string {
	t.Helper()
	var found []string
	for _, suffix := range []string{"", "-wal"} {
		raw, err := os.ReadFile(path + suffix)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range values {
			for _, spelling := range []string{v, strings.ToLower(v), strings.ToUpper(v), domain.Fold(v)} {
				if at := bytes.Index(raw, []byte(spelling)); at >= 0 {
					from := max(0, at-60)
					found = append(found, fmt.Sprintf("%s%s@%d: %q", spelling, suffix, at, raw[from:min(len(raw), at+60)]))
				}
			}
		}
	}
	return found
}

// Every spelling of the values is looked for in the bytes of the file, its
// log, freelist, indexes and full-text tables included, without VACUUM.
func TestErasedPersonIsNotInTheBytesOfTheFile(t *testing.T) {
	clock := fixture.NewClock()
	path := filepath.Join(t.TempDir(), "vigie.db")
	db, err := store.Open(context.Background(), store.Source{Dialect: "sqlite", Path: path}, clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Migrate(context.Background()); err != nil {
		t.Fatal(err)
	}
	w := newRightsWorld(t, db, clock)
	w.crowd(0, 300)
	id := w.zoe(w.town.Suppliers[0], w.town.FollowUps[0])
	w.crowd(300, 900)
	if err := db.Scrub(context.Background()); err != nil {
		t.Fatal(err)
	}
	if found := bytesHold(t, path, zoeEmail); len(found) == 0 {
		t.Fatal("the value was never there: this test looks at nothing")
	}
	w.to(w.register(desk.RightsForm{Kind: domain.RightsRemoval, Scope: domain.ScopeUser, SubjectID: id, Identified: true, Details: "Effacez Zoé Martineau"}), domain.RightsExecuted)
	w.send()
	if _, err := w.desk.ForgetLastMails(context.Background()); err != nil {
		t.Fatal(err)
	}
	if err := db.Scrub(context.Background()); err != nil {
		t.Fatal(err)
	}
	if found := bytesHold(t, path, zoeEmail, zoePhone, "639985678", zoeName, "Zoé", "gérante-martineau"); len(found) > 0 {
		t.Errorf("still in the file:\n%s", strings.Join(found, "\n"))
	}
}

// crowd adds many others, before and after, so that pages split and full-text
// segments merge.
func (w *rightsWorld) crowd(from, to int) {
	ctx := context.Background()
	for part := from; part < to; part += 50 {
		w.write(func(tx *store.Tx) error {
			for i := part; i < part+50; i++ {
				if _, err := tx.InsertUser(ctx, domain.User{EstablishmentID: w.town.Suppliers[2], Email: fmt.Sprintf("crowd%d@ok.test", i), FirstName: fmt.Sprintf("Prénom%d", i),
					LastName: fmt.Sprintf("Marti%d", i), Language: domain.French, Role: domain.RoleStandard, State: domain.UserActive}); err != nil {
					return err
				}
			}
			return nil
		})
	}
}

func TestErasedPersonIsInNoColumnOfAnyTable(t *testing.T) {
	clock := fixture.NewClock()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		w := newRightsWorld(t, db, clock)
		id := w.zoe(w.town.Suppliers[0], w.town.FollowUps[0])
		w.to(w.register(desk.RightsForm{Kind: domain.RightsRemoval, Scope: domain.ScopeUser, SubjectID: id, Identified: true}), domain.RightsExecuted)
		w.send()
		if _, err := w.desk.ForgetLastMails(context.Background()); err != nil {
			t.Fatal(err)
		}
		for _, where := range w.everywhere(zoeEmail, zoePhone, "martineau") {
			t.Errorf("still in %s", where)
		}
		u, err := db.User(context.Background(), id)
		if err != nil || u.State != domain.UserErased || u.Email != "" || u.EstablishmentID == 0 {
			t.Errorf("the user is left as %+v, %v", u.User, err)
		}
		var kinds int
		w.query(func(q *sql.DB) error {
			return q.QueryRow(`SELECT COUNT(*) FROM mails WHERE kind = 'compliance'`).Scan(&kinds)
		})
		if kinds != 1 {
			t.Errorf("%d compliance mails are left: kinds and dates must stay", kinds)
		}
	})
}

// query reads the database beside the store, as a stranger with the file would.
func (w *rightsWorld) query(fn func(*sql.DB) error) {
	w.t.Helper()
	db, err := sql.Open(w.db.RawSource())
	if err != nil {
		w.t.Fatal(err)
	}
	defer db.Close()
	if err := fn(db); err != nil {
		w.t.Fatal(err)
	}
}

// everywhere looks for values in every column of every table.
func (w *rightsWorld) everywhere(values ...string) []string {
	w.t.Helper()
	var found []string
	w.query(func(db *sql.DB) error {
		catalogue := `SELECT m.name, p.name FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table' AND m.name NOT LIKE '%\_words\_%' ESCAPE '\' ORDER BY 1, 2`
		if w.db.Dialect() == "postgres" {
			catalogue = `SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema() ORDER BY 1, 2`
		}
		rows, err := db.Query(catalogue)
		if err != nil {
			return err
		}
		var columns [][2]string
		for rows.Next() {
			var c [2]string
			if err := rows.Scan(&c[0], &c[1]); err != nil {
				return err
			}
			columns = append(columns, c)
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return err
		}
		for _, c := range columns {
			if strings.HasSuffix(c[0], "_words") && c[1] != "name_key" {
				continue
			}
			for _, v := range values {
				var n int
				if err := db.QueryRow(`SELECT COUNT(*) FROM ` + c[0] + ` WHERE LOWER(CAST(` + c[1] + ` AS TEXT)) LIKE '%` + strings.ToLower(v) + `%'`).Scan(&n); err != nil {
					return fmt.Errorf("%s.%s: %w", c[0], c[1], err)
				}
				if n > 0 {
					found = append(found, fmt.Sprintf("%s.%s: %d rows with %s", c[0], c[1], n, v))
				}
			}
		}
		return nil
	})
	return append(found, w.packed(values...)...)
}

// packed looks for values in what mails say that is stored packed.
func (w *rightsWorld) packed(values ...string) (found []string) {
	w.t.Helper()
	var mails []int64
	w.query(func(db *sql.DB) error {
		rows, err := db.Query(`SELECT mail_id FROM mail_bodies WHERE base_id <> 0`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var id int64
			if err := rows.Scan(&id); err != nil {
				return err
			}
			mails = append(mails, id)
		}
		return rows.Err()
	})
	for _, id := range mails {
		body, err := w.db.MailBody(context.Background(), id)
		if err != nil {
			w.t.Fatal(err)
		}
		said := strings.ToLower(body.Text + body.HTML)
		for _, v := range values {
			if strings.Contains(said, strings.ToLower(v)) {
				found = append(found, fmt.Sprintf("what mail %d says, packed, with %s", id, v))
			}
		}
	}
	return found
}

func TestErasedEstablishmentLeavesItsIdentifierAlone(t *testing.T) {
	clock := fixture.NewClock()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		w := newRightsWorld(t, db, clock)
		w.zoe(w.town.Suppliers[0], w.town.FollowUps[0])
		w.write(func(tx *store.Tx) error {
			if _, err := tx.InsertUser(ctx, domain.User{EstablishmentID: w.town.Buyer, Email: "achats@valmont.test", Language: domain.French, Role: domain.RoleAdministrator, State: domain.UserActive}); err != nil {
				return err
			}
			_, err := tx.InsertDocument(ctx, domain.Document{SupplierID: w.town.Suppliers[0], TypeCode: "REG-E", State: "valid", DepositedOn: "2026-10-01"})
			return err
		})
		q := w.to(w.register(desk.RightsForm{Kind: domain.RightsRemoval, Scope: domain.ScopeEstablishment, SubjectID: w.town.Suppliers[0], Identified: true}), domain.RightsExecuted)
		e, err := db.Establishment(ctx, w.town.Suppliers[0])
		if err != nil || e.State != domain.EstablishmentDeregistered || e.IDValue != "S000000" || e.Name != "" || e.City != "" {
			t.Errorf("the establishment is left as %+v, %v", e, err)
		}
		f, err := db.FollowUp(ctx, w.town.FollowUps[0])
		if err != nil || f.State != domain.FollowUpClosed || f.ClosedOn != "2026-11-25" {
			t.Errorf("its follow-up is left as %+v, %v", f, err)
		}
		told, err := db.MailsTo(ctx, "achats@valmont.test", 10)
		if err != nil || len(told) != 1 || told[0].Kind != domain.MailRightsBuyer {
			t.Errorf("the buyer was told by %+v, %v", told, err)
		}
		w.send()
		if _, err := w.desk.ForgetLastMails(ctx); err != nil {
			t.Fatal(err)
		}
		for _, where := range w.everywhere(zoeEmail, "martineau", companyIs, "Grandpierre", w.town.Address(0)) {
			t.Errorf("still in %s", where)
		}
		documents, err := db.Documents(ctx, []int64{w.town.Suppliers[0]})
		if err != nil || len(documents) != 1 {
			t.Errorf("%d documents are left, %v", len(documents), err)
		}
		card, err := w.desk.RightsCard(ctx, w.team["Adam"], q.ID)
		if err != nil || !card.Kept || !strings.Contains(card.Letters[domain.French], "CSS L. 244-11") || !strings.Contains(card.Letters[domain.French], "25 novembre 2031") {
			t.Errorf("letter kept %t, %v:\n%s", card.Kept, err, card.Letters[domain.French])
		}
	})
}
