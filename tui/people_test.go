package tui

import (
	"strings"
	"testing"

	"vigie/internal/domain"
	"vigie/store"
)

// tour opens every list and every card with all its tabs, and looks at each.
func (d *driver) tour(look func(where string)) {
	cards := map[string]string{"s": "0wobuvskh", "b": "0wobuvskh", "f": "0koh", "u": "0wocvh", "c": "0ldh", "m": "0h", "i": "0leh", "z": "0kh", "a": "0", "r": "0l", "d": "0pfvh"}
	for _, place := range d.session.Places {
		if place.Letter == "" { // only its name leads there
			continue
		}
		d.keys("g", place.Letter)
		look("g" + place.Letter)
		d.keys("p")
		look("g" + place.Letter + " p")
		d.keys("p")
		for row := range 3 {
			d.keys("g", place.Letter)
			for range row {
				d.keys("j")
			}
			d.keys("enter")
			for _, tab := range cards[place.Letter] {
				d.keys(string(tab))
				look("g" + place.Letter + " enter " + string(tab))
			}
		}
	}
}

func TestAuditorSeesNobodyInClear(t *testing.T) {
	d := newWorld(t).enter(domain.Auditor, domain.French)
	d.size(160, 60)
	d.tour(func(where string) {
		for _, person := range []string{"Martin", "Hélène", "helene", "achats@", "Petit Luc", "Durand", "paul.", "0556000012", "3 rue Haute"} {
			if strings.Contains(d.screen(), person) {
				t.Errorf("%s shows %q:\n%s", where, person, d.screen())
			}
		}
	})
	d.search("martin")
	d.misses("Hélène")
	d.keys("esc", "g", "u", "enter", "@")
	d.sees("dévoiler : votre rôle ne le permet pas")
}

func TestPeopleAreMaskedUntilRevealedAndTheAuditSaysSo(t *testing.T) {
	w := newWorld(t)
	d := w.enter(domain.Agent, domain.French)
	d.tour(func(where string) {
		if strings.Contains(d.screen(), "helene.martin@") || strings.Contains(d.screen(), "3 rue Haute") {
			t.Errorf("%s shows an address unmasked:\n%s", where, d.screen())
		}
	})
	d.play("gu j j enter @")
	d.sees(address, "l'audit le note")
	d.play("ga")
	d.sees("révéler une donnée")
	d.play("gu j j enter")
	d.misses(address)
}

func TestAgentCannotManageTheTeamNorHoldMails(t *testing.T) {
	d := newWorld(t).enter(domain.Agent, domain.French)
	for _, keys := range []string{"gz n", "gz e", "gm x", "gu X", "gr x", "gr s"} {
		d.play(keys)
		if s := d.screen(); !strings.Contains(s, "votre rôle ne le permet pas") && !strings.Contains(s, "rien à faire") && !strings.Contains(s, "Personne ne change") {
			t.Errorf("%s is not refused:\n%s", keys, s)
		}
		d.keys("esc")
	}
}

func TestRoleLoweredWithAFormOpenIsRefused(t *testing.T) {
	w := newWorld(t)
	d := w.enter(domain.Agent, domain.French)
	d.play("gf G m")
	if err := w.desk.SetStaffRole(t.Context(), domain.ShellActor("root"), "Nadia Benali", domain.Auditor); err != nil {
		t.Fatal(err)
	}
	d.keys("ctrl+s")
	d.sees("ne permet pas cette action", "Mettre en veille")
}

func TestHostileNamesAreDrawnHarmlessly(t *testing.T) {
	d := newWorld(t).enter(domain.Administrator, domain.French)
	d.size(160, 60)
	shown := 0
	d.tour(func(where string) {
		raw := d.console.View().Content
		for _, bad := range []string{"\x1b[31mROUGE", "\x1b]8", "\u202e", "\u200b", "\u009b", "\x07"} {
			if strings.Contains(raw, bad) {
				t.Errorf("%s draws %q", where, bad)
			}
		}
		if strings.Contains(raw, "ROUGE") {
			shown++
		}
	})
	if shown < 20 {
		t.Errorf("the hostile name shows on %d screens only: the test looks in the wrong place", shown)
	}
}

func TestWhatAnotherSessionChangesShowsAtTheNextTick(t *testing.T) {
	w := newWorld(t)
	mine, hers := w.enter(domain.Agent, domain.French), w.enter(domain.Operator, domain.English)
	mine.play("gf")
	hers.play("gf G m ctrl+s")
	hers.sees("1 follow-up put on stand-by")
	mine.misses("en veille      ")
	w.seen++
	mine.tick()
	mine.sees("en veille      ")
	mine.play("G enter")
	mine.sees("contrat terminé")
	hers.keys("z")
	w.seen++
	mine.tick()
	mine.sees("en vigueur · incomplet")
	mine.sees("réactivée · l'équipe du support")
}

func TestWhatAnotherProcessChangesShowsAtTheNextTick(t *testing.T) {
	w := newWorld(t)
	d := w.enter(domain.Agent, domain.French)
	d.play("gs")
	err := w.db.Write(t.Context(), domain.ShellActor("root"), domain.ImportFile, func(tx *store.Tx) error {
		_, err := tx.InsertEstablishment(t.Context(), domain.Establishment{IDType: domain.SIRET, IDValue: domain.WithCheckDigit("6601234560001"), Name: "Ardoises du Nord", State: domain.EstablishmentActive, IsSupplier: true})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	w.seen++
	d.tick()
	d.sees("Ardoises du Nord", "/ 4")
}

func TestAllThatAFilterFindsIsNotTouchedAsIfItWereLoaded(t *testing.T) {
	for _, keys := range []string{"gm ctrl+a ctrl+a d", "gf ctrl+a ctrl+a m"} {
		d := newWorld(t).enter(domain.Administrator, domain.French)
		d.play(keys)
		d.sees("pas pour tout ce que le filtre trouve")
		d.misses("Confirmer")
	}
}

func TestConsentIsSentOnceAndThenOffWithItsReason(t *testing.T) {
	d := newWorld(t).enter(domain.Agent, domain.French)
	d.play("gc j enter s")
	d.sees("Une demande est déjà en route vers ce client.")
	d.play("gc G enter s")
	d.sees("pas d'adresse e-mail")
	d.play("gc enter s")
	d.sees("qui demande ses préférences", "Annuler")
	d.keys("tab", "enter")
	d.sees("Demande en file d'envoi", "en attente d'envoi")
}

func TestStaffIsAddedByPastingAPublicKey(t *testing.T) {
	w := newWorld(t)
	d := w.enter(domain.Administrator, domain.French)
	d.play("gz n")
	d.text("Zoe Roux")
	d.play("tab tab tab")
	d.paste("pas une clé")
	d.keys("ctrl+s")
	d.sees("ne se lit pas")
	d.keys("ctrl+u")
	d.paste("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f zoe@portable")
	d.keys("ctrl+s")
	d.sees("Ajouté à l'équipe", "Zoe Roux")
}

func TestCycleIsHeldAndReleasedFromTheReminders(t *testing.T) {
	d := newWorld(t).enter(domain.Operator, domain.French)
	d.play("gr x")
	d.text("erreur de fichier")
	d.keys("ctrl+s")
	d.sees("retenu", "Cycle retenu")
	d.keys("x")
	d.sees("erreur de fichier", "motif")
	d.keys("ctrl+s")
	d.sees("motif")
	d.misses("Cycle libéré")
	d.text("fichier refait")
	d.keys("ctrl+s")
	d.sees("Cycle libéré")
	d.size(160, 45)
	d.play("gr h")
	d.sees("erreur de fichier", "fichier refait")
	d.play("gr l enter")
	d.sees("erreur de fichier", "libéré par Camille Roy : fichier refait")
}

func TestRatesAreChangedFromTheReminders(t *testing.T) {
	w := newWorld(t)
	d := w.enter(domain.Administrator, domain.French)
	d.play("gr d")
	d.sees("tout autre domaine", "orange.example", "2,5", "180", "0,4 s")
	d.play("n")
	d.text("slow.example")
	d.keys("tab")
	d.text("1,200")
	d.keys("tab")
	d.text("ils nous ralentissent")
	d.keys("ctrl+s")
	d.sees("n’est pas un débit")
	d.keys("shift+tab", "ctrl+u")
	d.text("0,2")
	d.keys("ctrl+s")
	d.sees("Débit changé", "slow.example", "720")
	d.play("G u")
	d.text("plus de limite chez eux")
	d.keys("ctrl+s")
	d.sees("Débit changé")
	d.misses("slow.example")
	d.play("gg u")
	d.text("plus de limite nulle part")
	d.keys("ctrl+s")
	d.sees("sans limite")
	d.play("gg u")
	d.sees("pas de débit propre")
	d.play("j e")
	d.sees("0,05")
	d.keys("tab", "ctrl+s")
	d.sees("motif")
	d.misses("Débit changé")

	agent := w.enter(domain.Operator, domain.French)
	for _, key := range []string{"n", "e", "u"} {
		agent.play("gr d j " + key)
		agent.sees("votre rôle ne le permet pas")
	}
}

func TestEveryReleaseAsksWhyAndUndoDoesNot(t *testing.T) {
	w := newWorld(t)
	d := w.enter(domain.Operator, domain.French)
	d.size(160, 45)
	d.play("gr s")
	d.text("panne")
	d.keys("ctrl+s")
	d.sees("TOUS LES COURRIELS SONT RETENUS")
	d.play("gr h u")
	d.text("panne finie")
	d.keys("ctrl+s")
	d.sees("Retenue levée", "panne finie")
	d.play("gu j j X")
	d.text("à sa demande")
	d.keys("ctrl+s", "z")
	d.sees("Relances libérées pour cette personne")
	d.play("gu j j X")
	d.text("encore")
	d.keys("ctrl+s")
	d.keys("X")
	d.text("elle a rappelé")
	d.keys("ctrl+s")
	d.play("gr h")
	d.sees("à sa demande", "reprise aussitôt", "elle a rappelé")
	d.play("gm j x")
	d.text("à relire")
	d.keys("ctrl+s")
	d.sees("à relire")
	d.keys("u", "ctrl+s")
	d.sees("motif")
	d.text("relu")
	d.keys("ctrl+s")
	d.misses("à relire")
}

func TestPreviewSaysHowFarItIsAndIsOfTheNextWeek(t *testing.T) {
	d := newWorld(t).enter(domain.Auditor, domain.French)
	d.play("gh")
	d.hold = true
	d.play("gr")
	d.release()
	d.sees("semaine 2026-W49", "pas encore commencé", "Ce qui partirait, au 30/11/2026", "3 courriels")
}
