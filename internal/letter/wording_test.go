package letter

import (
	"strings"
	"testing"

	"vigie/internal/domain"
)

func TestTheTeamsWordingStandsInBothParts(t *testing.T) {
	text := domain.MailText{Kind: domain.MailCompliance, Version: 3, Language: domain.French, Subject: "{documents} pour {buyer}{others}", Title: "À faire",
		Intro: "{buyer} vous demande {count} pièces <b>vite</b>.", Closing: "Première ligne.\n\nSeconde ligne."}
	body, err := letters(t).Reminder(twoEstablishments(domain.MailCompliance, domain.French), text)
	if err != nil {
		t.Fatal(err)
	}
	if body.TextVersion != 3 || strings.ContainsAny(body.Subject, "{}") || !strings.Contains(body.Subject, " documents pour ") {
		t.Errorf("version %d, subject %q", body.TextVersion, body.Subject)
	}
	for part, said := range map[string]string{"text": body.Text, "html": body.HTML} {
		for _, want := range []string{"À faire", "vous demande", "Première ligne.", "Seconde ligne."} {
			if !strings.Contains(said, want) {
				t.Errorf("the %s part lacks %q", part, want)
			}
		}
	}
	if strings.Contains(body.HTML, "<b>vite</b>") {
		t.Error("a wording is HTML")
	}
}

func TestTheProductsWordingSaysTheSameAsItsTemplate(t *testing.T) {
	for _, kind := range domain.ReminderKinds() {
		for _, lang := range []domain.Language{domain.French, domain.English} {
			recap := twoEstablishments(kind, lang)
			own, err := letters(t).Reminder(recap, domain.MailText{})
			if err != nil {
				t.Fatal(err)
			}
			offered, err := letters(t).Reminder(recap, Default(kind, lang))
			if err != nil || offered.Subject != own.Subject {
				t.Errorf("%s %s: the editor offers %q, the template says %q", kind, lang, offered.Subject, own.Subject)
			}
			if err := Default(kind, lang).Check(); err != nil {
				t.Errorf("%s %s: %v", kind, lang, err)
			}
		}
	}
}

func TestASampleHasNoLiveLink(t *testing.T) {
	for _, lang := range []domain.Language{domain.French, domain.English} {
		body, err := letters(t).Sample(Default(domain.MailActivation, lang))
		if err != nil {
			t.Fatal(err)
		}
		if len(Links(body)) != 0 || strings.Contains(body.Text, "\uE000") {
			t.Error("a placeholder is left")
		}
	}
}

func TestACorrectionIsPlainParagraphs(t *testing.T) {
	body, err := letters(t).Correction(CorrectionFacts{Language: domain.English, Mail: "M-5", Week: "2026-W48", Faulty: "M-2", Subject: "A\u202e date was wrong", Body: "First.\n\n<script>x</script>"})
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(body.HTML, "<script>") || strings.Contains(body.Subject, "\u202e") || !strings.Contains(body.Text, "M-2") || !strings.Contains(body.Text, "First.") {
		t.Errorf("%q\n%s", body.Subject, body.Text)
	}
}
