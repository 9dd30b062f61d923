package domain

import (
	"slices"
	"strings"
	"unicode"
)

// DepositChannel is how a document came in.
type DepositChannel string

// The channels of a deposit.
const (
	DepositByLink     DepositChannel = "link"
	DepositBySpace    DepositChannel = "space"
	DepositByStaff    DepositChannel = "staff"
	DepositByTicket   DepositChannel = "ticket"
	DepositByTelling  DepositChannel = "told" // no file: what a buyer said
	securityCodeMax                  = 40
	documentNoteMax                  = 1000
	documentNameRunes                = 100
)

// Handover is a document on its way in, with the dates that stand on it.
type Handover struct {
	SupplierID   int64
	FollowUpID   int64 // only where the type belongs to a follow-up
	TypeCode     string
	IssuedOn     Date
	PrintedEndOn Date
	HandedOverOn Date // when the supplier sent it; today when unknown
	SecurityCode string
}

// NeedsIssue reports whether the day of issue decides how long a document of
// the type counts, so that a deposit must say it.
func (c Collected) NeedsIssue() bool { return c.MaxAge > 0 || c.UsageMonths > 0 }

// HasCode reports whether documents of the type bear a security code by which
// their authenticity is checked (D. 8222-5 1°).
func (t DocumentType) HasCode() bool { return t.Code == "ASV" }

// Check refuses a deposit whose dates are missing, impossible, or too old to
// count on the day of hand-over.
func (d Handover) Check(c Collected, today Date) error {
	handed := d.HandedOverOn
	if !handed.Known() {
		handed = today
	}
	switch {
	case handed > today:
		return Refuse(Invalid, "document_future", "Field", "handed_over_on")
	case d.IssuedOn > today || d.IssuedOn > handed:
		return Refuse(Invalid, "document_future", "Field", "issued_on")
	case !d.IssuedOn.Known() && c.NeedsIssue():
		return Refuse(Invalid, "document_issue_missing", "Field", "issued_on")
	case !d.PrintedEndOn.Known() && c.PrintedEnd:
		return Refuse(Invalid, "document_end_missing", "Field", "printed_end_on")
	case d.PrintedEndOn.Known() && (d.PrintedEndOn < today || d.PrintedEndOn < d.IssuedOn):
		return Refuse(Invalid, "document_ended", "Field", "printed_end_on")
	case Document{IssuedOn: d.IssuedOn, DepositedOn: handed}.TooOld(c, ""):
		return Refuse(Invalid, "document_too_old", "Field", "issued_on", "Months", c.MaxAge)
	}
	return CheckSecurityCode(d.SecurityCode)
}

// CheckSecurityCode refuses what no security code looks like.
func CheckSecurityCode(code string) error {
	wrong := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' && r != ' ' }
	if len(code) > securityCodeMax || strings.ContainsFunc(code, wrong) {
		return Refuse(Invalid, "document_code_form", "Field", "security_code")
	}
	return nil
}

// Document is what a deposit becomes: to be checked.
func (d Handover) Document(today Date) Document {
	out := Document{SupplierID: d.SupplierID, FollowUpID: d.FollowUpID, TypeCode: d.TypeCode, State: DocumentToCheck, IssuedOn: d.IssuedOn,
		PrintedEndOn: d.PrintedEndOn, DepositedOn: d.HandedOverOn, SecurityCode: strings.TrimSpace(d.SecurityCode)}
	if !out.DepositedOn.Known() {
		out.DepositedOn = today
	}
	return out
}

// Asking is a follow-up with what its buyer collects.
type Asking struct {
	FollowUp  FollowUp
	Buyer     Establishment
	Collected []Collected
}

// DepositChoice is a kind of document that a supplier may deposit: for all its
// buyers, or for one follow-up alone.
type DepositChoice struct {
	Type       Collected
	FollowUpID int64  // 0 for every buyer that collects it
	Buyer      string // of that follow-up
}

// DepositChoices are the documents that a supplier may deposit: what its
// buyers collect and applies to it, each once, in the order of the codes.
func DepositChoices(supplier Establishment, askings []Asking) []DepositChoice {
	var out []DepositChoice
	at := map[string]int{}
	for _, a := range askings {
		if a.FollowUp.State == FollowUpClosed {
			continue
		}
		for _, c := range a.Collected {
			if !c.AppliesTo(supplier.Foreign(), supplier.Activity) {
				continue
			}
			if c.PerFollowUp {
				out = append(out, DepositChoice{Type: c, FollowUpID: a.FollowUp.ID, Buyer: a.Buyer.DisplayName()})
				continue
			}
			i, known := at[c.Code]
			if !known {
				at[c.Code] = len(out)
				out = append(out, DepositChoice{Type: c})
				continue
			}
			out[i].Type.UsageMonths = max(out[i].Type.UsageMonths, c.UsageMonths)
		}
	}
	slices.SortStableFunc(out, func(a, b DepositChoice) int { return codeOrder(a.Type.Code) - codeOrder(b.Type.Code) })
	return out
}

// codeOrder is the place of a type in the table of domain.md § 3.
func codeOrder(code string) int {
	for i, t := range DocumentTypes() {
		if t.Code == code {
			return i
		}
	}
	return len(DocumentTypes())
}

// ChoiceOf finds what a deposit is of among the choices; anything else is not
// asked of this supplier.
func ChoiceOf(choices []DepositChoice, d Handover) (DepositChoice, error) {
	for _, c := range choices {
		if c.Type.Code == d.TypeCode && c.FollowUpID == d.FollowUpID {
			return c, nil
		}
	}
	return DepositChoice{}, Refuse(Invalid, "document_not_asked", "Field", "type", "Document", d.TypeCode)
}

// FileName is a harmless name for a file that came from outside, with the
// ending of its real type: no path, no control, no quotes.
func FileName(name, mediaType string) string {
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(" -_.()&,'’+", r) {
			return r
		}
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return '_'
	}, name)
	if i := strings.LastIndexByte(name, '.'); i > 0 && len(name)-i <= 6 {
		name = name[:i]
	}
	name = strings.Trim(name, " ._")
	if runes := []rune(name); len(runes) > documentNameRunes {
		name = string(runes[:documentNameRunes])
	}
	if name == "" {
		name = "document"
	}
	return name + map[string]string{"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}[mediaType]
}
