// Package letter writes every mail that leaves: it turns facts of the domain
// into subject, text and HTML, in French and English.
//
// Words stand in the catalogue (mail.*.json), form in templates/: one layout
// and two shapes, the recap of a weekly reminder and the notice of everything
// else. The text and the HTML part are made from the same view, so they say
// the same. Links are placeholders until the mail leaves (see Fill).
package letter

import (
	"bytes"
	"embed"
	"fmt"
	htmltemplate "html/template"
	"strings"
	texttemplate "text/template"
	"time"

	"vigie/internal/domain"
	"vigie/internal/i18n"
	"vigie/internal/safe"
)

//go:embed templates
var files embed.FS

// Letters renders mails; safe for concurrent use.
type Letters struct {
	base string
	zone *time.Location
	html map[string]*htmltemplate.Template
	text map[string]*texttemplate.Template
}

// New prepares the templates. base is the public URL of the pages without a
// final slash, zone the time zone in which moments are said. The templates
// are part of the binary: a broken one stops the program.
func New(base string, zone *time.Location) *Letters {
	l := &Letters{base: strings.TrimRight(base, "/"), zone: zone, html: map[string]*htmltemplate.Template{}, text: map[string]*texttemplate.Template{}}
	for _, shape := range []string{"recap", "notice"} {
		l.html[shape] = htmltemplate.Must(htmltemplate.ParseFS(files, "templates/layout.html", "templates/"+shape+".html"))
		l.text[shape] = texttemplate.Must(texttemplate.ParseFS(files, "templates/layout.txt", "templates/"+shape+".txt"))
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

func (l *Letters) render(shape string, view interface{ header() frame }) (domain.MailBody, error) {
	var html, text bytes.Buffer
	if err := l.html[shape].ExecuteTemplate(&html, "layout.html", view); err != nil {
		return domain.MailBody{}, fmt.Errorf("mail as HTML: %w", err)
	}
	if err := l.text[shape].ExecuteTemplate(&text, "layout.txt", view); err != nil {
		return domain.MailBody{}, fmt.Errorf("mail as text: %w", err)
	}
	return domain.MailBody{Subject: safe.Header(view.header().Subject), Text: tidy(text.String()), HTML: squeeze(html.String())}, nil
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
