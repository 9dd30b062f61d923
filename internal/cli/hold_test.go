package cli

import (
	"strings"
	"testing"

	"vigie/internal/domain"
)

func TestRatesAreReadAndChangedByVerb(t *testing.T) {
	w := newWorld(t)
	anne := door{role: domain.Administrator}
	w.want(w.run(anne, "mails", "rate"), ExitDone, "No receiving domain")
	w.want(w.run(anne, "mails", "rate", "free.fr", "5"), ExitRefused, "reason")
	w.want(w.run(anne, "mails", "rate", "free.fr", "fast", "--reason", "x"), ExitUsage, "is no rate")
	w.want(w.run(anne, "mails", "rate", "free.fr"), ExitUsage, "DOMAIN RATE")
	w.want(w.run(door{role: domain.Operator}, "mails", "rate", "free.fr", "5", "--reason", "x"), ExitRefused, "role")
	w.want(w.run(anne, "mails", "rate", "free.fr", "0,5", "--reason", "they slow us down"), ExitDone, "free.fr", "0.5")
	w.want(w.run(anne, "mails", "rate", "free.fr", "0", "--reason", "they take more"), ExitDone, "No receiving domain")
}

// A release says why as a hold does; a cycle's may leave it out, as its hold
// may.
func TestAReleaseByVerbSaysWhy(t *testing.T) {
	w := newWorld(t)
	camille := door{role: domain.Operator}
	for _, subject := range [][]string{nil, {"--buyer", lille}} {
		w.want(w.run(camille, append([]string{"mails", "hold", "--reason", "a text"}, subject...)...), ExitDone, "Held: ")
		w.want(w.run(camille, append([]string{"mails", "release"}, subject...)...), ExitRefused, "A release says why", "--reason")
		w.want(w.run(door{role: domain.Operator, language: "fr"}, append([]string{"mails", "release", "--reason", " "}, subject...)...), ExitRefused, "Une levée dit pourquoi")
		w.want(w.run(camille, "mails", "holds"), ExitDone, "a text")
		w.want(w.run(camille, append([]string{"mails", "release", "--reason", "corrected"}, subject...)...), ExitDone, "Released: ")
		w.want(w.run(camille, append([]string{"mails", "release", "--reason", "again"}, subject...)...), ExitRefused, "how it stands already")
		if got := w.run(camille, "mails", "holds"); got.code != ExitDone || strings.Contains(got.out, "a text") {
			t.Errorf("still held: %+v", got)
		}
	}
	w.want(w.run(camille, "mails", "release", "--filter", "kind:activation"), ExitRefused, "A release says why")
	w.want(w.run(camille, "mails", "hold", "--filter", "kind:activation"), ExitRefused, "reason")
	w.want(w.run(camille, "mails", "release", "--filter", "kind:activation", "--dry-run"), ExitDone)
	w.want(w.run(camille, "mails", "release", "--filter", "kind:activation", "--reason", "corrected"), ExitRefused, "None of these mails")

	w.want(w.run(camille, "cycle", "hold", "--reason", "to read"), ExitDone)
	w.want(w.run(camille, "cycle", "release", "--reason", "volume checked"), ExitDone)
	w.want(w.run(camille, "cycle", "status"), ExitDone, "to read, released by Camille: volume checked")
	w.want(w.run(camille, "cycle", "hold"), ExitDone)
	w.want(w.run(camille, "cycle", "release"), ExitDone)
	w.want(w.run(camille, "cycle", "status"), ExitDone, "released by Camille: by_hand")
}

// A reason of several words came over SSH as several arguments, and the answer
// was how to write the verb – as it had been written.
func TestAReasonOfSeveralWordsOverSSHIsExplained(t *testing.T) {
	w := newWorld(t)
	w.want(w.run(door{role: domain.Operator}, "mails", "hold", "--reason", "to", "read", "again"), ExitUsage, "two kinds of quotes")
	a := w.run(door{role: domain.Operator, shell: true}, "mails", "hold", "--reason", "to", "read", "again")
	w.want(a, ExitUsage, "vigie mails hold")
	if strings.Contains(a.err, "quotes") {
		t.Errorf("a shell keeps its quotes: %s", a.err)
	}
}
