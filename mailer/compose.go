package mailer

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"vigie/internal/letter"
)

// messages are the bytes of mails that were sent, to be written over: most of
// what a mail costs the memory.
var messages = sync.Pool{New: func() any { return new([]byte) }}

// release gives the bytes of a mail back that nobody sends any more.
func release(message []byte) { messages.Put(&message) }

// errUnusable is what an envelope gives that no server should see.
var errUnusable = errors.New("not a usable envelope")

// compose builds the whole message, signed, with CRLF line ends, as the wire
// sends it. The same envelope gives the same bytes at every try, but for the
// signature.
func (m *Mailer) compose(e Envelope) ([]byte, error) {
	if err := e.check(); err != nil {
		return nil, fmt.Errorf("%w: %w", errUnusable, err)
	}
	message := e.message((*messages.Get().(*[]byte))[:0])
	if m.DKIM == nil {
		return message, nil
	}
	defer release(message)
	return m.DKIM.sign(message)
}

// check refuses what could say more on the wire or in a header than it should.
func (e Envelope) check() error {
	addresses := []string{e.To, e.From}
	if e.ReturnPath != "" {
		addresses = append(addresses, e.ReturnPath)
	}
	if e.ReplyTo != "" {
		addresses = append(addresses, e.ReplyTo)
	}
	for _, address := range addresses {
		if err := CheckAddress(address); err != nil {
			return err
		}
	}
	if strings.ContainsAny(e.MessageID, "<> \r\n\t") || !strings.Contains(e.MessageID, "@") || len(e.MessageID) > 250 {
		return errors.New("not a usable Message-ID")
	}
	return nil
}

// message adds the mail before it is signed: a header, and the same content as
// text and as HTML, both quoted-printable, so that no server before the
// reader's has a reason to change a byte.
func (e Envelope) message(out []byte) []byte {
	sum := sha256.Sum256([]byte(e.MessageID))
	boundary := "vigie-" + hex.EncodeToString(sum[:12])
	b := bytes.NewBuffer(out)
	b.Grow(2048 + len(e.Text)*4/3 + len(e.HTML)*4/3)
	h := header{b}
	h.words("Date", []string{e.Date.Format(time.RFC1123Z)})
	h.address("From", e.FromName, e.From)
	if e.ReplyTo != "" {
		h.address("Reply-To", "", e.ReplyTo)
	}
	h.address("To", e.ToName, e.To)
	h.text("Subject", e.Subject)
	h.words("Message-ID", []string{"<" + e.MessageID + ">"})
	h.words("In-Reply-To", angled([]string{e.InReplyTo}))
	h.words("References", angled(e.References))
	if !e.Person {
		h.words("Auto-Submitted", []string{"auto-generated"})
	}
	if e.FeedbackID != "" {
		h.text("Feedback-ID", e.FeedbackID)
	}
	h.words("MIME-Version", []string{"1.0"})
	h.words("Content-Type", []string{"multipart/alternative;", `boundary="` + boundary + `"`})
	b.WriteString("\r\n")
	q := quoters.Get().(*quoter)
	defer q.done()
	for _, part := range []struct{ kind, content string }{{"text/plain", e.Text}, {"text/html", e.HTML}} {
		b.WriteString("--" + boundary + "\r\nContent-Type: " + part.kind + "; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n")
		q.out, q.at = b.AvailableBuffer(), 0
		letter.Spell(part.content, part.kind == "text/html", e.Links, q.write)
		b.Write(append(q.out, "\r\n"...))
	}
	b.WriteString("--" + boundary + "--\r\n")
	return b.Bytes()
}

// quoter writes a text as quoted-printable (RFC 2045 § 6.7). Most lines of a mail
// stand in the one before it too: it remembers how they are written.
type quoter struct {
	out   []byte
	at    int // of the line
	lines map[string]string
}

// quotedLines is where a quoter forgets its lines: those that stand in every
// mail are back with the next.
const quotedLines = 1000

var quoters = sync.Pool{New: func() any { return &quoter{lines: map[string]string{}} }}

// done lets go of what was written; the lines are for the next mail.
func (q *quoter) done() {
	q.out = nil
	quoters.Put(q)
}

// write adds a piece, which may begin and end within a line.
func (q *quoter) write(piece string) {
	for piece != "" {
		end := strings.IndexByte(piece, '\n') + 1
		switch {
		case end == 0:
			q.quote(piece)
			return
		case q.at == 0:
			q.line(piece[:end])
		default:
			q.quote(piece[:end])
		}
		piece = piece[end:]
	}
}

// line adds a whole line.
func (q *quoter) line(text string) {
	if known, ok := q.lines[text]; ok {
		q.out = append(q.out, known...)
		return
	}
	from := len(q.out)
	q.quote(text)
	if len(q.lines) >= quotedLines {
		clear(q.lines)
	}
	q.lines[strings.Clone(text)] = string(q.out[from:])
}

// quote adds a text. A space at its end may be one at the end of a line, which
// may get lost on the way: it is written as others are that are not themselves.
func (q *quoter) quote(text string) {
	const width = 75 // before the = of a soft line break
	out, at := q.out, q.at
	for len(text) > 0 {
		end, room := 0, min(len(text), width-at)
		for end < room && itself[text[end]] {
			end++
		}
		if end > 0 && text[end-1] == ' ' && (end == len(text) || text[end] == '\n') {
			end--
		}
		out, at, text = append(out, text[:end]...), at+end, text[end:]
		if text == "" {
			break
		}
		c := text[0]
		last := c == ' ' && (len(text) == 1 || text[1] == '\n')
		switch {
		case c == '\n':
			out, at, text = append(out, "\r\n"...), 0, text[1:]
		case itself[c] && !last || at+3 > width:
			out, at = append(out, "=\r\n"...), 0
		default:
			out, at, text = append(out, '=', hexadecimal[c>>4], hexadecimal[c&15]), at+3, text[1:]
		}
	}
	q.out, q.at = out, at
}

// itself are the bytes that stand for themselves.
var itself = func() (all [256]bool) {
	for c := ' '; c <= '~'; c++ {
		all[c] = c != '='
	}
	return all
}()
