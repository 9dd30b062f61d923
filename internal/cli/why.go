package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"vigie/internal/desk"
	"vigie/internal/domain"
)

func whyVerb(env *Env) *cobra.Command {
	var asJSON bool
	cmd := verb(env, "why EMAIL|SIRET", "cli.why.", domain.ReadAll, cobra.ExactArgs(1), func(cmd *cobra.Command, args []string) error {
		answers, err := env.Desk.Why(cmd.Context(), env.Actor, args[0])
		if err != nil {
			return err
		}
		if asJSON {
			return env.writeJSON(whyJSON(answers))
		}
		for i, w := range answers {
			if i > 0 {
				env.line("")
			}
			env.printWhy(w)
		}
		return nil
	})
	cmd.Flags().BoolVar(&asJSON, "json", false, env.T("cli.flag.json"))
	return cmd
}

func (e *Env) printWhy(w desk.Why) {
	if w.User.ID == 0 {
		e.printWhyAlone(w)
		return
	}
	u := w.User
	who := u.Email
	if name := u.FullName(); name != "" {
		who = name + " <" + who + ">"
	}
	e.line("%s", who)
	e.line("  %s", e.T("cli.why.account", "Establishment", establishmentName(u.EstablishmentName, u.EstablishmentValue), "Identifier", u.EstablishmentValue,
		"Role", e.T("domain.role."+string(u.Role)), "State", e.T("domain.user."+string(u.State))))
	e.line("")
	e.line("%s", e.T("cli.why.next"))
	for _, kind := range domain.ReminderKinds() {
		e.line("  %s: %s", e.T("domain.mail_kind."+string(kind)), e.T("domain.outcome."+string(w.Outcomes[kind])))
	}
	if f := w.Flag; f.Stands() {
		e.line("  %s", e.T("bounce.why."+string(f.Cause), "When", e.moment(f.At), "Said", f.Diagnostic, "Ticket", f.TicketID))
	}
	e.line("%s", e.T("cli.why.asked"))
	for _, f := range w.FollowUps {
		e.printWhyFollowUp(f)
		e.printSeen(f)
	}
	e.line("%s", e.T("cli.why.origin"))
	for _, p := range w.Origins {
		e.line("  %s", e.origin(p))
	}
	e.line("%s", e.T("cli.why.mails"))
	for i, m := range w.Mails {
		if i == 5 {
			break
		}
		e.line("  %s  %s  %s  %s", m.Reference(), e.T("domain.mail_kind."+string(m.Kind)), e.T("domain.mail."+string(m.State)), e.moment(latest(m)))
	}
	e.line("%s", e.T("cli.why.stop"))
}

// printWhyAlone answers for an establishment that has no user.
func (e *Env) printWhyAlone(w desk.Why) {
	e.line("%s (%s)", establishmentName(w.User.EstablishmentName, w.User.EstablishmentValue), w.User.EstablishmentValue)
	e.line("  %s", e.T("cli.why.alone"))
	e.line("%s", e.T("cli.why.asked"))
	for _, f := range w.FollowUps {
		e.printWhyFollowUp(f)
	}
	e.line("%s", e.T("cli.why.added"))
	for _, p := range w.Origins {
		e.line("  %s", e.origin(p))
	}
}

func (e *Env) printWhyFollowUp(f desk.WhyFollowUp) {
	state := e.T("domain.followup." + string(f.Row.State))
	if f.Row.State == domain.FollowUpActive && !f.InForce {
		state = e.T("domain.followup.ended")
	}
	name := establishmentName(f.Row.BuyerName, f.Row.BuyerValue)
	if f.Group != "" {
		name += " (" + f.Group + ")"
	}
	e.line("  %s  %s", name, state)
	if len(f.References) > 0 {
		e.line("    %s", e.T("cli.why.contracts", "References", strings.Join(f.References, ", ")))
	}
	if len(f.Signers) > 0 {
		e.line("    %s", e.T("cli.why.signers", "Signers", strings.Join(f.Signers, ", ")))
	}
	if f.InForce {
		for _, l := range f.Lines {
			e.line("    %-6s %s  %s", l.Type.Code, e.T("domain.status."+string(l.Status)), e.basis(l.Type))
		}
	}
}

// printSeen says whether a buyer sees the person's details.
func (e *Env) printSeen(f desk.WhyFollowUp) {
	seen := "cli.why.not_seen"
	if f.Referent {
		seen = "cli.why.seen"
	}
	e.line("    %s", e.T(seen))
}

func (e *Env) basis(t domain.Collected) string {
	if t.Article != "" {
		return e.T("cli.why.article", "Article", t.Article)
	}
	return e.T("domain.basis." + string(t.Basis))
}

func (e *Env) origin(p domain.ProvenanceRow) string {
	line := ""
	if p.FileName != "" {
		line = e.T("cli.why.line", "File", p.FileName, "Batch", p.BatchID, "Line", p.Line)
	}
	return strings.TrimSpace(establishmentName(p.BuyerName, p.BuyerValue) + "  " + e.T("domain.channel."+string(p.Channel)) + "  " + e.moment(p.At) + "  " + line)
}

func establishmentName(name, identifier string) string {
	if name == "" {
		return identifier
	}
	return name
}

func latest(m domain.Mail) domain.Instant {
	if !m.SentAt.Never() {
		return m.SentAt
	}
	return m.DueAt
}

type whyAnswer struct {
	Email         string                             `json:"email"`
	Name          string                             `json:"name"`
	Establishment string                             `json:"establishment"`
	Identifier    string                             `json:"identifier"`
	Role          domain.Role                        `json:"role"`
	State         domain.UserState                   `json:"state"`
	Next          map[domain.MailKind]domain.Outcome `json:"next"`
	FollowUps     []whyFollowUpJSON                  `json:"followups"`
	Origins       []whyOrigin                        `json:"origins"`
	Mails         []whyMail                          `json:"mails"`
}

type whyFollowUpJSON struct {
	Buyer      string               `json:"buyer"`
	Identifier string               `json:"identifier"`
	Group      string               `json:"group,omitempty"`
	State      domain.FollowUpState `json:"state"`
	InForce    bool                 `json:"in_force"`
	References []string             `json:"references"`
	Signers    []string             `json:"signers"`
	Referent   bool                 `json:"sees_this_person"`
	Documents  []whyDocument        `json:"documents"`
}

type whyDocument struct {
	Code    string                `json:"code"`
	Status  domain.DocumentStatus `json:"status"`
	Basis   domain.Basis          `json:"basis"`
	Article string                `json:"article,omitempty"`
	DueOn   domain.Date           `json:"due_on"`
}

type whyOrigin struct {
	Buyer   string         `json:"buyer"`
	Channel domain.Channel `json:"channel"`
	At      string         `json:"at"`
	File    string         `json:"file,omitempty"`
	Batch   int64          `json:"batch,omitempty"`
	Line    int            `json:"line,omitempty"`
}

type whyMail struct {
	Reference string           `json:"reference"`
	Kind      domain.MailKind  `json:"kind"`
	State     domain.MailState `json:"state"`
	Week      domain.Week      `json:"week,omitempty"`
	At        string           `json:"at"`
}

func whyJSON(answers []desk.Why) []whyAnswer {
	out := make([]whyAnswer, 0, len(answers))
	for _, w := range answers {
		u := w.User
		a := whyAnswer{Email: u.Email, Name: u.FullName(), Establishment: u.EstablishmentName, Identifier: u.EstablishmentValue, Role: u.Role,
			State: u.State, Next: w.Outcomes, FollowUps: []whyFollowUpJSON{}, Origins: []whyOrigin{}, Mails: []whyMail{}}
		for _, f := range w.FollowUps {
			j := whyFollowUpJSON{Buyer: f.Row.BuyerName, Identifier: f.Row.BuyerValue, Group: f.Group, State: f.Row.State, InForce: f.InForce,
				References: append([]string{}, f.References...), Signers: append([]string{}, f.Signers...), Referent: f.Referent, Documents: []whyDocument{}}
			for _, l := range f.Lines {
				j.Documents = append(j.Documents, whyDocument{l.Type.Code, l.Status, l.Type.Basis, l.Type.Article, l.DueOn})
			}
			a.FollowUps = append(a.FollowUps, j)
		}
		for _, p := range w.Origins {
			a.Origins = append(a.Origins, whyOrigin{establishmentName(p.BuyerName, p.BuyerValue), p.Channel, isoTime(p.At), p.FileName, p.BatchID, p.Line})
		}
		for _, m := range w.Mails {
			a.Mails = append(a.Mails, whyMail{m.Reference(), m.Kind, m.State, m.Week, isoTime(latest(m))})
		}
		out = append(out, a)
	}
	return out
}

func isoTime(i domain.Instant) string {
	if i.Never() {
		return ""
	}
	return i.Time().Format("2006-01-02T15:04:05Z07:00")
}
