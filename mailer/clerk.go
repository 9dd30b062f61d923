package mailer

import (
	"context"
	"errors"
	"sync"
	"time"

	"vigie/internal/domain"
	"vigie/store"
)

// clerk keeps the book of a dispatch: it puts the small durable steps of many
// mails into one transaction, because each transaction waits for the disk.
type clerk struct {
	m *Mailer

	mu      sync.Mutex
	commits []commitStep
	settles []domain.Mail
	failing []error // why the last answers could not be stored, by lane
	taken   int     // how often steps were taken to be written
	over    bool

	wake   chan struct{} // there is something to write
	urgent chan struct{} // somebody waits for it
	lanes  sync.WaitGroup
}

// clerkGathers is how long a step may wait for others to share a transaction
// with while nobody waits for it: a transaction costs as much as the steps of ten
// mails and more.
const clerkGathers = 2 * time.Millisecond

// postgresLanes is how many transactions the clerk has under way on PostgreSQL:
// each of its connections works for one. On SQLite one writes at a time.
const postgresLanes = 2

// commitStep is a mail whose final dot waits for answer.
type commitStep struct {
	store.Commit
	answer chan error
}

// clerkRest is how long the clerk waits when the book cannot be written, and
// clerkTries how often it tries at the end.
const (
	clerkRest  = time.Second
	clerkTries = 3
)

func newClerk(ctx context.Context, m *Mailer) *clerk {
	n := postgresLanes
	if m.db.Dialect() == "sqlite" {
		n = 1
	}
	c := &clerk{m: m, wake: make(chan struct{}, 1), urgent: make(chan struct{}, 1), failing: make([]error, n)}
	for lane := range n {
		c.lanes.Go(func() { c.work(context.WithoutCancel(ctx), lane) })
	}
	return c
}

// commit has some mails made durably committing, soon: each is told by wait, and
// an error means that its final dot must not leave.
func (c *clerk) commit(mails []prepared) {
	latest := c.m.now().Add(claimLife - patience)
	c.mu.Lock()
	for i := range mails {
		mails[i].committed, mails[i].turn, mails[i].latest = make(chan error, 1), c.taken, latest
		c.commits = append(c.commits, commitStep{mails[i].Commit, mails[i].committed})
	}
	c.mu.Unlock()
	poke(c.wake)
}

// wait returns when a mail is committed, or cannot be.
func (c *clerk) wait(p prepared) error {
	select {
	case err := <-p.committed:
		return err
	default:
	}
	c.mu.Lock()
	if p.turn == c.taken {
		poke(c.urgent)
	}
	c.mu.Unlock()
	return <-p.committed
}

// settle stores how an attempt ended, soon; the clerk tries until it can.
func (c *clerk) settle(m domain.Mail) {
	c.mu.Lock()
	c.settles = append(c.settles, m)
	c.mu.Unlock()
	poke(c.wake)
}

// trouble is why answers wait that could not be stored, nil when none does.
func (c *clerk) trouble() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return errors.Join(c.failing...)
}

// end returns when everything is stored, or cannot be.
func (c *clerk) end() error {
	c.mu.Lock()
	c.over = true
	c.mu.Unlock()
	poke(c.wake)
	poke(c.urgent)
	c.lanes.Wait()
	return c.trouble()
}

func poke(who chan struct{}) {
	select {
	case who <- struct{}{}:
	default:
	}
}

// gather waits a moment for more to write, unless somebody waits.
func (c *clerk) gather() {
	select {
	case <-c.urgent:
	case <-time.After(clerkGathers):
	}
}

// take takes what there is to write.
func (c *clerk) take() (commits []commitStep, settles []domain.Mail) {
	c.mu.Lock()
	defer c.mu.Unlock()
	commits, settles = c.commits, c.settles
	c.commits, c.settles = nil, nil
	c.taken++
	select {
	case <-c.urgent: // it is being done
	default:
	}
	return commits, settles
}

// idle reports whether there is nothing to write, and whether nothing will come.
func (c *clerk) idle() (idle, over bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.commits)+len(c.settles) == 0, c.over
}

func (c *clerk) work(ctx context.Context, lane int) {
	defer func() { poke(c.wake) }() // the next lane
	for tries := 0; ; {
		idle, over := c.idle()
		switch {
		case idle && over:
			return
		case idle:
			<-c.wake
			continue
		case !over:
			c.gather()
		}
		commits, settles := c.take()
		plain, consents := parted(settles)
		left, err := c.write(ctx, commits, plain)
		more, failed := c.writeConsents(ctx, consents)
		if left = append(left, more...); err == nil {
			err = failed
		}
		c.mu.Lock()
		c.settles, c.failing[lane] = append(left, c.settles...), err
		c.mu.Unlock()
		if len(left) == 0 {
			tries = 0
			continue
		}
		c.m.Log.Error("answers of the mail server cannot be stored", "mails", len(left), "error", err)
		if tries++; over && tries >= clerkTries {
			return // the lease heals them: they were committing
		}
		time.Sleep(clerkRest)
	}
}

// write stores steps in one transaction. When it fails they are parted, so
// that one mail's trouble is not another's; left are the answers that could
// not be stored.
func (c *clerk) write(ctx context.Context, commits []commitStep, settles []domain.Mail) (left []domain.Mail, err error) {
	if len(commits)+len(settles) == 0 {
		return nil, nil
	}
	if err = c.transaction(ctx, commits, settles); err == nil {
		return nil, nil
	}
	switch {
	case len(commits) == 1 && len(settles) == 0:
		commits[0].answer <- err
		return nil, nil
	case len(commits) == 0 && len(settles) == 1:
		return settles, err
	case len(commits) > 0 && len(settles) > 0:
		return c.both(ctx, commits, nil, nil, settles)
	}
	i, j := len(commits)/2, len(settles)/2
	return c.both(ctx, commits[:i], settles[:j], commits[i:], settles[j:])
}

func (c *clerk) both(ctx context.Context, c1 []commitStep, s1 []domain.Mail, c2 []commitStep, s2 []domain.Mail) ([]domain.Mail, error) {
	left, err := c.write(ctx, c1, s1)
	more, failed := c.write(ctx, c2, s2)
	if err == nil {
		err = failed
	}
	return append(left, more...), err
}

// transaction stores all or nothing, and then answers those who wait.
func (c *clerk) transaction(ctx context.Context, commits []commitStep, settles []domain.Mail) error {
	steps := make([]store.Commit, len(commits))
	for i, s := range commits {
		steps[i] = s.Commit
	}
	var done map[int64]bool
	until := domain.InstantOf(c.m.now().Add(claimLife))
	defer c.m.alone()()
	if err := c.m.db.Dispatch(ctx, func(tx *store.Tx) (err error) {
		if done, err = tx.CommitMails(ctx, steps, until); err != nil {
			return err
		}
		return tx.SettleMails(ctx, settles)
	}); err != nil {
		return err
	}
	for _, s := range commits {
		if done[s.Mail.ID] {
			s.answer <- nil
		} else {
			s.answer <- domain.Refuse(domain.Conflict, "mail_claim_lost")
		}
	}
	return nil
}

// writeConsents stores the ends of consent mails, which change their customers
// too: all in one audited transaction, or each alone where that fails.
func (c *clerk) writeConsents(ctx context.Context, ms []domain.Mail) (left []domain.Mail, err error) {
	if len(ms) == 0 {
		return nil, nil
	}
	if err = c.m.settleConsents(ctx, ms); err == nil || len(ms) == 1 {
		if err != nil {
			left = ms
		}
		return left, err
	}
	for _, m := range ms {
		if failed := c.m.settleConsents(ctx, []domain.Mail{m}); failed != nil {
			left = append(left, m)
			err = failed
		}
	}
	if len(left) == 0 {
		err = nil
	}
	return left, err
}

// parted keeps the mails apart whose end changes more than themselves.
func parted(ms []domain.Mail) (plain, consents []domain.Mail) {
	for _, m := range ms {
		if m.Kind == domain.MailConsent && (m.State == domain.MailSent || m.State == domain.MailRejected || m.State == domain.MailDropped) {
			consents = append(consents, m)
		} else {
			plain = append(plain, m)
		}
	}
	return plain, consents
}
