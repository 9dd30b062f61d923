package store

import (
	"context"

	"vigie/internal/domain"
)

const readyColumns = `id, code, language, title, body, version, staff_id, created_at`

// ReadyTexts reads the last wording of every text that the team has worded
// itself.
func (r reader) ReadyTexts(ctx context.Context) ([]domain.ReadyText, error) {
	var ts []domain.ReadyText
	err := r.all(ctx, &ts, `SELECT `+readyColumns+` FROM ready_texts WHERE version = (SELECT MAX(version) FROM ready_texts AS newer
		WHERE newer.code = ready_texts.code AND newer.language = ready_texts.language) ORDER BY code, language, id`)
	return ts, err
}

// ReadyVersions reads the wordings of a text, newest first.
func (r reader) ReadyVersions(ctx context.Context, code string, lang domain.Language) ([]domain.ReadyText, error) {
	var ts []domain.ReadyText
	err := r.all(ctx, &ts, `SELECT `+readyColumns+` FROM ready_texts WHERE code = ? AND language = ? ORDER BY version DESC, id LIMIT 50`, code, lang)
	return ts, err
}

// InsertReadyText stores a wording as the next version of its text. Another
// one stored meanwhile is a conflict.
func (tx *Tx) InsertReadyText(ctx context.Context, t domain.ReadyText) (int64, error) {
	n, err := tx.affect(ctx, `INSERT INTO ready_texts (code, language, title, body, version, staff_id, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (code, language, version) DO NOTHING`, t.Code, t.Language, t.Title, t.Body, t.Version, tx.actor.StaffID, tx.now)
	if err != nil {
		return 0, err
	}
	if n == 0 {
		return 0, domain.Refuse(domain.Conflict, "ready_changed")
	}
	id, err := tx.number(ctx, `SELECT id FROM ready_texts WHERE code = ? AND language = ? AND version = ?`, t.Code, t.Language, t.Version)
	if err == nil {
		tx.Record("ready_text", id, nil, map[string]any{"code": t.Code, "language": t.Language, "version": t.Version})
	}
	return id, err
}

const macroColumns = `id, code, title_fr, title_en, text_code, state, tag, act`

// Macros reads the macros of the team.
func (r reader) Macros(ctx context.Context) ([]domain.Macro, error) {
	var ms []domain.Macro
	err := r.all(ctx, &ms, `SELECT `+macroColumns+` FROM macros ORDER BY code, id`)
	return ms, err
}

// SaveMacro stores a macro under its code.
func (tx *Tx) SaveMacro(ctx context.Context, m domain.Macro) error {
	err := tx.exec(ctx, `INSERT INTO macros (code, title_fr, title_en, text_code, state, tag, act) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (code) DO UPDATE SET title_fr = excluded.title_fr, title_en = excluded.title_en, text_code = excluded.text_code, state = excluded.state,
		tag = excluded.tag, act = excluded.act`, m.Code, m.TitleFr, m.TitleEn, m.TextCode, m.State, m.Tag, m.Act)
	if err != nil {
		return err
	}
	id, err := tx.number(ctx, `SELECT id FROM macros WHERE code = ?`, m.Code)
	tx.Record("macro", id, nil, map[string]any{"code": m.Code, "text": m.TextCode, "state": m.State, "tag": m.Tag, "act": m.Act})
	return err
}

// DeleteMacro forgets a macro.
func (tx *Tx) DeleteMacro(ctx context.Context, m domain.Macro) error {
	tx.Record("macro", m.ID, map[string]any{"code": m.Code}, nil)
	return tx.exec(ctx, `DELETE FROM macros WHERE id = ?`, m.ID)
}
