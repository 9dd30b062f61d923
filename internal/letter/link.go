package letter

import (
	"html"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"vigie/internal/domain"
)

// A placeholder stands between two private-use characters, which safe removes
// from everything that comes from outside: nobody's text can make one.
const (
	linkOpens  = "\uE000"
	linkCloses = "\uE001"
)

// Fill replaces the placeholders of a stored body by the addresses that url
// gives for a kind of link and its subject.
func Fill(body domain.MailBody, url func(kind domain.LinkKind, subject int64) string) domain.MailBody {
	whole := func(part string, inHTML bool) string {
		var b strings.Builder
		b.Grow(len(part) + 512)
		Spell(part, inHTML, url, func(piece string) { b.WriteString(piece) })
		return b.String()
	}
	body.Text, body.HTML = whole(body.Text, false), whole(body.HTML, true)
	return body
}

// Spell says a part of a body piece by piece, with its addresses in the places
// of the placeholders. It is called each time a mail leaves, so that no secret
// is stored.
func Spell(part string, inHTML bool, url func(kind domain.LinkKind, subject int64) string, write func(piece string)) {
	scan(part, write, func(ref LinkRef) {
		address := url(ref.Kind, ref.Subject)
		if inHTML {
			address = html.EscapeString(address)
		}
		write(address)
	})
}

// LinkRef is a placeholder found in a body.
type LinkRef struct {
	Kind    domain.LinkKind
	Subject int64
}

// Links lists the links that a body needs, each once, in their order.
func Links(body domain.MailBody) []LinkRef {
	var refs []LinkRef
	for _, part := range []string{body.Text, body.HTML} {
		scan(part, func(string) {}, func(ref LinkRef) {
			if !slices.Contains(refs, ref) {
				refs = append(refs, ref)
			}
		})
	}
	return refs
}

// scan goes through a part: what stands between placeholders, and these.
func scan(s string, text func(string), link func(LinkRef)) {
	for {
		before, rest, found := strings.Cut(s, linkOpens)
		inside, after, closed := strings.Cut(rest, linkCloses)
		if !found || !closed {
			text(s)
			return
		}
		text(before)
		kind, number, _ := strings.Cut(inside, ":")
		if subject, err := strconv.ParseInt(number, 10, 64); err == nil {
			link(LinkRef{domain.LinkKind(kind), subject})
		}
		s = after
	}
}

// link is an address in a view: a placeholder, or a page without secret.
type link struct{ address string }

func secret(kind domain.LinkKind, subject int64) link {
	return link{linkOpens + string(kind) + ":" + strconv.FormatInt(subject, 10) + linkCloses}
}

// At is the same link at a section of its page.
func (l link) At(section string) link { return link{l.address + "#" + section} }

// String is the address, for the text part.
func (l link) String() string { return l.address }

// Href is the attribute of an HTML anchor. The address is a placeholder or
// made of the configured public URL, never of outside text.
func (l link) Href() template.HTMLAttr {
	return template.HTMLAttr(`href="` + html.EscapeString(l.address) + `"`)
}
