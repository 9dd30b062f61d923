package letter

import (
	"testing"

	"vigie/internal/domain"
)

func TestTheAlertOfLooksReadsAsReviewed(t *testing.T) {
	l := letters(t)
	for _, lang := range []domain.Language{domain.French, domain.English} {
		body, err := l.LookAlert(LookFacts{Language: lang, Mail: "M-7U", Name: "Paul Martin", Who: "Léa Dubois", Looks: 81,
			From: moment(2026, 11, 18, 13), To: moment(2026, 11, 18, 14)})
		if err != nil {
			t.Fatal(err)
		}
		golden(t, "alert."+string(lang)+".txt", "Subject: "+body.Subject+"\n\n"+body.Text)
		golden(t, "alert."+string(lang)+".html", body.HTML)
	}
}
