package portal

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/chromedp/chromedp"

	"vigie/internal/domain"
)

// state is all that a visit could have changed.
func (w *world) state(token string) string {
	w.t.Helper()
	ctx := context.Background()
	head, err := w.db.AuditHead(ctx)
	if err != nil {
		w.t.Fatal(err)
	}
	seal, err := w.db.LedgerHead(ctx)
	if err != nil {
		w.t.Fatal(err)
	}
	c, err := w.db.Customer(ctx, w.customer)
	if err != nil {
		w.t.Fatal(err)
	}
	found, err := w.db.ConsentCase(ctx, w.keys.TokenHash(token))
	if err != nil {
		w.t.Fatal(err)
	}
	return fmt.Sprintf("%s %s %+v %+v", head, seal, c, found)
}

func TestNoScannerGivesTakesOrBurnsAConsent(t *testing.T) {
	w := newWorld(t)
	token := w.token(domain.LinkPreferences, w.request)
	path := "/c/" + token
	w.want(w.post(path, "sms", "yes", "email", "no"), 200) // something to take
	server := httptest.NewServer(w.portal.Handler())
	t.Cleanup(server.Close)
	before := w.state(token)

	visits := 0
	prefetches := []http.Header{{}, {"Purpose": {"prefetch"}}, {"Sec-Purpose": {"prefetch;prerender"}}, {"X-Moz": {"prefetch"}}, {"X-Purpose": {"preview"}},
		{"User-Agent": {"Mozilla/5.0 (Windows NT 10.0) SafeLinks"}}, {"User-Agent": {"Barracuda Sentinel"}, "Range": {"bytes=0-100"}}}
	for i := range 240 {
		method := []string{http.MethodGet, http.MethodHead, http.MethodGet, http.MethodOptions}[i%4]
		query := []string{"", "?email=yes&sms=no&do=save", "?do=refuse_all", "?lang=en"}[i/4%4]
		r, err := http.NewRequest(method, server.URL+path+query, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		r.Header = prefetches[i%len(prefetches)].Clone()
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_, err = io.Copy(io.Discard, response.Body)
		if err != nil || response.StatusCode >= 500 {
			t.Fatalf("%s %s: %d, %v", method, query, response.StatusCode, err)
		}
		_ = response.Body.Close()
		visits++
	}
	scripts := chromedp.Flag("blink-settings", "scriptEnabled=true")
	ctx := browserWith(t, scripts)
	for range 20 { // reads the page, runs what it has, follows its links as a preview does
		run(t, ctx, chromedp.Navigate(server.URL+path), chromedp.WaitVisible(chromedp.CSS("form")))
		if ask(t, ctx, chromedp.Evaluate[int]("1 + 1")) != 2 {
			t.Fatal("the browser runs no scripts")
		}
		ask(t, ctx, chromedp.Evaluate[bool](`document.querySelectorAll("a[href]").forEach(a => fetch(a.href)), document.querySelectorAll("input").forEach(i => i.focus()), true`))
		run(t, ctx, chromedp.Navigate(server.URL+path+"?lang=en"), chromedp.WaitVisible(chromedp.CSS("form")), chromedp.Navigate(server.URL+path+"?email=yes&do=save"), chromedp.WaitVisible(chromedp.CSS("form")))
		visits += 3
	}
	if after := w.state(token); visits != 300 || after != before {
		t.Errorf("%d visits changed something:\n%s\n%s", visits, before, after)
	}
	w.want(w.post(path, "sms", "no"), 200)
	if after := w.state(token); after == before {
		t.Error("the link was burnt")
	}
}
