package letter

import (
	"bytes"
	"testing"
	"time"

	"vigie/internal/domain"
)

func TestTheProofOfAnswersIsAPDFThatNoTextBreaks(t *testing.T) {
	l := New("https://vigie.example", time.UTC)
	row := domain.SealedRow{LedgerRow: domain.LedgerRow{ID: 1, Channel: domain.BySMS, Value: true, Means: domain.MeansStaff, Evidence: "call · 2026-11-20 · \x1b[31m\u202erouge", At: 1, TextHash: "h", Target: "+33639980001"}, Hash: "seal", Genuine: true}
	gone := row
	gone.Target, gone.TargetHash, gone.Means, gone.TextHash, gone.Genuine = "", "0123456789abcdef", domain.MeansLink, "lost", false
	p := domain.ConsentProof{Customer: domain.Customer{LastName: "Œuvrard 漢 \x00", Email: "a@b.example"}, Controller: "Vigie", MadeAt: 1, Ledger: []domain.SealedRow{row, gone},
		Requests: []domain.ConsentRequest{{ID: 3, State: domain.RequestAnswered, Reason: "mail_lost", SentAt: 1}}, Texts: map[string]string{"h": "ligne\n- SMS : Oui / Non"}}
	for _, lang := range []domain.Language{domain.French, domain.English} {
		var full, empty bytes.Buffer
		if err := l.ConsentProof(p, lang, &full); err != nil || !bytes.HasPrefix(full.Bytes(), []byte("%PDF-")) {
			t.Fatalf("%s: %d bytes, %v", lang, full.Len(), err)
		}
		if err := l.ConsentProof(domain.ConsentProof{}, lang, &empty); err != nil || empty.Len() >= full.Len() {
			t.Errorf("%s: nobody's proof is %d bytes, %v", lang, empty.Len(), err)
		}
	}
}
