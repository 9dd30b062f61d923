package letter

import (
	"io"
	"strings"

	"vigie/internal/domain"
	"vigie/internal/i18n"
)

// MentionWords is the mention of an order form about contact preferences, in
// both languages, for a form to keep as it was printed.
func MentionWords(controller string) map[domain.Language]domain.MentionText {
	out := map[domain.Language]domain.MentionText{}
	for _, lang := range []domain.Language{domain.French, domain.English} {
		t := i18n.For(string(lang))
		out[lang] = domain.MentionText{Title: t.T("offer.mention.title"), Text: t.T("offer.mention.text", "Controller", controller),
			After: t.T("offer.mention.after", "Controller", controller)}
	}
	return out
}

// Offer writes an offer as PDF, without a word on contact preferences.
func (l *Letters) Offer(f domain.OrderFacts, lang domain.Language, to io.Writer) error {
	t := i18n.For(string(lang))
	p := newOrder(t, t.T("offer.paper.offer", "Number", f.Number)+edition(t, f), f)
	p.quiet(made(t, f) + " – " + t.T("offer.paper.until", "Day", t.LongDate(string(f.Until))))
	p.parties()
	p.lines()
	p.totals()
	p.signature(t.T("offer.paper.agreed_offer"))
	return p.Output(to)
}

// Order writes an order form as PDF. It says what was fixed when it was first
// printed, whatever has changed since.
func (l *Letters) Order(form domain.OrderForm, lang domain.Language, to io.Writer) error {
	t := i18n.For(string(lang))
	f := form.Facts
	p := newOrder(t, t.T("offer.paper.order", "Number", f.Number), f)
	p.quiet(made(t, f) + " – " + t.T("offer.paper.from_offer", "Number", f.Offer) + edition(t, f))
	p.parties()
	p.lines()
	p.totals()
	p.mention(form.Mention, form.Mention.Words[lang], l.moment(t, form.Mention.At), l.moment(t, form.Mention.AnsweredAt))
	p.signature(t.T("offer.paper.agreed_order"))
	return p.Output(to)
}

// edition says which edition of an offer is meant, from the second on.
func edition(t *i18n.Texts, f domain.OrderFacts) string {
	if f.Edition < 2 {
		return ""
	}
	return t.T("offer.paper.edition", "Edition", f.Edition)
}

// order is the paper of an offer or of an order form.
type order struct {
	*paper
	facts domain.OrderFacts
}

// newOrder dates the file by what it says, so that a reprint is the same file.
func newOrder(t *i18n.Texts, title string, f domain.OrderFacts) *order {
	p := &order{newPaper(t, title, f.Seller+" – "+title, f.On.Midnight()), f}
	p.strong(f.Seller)
	p.seller()
	p.Ln(3)
	p.title(title)
	return p
}

// made says when a paper was made, and where once the seller's place is known.
func made(t *i18n.Texts, f domain.OrderFacts) string {
	if f.Details.City == "" {
		return t.T("offer.paper.made", "Day", t.LongDate(string(f.On)))
	}
	return t.T("offer.paper.made_at", "Place", f.Details.City, "Day", t.LongDate(string(f.On)))
}

// seller says where the seller is and under which numbers, as known when the
// paper was made.
func (p *order) seller() {
	d := p.facts.Details
	if at := strings.Trim(d.Address+", "+strings.TrimSpace(d.PostalCode+" "+d.City), ", "); at != "" {
		p.quiet(at)
	}
	var numbers []string
	for _, n := range [][2]string{{"offer.paper.siret", d.SIRET}, {"offer.paper.vat_number", d.VAT}} {
		if n[1] != "" {
			numbers = append(numbers, p.T(n[0])+" "+n[1])
		}
	}
	if d.Registry != "" {
		numbers = append(numbers, d.Registry)
	}
	if len(numbers) > 0 {
		p.quiet(strings.Join(numbers, " – "))
	}
}

// parties name the customer.
func (p *order) parties() {
	b := p.facts.Buyer
	p.Ln(3)
	p.paper.facts([2]string{p.T("offer.paper.customer"), b.Name}, [2]string{p.T("offer.paper.person"), b.Person}, [2]string{p.T("offer.paper.code"), b.Code},
		[2]string{p.T("offer.paper.siret"), b.SIRET}, [2]string{p.T("offer.paper.address"), b.Address}, [2]string{"", town(b)},
		[2]string{p.T("offer.paper.phone"), b.Phone}, [2]string{p.T("offer.paper.email"), b.Email})
}

func town(b domain.OrderBuyer) string {
	if b.Country == "" || b.Country == "FR" {
		return b.Town
	}
	return b.Town + " (" + b.Country + ")"
}

// lines are what is sold.
func (p *order) lines() {
	p.heading(p.T("offer.paper.lines"))
	rows := make([][]string, len(p.facts.Lines))
	for i, l := range p.facts.Lines {
		rows[i] = []string{l.Label, p.Quantity(l.Quantity) + " " + l.Unit, p.Amount(int64(l.UnitPrice)), p.Rate(l.VAT), p.Amount(int64(l.Amount()))}
	}
	p.tableOf([]float64{paperWidth - 120, 28, 36, 20, 36}, []string{p.T("offer.paper.label"), p.T("offer.paper.quantity"), p.T("offer.paper.price"), p.T("offer.paper.vat"), p.T("offer.paper.net")}, rows, 4)
}

// totals stand by rate of VAT, then as a whole.
func (p *order) totals() {
	const label, amount = 60.0, 32.0
	left := paperMargin + paperWidth - label - amount
	p.room(float64(len(p.facts.Totals.ByRate)+2)*5.2 + 4)
	row := func(text, value, style string) {
		p.SetX(left)
		p.face(style, 9.5, 0)
		p.CellFormat(label, 5.2, printable(text), "", 0, "L", false, 0, "")
		p.CellFormat(amount, 5.2, printable(value), "", 1, "R", false, 0, "")
	}
	row(p.T("offer.paper.total_net"), p.Amount(int64(p.facts.Totals.Net)), "")
	for _, v := range p.facts.Totals.ByRate {
		row(p.T("offer.paper.total_vat", "Rate", p.Rate(v.Rate), "Base", p.Amount(int64(v.Base))), p.Amount(int64(v.Tax)), "")
	}
	y := p.GetY() + 0.6
	p.Fpdf.Line(left, y, left+label+amount, y)
	p.SetY(y + 0.6)
	row(p.T("offer.paper.total_gross"), p.Amount(int64(p.facts.Totals.Gross)), "B")
	p.Ln(3)
}

// room begins a page where less than this height is left.
func (p *order) room(height float64) {
	if _, page := p.GetPageSize(); p.GetY()+height > page-paperFoot {
		p.AddPage()
	}
}

// mention says the contact preferences: a box for yes and one for no for each
// channel, crossed when there was an answer, else left to a pen.
func (p *order) mention(m domain.OrderMention, words domain.MentionText, at, answered string) {
	if words.Title == "" {
		return
	}
	p.room(70)
	p.heading(words.Title)
	p.text(words.Text)
	p.Ln(1.5)
	for _, ch := range domain.ConsentChannels() {
		y := p.GetY()
		p.face("", 9.5, 0)
		p.CellFormat(56, 5.4, p.T("domain.consent_channel."+string(ch)), "", 0, "L", false, 0, "")
		p.box(paperMargin+60, y+0.9, m.Answered && m.Accepts[ch], p.T("offer.mention.yes"))
		p.box(paperMargin+88, y+0.9, m.Answered && !m.Accepts[ch], p.T("offer.mention.no"))
		p.SetXY(paperMargin, y+5.8)
	}
	p.Ln(0.5)
	if m.Answered {
		p.quiet(p.T("offer.mention.answered", "At", at, "Answered", answered))
	} else {
		p.quiet(p.T("offer.mention.unanswered", "At", at))
	}
	p.quiet(words.After)
}

// box is a square with its word; a cross in it is drawn, not written.
func (p *order) box(x, y float64, crossed bool, word string) {
	const side = 3.6
	p.SetLineWidth(0.3)
	p.Rect(x, y, side, side, "D")
	if crossed {
		p.SetLineWidth(0.6)
		p.Fpdf.Line(x+0.7, y+0.7, x+side-0.7, y+side-0.7)
		p.Fpdf.Line(x+side-0.7, y+0.7, x+0.7, y+side-0.7)
	}
	p.SetLineWidth(0.2)
	p.SetXY(x+side+1, y-0.9)
	style := ""
	if crossed {
		style = "B"
	}
	p.face(style, 9.5, 0)
	p.CellFormat(20, 5.4, word, "", 0, "L", false, 0, "")
}

// signature leaves room for a date and a hand.
func (p *order) signature(words string) {
	p.room(38)
	p.Ln(4)
	y := p.GetY()
	const width = paperWidth/2 - 4
	for i, text := range []string{p.T("offer.paper.sign_seller", "Seller", p.facts.Seller), words} {
		x := paperMargin + float64(i)*(width+8)
		p.Rect(x, y, width, 30, "D")
		p.SetXY(x+1.5, y+1.5)
		p.face("", 8.5, 90)
		p.MultiCell(width-3, 4.2, printable(text), "", "L", false)
	}
	p.SetXY(paperMargin, y+32)
}
