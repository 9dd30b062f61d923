package letter

import (
	"testing"

	"vigie/internal/domain"
)

func TestTheMailOfCodesSwitchedOffReadsAsReviewed(t *testing.T) {
	l := letters(t)
	for _, lang := range []domain.Language{domain.French, domain.English} {
		body, err := l.TwoFactorOff(TwoFactorFacts{Language: lang, Mail: "M-7U", Name: "Claire Martin", Establishment: "MARTIN & FILS BÂTIMENT", Identifier: "73282932000074", At: moment(2026, 11, 18, 14)})
		if err != nil {
			t.Fatal(err)
		}
		body = Fill(body, address)
		golden(t, "two_factor_off."+string(lang)+".txt", "Subject: "+body.Subject+"\n\n"+body.Text)
		golden(t, "two_factor_off."+string(lang)+".html", body.HTML)
	}
}
