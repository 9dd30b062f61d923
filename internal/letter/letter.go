// Package letter writes every mail that leaves: it turns facts of the domain
// into subject, text and HTML, in French and English.
//
// Words stand in the catalogue (mail.*.json), form in templates/: one layout
// and two shapes, the recap of a weekly reminder and the notice of everything
// else. The text and the HTML part are made from the same view, so they say
// the same. Links are placeholders until the mail leaves (see Fill).
package letter

import (
	"embed"
	"reflect"
	"strings"
	"sync"
	"time"

	"vigie/internal/domain"
	"vigie/internal/i18n"
	"vigie/internal/safe"
)

//go:embed templates
var files embed.FS

// Letters renders mails; safe for concurrent use.
type Letters struct {
	base  string
	zone  *time.Location
	forms map[string]func() forms // by shape and language
	pens  sync.Pool
	lines memo[lineOn, i18n.Line]
}

// forms are the two parts of a shape in a language.
type forms struct{ html, text form }

// New prepares the forms, each to be made when a mail first needs it. base is
// the public URL of the pages without a final slash, zone the time zone in
// which moments are said.
func New(base string, zone *time.Location) *Letters {
	l := &Letters{base: strings.TrimRight(base, "/"), zone: zone, forms: map[string]func() forms{}}
	for shape, view := range map[string]any{"recap": recapView{}, "notice": noticeView{}} {
		for _, lang := range []string{i18n.French, i18n.English} {
			l.forms[shape+"."+lang] = sync.OnceValue(func() forms {
				return forms{html: newForm(i18n.For(lang), shape, "html", view), text: newForm(i18n.For(lang), shape, "txt", view)}
			})
		}
	}
	return l
}

// frame is what every mail has; the views of recap and notice embed it.
type frame struct {
	*i18n.Texts
	Subject   string
	Preheader string // what a mail reader shows beside the subject
	Title     string
	Hello     string
	Reference string
}

// header is what render needs of any view.
func (f frame) header() frame { return f }

// newFrame opens a mail in a language.
func newFrame(lang domain.Language, name, reference string) frame {
	f := frame{Texts: i18n.For(string(lang)), Reference: safe.Line(reference)}
	f.Hello = f.T("mail.hello")
	if name = short(name); name != "" {
		f.Hello = f.T("mail.hello_name", "Name", name)
	}
	return f
}

// render writes both parts of a view.
func (l *Letters) render(shape string, view interface{ header() frame }) domain.MailBody {
	head := view.header()
	f, v := l.forms[shape+"."+head.Lang()](), reflect.ValueOf(view)
	p, ok := l.pens.Get().(*pen)
	if !ok {
		p = &pen{}
	}
	defer l.pens.Put(p)
	body := domain.MailBody{Subject: safe.Header(head.Subject)}
	p.out, p.html = p.out[:0], true
	f.html.write(p, v, v)
	body.HTML = string(p.out)
	p.out, p.html = p.out[:0], false
	f.text.write(p, v, v)
	p.tidied = tidy(p.tidied[:0], p.out)
	body.Text = string(p.tidied)
	return body
}

// nameLength is where a name is cut, in characters: enough for any real one,
// too little to fill a mail with.
const nameLength = 80

// short is the way in for names and addresses: one harmless line, cut when
// it is unreasonably long.
func short(s string) string {
	s = strings.TrimSpace(safe.Line(s))
	if runes := []rune(s); len(runes) > nameLength {
		return string(runes[:nameLength-1]) + "…"
	}
	return s
}

// label says a code of the domain; one that the catalogue does not know is
// shown as outside text.
func (f frame) label(prefix, code string) string {
	if f.Has(prefix + code) {
		return f.T(prefix + code)
	}
	return short(code)
}

// page is the address of a page that needs no secret.
func (l *Letters) page(path string, lang string) string { return l.base + path + "lang=" + lang }

// moment says an instant in the house's time zone.
func (l *Letters) moment(t *i18n.Texts, at domain.Instant) string {
	return t.DateTime(at.Time(), l.zone)
}
