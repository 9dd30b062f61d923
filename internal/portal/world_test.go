package portal

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vigie/internal/desk"
	"vigie/internal/domain"
	kept "vigie/internal/files"
	"vigie/internal/fixture"
	"vigie/internal/link"
	"vigie/store"
)

// world is the real desk on SQLite behind the real middleware: one buyer
// asks one supplier for documents, one customer was asked for preferences.
type world struct {
	t      testing.TB
	clock  *fixture.Clock
	db     *store.DB
	keys   *link.Keys
	portal *Portal
	log    *strings.Builder

	buyer, supplier, followUp, user, customer, request int64
	minted                                             int64 // links, each of a mail of its own
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{t: t, clock: fixture.NewClock(), log: &strings.Builder{}}
	w.db = fixture.SQLite(t, w.clock.Now)
	var err error
	if w.keys, err = link.Load(filepath.Join(t.TempDir(), "secrets")); err != nil {
		t.Fatal(err)
	}
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	d := desk.New(desk.Options{DB: w.db, Keys: w.keys, Now: w.clock.Now, Location: paris, Controller: "Garage des Flandres",
		Files: kept.New(filepath.Join(t.TempDir(), "files")), UploadMax: 1 << 20, PublicURL: "https://vigie.example"})
	w.portal = New(Options{Desk: d, Log: slog.New(slog.NewTextHandler(w.log, nil)), Now: w.clock.Now, PublicURL: "https://vigie.example", Language: domain.French,
		TrustedProxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}})
	t.Cleanup(w.portal.Close)
	w.people()
	return w
}

// change writes to the database as the shell.
func (w *world) change(fn func(ctx context.Context, tx *store.Tx) error) {
	w.t.Helper()
	ctx := context.Background()
	if err := w.db.Write(ctx, domain.ShellActor("test"), domain.ImportFile, func(tx *store.Tx) error { return fn(ctx, tx) }); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) people() {
	w.change(func(ctx context.Context, tx *store.Tx) (err error) {
		keep := func(id *int64, made int64, failed error) {
			if *id = made; err == nil {
				err = failed
			}
		}
		made, failed := tx.InsertEstablishment(ctx, domain.Establishment{IDType: domain.SIRET, IDValue: "21590328700013", Name: "COMMUNE DE LILLE", IsBuyer: true, State: domain.EstablishmentActive, Country: "FR"})
		keep(&w.buyer, made, failed)
		made, failed = tx.InsertEstablishment(ctx, domain.Establishment{IDType: domain.SIRET, IDValue: "73282932000074", Name: "MARTIN & FILS BÂTIMENT", IsSupplier: true, State: domain.EstablishmentActive, Country: "FR"})
		keep(&w.supplier, made, failed)
		made, failed = tx.InsertFollowUp(ctx, domain.FollowUp{BuyerID: w.buyer, SupplierID: w.supplier, State: domain.FollowUpActive, BeganOn: "2026-09-01", EndsOn: domain.Forever, ThirdPartyCode: "F00412"})
		keep(&w.followUp, made, failed)
		_, failed = tx.InsertContract(ctx, domain.Contract{FollowUpID: w.followUp, Reference: "2026-TVX-014", Amount: 6_110_000, StartOn: "2026-09-01"})
		keep(new(int64), 0, failed)
		made, failed = tx.InsertUser(ctx, domain.User{EstablishmentID: w.supplier, Email: "claire@martin.example", FirstName: "Claire", LastName: "Martin", Language: domain.French,
			Role: domain.RoleAdministrator, Rights: domain.AllRights, State: domain.UserInvited})
		keep(&w.user, made, failed)
		failed = tx.InsertProvenance(ctx, domain.Provenance{UserID: w.user, FollowUpID: w.followUp, BuyerID: w.buyer, Channel: domain.ChannelManual, At: tx.Now()})
		keep(new(int64), 0, failed)
		made, failed = tx.InsertCustomer(ctx, domain.Customer{Code: "C1", CustomerKey: "code:c1", Kind: domain.CustomerPerson, LastName: "Faure", FirstName: "Odile", Email: "odile@faure.example", Mobile: "+33639981278", Language: domain.French})
		keep(&w.customer, made, failed)
		return err
	})
	w.ask()
}

// ask sends the customer a consent request, as the mailer settles it.
func (w *world) ask() {
	w.change(func(ctx context.Context, tx *store.Tx) error {
		id, err := tx.InsertConsentRequest(ctx, domain.ConsentRequest{CustomerID: w.customer, Email: "odile@faure.example"})
		if err != nil {
			return err
		}
		w.request = id
		before, err := tx.ConsentRequest(ctx, id)
		if err != nil {
			return err
		}
		customer, err := tx.Customer(ctx, w.customer)
		if err != nil {
			return err
		}
		after, changed := before, customer
		after.Accepted(&changed, tx.Now())
		if err := tx.UpdateConsentRequest(ctx, before, after); err != nil {
			return err
		}
		return tx.UpdateCustomer(ctx, customer, changed)
	})
}

// token mints a link as the mailer does.
func (w *world) token(kind domain.LinkKind, subject int64) string {
	w.t.Helper()
	var token string
	w.minted++
	err := w.db.Maintain(context.Background(), func(tx *store.Tx) error {
		l := domain.Link{Kind: kind, SubjectID: subject, MailID: w.minted, CreatedAt: tx.Now(), ExpiresAt: tx.Now().Add(kind.Life())}
		token = w.keys.Mint(&l)
		_, err := tx.InsertLink(context.Background(), l)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return token
}

// answer is a response read to its end.
type answer struct {
	status int
	header http.Header
	body   string
}

func (w *world) do(r *http.Request) answer {
	w.t.Helper()
	recorder := httptest.NewRecorder()
	w.portal.Handler().ServeHTTP(recorder, r)
	response := recorder.Result()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return answer{response.StatusCode, response.Header, string(body)}
}

func (w *world) get(path string) answer {
	return w.do(httptest.NewRequest(http.MethodGet, path, nil))
}

func (w *world) post(path string, fields ...string) answer {
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return w.do(r)
}

func (w *world) want(a answer, status int, words ...string) {
	w.t.Helper()
	if a.status != status {
		w.t.Errorf("status %d, want %d: %s", a.status, status, a.body)
	}
	for _, word := range words {
		if !strings.Contains(a.body, word) {
			w.t.Errorf("%q is not on the page:\n%s", word, a.body)
		}
	}
}

func (w *world) mails(kind domain.MailKind) []domain.Mail {
	w.t.Helper()
	f := domain.Filter{Terms: []domain.Term{{Field: "kind", Value: string(kind)}}}
	rows, err := w.db.Mails(context.Background(), f, domain.Page{Limit: 50})
	if err != nil {
		w.t.Fatal(err)
	}
	return rows.Rows
}
