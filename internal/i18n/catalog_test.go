package i18n

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"
)

// dynamic are the prefixes whose last word is a value of the domain, joined to
// its prefix when the text is said (t.T("domain.role." + string(role))). Such
// a key is in use when its last word is a string of the code. Prefixes that
// stand whole in the code ("console.role.") need no place in this list.
var dynamic = []string{"domain.", "error.buyer_", "error."}

// numbered are the prefixes followed by a number.
var numbered = []string{"domain.month."}

var placeholder = regexp.MustCompile(`\{\{\s*\.(\w+)\s*\}\}`)

// call is a text asked for by the code.
type call struct {
	key      string
	args     []string // literal names of its arguments
	anyArgs  bool     // the names are not literals, so nothing can be said of them
	position string
}

// code is what the repository says about texts.
type code struct {
	calls    []call
	literals map[string]string // every string of the code, with where it first stands
}

func TestBothLanguagesHaveTheSameKeysAndPlaceholders(t *testing.T) {
	french, english := messagesOf(t, French), messagesOf(t, English)
	for key := range french {
		if _, ok := english[key]; !ok {
			t.Errorf("%s: in French only", key)
		}
	}
	for key, en := range english {
		fr, ok := french[key]
		if !ok {
			t.Errorf("%s: in English only", key)
			continue
		}
		if f, e := placeholders(fr.Other), placeholders(en.Other); !slices.Equal(f, e) {
			t.Errorf("%s: placeholders differ: fr %v, en %v", key, f, e)
		}
		if (fr.One == "") != (en.One == "") {
			t.Errorf("%s: has a plural in one language only", key)
		}
		if fr.Other == "" || en.Other == "" {
			t.Errorf("%s: is empty", key)
		}
	}
}

func TestRoomsHoldTheirOwnKeysOnly(t *testing.T) {
	entries, err := locales.ReadDir("locales")
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		room, _, _ := strings.Cut(entry.Name(), ".")
		data, err := locales.ReadFile("locales/" + entry.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range regexp.MustCompile(`(?m)^  "([^"]+)":`).FindAllSubmatch(data, -1) {
			if !strings.HasPrefix(string(found[1]), room+".") {
				t.Errorf("%s: key %s belongs to another room", entry.Name(), found[1])
			}
		}
	}
}

func TestEveryTextOfTheCodeStandsInTheCatalogue(t *testing.T) {
	french := messagesOf(t, French)
	repository := readCode(t)
	for _, c := range repository.calls {
		m, ok := french[c.key]
		if !ok {
			t.Errorf("%s: no text for %s", c.position, c.key)
			continue
		}
		if c.anyArgs {
			continue
		}
		for _, name := range placeholders(m.Other) {
			if !slices.Contains(c.args, name) {
				t.Errorf("%s: %s wants {{.%s}}, which is not given", c.position, c.key, name)
			}
		}
	}
	for literal, position := range repository.literals {
		if _, ok := french[literal]; !ok && looksLikeKey(literal) {
			t.Errorf("%s: no text for %s", position, literal)
		}
	}
}

func TestEveryTextOfTheCatalogueIsUsed(t *testing.T) {
	literals := readCode(t).literals
	var unused []string
	for key := range messagesOf(t, French) {
		if _, said := literals[key]; !said && !saidByPrefix(key, literals) {
			unused = append(unused, key)
		}
	}
	sort.Strings(unused)
	for _, key := range unused {
		t.Errorf("%s: nothing says it", key)
	}
}

func saidByPrefix(key string, literals map[string]string) bool {
	for _, prefix := range numbered {
		if _, err := strconv.Atoi(strings.TrimPrefix(key, prefix)); err == nil {
			return true
		}
	}
	for at := range key {
		if key[at] != '.' {
			continue
		}
		_, prefixed := literals[key[:at+1]]
		if _, said := literals[key[at+1:]]; prefixed && said {
			return true
		}
	}
	for _, prefix := range dynamic {
		rest, ok := strings.CutPrefix(key, prefix)
		if !ok {
			continue
		}
		if prefix == "domain." {
			rest = rest[strings.LastIndex(rest, ".")+1:]
		}
		if _, said := literals[rest]; said {
			return true
		}
	}
	return false
}

// looksLikeKey tells a key standing in a table of the code from other strings.
func looksLikeKey(s string) bool {
	entries, _ := locales.ReadDir("locales")
	for _, entry := range entries {
		room, _, _ := strings.Cut(entry.Name(), ".")
		if strings.HasPrefix(s, room+".") {
			return regexp.MustCompile(`^[a-z]+\.[a-z0-9_]+(\.[a-z0-9_]+)+$`).MatchString(s)
		}
	}
	return false
}

func messagesOf(t *testing.T, lang string) map[string]message {
	t.Helper()
	all := map[string]message{}
	for _, room := range For(lang).rooms {
		maps.Copy(all, room())
	}
	return all
}

func TestEveryTextIsAGoodTemplate(t *testing.T) {
	for _, lang := range []string{French, English} {
		texts := For(lang)
		for key, m := range messagesOf(t, lang) {
			args := []any{}
			for _, name := range placeholders(m.Other + m.One) {
				args = append(args, name, "x")
			}
			forms := []string{texts.T(key, append(args, "Count", "2")...)}
			if m.One != "" {
				forms = []string{texts.N(key, 1, args...), texts.N(key, 12, args...)}
			}
			for _, said := range forms {
				if strings.Contains(said, "("+key+")") || strings.Contains(said, "{{") || strings.Contains(said, "<no value>") {
					t.Errorf("%s: %s is said as %q", lang, key, said)
				}
			}
		}
	}
}

func placeholders(text string) []string {
	var names []string
	for _, found := range placeholder.FindAllStringSubmatch(text, -1) {
		if found[1] != "Count" && !slices.Contains(names, found[1]) {
			names = append(names, found[1])
		}
	}
	sort.Strings(names)
	return names
}

// readCode reads every Go file (tests apart) and every template of the
// repository. A file being written by somebody is read as far as it goes.
func readCode(t *testing.T) *code {
	t.Helper()
	found := &code{literals: map[string]string{}}
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return nil
		}
		name := entry.Name()
		if entry.IsDir() {
			if path != root && (strings.HasPrefix(name, ".") || name == "testdata" || name == "data" || name == "locales") {
				return filepath.SkipDir
			}
			return nil
		}
		switch {
		case strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go"):
			found.readGo(path)
		case strings.Contains(path, "templates"):
			found.readTemplate(path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(found.literals) == 0 {
		t.Fatal("no code was read: the test looks in the wrong place")
	}
	return found
}

func (c *code) readGo(path string) {
	files := token.NewFileSet()
	parsed, _ := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
	if parsed == nil {
		return
	}
	ast.Inspect(parsed, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.BasicLit:
			if s, ok := literal(n); ok {
				c.note(s, files.Position(n.Pos()).String())
			}
		case *ast.CallExpr:
			c.noteCall(n, files.Position(n.Pos()).String())
		}
		return true
	})
}

// noteCall knows T("key", …), N("key", n, …) and Refuse(kind, "key", …).
func (c *code) noteCall(n *ast.CallExpr, position string) {
	prefix, at, rest := "", 0, 1
	switch name := called(n.Fun); name {
	case "T":
	case "N":
		rest = 2
	case "Refuse":
		prefix, at, rest = "error.", 1, 2
	default:
		return
	}
	if len(n.Args) <= at {
		return
	}
	key, ok := literal(n.Args[at])
	if !ok {
		return
	}
	found := call{key: prefix + key, position: position, anyArgs: n.Ellipsis.IsValid()}
	for i := rest; i < len(n.Args); i += 2 {
		name, ok := literal(n.Args[i])
		found.anyArgs = found.anyArgs || !ok
		found.args = append(found.args, name)
	}
	c.calls = append(c.calls, found)
	c.note(found.key, position)
}

var templateKey = regexp.MustCompile("[\"`]([a-z]+\\.[a-z0-9_.]+)[\"`]")

func (c *code) readTemplate(path string) {
	data, err := os.ReadFile(path)
	if err != nil {
		return
	}
	for _, found := range templateKey.FindAllSubmatch(data, -1) {
		c.note(string(found[1]), path)
	}
}

func (c *code) note(literal, position string) {
	if _, known := c.literals[literal]; !known {
		c.literals[literal] = position
	}
}

func called(fun ast.Expr) string {
	switch fun := fun.(type) {
	case *ast.Ident:
		return fun.Name
	case *ast.SelectorExpr:
		return fun.Sel.Name
	}
	return ""
}

func literal(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}
