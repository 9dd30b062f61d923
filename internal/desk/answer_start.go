package desk

import (
	"context"
	"slices"

	"vigie/internal/domain"
	"vigie/store"
)

// StartAnswer begins an answer to a user from their card: a ready text, in
// their language and filled with what they may read, stands as the draft of a
// reply in their open conversation, or in a new one. Nothing leaves before
// somebody sends it. It returns the number of the ticket.
func (d *Desk) StartAnswer(ctx context.Context, by domain.Actor, user int64, code string) (int64, error) {
	if err := domain.May(by, domain.AnswerTicket); err != nil {
		return 0, err
	}
	u, err := d.db.User(ctx, user)
	if err != nil {
		return 0, err
	}
	if u.EmailKey == "" {
		return 0, domain.Refuse(domain.Conflict, "user_no_email")
	}
	text, err := d.ReadyText(ctx, by, code, domain.LanguageOr(string(u.Language), domain.French))
	if err != nil {
		return 0, err
	}
	number, err := d.conversation(ctx, by, u.User, text)
	if err != nil {
		return 0, err
	}
	filled, err := d.FilledTexts(ctx, by, number)
	if err != nil {
		return 0, err
	}
	t, err := d.db.Ticket(ctx, number)
	if err != nil {
		return 0, err
	}
	i := slices.IndexFunc(filled, func(f FilledText) bool { return f.Code == code })
	if i < 0 {
		return 0, domain.Refuse(domain.NotFound, "not_found", "Noun", "ready_text")
	}
	draft, err := d.Draft(ctx, by, domain.DraftOf(number, "reply"))
	if err != nil || draft.Body != "" {
		return number, err // what was half written stays
	}
	draft.Body, draft.Facts, draft.Version = filled[i].Filled, filled[i].Facts, t.Version
	return number, d.KeepDraft(ctx, by, draft)
}

// conversation finds the newest open ticket of a user, or opens one.
func (d *Desk) conversation(ctx context.Context, by domain.Actor, u domain.User, text domain.ReadyText) (int64, error) {
	past, err := d.db.TicketsByEmail(ctx, u.EmailKey, cardRows)
	if err != nil {
		return 0, err
	}
	for _, t := range past {
		if t.UserID == u.ID && t.MergedInto == 0 && t.State.Stage() != domain.StageDone {
			return t.ID, nil
		}
	}
	var id int64
	err = d.act(ctx, by, domain.AnswerTicket, func(tx *store.Tx) (err error) {
		id, err = d.insertTicket(ctx, tx, domain.Ticket{Kind: domain.AnswerKind(text.Code), Email: u.Email, Name: u.FullName(), Subject: text.Title,
			Language: text.Language, AssigneeID: by.StaffID, UserID: u.ID, EstablishmentID: u.EstablishmentID, FollowUpID: u.AddedFor,
			LegalDueOn: domain.Forever}) // nobody wrote: no legal clock runs
		return err
	})
	return id, err
}
