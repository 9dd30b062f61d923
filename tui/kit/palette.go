package kit

import (
	tea "charm.land/bubbletea/v2"
	"github.com/sahilm/fuzzy"
)

// PaletteItem is one thing the palette offers.
type PaletteItem struct {
	Label  string
	Detail string // key or explanation, dim at the right
	Terms  string // further words it is found by
	Off    string // the reason why not
	Run    func()
}

// Palette finds screens and actions by fuzzy words.
type Palette struct {
	title   string
	items   []PaletteItem
	input   *Input
	found   []int
	sel     int
	terms   []string
	Free    func(text string) // what enter does with a text that is no item
	Prefix  string
	Empty   string // said where nothing is found
	visible int
	Rows    int // how many items are shown at most, 14 when 0
}

// NewPalette makes a palette of these items.
func NewPalette(title string, items []PaletteItem) *Palette {
	p := &Palette{title: title, items: items, input: NewInput(""), Prefix: ":"}
	p.terms = make([]string, len(items))
	for i, it := range items {
		p.terms[i] = it.Label + " " + it.Terms
	}
	p.search()
	return p
}

// Text is what has been typed.
func (p *Palette) Text() string { return p.input.Value() }

// SetItems replaces what is offered, as for answers that come while typing;
// nothing of it is filtered again.
func (p *Palette) SetItems(items []PaletteItem) {
	p.items, p.sel = items, 0
	p.found = p.found[:0]
	for i := range items {
		p.found = append(p.found, i)
	}
}

// Chosen is the label of the item under the cursor, "" for none.
func (p *Palette) Chosen() string {
	if p.sel < len(p.found) {
		return p.items[p.found[p.sel]].Label
	}
	return ""
}

func (p *Palette) search() {
	p.found, p.sel = p.found[:0], 0
	if p.input.Value() == "" {
		for i := range p.items {
			p.found = append(p.found, i)
		}
		return
	}
	for _, m := range fuzzy.Find(p.input.Value(), p.terms) {
		p.found = append(p.found, m.Index)
	}
}

// Key edits and chooses; closed means the palette is done with.
func (p *Palette) Key(msg tea.KeyPressMsg) (closed bool) {
	switch msg.String() {
	case "esc", "ctrl+c":
		return true
	case "enter":
		return p.choose()
	case "down", "ctrl+n", "tab":
		p.sel = min(p.sel+1, max(len(p.found)-1, 0))
	case "up", "ctrl+p", "shift+tab":
		p.sel = max(p.sel-1, 0)
	default:
		if p.input.Key(msg) {
			p.search()
		}
	}
	return false
}

// Paste puts text into the line.
func (p *Palette) Paste(text string) {
	p.input.Insert(text)
	p.search()
}

func (p *Palette) choose() bool {
	if p.sel < len(p.found) {
		it := p.items[p.found[p.sel]]
		if it.Off != "" || it.Run == nil {
			return false
		}
		it.Run()
		return true
	}
	if p.Free != nil && p.input.Value() != "" {
		p.Free(p.input.Value())
		return true
	}
	return false
}

// View draws the palette as a box.
func (p *Palette) View(t *Theme, width, height int) (box []Line, x, y int) {
	inner := min(max(width-8, 20), 76)
	text, ix := p.input.View(t.Normal, inner-2)
	body := []Line{Join(t.Key.Text(p.Prefix), " ", text), ""}
	most := p.Rows
	if most == 0 {
		most = 14
	}
	p.visible = min(max(height-8, 3), most)
	from := max(min(p.sel-p.visible/2, len(p.found)-p.visible), 0)
	for i := from; i < min(from+p.visible, len(p.found)); i++ {
		body = append(body, p.line(t, p.items[p.found[i]], i == p.sel, inner))
	}
	if len(p.found) == 0 && p.Empty != "" {
		body = append(body, Join("  ", t.Dim.Cut(p.Empty, inner-2)))
	}
	for len(body) < p.visible+2 {
		body = append(body, "")
	}
	return Box(t, p.title, body, inner), ix + 4, 1
}

func (p *Palette) line(t *Theme, it PaletteItem, selected bool, width int) Line {
	detail := it.Detail
	if it.Off != "" {
		detail = it.Off
	}
	right := cut(ink(detail), width/2)
	room := width - cells(right) - 3
	if selected {
		return t.Selected.wrap("▸ " + string(Style{}.Fit(it.Label, room)) + " " + right)
	}
	s := t.Normal
	if it.Off != "" {
		s = t.Off
	}
	return Join("  ", s.Fit(it.Label, room), " ", t.Dim.wrap(right))
}
