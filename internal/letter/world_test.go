package letter

import (
	"testing"
	"time"

	"vigie/internal/domain"
)

func letters(t *testing.T) *Letters {
	t.Helper()
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	return New("https://vigie.example/", paris)
}

func collected(code string) domain.Collected {
	for _, t := range domain.DocumentTypes() {
		if t.Code == code {
			return domain.Collected{DocumentType: t}
		}
	}
	return domain.Collected{DocumentType: domain.DocumentType{Code: code, Basis: domain.BuyerRule}}
}

func outstanding(code string, status domain.DocumentStatus, due domain.Date) domain.Line {
	return domain.Line{Type: collected(code), Status: status, DueOn: due}
}

func moment(year int, month time.Month, day, hour int) domain.Instant {
	return domain.InstantOf(time.Date(year, month, day, hour, 0, 0, 0, time.UTC))
}

var townHall = domain.Establishment{ID: 1, IDType: domain.SIRET, IDValue: "21590328700013", Name: "COMMUNE DE LILLE"}

// oneEstablishment is an administrator asked by two buyers.
func oneEstablishment(kind domain.MailKind, lang domain.Language) domain.Recap {
	refused := outstanding("IMM", domain.StatusRejected, "2026-09-01")
	refused.Reason = "la page est illisible"
	return domain.Recap{
		Kind: kind, Week: "2026-W48", Email: "claire@martin.example", Name: "Claire Martin", Language: lang, Mail: "M-3XK",
		Others: []string{"c…@martin.example"},
		Accounts: []domain.RecapAccount{{
			UserID: 41, Role: domain.RoleAdministrator, Rights: domain.AllRights, State: domain.UserInvited,
			Establishment: domain.Establishment{IDType: domain.SIRET, IDValue: "73282932000074", Name: "MARTIN & FILS BÂTIMENT"},
			Origin:        domain.Origin{Buyer: "COMMUNE DE LILLE", Channel: domain.ChannelImport, At: moment(2026, 9, 14, 22), FileName: "fournisseurs-2026.csv", BatchID: 3, Line: 1204},
			Buyers: []domain.RecapBuyer{
				{FollowUpID: 7, Buyer: townHall, References: []string{"2026-TVX-014", "2026-TVX-015", "2026-TVX-019", "2026-TVX-027"}, Code: "F00412", Lines: []domain.Line{
					outstanding("ASV", domain.StatusMissing, "2026-09-01"), refused, outstanding("LNTE", domain.StatusToCheck, "2026-09-01"),
				}},
				{FollowUpID: 8, Buyer: domain.Establishment{ID: 2, IDType: domain.SIRET, IDValue: "55208131766522", Name: "VALORIS ÉNERGIE NORD"}, Group: "Valoris", Signers: []string{"Valoris Holding"}, Lines: []domain.Line{
					outstanding("ASV", domain.StatusExpired, "2026-11-02"), outstanding("FISC", domain.StatusExpiring, "2026-12-11"),
					outstanding("RCP", domain.StatusMissing, "2026-12-01"), outstanding("IMM", domain.StatusValid, ""),
				}},
			},
		}},
	}
}

// twoEstablishments adds a restricted user's account abroad.
func twoEstablishments(kind domain.MailKind, lang domain.Language) domain.Recap {
	r := oneEstablishment(kind, lang)
	forced := outstanding("SOC-E", domain.StatusMissing, "2026-10-05")
	forced.Type.Forced = true
	r.Accounts = append(r.Accounts, domain.RecapAccount{
		UserID: 42, Role: domain.RoleRestricted, Rights: domain.Deposit, State: domain.UserActive, Depositors: []string{"j…@martin.example", "p…@martin.example"},
		Establishment: domain.Establishment{IDType: domain.TVA, IDValue: "BE0417497106", Name: "MARTIN BELGIQUE SRL"},
		Origin:        domain.Origin{Buyer: "COMMUNE DE LILLE", Channel: domain.ChannelManual, At: moment(2026, 10, 5, 9)},
		Buyers:        []domain.RecapBuyer{{FollowUpID: 9, Buyer: townHall, Lines: []domain.Line{forced, outstanding("TVA-E", domain.StatusMissing, "2026-10-05")}}},
	})
	r.Others = nil
	return r
}

// everyMail renders one mail of every kind in one language.
func everyMail(t *testing.T, l *Letters, lang domain.Language) map[string]domain.MailBody {
	t.Helper()
	out := map[string]domain.MailBody{}
	keep := func(name string, body domain.MailBody, err error) {
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		out[name] = body
	}
	body, err := l.Reminder(oneEstablishment(domain.MailActivation, lang), domain.MailText{})
	keep("activation", body, err)
	body, err = l.Reminder(oneEstablishment(domain.MailCompliance, lang), domain.MailText{})
	keep("compliance", body, err)
	body, err = l.Reminder(twoEstablishments(domain.MailCompliance, lang), domain.MailText{})
	keep("compliance_two", body, err)
	body, err = l.Consent(ConsentFacts{Language: lang, Mail: "M-7P", Name: "Odile Faure", Email: "odile@faure.example", Controller: "Garage des Flandres", RequestID: 12, Again: true})
	keep("consent", body, err)
	body, err = l.ContactFailed(ContactFailedFacts{Language: lang, Mail: "M-2Q", Since: moment(2026, 11, 25, 10), Contacts: []domain.FailedContact{
		{User: domain.User{FirstName: "Zoé", LastName: "Lemaître", Email: "zoe@fournisseur.example"}, Referent: true, FollowUp: domain.FollowUpRow{SupplierName: "Maçonnerie Lemaître",
			SupplierValue: "35600000000048", BuyerName: "Commune de Valmont", BuyerValue: "21590328700013"}},
		{User: domain.User{Email: "compta@autre.example"}, FollowUp: domain.FollowUpRow{SupplierName: "Autre", SupplierValue: "S1", BuyerName: "Commune de Valmont"}}}})
	keep("contact_failed", body, err)
	body, err = l.StandbyConfirm(StandbyFacts{Language: lang, Mail: "M-7Q", Name: "Claire Martin", Supplier: "MARTIN & FILS BÂTIMENT", Buyer: "COMMUNE DE LILLE",
		Request: domain.StandbyRequest{ID: 5, FollowUpID: 7, Reason: domain.StandbyContractEnded, Note: "Chantier livré en juin.", Until: "2027-03-01", AskedAt: moment(2026, 11, 18, 14)}})
	keep("standby_confirm", body, err)
	body, err = l.NewLink(NewLinkFacts{Language: lang, Mail: "M-7R", Name: "Claire Martin",
		Accounts: []LinkAccount{{UserID: 41, Establishment: "MARTIN & FILS BÂTIMENT", Activate: true}}, Requests: []LinkRequest{{RequestID: 12, Controller: "Garage des Flandres"}}})
	keep("new_link", body, err)
	body, err = l.SupportReceived(domain.Ticket{ID: 318, Kind: "removal", Language: lang, Name: "SPAM", Subject: "SPAM", Body: "SPAM", CreatedAt: moment(2026, 11, 18, 14)}, "M-7S")
	keep("support_received", body, err)
	body, err = l.Operators(HoldFacts{Language: lang, Mail: "M-7T", Name: "Nora", Week: "2026-W48", Reason: HoldBuyerVolume, Buyer: "COMMUNE DE LILLE", Last: 120, Now: 1310})
	keep("operators", body, err)
	return out
}
