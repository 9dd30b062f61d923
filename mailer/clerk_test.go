package mailer

import (
	"context"
	"database/sql"
	"testing"

	"vigie/internal/domain"
	"vigie/internal/fixture"
)

// When it cannot be stored that mails were sent, no more are sent: each would
// be one that nobody can vouch for. Once it can, everything goes on.
func TestNothingMoreIsSentWhileAnswersCannotBeStored(t *testing.T) {
	clock := fixture.NewClock()
	db, src := fixture.Shared(t, "sqlite", clock.Now)
	p := newPost(t, db, clock, 150)
	p.plan(t)
	file, err := sql.Open("sqlite3", "file:"+src.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	do := func(text string) {
		t.Helper()
		if _, err := file.ExecContext(context.Background(), text); err != nil {
			t.Fatal(err)
		}
	}
	do(`CREATE TRIGGER full BEFORE UPDATE ON mails WHEN NEW.state = 'sent' BEGIN SELECT RAISE(ABORT, 'disk full'); END`)
	if _, err := p.Drain(context.Background()); err == nil {
		t.Fatal("nobody is told")
	}
	arrived := len(p.peer.mails())
	if arrived == 0 || arrived > 2*groupMost*p.Workers {
		t.Errorf("%d mails left before it stopped", arrived)
	}
	do(`DROP TRIGGER full`)
	sent := p.drain(t)
	doubtful := 0
	w, err := db.Mails(context.Background(), domain.Filter{}, domain.Page{Limit: 500})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range w.Rows {
		doubtful += m.Uncertain
	}
	if doubtful != arrived || int(sent.Sent) != 300-arrived {
		t.Errorf("%d arrived unstored, %d are uncertain, %d were sent afterwards", arrived, doubtful, sent.Sent)
	}
}
