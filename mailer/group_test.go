package mailer

import (
	"slices"
	"testing"
	"time"

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
		"mixed":     {[]domain.MailKind{"activation", "compliance", "consent", "activation", "consent", "login_code"}, []int{2, 1, 1, 1, 1}},
		"none":      {nil, nil},
	} {
		var mails []prepared
		for i, kind := range c.kinds {
			mails = append(mails, prepared{Commit: store.Commit{Mail: domain.Mail{ID: int64(i + 1), Kind: kind}}})
		}
		var got []int
		id := int64(0)
		for _, group := range grouped(mails, 4) {
			got = append(got, len(group))
			for _, p := range group {
				if id++; p.Mail.ID != id {
					t.Errorf("%s: mail %d stands where %d did", name, p.Mail.ID, id)
				}
			}
		}
		if !slices.Equal(got, c.want) || id != int64(len(c.kinds)) {
			t.Errorf("%s: groups of %v, want %v", name, got, c.want)
		}
	}
}

// A group is what leaves in a fiftieth of a second: the slower the server, the
// fewer reminders a kill leaves in doubt.
func TestASlowServerHasSmallGroups(t *testing.T) {
	for _, c := range []struct {
		took []time.Duration
		want int
	}{
		{nil, 4},
		{[]time.Duration{time.Millisecond}, 16},
		{[]time.Duration{10 * time.Millisecond}, 2},
		{[]time.Duration{time.Second}, 1},
		{[]time.Duration{0, 0}, 16},
		{append([]time.Duration{time.Millisecond}, slices.Repeat([]time.Duration{100 * time.Millisecond}, 20)...), 1}, // it became slow
	} {
		var p pace
		for _, took := range c.took {
			p.see(took)
		}
		if got := p.group(); got != c.want {
			t.Errorf("after %v: %d, want %d", c.took, got, c.want)
		}
	}
}
