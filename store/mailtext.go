package store

import (
	"context"

	"vigie/internal/domain"
)

const mailTextColumns = `kind, version, language, subject, title, intro, closing, actor, created_at`

// mailTextKey is what a wording is for.
type mailTextKey struct {
	kind     domain.MailKind
	language domain.Language
}

// MailText reads the present wording of a reminder in a language; the
// product's own, version 0, when the team has none.
func (r reader) MailText(ctx context.Context, kind domain.MailKind, lang domain.Language) (domain.MailText, error) {
	key := mailTextKey{kind, lang}
	if r.memo != nil {
		if known, ok := r.memo.texts[key]; ok {
			return known, nil
		}
	}
	ts := make([]domain.MailText, 0, 1)
	err := r.all(ctx, &ts, `SELECT `+mailTextColumns+` FROM mail_texts WHERE kind = ? AND language = ? ORDER BY version DESC LIMIT 1`, kind, lang)
	if err != nil {
		return domain.MailText{}, err
	}
	ts = append(ts, domain.MailText{Kind: kind, Language: lang})
	if r.memo != nil {
		r.memo.texts[key] = ts[0]
	}
	return ts[0], nil
}

// MailTextVersions reads the wordings of a kind in a language, newest first.
func (r reader) MailTextVersions(ctx context.Context, kind domain.MailKind, lang domain.Language) ([]domain.MailText, error) {
	var ts []domain.MailText
	err := r.all(ctx, &ts, `SELECT `+mailTextColumns+` FROM mail_texts WHERE kind = ? AND language = ? ORDER BY version DESC LIMIT 50`, kind, lang)
	return ts, err
}

// InsertMailText stores a wording as the next version of its kind. Another one
// stored meanwhile is a conflict.
func (tx *Tx) InsertMailText(ctx context.Context, t domain.MailText) error {
	n, err := tx.affect(ctx, `INSERT INTO mail_texts (kind, version, language, subject, title, intro, closing, actor, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (kind, version, language) DO NOTHING`, t.Kind, t.Version, t.Language, t.Subject, t.Title, t.Intro, t.Closing, tx.actor.Name, tx.now)
	if err != nil {
		return err
	}
	if n == 0 {
		return domain.Refuse(domain.Conflict, "ready_changed")
	}
	tx.Record("mail_text", t.Version, nil, map[string]any{"kind": t.Kind, "language": t.Language, "version": t.Version})
	return nil
}

const correctionColumns = `id, kind, week, text_version, subject_fr, body_fr, subject_en, body_en, actor, created_at, queued_to, queued, finished_at`

// Correction reads one correction.
func (r reader) Correction(ctx context.Context, id int64) (domain.Correction, error) {
	var c domain.Correction
	err := r.one(ctx, "correction", &c, `SELECT `+correctionColumns+` FROM corrections WHERE id = ?`, id)
	return c, err
}

// Corrections reads the last ones, newest first.
func (r reader) Corrections(ctx context.Context, limit int) ([]domain.Correction, error) {
	var cs []domain.Correction
	err := r.all(ctx, &cs, `SELECT `+correctionColumns+` FROM corrections ORDER BY id DESC LIMIT ?`, limit)
	return cs, err
}

// OpenCorrections reads those that are not all queued yet.
func (r reader) OpenCorrections(ctx context.Context) ([]domain.Correction, error) {
	var cs []domain.Correction
	err := r.all(ctx, &cs, `SELECT `+correctionColumns+` FROM corrections WHERE finished_at = 0 ORDER BY id LIMIT 10`)
	return cs, err
}

// reached are the reminders of a kind and week, made from one version of their
// text, that arrived or may have.
const reached = `FROM mails JOIN mail_bodies ON mail_bodies.mail_id = mails.id WHERE mails.id > ? AND mails.week = ? AND mails.kind = ?
	AND mail_bodies.text_version = ? AND (mails.state = 'sent' OR mails.uncertain > 0)`

// CountReached counts them: a reminder has one address, and an address one
// reminder of a kind in a week.
func (r reader) CountReached(ctx context.Context, c domain.Correction, after int64) (int64, error) {
	return r.number(ctx, `SELECT COUNT(*) `+reached, after, c.Week, c.Kind, c.TextVersion)
}

// Reached reads them in the order of the rows, at most limit.
func (r reader) Reached(ctx context.Context, c domain.Correction, after int64, limit int) ([]domain.Mail, error) {
	var ms []domain.Mail
	err := r.all(ctx, &ms, `SELECT `+mailColumns+` `+reached+` ORDER BY mails.id LIMIT ?`, after, c.Week, c.Kind, c.TextVersion, limit)
	return ms, err
}

// TextVersions reads from which versions of its text a week's reminders of a
// kind were made.
func (r reader) TextVersions(ctx context.Context, kind domain.MailKind, week domain.Week, after int64) ([]int64, error) {
	var vs []int64
	err := r.all(ctx, &vs, `SELECT DISTINCT mail_bodies.text_version FROM mails JOIN mail_bodies ON mail_bodies.mail_id = mails.id
		WHERE mails.id > ? AND mails.week = ? AND mails.kind = ? ORDER BY mail_bodies.text_version DESC LIMIT 20`, after, week, kind)
	return vs, err
}

// InsertCorrection begins a correction; of one faulty text there is one.
func (tx *Tx) InsertCorrection(ctx context.Context, c domain.Correction) (int64, error) {
	n, err := tx.affect(ctx, `INSERT INTO corrections (kind, week, text_version, subject_fr, body_fr, subject_en, body_en, actor, created_at, queued_to)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (kind, week, text_version) DO NOTHING`, c.Kind, c.Week, c.TextVersion, c.SubjectFr, c.BodyFr, c.SubjectEn, c.BodyEn,
		tx.actor.Name, tx.now, c.QueuedTo)
	if err != nil {
		return 0, err
	}
	if n == 0 {
		return 0, domain.Refuse(domain.Conflict, "already_corrected")
	}
	id, err := tx.number(ctx, `SELECT id FROM corrections WHERE kind = ? AND week = ? AND text_version = ?`, c.Kind, c.Week, c.TextVersion)
	if err == nil {
		tx.Record("correction", id, nil, map[string]any{"kind": c.Kind, "week": c.Week, "version": c.TextVersion})
	}
	return id, err
}

// SaveCorrection stores how far a correction has come, and that it queued so
// many mails more.
func (tx *Tx) SaveCorrection(ctx context.Context, c domain.Correction, more int64) error {
	return tx.exec(ctx, `UPDATE corrections SET queued_to = ?, queued = queued + ?, finished_at = ? WHERE id = ?`, c.QueuedTo, more, c.FinishedAt, c.ID)
}
