package domain

import (
	"sort"
	"strings"
)

// Filter is what `word "two words" city:lyon -tag:x due:<7d` says: words
// that all must match, and terms on fields.
type Filter struct {
	Words []string
	Terms []Term
}

// Term is one field of a filter.
type Term struct {
	Field string
	Op    string // "" equal, "<", ">", "<=", ">="
	Value string
	Not   bool
}

// Empty reports whether everything matches.
func (f Filter) Empty() bool { return len(f.Words) == 0 && len(f.Terms) == 0 }

// Get returns the value of the first positive term on field.
func (f Filter) Get(field string) (string, bool) {
	for _, t := range f.Terms {
		if t.Field == field && !t.Not {
			return t.Value, true
		}
	}
	return "", false
}

// ParseFilter reads a filter and refuses a field that is not among fields,
// proposing the nearest one.
func ParseFilter(text string, fields []string) (Filter, error) {
	var f Filter
	for _, token := range splitQuoted(text) {
		field, value, isTerm := strings.Cut(token.text, ":")
		if token.quoted || !isTerm {
			f.Words = append(f.Words, Words(token.text)...)
			continue
		}
		t := Term{Value: strings.Trim(value, `"`)}
		t.Field, t.Not = strings.CutPrefix(field, "-")
		t.Field = Fold(t.Field)
		if !contains(fields, t.Field) {
			return Filter{}, Refuse(Invalid, "filter_unknown_field", "Field", t.Field, "Nearest", Nearest(t.Field, fields))
		}
		for _, op := range []string{"<=", ">=", "<", ">"} {
			if rest, ok := strings.CutPrefix(t.Value, op); ok {
				t.Op, t.Value = op, rest
				break
			}
		}
		if t.Value == "" {
			return Filter{}, Refuse(Invalid, "filter_empty_value", "Field", t.Field)
		}
		f.Terms = append(f.Terms, t)
	}
	return f, nil
}

type token struct {
	text   string
	quoted bool
}

func splitQuoted(s string) []token {
	var out []token
	var b strings.Builder
	inQuote, began := false, false
	flush := func() {
		if b.Len() > 0 {
			out = append(out, token{b.String(), began})
		}
		b.Reset()
		began = false
	}
	for _, r := range s {
		switch {
		case r == '"':
			if !inQuote && b.Len() == 0 {
				began = true
			}
			inQuote = !inQuote
		case (r == ' ' || r == '\t') && !inQuote:
			flush()
		default:
			b.WriteRune(r)
		}
	}
	flush()
	return out
}

func contains(list []string, s string) bool {
	for _, l := range list {
		if l == s {
			return true
		}
	}
	return false
}

// Nearest returns the candidate with the smallest edit distance to s.
func Nearest(s string, candidates []string) string {
	sorted := append([]string(nil), candidates...)
	sort.Strings(sorted)
	best, bestDistance := "", 1<<30
	for _, c := range sorted {
		if d := distance(s, c); d < bestDistance {
			best, bestDistance = c, d
		}
	}
	return best
}

func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		previous := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := previous
			if a[i-1] != b[j-1] {
				cost++
			}
			previous, row[j] = row[j], min(cost, row[j]+1, row[j-1]+1)
		}
	}
	return row[len(b)]
}
