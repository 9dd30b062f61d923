package domain

import (
	"regexp"
	"slices"
	"strings"
)

// IdentityCheck is the ready text for whoever may not be told what they ask.
const IdentityCheck = "identity_check"

// ReadyTextCodes are the ready texts that the product brings: the twelve
// questions of domain.md § 7, then the refusals. The team may word each its
// own way and add others.
func ReadyTextCodes() []string {
	return []string{"why_mails", "unknown_buyer", "origin", "access", "stand_by", "remove_me", "who_sees", "buyers_enter", "restricted_colleague",
		"several_establishments", "second_factor", "security",
		IdentityCheck, "no_unsubscribe", "no_password", "no_standby", "no_removal", "no_removal_yet", "no_return", "document_refused", "wrong_place"}
}

// ReadyText is one wording of a text that the team sends often. Version 0 is
// the product's own.
type ReadyText struct {
	ID        int64
	Code      string
	Language  Language
	Title     string
	Body      string
	Version   int64
	StaffID   int64   `db:"staff_id"`
	CreatedAt Instant `db:"created_at"`
}

var readyCode = regexp.MustCompile(`^[a-z][a-z0-9_]{1,39}$`)

// Check refuses a text without a code, title or body, and one that names a
// blank that nobody fills.
func (r ReadyText) Check() error {
	switch {
	case !readyCode.MatchString(r.Code):
		return Refuse(Invalid, "ready_code")
	case r.Language != French && r.Language != English:
		return Refuse(Invalid, "field_unknown", "Field", "language")
	case strings.TrimSpace(r.Title) == "":
		return Refuse(Invalid, "field_missing", "Field", "title")
	}
	if err := CheckText(r.Body); err != nil {
		return err
	}
	for _, name := range blanks(r.Body) {
		if _, known := BlankAspect(name); !known {
			return Refuse(Invalid, "ready_blank", "Blank", "{"+name+"}", "Nearest", "{"+Nearest(name, Blanks())+"}")
		}
	}
	return nil
}

// Facts reports whether the text, once filled, says things of a card.
func (r ReadyText) Facts() bool {
	return slices.ContainsFunc(blanks(r.Body), func(name string) bool {
		aspect, _ := BlankAspect(name)
		return aspect != ""
	})
}

// blankAspects are the blanks of ready texts, each with the aspect of the
// card that it reveals, "" for none.
func blankAspects() map[string]Aspect {
	return map[string]Aspect{
		"name": "", "number": "", "agent": "", "due": "",
		"establishment": AspectIdentity, "identifier": AspectIdentity, "siblings": AspectIdentity,
		"buyers": AspectBuyers, "groups": AspectBuyers, "contracts": AspectBuyers, "origin": AspectBuyers,
		"documents": AspectDocuments, "last_mail": AspectIdentity, "access": AspectIdentity,
		"audits": "", "two_factor": AspectIdentity,
		"users": AspectPeople, "administrators": AspectPeople, "standbys": AspectStandby,
	}
}

// Blanks lists the names that a ready text may have in braces.
func Blanks() []string {
	return []string{"name", "number", "agent", "due", "establishment", "identifier", "siblings", "buyers", "groups", "contracts", "origin",
		"documents", "last_mail", "access", "users", "administrators", "standbys", "two_factor", "audits"}
}

// BlankAspect is the aspect of the card that a blank reveals, "" for none.
func BlankAspect(name string) (aspect Aspect, known bool) {
	aspect, known = blankAspects()[name]
	return aspect, known
}

var blank = regexp.MustCompile(`\{([a-z_]+)\}`)

func blanks(text string) []string {
	var names []string
	for _, found := range blank.FindAllStringSubmatch(text, -1) {
		names = append(names, found[1])
	}
	return names
}

// FillBlanks puts values in the place of the blanks of a text; one without a
// value stays, so that nobody overlooks it.
func FillBlanks(text string, values map[string]string) string {
	return blank.ReplaceAllStringFunc(text, func(found string) string {
		if value := values[found[1:len(found)-1]]; value != "" {
			return value
		}
		return found
	})
}

// Unfilled is the first blank that nobody filled in a text, "" for none.
func Unfilled(text string) string {
	for _, name := range blanks(text) {
		if _, known := BlankAspect(name); known {
			return "{" + name + "}"
		}
	}
	return ""
}

// Macro is a ready text, a state, a tag and an act, for one ticket or all
// marked; each part may be missing.
type Macro struct {
	ID       int64
	Code     string
	TitleFr  string `db:"title_fr"`
	TitleEn  string `db:"title_en"`
	TextCode string `db:"text_code"`
	State    TicketState
	Tag      string
	Act      string // MacroResend or MacroStandby
}

// The acts of macros: the activation mail again, and the stand-by of the
// linked follow-up because the contract ended.
const (
	MacroResend  = "resend"
	MacroStandby = "standby"
)

// MacroActs lists the acts that a macro can have, "" for none.
func MacroActs() []string { return []string{"", MacroResend, MacroStandby} }

// Title is the macro's name in a language.
func (m Macro) Title(l Language) string {
	if l == English {
		return m.TitleEn
	}
	return m.TitleFr
}

// Check refuses a macro that does nothing, or nothing known.
func (m Macro) Check() error {
	switch {
	case !readyCode.MatchString(m.Code):
		return Refuse(Invalid, "ready_code")
	case strings.TrimSpace(m.TitleFr) == "" || strings.TrimSpace(m.TitleEn) == "":
		return Refuse(Invalid, "field_missing", "Field", "title")
	case m.State == TicketNew || m.State == TicketSnoozed || m.State != "" && !slices.Contains(TicketStates(), m.State):
		return Refuse(Invalid, "field_unknown", "Field", "state")
	case !slices.Contains(MacroActs(), m.Act):
		return Refuse(Invalid, "field_unknown", "Field", "act")
	case m.TextCode == "" && m.State == "" && m.Tag == "" && m.Act == "":
		return Refuse(Invalid, "macro_empty")
	}
	return CheckTag(m.Tag, true)
}

var tagWord = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,29}$`)

// CheckTag refuses a tag that is no short word of lower-case letters; none is
// right where it may be.
func CheckTag(tag string, may bool) error {
	if tag == "" && may || tagWord.MatchString(tag) {
		return nil
	}
	return Refuse(Invalid, "bad_tag", "Tag", tag)
}

// AnswerKind is what a conversation is about that begins with a ready text.
func AnswerKind(code string) TicketKind {
	switch code {
	case "why_mails", "origin", "no_unsubscribe":
		return "email_origin"
	case "unknown_buyer":
		return "unknown_buyer"
	case "access", "no_password", "restricted_colleague", "buyers_enter":
		return "no_access"
	case "stand_by", "no_standby":
		return "standby"
	case "several_establishments", "wrong_place":
		return "wrong_establishment"
	case "second_factor", "security":
		return "two_factor"
	}
	return "other"
}
