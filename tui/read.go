package tui

import "sync/atomic"

// lastRead is the subject of a card as last read: away from the screen, for
// the screen to draw.
type lastRead[T any] struct{ read atomic.Pointer[T] }

// keep takes up an answer, unless it is an error.
func (l *lastRead[T]) keep(v T, err error) error {
	if err == nil {
		l.read.Store(&v)
	}
	return err
}

// subject is what was read; zero while nothing is.
func (l *lastRead[T]) subject() T {
	if v := l.read.Load(); v != nil {
		return *v
	}
	var none T
	return none
}
