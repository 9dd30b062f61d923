package portal

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"vigie/internal/desk"
	"vigie/internal/domain"
)

// clerk is a person of the staff who asks for proofs.
func (w *world) clerk(role domain.StaffRole, lang domain.Language) domain.Actor {
	w.t.Helper()
	s, err := w.portal.Desk.AddStaff(w.t.Context(), domain.ShellActor("root"), domain.Staff{Name: "Nadia " + string(role), Role: role, Language: lang},
		domain.StaffKey{Fingerprint: "SHA256:" + string(role), PublicKey: "ssh-ed25519 n", Label: "k"})
	if err != nil {
		w.t.Fatal(err)
	}
	return domain.Actor{StaffID: s.ID, Name: s.Name, Role: s.Role, Door: "console"}
}

// proof is the path of a fresh link to a proof file.
func (w *world) proof(by domain.Actor, of desk.ProofOf) string {
	w.t.Helper()
	address, err := w.portal.Desk.ProofLink(w.t.Context(), by, of)
	if err != nil {
		w.t.Fatal(err)
	}
	path, found := strings.CutPrefix(address, "https://vigie.example")
	if !found || !strings.HasPrefix(path, "/q/") {
		w.t.Fatalf("the link is %s", address)
	}
	return path
}

// proofs counts the rows of the audit that say a proof file was written.
func (w *world) proofs() (n int) {
	w.t.Helper()
	f := domain.Filter{Terms: []domain.Term{{Field: "action", Value: string(domain.ExportProof)}}}
	rows, err := w.db.AuditRows(w.t.Context(), f, domain.Page{Limit: 100})
	if err != nil {
		w.t.Fatal(err)
	}
	for _, r := range rows.Rows {
		if strings.Contains(r.After, "follow_ups") && strings.HasPrefix(r.Actor, "Nadia") {
			n++
		}
	}
	return n
}

func TestAProofFileIsGivenOnceAndByTheButtonAlone(t *testing.T) {
	w := newWorld(t)
	agent := w.clerk(domain.Agent, domain.French)
	for name, c := range map[string]struct {
		of    desk.ProofOf
		words []string
	}{
		"of one follow-up": {desk.ProofOf{FollowUpID: w.followUp}, []string{"MARTIN &amp; FILS BÂTIMENT ← COMMUNE DE LILLE", "Dossier de preuve"}},
		"of a buyer":       {desk.ProofOf{BuyerID: w.buyer}, []string{"COMMUNE DE LILLE", "Dossier de preuve"}},
	} {
		path, before := w.proof(agent, c.of), w.proofs()
		for range 3 {
			w.want(w.get(path), http.StatusOK, c.words...)
			w.do(httptest.NewRequest(http.MethodHead, path, nil))
		}
		if n := w.proofs(); n != before {
			t.Errorf("%s: looking wrote %d files", name, n-before)
		}
		a := w.post(path)
		w.want(a, http.StatusOK)
		h := a.header
		if !strings.HasPrefix(a.body, "%PDF-") || h.Get("Content-Type") != "application/pdf" || h.Get("Content-Length") != strconv.Itoa(len(a.body)) ||
			h.Get("Content-Disposition") != "attachment; filename=vigie-proof.pdf" || !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("%s: %d bytes, %v", name, len(a.body), h)
		}
		if n := w.proofs(); n != before+1 {
			t.Errorf("%s: %d files are audited", name, n-before)
		}
		again, look := w.post(path), w.get(path)
		if again.status != http.StatusGone || look.status != http.StatusGone || strings.Contains(again.body, "%PDF") || w.proofs() != before+1 {
			t.Errorf("%s, a second time: %d, %d", name, again.status, look.status)
		}
	}
}

func TestAProofLinkEndsWithItsMinuteAndWithItsPerson(t *testing.T) {
	w := newWorld(t)
	w.clerk(domain.Administrator, domain.French)
	agent := w.clerk(domain.Agent, domain.French)
	of := desk.ProofOf{FollowUpID: w.followUp}
	late := w.proof(agent, of)
	w.clock.Add(59 * time.Second)
	w.want(w.get(late), http.StatusOK)
	w.clock.Add(2 * time.Second)
	gone := w.get(late)
	for name, path := range map[string]string{"expired": late, "unknown": "/q/" + strings.Repeat("A", 43), "of another kind": "/q/" + w.token(domain.LinkPreferences, w.request)} {
		get, post := w.get(path), w.post(path)
		if get.status != http.StatusGone || post.status != http.StatusGone || strings.ReplaceAll(get.body, path, late) != gone.body {
			t.Errorf("%s: %d, %d, or it says so", name, get.status, post.status)
		}
	}
	disabled := w.proof(agent, of)
	if err := w.portal.Desk.DisableStaff(t.Context(), domain.ShellActor("root"), agent.Name); err != nil {
		t.Fatal(err)
	}
	if a := w.post(disabled); a.status == http.StatusOK {
		t.Errorf("a disabled person takes a proof: %d", a.status)
	}
	operator := w.clerk(domain.Operator, domain.French)
	lowered := w.proof(operator, of)
	if err := w.portal.Desk.SetStaffRole(t.Context(), domain.ShellActor("root"), operator.Name, domain.Auditor); err != nil {
		t.Fatal(err)
	}
	if a := w.post(lowered); a.status == http.StatusOK || w.proofs() != 0 {
		t.Errorf("an operator who became an auditor takes a proof: %d", a.status)
	}
}

func TestAProofSpeaksTheLanguageOfWhoAskedForIt(t *testing.T) {
	w := newWorld(t)
	agent := w.clerk(domain.Agent, domain.English)
	path := w.proof(agent, desk.ProofOf{FollowUpID: w.followUp})
	w.want(w.get(path), http.StatusOK, `lang="en"`, "Proof file")
	w.want(w.get(path+"?lang=fr"), http.StatusOK, `lang="fr"`, "Dossier de preuve")
	if _, err := w.portal.Desk.ProofLink(t.Context(), w.clerk(domain.Auditor, domain.French), desk.ProofOf{FollowUpID: w.followUp}); domain.KindOf(err) != domain.Forbidden {
		t.Errorf("an auditor asks for a proof: %v", err)
	}
	if _, err := w.portal.Desk.ProofLink(t.Context(), agent, desk.ProofOf{FollowUpID: 4711}); domain.KindOf(err) != domain.NotFound {
		t.Errorf("the proof of nothing: %v", err)
	}
}

func TestTheProofOfACustomersAnswersIsGivenLikewise(t *testing.T) {
	w := newWorld(t)
	if _, err := w.portal.Desk.ConsentProofLink(t.Context(), w.clerk(domain.Operator, domain.French), w.customer); domain.KindOf(err) != domain.Forbidden {
		t.Errorf("an operator takes names in clear: %v", err)
	}
	address, err := w.portal.Desk.ConsentProofLink(t.Context(), w.clerk(domain.Administrator, domain.French), w.customer)
	if err != nil {
		t.Fatal(err)
	}
	path := strings.TrimPrefix(address, "https://vigie.example")
	page := w.get(path)
	w.want(page, http.StatusOK, "Preuve des consentements", "<dt>Concerne</dt><dd>Odile Faure</dd>")
	if strings.Contains(page.body, "Fournisseur</dt>") {
		t.Error("a customer is called a supplier")
	}
	a := w.post(path)
	if w.want(a, http.StatusOK); !strings.HasPrefix(a.body, "%PDF-") || a.header.Get("Content-Disposition") != "attachment; filename=vigie-consents.pdf" {
		t.Errorf("%d bytes, %v", len(a.body), a.header)
	}
	if again := w.post(path); again.status != http.StatusGone {
		t.Errorf("a second time: %d", again.status)
	}
}

// The link was spent before its file was written: one that could not be made
// cost the reader their link, and they had to ask for another.
func TestAProofThatCannotBeMadeLeavesItsLink(t *testing.T) {
	w := newWorld(t)
	operator := w.clerk(domain.Operator, domain.French)
	path := w.proof(operator, desk.ProofOf{BuyerID: w.buyer})
	if err := w.portal.Desk.CloseFollowUp(t.Context(), operator, w.followUp); err != nil {
		t.Fatal(err)
	}
	if a := w.post(path); a.status == http.StatusOK || strings.Contains(a.body, "%PDF") {
		t.Fatalf("a proof of nothing: %d", a.status)
	}
	buyer, err := w.db.Establishment(t.Context(), w.buyer)
	if err != nil {
		t.Fatal(err)
	}
	supplier, err := w.db.Establishment(t.Context(), w.supplier)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.portal.Desk.AddFollowUp(t.Context(), operator, map[string]string{"siret_donneur_ordre": buyer.IDValue, "siret": supplier.IDValue, "raison_sociale": supplier.Name}); err != nil {
		t.Fatal(err)
	}
	if a := w.post(path); a.status != http.StatusOK || !strings.HasPrefix(a.body, "%PDF-") {
		t.Fatalf("the link was spent for nothing: %d", a.status)
	}
}
