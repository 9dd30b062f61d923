package mailer

import (
	"context"
	"time"

	"vigie/internal/domain"
	"vigie/store"
)

// courier takes mails to the server, over one connection at a time.
type courier struct {
	*dispatch
	group []prepared // under way
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

// next hands out a mail that is being committed.
func (c *courier) next(ctx context.Context, wait bool) (Parcel, bool) {
	for {
		if len(c.group) == 0 {
			c.group = c.take(wait)
		}
		if len(c.group) == 0 {
			return Parcel{}, false
		}
		p := c.group[0]
		if c.group = c.group[1:]; !c.stopping(ctx) {
			return c.parcel(ctx, p), true
		}
		c.giveBack(p.Mail)
	}
}

func (c *courier) take(wait bool) []prepared {
	if wait {
		return <-c.ready
	}
	select {
	case group := <-c.ready:
		return group
	default:
		return nil
	}
}

// stopping reports whether no mail may begin.
func (d *dispatch) stopping(ctx context.Context) bool {
	return ctx.Err() != nil || d.breaker.blocks() || d.clerk.trouble() != nil
}

func (c *courier) parcel(ctx context.Context, p prepared) Parcel {
	ctx = context.WithoutCancel(ctx)
	var refused error
	var began time.Time
	return Parcel{From: p.from, To: p.Mail.Email, Message: p.message,
		Commit: func() error {
			refused, began = c.mayLeave(ctx, p), c.now()
			return refused
		},
		Done: func(r Result) {
			defer release(p.message)
			if refused != nil {
				c.keep(p, refused)
				return
			}
			if r.Stage == StageDot {
				c.pace.see(c.now().Sub(began))
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

// mayLeave waits until a mail is durably committing, and looks whether it became
// too late for its claim, or a hold came since it was claimed: a group is
// committed before the first of its dots leaves, a hold acts before the next.
func (c *courier) mayLeave(ctx context.Context, p prepared) error {
	if err := c.clerk.wait(p); err != nil {
		return err
	}
	if c.clerk.trouble() != nil || c.now().After(p.latest) {
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
	turn      int        // of the clerk, when it was asked
	latest    time.Time  // when the dot may leave
}
