package letter

import (
	"vigie/internal/domain"
	"vigie/internal/safe"
)

// StandbyNews is what happened to the stand-by of one follow-up.
type StandbyNews struct {
	Language domain.Language
	Mail     string
	Name     string // of whoever reads it, may be empty
	FollowUp domain.FollowUpRow
	Event    domain.StandbyEvent
}

func (n StandbyNews) supplier() string {
	return named(n.FollowUp.SupplierName, n.FollowUp.SupplierValue)
}

func (n StandbyNews) buyer() string {
	return named(n.FollowUp.BuyerName, n.FollowUp.BuyerValue)
}

// named is a name with its identifier, or the identifier alone.
func named(name, identifier string) string {
	if name == "" {
		return short(identifier)
	}
	return short(name) + " (" + short(identifier) + ")"
}

// StandbyForBuyer tells a buyer that a supplier is on stand-by, and asks what
// it decides; or that the stand-by is over.
func (l *Letters) StandbyForBuyer(n StandbyNews) (domain.MailBody, error) {
	v := noticeView{frame: newFrame(n.Language, n.Name, n.Mail)}
	decision := string(n.Event.Decision)
	v.Subject, v.Title = v.T("mail.standby_buyer_subject."+decision, "Supplier", n.supplier()), v.T("mail.standby_buyer_title."+decision)
	v.Before = []string{v.T("mail.standby_buyer_what."+decision, "Supplier", n.supplier(), "Buyer", n.buyer(), "When", l.moment(v.Texts, n.Event.At))}
	v.Why = []string{v.T("mail.standby_buyer.why", "Supplier", n.supplier(), "Buyer", n.buyer())}
	if n.Event.Decision != domain.StandbyPut {
		v.After = []string{v.T("mail.standby_buyer.again")}
		return l.notice(v)
	}
	v.Facts = standbyFacts(v.frame, n.FollowUp.FollowUp)
	v.Button = &button{v.T("mail.standby_buyer.button"), secret(domain.LinkDecision, n.FollowUp.ID)}
	v.After = []string{v.T("mail.standby_buyer.choices"), v.T("mail.standby.duty")}
	return l.notice(v)
}

// StandbyForSupplier tells a supplier what became of a stand-by.
func (l *Letters) StandbyForSupplier(n StandbyNews) (domain.MailBody, error) {
	v := noticeView{frame: newFrame(n.Language, n.Name, n.Mail)}
	decision := string(n.Event.Decision)
	v.Subject, v.Title = v.T("mail.standby_supplier_subject."+decision, "Buyer", n.buyer()), v.T("mail.standby_supplier_title."+decision)
	v.Before = []string{v.T("mail.standby_supplier_what."+decision, "Supplier", n.supplier(), "Buyer", n.buyer(), "When", l.moment(v.Texts, n.Event.At))}
	if reason := safe.Line(n.Event.Reason); reason != "" && n.Event.Decision != domain.StandbyPut {
		v.Facts = append(v.Facts, fact{v.T("mail.standby_supplier.reason"), reason})
	}
	v.After = []string{v.T("mail.standby_supplier_next." + decision)}
	v.Why = []string{v.T("mail.standby_supplier.why", "Supplier", n.supplier())}
	return l.notice(v)
}

// standbyFacts are the reason, the words and the end of a stand-by.
func standbyFacts(f frame, of domain.FollowUp) []fact {
	facts := []fact{{f.T("mail.standby.reason"), f.label("domain.standby_reason.", string(of.StandbyReason))}}
	if note := safe.Line(of.StandbyNote); note != "" {
		facts = append(facts, fact{f.T("mail.standby.note"), note})
	}
	until := f.T("mail.standby.no_end")
	if of.StandbyUntil.Known() {
		until = f.LongDate(string(of.StandbyUntil))
	}
	return append(facts, fact{f.T("mail.standby.until"), until})
}
