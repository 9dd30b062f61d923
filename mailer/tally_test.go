package mailer

import (
	"fmt"
	"testing"

	"vigie/internal/domain"
)

func TestRefusalsAreCountedByDomainWithinBounds(t *testing.T) {
	m := &Mailer{tally: newTally()}
	see := func(to string, r Result) { m.tally.see(domain.Mail{Email: to}, r, 1) }
	see("a@one.test", Result{Outcome: Accepted, Stage: StageDot, Code: 250})
	see("a@one.test", Result{Outcome: Permanent, Stage: StageRecipient, Code: 550})
	see("b@One.test", Result{Outcome: Permanent, Stage: StageRecipient, Code: 550})
	see("a@one.test", Result{Outcome: Temporary, Stage: StageRecipient, Code: 451})
	see("a@one.test", Result{Outcome: Temporary, Stage: StageConnect})
	see("a@one.test", Result{Outcome: Uncertain, Stage: StageDot})
	for i := range 3 * talliedDomains {
		see(fmt.Sprintf("x@d%d.test", i), Result{Outcome: Permanent, Stage: StageRecipient, Code: 550})
	}
	c := m.Counts()
	if c.Attempts[Accepted] != 1 || c.Attempts[Permanent] != 2+3*talliedDomains || c.Attempts[Temporary] != 2 || c.Attempts[Uncertain] != 1 {
		t.Errorf("%v", c.Attempts)
	}
	if c.Refusals[Refusal{"one.test", true}] != 2 || c.Refusals[Refusal{"one.test", false}] != 1 {
		t.Errorf("%v", c.Refusals)
	}
	if n := c.Refusals[Refusal{OtherDomains, true}]; n != 2*talliedDomains+1 || len(c.Refusals) != talliedDomains+2 {
		t.Errorf("%d series, %d others", len(c.Refusals), n)
	}
}

func TestServerThatIsAwayIsNoProgress(t *testing.T) {
	tally := newTally()
	tally.see(domain.Mail{}, Result{Outcome: Temporary, Stage: StageConnect}, 5)
	if !tally.last.Never() {
		t.Error("progress without a server")
	}
	tally.see(domain.Mail{}, Result{Outcome: Temporary, Stage: StageRecipient, Code: 450}, 6)
	if tally.last != 6 {
		t.Error("a greylisted mail is an answer")
	}
}
