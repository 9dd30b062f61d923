package mailer

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"mime/quotedprintable"
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
	message, err := e.message()
	if err != nil || m.DKIM == nil {
		return message, err
	}
	return m.DKIM.sign(message)
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
func (e Envelope) message() ([]byte, error) {
	sum := sha256.Sum256([]byte(e.MessageID))
	boundary := "vigie-" + hex.EncodeToString(sum[:12])
	b := bytes.NewBuffer(make([]byte, 0, 2048+len(e.Text)*5/4+len(e.HTML)*5/4))
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
		if err := quoted(b, part.content); err != nil {
			return nil, err
		}
		b.WriteString("\r\n")
	}
	b.WriteString("--" + boundary + "--\r\n")
	return b.Bytes(), nil
}

func quoted(b *bytes.Buffer, content string) error {
	w := quotedprintable.NewWriter(b)
	if _, err := w.Write([]byte(content)); err != nil {
		return err
	}
	return w.Close()
}
