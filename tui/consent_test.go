package tui

import (
	"context"
	"testing"

	"vigie/internal/desk"
	"vigie/internal/domain"
)

// find chooses an act or a screen of the palette.
func (d *driver) find(name string) {
	d.Helper()
	d.keys(":")
	d.text(name)
	d.keys("enter")
}

func TestAllThatAFilterFindsIsAskedOnceConfirmedByItsNumber(t *testing.T) {
	w := newWorld(t)
	d := w.enter(domain.Administrator, domain.French)
	d.play("gc ctrl+a ctrl+a s")
	d.sees("à solliciter : 1", "n'a pas d'adresse e-mail")
	plan, err := w.desk.PlanCampaign(context.Background(), d.session.Actor, desk.Asking{})
	if err != nil || plan.Ask == 0 {
		t.Fatalf("%+v, %v", plan, err)
	}
	d.text("999")
	d.keys("ctrl+s")
	d.sees("ce n'est pas ce nombre")
	d.keys("backspace", "backspace", "backspace")
	d.text(d.session.Texts.Number(plan.Ask))
	d.keys("ctrl+s")
	d.sees("Avancement", "prévus")
	d.tick()
	d.sees("en file")
	c, _, err := w.desk.Campaign(context.Background(), d.session.Actor, 1)
	if err != nil || c.Queued != plan.Ask || c.FinishedAt.Never() {
		t.Errorf("%+v, %v", c, err)
	}
	d.keys("s")
	d.sees("En pause")
}

func TestOneTurnsRequestsOffWithAReasonAndReviewsThem(t *testing.T) {
	w := newWorld(t)
	d := w.enter(domain.Administrator, domain.French)
	d.find("review")
	d.sees("Acceptent, sur", "Où en sont les clients", "À solliciter", "activées")
	d.keys("T")
	d.text("audit en cours")
	d.keys("ctrl+s")
	d.sees("DÉSACTIVÉES", "audit en cours")
	agent := w.enter(domain.Agent, domain.French)
	agent.find("review")
	agent.misses("Où en sont les clients")
}

func TestAnAnswerIsEnteredWithItsProofAndWithdrawnAtOnce(t *testing.T) {
	w := newWorld(t)
	d := w.enter(domain.Agent, domain.French)
	d.play("gc G k enter a")
	d.sees("Preuve", "appel téléphonique")
	d.keys("right", "ctrl+s")
	d.sees("Réponse enregistrée", "OUI, accepté")
	d.size(140, 30)
	d.keys("l")
	d.sees("appel téléphonique · 2026-11-25")
	d.play("0 m")
	d.sees("Retirer immédiatement")
	d.keys("tab", "enter")
	d.sees("Accords retirés")
	d.misses("OUI, accepté")
}
