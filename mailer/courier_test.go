package mailer

import (
	"context"
	"strings"
	"testing"
	"time"

	"vigie/internal/domain"
	"vigie/internal/fixture"
)

// A claim outlives the ten minutes in which a server may answer a dot, but only
// when the dot leaves soon: the second of two mails that were committed together
// left when a slow server had answered the first, its claim ended before its
// answer came, and another process took it for lost.
func TestADotLeavesWhileItsClaimOutlivesTheAnswer(t *testing.T) {
	clock := fixture.NewClock()
	db, _ := fixture.Shared(t, "sqlite", clock.Now)
	p := newPost(t, db, clock, 12)
	p.Workers = 1
	p.plan(t)
	ctx := context.Background()
	p.peer.arrives = func(r received) {
		mails, err := db.MailsTo(ctx, r.to, 10)
		if err != nil {
			t.Error(err)
		}
		for _, m := range mails {
			if left := time.Duration(m.ClaimedUntil-domain.InstantOf(clock.Now())) * time.Millisecond; m.State == domain.MailCommitting && strings.Contains(r.data, m.MessageID) && left < patience {
				t.Errorf("a dot left %v before the end of its claim", left)
			}
		}
		clock.Add(3 * time.Minute)
	}
	for rounds := 0; len(p.peer.mails()) < 24 && rounds < 24; rounds++ { // what is given back leaves with the next
		if sent := p.drain(t); sent.Uncertain != 0 || sent.Retry != 0 {
			t.Errorf("%+v", sent)
		}
	}
	if got := len(p.peer.mails()); got != 24 {
		t.Errorf("%d mails arrived", got)
	}
}
