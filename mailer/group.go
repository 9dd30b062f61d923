package mailer

import (
	"sync/atomic"
	"time"
)

// Reminders are committed together, in groups that go over one connection: they
// share the wait for the disk. A process that is killed leaves those in doubt
// that are on their way, and as many that wait for their connection: therefore
// a group is no more than what a connection sends in groupTime. Of other mails
// it has one: a consent request in doubt waits for a person.
const (
	groupMost  = 16
	groupFirst = 4 // while nobody knows how fast the server is
	groupTime  = 20 * time.Millisecond
)

// pace is how long a server takes for a mail, of late.
type pace struct{ mean atomic.Int64 }

func (p *pace) see(took time.Duration) {
	mean := p.mean.Load()
	if mean == 0 {
		mean = int64(took)
	}
	p.mean.Store(max(1, mean+(int64(took)-mean)/8))
}

// group is how many reminders may be committed together at this pace.
func (p *pace) group() int {
	mean := p.mean.Load()
	if mean == 0 {
		return groupFirst
	}
	return int(max(1, min(groupMost, int64(groupTime)/mean)))
}

// deal has written mails committed and hands them to the connections, in groups.
func (d *dispatch) deal(written []prepared) {
	each := (len(written) + d.Workers - 1) / d.Workers
	for _, group := range grouped(written, min(each, d.pace.group())) {
		d.clerk.commit(group)
		d.ready <- group
	}
}

// grouped parts mails into groups of at most so many reminders, or of one other
// mail.
func grouped(mails []prepared, most int) (groups [][]prepared) {
	for len(mails) > 0 {
		n := 1
		for n < min(most, len(mails)) && mails[n-1].Mail.Kind.Reminder() && mails[n].Mail.Kind.Reminder() {
			n++
		}
		groups, mails = append(groups, mails[:n:n]), mails[n:]
	}
	return groups
}
