package letter

import "vigie/internal/domain"

// SilenceFacts is what is said of a supplier that does not answer.
type SilenceFacts struct {
	Language   domain.Language
	Mail       string
	Name       string // of the administrator who is written to
	UserID     int64
	Supplier   string
	Identifier string
	Buyer      string
	Code       string // the supplier's at the buyer
	Since      domain.Date
	Missing    int // documents, for the buyer
}

// SilentSupplier tells an administrator of an establishment, once, that its
// reminders stay without an answer.
func (l *Letters) SilentSupplier(s SilenceFacts) (domain.MailBody, error) {
	v := noticeView{frame: newFrame(s.Language, s.Name, s.Mail)}
	supplier := short(s.Supplier)
	v.Subject, v.Title = v.T("mail.silence.supplier_subject", "Supplier", supplier), v.T("mail.silence.supplier_title")
	v.Before = []string{v.T("mail.silence.supplier_what", "Supplier", supplier, "Since", v.Date(string(s.Since)))}
	v.Facts = []fact{{v.T("mail.silence.supplier"), supplier}, {v.T("mail.silence.identifier"), short(s.Identifier)}}
	file := secret(domain.LinkSupplier, s.UserID)
	v.Button = &button{v.T("mail.silence.button"), file}
	v.Links = []button{{v.T("mail.silence.standby"), file.At("standby")}}
	v.After = []string{v.T("mail.silence.supplier_next")}
	v.Why = []string{v.T("mail.silence.supplier_why", "Supplier", supplier)}
	return l.notice(v)
}

// SilentBuyer tells the contacts at a buyer, once, that a supplier of theirs
// does not answer.
func (l *Letters) SilentBuyer(s SilenceFacts) (domain.MailBody, error) {
	v := noticeView{frame: newFrame(s.Language, "", s.Mail)}
	supplier, buyer := short(s.Supplier), short(s.Buyer)
	v.Subject, v.Title = v.T("mail.silence.buyer_subject", "Supplier", supplier), v.T("mail.silence.buyer_title")
	v.Before = []string{v.T("mail.silence.buyer_what", "Supplier", supplier, "Since", v.Date(string(s.Since)))}
	v.Facts = []fact{{v.T("mail.silence.supplier"), supplier}, {v.T("mail.silence.identifier"), short(s.Identifier)}}
	if code := short(s.Code); code != "" {
		v.Facts = append(v.Facts, fact{v.T("mail.silence.code"), code})
	}
	v.Facts = append(v.Facts, fact{v.T("mail.silence.missing"), v.Number(int64(s.Missing))})
	v.After = []string{v.T("mail.silence.buyer_next")}
	v.Why = []string{v.T("mail.silence.buyer_why", "Buyer", buyer)}
	return l.notice(v)
}
