package letter

import (
	"html"
	"html/template"
	"regexp"
	"strconv"

	"vigie/internal/domain"
)

// A placeholder stands between two private-use characters, which safe removes
// from everything that comes from outside: nobody's text can make one.
const (
	linkOpens  = "\uE000"
	linkCloses = "\uE001"
)

var placeholder = regexp.MustCompile(linkOpens + `([a-z]):([0-9]+)` + linkCloses)

// Fill replaces the placeholders of a stored body by the addresses that url
// gives for a kind of link and its subject. It is called each time a mail
// leaves, so that no secret is stored.
func Fill(body domain.MailBody, url func(kind domain.LinkKind, subject int64) string) domain.MailBody {
	body.Text = fill(body.Text, url, func(s string) string { return s })
	body.HTML = fill(body.HTML, url, html.EscapeString)
	return body
}

// LinkRef is a placeholder found in a body.
type LinkRef struct {
	Kind    domain.LinkKind
	Subject int64
}

// Links lists the links that a body needs, each once, in their order.
func Links(body domain.MailBody) []LinkRef {
	var refs []LinkRef
	seen := map[LinkRef]bool{}
	Fill(body, func(kind domain.LinkKind, subject int64) string {
		if ref := (LinkRef{kind, subject}); !seen[ref] {
			seen[ref] = true
			refs = append(refs, ref)
		}
		return ""
	})
	return refs
}

func fill(s string, url func(domain.LinkKind, int64) string, escape func(string) string) string {
	return placeholder.ReplaceAllStringFunc(s, func(found string) string {
		m := placeholder.FindStringSubmatch(found)
		subject, err := strconv.ParseInt(m[2], 10, 64)
		if err != nil {
			return ""
		}
		return escape(url(domain.LinkKind(m[1]), subject))
	})
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
