package desk

import (
	"strconv"
	"strings"
	"time"

	"vigie/internal/domain"
	"vigie/store"
)

// presenter turns the values of the database into those of a file: hours in
// ISO 8601 with their zone, code words in the reader's language, people
// masked where a list would mask them.
type presenter struct {
	zone    *time.Location
	columns []store.ExportColumn
	plain   []bool
	masked  bool
	say     func(string) (string, bool)
	words   map[string]string
	yes, no string
}

func newPresenter(zone *time.Location, columns []store.ExportColumn, o ExportTo, masked bool) *presenter {
	p := &presenter{zone: zone, columns: columns, masked: masked, say: o.Say, words: map[string]string{},
		yes: o.heading("export.word.yes", "oui"), no: o.heading("export.word.no", "non")}
	for _, c := range columns {
		personal := c.Form == store.AsEmail || c.Form == store.AsPhone
		p.plain = append(p.plain, c.Form == store.AsText || c.Form == store.AsName || c.Form == store.AsWrite && !masked || personal && !masked)
	}
	return p
}

func (p *presenter) present(cells []string) {
	for i, plain := range p.plain {
		if !plain && cells[i] != "" {
			cells[i] = p.cell(p.columns[i].Form, cells[i])
		}
	}
}

func (p *presenter) cell(form store.Form, value string) string {
	switch form {
	case store.AsMoment:
		n, err := strconv.ParseInt(value, 10, 64)
		if err != nil || n == 0 {
			return ""
		}
		return domain.Instant(n).Time().In(p.zone).Format(time.RFC3339)
	case store.AsYesNo:
		if value == "1" || value[0] == 't' {
			return p.yes
		}
		return p.no
	case store.AsCents:
		return euros(value)
	case store.AsDay:
		if value == string(domain.Forever) {
			return ""
		}
		return value
	case store.AsEmail:
		return domain.Mask(value)
	case store.AsPhone:
		return domain.MaskPhone(value)
	case store.AsWrite:
		return domain.MaskAddress(value)
	}
	return p.word(string(form) + value)
}

// word says a code word, the code itself where there is no text.
func (p *presenter) word(key string) string {
	if text, ok := p.words[key]; ok {
		return text
	}
	text := key[strings.LastIndexByte(key, '.')+1:]
	if p.say != nil {
		if said, known := p.say(key); known {
			text = said
		}
	}
	p.words[strings.Clone(key)] = strings.Clone(text)
	return text
}

// euros writes cents as an amount, "" when unknown.
func euros(cents string) string {
	if cents[0] == '-' {
		return ""
	}
	for len(cents) < 3 {
		cents = "0" + cents
	}
	return cents[:len(cents)-2] + "." + cents[len(cents)-2:]
}
