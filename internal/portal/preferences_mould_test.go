package portal

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/i18n"
	"vigie/internal/safe"
)

// TestPouredPageIsTheOneOfHTMLTemplate compares both ways byte by byte, with
// hostile texts in every place that a customer or an installation fills.
func TestPouredPageIsTheOneOfHTMLTemplate(t *testing.T) {
	w := newWorld(t)
	texts := append(safe.HostilePayloads(), "", "o…@faure.example", `"><img src=x onerror=alert(1)>`, "a+b@c.example", "L'Étoile & Fils <b>", "slot0tols", "\x00", "{{.Controller}}")
	for i, hostile := range texts {
		shown := desk.Preferences{Controller: "Garage des Flandres", RefusalsOnly: i%2 == 0}
		if i%4 < 2 {
			shown.AnsweredAt = domain.InstantOf(w.clock.Now())
		}
		if i%8 == 7 && !strings.Contains(hostile, "slot") {
			shown.Controller = hostile
		}
		for j, channel := range domain.ConsentChannels() {
			target := hostile
			if j == i%4 {
				target = ""
			}
			shown.Channels = append(shown.Channels, desk.ChannelAnswer{Channel: channel, Accepts: j == i%3, Target: target})
		}
		for _, lang := range []string{i18n.French, i18n.English} {
			poured, made := w.bothWays(lang, shown)
			if poured != made {
				t.Fatalf("%q in %s is poured as\n%s\nand made as\n%s", hostile, lang, poured, made)
			}
			for _, obeyed := range []string{"<script", "<img", "<b>", "tols"} {
				if obeyed != "tols" && strings.Contains(poured, obeyed) || strings.Contains(strings.ReplaceAll(poured, "slot0tols", ""), "tols") {
					t.Fatalf("%q comes back as markup:\n%s", hostile, poured)
				}
			}
		}
	}
}

func (w *world) bothWays(lang string, shown desk.Preferences) (poured, made string) {
	w.t.Helper()
	visitOf := func() (*visit, *httptest.ResponseRecorder) {
		recorder := httptest.NewRecorder()
		return &visit{w: recorder, r: httptest.NewRequest(http.MethodGet, "/c/AAAAAAAAAAAAAAAAAAAA-_?lang="+lang, nil), texts: i18n.For(lang)}, recorder
	}
	v, one := visitOf()
	path, ok := plainAddress(v.r)
	if !ok {
		w.t.Fatal("a token makes no plain address")
	}
	if err := w.portal.pourPreferences(v, path, shown); err != nil {
		w.t.Fatal(err)
	}
	v, other := visitOf()
	w.portal.show(v, http.StatusOK, "preferences", w.portal.preferencesOf(v, shown))
	return one.Body.String(), other.Body.String()
}

func TestOddAddressTakesTheLongWay(t *testing.T) {
	for address, plain := range map[string]bool{
		"/c/AAAAAAAAAAAAAAAAAAAA-_": true, "/c/AAAA?lang=fr": true, "/c/AAAA?lang=en": true,
		"/c/AAAA?lang=de": false, "/c/AAAA?lang=fr&x=1": false, "/c/AAAA?%22%3E": false, "/c/%41AAA%22": false, "/c/AAAA%2F": false, "/c/A%C3%A9": false, "/c/A'A": false, "/c/A+A": false,
	} {
		if _, ok := plainAddress(httptest.NewRequest(http.MethodGet, address, nil)); ok != plain {
			t.Errorf("%s is plain: %v", address, ok)
		}
	}
	w := newWorld(t)
	path := "/c/" + w.token(domain.LinkPreferences, w.request)
	short, long := w.get(path), w.get(path+`?x=%22%3E%3Cscript%3E`)
	w.want(long, 200, "o…@faure.example")
	if strings.Contains(long.body, "<script") || strings.ReplaceAll(long.body, "&amp;x=%22%3E%3Cscript%3E", "") != short.body {
		t.Errorf("the long way makes another page:\n%s\n%s", long.body, short.body)
	}
}
