package portal

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"vigie/internal/domain"
	"vigie/store"
)

const passphrase = "quatre chevaux boivent"

const smallPDF = "%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\nstartxref\n9\n%%EOF\n"

// member makes the user of the world active with a password.
func (w *world) member() {
	w.t.Helper()
	w.want(w.post("/a/"+w.token(domain.LinkActivation, w.user), "password", passphrase, "again", passphrase), http.StatusOK)
}

// logIn returns the cookie of a session.
func (w *world) logIn() *http.Cookie {
	w.t.Helper()
	a := w.post("/login", "email", "claire@martin.example", "password", passphrase)
	w.want(a, http.StatusSeeOther)
	return a.cookie("__Host-vigie")
}

func (a answer) cookie(name string) *http.Cookie {
	for _, c := range (&http.Response{Header: a.header}).Cookies() {
		if c.Name == name {
			return c
		}
	}
	return &http.Cookie{Name: name}
}

// as sends a request of somebody logged in.
func (w *world) as(c *http.Cookie, method, path string, fields ...string) answer {
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.AddCookie(&http.Cookie{Name: c.Name, Value: c.Value})
	return w.do(r)
}

// sends posts a form with a file.
func (w *world) sends(c *http.Cookie, path, name, content string, fields ...string) answer {
	w.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for i := 0; i+1 < len(fields); i += 2 {
		if err := form.WriteField(fields[i], fields[i+1]); err != nil {
			w.t.Fatal(err)
		}
	}
	part, err := form.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write([]byte(content))
	}
	if err != nil {
		w.t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		w.t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, path, &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	if c != nil {
		r.AddCookie(&http.Cookie{Name: c.Name, Value: c.Value})
	}
	return w.do(r)
}

func (w *world) documents() []domain.DocumentRow {
	w.t.Helper()
	ds, err := w.db.DocumentsOf(context.Background(), w.supplier, 20)
	if err != nil {
		w.t.Fatal(err)
	}
	return ds
}

func TestSpaceAsksToLogInAndComesBack(t *testing.T) {
	w := newWorld(t)
	w.member()
	a := w.get("/account/company?lang=en")
	if a.status != http.StatusSeeOther || a.header.Get("Location") != "/login?lang=en&next=%2Faccount%2Fcompany" {
		t.Fatalf("%d %s", a.status, a.header.Get("Location"))
	}
	w.want(w.get(a.header.Get("Location")), http.StatusOK, `name="next" value="/account/company"`)
	a = w.post("/login", "email", "claire@martin.example", "password", passphrase, "next", "/account/company")
	c := a.cookie("__Host-vigie")
	if a.header.Get("Location") != "/account/company" || !c.HttpOnly || !c.Secure || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.MaxAge != 0 || len(c.Value) != 43 {
		t.Errorf("%s %+v", a.header.Get("Location"), c)
	}
	w.want(w.as(c, http.MethodGet, "/account/company"), http.StatusOK, "claire@martin.example", "Double authentification")
	for next, want := range map[string]string{"https://evil.example": "/account", "//evil.example": "/account", "/account//evil": "/account", "/accountx": "/account",
		"/account/\\evil": "/account", "/account/documents": "/account/documents"} {
		if got := nextPage(next); got != want {
			t.Errorf("%q leads to %q", next, got)
		}
	}
}

func TestLogInAnswersAlikeAndOnlySoOften(t *testing.T) {
	w := newWorld(t)
	w.member()
	wrong := w.post("/login", "email", "claire@martin.example", "password", "not this one at all")
	unknown := w.post("/login", "email", "nobody@martin.example", "password", "not this one at all")
	w.want(wrong, http.StatusUnprocessableEntity, "Adresse ou mot de passe incorrect")
	if strings.ReplaceAll(wrong.body, "claire@", "nobody@") != unknown.body || wrong.status != unknown.status || len(wrong.header) != len(unknown.header) {
		t.Error("an address that is known gets another answer")
	}
	for range 8 {
		w.post("/login", "email", "claire@martin.example", "password", "not this one at all")
	}
	w.want(w.post("/login", "email", "claire@martin.example", "password", passphrase), http.StatusTooManyRequests)
	w.clock.Add(time.Minute)
	w.want(w.post("/login", "email", "claire@martin.example", "password", passphrase), http.StatusSeeOther)
}

func TestLogOutIsAPostAndANewLogInEndsTheSessionBefore(t *testing.T) {
	w := newWorld(t)
	w.member()
	c := w.logIn()
	w.want(w.as(c, http.MethodGet, "/logout"), http.StatusNotFound)
	w.want(w.as(c, http.MethodGet, "/account"), http.StatusOK, "COMMUNE DE LILLE", "3 documents à remettre")
	again := w.as(c, http.MethodPost, "/login", "email", "claire@martin.example", "password", passphrase).cookie(c.Name)
	if again.Value == c.Value {
		t.Error("the secret did not change")
	}
	w.want(w.as(c, http.MethodGet, "/account"), http.StatusSeeOther)
	w.want(w.as(again, http.MethodPost, "/logout"), http.StatusSeeOther)
	w.want(w.as(again, http.MethodGet, "/account"), http.StatusSeeOther)
}

func TestDocumentIsHandedOverInTheSpace(t *testing.T) {
	w := newWorld(t)
	w.member()
	c := w.logIn()
	const path = "/account/documents"
	for name, f := range map[string]struct {
		file, content, kind, issued, says string
	}{
		"a program":       {"kbis.pdf", "MZ\x90\x00 this is a program", "IMM:0", "", "ce fichier est autre chose"},
		"a cut file":      {"kbis.pdf", "%PDF-1.4\n1 0", "IMM:0", "", "coupé"},
		"no kind":         {"kbis.pdf", smallPDF, "", "", `id="type-problem"><span class="problem">`},
		"not asked":       {"x.pdf", smallPDF, "DEC:0", "", "Aucun donneur d&#39;ordres ne demande ce document"},
		"too old":         {"asv.pdf", smallPDF, "ASV:0", "2026-05-25", "moins de six mois"},
		"no day of issue": {"asv.pdf", smallPDF, "ASV:0", "", "Indiquez la date d&#39;émission"},
		"no day at all":   {"asv.pdf", smallPDF, "ASV:0", "31/31/2026", "pas valable"},
		"too big":         {"big.pdf", smallPDF + strings.Repeat("x", 1<<20), "IMM:0", "", "1"},
		"empty":           {"x.pdf", "", "IMM:0", "", `class="problem"`},
	} {
		a := w.sends(c, path, f.file, f.content, "type", f.kind, "issued_on", f.issued)
		if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, f.says) || !strings.Contains(a.body, `class="problem"`) {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
	if n := len(w.documents()); n != 0 {
		t.Fatalf("%d documents", n)
	}
	a := w.sends(c, path, `..\evil".exe`, smallPDF, "type", "ASV:0", "issued_on", "2026-11-02", "security_code", "AB12")
	w.want(a, http.StatusSeeOther)
	if a.header.Get("Location") != path+"?done=deposit" {
		t.Error(a.header.Get("Location"))
	}
	w.want(w.as(c, http.MethodGet, a.header.Get("Location")), http.StatusOK, "Votre document est reçu", "À contrôler", "émis le 2 novembre 2026", "evil.pdf")
	w.want(w.as(c, http.MethodGet, "/account"), http.StatusOK, "2 documents à remettre")
	w.want(w.sends(nil, path, "x.pdf", smallPDF, "type", "IMM:0"), http.StatusSeeOther)
	if n := len(w.documents()); n != 1 {
		t.Errorf("%d documents", n)
	}
}

func TestWhoeverGotTheMailHandsADocumentOver(t *testing.T) {
	w := newWorld(t)
	path := "/s/" + w.token(domain.LinkSupplier, w.user)
	w.want(w.get(path), http.StatusOK, `enctype="multipart/form-data"`, "Attestation de vigilance")
	w.want(w.sends(nil, path, "kbis.pdf", smallPDF, "type", "IMM:0"), http.StatusSeeOther)
	ds := w.documents()
	if len(ds) != 1 || ds[0].Channel != domain.DepositByLink || ds[0].UserID != w.user || ds[0].FileName != "kbis.pdf" {
		t.Errorf("%+v", ds)
	}
	w.want(w.sends(nil, "/s/"+strings.Repeat("A", 22), "kbis.pdf", smallPDF, "type", "IMM:0"), http.StatusGone)
	w.clock.Add(15 * 24 * time.Hour)
	w.want(w.sends(nil, path, "kbis.pdf", smallPDF, "type", "IMM:0"), http.StatusGone)
}

func TestStandbyAndRightsInTheSpaceNeedNoConfirmation(t *testing.T) {
	w := newWorld(t)
	w.member()
	c := w.logIn()
	path := clientPath(w.followUp)
	w.want(w.as(c, http.MethodGet, path), http.StatusOK, "COMMUNE DE LILLE", "2026-TVX-014", "Ce que ce client voit de vous", "Jamais vos autres clients")
	w.want(w.as(c, http.MethodGet, "/account/clients/99"), http.StatusGone)
	w.want(w.as(c, http.MethodPost, path, "do", "standby", "reason", "other"), http.StatusUnprocessableEntity, `id="note-problem"><span class="problem">`)
	w.want(w.as(c, http.MethodPost, path, "do", "standby", "reason", "contract_ended"), http.StatusSeeOther)
	w.want(w.as(c, http.MethodGet, path+"?done=standby"), http.StatusOK, "La relation est en veille", "Reprendre la relation")
	w.want(w.as(c, http.MethodPost, path, "do", "reactivate"), http.StatusSeeOther)
	if f, err := w.db.FollowUp(context.Background(), w.followUp); err != nil || f.State != domain.FollowUpActive {
		t.Errorf("%+v %v", f, err)
	}
	w.want(w.as(c, http.MethodPost, "/account/rights", "kind", "objection", "scope", "user"), http.StatusSeeOther)
	w.want(w.as(c, http.MethodGet, "/account/rights"), http.StatusOK, "opposition", "Retirer ma demande")
	w.want(w.as(c, http.MethodPost, "/account/rights", "kind", "nonsense"), http.StatusUnprocessableEntity)
}

func TestCompanyIsForItsAdministrators(t *testing.T) {
	w := newWorld(t)
	w.member()
	c := w.logIn()
	const path = "/account/company"
	w.want(w.as(c, http.MethodPost, path, "do", "add", "email", "luc@martin.example", "first_name", "Luc", "role", "restricted", "deposit", "yes"), http.StatusSeeOther)
	w.want(w.as(c, http.MethodPost, path, "do", "add", "email", "luc@martin.example", "role", "restricted"), http.StatusUnprocessableEntity, `id="email-problem"><span class="problem">`)
	w.want(w.as(c, http.MethodPost, path, "do", "two_factor"), http.StatusSeeOther)
	w.want(w.as(c, http.MethodGet, path), http.StatusOK, "luc@martin.example", "Demandée le")
	w.want(w.as(c, http.MethodPost, path, "do", "disable", "user", number(w.user)), http.StatusUnprocessableEntity, "Vous ne pouvez pas fermer votre propre accès")
	w.change(func(ctx context.Context, tx *store.Tx) error {
		u, err := tx.User(ctx, w.user)
		if err != nil {
			return err
		}
		after := u.User
		after.Role, after.Rights = domain.RoleRestricted, domain.Deposit
		return tx.UpdateUser(ctx, u.User, after)
	})
	a := w.as(c, http.MethodGet, "/account")
	if strings.Contains(a.body, path) {
		t.Error("the page is offered to somebody who may not open it")
	}
	w.want(w.as(c, http.MethodGet, path), http.StatusUnprocessableEntity, "Seul un administrateur")
	w.want(w.as(c, http.MethodPost, path, "do", "add", "email", "eve@martin.example", "role", "standard"), http.StatusUnprocessableEntity, "Seul un administrateur")
}

func TestNewPasswordByLinkEndsSessions(t *testing.T) {
	w := newWorld(t)
	w.member()
	c := w.logIn()
	known, unknown := w.post("/reset", "email", "claire@martin.example"), w.post("/reset", "email", "nobody@martin.example")
	if known.body != unknown.body || known.status != http.StatusOK {
		t.Error("an address that is known gets another answer")
	}
	w.portal.Close()
	if n := len(w.mails(domain.MailReset)); n != 1 {
		t.Errorf("%d mails", n)
	}
	path := "/p/" + w.token(domain.LinkReset, w.user)
	w.want(w.get(path), http.StatusOK, "c…@martin.example")
	w.want(w.post(path, "password", "court", "again", "court"), http.StatusUnprocessableEntity, "password-problem")
	w.want(w.post(path, "password", passphrase+" deux", "again", passphrase), http.StatusUnprocessableEntity, `id="again-problem"><span class="problem">`)
	w.want(w.as(c, http.MethodGet, "/account"), http.StatusOK)
	w.want(w.post(path, "password", passphrase+" deux", "again", passphrase+" deux"), http.StatusSeeOther)
	w.want(w.as(c, http.MethodGet, "/account"), http.StatusSeeOther)
	w.want(w.get(path), http.StatusGone)
}

func TestFileLinkIsSpentByTheButtonAlone(t *testing.T) {
	w := newWorld(t)
	w.sends(nil, "/s/"+w.token(domain.LinkSupplier, w.user), "Kbis été.pdf", smallPDF, "type", "IMM:0")
	address, err := w.portal.Desk.OpenDocument(context.Background(), domain.ShellActor("test"), w.documents()[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	path := strings.TrimPrefix(address, "https://vigie.example")
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodGet} {
		w.want(w.do(httptest.NewRequest(method, path, nil)), http.StatusOK)
	}
	a := w.post(path)
	if a.status != http.StatusOK || a.body != smallPDF || a.header.Get("Content-Type") != "application/pdf" || a.header.Get("X-Content-Type-Options") != "nosniff" ||
		!strings.HasPrefix(a.header.Get("Content-Disposition"), "attachment; filename") {
		t.Errorf("%d %v %q", a.status, a.header, a.body)
	}
	w.want(w.post(path), http.StatusGone)
	w.want(w.get(path), http.StatusGone)
}
