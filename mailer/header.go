package mailer

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"vigie/internal/safe"
)

// lineLength is where a line of a header is folded, wordLength how long an
// encoded word may be (RFC 2047).
const (
	lineLength = 76
	wordLength = 74
)

// header writes fields, folded.
type header struct{ b *bytes.Buffer }

// words writes a field whose value may be folded between its words; nothing
// where there are none.
func (h header) words(name string, words []string) {
	if len(words) == 0 || words[0] == "" {
		return
	}
	h.b.WriteString(name + ":")
	at := len(name) + 1
	for _, w := range words {
		if at > 0 && at+1+len(w) > lineLength && at > len(name)+1 {
			h.b.WriteString("\r\n")
			at = 0
		}
		h.b.WriteString(" " + w)
		at += 1 + len(w)
	}
	h.b.WriteString("\r\n")
}

// text writes a field that people read. A plain one stays as it is; anything
// else, and a word that no line could hold, is encoded.
func (h header) text(name, value string) {
	value = safe.Header(value)
	words := strings.Split(value, " ")
	plain := ascii(value)
	for _, w := range words {
		plain = plain && len(w) <= lineLength
	}
	if !plain {
		words = encoded(value, len(name)+2)
	}
	h.words(name, words)
}

var quotedName = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

// address writes one address with its name. An address beyond ASCII stands as
// it is (RFC 6532): the server was asked for SMTPUTF8.
func (h header) address(name, who, address string) {
	who = safe.Header(who)
	words := []string{"<" + address + ">"}
	switch {
	case who == "":
		words[0] = address
	case ascii(who) && len(who) < wordLength:
		words = []string{`"` + quotedName.Replace(who) + `"`, words[0]}
	default:
		words = append(encoded(who, len(name)+2), words[0])
	}
	h.words(name, words)
}

const hexadecimal = "0123456789ABCDEF"

// encoded writes a text as encoded words of UTF-8, none of which cuts a
// character; the first leaves room for what stands before it. Only what is
// allowed in a name stands as itself, so that one form does for all fields.
func encoded(text string, before int) []string {
	const open, closing = "=?utf-8?q?", "?="
	var words []string
	word := make([]byte, 0, wordLength)
	room := max(wordLength-before, len(open)+len(closing)+12)
	for _, r := range text {
		var piece [3 * utf8.UTFMax]byte
		p := piece[:0]
		switch {
		case r == ' ':
			p = append(p, '_')
		case r >= '0' && r <= '9', r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z':
			p = append(p, byte(r))
		default:
			for _, c := range []byte(string(r)) {
				p = append(p, '=', hexadecimal[c>>4], hexadecimal[c&15])
			}
		}
		if len(open)+len(word)+len(p)+len(closing) > room {
			words = append(words, open+string(word)+closing)
			word, room = word[:0], wordLength
		}
		word = append(word, p...)
	}
	return append(words, open+string(word)+closing)
}
