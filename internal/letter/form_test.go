package letter

import (
	"bytes"
	htmltemplate "html/template"
	"reflect"
	"testing"
	texttemplate "text/template"
	"time"

	"vigie/internal/domain"
	"vigie/internal/i18n"
	"vigie/internal/safe"
)

// templates are a shape as html/template and text/template know it.
type templates struct {
	html *htmltemplate.Template
	text *texttemplate.Template
}

func templatesOf(shape string) templates {
	return templates{htmltemplate.Must(htmltemplate.ParseFS(files, "templates/layout.html", "templates/"+shape+".html")),
		texttemplate.Must(texttemplate.ParseFS(files, "templates/layout.txt", "templates/"+shape+".txt"))}
}

// render renders a view as html/template and text/template do.
func (x templates) render(t *testing.T, view any) (html, text string) {
	t.Helper()
	var h, b bytes.Buffer
	if err := x.html.ExecuteTemplate(&h, "layout.html", view); err != nil {
		t.Fatal(err)
	}
	if err := x.text.ExecuteTemplate(&b, "layout.txt", view); err != nil {
		t.Fatal(err)
	}
	return h.String(), string(tidy(nil, b.Bytes()))
}

// A form is no second opinion on how to escape: whatever stands in a mail, it
// writes what html/template writes, but for the white space of the lay-out.
func TestAFormWritesWhatHTMLTemplateWrites(t *testing.T) {
	l, known := letters(t), map[string]templates{"recap": templatesOf("recap"), "notice": templatesOf("notice")}
	payloads := append(safe.HostilePayloads(), "", "Dupont & <fils>", `a="b" 'c' + d`, "\x00\ufffd", `javascript:alert(1)`, "{{.T}}", `"><script>`)
	for _, lang := range []domain.Language{domain.French, domain.English} {
		for _, p := range payloads {
			reminder := l.recap(twoEstablishments(domain.MailActivation, lang))
			filled(reflect.ValueOf(&reminder).Elem(), p)
			alike := l.recap(twoEstablishments(domain.MailActivation, lang))
			filled(reflect.ValueOf(&alike).Elem(), p)
			withoutRefusals(alike)
			notice := noticeView{frame: newFrame(lang, p, p), Before: []string{p, p}, Facts: []fact{{p, p}}, Button: &button{p, link{"https://vigie.example/?a=1&b=2"}},
				Links: []button{{p, secret(domain.LinkReset, 3)}}, After: []string{p}, Why: []string{p}}
			notice.Subject, notice.Title, notice.Preheader = p, p, p
			for _, c := range []struct {
				shape string
				view  any
			}{{"recap", reminder}, {"recap", alike}, {"recap", alike}, {"notice", notice}} { // what was said before is said from memory
				shape, v := c.shape, reflect.ValueOf(c.view)
				html, text := known[shape].render(t, c.view)
				in, out := pen{html: true}, pen{}
				f := l.forms[shape+"."+i18n.For(string(lang)).Lang()]()
				f.html.write(&in, v, v)
				f.text.write(&out, v, v)
				if got, want := squeeze(string(in.out)), squeeze(html); got != want {
					t.Fatalf("%s of %q is\n%s\nand by html/template\n%s", shape, p, got, want)
				}
				if got := string(tidy(nil, out.out)); got != text {
					t.Fatalf("%s of %q is\n%s\nand by text/template\n%s", shape, p, got, text)
				}
			}
		}
	}
}

// withoutRefusals leaves lines of documents that many mails say alike.
func withoutRefusals(v recapView) {
	for _, a := range v.Accounts {
		for _, b := range a.Buyers {
			for i := range b.Lines {
				b.Lines[i].Refused = ""
			}
		}
	}
}

func BenchmarkReminder(b *testing.B) {
	l, r := New("https://vigie.example", time.UTC), oneEstablishment(domain.MailCompliance, domain.French)
	b.ReportAllocs()
	for b.Loop() {
		body, err := l.Reminder(r, domain.MailText{})
		if err != nil || len(Links(body)) == 0 {
			b.Fatal(err)
		}
		Fill(body, address)
	}
}

// filled puts a text into every text of a view.
func filled(v reflect.Value, text string) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Slice:
		for i := range v.Len() {
			filled(v.Index(i), text)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Field(i); (f.CanSet() || v.Type().Field(i).Anonymous) && f.Type() != reflect.TypeFor[link]() {
				filled(f, text)
			}
		}
	}
}
