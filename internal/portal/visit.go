package portal

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"net/http"
	"strings"

	"vigie/internal/domain"
	"vigie/internal/i18n"
	"vigie/internal/safe"
)

// visit is one request to a page.
type visit struct {
	w      http.ResponseWriter
	r      *http.Request
	texts  *i18n.Texts
	chosen bool // the language was asked for in the address
	space  *space
}

// bodyMax is the largest form, in bytes.
const bodyMax = 64 << 10

// page registers a handler whose refusals become pages.
func (p *Portal) page(mux *http.ServeMux, pattern string, do func(*visit) error) {
	mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		v := &visit{w: w, r: r}
		v.texts, v.chosen = p.language(r)
		err := p.admit(v)
		if err == nil {
			err = do(v)
		}
		if err != nil {
			p.refuse(v, err)
		}
	})
}

// admit reads a form within its limits and counts it against its address.
func (p *Portal) admit(v *visit) error {
	if v.r.Method != http.MethodPost {
		return nil
	}
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, bodyMax)
	if err := v.r.ParseForm(); err != nil {
		return domain.Refuse(domain.Invalid, "form_unreadable")
	}
	if !p.limits.allow(v.r.Pattern, p.remote(v.r)) {
		return domain.Refuse(domain.Conflict, "too_many_requests")
	}
	return nil
}

// refuse answers an error with one page. What is our fault is logged under a
// reference that the page shows; tokens are never logged.
func (p *Portal) refuse(v *visit, err error) {
	switch domain.KindOf(err) {
	case domain.Gone, domain.NotFound:
		p.show(v, http.StatusGone, "gone", &plain{})
	case domain.Invalid, domain.Conflict, domain.Forbidden:
		status := http.StatusUnprocessableEntity
		if errors.Is(err, domain.Refuse(domain.Conflict, "too_many_requests")) {
			status = http.StatusTooManyRequests
			v.w.Header().Set("Retry-After", "300")
		}
		p.show(v, status, "refused", &plain{Text: v.texts.Err(err)})
	default:
		p.fault(v, err)
	}
}

func (p *Portal) fault(v *visit, err error) {
	reference := newReference()
	p.Log.Error("page", "reference", reference, "page", v.r.Pattern, "error", err)
	p.show(v, http.StatusInternalServerError, "fault", &plain{Reference: reference})
}

// newReference is a short name for a fault: it stands on the page and in the
// log.
func newReference() string {
	var b [4]byte
	_, _ = rand.Read(b[:])
	return strings.ToUpper(hex.EncodeToString(b[:]))
}

func (v *visit) token() string { return v.r.PathValue("token") }

// field is one line that somebody typed.
func (v *visit) field(name string) string {
	return strings.TrimSpace(safe.Line(v.r.PostFormValue(name)))
}

// block is several lines that somebody typed.
func (v *visit) block(name string) string {
	return strings.TrimSpace(safe.Block(v.r.PostFormValue(name)))
}

// speak turns to the language of the person whom a link belongs to, unless
// another one was asked for.
func (v *visit) speak(lang domain.Language) {
	if !v.chosen && lang != "" {
		v.texts = i18n.For(string(lang))
	}
}

// language is the one asked for by ?lang=, else the browser's, else ours.
func (p *Portal) language(r *http.Request) (texts *i18n.Texts, chosen bool) {
	if r.URL.RawQuery != "" {
		if lang := r.URL.Query().Get("lang"); domain.LanguageOr(lang, "") != "" {
			return i18n.For(lang), true
		}
	}
	for part := range strings.SplitSeq(r.Header.Get("Accept-Language"), ",") {
		code, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		code, _, _ = strings.Cut(strings.ToLower(code), "-")
		if domain.LanguageOr(code, "") != "" {
			return i18n.For(code), false
		}
	}
	return i18n.For(string(domain.LanguageOr(string(p.Language), domain.French))), false
}
