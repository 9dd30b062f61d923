package domain

import (
	"strings"
	"unicode/utf8"
)

// TwoFactorMail is the one method of two-factor log-in: a code by mail.
const TwoFactorMail = "mail"

// TwoFactor is the line of an establishment in the two-factor register.
type TwoFactor struct {
	EstablishmentID int64  `db:"establishment_id"`
	RequestedOn     Date   `db:"requested_on"`
	RequestedBy     string `db:"requested_by"`
	Method          string
	OnSince         Date `db:"on_since"`
}

// Requested reports whether the establishment asked for it.
func (t TwoFactor) Requested() bool { return t.RequestedOn.Known() }

// On reports whether log-ins need a code.
func (t TwoFactor) On() bool { return t.OnSince.Known() }

// Request notes who asked for codes, and when.
func (t *TwoFactor) Request(day Date, by string) error {
	by = strings.TrimSpace(by)
	switch {
	case t.On():
		return Refuse(Conflict, "two_factor_on")
	case t.Requested():
		return Refuse(Conflict, "two_factor_asked")
	case by == "":
		return Refuse(Invalid, "field_missing", "Field", "requested_by")
	case utf8.RuneCountInString(by) > requesterMax:
		return Refuse(Invalid, "field_too_long", "Field", "requested_by", "Max", requesterMax)
	}
	t.RequestedOn, t.RequestedBy = day, by
	return nil
}

// Switch switches the codes on, or off: then the register forgets the request,
// and the audit keeps it.
func (t *TwoFactor) Switch(on bool, day Date, by string) error {
	if !on {
		if !t.Requested() {
			return Refuse(Conflict, "two_factor_off")
		}
		*t = TwoFactor{EstablishmentID: t.EstablishmentID}
		return nil
	}
	if !t.Requested() || t.On() {
		if err := t.Request(day, by); err != nil {
			return err
		}
	}
	t.Method, t.OnSince = TwoFactorMail, day
	return nil
}

// TwoFactorRow is a line of the register with its establishment.
type TwoFactorRow struct {
	TwoFactor
	EstablishmentName  string `db:"establishment_name"`
	EstablishmentValue string `db:"establishment_value"`
}

// SecurityAudit is a line of the register of security audits, quotable in an
// answer.
type SecurityAudit struct {
	ID         int64
	DoneOn     Date `db:"done_on"`
	Auditor    string
	Scope      string
	Conclusion string
	Reference  string  // of the report, "" when none may be quoted
	StaffID    int64   `db:"staff_id"`
	StaffName  string  `db:"staff_name"`
	CreatedAt  Instant `db:"created_at"`
}

// Check refuses a line that says too little, or of a day to come.
func (a SecurityAudit) Check(today Date) error {
	switch {
	case !a.DoneOn.Known():
		return Refuse(Invalid, "field_missing", "Field", "done_on")
	case a.DoneOn > today:
		return Refuse(Invalid, "audit_future", "Field", "done_on")
	}
	for _, f := range []struct{ name, value string }{{"auditor", a.Auditor}, {"scope", a.Scope}, {"conclusion", a.Conclusion}} {
		if strings.TrimSpace(f.value) == "" {
			return Refuse(Invalid, "field_missing", "Field", f.name)
		}
	}
	for _, f := range []struct{ name, value string }{{"auditor", a.Auditor}, {"scope", a.Scope}, {"conclusion", a.Conclusion}, {"reference", a.Reference}} {
		if utf8.RuneCountInString(f.value) > registerTextMax {
			return Refuse(Invalid, "field_too_long", "Field", f.name, "Max", registerTextMax)
		}
	}
	return nil
}

const registerTextMax, requesterMax = 2000, 200
