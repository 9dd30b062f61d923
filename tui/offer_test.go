package tui

import (
	"testing"

	"vigie/internal/domain"
)

func TestAnOfferIsMadeOrderedAndItsConsentMailOffered(t *testing.T) {
	w := newWorld(t)
	d := w.enter(domain.Administrator, domain.French)
	d.keys("g", "c", "j", "enter")
	d.keys("n")
	d.sees("nouvelle offre")
	d.text("Pose ; 3 h ; 40 ; 20")
	d.keys("ctrl+s")
	d.sees("D2026-0001", "144,00")
	d.keys("b")
	d.sees("commande est établi et numéroté")
	d.keys("right", "enter")
	d.sees("BC2026-0001", "première")
	d.keys("i")
	d.sees("offers print BC2026-0001 > BC2026-0001.pdf")
	d.keys("esc", "g", "o")
	d.sees("D2026-0001", "acceptée", "BC2026-0001")
}

func TestAnOfferIsEditedAndWithdrawnFromItsCard(t *testing.T) {
	w := newWorld(t)
	d := w.enter(domain.Agent, domain.French)
	d.keys("g", "c", "j", "enter", "n")
	d.text("Pose ; 3 h ; 40 ; 20")
	d.keys("ctrl+s", "enter")
	d.keys("e")
	d.sees("Pose ; 3 h ; 40 ; 20", "le nouveau portera son numéro")
	d.keys("enter")
	d.text("Dépose ; 1 h ; 30 ; 20")
	d.keys("ctrl+s")
	d.sees("180,00", "édition 2", "Nadia Benali")
	d.keys("d", "ctrl+s")
	d.sees("ne se commande plus", "à remplir")
	d.text("prix faux")
	d.keys("ctrl+s")
	d.sees("retirée", "prix faux")
	d.keys("e")
	d.sees("l'offre a été retirée")
	d.keys("b")
	d.sees("l'offre a été retirée")
	d.keys("g", "o")
	d.sees("D2026-0001", "retirée")
}

func TestTheSellerOfTheOrderFormsIsASetting(t *testing.T) {
	w := newWorld(t)
	d := w.enter(domain.Administrator, domain.French)
	d.keys(":")
	d.text("vendeur")
	d.keys("enter")
	d.sees("Vigie SAS", "SIRET à compléter")
	d.keys("e", "tab")
	d.text("3 quai des Chartrons")
	d.keys("tab", "tab")
	d.text("Bordeaux")
	d.keys("tab")
	d.text("12345")
	d.keys("ctrl+s")
	d.sees("un SIRET a 14 chiffres")
	d.keys("ctrl+u")
	d.text("213 300 635 00017")
	d.keys("ctrl+s")
	d.sees("3 quai des Chartrons", "21330063500017")
	d.misses("à compléter")
	other := w.enter(domain.Operator, domain.French)
	other.keys(":")
	other.text("vendeur")
	other.keys("enter", "e")
	other.sees("Bordeaux", "votre rôle")
}

func TestAViewIsExportedAsItIsSeen(t *testing.T) {
	w := newWorld(t)
	d := w.enter(domain.Administrator, domain.French)
	d.keys("g", "c", "E")
	d.sees("exporter cette vue", "Ordre : nom")
	d.keys("ctrl+s")
	d.sees("exports fetch 1 > customers-1.csv")
	e, err := w.desk.ExportRequest(t.Context(), domain.Actor{Name: "x", Role: domain.Administrator}, 1)
	if err != nil || e.State != domain.ExportReady || e.Sort != "name" || e.Descending || e.Columns != "code company_name last_name first_name kind postal_code city email accepts_email accepts_sms accepts_phone accepts_post" {
		t.Errorf("%+v, %v", e, err)
	}
	d.keys("esc", "g", "x")
	d.sees("Clients", "à récupérer")
	d.keys("enter")
	d.sees("nom", "Accord e-mail", "exports fetch 1")
}
