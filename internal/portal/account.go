package portal

import (
	"net/http"
	"strconv"
	"strings"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/i18n"
	"vigie/internal/safe"
)

type accountView struct {
	plain
	Name, Identifier string
	Summary          string
	Clients          []clientLine
}

type clientLine struct {
	Path, Name, Group string
	State             string // why nothing is asked, or empty
	Count             string // what is missing
	Tone              string
}

// showAccount lists the buyers of the establishment, with what each misses.
func (p *Portal) showAccount(v *visit, visitor desk.Visitor) error {
	f, err := p.Desk.Space(v.r.Context(), visitor)
	if err != nil {
		return err
	}
	view := &accountView{Name: safe.Line(f.Establishment.DisplayName()), Identifier: safe.Line(string(f.Establishment.IDType) + " " + f.Establishment.IDValue)}
	all := fileOf(v.texts, f, p)
	view.Summary = all.Summary
	for i, e := range f.Entries {
		line := clientLine{Path: clientPath(e.FollowUp.ID) + "?lang=" + v.texts.Lang(), Name: all.Entries[i].Name, Group: safe.Line(e.Group), State: all.Entries[i].State}
		if line.State == "" {
			line.Count, line.Tone = clientCount(v.texts, e)
		}
		view.Clients = append(view.Clients, line)
	}
	p.show(v, http.StatusOK, "account", view)
	return nil
}

func clientPath(followUp int64) string { return "/account/clients/" + strconv.FormatInt(followUp, 10) }

func clientCount(t *i18n.Texts, e domain.FileEntry) (words, tone string) {
	missing, checking := 0, 0
	for _, l := range e.Lines {
		if l.Status.Outstanding() {
			missing++
		}
		if l.Status == domain.StatusToCheck {
			checking++
		}
	}
	switch {
	case missing > 0:
		return t.N("space.client.missing", int64(missing)), "late"
	case checking > 0:
		return t.N("space.client.checking", int64(checking)), "checking"
	}
	return t.T("space.client.in_order"), "fine"
}

type clientView struct {
	plain
	Entry     entryView
	Law       bool
	Done      string
	Origin    []string
	Contacts  []string
	Referents []string
	Sees      []seenLine
	History   []string
	OnStandby bool
	Since     string
	MayAsk    bool
	MayNot    string
	Reasons   []option
	Reason    string // what was typed, when the form comes back
	Note      string
	Until     string
	Tomorrow  domain.Date
	Deposit   string // where a document is handed over
}

type seenLine struct{ What, Sight, Why, Tone string }

// showClient is one buyer: who it is, what it asks and why, what it sees.
func (p *Portal) showClient(v *visit, visitor desk.Visitor) error {
	c, err := p.client(v, visitor)
	if err != nil {
		return err
	}
	p.show(v, http.StatusOK, "client", p.clientOf(v, c))
	return nil
}

func (p *Portal) client(v *visit, visitor desk.Visitor) (desk.Client, error) {
	id, err := strconv.ParseInt(v.r.PathValue("id"), 10, 64)
	if err != nil {
		return desk.Client{}, domain.Refuse(domain.NotFound, "not_found", "Noun", "follow_up")
	}
	return p.Desk.Client(v.r.Context(), visitor, id)
}

func (p *Portal) clientOf(v *visit, c desk.Client) *clientView {
	t, f := v.texts, c.Entry.FollowUp
	view := &clientView{Entry: entryOf(t, c.Entry, c.File.Today), Done: v.done("space.client_done."), OnStandby: f.State == domain.FollowUpStandby,
		Tomorrow: c.File.Today.AddDays(1)}
	for _, l := range view.Entry.Lines {
		view.Law = view.Law || l.Article != ""
	}
	if c.File.User.Rights.Has(domain.Deposit) {
		view.Deposit = "/account/documents?lang=" + t.Lang()
	}
	for _, o := range c.Origins {
		if o.UserID != 0 {
			continue // of a contact, not of the follow-up
		}
		view.Origin = append(view.Origin, t.T("space.client.origin", "Day", t.DateTime(o.At.Time(), p.Desk.Location()), "Channel", t.T("domain.channel."+string(o.Channel))))
	}
	for _, u := range c.Contacts {
		view.Contacts = append(view.Contacts, person(u))
	}
	for _, u := range c.Referents {
		view.Referents = append(view.Referents, person(u))
	}
	view.Sees = seenBy(t)
	for _, e := range c.Events {
		view.History = append(view.History, t.T("page.decision_event."+string(e.Decision), "Side", t.T("domain.side."+string(e.Side)),
			"When", t.DateTime(e.At.Time(), p.Desk.Location())))
	}
	if view.OnStandby {
		view.Since = t.LongDate(string(f.StandbyOn))
	}
	p.mayAsk(v, view, c)
	return view
}

// mayAsk says whether the user may put the follow-up on stand-by or take it
// off, or why not.
func (p *Portal) mayAsk(v *visit, view *clientView, c desk.Client) {
	err := c.File.MayAskStandby(c.Entry.FollowUp.ID)
	if view.OnStandby {
		err = nil
		if !c.File.User.Rights.Has(domain.AskStandby) {
			err = domain.Refuse(domain.Forbidden, "standby_right_missing")
		}
	}
	if view.MayAsk = err == nil; err != nil {
		view.MayNot = v.texts.Err(err)
	}
	for _, r := range domain.StandbyReasons() {
		view.Reasons = append(view.Reasons, option{string(r), capital(v.texts.T("domain.standby_reason." + string(r)))})
	}
}

// seenBy is what a buyer that follows the establishment sees, each with its
// reason.
func seenBy(t *i18n.Texts) []seenLine {
	var out []seenLine
	for _, a := range domain.Aspects() {
		if a == domain.AspectConsents {
			continue // of customers, not of suppliers
		}
		seen := domain.Visibility(domain.ViewerFollowing, 0, a)
		tone := map[domain.Sight]string{domain.SeesAll: "fine", domain.SeesPart: "soon", domain.SeesNone: "quiet"}[seen.Sight]
		out = append(out, seenLine{t.T("space.aspect." + string(a)), t.T("space.sight." + string(seen.Sight)), t.T("space.sees." + seen.Reason), tone})
	}
	return out
}

// person is a name with its address.
func person(u domain.User) string {
	name, email := safe.Line(u.FullName()), safe.Line(u.Email)
	switch {
	case name == "":
		return email
	case email == "":
		return name
	}
	return name + " (" + email + ")"
}

// changeClient puts a follow-up on stand-by or takes it off, at once: whoever
// asks is logged in.
func (p *Portal) changeClient(v *visit, visitor desk.Visitor) error {
	c, err := p.client(v, visitor)
	if err != nil {
		return err
	}
	id, done := c.Entry.FollowUp.ID, "standby"
	if v.field("do") == "reactivate" {
		err, done = p.Desk.ReactivateBySpace(v.r.Context(), visitor, id), "reactivated"
	} else if err = validDay(v.field("until")); err == nil {
		err = p.Desk.StandbyBySpace(v.r.Context(), visitor, domain.StandbyRequest{FollowUpID: id, Reason: domain.StandbyReason(v.field("reason")),
			Note: cut(v.field("note"), 500), Until: domain.Date(v.field("until"))})
	}
	if err == nil {
		v.back(clientPath(id), done)
		return nil
	}
	if domain.KindOf(err) == "" {
		return err
	}
	view := p.clientOf(v, c)
	view.Reason, view.Note, view.Until = v.field("reason"), v.field("note"), v.field("until")
	view.refuseField(strings.Replace(standbyField(err), "buyer", "reason", 1), v.texts.Err(err))
	p.show(v, http.StatusUnprocessableEntity, "client", view)
	return nil
}
