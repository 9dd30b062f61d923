package inbound

import (
	"io"
	"net/mail"
	"strings"

	"github.com/emersion/go-message"
	_ "github.com/emersion/go-message/charset" // what people write is not all UTF-8
	gomail "github.com/emersion/go-message/mail"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/safe"
)

// The limits of one mail.
const (
	maxHops       = 30
	headerBytes   = 256 << 10
	textBytes     = 512 << 10 // of what people wrote; the rest is left out
	maxParts      = 200
	maxDepth      = 8
	subjectLength = 300 // characters
	nameLength    = 120
	maxAnswers    = 30
)

// parse reads a mail as it comes; files go to the disk, only texts are held.
func (s *Server) parse(r io.Reader, returnPath string) (desk.Incoming, int, error) {
	e, err := message.ReadWithOptions(r, &message.ReadOptions{MaxHeaderBytes: headerBytes})
	if err != nil && !message.IsUnknownCharset(err) && !message.IsUnknownEncoding(err) {
		_, _ = io.Copy(io.Discard, r)
		return desk.Incoming{}, 0, refusal(554, [3]int{5, 6, 0}, "not a readable mail")
	}
	h := gomail.Header{Header: e.Header}
	in := s.envelope(h, returnPath)
	b := &body{server: s}
	err = b.part(e, 0)
	_, _ = io.Copy(io.Discard, r) // what stands behind the last part counts for the size too
	in.Text, in.Attached, in.Report = b.text(), b.attached, b.report()
	if in.Report == nil && machine(h, returnPath) {
		in.Report = oddReport(h, in.Text)
	}
	in.Language = language(in.Text, s.o.Language)
	return in, e.Header.FieldsByKey("Received").Len(), err
}

// envelope reads the header: who, about what, in answer to what.
func (s *Server) envelope(h gomail.Header, returnPath string) desk.Incoming {
	var in desk.Incoming
	if from, err := h.AddressList("From"); err == nil && len(from) > 0 {
		in.From, in.FromName = bare(from[0].Address), cut(safe.Line(from[0].Name), nameLength)
	}
	if in.From == "" {
		in.From = bare(returnPath)
	}
	subject, err := h.Subject()
	if err != nil {
		subject = strings.ToValidUTF8(h.Get("Subject"), "")
	}
	in.Subject = cut(strings.TrimSpace(safe.Line(subject)), subjectLength)
	in.MessageID = messageID(h.Get("Message-Id"))
	for _, key := range []string{"In-Reply-To", "References"} {
		ids := messageIDs(h.Get(key))
		for i := len(ids) - 1; i >= 0 && len(in.Answers) < maxAnswers; i-- {
			in.Answers = append(in.Answers, ids[i])
		}
	}
	in.Automatic = automatic(h, returnPath) || s.ours(in.From)
	in.Spam = strings.EqualFold(strings.TrimSpace(h.Get("X-Spam-Flag")), "yes")
	return in
}

// automatic tells a mail that no person wrote, and that must never be
// answered: RFC 3834, and what machines wrote before it.
func automatic(h gomail.Header, returnPath string) bool {
	value := func(key string) string { return strings.ToLower(strings.TrimSpace(h.Get(key))) }
	if auto, _, _ := strings.Cut(value("Auto-Submitted"), ";"); auto != "" && strings.TrimSpace(auto) != "no" {
		return true
	}
	if kind, _, err := h.ContentType(); err == nil && kind == "multipart/report" {
		return true
	}
	switch value("Precedence") {
	case "bulk", "junk", "list", "auto_reply":
		return true
	}
	for _, key := range []string{"X-Autoreply", "X-Autorespond", "X-Autoresponder", "List-Id", "List-Unsubscribe", "Feedback-Id"} {
		if h.Has(key) {
			return true
		}
	}
	return machine(h, returnPath)
}

// machine tells a mail that a mail server wrote.
func machine(h gomail.Header, returnPath string) bool {
	if returnPath == "" {
		return true
	}
	for _, address := range []string{returnPath, bare(h.Get("From"))} {
		if local, _, _ := strings.Cut(strings.ToLower(address), "@"); local == "mailer-daemon" || local == "postmaster" {
			return true
		}
	}
	return false
}

// bare is one usable address, or none.
func bare(address string) string {
	parsed, err := mail.ParseAddress(strings.TrimSpace(address))
	if err != nil || len(parsed.Address) > 254 || safe.Line(parsed.Address) != parsed.Address || strings.ContainsAny(parsed.Address, " \t\r\n<>,;\"") {
		return ""
	}
	return parsed.Address
}

// messageID is one Message-ID without its brackets, "" for none.
func messageID(field string) string {
	if ids := messageIDs(field); len(ids) > 0 {
		return ids[0]
	}
	return ""
}

// messageIDs are the Message-IDs of a header field, whatever else stands in it.
func messageIDs(field string) []string {
	var ids []string
	for rest := field; ; {
		_, behind, found := strings.Cut(rest, "<")
		if !found {
			return ids
		}
		id, after, closed := strings.Cut(behind, ">")
		if !closed {
			return ids
		}
		if rest = after; len(id) <= 250 && strings.Contains(id, "@") && safe.Line(id) == id && !strings.ContainsAny(id, " \t") {
			ids = append(ids, id)
		}
	}
}

func cut(s string, length int) string {
	if runes := []rune(s); len(runes) > length {
		return string(runes[:length-1]) + "…"
	}
	return s
}

// language tells French from English by the small words of a text.
func language(text string, fallback domain.Language) domain.Language {
	french, english := 0, 0
	for _, word := range strings.Fields(strings.ToLower(text[:min(len(text), 4000)])) {
		switch strings.Trim(word, ".,;:!?'’()") {
		case "le", "la", "les", "de", "des", "du", "je", "vous", "nous", "est", "et", "bonjour", "pas", "une", "qui", "que", "ce":
			french++
		case "the", "of", "you", "we", "is", "are", "and", "hello", "not", "this", "that", "to", "i", "my", "your":
			english++
		}
	}
	switch {
	case french > english:
		return domain.French
	case english > french:
		return domain.English
	}
	return fallback
}
