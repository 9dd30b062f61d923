package domain

import (
	"slices"
	"strings"
)

// MailText is the team's wording of a weekly reminder in one language. An
// empty block is the product's own; version 0 is the product's text.
type MailText struct {
	Kind      MailKind
	Version   int64
	Language  Language
	Subject   string
	Title     string
	Intro     string
	Closing   string // added at the end, before the reasons
	Actor     string
	CreatedAt Instant `db:"created_at"`
}

// MailBlanks are the names that a reminder's text may have in braces: the
// documents that are missing ("3 documents"), how many, the first buyer, and
// how many others there are.
func MailBlanks() []string { return []string{"documents", "count", "buyer", "others"} }

// required are the blanks that a block must have, each one of a choice.
func (t MailText) required() map[string][][]string {
	needs := map[string][][]string{"subject": {{"buyer"}}, "intro": {{"buyer"}}}
	if t.Kind == MailCompliance {
		needs["subject"] = [][]string{{"buyer"}, {"documents", "count"}}
	}
	return needs
}

// mailTextLimits are the longest blocks, in characters.
func mailTextLimits() map[string]int {
	return map[string]int{"subject": 200, "title": 120, "intro": 2000, "closing": 2000}
}

// Check refuses a wording that lacks a blank without which the reader does not
// know who asks for what, or that names one that nobody fills.
func (t MailText) Check() error {
	if !t.Kind.Reminder() || t.Language != French && t.Language != English {
		return Refuse(Invalid, "field_unknown", "Field", "kind")
	}
	limits, required := mailTextLimits(), t.required()
	for _, block := range []struct{ name, text string }{{"subject", t.Subject}, {"title", t.Title}, {"intro", t.Intro}, {"closing", t.Closing}} {
		if block.text == "" {
			continue
		}
		if len([]rune(block.text)) > limits[block.name] || block.name != "closing" && block.name != "intro" && strings.ContainsAny(block.text, "\r\n") {
			return Refuse(Invalid, "mail_text_long", "Block", block.name, "Max", limits[block.name])
		}
		names := blanks(block.text)
		for _, name := range names {
			if !slices.Contains(MailBlanks(), name) {
				return Refuse(Invalid, "ready_blank", "Blank", "{"+name+"}", "Nearest", "{"+Nearest(name, MailBlanks())+"}")
			}
		}
		for _, choice := range required[block.name] {
			if !slices.ContainsFunc(choice, func(name string) bool { return slices.Contains(names, name) }) {
				return Refuse(Invalid, "mail_text_blank", "Block", block.name, "Blank", "{"+strings.Join(choice, "} / {")+"}", "Language", string(t.Language))
			}
		}
	}
	return nil
}

// Correction is one mail more to exactly those whom a faulty text reached.
type Correction struct {
	ID          int64
	Kind        MailKind
	Week        Week
	TextVersion int64  `db:"text_version"`
	SubjectFr   string `db:"subject_fr"`
	BodyFr      string `db:"body_fr"`
	SubjectEn   string `db:"subject_en"`
	BodyEn      string `db:"body_en"`
	Actor       string
	CreatedAt   Instant `db:"created_at"`
	QueuedTo    int64   `db:"queued_to"` // the last mail looked at
	Queued      int64
	FinishedAt  Instant `db:"finished_at"`
}

// Check refuses a correction without a text in both languages.
func (c Correction) Check() error {
	if !c.Kind.Reminder() || c.Week == "" {
		return Refuse(Invalid, "field_unknown", "Field", "kind")
	}
	for _, block := range []struct{ name, text string }{{"subject_fr", c.SubjectFr}, {"body_fr", c.BodyFr}, {"subject_en", c.SubjectEn}, {"body_en", c.BodyEn}} {
		if strings.TrimSpace(block.text) == "" {
			return Refuse(Invalid, "field_missing", "Field", block.name)
		}
		if len([]rune(block.text)) > 4000 || strings.HasPrefix(block.name, "subject") && strings.ContainsAny(block.text, "\r\n") {
			return Refuse(Invalid, "mail_text_long", "Block", block.name, "Max", 4000)
		}
	}
	return nil
}

// Text is the correction in a language.
func (c Correction) Text(l Language) (subject, body string) {
	if l == English {
		return c.SubjectEn, c.BodyEn
	}
	return c.SubjectFr, c.BodyFr
}
