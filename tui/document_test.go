package tui

import (
	"context"
	"strings"
	"testing"

	"vigie/internal/domain"
	"vigie/store"
)

// handed puts documents of the first supplier into the queue.
func (w *world) handed(codes ...string) []int64 {
	w.Helper()
	var ids []int64
	w.check(w.db.Write(w.Context(), domain.ShellActor("root"), domain.CheckDocument, func(tx *store.Tx) error {
		ids = nil
		e, err := tx.EstablishmentByIdentifier(w.Context(), domain.Identifier{Type: domain.SIRET, Value: domain.WithCheckDigit("3301234560002")})
		if err != nil {
			return err
		}
		for _, code := range codes {
			id, err := tx.InsertDocument(w.Context(), domain.Document{SupplierID: e.ID, TypeCode: code, State: domain.DocumentToCheck, IssuedOn: "2026-11-02", DepositedOn: "2026-11-20",
				SecurityCode: "AB12CD", FileHash: strings.Repeat("a", 64), FileName: "piece.pdf", MediaType: "application/pdf", FileSize: 40960, Channel: domain.DepositByLink})
			if err != nil {
				return err
			}
			ids = append(ids, id)
		}
		return nil
	}))
	return ids
}

func TestQueueToCheckIsWorkedThroughWithTheKeyboard(t *testing.T) {
	w := newWorld(t)
	ids := w.handed("ASV", "IMM", "LNTE")
	d := w.enter(domain.Agent, domain.French)
	d.sees("Documents à contrôler")
	d.play("gk")
	d.sees("state:to_check", "ASV", "IMM", "LNTE", "20/11/2026", "c code de sécurité")
	d.keys("a")
	d.sees("Vérifiez d'abord le code de sécurité")
	d.keys("c")
	d.sees("AB12CD", "authentique")
	d.keys("ctrl+s")
	d.sees("Contrôle du code noté")
	d.keys("a")
	d.sees("Document accepté")
	d.misses("ASV")
	d.play("x tab")
	d.text("Il manque la page 2")
	d.keys("ctrl+s")
	d.sees("Document refusé")
	d.misses("IMM")
	for i, want := range []domain.DocumentState{domain.DocumentAccepted, domain.DocumentRejected, domain.DocumentToCheck} {
		doc, err := w.db.Document(context.Background(), ids[i])
		if err != nil || doc.State != want {
			t.Errorf("document %d: %s %v", ids[i], doc.State, err)
		}
	}
	d.keys("enter")
	d.sees("LNTE", "Ce qu'il vaut pour chaque donneur d'ordres", "Ville de Lyon", "piece.pdf", "40 Ko")
	d.keys("f")
	d.sees("Lien à usage unique", "/o/")
	if !strings.Contains(d.copied, "/o/") {
		t.Errorf("copied %q", d.copied)
	}
}

func TestNotConcernedAndTwoFactorFromTheirCards(t *testing.T) {
	w := newWorld(t)
	d := w.enter(domain.Operator, domain.French)
	d.play("gf G enter n tab")
	d.text("Mme Roy le 24")
	d.keys("ctrl+s")
	d.sees("Noté : non concerné")
	d.play("k")
	d.sees("non concerné")
	d.play("gs enter T")
	d.text("M. Petit, par téléphone")
	d.keys("ctrl+s")
	d.sees("Double authentification active", "active depuis le")
	d.keys(":")
	d.text("twofactor")
	d.keys("enter")
	d.sees("M. Petit, par", "code par courri")
}

func TestAuditsAreWrittenByAnAdministratorAlone(t *testing.T) {
	w := newWorld(t)
	d := w.enter(domain.Agent, domain.French)
	d.keys(":")
	d.text("audits")
	d.keys("enter", "n")
	d.sees("votre rôle ne le permet pas")
	boss := w.enter(domain.Administrator, domain.French)
	boss.keys(":")
	boss.text("audits")
	boss.keys("enter", "n", "tab")
	boss.text("Cabinet X")
	boss.keys("tab")
	boss.text("pages")
	boss.keys("tab")
	boss.text("aucune faille")
	boss.keys("ctrl+s")
	boss.sees("Audit ajouté", "Cabinet X", "aucune faille")
}
