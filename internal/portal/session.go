package portal

import (
	"net/http"
	"net/url"
	"strings"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/safe"
)

// The cookies of the space. Over https the first bears a prefix by which
// browsers refuse one that another host or an insecure page set.
const (
	sessionCookie = "vigie"
	pendingCookie = "vigie_login"
)

func (p *Portal) sessionName() string {
	if p.secure {
		return "__Host-" + sessionCookie
	}
	return sessionCookie
}

func (p *Portal) setCookie(v *visit, name, path, value string, seconds int) {
	http.SetCookie(v.w, &http.Cookie{Name: name, Value: value, Path: path, MaxAge: seconds, HttpOnly: true, Secure: p.secure, SameSite: http.SameSiteLaxMode})
}

func cookieOf(r *http.Request, name string) string {
	c, err := r.Cookie(name)
	if err != nil {
		return ""
	}
	return c.Value
}

// account registers a page of the space: whoever is not logged in is asked to,
// and comes back to it.
func (p *Portal) account(mux *http.ServeMux, pattern string, do func(*visit, desk.Visitor) error) {
	p.upload(mux, pattern, func(v *visit) error {
		visitor, err := p.Desk.Visitor(v.r.Context(), cookieOf(v.r, p.sessionName()))
		if domain.KindOf(err) == domain.Forbidden {
			return p.askLogin(v)
		}
		if err != nil {
			return err
		}
		v.speak(visitor.User.Language)
		v.space = spaceOf(v, visitor)
		return do(v, visitor)
	})
}

// askLogin leads to the page of log-in, and back to a page that was only
// looked at.
func (p *Portal) askLogin(v *visit) error {
	query := url.Values{}
	if v.r.Method == http.MethodGet && v.r.URL.Path != "/account" {
		query.Set("next", v.r.URL.Path)
	}
	if v.chosen {
		query.Set("lang", v.texts.Lang())
	}
	address := "/login"
	if len(query) > 0 {
		address += "?" + query.Encode()
	}
	v.redirect(address)
	return nil
}

// redirect answers a post by another page, so that reloading posts nothing
// twice.
func (v *visit) redirect(address string) { http.Redirect(v.w, v.r, address, http.StatusSeeOther) }

// back leads to a page of the space with a word of what was done.
func (v *visit) back(path, done string) {
	query := url.Values{"done": {done}}
	if v.chosen {
		query.Set("lang", v.texts.Lang())
	}
	v.redirect(path + "?" + query.Encode())
}

// done is the text of what was done on the page before; nothing but what the
// catalogue knows is ever shown.
func (v *visit) done(prefix string) string {
	if key := prefix + v.r.URL.Query().Get("done"); v.texts.Has(key) {
		return v.texts.T(key)
	}
	return ""
}

// nextPage is where a log-in leads: a page of the space, never elsewhere.
func nextPage(next string) string {
	if next == "/account" || strings.HasPrefix(next, "/account/") && !strings.ContainsAny(next, "\\?#\r\n") && !strings.Contains(next, "//") {
		return next
	}
	return "/account"
}

// space is what every page of the space shows around it.
type space struct {
	Who   string
	Items []spaceItem
}

type spaceItem struct {
	Path, Label string
	Here        bool
}

func spaceOf(v *visit, visitor desk.Visitor) *space {
	u := visitor.User
	name := u.EstablishmentName
	if name == "" {
		name = u.EstablishmentValue
	}
	s := &space{Who: safe.Line(name)}
	add := func(path, key string) {
		here := v.r.URL.Path == path || path != "/account" && strings.HasPrefix(v.r.URL.Path, path+"/")
		s.Items = append(s.Items, spaceItem{path + "?lang=" + v.texts.Lang(), v.texts.T(key), here || path == "/account" && strings.HasPrefix(v.r.URL.Path, "/account/clients/")})
	}
	add("/account", "space.nav.clients")
	add("/account/documents", "space.nav.documents")
	if u.Role == domain.RoleAdministrator {
		add("/account/company", "space.nav.company")
	}
	add("/account/rights", "space.nav.rights")
	return s
}
