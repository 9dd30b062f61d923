package tui

import (
	"testing"

	"vigie/internal/domain"
)

func TestAnAnswerOfACardIsSentFromATextInFourKeys(t *testing.T) {
	w := newWorld(t)
	d := w.enter(domain.Agent, domain.French)
	d.keys("ctrl+k")
	d.text(address)
	d.keys("enter")
	d.sees("Martin Hélène", "Prochain cycle")
	d.play("o ; enter")
	d.sees("RÉPONSE", "fournisseurs.csv, ligne 2")
	d.play("ctrl+s")
	d.sees("part dans 20 s")
	mails, err := w.db.MailsTo(t.Context(), address, 50)
	w.check(err)
	replies := 0
	for _, m := range mails {
		if m.Kind == domain.MailTicketReply {
			replies++
		}
	}
	if replies != 1 {
		t.Fatalf("%d replies wait", replies)
	}
}
