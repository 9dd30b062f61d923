package mailer

import (
	"context"
	"testing"

	"vigie/internal/domain"
	"vigie/store"
)

// A consent request that nobody answered for waits for a person. Four were
// committed at once like reminders, so that one kill left eight a connection for
// somebody to look at.
func TestOneConsentRequestIsCommittedAtATime(t *testing.T) {
	for name, c := range map[string]struct {
		kinds []domain.MailKind
		want  []int
	}{
		"reminders": {[]domain.MailKind{"activation", "compliance", "activation", "activation", "activation"}, []int{4, 1}},
		"consents":  {[]domain.MailKind{"consent", "consent", "consent"}, []int{1, 1, 1}},
		"mixed":     {[]domain.MailKind{"activation", "consent", "activation", "consent", "login_code"}, []int{2, 2, 1}},
	} {
		d := &dispatch{Mailer: New(Options{}), ready: make(chan prepared, len(c.kinds)), clerk: &clerk{wake: make(chan struct{}, 1)}}
		for i, kind := range c.kinds {
			d.ready <- prepared{Commit: store.Commit{Mail: domain.Mail{ID: int64(i + 1), Kind: kind}}}
		}
		for i, want := range c.want {
			if got := (&courier{dispatch: d}).take(context.Background(), true); len(got) != want {
				t.Errorf("%s, group %d: %d mails, want %d", name, i+1, len(got), want)
			}
		}
		if n := len(d.clerk.commits); n != len(c.kinds) {
			t.Errorf("%s: %d of %d are being committed", name, n, len(c.kinds))
		}
	}
}
