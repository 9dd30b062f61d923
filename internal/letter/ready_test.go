package letter

import (
	"strings"
	"testing"

	"vigie/internal/domain"
	"vigie/internal/safe"
)

func TestProductWordsEveryReadyTextInBothLanguages(t *testing.T) {
	for _, code := range domain.ReadyTextCodes() {
		for _, lang := range []domain.Language{domain.French, domain.English} {
			if err := ReadyText(code, lang).Check(); err != nil {
				t.Errorf("%s in %s: %v", code, lang, err)
			}
		}
	}
	if ReadyText("nothing", domain.French).Body != "" {
		t.Error("an unknown text has words")
	}
	if ReadyText(domain.IdentityCheck, domain.French).Facts() {
		t.Error("the identity check says things of a card")
	}
}

func TestAnswerNamesNothingToWhomItWasNotGiven(t *testing.T) {
	for name, value := range (Answer{Language: domain.French, Number: 7}).Values() {
		if aspect, _ := domain.BlankAspect(name); aspect != "" && value != "" {
			t.Errorf("%s says %q of nothing", name, value)
		}
	}
}

func TestReplyIsTheTextAsTypedAndHarmless(t *testing.T) {
	for _, payload := range safe.HostilePayloads() {
		body := TicketReply(domain.TicketMessage{Subject: payload, Body: "Bonjour,\n\n" + payload + "<b>\n" + linkOpens + "a:1" + linkCloses, Language: domain.French})
		if len(Links(body)) != 0 {
			t.Errorf("%q made a link", payload)
		}
		if body.Text != safe.Block(body.Text) || body.Subject != safe.Header(body.Subject) || strings.Contains(body.HTML, "<b>") || strings.Contains(body.HTML, "<script>") {
			t.Errorf("%q left as %q", payload, body.Text)
		}
	}
}
