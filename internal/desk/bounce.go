package desk

import (
	"context"
	"strings"

	"vigie/internal/domain"
	"vigie/internal/letter"
	"vigie/store"
)

// judgeBatch bounds the refusals that one transaction looks at.
const judgeBatch = 100

// JudgeRefusals looks at the mails that a server refused for good since the
// last time, as at reports that come back by mail. It returns how many.
func (d *Desk) JudgeRefusals(ctx context.Context) (int, error) {
	refused, err := d.db.Unjudged(ctx, judgeBatch)
	if err != nil || len(refused) == 0 {
		return 0, err
	}
	return len(refused), d.act(ctx, domain.SystemActor("timed"), domain.TimedRefresh, func(tx *store.Tx) error {
		for _, m := range refused {
			if err := tx.SetJudged(ctx, m.ID); err != nil {
				return err
			}
			back := domain.MailReturn{MailID: m.ID, EmailKey: m.EmailKey, Kind: domain.ReturnRefused, Status: domain.ParseStatus(m.Reply), Diagnostic: m.Reply}
			if m.Reason != "refused" || domain.ErasedKey(m.EmailKey) {
				back.Kind = domain.ReturnDelayed // given up without a refusal
			}
			if err := d.comeBack(ctx, tx, m, back); err != nil {
				return err
			}
		}
		return nil
	})
}

// comeBack stores what came back about a mail, and flags its address where
// that is the second failure in different weeks, or a complaint.
func (d *Desk) comeBack(ctx context.Context, tx *store.Tx, m domain.Mail, back domain.MailReturn) error {
	if back.Counts() {
		back.Week = m.WeekOfReturn(func(at domain.Instant) domain.Week { return domain.WeekOf(at.Time().In(d.location)) })
	}
	back.Diagnostic = domain.MaskWithin(back.Diagnostic)
	if _, err := tx.InsertReturn(ctx, back); err != nil {
		return err
	}
	if back.Week == "" && back.Kind != domain.ReturnComplaint {
		return nil
	}
	before, err := tx.AddressFlag(ctx, m.EmailKey)
	if err != nil || before.Stands() {
		return err
	}
	flag := domain.AddressFlag{EmailKey: m.EmailKey, Cause: domain.FlagComplained, Status: back.Status, Diagnostic: back.Diagnostic}
	if back.Kind != domain.ReturnComplaint {
		weeks, err := tx.FailedWeeks(ctx, m.EmailKey, before.LiftedAt)
		if err != nil || !domain.FailsForGood(weeks) {
			return err
		}
		flag.Cause = domain.FlagBounced
	}
	return d.flagAddress(ctx, tx, m, flag)
}

// flagAddress stops the reminders of everybody with an address, opens a ticket
// about it, and tells the buyers whose contacts they are. A complaint is told
// to nobody outside: it is its reader's affair.
func (d *Desk) flagAddress(ctx context.Context, tx *store.Tx, m domain.Mail, f domain.AddressFlag) error {
	users, err := tx.UsersByEmail(ctx, f.EmailKey)
	if err != nil {
		return err
	}
	if len(users) == 0 && f.Cause == domain.FlagBounced {
		return nil // nobody is reminded at it
	}
	contacts, err := tx.FailedContacts(ctx, f.EmailKey, d.Today())
	if err != nil {
		return err
	}
	var why string
	if f.TicketID, why, err = d.flagTicket(ctx, tx, m, f, users, contacts); err != nil {
		return err
	}
	if f.ID, err = tx.PutFlag(ctx, f); err != nil {
		return err
	}
	for _, u := range users {
		after := u.User
		if after.Flag(f.Cause); after.Held && !u.Held {
			after.HoldReason = why
		}
		if err := tx.UpdateUser(ctx, u.User, after); err != nil {
			return err
		}
	}
	if f.Cause == domain.FlagComplained {
		return nil
	}
	return tellContactFailed(ctx, tx, f, contacts)
}

// flagTicket opens the ticket of a flag: without an address, for nothing is to
// be answered to one that fails, and linked to the person. It returns the
// ticket's number and subject.
func (d *Desk) flagTicket(ctx context.Context, tx *store.Tx, m domain.Mail, f domain.AddressFlag, users []domain.UserRow, contacts []domain.FailedContact) (int64, string, error) {
	t := domain.Ticket{Kind: domain.TicketOther, Language: m.Language}
	if len(users) > 0 {
		t.UserID, t.EstablishmentID, t.Name, t.Language = users[0].ID, users[0].EstablishmentID, users[0].FullName(), users[0].Language
	}
	if len(contacts) == 1 {
		t.FollowUpID = contacts[0].FollowUp.ID
	}
	var body string
	t.Subject, body = letter.AddressFlagged(letter.FlagFacts{Language: t.Language, Flag: f, Users: users, Buyers: len(contacts), Mail: m.Reference()})
	id, err := d.insertTicket(ctx, tx, t)
	if err != nil {
		return 0, "", err
	}
	_, err = tx.InsertNote(ctx, domain.TicketNote{TicketID: id, Body: body})
	return id, t.Subject, err
}

// tellContactFailed queues one mail to each person at a buyer, whatever the
// number of follow-ups that they answer for.
func tellContactFailed(ctx context.Context, tx *store.Tx, f domain.AddressFlag, contacts []domain.FailedContact) error {
	for _, c := range contacts {
		for _, to := range c.Tell {
			if domain.EmailKey(to.Email) == f.EmailKey {
				continue
			}
			if _, _, err := tx.EnqueueMail(ctx, domain.Mail{Kind: domain.MailContactFailed, Email: to.Email, Language: to.Language, SubjectID: f.ID, Asked: true,
				DedupKey: "contact_failed|" + decimal(f.ID) + "|" + decimal(int64(tx.Now())) + "|" + domain.EmailKey(to.Email), DueAt: tx.Now(),
				Actor: tx.Actor().Name}); err != nil {
				return err
			}
		}
	}
	return nil
}

// LiftAddressFlag lets reminders go to a user's address again, for everybody
// who has it; the reason says who made sure of it. What failed before counts
// no more.
func (d *Desk) LiftAddressFlag(ctx context.Context, by domain.Actor, user int64, reason string) error {
	if reason = strings.TrimSpace(reason); reason == "" {
		return domain.Refuse(domain.Invalid, "field_missing", "Field", "reason")
	}
	return d.act(ctx, by, domain.CorrectAddress, func(tx *store.Tx) error {
		u, err := tx.User(ctx, user)
		if err != nil {
			return err
		}
		f, err := tx.AddressFlag(ctx, u.EmailKey)
		if err != nil {
			return err
		}
		if !f.Stands() {
			return domain.Refuse(domain.Conflict, "address_not_flagged")
		}
		return d.liftFlag(ctx, tx, f, reason)
	})
}

func (d *Desk) liftFlag(ctx context.Context, tx *store.Tx, f domain.AddressFlag, reason string) error {
	if err := tx.LiftFlag(ctx, f, reason); err != nil {
		return err
	}
	users, err := tx.UsersByEmail(ctx, f.EmailKey)
	if err != nil {
		return err
	}
	for _, u := range users {
		after := u.User
		after.Unflag(f.Cause)
		after.ReleaseReason = reason
		if err := tx.UpdateUser(ctx, u.User, after); err != nil {
			return err
		}
	}
	return nil
}

// endComplaint lifts the flag of a complaint when a person lets reminders go
// again: that is the decision it waited for.
func (d *Desk) endComplaint(ctx context.Context, tx *store.Tx, emailKey, reason string) error {
	f, err := tx.AddressFlag(ctx, emailKey)
	if err != nil || !f.Stands() || f.Cause != domain.FlagComplained {
		return err
	}
	return d.liftFlag(ctx, tx, f, reason)
}

// MailReturns reads what came back about a mail, oldest first.
func (d *Desk) MailReturns(ctx context.Context, by domain.Actor, mail int64) ([]domain.MailReturn, error) {
	if err := d.read(by); err != nil {
		return nil, err
	}
	return d.db.ReturnsOf(ctx, mail)
}
