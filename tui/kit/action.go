package kit

import "slices"

// Weight is how hard an action asks before it runs.
type Weight int

// The weights: reading and going places ask nothing; a reversible act runs and
// says how to undo it; Confirm shows a dialog with count and examples;
// Irreversible wants the identifier typed.
const (
	Free Weight = iota
	Reversible
	Confirm
	Irreversible
)

// Action is one thing that can be done here. It feeds keys, help line, help,
// palette and bulk alike.
type Action struct {
	Name       string   // stable name, never shown
	Keys       []string // as bubbletea names them: "a", "ctrl+s"
	Label      string
	Off        string // the reason why it cannot be done now; "" when it can
	Permission string // asked of the session; "" for everybody
	Weight     Weight
	Question   string   // what the dialog says, for Confirm and Irreversible
	Count      int      // how many things are touched
	Examples   []string // three of them
	Identifier string   // what must be typed, for Irreversible
	Quiet      bool     // not in the help line
	Run        func()
}

// Find returns the action that a key starts, nil when none does.
func Find(actions []Action, key string) *Action {
	for i := range actions {
		if slices.Contains(actions[i].Keys, key) {
			return &actions[i]
		}
	}
	return nil
}

// KeyName is how a key is written for people.
func KeyName(key string) string {
	switch key {
	case "space":
		return "space"
	case "enter":
		return "enter"
	case "up":
		return "↑"
	case "down":
		return "↓"
	case "left":
		return "←"
	case "right":
		return "→"
	case "pgdown":
		return "PgDn"
	case "pgup":
		return "PgUp"
	case "home":
		return "Home"
	case "end":
		return "End"
	case "f1":
		return "F1"
	}
	return key
}

// HelpLine draws as many "key label" pairs as fit into width; actions that
// are off are dimmed whole.
func HelpLine(t *Theme, actions []Action, tail Line, width int) Line {
	room := width - tail.Width() - 1
	line := Line(" ")
	used := 1
	for _, a := range possibleFirst(actions) {
		piece := helpPair(t, a)
		w := piece.Width() + 2
		if used+w > room {
			break
		}
		line += piece + "  "
		used += w
	}
	return Spread(line, tail, width)
}

// possibleFirst are the actions of the help line, those that are off last.
func possibleFirst(actions []Action) []Action {
	out := make([]Action, 0, len(actions))
	for _, off := range [...]bool{false, true} {
		for _, a := range actions {
			if !a.Quiet && len(a.Keys) > 0 && (a.Off != "") == off {
				out = append(out, a)
			}
		}
	}
	return out
}

func helpPair(t *Theme, a Action) Line {
	key := KeyName(a.Keys[0])
	if a.Off != "" {
		return t.Off.Text(key + " " + a.Label)
	}
	return t.Key.Text(key) + " " + t.Dim.Text(a.Label)
}
