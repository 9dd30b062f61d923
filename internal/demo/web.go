package demo

import (
	"embed"
	"html/template"
	"net/http"
	"regexp"
	"strconv"
	"time"
)

//go:embed templates
var templates embed.FS

// shownMails is how many mails the catcher's page lists.
const shownMails = 200

// Handler is the catcher's web page; say gives its few words in the person's
// language.
func (c *Catcher) Handler(say func(key string) string) http.Handler {
	pages := template.Must(template.New("").Funcs(template.FuncMap{"say": say, "linked": linked,
		"hour": func(t time.Time) string { return t.Format("2006-01-02 15:04:05") }}).ParseFS(templates, "templates/*.html"))
	mux := http.NewServeMux()
	show := func(w http.ResponseWriter, name string, data any) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		if err := pages.ExecuteTemplate(w, name, data); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	}
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		to := r.URL.Query().Get("to")
		show(w, "list.html", map[string]any{"Mails": c.Mails(to, shownMails), "To": to, "Count": c.Count()})
	})
	mux.HandleFunc("GET /mails/{n}", func(w http.ResponseWriter, r *http.Request) {
		n, err := strconv.Atoi(r.PathValue("n"))
		m, ok := c.Mail(n)
		if err != nil || !ok {
			http.NotFound(w, r)
			return
		}
		show(w, "mail.html", m)
	})
	mux.HandleFunc("GET /mails/{n}/html", func(w http.ResponseWriter, r *http.Request) {
		n, err := strconv.Atoi(r.PathValue("n"))
		m, ok := c.Mail(n)
		if err != nil || !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'")
		_, _ = w.Write([]byte(`<base target="_blank">` + m.HTML))
	})
	return mux
}

var address = regexp.MustCompile(`https?://[^\s<>"]+`)

// linked makes the addresses of a text clickable; everything else is escaped.
func linked(text string) template.HTML {
	var out []byte
	last := 0
	for _, span := range address.FindAllStringIndex(text, -1) {
		url := template.HTMLEscapeString(text[span[0]:span[1]])
		out = append(out, template.HTMLEscapeString(text[last:span[0]])...)
		out = append(out, `<a target="_blank" rel="noreferrer" href="`+url+`">`+url+`</a>`...)
		last = span[1]
	}
	return template.HTML(append(out, template.HTMLEscapeString(text[last:])...))
}
