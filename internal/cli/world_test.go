package cli

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/files"
	"vigie/internal/fixture"
	"vigie/internal/i18n"
	"vigie/internal/link"
	"vigie/store"
)

func TestMain(m *testing.M) { fixture.Main(m) }

const (
	lille  = "21590328700013"
	martin = "73282932000074"
)

// world is a buyer who asks one supplier for documents, and a buyer whom nobody
// supplies, with somebody of each role.
type world struct {
	testing.TB
	clock    *fixture.Clock
	db       *store.DB
	desk     *desk.Desk
	staff    map[domain.StaffRole]domain.Actor
	followUp int64
	supplier int64
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{TB: t, clock: fixture.NewClock(), staff: map[domain.StaffRole]domain.Actor{}}
	w.db = fixture.SQLite(t, w.clock.Now)
	keys, err := link.Load(filepath.Join(t.TempDir(), "secrets"))
	w.check(err)
	w.desk = desk.New(desk.Options{DB: w.db, Keys: keys, Now: w.clock.Now, Location: time.UTC, Controller: "Garage des Flandres",
		Files: files.New(filepath.Join(t.TempDir(), "files")), UploadMax: 1 << 20, PublicURL: "https://vigie.example"})
	for role, name := range map[domain.StaffRole]string{domain.Agent: "Nadia", domain.Operator: "Camille", domain.Administrator: "Anne", domain.Auditor: "Louis"} {
		s, err := w.desk.AddStaff(t.Context(), domain.ShellActor("root"), domain.Staff{Name: name, Role: role, Language: domain.English},
			domain.StaffKey{Fingerprint: "SHA256:" + name, PublicKey: "ssh-ed25519 " + name, Label: "k"})
		w.check(err)
		w.staff[role] = domain.Actor{StaffID: s.ID, Name: name, Role: role, Door: "ssh"}
	}
	w.furnish()
	return w
}

func (w *world) check(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) furnish() {
	ctx := context.Background()
	w.check(w.db.Write(ctx, fixture.Operator(), domain.ImportFile, func(tx *store.Tx) error {
		establishment := func(value, name string, supplier bool) (int64, error) {
			return tx.InsertEstablishment(ctx, domain.Establishment{IDType: domain.SIRET, IDValue: value, SIREN: value[:9], Name: name, Country: "FR",
				State: domain.EstablishmentActive, IsSupplier: supplier, IsBuyer: !supplier})
		}
		buyer, err := establishment(lille, "Ville de Lille", false)
		if err != nil {
			return err
		}
		_, lonely := establishment("21330063500017", "Ville de Bordeaux", false)
		supplier, err := establishment(martin, "Martin & Fils \x1b[31m", true)
		if err = errors.Join(err, lonely); err != nil {
			return err
		}
		w.supplier = supplier
		w.followUp, err = tx.InsertFollowUp(ctx, domain.FollowUp{BuyerID: buyer, SupplierID: supplier, State: domain.FollowUpActive, Episode: 1, BeganOn: "2026-09-01",
			EndsOn: domain.Forever, Compliance: domain.NothingRequired, ComputedOn: "2026-09-01", NextChangeOn: domain.Forever})
		return err
	}))
}

// said is what a verb printed and its exit code.
type said struct {
	code     int
	out, err string
}

// door is how a verb is called.
type door struct {
	role     domain.StaffRole
	language string // English when empty
	in       string
	shell    bool // of the server: files may be named
}

// run calls a verb as somebody with a key, over SSH unless it is the shell.
func (w *world) run(d door, args ...string) said {
	w.Helper()
	if d.language == "" {
		d.language = i18n.English
	}
	var out, err bytes.Buffer
	env := &Env{Desk: w.desk, Actor: w.staff[d.role], Texts: i18n.For(d.language), Zone: time.UTC, In: strings.NewReader(d.in), Out: &out, Err: &err, Now: w.clock.Now, Remote: !d.shell}
	code := Run(w.Context(), env, Root(env), args)
	return said{code, out.String(), err.String()}
}

// want expects an exit code and words on stdout, or on stderr where it refuses.
func (w *world) want(got said, code int, words ...string) {
	w.Helper()
	text := got.out
	if code != ExitDone {
		text = got.err
		if got.out != "" {
			w.Errorf("it refuses, and prints %q", got.out)
		}
	}
	if got.code != code {
		w.Errorf("exit %d, not %d: %s%s", got.code, code, got.out, got.err)
	}
	for _, word := range words {
		if !strings.Contains(text, word) {
			w.Errorf("%q does not say %q", text, word)
		}
	}
	if strings.Contains(got.out+got.err, "\x1b") {
		w.Error("somebody's name reaches the terminal as a command")
	}
}

// pdf is a small file that is one.
func pdf(word string) string {
	return "%PDF-1.4\n% " + word + "\n1 0 obj<<>>endobj\ntrailer<<>>\nstartxref\n9\n%%EOF\n"
}
