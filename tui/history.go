package tui

// maxPast is how many views can be gone back to.
const maxPast = 20

// push opens a screen on top of the stack.
func (c *Console) push(open Opening) {
	st := c.stageFor(c.inherited(), open)
	c.show(append(append([]*Stage(nil), c.stack...), st))
}

// replace opens a screen as the whole stack.
func (c *Console) replace(open Opening) { c.show([]*Stage{c.stage(open)}) }

// inherited is the session of a screen opened from the one on top: what is
// done from a ticket stays so on the cards that it leads to.
func (c *Console) inherited() *Session {
	if st := c.top(); st != nil && st.Session.Actor.Ticket != 0 {
		return st.Session
	}
	return c.session
}

// instead opens a screen in the place of the one on top.
func (c *Console) instead(open Opening) {
	c.show(append(append([]*Stage(nil), c.stack[:max(len(c.stack)-1, 0)]...), c.stage(open)))
}

// pop closes the screen on top; the last one stays.
func (c *Console) pop() bool {
	if len(c.stack) < 2 {
		return false
	}
	c.show(append([]*Stage(nil), c.stack[:len(c.stack)-1]...))
	return true
}

// show makes a stack the present view and keeps the one before.
func (c *Console) show(stack []*Stage) {
	if len(c.stack) > 0 {
		c.past = append(c.past, c.stack)
	}
	forgotten := c.future
	c.future = nil
	if extra := len(c.past) - maxPast; extra > 0 {
		forgotten = append(forgotten, c.past[:extra]...)
		c.past = append([][]*Stage(nil), c.past[extra:]...)
	}
	c.enter(stack)
	c.forget(forgotten)
}

// enter shows a stack and starts or refreshes the screen on top of it.
func (c *Console) enter(stack []*Stage) {
	c.stack = stack
	st := c.top()
	if !st.started {
		st.started = true
		st.screen.Start()
		return
	}
	live(st.screen)
}

// back goes to the view before; forth comes back from there.
func (c *Console) back() {
	if n := len(c.past); n > 0 {
		stack := c.past[n-1]
		c.past = c.past[:n-1]
		c.future = append(c.future, c.stack)
		c.enter(stack)
	}
}

func (c *Console) forth() {
	if n := len(c.future); n > 0 {
		stack := c.future[n-1]
		c.future = c.future[:n-1]
		c.past = append(c.past, c.stack)
		c.enter(stack)
	}
}

// swap changes the present view for the last one, and back at the next call.
func (c *Console) swap() {
	if n := len(c.past); n > 0 {
		stack := c.past[n-1]
		c.past[n-1] = c.stack
		c.enter(stack)
	}
}

// forget ends the screens that nothing leads back to.
func (c *Console) forget(stacks [][]*Stage) {
	kept := map[*Stage]bool{}
	for _, stack := range append(append([][]*Stage{c.stack}, c.past...), c.future...) {
		for _, st := range stack {
			kept[st] = true
		}
	}
	for _, stack := range stacks {
		for _, st := range stack {
			if !kept[st] {
				st.end()
			}
		}
	}
}

// reopen makes every screen of the present view anew, as after a change of
// language; the views before are forgotten.
func (c *Console) reopen() {
	old := append([]*Stage(nil), c.stack...)
	gone := append(append([][]*Stage{old}, c.past...), c.future...)
	c.past, c.future, c.words = nil, nil, c.session.words()
	stack := make([]*Stage, len(old))
	for i, st := range old {
		stack[i] = c.stage(st.open)
	}
	c.enter(stack)
	c.forget(gone)
}
