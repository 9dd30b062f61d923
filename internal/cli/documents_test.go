package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vigie/internal/domain"
)

// hand files a document of a type and returns its number.
func (w *world) hand(code string) string {
	w.Helper()
	got := w.run(door{role: domain.Agent, in: pdf(code)}, "documents", "file", "-", "--supplier", martin, "--type", code, "--issued", "2026-11-01", "--code", "AB12")
	number, found := strings.CutPrefix(got.err, "Document ")
	number, _, _ = strings.Cut(number, ",")
	if got.code != ExitDone || !found || got.out != "" {
		w.Fatalf("%+v", got)
	}
	return number
}

func TestADocumentIsFiledListedAndDecidedByVerbs(t *testing.T) {
	w := newWorld(t)
	agent := door{role: domain.Agent}
	asv, imm := w.hand("ASV"), w.hand("IMM")
	w.want(w.run(agent, "documents", "list"), ExitDone, "Number", "ASV", "IMM", martin, "Martin & Fils", "2026")
	w.want(w.run(agent, "documents", "show", asv), ExitDone, "ASV "+asv, "Martin & Fils", "issued", "Ville de Lille")
	w.want(w.run(agent, "documents", "code", asv, "--code", "AB12", "--genuine"), ExitDone)
	w.want(w.run(agent, "documents", "accept", asv), ExitDone)
	w.want(w.run(agent, "documents", "show", asv), ExitDone, "accepted", "AB12 genuine", "Nadia")
	w.want(w.run(agent, "documents", "reject", imm, "--reason", "unreadable", "--note", "Page 2"), ExitDone)
	w.want(w.run(agent, "documents", "show", imm), ExitDone, "rejected", "Page 2")
	if got := w.run(agent, "documents", "list"); strings.Contains(got.out, "ASV") || got.code != ExitDone {
		t.Errorf("what is decided waits still: %+v", got)
	}
	w.want(w.run(agent, "documents", "list", "--filter", "state:rejected"), ExitDone, "IMM")
	w.want(w.run(door{role: domain.Agent, language: "fr"}, "documents", "show", imm), ExitDone, "refusé")
	opened := w.run(agent, "documents", "open", asv)
	w.want(opened, ExitDone, "https://vigie.example/o/")
	if strings.Count(opened.out, "\n") != 1 {
		t.Errorf("more than an address: %q", opened.out)
	}
}

func TestDocumentsInJSONKeepTheirKeys(t *testing.T) {
	w := newWorld(t)
	number := w.hand("ASV")
	for _, args := range [][]string{{"documents", "list", "--json"}, {"documents", "show", number, "--json"}} {
		got := w.run(door{role: domain.Auditor}, args...)
		var one map[string]any
		text := strings.Trim(strings.TrimSpace(got.out), "[]")
		if err := json.Unmarshal([]byte(text), &one); err != nil || got.code != ExitDone {
			t.Fatalf("%v: %+v, %v", args, got, err)
		}
		for key, want := range map[string]any{"id": 1.0, "supplier": martin, "type": "ASV", "state": "to_check", "issued_on": "2026-11-01", "code_genuine": false, "file": "ASV.pdf", "version": 1.0} {
			if one[key] != want {
				t.Errorf("%v: %s is %v, not %v", args, key, one[key], want)
			}
		}
	}
	empty := w.run(door{role: domain.Agent}, "documents", "list", "--filter", "state:accepted", "--json")
	if w.want(empty, ExitDone); strings.TrimSpace(empty.out) != "[]" {
		t.Errorf("nothing is %q", empty.out)
	}
}

func TestDocumentVerbsRefuseInOneSentence(t *testing.T) {
	w := newWorld(t)
	number := w.hand("ASV")
	agent := door{role: domain.Agent}
	file := func(more ...string) []string {
		return append([]string{"documents", "file", "-", "--supplier", martin, "--type", "ASV", "--issued", "2026-11-01"}, more...)
	}
	for name, c := range map[string]struct {
		door  door
		args  []string
		code  int
		words string
	}{
		"no such document":           {agent, []string{"documents", "show", "4711"}, ExitRefused, "vigie: "},
		"no number":                  {agent, []string{"documents", "show", "ASV"}, ExitUsage, "neither a number nor a reference"},
		"two numbers":                {agent, []string{"documents", "accept", "1", "2"}, ExitUsage, "accept NUMBER"},
		"no verb":                    {agent, []string{"documents", "burn"}, ExitUsage, "burn"},
		"a field that is none":       {agent, []string{"documents", "list", "--filter", "stat:x"}, ExitUsage, "state"},
		"no verdict on a code":       {agent, []string{"documents", "code", number, "--code", "AB12"}, ExitUsage, "--genuine or --not-genuine"},
		"both verdicts":              {agent, []string{"documents", "code", number, "--genuine", "--not-genuine"}, ExitUsage, "--genuine or --not-genuine"},
		"a reason that is none":      {agent, []string{"documents", "reject", number, "--reason", "ugly"}, ExitRefused, "vigie: "},
		"an auditor decides":         {door{role: domain.Auditor}, []string{"documents", "accept", number}, ExitRefused, "vigie: "},
		"an auditor opens":           {door{role: domain.Auditor}, []string{"documents", "open", number}, ExitRefused, "vigie: "},
		"no file":                    {agent, []string{"documents", "file", "--supplier", martin, "--type", "ASV"}, ExitUsage, "Choose a file"},
		"a file of theirs over SSH":  {agent, []string{"documents", "file", "/etc/passwd", "--supplier", martin, "--type", "ASV"}, ExitUsage, `always "-"`},
		"a file that is not there":   {door{role: domain.Agent, shell: true}, []string{"documents", "file", "nowhere.pdf", "--supplier", martin, "--type", "ASV"}, ExitRefused, "nowhere.pdf"},
		"no PDF":                     {door{role: domain.Agent, in: "hello"}, file(), ExitRefused, "vigie: "},
		"nothing at all":             {agent, file(), ExitRefused, "vigie: "},
		"a day that is none":         {door{role: domain.Agent, in: pdf("x")}, file("--end", "31/12/2026"), ExitUsage, "31/12/2026"},
		"a supplier nobody knows":    {door{role: domain.Agent, in: pdf("x")}, []string{"documents", "file", "-", "--supplier", "35600000000048", "--type", "ASV"}, ExitRefused, "vigie: "},
		"a type nobody collects":     {door{role: domain.Agent, in: pdf("x")}, []string{"documents", "file", "-", "--supplier", martin, "--type", "XYZ"}, ExitRefused, "vigie: "},
		"seven months old":           {door{role: domain.Agent, in: pdf("x")}, []string{"documents", "file", "-", "--supplier", martin, "--type", "ASV", "--issued", "2026-04-01"}, ExitRefused, "vigie: "},
		"an attachment nobody sent":  {agent, []string{"documents", "file", "--supplier", martin, "--type", "ASV", "--attachment", "9"}, ExitRefused, "vigie: "},
		"accepted with no code said": {agent, []string{"documents", "accept", number}, ExitRefused, "vigie: "},
	} {
		t.Run(name, func(t *testing.T) {
			w.TB = t
			got := w.run(c.door, c.args...)
			if w.want(got, c.code, c.words); strings.Count(got.err, "\n") != 1 || strings.Contains(got.err, "error.") {
				t.Errorf("not one sentence: %q", got.err)
			}
		})
	}
}

func TestAFileOfTheServersShellIsFiled(t *testing.T) {
	w := newWorld(t)
	path := filepath.Join(t.TempDir(), "imm.pdf")
	w.check(os.WriteFile(path, []byte(pdf("imm")), 0o600))
	got := w.run(door{role: domain.Agent, shell: true}, "documents", "file", path, "--supplier", martin, "--type", "IMM")
	w.want(got, ExitDone)
	w.want(w.run(door{role: domain.Agent}, "documents", "show", "1"), ExitDone, "imm.pdf", "IMM")
}

func TestHelpHidesWhatARoleMayNot(t *testing.T) {
	w := newWorld(t)
	for role, sees := range map[domain.StaffRole]bool{domain.Agent: true, domain.Auditor: false} {
		got := w.run(door{role: role}, "documents")
		if w.want(got, ExitDone, "list", "show"); strings.Contains(got.out, "accept") != sees || strings.Contains(got.out, "one-time link") != sees {
			t.Errorf("%s reads %s", role, got.out)
		}
	}
}
