package kit

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"vigie/internal/safe"
)

// press is the key of that name, as the terminal sends it.
func press(name string) tea.KeyPressMsg {
	special := map[string]rune{"enter": tea.KeyEnter, "tab": tea.KeyTab, "up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight,
		"home": tea.KeyHome, "end": tea.KeyEnd, "backspace": tea.KeyBackspace, "delete": tea.KeyDelete}
	letter, ctrl := strings.CutPrefix(name, "ctrl+")
	switch {
	case special[name] != 0:
		return tea.KeyPressMsg{Code: special[name]}
	case name == "space":
		return tea.KeyPressMsg{Code: ' ', Text: " "}
	case ctrl:
		return tea.KeyPressMsg{Code: rune(letter[0]), Mod: tea.ModCtrl}
	}
	return tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
}

func TestInputEditsByTheKeysPeopleKnow(t *testing.T) {
	for keys, want := range map[string]string{
		"backspace":                "Société d'Ét|",
		"ctrl+a X":                 "X|Société d'Été",
		"ctrl+a delete ctrl+d":     "|ciété d'Été",
		"home right right ctrl+k":  "So|",
		"left left ctrl+u":         "|té",
		"ctrl+w":                   "Société |",
		"ctrl+a ctrl+e space !":    "Société d'Été !|",
		"ctrl+v ctrl+z tab up esc": "Société d'Été|",
		"left 東 \x1b":              "Société d'Ét東|é",
	} {
		in := NewInput("Société d'Été")
		for _, k := range strings.Fields(keys) {
			if k == "esc" {
				in.Key(tea.KeyPressMsg{Code: tea.KeyEscape})
				continue
			}
			in.Key(press(k))
		}
		line, x := in.View(Style{}, 40)
		if got := ansi.Cut(string(line), 0, x) + "|" + strings.TrimRight(ansi.Cut(string(line), x, 40), " "); got != want {
			t.Errorf("%s: %q, want %q", keys, got, want)
		}
	}
}

func TestInputKeepsItsCursorInViewHoweverWideTheLetters(t *testing.T) {
	text := "Donneur d'ordres 東京 avec un nom bien trop long"
	runes := []rune(text)
	in := NewInput(text)
	for _, width := range []int{12, 20, 9, 60} {
		for at := len(runes); at >= 0; at-- {
			line, x := in.View(Style{}, width)
			if line.Width() != width || x < 0 || x >= width {
				t.Fatalf("%q is %d wide with the cursor at %d, of %d", line, line.Width(), x, width)
			}
			under := strings.TrimRight(ansi.Cut(string(line), x, width), " ")
			if at < len(runes) && runes[at] != ' ' && !strings.HasPrefix(under, string(runes[at])) {
				t.Errorf("width %d: the cursor stands on %q, want %q", width, under, string(runes[at]))
			}
			in.Key(press("left"))
		}
		in.Key(press("end"))
	}
}

func TestInputsDrawNothingHostileAndAskNothingOfTheServer(t *testing.T) {
	for _, s := range safe.HostilePayloads() {
		in, area := NewInput(s), NewArea(s)
		in.Insert(s)
		area.Insert(s)
		in.Key(tea.KeyPressMsg{Code: 'x', Text: s})
		area.Key(tea.KeyPressMsg{Code: 'x', Text: s})
		line, _ := in.View(Style{}, 30)
		lines, _, _ := area.View(Style{}, 30, 4)
		for _, l := range append(lines, line) {
			if safe.Line(string(l)) != string(l) || l.Width() != 30 {
				t.Errorf("%q drawn as %q", s, l)
			}
		}
	}
	in, area := NewInput(""), NewArea("")
	for _, k := range []string{"ctrl+v", "a", "ctrl+k"} {
		_, one := in.model.Update(press(k))
		_, two := area.model.Update(press(k))
		if one != nil || two != nil {
			t.Errorf("%s runs a command", k)
		}
	}
}

func TestAreaWrapsAndMovesThroughDrawnLines(t *testing.T) {
	a := NewArea("one two three four\nfive")
	lines, x, y := a.View(Style{}, 11, 6)
	if string(lines[0]) != "one two    " || string(lines[2]) != "five       " || y != 2 {
		t.Errorf("%q cursor %d,%d", lines, x, y)
	}
	a.Key(press("up"))
	a.Key(press("home"))
	a.Key(press("X"))
	if got := a.Value(); got != "Xone two three four\nfive" {
		t.Errorf("area = %q", got)
	}
}

func TestAreaScrollsToItsCursorAndTakesItsWidth(t *testing.T) {
	a := NewArea("")
	a.Insert(strings.Repeat("une ligne de texte\n", 300) + "la dernière")
	for _, size := range [][2]int{{30, 5}, {12, 5}, {60, 8}} {
		lines, x, y := a.View(Style{}, size[0], size[1])
		if len(lines) != size[1] || y >= size[1] || lines[0].Width() != size[0] {
			t.Fatalf("%d lines of %d cells, cursor on %d, at %v", len(lines), lines[0].Width(), y, size)
		}
		got := strings.TrimRight(string(lines[y]), " ")
		if got != "la dernière" || x != cells(got) {
			t.Errorf("at %v the cursor stands on %q at %d", size, got, x)
		}
	}
	a.Key(press("enter"))
	a.Key(press("ctrl+j"))
	a.Key(press("é"))
	if got := a.Value(); !strings.HasSuffix(got, "la dernière\n\né") || strings.Count(got, "\n") != 302 {
		t.Errorf("ends with %q", got[len(got)-30:])
	}
}
