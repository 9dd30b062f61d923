package letter

import (
	"strconv"

	"vigie/internal/domain"
	"vigie/internal/safe"
)

// SupportReceived tells somebody that their request arrived. It repeats
// nothing they typed: the page must not carry a stranger's words to an
// address that is not theirs.
func (l *Letters) SupportReceived(ticket domain.Ticket, mail string) (domain.MailBody, error) {
	v := noticeView{frame: newFrame(ticket.Language, "", mail)}
	number := strconv.FormatInt(ticket.ID, 10)
	v.Subject = v.T("mail.support.subject", "Number", number) + " " + domain.TicketReference(ticket.ID) // a reply finds its thread by it
	v.Title = v.T("mail.support.title")
	v.Before = []string{v.T("mail.support.received", "Number", number, "When", l.moment(v.Texts, ticket.CreatedAt))}
	v.Facts = []fact{{v.T("mail.support.kind"), v.label("domain.ticket_kind.", string(ticket.Kind))}}
	if ticket.Kind == "removal" || ticket.Kind == "rights" {
		v.After = append(v.After, v.T("mail.support.removal"))
	}
	v.After = append(v.After, v.T("mail.support.add"))
	v.Why = []string{v.T("mail.support.why")}
	return l.notice(v)
}

// HoldReason is why a cycle holds itself.
type HoldReason string

// The reasons.
const (
	HoldVolume      HoldReason = "volume"       // the week differs by more than 30 %
	HoldBuyerVolume HoldReason = "buyer_volume" // one buyer's does
	HoldBuyerFirst  HoldReason = "buyer_first"  // one buyer's first week
)

// HoldFacts is what the operators are told of a cycle that held itself.
type HoldFacts struct {
	Language  domain.Language
	Mail      string
	Name      string
	Week      domain.Week
	Reason    HoldReason
	Buyer     string // unless the whole week differs
	Last, Now int    // reminders last week and this week
}

// Operators tells the team that a cycle holds itself and how to go on.
func (l *Letters) Operators(h HoldFacts) (domain.MailBody, error) {
	v := noticeView{frame: newFrame(h.Language, h.Name, h.Mail)}
	week := safe.Line(string(h.Week))
	v.Subject, v.Title = v.T("mail.operators.subject", "Week", week), v.T("mail.operators.title", "Week", week)
	switch h.Reason {
	case HoldBuyerVolume:
		v.Before = []string{v.T("mail.operators.buyer_volume")}
	case HoldBuyerFirst:
		v.Before = []string{v.T("mail.operators.buyer_first")}
	default:
		v.Before = []string{v.T("mail.operators.volume")}
	}
	if buyer := short(h.Buyer); buyer != "" {
		v.Facts = append(v.Facts, fact{v.T("mail.operators.buyer"), buyer})
	}
	v.Facts = append(v.Facts, fact{v.T("mail.operators.last"), v.Number(int64(h.Last))}, fact{v.T("mail.operators.now"), v.Number(int64(h.Now))})
	v.After = []string{v.T("mail.operators.how", "Command", "vigie cycle preview · vigie cycle release")}
	v.Why = []string{v.T("mail.operators.why")}
	return l.notice(v)
}
