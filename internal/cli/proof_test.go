package cli

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"vigie/internal/domain"
)

func TestAProofFileComesOnStdoutOrIntoANewFile(t *testing.T) {
	w := newWorld(t)
	number := strconv.FormatInt(w.followUp, 10)
	for _, args := range [][]string{{"proof", number}, {"proof", number, "-o", "-"}, {"proof", "--buyer", lille}, {"proof", "--buyer", "215 903 287 00013", "--language", "fr"}} {
		if got := w.run(door{role: domain.Agent}, args...); got.code != ExitDone || !strings.HasPrefix(got.out, "%PDF-") || !strings.HasSuffix(strings.TrimSpace(got.out), "%%EOF") || got.err != "" {
			t.Errorf("%v: exit %d, %d bytes, %q", args, got.code, len(got.out), got.err)
		}
	}
	path := filepath.Join(t.TempDir(), "proof.pdf")
	shell := door{role: domain.Agent, shell: true}
	if got := w.run(shell, "proof", number, "-o", path); got.code != ExitDone || got.out != "" {
		t.Fatalf("%+v", got)
	}
	info, err := os.Stat(path)
	w.check(err)
	first, err := os.ReadFile(path)
	w.check(err)
	if info.Mode().Perm() != 0o600 || !strings.HasPrefix(string(first), "%PDF-") {
		t.Errorf("mode %v, %d bytes", info.Mode(), len(first))
	}
	w.want(w.run(shell, "proof", number, "-o", path), ExitRefused, "exists already")
	if again, err := os.ReadFile(path); err != nil || string(again) != string(first) {
		t.Errorf("the file there was overwritten: %d bytes, %v", len(again), err)
	}
}

func TestAProofFileIsInTheLanguageAskedFor(t *testing.T) {
	w := newWorld(t)
	number := strconv.FormatInt(w.followUp, 10)
	french, english := w.run(door{role: domain.Agent, language: "fr"}, "proof", number), w.run(door{role: domain.Agent}, "proof", number)
	asked := w.run(door{role: domain.Agent}, "proof", number, "--language", "fr")
	if french.out == english.out || asked.out != french.out {
		t.Errorf("%d, %d and %d bytes", len(french.out), len(english.out), len(asked.out))
	}
}

func TestTheProofVerbRefusesBeforeAByteLeaves(t *testing.T) {
	w := newWorld(t)
	number := strconv.FormatInt(w.followUp, 10)
	agent := door{role: domain.Agent}
	for name, c := range map[string]struct {
		door  door
		args  []string
		code  int
		words string
	}{
		"of nothing":                   {agent, []string{"proof"}, ExitUsage, "--buyer SIRET"},
		"of two things":                {agent, []string{"proof", number, "--buyer", lille}, ExitUsage, "--buyer SIRET"},
		"of three":                     {agent, []string{"proof", number, number}, ExitUsage, "proof [FOLLOWUP]"},
		"no number":                    {agent, []string{"proof", "x"}, ExitUsage, "neither a number"},
		"no such follow-up":            {agent, []string{"proof", "4711"}, ExitRefused, "vigie: "},
		"no SIRET":                     {agent, []string{"proof", "--buyer", "215"}, ExitRefused, "14 digits"},
		"a buyer nobody knows":         {agent, []string{"proof", "--buyer", "35600000000048"}, ExitRefused, "vigie: "},
		"a buyer whom nobody supplies": {agent, []string{"proof", "--buyer", "21330063500017"}, ExitRefused, "no open follow-up"},
		"an auditor":                   {door{role: domain.Auditor}, []string{"proof", number}, ExitRefused, "vigie: "},
		"into a file over SSH":         {agent, []string{"proof", number, "-o", "proof.pdf"}, ExitUsage, `always "-"`},
		"into no folder":               {door{role: domain.Agent, shell: true}, []string{"proof", number, "-o", "/nowhere/at/all.pdf"}, ExitRefused, "/nowhere/at/all.pdf"},
		"a flag that is none":          {agent, []string{"proof", "--burn"}, ExitUsage, "--burn"},
	} {
		t.Run(name, func(t *testing.T) {
			w.TB = t
			w.want(w.run(c.door, c.args...), c.code, c.words)
		})
	}
}
