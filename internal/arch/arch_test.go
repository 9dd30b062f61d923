// Package arch holds the test of who may import whom (house.md).
package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"vigie/internal/i18n"
)

// rooms says what each room may import of this module; cmd may import all.
func rooms() map[string][]string {
	return map[string][]string{
		"internal/domain":   {},
		"internal/i18n":     {"internal/domain"},
		"internal/link":     {"internal/domain"},
		"internal/config":   {"internal/domain"},
		"internal/exchange": {"internal/domain", "internal/safe"}, // cells leave neutralised
		"internal/safe":     {"internal/domain"},
		"internal/files":    {"internal/domain"},
		"store":             {"internal/domain"},
		"internal/letter":   {"internal/domain", "internal/i18n", "internal/link", "internal/safe"},
		"internal/desk":     {"store", "internal/domain", "internal/link", "internal/files", "internal/exchange", "internal/letter"},
		"mailer":            {"store", "internal/domain", "internal/letter", "internal/link", "internal/safe"},
		"internal/inbound":  {"internal/desk", "internal/domain", "internal/files", "internal/safe"},
		"internal/timed":    {"internal/desk", "internal/domain", "internal/files", "internal/safe"},
		"tui/kit":           {"internal/safe"},
		"tui":               {"tui/kit", "internal/desk", "internal/domain", "internal/i18n", "internal/exchange", "internal/safe"},
		"internal/portal":   {"internal/desk", "internal/domain", "internal/i18n", "internal/link", "internal/exchange", "internal/safe"},
		"internal/cli":      {"internal/desk", "internal/domain", "internal/i18n", "internal/link", "internal/exchange", "internal/safe"},
		"internal/sshd":     {"tui", "internal/cli", "internal/desk", "internal/domain", "internal/i18n", "internal/safe"},
		"internal/fixture":  {"store", "internal/desk", "internal/domain", "internal/link"},
		"internal/demo":     {"store", "internal/desk", "internal/domain"},
	}
}

// callersOfMaintain are the rooms that may change technical rows unaudited.
func callersOfMaintain() []string {
	return []string{"store", "mailer", "cmd/vigie", "internal/desk", "internal/demo", "internal/fixture", "internal/bench"}
}

type source struct {
	path, room string
	file       *ast.File
	set        *token.FileSet
}

// sources parses every file of the module that is not a test.
func sources(t *testing.T) []source {
	t.Helper()
	root := filepath.Join("..", "..")
	var all []source
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && path != root || d.Name() == "data") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, nil, 0)
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		all = append(all, source{relative, filepath.ToSlash(filepath.Dir(relative)), file, set})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 50 {
		t.Fatalf("only %d files were read: this test looks at the wrong place", len(all))
	}
	return all
}

func TestRoomsImportOnlyWhatTheyMay(t *testing.T) {
	allowed := rooms()
	for _, s := range sources(t) {
		may, listed := allowed[s.room]
		if !listed && !strings.HasPrefix(s.room, "cmd/") {
			t.Errorf("%s: the room %s stands in no table", s.path, s.room)
			continue
		}
		for _, spec := range s.file.Imports {
			path, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			other, ours := strings.CutPrefix(path, "vigie/")
			if ours && listed && !slices.Contains(may, other) {
				t.Errorf("%s: %s may not import %s", s.path, s.room, other)
			}
			if s.room == "internal/domain" && strings.Contains(path, ".") {
				t.Errorf("%s: domain knows the standard library only, not %s", s.path, path)
			}
			if (s.room == "tui" || s.room == "internal/cli" || s.room == "internal/portal" || s.room == "internal/domain") && path == "database/sql" {
				t.Errorf("%s: %s knows no SQL", s.path, s.room)
			}
		}
	}
}

func TestClockIsReadInCmdOnly(t *testing.T) {
	for _, s := range sources(t) {
		if strings.HasPrefix(s.room, "cmd/") {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if call, ok := n.(*ast.SelectorExpr); ok && call.Sel.Name == "Now" {
				if pkg, ok := call.X.(*ast.Ident); ok && pkg.Name == "time" {
					t.Errorf("%s: time.Now is called in cmd only", s.set.Position(call.Pos()))
				}
			}
			return true
		})
	}
}

func TestOnlyTheListedRoomsUseTheSideDoor(t *testing.T) {
	for _, s := range sources(t) {
		ast.Inspect(s.file, func(n ast.Node) bool {
			if call, ok := n.(*ast.SelectorExpr); ok && (call.Sel.Name == "Maintain" || call.Sel.Name == "Dispatch") && !slices.Contains(callersOfMaintain(), s.room) {
				t.Errorf("%s: %s may not write unaudited rows", s.set.Position(call.Pos()), s.room)
			}
			return true
		})
	}
}

func TestEveryActStandsInThePermissionTable(t *testing.T) {
	declared, used := map[string]bool{}, map[string]bool{}
	for _, s := range sources(t) {
		ast.Inspect(s.file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ValueSpec:
				if typed, ok := n.Type.(*ast.Ident); ok && typed.Name == "Action" && s.room == "internal/domain" {
					for _, name := range n.Names {
						declared[name.Name] = true
					}
				}
			case *ast.KeyValueExpr:
				if key, ok := n.Key.(*ast.Ident); ok && strings.HasSuffix(s.path, "permission.go") {
					used[key.Name] = true
				}
			}
			return true
		})
	}
	for name := range declared {
		if !used[name] {
			t.Errorf("%s is an action that nobody is permitted: it does not stand in the table", name)
		}
	}
	if len(declared) < 20 {
		t.Fatalf("only %d actions were found", len(declared))
	}
}

// The audit's lists said "domain.noun.legal_hold" of what had no name: whatever
// an act records has one in both languages.
func TestWhateverTheAuditRecordsHasAName(t *testing.T) {
	nouns := map[string]bool{}
	for _, s := range sources(t) {
		ast.Inspect(s.file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) < 4 {
				return true
			}
			if f, ok := call.Fun.(*ast.SelectorExpr); ok && f.Sel.Name == "Record" {
				if noun, ok := call.Args[0].(*ast.BasicLit); ok {
					name, err := strconv.Unquote(noun.Value)
					if err != nil {
						t.Fatal(err)
					}
					nouns[name] = true
				}
			}
			return true
		})
	}
	if len(nouns) < 20 {
		t.Fatalf("only %d nouns were found", len(nouns))
	}
	for noun := range nouns {
		for _, lang := range []string{i18n.French, i18n.English} {
			if !i18n.For(lang).Has("domain.noun." + noun) {
				t.Errorf("%s has no name in %s", noun, lang)
			}
		}
	}
}
