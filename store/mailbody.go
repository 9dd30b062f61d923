package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"sync"

	"github.com/jmoiron/sqlx"
	"github.com/klauspost/compress/s2"

	"vigie/internal/domain"
)

// MailBase is the text that mails of one kind and language have in common.
// What such a mail says is stored as what differs from it.
type MailBase struct {
	id   int64
	dict *s2.Dict
}

func newMailBase(id int64, text string) (*MailBase, error) {
	dict := s2.MakeDict([]byte(text), nil)
	if dict == nil {
		return nil, fmt.Errorf("mail base %d: not between %d and %d bytes", id, s2.MinDictSize, s2.MaxDictSize)
	}
	return &MailBase{id, dict}, nil
}

// MailBase finds or makes the base with a text, in which nobody is named.
func (db *DB) MailBase(ctx context.Context, text string) (*MailBase, error) {
	sum := sha256.Sum256([]byte(text))
	hash := hex.EncodeToString(sum[:])
	base, err := newMailBase(0, text)
	if err != nil {
		return nil, err
	}
	const find = `SELECT id FROM mail_bases WHERE hash = ?`
	if base.id, err = db.number(ctx, find, hash); err == nil && base.id == 0 {
		err = db.Maintain(ctx, func(tx *Tx) error {
			if err := tx.exec(ctx, `INSERT INTO mail_bases (hash, text) VALUES (?, ?) ON CONFLICT (hash) DO NOTHING`, hash, text); err != nil {
				return err
			}
			base.id, err = tx.number(ctx, find, hash)
			return err
		})
	}
	return base, err
}

// PackedBody is what a mail says as it is stored beside a base; empty, it is
// stored as it is.
type PackedBody struct {
	base  int64
	bytes []byte
}

// workspaces are what packing a body needs besides its own bytes.
var workspaces = sync.Pool{New: func() any { return new(workspace) }}

type workspace struct{ said, packed []byte }

// Pack makes what a mail says small.
func (b *MailBase) Pack(body domain.MailBody) PackedBody {
	w := workspaces.Get().(*workspace)
	defer workspaces.Put(w)
	w.said = binary.AppendUvarint(w.said[:0], uint64(len(body.Text)))
	w.said = append(append(w.said, body.Text...), body.HTML...)
	if most := s2.MaxEncodedLen(len(w.said)); len(w.packed) < most {
		w.packed = make([]byte, most)
	}
	return PackedBody{b.id, bytes.Clone(b.dict.Encode(w.packed, w.said))}
}

// unpack gives a body its text and its HTML back.
func (b *MailBase) unpack(body *domain.MailBody, packed []byte) error {
	said, err := b.dict.Decode(nil, packed)
	if err != nil {
		return fmt.Errorf("what mail %d says cannot be unpacked: %w", body.MailID, err)
	}
	text, n := binary.Uvarint(said)
	if n <= 0 || text > uint64(len(said)-n) {
		return fmt.Errorf("what mail %d says is cut off", body.MailID)
	}
	body.Text, body.HTML = string(said[n:n+int(text)]), string(said[n+int(text):])
	return nil
}

// storedBody is a row of what mails say.
type storedBody struct {
	domain.MailBody
	BaseID int64 `db:"base_id"`
	Packed []byte
}

const storedBodyColumns = `mail_bodies.mail_id, mail_bodies.subject, mail_bodies.text, mail_bodies.html, mail_bodies.at,
	mail_bodies.text_version, mail_bodies.base_id, mail_bodies.packed`

// emptyBody sets what is left of a body whose person was erased; it takes the
// mask of the subject.
const emptyBody = `subject = ?, text = '', html = '', base_id = 0, packed = NULL`

// mailBases are the bases of bodies, by their ids.
type mailBases map[int64]*MailBase

// mailBases reads every base: some four for each version of the texts. It is
// asked before the rows of bodies are, since a transaction of PostgreSQL answers
// one question at a time.
func (r reader) mailBases(ctx context.Context) (mailBases, error) {
	bases := mailBases{}
	err := r.each(ctx, func(rows *sqlx.Rows) error {
		var id int64
		var text string
		if err := rows.Scan(&id, &text); err != nil {
			return err
		}
		base, err := newMailBase(id, text)
		bases[id] = base
		return err
	}, `SELECT id, text FROM mail_bases`)
	return bases, err
}

func (bs mailBases) body(s storedBody) (domain.MailBody, error) {
	if s.BaseID == 0 {
		return s.MailBody, nil
	}
	base := bs[s.BaseID]
	if base == nil {
		return s.MailBody, fmt.Errorf("mail %d: its base %d is missing", s.MailID, s.BaseID)
	}
	err := base.unpack(&s.MailBody, s.Packed)
	return s.MailBody, err
}

// MailBody reads what a mail said; not found before its first attempt.
func (r reader) MailBody(ctx context.Context, mail int64) (domain.MailBody, error) {
	var s storedBody
	if err := r.one(ctx, "mail_body", &s, `SELECT `+storedBodyColumns+` FROM mail_bodies WHERE mail_id = ?`, mail); err != nil {
		return domain.MailBody{}, err
	}
	if s.BaseID == 0 {
		return s.MailBody, nil
	}
	bases, err := r.mailBases(ctx)
	if err != nil {
		return domain.MailBody{}, err
	}
	return bases.body(s)
}

// eachPacked unpacks every body that is packed.
func (r reader) eachPacked(ctx context.Context, f func(domain.MailBody)) error {
	bases, err := r.mailBases(ctx)
	if err != nil {
		return err
	}
	return r.each(ctx, func(rows *sqlx.Rows) error {
		var s storedBody
		if err := rows.StructScan(&s); err != nil {
			return err
		}
		body, err := bases.body(s)
		if err == nil {
			f(body)
		}
		return err
	}, `SELECT `+storedBodyColumns+` FROM mail_bodies WHERE base_id <> 0 ORDER BY mail_id`)
}

// spread stores a packed body as it is, to be changed in place.
func (tx *Tx) spread(ctx context.Context, mail int64) error {
	body, err := tx.MailBody(ctx, mail)
	if domain.KindOf(err) == domain.NotFound {
		return nil // purged since it was found
	}
	if err != nil {
		return err
	}
	return tx.exec(ctx, `UPDATE mail_bodies SET text = ?, html = ?, base_id = 0, packed = NULL WHERE mail_id = ? AND base_id <> 0`, body.Text, body.HTML, mail)
}

// insertBody stores what a mail says, unless it was stored before.
func (tx *Tx) insertBody(ctx context.Context, c Commit) error {
	b, p := c.Body, c.Packed
	if p.base != 0 {
		b.Text, b.HTML = "", ""
	}
	return tx.exec(ctx, `INSERT INTO mail_bodies (mail_id, subject, text, html, at, text_version, base_id, packed) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (mail_id) DO NOTHING`, c.Mail.ID, b.Subject, b.Text, b.HTML, b.At, b.TextVersion, p.base, p.bytes)
}
