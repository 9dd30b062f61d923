package portal

import (
	"fmt"
	"maps"
	"net/http"
	"runtime/debug"
)

// policy lets a page load its own stylesheet and nothing else, and post its
// forms home.
const policy = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// middleware stands before every page: headers, cross-site posts, panics.
func (p *Portal) middleware(next http.Handler) http.Handler {
	guard := http.NewCrossOriginProtection()
	if origin := p.origin(); origin != "" {
		if err := guard.AddTrustedOrigin(origin); err != nil {
			p.Log.Warn("public address is no origin", "error", err)
		}
	}
	guard.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := &visit{w: w, r: r}
		v.texts, v.chosen = p.language(r)
		p.show(v, http.StatusForbidden, "refused", &plain{Text: v.texts.T("page.refused.cross_site")})
	}))
	return p.headers(p.recovered(guard.Handler(next)))
}

// headers sets what every answer carries; the values are shared by all, and
// never changed in place.
func (p *Portal) headers(next http.Handler) http.Handler {
	always := http.Header{}
	always.Set("Content-Security-Policy", policy)
	always.Set("Referrer-Policy", "no-referrer") // the address is the secret
	always.Set("X-Content-Type-Options", "nosniff")
	always.Set("X-Frame-Options", "DENY")
	always.Set("X-Robots-Tag", "noindex, nofollow")
	always.Set("Cross-Origin-Opener-Policy", "same-origin")
	always.Set("Cross-Origin-Resource-Policy", "same-origin")
	always.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
	always.Set("Cache-Control", "no-store")
	if p.secure {
		always.Set("Strict-Transport-Security", "max-age=31536000")
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		maps.Copy(w.Header(), always)
		next.ServeHTTP(w, r)
	})
}

// recovered turns a panic into the page of a fault.
func (p *Portal) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if cause := recover(); cause != nil {
				v := &visit{w: w, r: r}
				v.texts, v.chosen = p.language(r)
				p.fault(v, fmt.Errorf("panic: %v\n%s", cause, debug.Stack()))
			}
		}()
		next.ServeHTTP(w, r)
	})
}
