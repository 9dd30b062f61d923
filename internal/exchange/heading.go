package exchange

import (
	"slices"
	"strings"

	"vigie/internal/domain"
)

// field is a fact that a column may hold.
type field struct {
	name    string   // as in --map and in the documentation
	aliases []string // other headings, written as people write them
}

// absent is the column of a field that the file has not.
const absent = -1

// columns says where a file keeps each field of a table.
type columns struct {
	at     []int // column of each field, absent when none
	unused []string
}

func (c columns) has(f int) bool { return c.at[f] != absent }

// headingKey is blind to case, accents, punctuation and spaces.
func headingKey(heading string) string {
	return strings.ReplaceAll(domain.Fold(heading), " ", "")
}

// match finds the field of each heading. Mappings given by a person win over
// names; a mapping to nothing leaves the column out.
func match(headings, mappings []string, fields []field) (columns, error) {
	wanted, err := parseMappings(headings, mappings, fields)
	if err != nil {
		return columns{}, err
	}
	known := map[string]int{}
	for f := range fields {
		for _, name := range append([]string{fields[f].name}, fields[f].aliases...) {
			known[headingKey(name)] = f
		}
	}
	c := columns{at: make([]int, len(fields))}
	for f := range c.at {
		c.at[f] = absent
	}
	for i, heading := range headings {
		key := headingKey(heading)
		f, ok := wanted[key]
		if !ok {
			f, ok = known[key]
		}
		switch {
		case key == "":
		case !ok || f == absent:
			if !slices.Contains(c.unused, heading) {
				c.unused = append(c.unused, heading)
			}
		case c.has(f):
			return columns{}, domain.Refuse(domain.Invalid, "import_two_headings",
				"First", headings[c.at[f]], "Second", heading, "Column", fields[f].name)
		default:
			c.at[f] = i
		}
	}
	return c, nil
}

// parseMappings reads "Heading=field"; the last = counts, for headings may
// hold one.
func parseMappings(headings, mappings []string, fields []field) (map[string]int, error) {
	wanted := map[string]int{}
	for _, mapping := range mappings {
		i := strings.LastIndexByte(mapping, '=')
		if i < 0 {
			return nil, domain.Refuse(domain.Invalid, "import_bad_map", "Map", mapping)
		}
		heading, name := mapping[:i], headingKey(mapping[i+1:])
		key := headingKey(heading)
		if !slices.ContainsFunc(headings, func(h string) bool { return headingKey(h) == key }) {
			return nil, domain.Refuse(domain.Invalid, "import_map_no_heading", "Heading", heading, "Found", strings.Join(headings, ", "))
		}
		wanted[key] = absent
		if name == "" {
			continue
		}
		f := slices.IndexFunc(fields, func(f field) bool { return headingKey(f.name) == name })
		if f < 0 {
			return nil, domain.Refuse(domain.Invalid, "import_map_no_field", "Column", mapping[i+1:], "Known", names(fields))
		}
		wanted[key] = f
	}
	return wanted, nil
}

func names(fields []field) string {
	all := make([]string, len(fields))
	for i, f := range fields {
		all[i] = f.name
	}
	return strings.Join(all, ", ")
}

// found lists headings for a refusal, cut where nobody reads on.
func found(headings []string) string {
	const most = 40
	if len(headings) > most {
		headings = append(slices.Clone(headings[:most]), "…")
	}
	list := strings.Join(headings, ", ")
	if len(list) > 600 {
		list = strings.ToValidUTF8(list[:600], "") + "…"
	}
	return list
}

// mapped reports whether a person said what the heading of that key is.
func mapped(mappings []string, key string) bool {
	return slices.ContainsFunc(mappings, func(m string) bool {
		i := strings.LastIndexByte(m, '=')
		return i >= 0 && headingKey(m[:i]) == key
	})
}
