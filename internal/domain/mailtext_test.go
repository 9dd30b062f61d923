package domain

import "testing"

func TestAMailTextSaysWhoAsksForWhat(t *testing.T) {
	for _, c := range []struct {
		name string
		text MailText
		key  string
	}{
		{"the product's own", MailText{Kind: MailCompliance}, ""},
		{"a whole wording", MailText{Kind: MailCompliance, Subject: "{documents} pour {buyer}{others}", Title: "Bonjour", Intro: "{buyer} attend {count} pièces.", Closing: "Merci."}, ""},
		{"a subject without what", MailText{Kind: MailCompliance, Subject: "Pour {buyer}"}, "mail_text_blank"},
		{"a subject without whom", MailText{Kind: MailCompliance, Subject: "{documents} attendus"}, "mail_text_blank"},
		{"an activation may leave the documents out", MailText{Kind: MailActivation, Subject: "Votre accès pour {buyer}"}, ""},
		{"an intro without whom", MailText{Kind: MailActivation, Intro: "Des documents vous sont demandés."}, "mail_text_blank"},
		{"a blank that nobody fills", MailText{Kind: MailCompliance, Closing: "Cordialement, {agent}"}, "ready_blank"},
		{"a subject of two lines", MailText{Kind: MailActivation, Subject: "{buyer}\nBcc: x@y"}, "mail_text_long"},
		{"another kind of mail", MailText{Kind: MailConsent}, "field_unknown"},
	} {
		c.text.Language = French
		err := c.text.Check()
		if c.key == "" && err != nil || c.key != "" && !isRefusal(err, c.key) {
			t.Errorf("%s: %v, want %q", c.name, err, c.key)
		}
	}
}
