package portal

import (
	"bytes"
	"html"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"vigie/internal/i18n"
)

// pages are the templates by name and language, each with the layout, parsed
// when the first visitor asks for it.
type pages map[string]func() *template.Template

func listPages() pages {
	names, err := fs.Glob(files, "templates/*.html")
	if err != nil {
		panic(err)
	}
	out := pages{}
	for _, lang := range []string{i18n.French, i18n.English} {
		for _, path := range names {
			if name := strings.TrimSuffix(strings.TrimPrefix(path, "templates/"), ".html"); name != "layout" {
				out[name+"."+lang] = sync.OnceValue(func() *template.Template {
					page := template.Must(template.New("layout.html").Parse(spoken("templates/layout.html", lang)))
					return template.Must(page.Parse(spoken(path, lang)))
				})
			}
		}
	}
	return out
}

// constantText is a text without arguments in a template, always between tags
// or in a quoted attribute.
var constantText = regexp.MustCompile(`\{\{\$?\.T "([a-z0-9_.]+)"\}\}`)

// spoken is a template with its constant texts already said in a language:
// looking them up at every view was most of a page's cost.
func spoken(path, lang string) string {
	text, err := files.ReadFile(path)
	if err != nil {
		panic(err) // part of the binary
	}
	texts := i18n.For(lang)
	said := constantText.ReplaceAllStringFunc(string(text), func(found string) string {
		return html.EscapeString(texts.T(constantText.FindStringSubmatch(found)[1]))
	})
	return strings.ReplaceAll(said, "{{.Lang}}", lang)
}

// plain is what every page has; the views of pages embed it.
type plain struct {
	*i18n.Texts
	Text      string // of the pages that only say something
	Reference string
	Problems  map[string]string // by field
	French    string            // this page in French
	English   string
	Action    string // where its form posts
	Space     *space // around the pages of somebody logged in
}

func (p *plain) frame() *plain { return p }

// Problem is what is wrong with a field, or empty.
func (p *plain) Problem(field string) string { return p.Problems[field] }

// refuseField notes what is wrong with a field.
func (p *plain) refuseField(field, why string) {
	if p.Problems == nil {
		p.Problems = map[string]string{}
	}
	p.Problems[field] = why
}

// show renders a page whole before its first byte leaves.
func (p *Portal) show(v *visit, status int, name string, view interface{ frame() *plain }) {
	f := view.frame()
	f.Texts, f.Space = v.texts, v.space
	f.French, f.English = inLanguage(v.r, i18n.French), inLanguage(v.r, i18n.English)
	f.Action = inLanguage(v.r, v.texts.Lang())
	var page bytes.Buffer
	if err := p.pages[name+"."+v.texts.Lang()]().ExecuteTemplate(&page, "layout.html", view); err != nil {
		p.Log.Error("page", "page", name, "error", err)
		http.Error(v.w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	v.answer(status, page.Bytes())
}

// answer sends a whole page.
func (v *visit) answer(status int, page []byte) {
	h := v.w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", v.texts.Lang())
	h.Set("Content-Length", strconv.Itoa(len(page)))
	v.w.WriteHeader(status)
	_, _ = v.w.Write(page)
}

// inLanguage is the address of the page in a language. What else was asked
// for in the address stays.
func inLanguage(r *http.Request, lang string) string {
	query := r.URL.Query()
	query.Set("lang", lang)
	query.Del("done")
	return r.URL.EscapedPath() + "?" + query.Encode()
}

// serveStatic serves the stylesheet. Its name changes with its content in no
// way, so that browsers ask again after an hour.
func serveStatic(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "public, max-age=3600")
	http.ServeFileFS(w, r, files, path.Join("static", path.Base(r.PathValue("name"))))
}
