package exchange

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"vigie/internal/domain"
)

// refusedAs is the key of a refusal, "" for none.
func refusedAs(err error) string {
	var refusal *domain.Error
	if errors.As(err, &refusal) {
		return refusal.Key
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

// record is one record of a file with its line.
type record struct {
	line  int
	cells string // joined by |
}

func readAll(t *testing.T, r io.Reader) ([]string, []record, error) {
	t.Helper()
	s, err := Open(r, Options{TempDir: t.TempDir()})
	if err != nil {
		return nil, nil, err
	}
	defer s.Close()
	var all []record
	for {
		if err := s.Next(); err == io.EOF {
			return s.Headings(), all, nil
		} else if err != nil {
			return s.Headings(), all, err
		}
		all = append(all, record{s.Line(), strings.Join(s.Cells(), "|")})
	}
}

func TestTextFilesAreReadAsTheirSpreadsheetsWroteThem(t *testing.T) {
	for name, c := range map[string]struct {
		file     string
		headings string
		records  []record
	}{
		"semicolons":                 {"a;b\n1;2\n", "a|b", []record{{2, "1|2"}}},
		"commas, no end":             {"a,b\r\n1,2", "a|b", []record{{2, "1|2"}}},
		"tabs":                       {"a\tb\n1\t2\n", "a|b", []record{{2, "1|2"}}},
		"UTF-8 mark":                 {"\ufeffé;b\nœ;2\n", "é|b", []record{{2, "œ|2"}}},
		"UTF-8 without mark":         {"é;b\n€;2\n", "é|b", []record{{2, "€|2"}}},
		"Windows-1252":               {"R\xe9f;b\n\x80 \x9c;2\n", "Réf|b", []record{{2, "€ œ|2"}}},
		"UTF-8, one line of another": {"é;b\n\xe9;2\nê;3\n", "é|b", []record{{2, "é|2"}, {3, "ê|3"}}},
		"UTF-16":                     {"\xff\xfea\x00;\x00\xe9\x00\n\x001\x00;\x002\x00", "a|é", []record{{2, "1|2"}}},
		"old Mac":                    {"a;b\r1;2\r\r3;4", "a|b", []record{{2, "1|2"}, {4, "3|4"}}},
		"blank lines and cells":      {"\n\na;b\n\n;\n 1 ;2\n \t\n", "a|b", []record{{6, " 1 |2"}}},
		"quoted line breaks":         {"a;b\n\"x\ny\r\nz\";2\n3;4\n", "a|b", []record{{2, "x\ny\nz|2"}, {5, "3|4"}}},
		"quoted delimiters":          {"a;b\n\"x;\"\"y\"\"\";\"\"\n", "a|b", []record{{2, `x;"y"|`}}},
		"quotes inside a field":      {"a;b\nSARL \"LES TOITS\";12\"\n3;4\n", "a|b", []record{{2, `SARL "LES TOITS"|12"`}, {3, "3|4"}}},
		"words behind a quote":       {"a;b\n\"LES TOITS\" SARL;2\n3;4\n", "a|b", []record{{2, `"LES TOITS" SARL|2`}, {3, "3|4"}}},
		"sep line":                   {"sep=,\na,b;c\n1,2;3\n", "a|b;c", []record{{3, "1|2;3"}}},
		"delimiter inside quotes":    {"\"a,b,c\";d\n1;2\n", "a,b,c|d", []record{{2, "1|2"}}},
		"one column":                 {"siret\n1\n", "siret", []record{{2, "1"}}},
	} {
		headings, records, err := readAll(t, strings.NewReader(c.file))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := strings.Join(headings, "|"); got != c.headings {
			t.Errorf("%s: headings %q, want %q", name, got, c.headings)
		}
		if !slices.Equal(records, c.records) {
			t.Errorf("%s: records %+v, want %+v", name, records, c.records)
		}
	}
}

func TestWhatIsNoTableIsRefused(t *testing.T) {
	long := strings.Repeat("x", maxRecord+1)
	for name, c := range map[string]struct {
		file, key string
		line      int
	}{
		"empty":                      {"", "import_empty", 0},
		"blank":                      {"\n  \n", "import_empty", 0},
		"mark only":                  {"\ufeff", "import_empty", 0},
		"binary":                     {"\x7fELF\x00\x01", "import_not_a_table", 0},
		"PDF":                        {"%PDF-1.7\n", "import_not_a_table", 0},
		"broken workbook":            {"PK\x03\x04 and no more", "import_not_a_table", 0},
		"a line without end":         {"a;b\n1;2\n" + long, "import_line_too_long", 3},
		"a long line":                {"a;b\n" + long + "\n1;2\n", "import_line_too_long", 2},
		"too many columns":           {"a;b\n" + strings.Repeat(";", maxColumns+1) + "\n", "import_line_too_long", 2},
		"a quote never closed":       {"a;b\n1;2\n\"x;2\n3;4\n", "import_open_quote", 3},
		"a quote open for a million": {"a;b\n\"x\n" + strings.Repeat("3;\"\"4\n", maxRecord/5), "import_open_quote", 2},
	} {
		_, _, err := readAll(t, strings.NewReader(c.file))
		if refusedAs(err) != c.key {
			t.Errorf("%s: %v, want %s", name, err, c.key)
			continue
		}
		var refusal *domain.Error
		if errors.As(err, &refusal); c.line > 0 && refusal.Args["Line"] != c.line {
			t.Errorf("%s: refused at line %v, want %d", name, refusal.Args["Line"], c.line)
		}
	}
}

// endless is a file of 300 MB made of one piece repeated.
type endless struct {
	piece string
	left  int
	at    int
}

func (e *endless) Read(p []byte) (int, error) {
	if e.left <= 0 {
		return 0, io.EOF
	}
	for i := range p {
		p[i] = e.piece[e.at%len(e.piece)]
		e.at++
	}
	e.left -= len(p)
	return len(p), nil
}

func TestHugeLineIsRefusedInBoundedMemory(t *testing.T) {
	for name, piece := range map[string]string{"one line": "abcdefgh", "one open quote": "abc;defg\n"} {
		file := &endless{piece: piece, left: 300 << 20}
		_, _, err := readAll(t, io.MultiReader(strings.NewReader("a;b\n\"x"), file))
		if key := refusedAs(err); key != "import_line_too_long" && key != "import_open_quote" {
			t.Errorf("%s: %v", name, err)
		}
		if read := 300<<20 - file.left; read > 4*maxRecord {
			t.Errorf("%s: %d bytes were read before refusing", name, read)
		}
	}
}

// FuzzRecordsAreThoseOfEncodingCSV compares with the standard library on what
// it writes itself.
func FuzzRecordsAreThoseOfEncodingCSV(f *testing.F) {
	f.Add("a", "b\nc", `d"e`)
	f.Add(`"`, ";", "\"\"\n\"")
	f.Add("", "x;\"y\"", "é œ")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		var text strings.Builder
		w := csv.NewWriter(&text)
		w.Comma = ';'
		if w.WriteAll([][]string{{"x", "y", "z"}, {a, b, c}}) != nil || strings.ContainsAny(a+b+c, "\r\x00") {
			t.Skip()
		}
		r := csv.NewReader(strings.NewReader(text.String()))
		r.Comma = ';'
		want, err := r.ReadAll()
		if err != nil || !strings.HasPrefix(text.String(), "x;y;z") {
			t.Skip()
		}
		_, got, err := readAll(t, strings.NewReader(text.String()))
		if err != nil {
			t.Fatalf("%q: %v", text.String(), err)
		}
		if strings.TrimSpace(a+b+c) == "" {
			return
		}
		if len(got) != 1 || got[0].cells != decode([]byte(strings.Join(want[1], "|"))) {
			t.Errorf("%q: read %+v, want %q", text.String(), got, want[1])
		}
	})
}
