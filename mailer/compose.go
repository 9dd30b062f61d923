package mailer

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"time"
)

// compose builds the whole message, signed, with CRLF line ends, as the wire
// sends it. The same envelope gives the same bytes at every try, but for the
// signature.
func (m *Mailer) compose(e Envelope) ([]byte, error) {
	if err := e.check(); err != nil {
		return nil, err
	}
	if m.DKIM == nil {
		return e.message(), nil
	}
	return m.DKIM.sign(e.message())
}

// check refuses what could say more on the wire or in a header than it should.
func (e Envelope) check() error {
	addresses := []string{e.To, e.From, e.sender()}
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

// message is the mail before it is signed: a header, and the same content as
// text and as HTML, both quoted-printable, so that no server before the
// reader's has a reason to change a byte.
func (e Envelope) message() []byte {
	sum := sha256.Sum256([]byte(e.MessageID))
	boundary := "vigie-" + hex.EncodeToString(sum[:12])
	b := bytes.NewBuffer(make([]byte, 0, 2048+len(e.Text)*4/3+len(e.HTML)*4/3))
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
	for _, part := range []struct{ kind, content string }{{"text/plain", e.Text}, {"text/html", e.HTML}} {
		b.WriteString("--" + boundary + "\r\nContent-Type: " + part.kind + "; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n")
		b.Write(append(quoted(b.AvailableBuffer(), part.content), "\r\n"...))
	}
	b.WriteString("--" + boundary + "--\r\n")
	return b.Bytes()
}

// quoted adds a text as quoted-printable (RFC 2045 § 6.7).
func quoted(out []byte, text string) []byte {
	const width = 75 // before the = of a soft line break
	at := 0
	for i := 0; i < len(text); {
		end, room := i, min(len(text), i+width-at)
		for end < room && asItself(text[end]) {
			end++
		}
		if end > i && text[end-1] == ' ' && (end == len(text) || text[end] == '\n') {
			end-- // a space at the end of a line may get lost
		}
		out, at, i = append(out, text[i:end]...), at+end-i, end
		if i == len(text) {
			break
		}
		c := text[i]
		last := c == ' ' && (i+1 == len(text) || text[i+1] == '\n')
		switch {
		case c == '\n':
			out, at, i = append(out, "\r\n"...), 0, i+1
		case asItself(c) && !last || at+3 > width:
			out, at = append(out, "=\r\n"...), 0
		default:
			out, at, i = append(out, '=', hexadecimal[c>>4], hexadecimal[c&15]), at+3, i+1
		}
	}
	return out
}

func asItself(c byte) bool { return c >= ' ' && c <= '~' && c != '=' }
