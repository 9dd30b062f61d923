package mailer

import (
	"context"
	"runtime"
	"testing"
	"time"

	"vigie/internal/fixture"
)

// A writer asked for what reminders have in common while it held a moment of the
// database: with as many writers as connections (GOMAXPROCS=4 on two processors)
// each held one and waited for another's, and no mail left any more. A benchmark
// stood still for its whole time. One connection is enough for a writer now.
func TestAWriterNeedsOneConnection(t *testing.T) {
	clock := fixture.NewClock()
	db, _ := fixture.Shared(t, "sqlite", clock.Now)
	p := newPost(t, db, clock, 20)
	p.plan(t)
	for range max(4, 2*runtime.NumCPU()) - 1 { // all of the store's pool of readers but one
		_, end, err := db.Snapshot(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		defer end()
	}
	sent := make(chan Sent, 1)
	go func() {
		s, err := p.Drain(context.Background())
		if err != nil {
			t.Error(err)
		}
		sent <- s
	}()
	select {
	case s := <-sent:
		if s.Sent != 40 {
			t.Errorf("%d of 40 mails were sent", s.Sent)
		}
	case <-time.After(time.Minute):
		t.Fatal("nothing leaves any more")
	}
}
