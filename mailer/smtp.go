package mailer

import (
	"context"
	"errors"
	"strconv"
)

// Parcel is one composed mail on its way to the server.
type Parcel struct {
	From    string // envelope sender, one bare address
	To      string // one bare address
	Message []byte // whole, with CRLF line ends, before dots are doubled

	// Commit is called once the envelope was taken, and has returned before the
	// content leaves: the place to know that it is recorded that an answer is due.
	// An error abandons the mail.
	Commit func() error

	// Done is told what became of the mail.
	Done func(Result)
}

// Send delivers one mail and says what became of it. It waits for a free
// connection, and tries once more on a new one when a kept connection turns
// out to be dead before the mail's content left.
func (w *Wire) Send(ctx context.Context, p Parcel) (result Result) {
	p.Done = func(r Result) { result = r }
	w.Stream(ctx, p, func() (Parcel, bool) { return Parcel{}, false })
	return result
}

// Stream delivers a mail, and then those that more has, over one connection as
// long as it lasts. More is asked whenever a final dot is about to leave: the
// envelope of the mail that follows leaves in the same flight, and costs no
// round trip of its own (RFC 2920).
func (w *Wire) Stream(ctx context.Context, p Parcel, more func() (Parcel, bool)) {
	select {
	case w.slots <- struct{}{}:
		defer func() { <-w.slots }()
	case <-ctx.Done():
		p.Done(failure(StageConnect, reply{}, ctx.Err()))
		return
	}
	for again := true; again; {
		p, again = w.stretch(ctx, p, more)
	}
}

// stretch is what one connection delivers; left is a mail that it could not,
// and that another may. The connection goes back to the pool when it is known
// to be between two mails, and is cut otherwise: anything more said on a broken
// one could end a half-written mail.
func (w *Wire) stretch(ctx context.Context, p Parcel, more func() (Parcel, bool)) (left Parcel, again bool) {
	l, err := w.take(ctx)
	if err != nil {
		p.Done(failure(StageConnect, reply{}, err))
		return left, false
	}
	stop := context.AfterFunc(ctx, l.cut)
	f := flight{line: l, server: w.server, more: more, next: &p}
	between := true
	for between && f.next != nil {
		between = f.fly(*f.next)
	}
	if stop() && between {
		w.keep(l)
	} else {
		l.cut()
	}
	if f.next == nil {
		return left, false
	}
	if ctx.Err() != nil {
		f.next.Done(failure(StageSender, reply{}, ctx.Err()))
		return left, false
	}
	return *f.next, true
}

// flight is a connection under way with one mail after the other.
type flight struct {
	*line
	server Server
	more   func() (Parcel, bool)
	next   *Parcel // the mail that follows, nil when there is none
	begun  bool    // its envelope left with the dot before it
}

// fly says MAIL, RCPT, DATA, the content and the dot of a mail, and the envelope
// of the next one with it; between tells that the connection can take another
// mail. A mail that a served connection lost before its content left stays the
// next one.
func (f *flight) fly(p Parcel) (between bool) {
	served, arguments := f.sent > 0, ""
	if !f.begun {
		var err error
		if arguments, err = f.arguments(p); err != nil {
			return f.ends(p, tooMuch(err), true)
		}
		f.sent++
	}
	result, ok := f.envelope(f.server.Timeout, p, arguments, f.begun)
	f.begun = false
	if !ok {
		if served && result.Stage == StageSender && (result.Code == 0 || result.Code == 421) {
			return false
		}
		return f.ends(p, result, f.usable(f.server.Timeout, result))
	}
	if p.Commit != nil {
		if err := p.Commit(); err != nil {
			f.next = nil
			p.Done(failure(StageData, reply{}, err))
			return false
		}
	}
	f.follow()
	result, between = f.deliver(p)
	p.Done(result)
	return between && result.Code != 421
}

// ends tells what became of a mail whose content did not leave.
func (f *flight) ends(p Parcel, result Result, between bool) bool {
	p.Done(result)
	f.next = nil
	if between {
		f.follow()
	}
	return between
}

// follow looks for the mail that follows.
func (f *flight) follow() {
	f.next = nil
	if q, found := f.more(); found {
		f.next = &q
	}
}

// What cannot be sent over this connection, or over any.
var (
	errTooLarge = errors.New("the mail is larger than the server takes")
	errEightBit = errors.New("the server takes no mail of eight bits")
	errUTF8     = errors.New("the server takes ASCII addresses only")
)

func tooMuch(err error) Result {
	if errors.Is(err, errUTF8) || errors.Is(err, ErrAddress) {
		return unusable(err)
	}
	return failure(StageData, reply{}, err)
}

// arguments are what MAIL says besides the address.
func (l *line) arguments(p Parcel) (string, error) {
	if err := errors.Join(CheckAddress(p.From), CheckAddress(p.To)); err != nil {
		return "", err
	}
	text := ""
	if l.ext.sized {
		text = " SIZE=" + strconv.Itoa(len(p.Message))
	}
	if l.ext.size > 0 && int64(len(p.Message)) > l.ext.size {
		return "", errTooLarge
	}
	if eightBit(p.Message) {
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
