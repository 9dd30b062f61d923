package store

import (
	"context"
	"html"
	"regexp"
	"slices"
	"strings"

	"vigie/internal/domain"
)

// Mention is a row of free text in which an erased value stands: what others
// wrote, or were written.
type Mention struct {
	Table string
	ID    int64
}

// freeText are the tables in whose text anybody may be named, with the column
// of their id. A test compares them with the schema.
func freeText() map[string][]string {
	return map[string][]string{
		"mail_bodies":      {"mail_id", "subject", "text", "html"},
		"mails":            {"id", "reply"},
		"mail_returns":     {"id", "diagnostic"},
		"tickets":          {"id", "subject", "name"},
		"ticket_messages":  {"id", "subject", "body"},
		"ticket_notes":     {"id", "body"},
		"attachments":      {"id", "name"},
		"standby_requests": {"id", "note"},
		"standby_events":   {"id", "reason"},
		"follow_ups":       {"id", "standby_note"},
		"nominations":      {"id", "evidence", "objection"},
		"legal_holds":      {"id", "reason"},
		"rights_requests":  {"id", "details", "doubt", "extension_reason", "refusal_reason", "outcome"},
		"import_changes":   {"id", "value_before"},
		"consent_requests": {"id", "reason"},
		"exports":          {"id", "reason", "filter"},
		"offers":           {"id", "reason"},
		"establishments":   {"id", "hold_reason", "standby_email"},
	}
}

// Mentions finds, in the whole of the free text, where an address or a number
// stands. It reads long in a large base, and so outside the transaction.
func (r reader) Mentions(ctx context.Context, values []string) ([]Mention, error) {
	var found []Mention
	for table, columns := range freeText() {
		for _, value := range spellings(values) {
			var conditions []string
			var args []any
			for _, c := range columns[1:] {
				conditions = append(conditions, "LOWER("+c+") LIKE ? ESCAPE '!'")
				args = append(args, "%"+likeText(strings.ToLower(value))+"%")
			}
			var ids []int64
			if err := r.all(ctx, &ids, `SELECT `+columns[0]+` FROM `+table+` WHERE `+strings.Join(conditions, " OR ")+` ORDER BY `+columns[0], args...); err != nil {
				return nil, err
			}
			for _, id := range ids {
				found = append(found, Mention{table, id})
			}
		}
	}
	packed, err := r.packedMentions(ctx, values)
	return append(found, packed...), err
}

// packedMentions finds the values in what mails say that is stored packed.
func (r reader) packedMentions(ctx context.Context, values []string) (found []Mention, err error) {
	var sought []string
	for _, value := range spellings(values) {
		sought = append(sought, strings.ToLower(value))
	}
	if len(sought) == 0 {
		return nil, nil
	}
	err = r.eachPacked(ctx, func(body domain.MailBody) {
		if said := strings.ToLower(body.Text + body.HTML); slices.ContainsFunc(sought, func(v string) bool { return strings.Contains(said, v) }) {
			found = append(found, Mention{"mail_bodies", body.MailID})
		}
	})
	return found, err
}

// NeighbourMentions are the mails to these addresses, and the messages and
// notes of the tickets of these establishments: names are looked for there.
func (r reader) NeighbourMentions(ctx context.Context, emailKeys []string, establishments []int64) ([]Mention, error) {
	var out []Mention
	for table, query := range map[string]string{
		"mail_bodies":     `SELECT mail_bodies.mail_id FROM mail_bodies JOIN mails ON mails.id = mail_bodies.mail_id WHERE ` + r.dialect.in("mails.email_key"),
		"ticket_messages": `SELECT id FROM ticket_messages WHERE ticket_id IN (SELECT id FROM tickets WHERE establishment_id <> 0 AND ` + r.dialect.in("establishment_id") + `)`,
		"ticket_notes":    `SELECT id FROM ticket_notes WHERE ticket_id IN (SELECT id FROM tickets WHERE establishment_id <> 0 AND ` + r.dialect.in("establishment_id") + `)`,
		"tickets":         `SELECT id FROM tickets WHERE establishment_id <> 0 AND ` + r.dialect.in("establishment_id"),
	} {
		args := r.list(establishments)
		if table == "mail_bodies" {
			args = r.list(emailKeys)
		}
		var ids []int64
		if err := r.all(ctx, &ids, query, args); err != nil {
			return nil, err
		}
		for _, id := range ids {
			out = append(out, Mention{table, id})
		}
	}
	return out, nil
}

// likeText is a text as a pattern that finds it alone.
func likeText(s string) string {
	return strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(s)
}

// spellings are values as text and as HTML have them.
func spellings(values []string) []string {
	var out []string
	for _, v := range values {
		if v == "" {
			continue
		}
		out = append(out, v)
		for _, h := range []string{html.EscapeString(v), strings.ReplaceAll(html.EscapeString(v), "+", "&#43;")} {
			if h != v {
				out = append(out, h)
			}
		}
	}
	return out
}

// eraseMentions masks the person where others wrote of them or were told of
// them, and in what the staff were typing.
func (tx *Tx) eraseMentions(ctx context.Context, e Erasure) error {
	values := spellings(e.Names)
	if len(values) == 0 {
		return nil
	}
	columns := freeText()
	for _, m := range e.Mentions {
		if err := tx.maskMention(ctx, m, columns[m.Table], values); err != nil {
			return err
		}
	}
	return tx.dropDrafts(ctx, values)
}

func (tx *Tx) maskMention(ctx context.Context, m Mention, columns, values []string) error {
	if m.Table == "mail_bodies" {
		if err := tx.spread(ctx, m.ID); err != nil {
			return err
		}
	}
	for _, c := range columns[1:] {
		var texts []string
		if err := tx.all(ctx, &texts, `SELECT `+c+` FROM `+m.Table+` WHERE `+columns[0]+` = ?`, m.ID); err != nil {
			return err
		}
		if len(texts) == 0 || !hasAny(texts[0], values) {
			continue
		}
		if err := tx.exec(ctx, `UPDATE `+m.Table+` SET `+c+` = ? WHERE `+columns[0]+` = ?`, maskText(texts[0], values), m.ID); err != nil {
			return err
		}
	}
	return nil
}

// maskText replaces whole values in a text, whatever their case.
func maskText(text string, values []string) string {
	for _, v := range values {
		text = regexp.MustCompile(`(?i)`+regexp.QuoteMeta(v)).ReplaceAllLiteralString(text, Masked)
	}
	return text
}

// dropDrafts forgets what the staff were typing about the person, and the
// views that they remember by name.
func (tx *Tx) dropDrafts(ctx context.Context, values []string) error {
	for _, v := range values {
		pattern := "%" + likeText(strings.ToLower(v)) + "%"
		for _, q := range []string{`DELETE FROM drafts WHERE LOWER(body) LIKE ? ESCAPE '!'`, `DELETE FROM staff_views WHERE LOWER(value) LIKE ? ESCAPE '!'`} {
			if err := tx.exec(ctx, q, pattern); err != nil {
				return err
			}
		}
	}
	return nil
}
