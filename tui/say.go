package tui

import (
	"strconv"
	"strings"

	"vigie/internal/domain"
	"vigie/tui/kit"
)

// none stands where there is nothing to say.
const none = "—"

// word says a code of the domain in the person's language: a state, a kind, a
// reason. An empty code is none; one that nobody worded comes as it is.
func (st *Stage) word(noun, code string) string {
	if code == "" {
		return none
	}
	key := "domain." + noun + "." + code
	if !st.Session.Texts.Has(key) {
		return code
	}
	return st.T(key)
}

// own says a code that the console alone shows: a language, a door.
func (st *Stage) own(prefix, code string) string {
	key := prefix + code
	switch {
	case code == "":
		return none
	case st.Session.Texts.Has(key):
		return st.T(key)
	}
	return code
}

// day says a civil day; the last day of all is "no end".
func (st *Stage) day(d domain.Date) string {
	switch {
	case !d.Known():
		return none
	case d == domain.Forever:
		return st.T("console.say.no_end")
	}
	return st.Session.Texts.Date(string(d))
}

// when says a moment in the person's zone.
func (st *Stage) when(i domain.Instant) string {
	if i.Never() {
		return none
	}
	return st.Session.Texts.DateTime(i.Time(), st.Session.Zone)
}

// number says how many.
func (st *Stage) number(n int) string { return st.Session.Texts.Number(int64(n)) }

// count says a bounded count: 10 000+ beyond the bound.
func (st *Stage) count(c domain.Count) string {
	if c.More {
		return st.Session.Texts.Number(c.N) + "+"
	}
	return st.Session.Texts.Number(c.N)
}

// yes says a truth.
func (st *Stage) yes(v bool) string {
	if v {
		return st.Words.Yes
	}
	return st.Words.No
}

// or says a text, none when it is empty.
func or(text string) string {
	if strings.TrimSpace(text) == "" {
		return none
	}
	return text
}

// joined puts the texts that are there side by side.
func joined(separator string, texts ...string) string {
	var out []string
	for _, t := range texts {
		if strings.TrimSpace(t) != "" {
			out = append(out, t)
		}
	}
	return strings.Join(out, separator)
}

func id(n int64) string { return strconv.FormatInt(n, 10) }

// item is a fact of a card, none where it is empty.
func item(label, value string, tone ...kit.Tone) kit.Item {
	i := kit.Item{Label: label, Value: or(value)}
	if len(tone) > 0 {
		i.Tone = tone[0]
	}
	if i.Value == none {
		i.Tone = kit.ToneDim
	}
	return i
}

// siret writes an identifier in groups, as people read it.
func siret(value string) string {
	if len(value) != 14 {
		return value
	}
	return value[:3] + " " + value[3:6] + " " + value[6:9] + " " + value[9:]
}

// fullName is a person's name, family name first, or none.
func fullName(u domain.User) string { return or(joined(" ", u.LastName, u.FirstName)) }

// capital begins a text with a capital letter, as at the head of a line.
func capital(text string) string {
	for i, r := range text {
		return strings.ToUpper(string(r)) + text[i+len(string(r)):]
	}
	return text
}
