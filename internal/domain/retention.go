package domain

import "slices"

// PeriodKind is a kind of data that is kept for a time.
type PeriodKind string

// The kinds of data with a period of their own.
const (
	KeepDocuments PeriodKind = "documents"       // after the follow-up ended
	KeepFollowUps PeriodKind = "followups"       // of a removed establishment, after they ended
	KeepTickets   PeriodKind = "tickets"         // after the last message of one that is closed
	KeepMails     PeriodKind = "mails"           // text and recipient, after they were made
	KeepImports   PeriodKind = "imports"         // lines and what they changed
	KeepConsents  PeriodKind = "consents"        // requests; the ledger stays
	KeepLinks     PeriodKind = "links"           // after they ended
	KeepSessions  PeriodKind = "sessions"        // log-ins and codes, after they ended
	KeepRequests  PeriodKind = "rights_requests" // after they were closed
	KeepOrders    PeriodKind = "orders"          // after they were made
	KeepBackups   PeriodKind = "backups"         // copies of the database
)

// Period is how long one kind of data is kept, and under which article. A
// period of practice rests on the limitation of storage alone.
type Period struct {
	Kind    PeriodKind
	Months  int
	Article string
}

const storageLimitation = "RGPD 5(1)(e)"

// Periods is the one table of periods; settings may change the months.
//
// Five years for documents and follow-ups: the limitation where undeclared
// work is recorded (CSS L. 244-11). Six years for requests: the limitation of
// the offence of ignoring one (CPP art. 8). Order forms: ten years after the
// end of the financial year (Code de commerce L. 123-22), whenever that ends.
func Periods() []Period {
	return []Period{
		{KeepDocuments, 60, "CSS L. 244-11"}, {KeepFollowUps, 60, "CSS L. 244-11"}, {KeepTickets, 24, storageLimitation},
		{KeepMails, 24, storageLimitation}, {KeepImports, 12, storageLimitation}, {KeepConsents, 36, "RGPD 7(1)"},
		{KeepLinks, 12, storageLimitation}, {KeepSessions, 12, storageLimitation}, {KeepRequests, 72, "CPP 8"}, {KeepOrders, 132, "C. com. L. 123-22"}, {KeepBackups, 3, storageLimitation},
	}
}

// PeriodSetting is the name of the setting that changes a period.
func PeriodSetting(kind PeriodKind) string { return "retention." + string(kind) }

// PeriodTable is the table as it stands in one house.
type PeriodTable []Period

// Of is the period of a kind.
func (t PeriodTable) Of(kind PeriodKind) Period {
	if i := slices.IndexFunc(t, func(p Period) bool { return p.Kind == kind }); i >= 0 {
		return t[i]
	}
	return Period{Kind: kind}
}

// Before is the day before which data of a kind is past its date.
func (t PeriodTable) Before(kind PeriodKind, today Date) Date {
	return today.AddMonths(-t.Of(kind).Months)
}

// Until is the day up to which data of a kind that ended on a day is kept.
func (t PeriodTable) Until(kind PeriodKind, ended Date) Date {
	return ended.AddMonths(t.Of(kind).Months)
}

// CheckPeriod refuses a period that no rule allows: none at all, or less than
// five years for what proves vigilance.
func CheckPeriod(kind PeriodKind, months int) error {
	p := PeriodTable(Periods()).Of(kind)
	switch {
	case p.Article == "":
		return Refuse(Invalid, "field_unknown", "Field", "kind")
	case months < 1 || months > 600:
		return Refuse(Invalid, "period_range")
	case (p.Article == "CSS L. 244-11" || kind == KeepOrders) && months < p.Months:
		return Refuse(Invalid, "period_short", "Months", p.Months, "Article", p.Article)
	}
	return nil
}
