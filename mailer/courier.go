package mailer

import (
	"context"

	"vigie/internal/domain"
	"vigie/store"
)

// groupSize is how many reminders of one connection are committed together:
// they share the wait for the disk. While one group leaves the next is
// committed, so that a process that is killed leaves at most twice as many in
// doubt for each connection. Of other mails a group has one: a consent request
// in doubt waits for a person.
const groupSize = 4

// courier takes mails to the server, over one connection at a time.
type courier struct {
	*dispatch
	group, ahead []prepared // under way, and behind
}

func (c *courier) work(ctx context.Context) {
	for {
		p, found := c.next(ctx, true)
		if !found {
			return
		}
		c.Wire.Stream(context.WithoutCancel(ctx), p, func() (Parcel, bool) { return c.next(ctx, false) })
	}
}

// next hands out a mail that is being committed, and has those behind it
// committed meanwhile.
func (c *courier) next(ctx context.Context, wait bool) (Parcel, bool) {
	for {
		if len(c.group) == 0 {
			c.group, c.ahead = c.ahead, nil
		}
		if len(c.group) == 0 {
			c.group = c.take(ctx, wait)
		}
		if len(c.group) == 0 {
			return Parcel{}, false
		}
		if len(c.ahead) == 0 {
			c.ahead = c.take(ctx, false)
		}
		p := c.group[0]
		if c.group = c.group[1:]; !c.stopping(ctx) {
			return c.parcel(ctx, p), true
		}
		c.giveBack(p.Mail)
	}
}

// take takes what is ready, a group at most, and has it committed.
func (c *courier) take(ctx context.Context, wait bool) []prepared {
	var group []prepared
	for len(group) < groupSize {
		p, found := c.pick(wait && len(group) == 0)
		if !found {
			break
		}
		if c.stopping(ctx) {
			c.giveBack(p.Mail)
			continue
		}
		if group = append(group, p); !p.Mail.Kind.Reminder() {
			break
		}
	}
	if len(group) > 0 {
		c.clerk.commit(group)
	}
	return group
}

func (c *courier) pick(wait bool) (p prepared, found bool) {
	if wait {
		p, found = <-c.ready
		return p, found
	}
	select {
	case p, found = <-c.ready:
	default:
	}
	return p, found
}

// stopping reports whether no mail may begin.
func (d *dispatch) stopping(ctx context.Context) bool {
	return ctx.Err() != nil || d.breaker.blocks() || d.clerk.trouble() != nil
}

func (c *courier) parcel(ctx context.Context, p prepared) Parcel {
	ctx = context.WithoutCancel(ctx)
	var refused error
	return Parcel{From: p.from, To: p.Mail.Email, Message: p.message,
		Commit: func() error {
			refused = c.mayLeave(ctx, p)
			return refused
		},
		Done: func(r Result) {
			defer release(p.message)
			if refused != nil {
				c.keep(p, refused)
				return
			}
			c.watch(r)
			c.tally.see(p.Mail, r, domain.InstantOf(c.now()))
			c.settle(settled(p.Mail, r, c.now()), r)
		}}
}

// keep gives a mail back whose dot did not leave.
func (c *courier) keep(p prepared, why error) {
	if domain.KindOf(why) != domain.Conflict {
		c.fail(why)
	}
	c.giveBack(p.Mail)
}

// mayLeave waits until a mail is durably committing, and looks whether a hold
// came since it was claimed: a group is committed before the first of its dots
// leaves, a hold acts before the next.
func (c *courier) mayLeave(ctx context.Context, p prepared) error {
	if err := <-p.committed; err != nil {
		return err
	}
	if c.clerk.trouble() != nil {
		return domain.Refuse(domain.Conflict, "mail_claim_lost")
	}
	now, err := c.db.HoldStamp(ctx)
	if err == nil && now != p.stamp {
		err = domain.Refuse(domain.Conflict, "mail_claim_lost")
	}
	return err
}

// prepared is a claimed mail, ready for the wire.
type prepared struct {
	store.Commit
	stamp     string // of the holds, when it was claimed
	from      string
	message   []byte
	committed chan error // the clerk's answer
}
