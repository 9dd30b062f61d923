package mailer

import (
	"context"
	"errors"
	"strconv"
	"time"
)

// Parcel is one composed mail on its way to the server.
type Parcel struct {
	From    string // envelope sender, one bare address
	To      string // one bare address
	Message []byte // whole, with CRLF line ends, before dots are doubled

	// Commit is called while the envelope is on its way, and has returned before
	// the final dot leaves: the place to record that an answer is due. An error
	// abandons the mail.
	Commit func() error
}

// begin records that an answer will be due, beside the round trip of the
// envelope.
func (p Parcel) begin() <-chan error {
	done := make(chan error, 1)
	if p.Commit == nil {
		done <- nil
	} else {
		go func() { done <- p.Commit() }()
	}
	return done
}

// Send delivers one mail and says what became of it. It waits for a free
// connection, and tries once more on a new one when a kept connection turns
// out to be dead before the mail's content left.
func (w *Wire) Send(ctx context.Context, p Parcel) Result {
	if err := errors.Join(CheckAddress(p.From), CheckAddress(p.To)); err != nil {
		return unusable(err)
	}
	select {
	case w.slots <- struct{}{}:
		defer func() { <-w.slots }()
	case <-ctx.Done():
		return failure(StageConnect, reply{}, ctx.Err())
	}
	for {
		l, err := w.take(ctx)
		if err != nil {
			return failure(StageConnect, reply{}, err)
		}
		kept := l.sent > 0
		result := w.deliver(ctx, l, p)
		if kept && result.Stage == StageSender && (result.Code == 0 || result.Code == 421) && ctx.Err() == nil {
			continue
		}
		return result
	}
}

// deliver runs one transaction. The connection goes back to the pool when it
// is known to be between two mails, and is cut otherwise: anything more said
// on a broken one could end a half-written mail.
func (w *Wire) deliver(ctx context.Context, l *line, p Parcel) Result {
	stop := context.AfterFunc(ctx, l.cut)
	result, between := w.transact(l, p)
	if stop() && between && result.Code != 421 {
		w.keep(l)
	} else {
		l.cut()
	}
	return result
}

// transact says MAIL, RCPT, DATA, the content and the dot; between tells that
// the connection can take another mail.
func (w *Wire) transact(l *line, p Parcel) (result Result, between bool) {
	arguments, err := l.arguments(p)
	if errors.Is(err, errUTF8) {
		return unusable(err), true
	} else if err != nil {
		return failure(StageData, reply{}, err), true
	}
	l.sent++
	committed := p.begin()
	if result, ok := l.envelope(w.server.Timeout, p, arguments); !ok {
		<-committed //nolint:errcheck // whatever it says, no content follows
		return result, l.usable(w.server.Timeout, result)
	}
	_, err = within(l, w.server.Timeout, func() (reply, error) { return reply{}, l.content(p.Message) })
	if refused := <-committed; err == nil {
		err = refused
	}
	if err != nil {
		return failure(StageData, reply{}, err), false
	}
	return l.dot(w.server.DotTimeout)
}

// dot ends the mail. When its bytes did not even reach the kernel the server
// cannot have the mail; when they did and no answer came, nobody knows.
func (l *line) dot(patience time.Duration) (result Result, between bool) {
	left := false
	said, err := within(l, patience, func() (reply, error) {
		l.say(".")
		if err := l.w.Flush(); err != nil {
			return reply{}, err
		}
		left = true
		return l.listen()
	})
	switch {
	case err != nil && left:
		result = failure(StageDot, reply{}, err)
		result.Outcome = Uncertain
	case err == nil && said.ok():
		result = Result{Outcome: Accepted, Stage: StageDot, Code: said.code, Enhanced: status(said.text), Text: oneLine(said.text)}
	default:
		result = failure(StageDot, said, err)
	}
	return result, err == nil
}

// What the server said it cannot take.
var (
	errTooLarge = errors.New("the mail is larger than the server takes")
	errEightBit = errors.New("the server takes no mail of eight bits")
	errUTF8     = errors.New("the server takes ASCII addresses only")
)

// arguments are what MAIL says besides the address.
func (l *line) arguments(p Parcel) (string, error) {
	text := ""
	if l.ext.sized {
		text = " SIZE=" + strconv.Itoa(len(p.Message))
	}
	if l.ext.size > 0 && int64(len(p.Message)) > l.ext.size {
		return "", errTooLarge
	}
	if !ascii(p.Message) {
		if !l.ext.eightBit {
			return "", errEightBit
		}
		text += " BODY=8BITMIME"
	}
	if !ascii(p.To) || !ascii(p.From) {
		if !l.ext.utf8 {
			return "", errUTF8
		}
		text += " SMTPUTF8"
	}
	return text, nil
}
