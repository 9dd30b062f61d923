package desk

import (
	"context"
	"slices"
	"sort"

	"vigie/internal/domain"
	"vigie/internal/letter"
	"vigie/store"
)

// ReadyTexts lists the ready texts in a language: the product's own, each
// replaced by the team's last wording, then those that the team added.
func (d *Desk) ReadyTexts(ctx context.Context, by domain.Actor, lang domain.Language) ([]domain.ReadyText, error) {
	if err := d.read(by); err != nil {
		return nil, err
	}
	rows, err := d.db.ReadyTexts(ctx)
	if err != nil {
		return nil, err
	}
	worded := map[string]domain.ReadyText{}
	codes := domain.ReadyTextCodes()
	var added []string
	for _, r := range rows {
		if r.Language == lang {
			worded[r.Code] = r
		}
		if !slices.Contains(codes, r.Code) && !slices.Contains(added, r.Code) {
			added = append(added, r.Code)
		}
	}
	sort.Strings(added)
	var out []domain.ReadyText
	for _, code := range append(codes, added...) {
		text, known := worded[code]
		if !known {
			text = letter.ReadyText(code, lang)
		}
		out = append(out, text)
	}
	return out, nil
}

// ReadyText reads one ready text in a language.
func (d *Desk) ReadyText(ctx context.Context, by domain.Actor, code string, lang domain.Language) (domain.ReadyText, error) {
	all, err := d.ReadyTexts(ctx, by, lang)
	if err != nil {
		return domain.ReadyText{}, err
	}
	for _, t := range all {
		if t.Code == code && t.Body != "" {
			return t, nil
		}
	}
	return domain.ReadyText{}, domain.Refuse(domain.NotFound, "not_found", "Noun", "ready_text")
}

// SaveReadyText keeps a new wording; version is the one that was read.
func (d *Desk) SaveReadyText(ctx context.Context, by domain.Actor, t domain.ReadyText) error {
	if err := t.Check(); err != nil {
		return err
	}
	t.Version++
	return d.act(ctx, by, domain.ChangeTexts, func(tx *store.Tx) error {
		_, err := tx.InsertReadyText(ctx, t)
		return err
	})
}

// FilledText is a ready text with the facts of a ticket in it.
type FilledText struct {
	domain.ReadyText
	Filled string
	Facts  bool // it says things of a card
}

// FilledTexts are the ready texts for a ticket, in the language of whoever
// wrote it, filled with what they may read.
func (d *Desk) FilledTexts(ctx context.Context, by domain.Actor, ticket int64) ([]FilledText, error) {
	if err := domain.May(by, domain.AnswerTicket); err != nil {
		return nil, err
	}
	t, err := d.db.Ticket(ctx, ticket)
	if err != nil {
		return nil, err
	}
	texts, err := d.ReadyTexts(ctx, by, t.Language)
	if err != nil {
		return nil, err
	}
	a, err := d.answer(ctx, by, t, t.Language)
	if err != nil {
		return nil, err
	}
	values := a.Values()
	var out []FilledText
	for _, text := range texts {
		if text.Body != "" {
			out = append(out, FilledText{text, domain.FillBlanks(text.Body, values), text.Facts()})
		}
	}
	return out, nil
}

// defaultMacros are the macros that the product brings.
func defaultMacros() []domain.Macro {
	ms := []domain.Macro{
		{Code: "ask_identity", TextCode: domain.IdentityCheck, State: domain.TicketWaitingSupplier},
		{Code: "explain_mails", TextCode: "why_mails", State: domain.TicketSolved},
		{Code: "send_access", TextCode: "access", State: domain.TicketWaitingSupplier, Act: domain.MacroResend},
		{Code: "pause_followup", TextCode: "stand_by", State: domain.TicketWaitingBuyer, Act: domain.MacroStandby},
		{Code: "spam", State: domain.TicketSpam},
	}
	for i := range ms {
		ms[i].TitleFr, ms[i].TitleEn = letter.MacroTitle(ms[i].Code, domain.French), letter.MacroTitle(ms[i].Code, domain.English)
	}
	return ms
}

// Macros lists the product's macros, each replaced by the team's own of that
// code, then those that the team added.
func (d *Desk) Macros(ctx context.Context, by domain.Actor) ([]domain.Macro, error) {
	if err := d.read(by); err != nil {
		return nil, err
	}
	rows, err := d.db.Macros(ctx)
	if err != nil {
		return nil, err
	}
	out := defaultMacros()
	for _, row := range rows {
		if i := slices.IndexFunc(out, func(m domain.Macro) bool { return m.Code == row.Code }); i >= 0 {
			out[i] = row
		} else {
			out = append(out, row)
		}
	}
	return out, nil
}

// SaveMacro keeps a macro under its code.
func (d *Desk) SaveMacro(ctx context.Context, by domain.Actor, m domain.Macro) error {
	if err := m.Check(); err != nil {
		return err
	}
	return d.act(ctx, by, domain.ChangeTexts, func(tx *store.Tx) error { return tx.SaveMacro(ctx, m) })
}

// Applied is what became of a macro on one ticket.
type Applied struct {
	Ticket int64
	Err    error // why nothing was sent and changed there, nil when it was
}

// ApplyMacro does a macro to tickets, each by itself: its act first, then the
// reply, the state and the tag together. One that refuses does not stop the
// others.
func (d *Desk) ApplyMacro(ctx context.Context, by domain.Actor, ids []int64, code string) ([]Applied, error) {
	macros, err := d.Macros(ctx, by)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(macros, func(m domain.Macro) bool { return m.Code == code })
	if i < 0 {
		return nil, domain.Refuse(domain.NotFound, "not_found", "Noun", "macro")
	}
	if err := domain.May(by, domain.AnswerTicket); err != nil {
		return nil, err
	}
	out := make([]Applied, len(ids))
	for n, id := range ids {
		err := d.applyMacro(ctx, by, id, macros[i])
		if err != nil && domain.KindOf(err) == "" {
			return out[:n], err
		}
		out[n] = Applied{id, err}
	}
	return out, nil
}

func (d *Desk) applyMacro(ctx context.Context, by domain.Actor, id int64, m domain.Macro) error {
	t, err := d.db.Ticket(ctx, id)
	if err != nil {
		return err
	}
	reply := Reply{Ticket: id, State: m.State}
	if m.TextCode != "" {
		text, err := d.ReadyText(ctx, by, m.TextCode, t.Language)
		if err != nil {
			return err
		}
		a, err := d.answer(ctx, by, t, t.Language)
		if err != nil {
			return err
		}
		reply.Body, reply.Facts = domain.FillBlanks(text.Body, a.Values()), text.Facts()
		if err := d.mayTell(ctx, d.db, t, reply); err != nil {
			return err
		}
	}
	if err := d.macroAct(ctx, by, t, m.Act); err != nil {
		return err
	}
	return d.work(ctx, by, id, 0, func(w *work) error {
		if m.Tag != "" {
			if err := w.tx.SetTag(ctx, id, m.Tag, true); err != nil {
				return err
			}
		}
		if m.TextCode != "" {
			_, err := w.reply(ctx, reply)
			return err
		}
		if m.State != "" && m.State != w.after.State {
			return w.become(m.State)
		}
		if m.Tag == "" && m.Act == "" {
			return domain.Refuse(domain.Conflict, "macro_nothing")
		}
		w.note(domain.ActEdited, string(w.after.Kind))
		return nil
	})
}

func (d *Desk) macroAct(ctx context.Context, by domain.Actor, t domain.Ticket, act string) error {
	by.Ticket = t.ID
	switch act {
	case domain.MacroResend:
		if t.UserID == 0 {
			return domain.Refuse(domain.Conflict, "ticket_no_user")
		}
		return d.RenewAccess(ctx, by, t.UserID)
	case domain.MacroStandby:
		if t.FollowUpID == 0 {
			return domain.Refuse(domain.Conflict, "ticket_no_follow_up")
		}
		return d.PutOnStandby(ctx, by, []int64{t.FollowUpID}, domain.StandbyContractEnded, "", "")
	}
	return nil
}
