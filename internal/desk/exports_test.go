package desk_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/exchange"
	"vigie/internal/fixture"
	"vigie/store"
)

// crowd makes so many customers, whose names are in the contrary order of
// their ids.
func (w world) crowd(n int) {
	w.Helper()
	ctx := context.Background()
	if err := w.db.Write(ctx, director, domain.ImportFile, func(tx *store.Tx) error {
		for i := range n {
			if _, err := tx.InsertCustomer(ctx, domain.Customer{Code: fmt.Sprintf("C%d", i), Kind: domain.CustomerPerson, LastName: fmt.Sprintf("N%06d", n-i), FirstName: "=1+1\x1f",
				Email: fmt.Sprintf("c%d@example.org", i), Mobile: "+33639981234", City: []string{"Lyon", "Nice"}[i%2], Language: domain.French}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		w.Fatal(err)
	}
}

// administrators are people of the team.
func (w world) administrators(names ...string) []domain.Actor {
	w.Helper()
	var out []domain.Actor
	for _, name := range names {
		s, err := w.AddStaff(context.Background(), director, domain.Staff{Name: name, Role: domain.Administrator, Language: domain.French}, domain.StaffKey{Fingerprint: name, PublicKey: name})
		if err != nil {
			w.Fatal(err)
		}
		out = append(out, domain.Actor{StaffID: s.ID, Name: s.Name, Role: s.Role, Door: "ssh"})
	}
	return out
}

func TestALargeExportLeavesOnceAnotherAdministratorReleasedIt(t *testing.T) {
	ctx := context.Background()
	eachHour(t, func(w world, clock *fixture.Clock) {
		w.crowd(10_001)
		two := w.administrators("Anne", "Paul")
		anne, paul := two[0], two[1]
		ask := desk.ExportOptions{What: "customers", Format: exchange.CSV, Columns: []string{"code", "email"}}
		var out bytes.Buffer
		ask.ExportTo = desk.ExportTo{To: &out}
		if _, _, err := w.Export(ctx, anne, ask); !errors.Is(err, domain.Refuse(domain.Invalid, "export_reason")) {
			w.Fatalf("without a reason: %v", err)
		}
		ask.Reason = "inspection"
		if _, _, err := w.Export(ctx, director, ask); !errors.Is(err, domain.Refuse(domain.Forbidden, "needs_as")) {
			w.Errorf("by the server's own shell: %v", err)
		}
		_, _, err := w.Export(ctx, anne, ask)
		if !errors.Is(err, domain.Refuse(domain.Conflict, "export_registered")) || out.Len() != 0 {
			w.Fatalf("%v, %d bytes left before the release", err, out.Len())
		}
		all, err := w.ExportRequests(ctx, paul, domain.Filter{}, domain.Page{Limit: 10})
		if err != nil || len(all.Rows) != 1 || all.Rows[0].State != domain.ExportWaiting || all.Rows[0].Rows != 10_000 || !all.Rows[0].More {
			w.Fatalf("%+v, %v", all.Rows, err)
		}
		id := all.Rows[0].ID
		for name, c := range map[string]struct {
			key string
			do  func() error
		}{
			"fetch before":   {"export_waits", func() error { _, _, err := w.FetchExport(ctx, anne, id, ask.ExportTo); return err }},
			"release by her": {"export_own", func() error { _, err := w.ReleaseExport(ctx, anne, id); return err }},
			"by an operator": {"forbidden", func() error {
				_, err := w.ReleaseExport(ctx, domain.Actor{Name: "o", Role: domain.Operator}, id)
				return err
			}},
			"by the shell": {"needs_as", func() error { _, err := w.ReleaseExport(ctx, director, id); return err }},
		} {
			if err := c.do(); !errors.Is(err, domain.Refuse("", c.key)) {
				w.Errorf("%s: %v", name, err)
			}
		}
		if _, err := w.ReleaseExport(ctx, paul, id); err != nil {
			w.Fatal(err)
		}
		if _, _, err := w.FetchExport(ctx, paul, id, ask.ExportTo); !errors.Is(err, domain.Refuse(domain.Forbidden, "export_not_yours")) {
			w.Errorf("fetched by whoever released it: %v", err)
		}
		w.crowdMore()
		rows, digest, err := w.FetchExport(ctx, anne, id, ask.ExportTo)
		if err != nil || rows != 10_002 || strings.Count(out.String(), "\r\n") != 10_003 || !strings.HasPrefix(out.String(), "\ufeffcode;email\r\nC0;c0@example.org\r\n") {
			w.Fatalf("%d rows, %v: %.80q", rows, err, out.String())
		}
		kept, err := w.ExportRequest(ctx, paul, id)
		if err != nil || kept.State != domain.ExportDone || kept.Rows != 10_002 || kept.SHA256 != digest || kept.ReleasedBy != "Paul" || kept.DoneAt.Never() {
			w.Errorf("%+v, %v", kept, err)
		}
		if _, _, err := w.FetchExport(ctx, anne, id, ask.ExportTo); !errors.Is(err, domain.Refuse(domain.Conflict, "export_ended")) {
			w.Errorf("fetched twice: %v", err)
		}
	})
}

func (w world) crowdMore() {
	w.Helper()
	if _, err := w.SaveCustomer(context.Background(), director, domain.Customer{Code: "later", Kind: domain.CustomerPerson, LastName: "Later", Language: domain.French}); err != nil {
		w.Fatal(err)
	}
}

func TestTheOnlyAdministratorWaitsADay(t *testing.T) {
	ctx := context.Background()
	eachHour(t, func(w world, clock *fixture.Clock) {
		w.crowd(10_001)
		anne := w.administrators("Anne")[0]
		e, err := w.RequestExport(ctx, anne, desk.ExportOptions{What: "consents", Format: exchange.XLSX, Reason: "inspection"})
		if err != nil {
			w.Fatal(err)
		}
		if _, err := w.ReleaseExport(ctx, anne, e.ID); !errors.Is(err, domain.Refuse(domain.Forbidden, "export_wait")) {
			w.Errorf("at once: %v", err)
		}
		clock.Add(24 * time.Hour)
		if _, err := w.ReleaseExport(ctx, anne, e.ID); err != nil {
			w.Errorf("a day later: %v", err)
		}
	})
}

func TestAnExportFollowsTheOrderAndTheColumnsOfAView(t *testing.T) {
	eachHour(t, func(w world, _ *fixture.Clock) {
		w.crowd(2_345) // more than two pages
		for _, c := range []struct {
			sort  string
			desc  bool
			first string
			last  string
		}{{"", false, "C0", "C2344"}, {"", true, "C2344", "C0"}, {"name", false, "C2344", "C0"}, {"name", true, "C0", "C2344"}} {
			rows := w.table(director, desk.ExportOptions{What: "customers", Reason: "test", Sort: c.sort, Desc: c.desc, Columns: []string{"city", "code"}})
			if len(rows) != 2_346 || rows[1][1] != c.first || rows[2345][1] != c.last || !reflect.DeepEqual(rows[0], []string{"city", "code"}) {
				w.Errorf("%q %v: %d rows, %q … %q", c.sort, c.desc, len(rows), rows[1], rows[len(rows)-1])
			}
			seen := map[string]bool{}
			for _, r := range rows[1:] {
				seen[r[1]] = true
			}
			if len(seen) != 2_345 {
				w.Errorf("%q %v: %d customers", c.sort, c.desc, len(seen))
			}
		}
		lyon := w.table(director, desk.ExportOptions{What: "customers", Reason: "test", Filter: "city:lyon", Sort: "name"})
		book := w.table(director, desk.ExportOptions{What: "customers", Reason: "test", Filter: "city:lyon", Sort: "name", Format: exchange.XLSX})
		if len(lyon) != 1_174 || len(book) != 1_174 || lyon[1][5] != "'=1+1 " || book[1][5] != "=1+1 " || book[1][8] != "+33639981234" || book[1][0] != lyon[1][0] {
			w.Errorf("%d and %d rows: %q, %q", len(lyon), len(book), lyon[1], book[1])
		}
		for i, cells := range book { // GetRows leaves empty cells out at the end of a row
			for j, cell := range cells {
				if cell != strings.TrimPrefix(lyon[i][j], "'") {
					w.Errorf("row %d, column %d: %q and %q", i, j, lyon[i][j], cell)
				}
			}
		}
		for _, o := range []desk.ExportOptions{{Sort: "nonsense"}, {Columns: []string{"password"}}} {
			o.What, o.Format = "customers", exchange.CSV
			if _, err := w.RequestExport(context.Background(), director, o); domain.KindOf(err) != domain.Invalid {
				w.Errorf("%+v: %v", o, err)
			}
		}
		for _, what := range desk.Exports() {
			for _, sort := range desk.ExportSorts(what) {
				if rows := w.table(director, desk.ExportOptions{What: what, Reason: "test", Sort: sort}); len(rows) == 0 {
					w.Errorf("%s by %s: nothing", what, sort)
				}
			}
		}
	})
}

func TestAnExportThatNobodyFetchesIsForgotten(t *testing.T) {
	ctx := context.Background()
	eachHour(t, func(w world, clock *fixture.Clock) {
		w.buyer()
		anne := w.administrators("Anne")[0]
		e, err := w.RequestExport(ctx, anne, desk.ExportOptions{What: "customers", Format: exchange.CSV, Filter: "email:odile@faure.example"})
		if err != nil {
			w.Fatal(err)
		}
		clock.Add(7*24*time.Hour - time.Minute)
		if n, err := w.ExpireExports(ctx); n != 0 || err != nil {
			w.Errorf("%d closed within the week, %v", n, err)
		}
		clock.Add(2 * time.Minute)
		if n, err := w.ExpireExports(ctx); n != 1 || err != nil {
			w.Errorf("%d closed, %v", n, err)
		}
		kept, err := w.ExportRequest(ctx, anne, e.ID)
		if err != nil || kept.State != domain.ExportCancelled || kept.Filter != "email:…" {
			w.Errorf("%+v, %v", kept, err)
		}
	})
}

func TestARemovedPersonIsNoLongerLookedForByAnExport(t *testing.T) {
	ctx := context.Background()
	eachHour(t, func(w world, _ *fixture.Clock) {
		w.buyer()
		anne := w.administrators("Anne")[0]
		e, err := w.RequestExport(ctx, anne, desk.ExportOptions{What: "customers", Format: exchange.CSV, Filter: "email:odile@faure.example"})
		if err != nil {
			w.Fatal(err)
		}
		hash := func(string) string { return "hash" }
		if err := w.db.Write(ctx, director, domain.ApproveRemoval, func(tx *store.Tx) error {
			_, err := tx.Erase(ctx, store.Erasure{Addresses: []string{"odile@faure.example"}, Names: []string{"odile@faure.example"}, Hash: hash, HashTarget: hash})
			return err
		}); err != nil {
			w.Fatal(err)
		}
		kept, err := w.ExportRequest(ctx, anne, e.ID)
		if err != nil || kept.State != domain.ExportCancelled || strings.Contains(kept.Filter, "odile") {
			w.Errorf("%+v, %v", kept, err)
		}
	})
}
