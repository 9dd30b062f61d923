package portal

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"vigie/internal/domain"
)

func number(n int64) string { return strconv.FormatInt(n, 10) }

func TestEveryPageIsGuarded(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{"/", "/r", "/support", "/a/x", "/healthz", "/static/vigie.css", "/c/" + w.token(domain.LinkPreferences, w.request)} {
		a := w.get(path)
		for name, want := range map[string]string{"Content-Security-Policy": policy, "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Strict-Transport-Security": "max-age=31536000"} {
			if got := a.header.Get(name); got != want {
				t.Errorf("%s: %s is %q", path, name, got)
			}
		}
		for _, inline := range []string{"<script", "style=", "onclick", "<style"} {
			if strings.Contains(a.body, inline) {
				t.Errorf("%s contains %s", path, inline)
			}
		}
	}
}

func TestHealthPagesAnswer(t *testing.T) {
	w := newWorld(t)
	w.want(w.get("/healthz"), 200, "ok")
	w.want(w.get("/readyz"), 200, "ok")
	w.want(w.get("/nowhere"), 404, "Page introuvable")
	w.want(w.get("/static/vigie.css"), 200, "--green")
	w.want(w.get("/static/nothing.css"), 404)
}

func TestFormsFromOtherSitesAreRefused(t *testing.T) {
	w := newWorld(t)
	path := "/c/" + w.token(domain.LinkPreferences, w.request)
	post := func(site, origin string) answer {
		r := httptest.NewRequest(http.MethodPost, path, strings.NewReader("email=yes"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", site)
		r.Header.Set("Origin", origin)
		return w.do(r)
	}
	w.want(post("cross-site", "https://evil.example"), 403, "autre site")
	w.want(post("same-origin", "https://vigie.example"), 200)
}

func TestFormsAreLimitedPerAddress(t *testing.T) {
	w := newWorld(t)
	post := func(remote, forwarded string) int {
		r := httptest.NewRequest(http.MethodPost, "/r", strings.NewReader("email=a@b.example"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.RemoteAddr = remote
		if forwarded != "" {
			r.Header.Set("X-Forwarded-For", forwarded)
		}
		return w.do(r).status
	}
	for i := range 5 {
		if got := post("198.51.100.7:4000", ""); got != 200 {
			t.Fatalf("post %d: %d", i, got)
		}
	}
	if got := post("198.51.100.7:4001", "203.0.113.9"); got != 429 {
		t.Errorf("a client that invents an X-Forwarded-For: %d", got)
	}
	if got := post("198.51.100.8:4000", ""); got != 200 {
		t.Errorf("another address: %d", got)
	}
	if got := post("10.1.2.3:80", "192.0.2.66, 198.51.100.7"); got != 429 {
		t.Errorf("the same client behind the proxy: %d", got)
	}
	if got := post("10.1.2.3:80", "198.51.100.7, 198.51.100.9"); got != 200 {
		t.Errorf("another client behind the proxy: %d", got)
	}
	w.portal.Close()
}

func TestOversizedFormIsRefused(t *testing.T) {
	w := newWorld(t)
	w.want(w.post("/support", "kind", "other", "email", "a@b.example", "body", strings.Repeat("x", bodyMax)), 422)
}

func TestPanicIsOnePageWithAReferenceThatIsInTheLog(t *testing.T) {
	w := newWorld(t)
	mux := http.NewServeMux()
	w.portal.page(mux, "GET /a/{token}", func(*visit) error { panic("boom") })
	recorder := httptest.NewRecorder()
	w.portal.middleware(mux).ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, "/a/SECRETTOKEN", nil))
	reference := regexp.MustCompile(`[0-9A-F]{8}`).FindString(recorder.Body.String())
	if recorder.Code != 500 || reference == "" || !strings.Contains(w.log.String(), reference) || strings.Contains(w.log.String(), "SECRETTOKEN") {
		t.Errorf("%d, reference %q, log %s", recorder.Code, reference, w.log)
	}
}

func TestLanguageFollowsTheChoiceThenThePersonThenTheBrowser(t *testing.T) {
	w := newWorld(t)
	path := "/s/" + w.token(domain.LinkSupplier, w.user)
	get := func(path, accept string) answer {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Header.Set("Accept-Language", accept)
		return w.do(r)
	}
	w.want(get("/r", "de, en-GB;q=0.8, fr;q=0.5"), 200, `<html lang="en">`)
	w.want(get("/r", "de"), 200, `<html lang="fr">`)
	w.want(get(path, "en"), 200, `<html lang="fr">`)
	w.want(get(path+"?lang=en", "fr"), 200, `<html lang="en">`, `action="`+path+`?lang=en#standby"`)
}

func TestEveryTemplateParsesInBothLanguages(t *testing.T) {
	for name, page := range listPages() {
		if page().Lookup("content") == nil {
			t.Errorf("%s has no content", name)
		}
	}
}
