package portal

import (
	"context"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"vigie/internal/domain"
)

// browser starts chromium with a phone's window. Scripts are off: the pages
// must not need any.
func browser(t *testing.T) context.Context {
	t.Helper()
	return browserWith(t, chromedp.Flag("blink-settings", "scriptEnabled=false"))
}

// browserWith starts chromium with one flag of its own.
func browserWith(t *testing.T, flag chromedp.ExecAllocatorOption) context.Context {
	t.Helper()
	flags := append([]chromedp.ExecAllocatorOption{}, chromedp.DefaultExecAllocatorOptions[:]...)
	flags = append(flags, chromedp.NoSandbox, chromedp.DisableGPU, flag, chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.UserDataDir(filepath.Join(t.TempDir(), "chromium")), chromedp.WindowSize(500, 900))
	allocator, stopAllocator := chromedp.NewExecAllocator(context.Background(), flags...)
	ctx, stop := chromedp.NewContext(allocator)
	t.Cleanup(func() { stop(); stopAllocator() })
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("chromium does not start (apt-get install chromium): %v", err)
	}
	return ctx
}

func run(t *testing.T, ctx context.Context, actions ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		t.Fatal(err)
	}
}

func ask[T any](t *testing.T, ctx context.Context, action chromedp.Action[T]) T {
	t.Helper()
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	v, err := chromedp.Run(ctx, action)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// picture writes what a phone shows to VIGIE_PICTURES, for people to look at,
// and refuses a page that scrolls sideways.
func picture(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	run(t, ctx, chromedp.EmulateViewport(375, 812))
	width := ask(t, ctx, chromedp.Evaluate[int]("document.documentElement.scrollWidth"))
	seen := ask(t, ctx, chromedp.Evaluate[int]("document.documentElement.clientWidth"))
	png := ask(t, ctx, chromedp.FullScreenshot(100))
	if width > seen {
		t.Errorf("%s scrolls sideways: %d pixels on %d", name, width, seen)
	}
	if dir := os.Getenv("VIGIE_PICTURES"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestPeopleUseThePagesOnAPhone(t *testing.T) {
	w := newWorld(t)
	server := httptest.NewServer(w.portal.Handler())
	t.Cleanup(server.Close)
	ctx := browser(t)
	activate, prefer := server.URL+"/a/"+w.token(domain.LinkActivation, w.user), server.URL+"/c/"+w.token(domain.LinkPreferences, w.request)
	file := server.URL + "/s/" + w.token(domain.LinkSupplier, w.user)

	run(t, ctx, chromedp.Navigate(activate))
	picture(t, ctx, "activation")
	run(t, ctx, chromedp.SendKeys(chromedp.CSS("#password"), "motdepasse2026"), chromedp.SendKeys(chromedp.CSS("#again"), "motdepasse2026"), chromedp.Submit(chromedp.CSS("form")), chromedp.WaitVisible(chromedp.CSS(".problem")))
	picture(t, ctx, "activation-refused")
	run(t, ctx, chromedp.SendKeys(chromedp.CSS("#password"), "quatre chevaux boivent"), chromedp.SendKeys(chromedp.CSS("#again"), "quatre chevaux boivent"), chromedp.Submit(chromedp.CSS("form")),
		chromedp.WaitVisible(chromedp.CSS("[role=status]")))
	if text := ask(t, ctx, chromedp.Text(chromedp.CSS("main"))); !strings.Contains(text, "Votre accès est activé") {
		t.Errorf("after activation: %s", text)
	}
	run(t, ctx, chromedp.Navigate(prefer))
	picture(t, ctx, "preferences")
	run(t, ctx, chromedp.Click(chromedp.CSS("input[name=email][value=yes]")), chromedp.Click(chromedp.CSS("input[name=post][value=no]")), chromedp.Click(chromedp.CSS("button[value=save]")),
		chromedp.WaitVisible(chromedp.CSS(".done")))
	picture(t, ctx, "preferences-saved")
	run(t, ctx, chromedp.Navigate(file+"?lang=en"))
	picture(t, ctx, "file")
	run(t, ctx, chromedp.SetValue(chromedp.CSS("#buyer"), number(w.followUp)), chromedp.SetValue(chromedp.CSS("#reason"), "contract_ended"), chromedp.Submit(chromedp.CSS("#standby form")), chromedp.WaitVisible(chromedp.CSS(".done")))
	picture(t, ctx, "file-asked")
	run(t, ctx, chromedp.Navigate(server.URL+"/support?kind=removal"))
	picture(t, ctx, "support")
	run(t, ctx, chromedp.Navigate(activate), chromedp.WaitVisible(chromedp.CSS(".button")))
	picture(t, ctx, "gone")

	c, err := w.db.Customer(context.Background(), w.customer)
	if err != nil || !c.AcceptsEmail || c.AcceptsPost {
		t.Errorf("%+v %v", c, err)
	}
}
