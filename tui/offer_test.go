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
