package tui

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/exp/golden"

	"vigie/internal/domain"
	"vigie/tui/kit"
)

func TestScreensLookAsReviewed(t *testing.T) {
	for name, c := range map[string]struct {
		lang string
		w, h int
		keys []string
	}{
		"list":         {"fr", 80, 24, []string{"j", "j", "space"}},
		"list_60x20":   {"fr", 60, 20, nil},
		"list_120x40":  {"en", 120, 40, []string{"p", "j"}},
		"card":         {"fr", 80, 24, []string{"enter"}},
		"card_list":    {"en", 80, 24, []string{"enter", "u"}},
		"dialog":       {"fr", 80, 24, []string{"i"}},
		"help":         {"fr", 80, 24, []string{"?"}},
		"help_120x40":  {"en", 120, 40, []string{"?"}},
		"palette":      {"en", 80, 24, []string{":"}},
		"filter":       {"fr", 80, 24, []string{"/", "s", "t"}},
		"filter_wrong": {"fr", 80, 24, []string{"/", "w", "r", "o", "n", "g", ":", "enter"}},
		"nobody":       {"en", 80, 24, []string{"/", "n", "o", "b", "o", "d", "y", "enter"}},
		"too_small":    {"fr", 50, 10, nil},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDriver(t, c.lang)
			d.size(c.w, c.h)
			d.keys(c.keys...)
			golden.RequireEqual(t, []byte(d.screen()))
		})
	}
}

func TestGoKeysLeadToScreensAndShowThemAfterAWhile(t *testing.T) {
	d := newDriver(t, "en")
	d.keys("g")
	d.misses("gb")
	d.deliver(goPanel{d.console.goTurn})
	d.sees("gb", "Donneurs d'ordres")
	d.keys("b")
	d.sees("Vigie › Donneurs d'ordres")
	d.misses("gs  Fournisseurs")
	d.keys("-")
	d.sees("Vigie › Fournisseurs")
	d.keys("-")
	d.sees("Vigie › Donneurs d'ordres")
	d.keys("H", "L", "j", "g", "g")
	d.sees("▸ GARONNE BOIS 0")
}

func TestEscGoesBackOneLayerAtATime(t *testing.T) {
	d := newDriver(t, "fr")
	d.keys("/", "x", "enter", "space", "enter")
	d.sees("Fournisseurs › Société d'Été & Fils 1")
	d.keys("esc")
	d.sees("1 marquée", "/ x")
	d.keys("esc")
	d.misses("marquée")
	d.sees("/ x")
	d.keys("esc")
	d.misses("/ x")
	d.keys("esc")
	if d.quit {
		t.Error("esc must not quit")
	}
	d.keys("ctrl+c")
	if d.quit {
		t.Error("one ctrl+c must not quit")
	}
	d.keys("ctrl+c")
	if !d.quit {
		t.Error("two ctrl+c quit")
	}
}

func TestLateAnswersAreDropped(t *testing.T) {
	d := newDriver(t, "fr")
	st := d.console.top()
	var got []int
	ask := func(n int) {
		Call(st, "n", func(context.Context) (int, error) { return n, nil }, func(n int, _ error) { got = append(got, n) })
		d.run(d.console.flush())
	}
	d.hold = true
	ask(1)
	ask(2)
	d.release()
	d.hold = true
	ask(3)
	st.end()
	d.release()
	if len(got) != 1 || got[0] != 2 {
		t.Errorf("answers applied: %v, want the second alone", got)
	}
}

func TestSplitArrowNeverActsAsLetters(t *testing.T) {
	for _, rest := range [][]string{{"[", "A"}, {"O", "H"}, {"[", "1", ";", "5", "H"}} {
		d := newDriver(t, "fr")
		d.keys("j", "enter")
		d.press("esc")
		for _, k := range rest {
			d.now = d.now.Add(30 * time.Millisecond)
			d.press(k)
		}
		d.sees("Vigie › Fournisseurs")
		if d.console.goKeys || len(d.console.future) > 0 {
			t.Errorf("%v acted as a command", rest)
		}
		d.keys("i")
		d.sees("Relancer 12 personnes ?")
	}
}

func TestBurstOfKeysIsAPasteAndNeverCommands(t *testing.T) {
	d := newDriver(t, "fr")
	d.now = d.now.Add(time.Second)
	for _, r := range "bonjour, merci de relancer i" {
		d.press(string(r))
	}
	d.sees("Texte collé")
	d.misses("Relancer 12 personnes ?")
	d.now = d.now.Add(time.Second)
	for range 12 {
		d.press("j")
	}
	d.sees("▸ GARONNE BOIS 12")
	d.keys("/")
	for _, r := range "sud ouest" {
		d.press(string(r))
	}
	d.sees("/ sud ouest")
	d.deliver(tea.PasteMsg{Content: " collé\n\x1b[2J"})
	d.sees("sud ouest collé")
}

func TestActionThatCannotBeDoneSaysWhy(t *testing.T) {
	d := newDriver(t, "fr")
	d.keys("@")
	d.sees("dévoiler : pas d'e-mail")
	d.keys("n")
	d.sees("votre rôle ne le permet pas")
	if len(d.found) > 0 {
		t.Errorf("done all the same: %v", d.found)
	}
	d.session.Actor.Role = domain.Administrator
	d.keys("n")
	if len(d.found) != 1 {
		t.Error("an administrator may")
	}
}

func TestReversibleActIsUndoneForTenSeconds(t *testing.T) {
	d := newDriver(t, "fr")
	d.keys("m")
	d.sees("✓ Mis en veille", "z annuler")
	d.keys("z", "z")
	if strings.Join(d.found, " ") != "undone" {
		t.Errorf("undone: %v, want once", d.found)
	}
	d.keys("m")
	d.now = d.now.Add(11 * time.Second)
	d.deliver(tick{})
	d.misses("Mis en veille")
	d.keys("z")
	d.sees("Rien à annuler.")
}

func TestSendingSeveralAsksFirstWithCountAndExamples(t *testing.T) {
	d := newDriver(t, "fr")
	d.keys("i")
	d.sees("Relancer 12 personnes ?", "a…@example.org", "et d'autres : 9")
	d.keys("enter")
	d.keys("i", "tab", "enter")
	if strings.Join(d.found, " ") != "sent" {
		t.Errorf("sent: %v, want once", d.found)
	}
}

func TestSearchBoxOpensWhatItFinds(t *testing.T) {
	d := newDriver(t, "fr")
	d.keys("ctrl+k")
	d.text("bois")
	d.sees("GARONNE bois", "21590328700013")
	d.keys("enter")
	d.sees("Fournisseurs › GARONNE BOIS 0", "Identité")
}

func TestPaletteOpensAListWithItsFilter(t *testing.T) {
	d := newDriver(t, "fr")
	d.keys(":")
	d.text("fournisseurs city:lyon")
	d.keys("enter")
	d.sees("/ city:lyon")
}

func TestCopyIsCleanAndShownBareOnASecondPress(t *testing.T) {
	d := newDriver(t, "fr")
	d.keys("j", "j", "j", "Y")
	if d.copied != "@COM.GASCOGNE 3\t21590328700016\tLYON\tconforme" && strings.Contains(d.copied, "\x1b") {
		t.Errorf("copied %q", d.copied)
	}
	d.keys("y", "y")
	if got := strings.TrimSpace(d.screen()); got != "21590328700016" {
		t.Errorf("bare screen %q", got)
	}
	d.keys("j")
	d.sees("Fournisseurs")
}

func TestIdleSessionIsWarnedAndEnds(t *testing.T) {
	d := newDriver(t, "en")
	d.session.Idle = 30 * time.Minute
	d.now = d.now.Add(29 * time.Minute)
	d.deliver(tick{})
	d.sees("ends in one minute")
	d.now = d.now.Add(time.Minute)
	d.deliver(tick{})
	if !d.quit {
		t.Error("the session goes on")
	}
}

func TestChangeByAnotherSessionShowsAtTheNextTick(t *testing.T) {
	d := newDriver(t, "en")
	version := int64(1)
	d.session.Changed = func() int64 { return version }
	d.deliver(tick{})
	d.hold = true
	version++
	d.deliver(tick{})
	if len(d.held) == 0 {
		t.Error("nothing is asked again")
	}
	d.held = nil
	d.deliver(tick{})
	if len(d.held) > 0 {
		t.Error("asked again without a change")
	}
}

func TestFaultOfOursIsSaidWithItsReference(t *testing.T) {
	d := newDriver(t, "en")
	d.session.Fault = func(error) string { return "K7Q2" }
	d.console.top().Fail(errors.New("disk on fire"))
	d.sees("reference K7Q2")
	d.misses("disk on fire")
}

func TestFormKeepsWhatIsTypedWhenTheDeskRefuses(t *testing.T) {
	d := newDriver(t, "en")
	st := d.console.top()
	refuse, closed := true, 0
	st.AskForm("Note", "", func(_ context.Context, v map[string]string) error {
		if refuse {
			return domain.Refuse(domain.Invalid, "bad_length")
		}
		return nil
	}, func() { closed++ }, &kit.Field{Key: "text", Label: "Text"})
	d.text("half written")
	d.keys("ctrl+s")
	d.sees("half written")
	refuse = false
	d.keys("ctrl+s")
	d.misses("half written")
	if closed != 1 {
		t.Errorf("closed %d times", closed)
	}
}

func TestFrameAlwaysHasTheSizeOfTheTerminal(t *testing.T) {
	d := newDriver(t, "fr")
	d.keys("enter", "u", "p")
	for w := 20; w <= 400; w += 37 {
		for h := 5; h <= 150; h += 29 {
			d.size(w, h)
			lines := strings.Split(d.console.View().Content, "\n")
			if len(lines) != h {
				t.Fatalf("%d lines at %d×%d", len(lines), w, h)
			}
			for _, l := range lines {
				if n := kit.Line(l).Width(); n > w {
					t.Fatalf("a line of %d cells at %d×%d: %q", n, w, h, l)
				}
			}
		}
	}
}

func BenchmarkKeyToFrame(b *testing.B) {
	d := newDriver(b, "fr")
	d.size(120, 40)
	b.ReportAllocs()
	for b.Loop() {
		d.now = d.now.Add(time.Second)
		d.press("j")
		d.console.View()
	}
}

func BenchmarkTypingToFrame(b *testing.B) {
	for name, keys := range map[string][]string{"filter": {"/"}, "palette": {":"}, "dialog": {"i"}} {
		b.Run(name, func(b *testing.B) {
			d := newDriver(b, "fr")
			d.size(120, 40)
			d.keys(keys...)
			b.ReportAllocs()
			for b.Loop() {
				d.keys("x", "backspace")
				d.console.View()
			}
		})
	}
}
