package letter

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"vigie/internal/domain"
	"vigie/internal/safe"
)

func proofFacts(hostile string) domain.Proof {
	asv := domain.DocumentTypes()[0]
	row := domain.FollowUpRow{FollowUp: domain.FollowUp{ID: 1, State: domain.FollowUpStandby, BeganOn: "2026-01-01", EndsOn: domain.Forever}, BuyerName: "Ville de Lille" + hostile,
		BuyerValue: "21590328700013", SupplierName: "Martin & Fils" + hostile, SupplierValue: "73282932000074"}
	document := domain.DocumentRow{Document: domain.Document{ID: 7, TypeCode: "ASV", State: domain.DocumentAccepted, IssuedOn: "2026-05-01", DepositedOn: "2026-05-10", CheckedOn: "2026-05-11",
		CheckedBy: "Nadia" + hostile, SecurityCode: "AB12", CodeCheckedOn: "2026-05-11", CodeCheckedBy: "Nadia", CodeGenuine: true}}
	refused := document
	refused.State, refused.RejectedReason, refused.Note = domain.DocumentRejected, "unreadable", hostile
	one := domain.ProofFollowUp{Row: row, Supplier: domain.Establishment{PostalCode: "59000", City: "Lille" + hostile},
		Contracts: []domain.Contract{{Reference: "2026-17" + hostile, Signer: hostile, Amount: 6_110_000, StartOn: "2026-01-01", EndsOn: domain.Forever}},
		Lines: domain.ProofLines(domain.Assessment{Lines: []domain.Line{{Type: domain.Collected{DocumentType: asv}, Status: domain.StatusValid, ValidUntil: "2026-11-10"}}}, nil,
			[]domain.DocumentRow{document, refused}, row.FollowUp),
		Reminders: []domain.ProofReminder{{Kind: domain.MailCompliance, Email: "c…@martin.example" + hostile, SentAt: 1795604400000, Mail: "M-8"}}, More: true,
		Events: []domain.StandbyEvent{{Decision: domain.StandbyPut, Reason: "dispute", Side: domain.SideSupplier, At: 1795604400000}, {Decision: domain.StandbyReactivated, Reason: hostile, Side: domain.SideBuyer}}}
	return domain.Proof{Buyer: domain.Establishment{Name: "Ville de Lille" + hostile, IDValue: "21590328700013"}, Whole: true, MadeAt: 1795604400000, MadeBy: "Nadia" + hostile, Today: "2026-11-25",
		FollowUps: []domain.ProofFollowUp{one, one}}
}

func TestProofFileIsAPDFWhateverItsTextsSay(t *testing.T) {
	l := New("https://vigie.example", time.UTC)
	texts := append(safe.HostilePayloads(), "", strings.Repeat("x", 5000), strings.Repeat("mot ", 2000), "😀 𝒳 œ € ’ ﷽ \uFFFF")
	for i, p := range texts {
		var out bytes.Buffer
		if err := l.Proof(proofFacts(p), []domain.Language{domain.French, domain.English}[i%2], &out); err != nil {
			t.Fatalf("%q: %v", p, err)
		}
		if b := out.Bytes(); !bytes.HasPrefix(b, []byte("%PDF-1.")) || !bytes.Contains(b[len(b)-32:], []byte("%%EOF")) || bytes.Contains(b, []byte("/JavaScript")) {
			t.Errorf("%q makes no PDF", p)
		}
	}
}

func TestProofFileOfTheSameFactsIsTheSame(t *testing.T) {
	l := New("https://vigie.example", time.UTC)
	var a, b bytes.Buffer
	for _, out := range []*bytes.Buffer{&a, &b} {
		if err := l.Proof(proofFacts(""), domain.French, out); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("two files of the same facts differ")
	}
}

func TestProofNeverTellsOfAnotherBuyersDocuments(t *testing.T) {
	f := domain.FollowUp{ID: 1, BeganOn: "2026-06-01"}
	asv := domain.Collected{DocumentType: domain.DocumentTypes()[0]}
	lines := domain.ProofLines(domain.Assessment{}, []domain.Collected{asv}, []domain.DocumentRow{
		{Document: domain.Document{ID: 1, TypeCode: "ASV", State: domain.DocumentAccepted, DepositedOn: "2026-05-01"}},
		{Document: domain.Document{ID: 2, TypeCode: "RCP", State: domain.DocumentAccepted}},
		{Document: domain.Document{ID: 3, TypeCode: "ASV", FollowUpID: 2, State: domain.DocumentNotConcerned}},
		{Document: domain.Document{ID: 4, TypeCode: "ASV", State: domain.DocumentWithdrawn}},
	}, f)
	if len(lines) != 1 || len(lines[0].Documents) != 1 || lines[0].Documents[0].HandedOverOn != "2026-06-01" || lines[0].Documents[0].ValidUntil != "2026-12-01" || lines[0].Required {
		t.Errorf("%+v", lines)
	}
}
