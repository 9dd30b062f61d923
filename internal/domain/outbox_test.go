package domain

import (
	"testing"
	"time"
)

func TestOutboxIsStuckOnlyWhereMailsThatMayLeaveDoNot(t *testing.T) {
	now := Instant(1_800_000_000_000)
	ago := func(d time.Duration) Instant { return now.Add(-d) }
	long, short := StuckAfter+time.Second, StuckAfter-time.Second
	for name, c := range map[string]struct {
		o    Outbox
		want StuckReason
	}{
		"empty":                                 {Outbox{Senders: 1}, ""},
		"due a moment ago":                      {Outbox{Senders: 1, OldestDue: ago(short)}, ""},
		"exactly at the bound":                  {Outbox{Senders: 1, OldestDue: ago(StuckAfter)}, ""},
		"due long ago, and nothing ever left":   {Outbox{Senders: 1, OldestDue: ago(long)}, StuckStalled},
		"due long ago, nothing left since":      {Outbox{Senders: 1, OldestDue: ago(long), Progress: ago(long)}, StuckStalled},
		"slow, but it moves":                    {Outbox{Senders: 1, OldestDue: ago(10 * long), Progress: ago(short)}, ""},
		"held":                                  {Outbox{Senders: 1, OldestDue: ago(long), Held: true}, ""},
		"nobody sends":                          {Outbox{OldestDue: ago(long)}, StuckNobody},
		"nobody sends, and nothing waits":       {Outbox{}, ""},
		"the server is away":                    {Outbox{Senders: 1, OldestDue: ago(long), Trouble: ServerTrouble{Since: ago(long)}}, StuckServer},
		"the server is away since a moment":     {Outbox{Senders: 1, OldestDue: ago(short), Trouble: ServerTrouble{Since: ago(short)}}, ""},
		"claims that run":                       {Outbox{Senders: 1, OldestClaim: now.Add(time.Minute)}, ""},
		"claims over since a moment":            {Outbox{Senders: 1, OldestClaim: ago(short)}, ""},
		"claims that nobody heals, even held":   {Outbox{Senders: 1, OldestClaim: ago(long), Held: true}, StuckClaims},
		"a clock that went back behind the due": {Outbox{Senders: 1, OldestDue: now.Add(time.Hour)}, ""},
	} {
		if got := c.o.Stuck(now); got != c.want {
			t.Errorf("%s: %q", name, got)
		}
	}
}
