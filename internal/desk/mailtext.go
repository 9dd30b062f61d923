package desk

import (
	"context"
	"strings"

	"vigie/internal/domain"
	"vigie/internal/letter"
	"vigie/store"
)

// MailTexts reads the present wording of a reminder in both languages, French
// first, with the product's blocks where the team has none.
func (d *Desk) MailTexts(ctx context.Context, by domain.Actor, kind domain.MailKind) ([2]domain.MailText, error) {
	var out [2]domain.MailText
	if err := d.read(by); err != nil {
		return out, err
	}
	for i, lang := range []domain.Language{domain.French, domain.English} {
		t, err := d.db.MailText(ctx, kind, lang)
		if err != nil {
			return out, err
		}
		out[i] = t
	}
	return out, nil
}

// DefaultMailText is the product's own wording.
func DefaultMailText(kind domain.MailKind, lang domain.Language) domain.MailText {
	return letter.Default(kind, lang)
}

// SaveMailText keeps a new wording of a reminder, in both languages together;
// their version is the one that was read. A block that says what the product
// says is left to it.
func (d *Desk) SaveMailText(ctx context.Context, by domain.Actor, texts [2]domain.MailText) error {
	for i := range texts {
		own := letter.Default(texts[i].Kind, texts[i].Language)
		for _, block := range [][2]*string{{&texts[i].Subject, &own.Subject}, {&texts[i].Title, &own.Title}, {&texts[i].Intro, &own.Intro}, {&texts[i].Closing, &own.Closing}} {
			if *block[0] = strings.TrimSpace(*block[0]); *block[0] == *block[1] {
				*block[0] = ""
			}
		}
		if err := texts[i].Check(); err != nil {
			return err
		}
	}
	return d.act(ctx, by, domain.ChangeTexts, func(tx *store.Tx) error {
		for _, t := range texts {
			t.Version++
			if err := tx.InsertMailText(ctx, t); err != nil {
				return err
			}
		}
		return nil
	})
}

// SampleMail shows a wording in a reminder about made-up people.
func (d *Desk) SampleMail(by domain.Actor, t domain.MailText) (domain.MailBody, error) {
	if err := d.read(by); err != nil {
		return domain.MailBody{}, err
	}
	if err := t.Check(); err != nil {
		return domain.MailBody{}, err
	}
	return d.letters.Sample(t)
}

// CorrectionReach is whom a correction would reach.
type CorrectionReach struct {
	Count    int64
	Examples []string // masked
	Versions []int64  // of the text, in that week
}

// CorrectionReach counts the addresses that a text of a week reached.
func (d *Desk) CorrectionReach(ctx context.Context, by domain.Actor, c domain.Correction) (CorrectionReach, error) {
	var r CorrectionReach
	if err := d.read(by); err != nil {
		return r, err
	}
	cycle, err := d.db.Cycle(ctx, c.Week)
	if err != nil {
		return r, err
	}
	if r.Versions, err = d.db.TextVersions(ctx, c.Kind, c.Week, cycle.MailsAfter); err != nil {
		return r, err
	}
	if r.Count, err = d.db.CountReached(ctx, c, cycle.MailsAfter); err != nil {
		return r, err
	}
	some, err := d.db.Reached(ctx, c, cycle.MailsAfter, 3)
	for _, m := range some {
		r.Examples = append(r.Examples, domain.Mask(m.Email))
	}
	return r, err
}

// BeginCorrection sends a correction to exactly those whom a faulty text
// reached; expect is how many the person was shown.
func (d *Desk) BeginCorrection(ctx context.Context, by domain.Actor, c domain.Correction, expect int64) (int64, error) {
	if err := c.Check(); err != nil {
		return 0, err
	}
	reach, err := d.CorrectionReach(ctx, by, c)
	if err != nil {
		return 0, err
	}
	if reach.Count != expect || expect == 0 {
		return 0, domain.Refuse(domain.Conflict, "correction_count", "Count", reach.Count)
	}
	var id int64
	err = d.act(ctx, by, domain.HoldMail, func(tx *store.Tx) error {
		cycle, err := tx.Cycle(ctx, c.Week)
		if err != nil {
			return err
		}
		c.QueuedTo = cycle.MailsAfter
		id, err = tx.InsertCorrection(ctx, c)
		return err
	})
	return id, err
}

// Corrections reads the last corrections.
func (d *Desk) Corrections(ctx context.Context, by domain.Actor) ([]domain.Correction, error) {
	if err := d.read(by); err != nil {
		return nil, err
	}
	return d.db.Corrections(ctx, registerRows)
}

// ContinueCorrections queues one slice of the corrections that were begun, and
// returns how many mails it looked at.
func (d *Desk) ContinueCorrections(ctx context.Context) (int, error) {
	open, err := d.db.OpenCorrections(ctx)
	if err != nil || len(open) == 0 {
		return 0, err
	}
	c := open[0]
	faulty, err := d.db.Reached(ctx, c, c.QueuedTo, timedBatch)
	if err != nil {
		return 0, err
	}
	err = d.act(ctx, domain.SystemActor("timed"), domain.TimedRefresh, func(tx *store.Tx) error {
		more := int64(0)
		for _, m := range faulty {
			c.QueuedTo = m.ID
			if domain.ErasedKey(m.EmailKey) {
				continue
			}
			_, created, err := tx.EnqueueMail(ctx, domain.Mail{Kind: domain.MailCorrection, Email: m.Email, Language: m.Language, SubjectID: c.ID, Asked: true, DueAt: tx.Now(),
				DedupKey: "correction|" + decimal(c.ID) + "|" + m.EmailKey, Actor: c.Actor})
			if err != nil {
				return err
			}
			if created {
				more++
			}
		}
		if len(faulty) < timedBatch {
			c.FinishedAt = tx.Now()
		}
		tx.Record("correction", c.ID, nil, map[string]any{"queued": more, "finished": !c.FinishedAt.Never()})
		return tx.SaveCorrection(ctx, c, more)
	})
	return len(faulty), err
}
