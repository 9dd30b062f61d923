package store_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"vigie/internal/domain"
	"vigie/internal/fixture"
	"vigie/store"
)

// listing is a list with the filters that leave few of a million rows.
type listing struct {
	table   string
	fields  []string // that the language of its filter knows
	filters string
	call    func(context.Context, domain.Filter, domain.Page) error
}

func listings(db *store.DB) []listing {
	establishments := func(role store.EstablishmentRole) listing {
		return listing{"establishments", store.EstablishmentFields(),
			"bou|siret:3560|siren:356000000|name:bou|city:lyon|country:be|state:deregistered|held:oui|group:vinci|buyer:35600000000048",
			func(ctx context.Context, f domain.Filter, p domain.Page) error {
				_, err := db.Establishments(ctx, role, f, p)
				return err
			}}
	}
	return []listing{
		establishments(store.AnyRole), establishments(store.BuyersOnly), establishments(store.SuppliersOnly),
		{"users", store.UserFields(), "bou|email:a@b|name:bou|role:restricted|state:disabled|held:oui|heldcontact:oui|bounced:oui|phone:0612345678|siret:35600000000048",
			func(ctx context.Context, f domain.Filter, p domain.Page) error {
				_, err := db.Users(ctx, f, p)
				return err
			}},
		{"follow_ups", store.FollowUpFields(), "bou|buyer:35600000000048|supplier:35600000000048|state:closed|status:standby|docs:being_checked|standby:oui|pending:oui|ends:<2020-01-01|id:7",
			func(ctx context.Context, f domain.Filter, p domain.Page) error {
				_, err := db.FollowUps(ctx, f, p)
				return err
			}},
		{"customers", []string{"accepts", "city", "code", "email", "kind", "name", "phone", "siret", "state"},
			"bou|accepts:sms|city:lyon|code:C1|email:a@b|kind:company|name:bou|phone:0612345678|siret:35600000000048|state:sent",
			func(ctx context.Context, f domain.Filter, p domain.Page) error {
				_, err := db.Customers(ctx, f, p)
				return err
			}},
		{"mails", store.MailFields(), "email:a@b|kind:new_link|reason:bounced|state:retry|state:sent|state:claimed|state:committing|uncertain:oui|week:2026-W48",
			func(ctx context.Context, f domain.Filter, p domain.Page) error {
				_, err := db.Mails(ctx, f, p)
				return err
			}},
		{"tickets", store.TicketFields(), "bou|assignee:3|assignee:none|due:<2026-12-01|email:a@b|establishment:7|kind:removal|stage:todo|state:solved|tag:urgent|user:7|woken:oui",
			func(ctx context.Context, f domain.Filter, p domain.Page) error {
				_, err := db.TicketRows(ctx, f, p)
				return err
			}},
		{"documents", store.DocumentFields(), "state:to_check|state:rejected|state:accepted type:CHART|type:CHART|siret:35600000000048|state:to_check siret:35600000000048",
			func(ctx context.Context, f domain.Filter, p domain.Page) error {
				_, err := db.DocumentRows(ctx, f, p)
				return err
			}},
		{"audit", []string{"action", "actor", "id", "subject"}, "action:x|actor:x|id:7|subject:user",
			func(ctx context.Context, f domain.Filter, p domain.Page) error {
				_, err := db.AuditRows(ctx, f, p)
				return err
			}},
	}
}

// narrow are the partial indexes that hold only the rows of a filter: reading
// one from its beginning reads nothing else.
func narrow() []string {
	return []string{"users_held", "users_held_contact", "users_bounced", "follow_ups_pending", "follow_ups_on_standby", "follow_ups_closed",
		"mails_uncertain", "mails_claimed", "customers_accepts_sms", "tickets_woken"}
}

// reaches tells whether a plan reaches the rows of a table by an index, and not
// by trying one after the other.
func reaches(lines []string, table string) bool {
	return slices.ContainsFunc(lines, func(line string) bool {
		if strings.HasPrefix(line, "SEARCH "+table+" ") || strings.HasPrefix(line, "MULTI-INDEX OR") {
			return true
		}
		_, index, _ := strings.Cut(line, "SCAN "+table+" USING INDEX ")
		return index != "" && slices.Contains(narrow(), index)
	})
}

// addBou gives every noun with names a row that the word bou finds: words that
// find nothing read no page.
func addBou(t *testing.T, db *store.DB) {
	t.Helper()
	ctx := context.Background()
	company := establishment("Bou", "35600000000048")
	company.IsSupplier, company.IsBuyer = true, true
	id := add(t, db, company)[0]
	if err := db.Write(ctx, agent, domain.ImportFile, func(tx *store.Tx) error {
		_, err := tx.InsertUser(ctx, domain.User{EstablishmentID: id, Email: "a@b", LastName: "Bou", Language: domain.French, Role: domain.RoleAdministrator, State: domain.UserInvited})
		if err != nil {
			return err
		}
		_, err = tx.InsertCustomer(ctx, domain.Customer{Code: "C1", Kind: domain.CustomerPerson, LastName: "Bou"})
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

func TestNoFilterTriesEveryRow(t *testing.T) {
	db := fixture.SQLite(t, fixture.NewClock().Now)
	addBou(t, db)
	ctx := context.Background()
	for _, l := range listings(db) {
		for filter := range strings.SplitSeq(l.filters, "|") {
			f, err := domain.ParseFilter(filter, l.fields)
			if err != nil {
				t.Fatal(err)
			}
			statement, lines := lastPlan(t, db, func() error { return l.call(ctx, f, domain.Page{Limit: 50}) })
			if !reaches(lines, l.table) {
				t.Errorf("%s %s tries every row:\n%s\n%s", l.table, filter, statement, strings.Join(lines, "\n"))
			}
		}
	}
}

func TestNoPageSortsAWholeTable(t *testing.T) {
	db := fixture.SQLite(t, fixture.NewClock().Now)
	for _, l := range listings(db) {
		for _, p := range []domain.Page{{Limit: 50}, {Limit: 50, FromEnd: true}, {Limit: 50, Desc: true, After: &domain.Cursor{Key: "m", ID: 9}}} {
			statement, lines := lastPlan(t, db, func() error { return l.call(context.Background(), domain.Filter{}, p) })
			if strings.Contains(strings.Join(lines, "\n"), "TEMP B-TREE") {
				t.Errorf("%s is sorted whole:\n%s\n%s", l.table, statement, strings.Join(lines, "\n"))
			}
		}
	}
}

// lastPlan is how SQLite means to answer the page that f asks for.
func lastPlan(t *testing.T, db *store.DB, f func() error) (statement string, lines []string) {
	t.Helper()
	plans, err := db.Explained(context.Background(), f)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range plans {
		if strings.Contains(p.Statement, "ORDER BY") && strings.HasSuffix(p.Statement, "LIMIT ?") {
			return p.Statement, p.Lines
		}
	}
	t.Fatalf("no page among %d statements", len(plans))
	return "", nil
}
