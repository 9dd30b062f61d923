package portal

import (
	"html/template"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"vigie/internal/i18n"
)

// mould is a page that html/template made once, with names of slots where a
// view puts its own values: between tags, or a harmless path in an address.
type mould struct {
	parts [][]byte // one more than slots
	slots []int    // what stands between two parts
}

// slot is the name that holds a value's place while the page is made; it
// passes every escaper of html/template as it is.
func slot(n int) string { return "slot" + strconv.Itoa(n) + "tols" }

var slotName = regexp.MustCompile(`slot([0-9]+)tols`)

func newMould(page []byte) *mould {
	m := &mould{}
	end := 0
	for _, at := range slotName.FindAllSubmatchIndex(page, -1) {
		n, err := strconv.Atoi(string(page[at[2]:at[3]]))
		if err != nil {
			continue
		}
		m.parts, m.slots, end = append(m.parts, page[end:at[0]]), append(m.slots, n), at[1]
	}
	m.parts = append(m.parts, page[end:])
	return m
}

// pour appends the page with its values, which are escaped already.
func (m *mould) pour(page []byte, values []string) []byte {
	for i, n := range m.slots {
		page = append(page, m.parts[i]...)
		page = append(page, values[n]...)
	}
	return append(page, m.parts[len(m.slots)]...)
}

// escaped is a text between tags as html/template writes it.
func escaped(s string) string {
	return strings.ReplaceAll(template.HTMLEscapeString(s), "+", "&#43;")
}

// plainAddress is the path of a request that needs no escaping in any place
// of a page, and asks for nothing but a language. Any other address takes the
// long way, through html/template.
func plainAddress(r *http.Request) (path string, ok bool) {
	switch r.URL.RawQuery {
	case "", "lang=" + i18n.French, "lang=" + i18n.English:
	default:
		return "", false
	}
	if r.URL.RawPath != "" {
		return "", false
	}
	for _, c := range []byte(r.URL.Path) {
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') && c != '/' && c != '-' && c != '_' {
			return "", false
		}
	}
	return r.URL.Path, true
}
