package letter

import (
	"strconv"

	"vigie/internal/domain"
)

// shownBuyers is how many buyers the footer names again before "and n more":
// all of them stand in the mail above it.
const shownBuyers = 8

// why says why the person receives the reminder: whose contact they are, for
// which buyers, and the law where a line rests on it.
func why(f frame, r domain.Recap) []string {
	var establishments []string
	french, foreign := false, false
	for _, a := range r.Accounts {
		establishments = append(establishments, a.Establishment.DisplayName())
		for _, b := range a.Buyers {
			for _, l := range b.Lines {
				if l.Type.Basis == domain.Vigilance {
					foreign = foreign || a.Establishment.Foreign()
					french = french || !a.Establishment.Foreign()
				}
			}
		}
	}
	out := []string{f.T("mail.recap.why", "Establishments", cut(f, establishments), "Buyers", cut(f, buyerNames(r)))}
	articles := ""
	switch {
	case french && foreign:
		articles = f.T("mail.recap.articles_both")
	case french:
		articles = f.T("mail.recap.articles_french")
	case foreign:
		articles = f.T("mail.recap.articles_foreign")
	}
	if articles != "" {
		out = append(out, f.T("mail.recap.why_law", "Articles", articles))
	}
	return append(out, f.T("mail.recap.service"))
}

func cut(f frame, names []string) string {
	if more := len(names) - shownBuyers; more > 0 {
		return list(names[:shownBuyers]) + " " + f.N("mail.recap.more", int64(more))
	}
	return list(names)
}

// buyerNames lists each buyer of the recap once, with its group.
func buyerNames(r domain.Recap) []string {
	var names []string
	seen := map[int64]bool{}
	for _, a := range r.Accounts {
		for _, b := range a.Buyers {
			if seen[b.Buyer.ID] && b.Buyer.ID != 0 {
				continue
			}
			seen[b.Buyer.ID] = true
			name := b.Buyer.DisplayName()
			if b.Group != "" && b.Group != name {
				name += " (" + b.Group + ")"
			}
			names = append(names, name)
		}
	}
	return names
}

// origin says who gave the address, when and by which channel (RGPD art.
// 14(2)(f)).
func (l *Letters) origin(f frame, a domain.RecapAccount) string {
	o := a.Origin
	day := f.LongDate(string(domain.DateOf(o.At.Time().In(l.zone))))
	buyer := short(o.Buyer)
	switch {
	case o.At.Never():
		return ""
	case buyer == "":
		return f.T("mail.recap.origin_unknown", "Day", day)
	case o.Channel == domain.ChannelImport:
		return f.T("mail.recap.origin_import", "Buyer", buyer, "Day", day, "File", short(o.FileName), "Line", strconv.Itoa(o.Line))
	case o.Channel == domain.ChannelSupport:
		return f.T("mail.recap.origin_support", "Buyer", buyer, "Day", day)
	}
	return f.T("mail.recap.origin_manual", "Buyer", buyer, "Day", day)
}
