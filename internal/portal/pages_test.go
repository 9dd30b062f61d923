package portal

import (
	"context"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"vigie/internal/domain"
	"vigie/internal/safe"
	"vigie/store"
)

func TestActivationSetsAPasswordOnce(t *testing.T) {
	w := newWorld(t)
	path := "/a/" + w.token(domain.LinkActivation, w.user)
	other := "/a/" + w.token(domain.LinkActivation, w.user)
	w.want(w.get(path), 200, "c…@martin.example", "MARTIN &amp; FILS BÂTIMENT", `type="password"`, `lang="fr"`)
	w.want(w.post(path, "password", "court", "again", "court"), 422, "trop court")
	w.want(w.post(path, "password", "motdepasse1234", "again", "motdepasse1234"), 422, "trop facile")
	w.want(w.post(path, "password", "quatre chevaux boivent", "again", "autre"), 422, "pas identiques")
	w.want(w.post(path, "password", "quatre chevaux boivent", "again", "quatre chevaux boivent"), 200, "Votre accès est activé")
	u, err := w.db.User(context.Background(), w.user)
	if err != nil || u.State != domain.UserActive || u.ActivatedAt.Never() {
		t.Fatalf("%v %v", u.User, err)
	}
	w.want(w.get(path), 410)
	w.want(w.get(other), 410)
	w.want(w.post(path, "password", "quatre autres chevaux", "again", "quatre autres chevaux"), 410)
}

func TestEveryBadLinkHasTheSameAnswer(t *testing.T) {
	w := newWorld(t)
	expired := w.token(domain.LinkSupplier, w.user)
	revoked := w.token(domain.LinkPreferences, w.request)
	other := w.token(domain.LinkActivation, w.user)
	w.clock.Add(15 * 24 * time.Hour)
	if err := w.db.Maintain(context.Background(), func(tx *store.Tx) error {
		return tx.RevokeLinks(context.Background(), domain.LinkPreferences, w.request, 0)
	}); err != nil {
		t.Fatal(err)
	}
	unknown := "AAAAAAAAAAAAAAAAAAAAAA"
	first := w.get("/s/" + unknown)
	w.want(first, 410, "Ce lien ne fonctionne plus", `href="/r?lang=fr"`)
	for _, path := range []string{"/s/" + expired, "/c/" + revoked, "/c/" + unknown, "/k/" + unknown, "/a/x", "/a/" + strings.Repeat("é", 900), "/s/" + other, "/c/" + revoked[:21] + "x", "/a/" + other} {
		a := w.get(path)
		if a.status != first.status || withoutAddresses(a.body) != withoutAddresses(first.body) {
			t.Errorf("%s answers otherwise: %d", path, a.status)
		}
		if a := w.post(path, "do", "yes"); a.status != 410 {
			t.Errorf("POST %s: %d", path, a.status)
		}
	}
}

// withoutAddresses drops the links of the language switch, which repeat the
// page's own address.
func withoutAddresses(body string) string {
	return regexp.MustCompile(`href="/[acsk]/[^"]*"`).ReplaceAllString(body, "")
}

func TestPreferencesAreNeverTickedBeforehand(t *testing.T) {
	w := newWorld(t)
	path := "/c/" + w.token(domain.LinkPreferences, w.request)
	w.want(w.post(path, "email", "yes"), 200, "C&#39;est enregistré", "accepté")
	a := w.get(path)
	w.want(a, 200, "o…@faure.example", "…78", "Aujourd&#39;hui")
	if strings.Contains(a.body, "checked") || strings.Contains(a.body, "odile@") || strings.Contains(a.body, "39981278") {
		t.Error("an answer is ticked beforehand, or a detail shows in full")
	}
}

func TestAnsweringOneChannelLeavesTheOthers(t *testing.T) {
	w := newWorld(t)
	path := "/c/" + w.token(domain.LinkPreferences, w.request)
	w.want(w.post(path), 422, "au moins un moyen")
	w.want(w.post(path, "email", "yes", "do", "save"), 200)
	w.want(w.post(path, "sms", "yes"), 200)
	w.want(w.post(path, "post", "no"), 200)
	c, err := w.db.Customer(context.Background(), w.customer)
	if err != nil || !c.AcceptsEmail || !c.AcceptsSMS || c.AcceptsPhone || c.AcceptsPost || c.RequestState != domain.RequestAnswered {
		t.Fatalf("%+v %v", c, err)
	}
	w.want(w.post(path, "email", "yes", "do", "refuse_all"), 200)
	c, _ = w.db.Customer(context.Background(), w.customer)
	if c.AcceptsEmail || c.AcceptsSMS || !c.RefusedEmail {
		t.Errorf("refusing all left %+v", c)
	}
	ledger, err := w.db.Ledger(context.Background(), w.customer)
	if err != nil || len(ledger) != 7 {
		t.Fatalf("%d rows in the ledger, want 7: %v", len(ledger), err)
	}
	first := ledger[len(ledger)-1]
	if first.Channel != domain.ByEmail || !first.Value || first.Controller != "Garage des Flandres" || len(first.TextHash) != 64 || first.Target != "odile@faure.example" || first.Remote != "192.0.2.0/24" {
		t.Errorf("the proof is %+v", first)
	}
}

func TestReadingNeverWrites(t *testing.T) {
	w := newWorld(t)
	paths := []string{"/c/" + w.token(domain.LinkPreferences, w.request), "/a/" + w.token(domain.LinkActivation, w.user), "/s/" + w.token(domain.LinkSupplier, w.user), "/r", "/support", "/healthz"}
	before, err := w.db.AuditHead(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodPut, http.MethodDelete} {
			r := httptest.NewRequest(method, path+"?email=yes&do=refuse_all&buyer=1&reason=dispute", nil)
			r.Header.Set("Purpose", "prefetch")
			w.do(r)
		}
	}
	if after, _ := w.db.AuditHead(context.Background()); after != before {
		t.Error("reading a page changed something")
	}
	w.want(w.get(paths[1]), 200)
}

func TestExpiredPreferencesStillTakeRefusals(t *testing.T) {
	w := newWorld(t)
	path := "/c/" + w.token(domain.LinkPreferences, w.request)
	w.want(w.post(path, "email", "yes"), 200)
	w.clock.Add(31 * 24 * time.Hour)
	a := w.get(path)
	w.want(a, 200, "n&#39;accepte plus d&#39;accord")
	if strings.Contains(a.body, `value="yes"`) {
		t.Error("an expired link offers to agree")
	}
	w.want(w.post(path, "sms", "yes"), 422, "que des refus")
	w.want(w.post(path, "email", "no"), 200, "refusé")
	if c, _ := w.db.Customer(context.Background(), w.customer); c.AcceptsEmail || c.AcceptsSMS {
		t.Errorf("%+v", c)
	}
}

func TestFeatureOffStillTakesRefusals(t *testing.T) {
	w := newWorld(t)
	path := "/c/" + w.token(domain.LinkPreferences, w.request)
	w.want(w.post(path, "email", "yes"), 200)
	w.change(func(ctx context.Context, tx *store.Tx) error { return tx.SetSetting(ctx, domain.SettingConsent, "off") })
	w.want(w.get(path), 200, "est suspendu")
	w.want(w.post(path, "phone", "yes"), 422)
	w.want(w.post(path, "do", "refuse_all"), 200)
}

func TestFileSaysWhatIsAskedByWhomAndWhy(t *testing.T) {
	w := newWorld(t)
	path := "/s/" + w.token(domain.LinkSupplier, w.user)
	w.want(w.get(path), 200, "MARTIN &amp; FILS BÂTIMENT", "COMMUNE DE LILLE", "2026-TVX-014", "F00412", "Obligation de vigilance (travail dissimulé)",
		"Document manquant", "1er septembre 2026", "3 documents manquent", "c…@martin.example")
	w.want(w.get(path+"?lang=en"), 200, "3 documents are missing", `lang="en"`, "Duty of vigilance")
}

func TestStandbyAskedByALinkStandsAsPendingUntilConfirmed(t *testing.T) {
	w := newWorld(t)
	path := "/s/" + w.token(domain.LinkSupplier, w.user)
	id := number(w.followUp)
	w.want(w.post(path, "buyer", id, "reason", "other"), 422, "Précisez la raison")
	w.want(w.post(path, "buyer", id, "reason", "bogus"), 422, "Choisissez une raison")
	w.want(w.post(path, "buyer", id, "reason", "dispute", "until", "2026-11-25"), 422, "date est passée")
	w.want(w.post(path, "buyer", id, "reason", "dispute", "until", "demain"), 422)
	w.want(w.post(path, "buyer", "999", "reason", "dispute"), 422)
	w.want(w.post(path, "buyer", id, "reason", "contract_ended", "note", "Livré en juin.", "until", "2027-03-01"), 200, "Votre demande est enregistrée", "rappels sont suspendus")
	f, err := w.db.FollowUp(context.Background(), w.followUp)
	if err != nil || !f.StandbyPending || f.State != domain.FollowUpActive {
		t.Fatalf("%+v %v", f, err)
	}
	mails := w.mails(domain.MailStandbyConfirm)
	if len(mails) != 1 || mails[0].Email != "claire@martin.example" {
		t.Fatalf("the confirmation went to %+v", mails)
	}
	w.want(w.post(path, "buyer", id, "reason", "dispute"), 422, "déjà demandée")
	confirm := "/k/" + w.token(domain.LinkConfirm, mails[0].SubjectID)
	w.want(w.get(confirm), 200, "Livré en juin.", "1er mars 2027", "COMMUNE DE LILLE")
	if f, _ := w.db.FollowUp(context.Background(), w.followUp); f.State != domain.FollowUpActive {
		t.Fatal("looking confirmed it")
	}
	w.want(w.post(confirm, "do", "yes"), 200, "confirmée")
	if f, _ := w.db.FollowUp(context.Background(), w.followUp); f.State != domain.FollowUpStandby || f.StandbyNote != "Livré en juin." || f.StandbyPending {
		t.Errorf("%+v", f)
	}
	w.want(w.post(confirm, "do", "no"), 410)
	w.want(w.get(path), 200, "En veille")
}

func TestCancelledStandbyBringsTheRemindersBack(t *testing.T) {
	w := newWorld(t)
	w.want(w.post("/s/"+w.token(domain.LinkSupplier, w.user), "buyer", number(w.followUp), "reason", "dispute"), 200)
	w.want(w.post("/k/"+w.token(domain.LinkConfirm, w.mails(domain.MailStandbyConfirm)[0].SubjectID), "do", "no"), 200, "annulée")
	if f, _ := w.db.FollowUp(context.Background(), w.followUp); f.StandbyPending || f.State != domain.FollowUpActive {
		t.Errorf("%+v", f)
	}
}

func TestNewLinkAnswersEverybodyAlike(t *testing.T) {
	w := newWorld(t)
	known := w.post("/r", "email", "Claire@Martin.example")
	unknown := w.post("/r", "email", "nobody@example.org")
	if known.status != 200 || known.body != unknown.body {
		t.Error("the answer tells who is on file")
	}
	w.portal.Close()
	if mails := w.mails(domain.MailNewLink); len(mails) != 1 || mails[0].Email != "claire@martin.example" {
		t.Errorf("%+v", mails)
	}
	w.want(w.post("/r", "email", "n'importe quoi"), 422, "ne se lit pas")
}

func TestSupportStoresATicketAndRepeatsNothingByMail(t *testing.T) {
	w := newWorld(t)
	w.want(w.get("/support?kind=removal&ref=M-3XK&lang=fr"), 200, `value="removal" selected`, `name="ref" value="M-3XK"`)
	w.want(w.post("/support", "kind", "removal", "email", "claire@martin.example", "body", ""), 422, "doit être rempli")
	w.want(w.post("/support", "kind", "", "email", "claire@martin.example", "body", "x"), 422, "Choisissez dans la liste")
	w.want(w.post("/support", "kind", "removal", "email", "claire", "body", "gardé"), 422, "ne se lit pas", "gardé")
	w.want(w.post("/support", "kind", "other", "email", "claire@martin.example", "name", "Claire", "body", "Répondez-moi\x1b[2J", "ref", "M-3XK"), 200, "numéro")
	tickets, err := w.db.TicketsByEmail(context.Background(), "claire@martin.example", 5)
	if err != nil || len(tickets) != 1 || tickets[0].State != domain.TicketNew || tickets[0].Subject != "M-3XK" || tickets[0].Remote != "192.0.2.0/24" {
		t.Fatalf("%+v %v", tickets, err)
	}
	if messages, err := w.db.Messages(context.Background(), tickets[0].ID); err != nil || len(messages) != 1 || messages[0].Body != "Répondez-moi" {
		t.Errorf("%+v %v", messages, err)
	}
	if mails := w.mails(domain.MailSupport); len(mails) != 1 {
		t.Errorf("%d mails", len(mails))
	}
}

func TestNobodysTextIsMarkupOnAPage(t *testing.T) {
	for _, p := range []string{"<script>alert(1)</script>", `"><img src=x>`, "\x1b[2J", "\u202Etxt", "=HYPERLINK(\"https://evil.example\",\"x\")"} {
		w := newWorld(t)
		w.change(func(ctx context.Context, tx *store.Tx) error {
			e, err := tx.Establishment(ctx, w.buyer)
			if err != nil {
				return err
			}
			after := e
			after.Name = p
			return tx.UpdateEstablishment(ctx, e, after)
		})
		a := w.get("/s/" + w.token(domain.LinkSupplier, w.user))
		w.want(a, 200)
		if strings.Contains(a.body, "<script>") || strings.Contains(a.body, "<img") || safe.Block(a.body) != a.body {
			t.Errorf("%q is obeyed", p)
		}
		b := w.post("/support", "kind", p, "email", p, "name", p, "body", p)
		if strings.Contains(b.body, "<script>") || strings.Contains(b.body, "<img") || safe.Block(b.body) != b.body {
			t.Errorf("%q comes back as markup", p)
		}
	}
}
