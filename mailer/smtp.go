package mailer

import (
	"context"
	"errors"
	"net/textproto"
	"regexp"
	"time"

	"github.com/wneessen/go-mail/smtp"

	"vigie/internal/safe"
)

// Outcome is what became of a mail handed to the server.
type Outcome string

// The outcomes. Uncertain: the final dot left, its answer never came, and the
// server may have the mail. Nothing else leaves a mail in doubt.
const (
	Accepted  Outcome = "accepted"
	Temporary Outcome = "temporary"
	Permanent Outcome = "permanent"
	Uncertain Outcome = "uncertain"
)

// Stage is how far a mail came.
type Stage string

// The stages. A refusal at StageConnect or StageSender is about us and the
// server, never about the recipient: it is Temporary whatever its code.
const (
	StageConnect   Stage = "connect"
	StageSender    Stage = "sender"
	StageRecipient Stage = "recipient"
	StageData      Stage = "data"
	StageDot       Stage = "dot"
)

// Result is the server's answer. Code is 0 when it gave none; Enhanced is the
// status of RFC 3463 or empty; Text is one harmless line.
type Result struct {
	Outcome  Outcome
	Stage    Stage
	Code     int
	Enhanced string
	Text     string
}

// Parcel is one composed mail on its way to the server.
type Parcel struct {
	From    string // envelope sender, one bare address
	To      string // one bare address
	Message []byte // whole, with CRLF line ends, before dots are doubled

	// Commit is called when everything but the final dot was written: the
	// place to record that an answer is due. An error abandons the mail.
	Commit func() error
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
		return Result{Outcome: Temporary, Stage: StageConnect, Text: ctx.Err().Error()}
	}
	for {
		l, err := w.take(ctx)
		if err != nil {
			return failure(StageConnect, err)
		}
		kept := l.sent > 0
		result := w.deliver(ctx, l, p)
		if kept && result.Stage == StageSender && (result.Code == 0 || result.Code == 421) && ctx.Err() == nil {
			continue
		}
		return result
	}
}

// unusable is the end of a mail that cannot be put on the wire at all.
func unusable(err error) Result {
	return Result{Outcome: Permanent, Stage: StageRecipient, Text: safe.Line(err.Error())}
}

// deliver runs one transaction. The connection goes back to the pool when it
// is known to be between two mails, and is cut otherwise: anything more said
// on a broken one could end a half-written mail.
func (w *Wire) deliver(ctx context.Context, l *line, p Parcel) Result {
	stop := context.AfterFunc(ctx, func() { _ = l.raw.Close() })
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
	l.sent++
	l.client.SkipSMTPUTF8(ascii(p.To))
	if err := w.within(l, w.server.Timeout, func() error { return l.client.Mail("<" + p.From + ">") }); err != nil {
		return failure(StageSender, err), w.reset(l, err)
	}
	if err := w.within(l, w.server.Timeout, func() error { return l.client.Rcpt("<" + p.To + ">") }); err != nil {
		return failure(StageRecipient, err), w.reset(l, err)
	}
	var content writer
	if err := w.within(l, w.server.Timeout, func() (err error) { content, err = l.client.Data(); return err }); err != nil {
		return failure(StageData, err), w.reset(l, err)
	}
	if err := w.within(l, w.server.Timeout, func() error { _, err := content.Write(p.Message); return err }); err != nil {
		return failure(StageData, err), false
	}
	if p.Commit != nil {
		if err := p.Commit(); err != nil {
			return failure(StageData, err), false
		}
	}
	err := w.within(l, w.server.DotTimeout, content.Close)
	if code, _ := answer(err); err != nil && code == 0 {
		return l.lost(err), false
	} else if err != nil {
		return failure(StageDot, err), true
	}
	return accepted(content), true
}

// lost says what a missing answer to the dot means: when the last bytes did
// not even reach the kernel the server cannot have the mail; otherwise nobody
// knows.
func (l *line) lost(err error) Result {
	r := failure(StageDot, err)
	if !l.raw.failed.Load() {
		r.Outcome = Uncertain
	}
	return r
}

func (w *Wire) within(l *line, limit time.Duration, step func() error) error {
	if err := l.client.UpdateDeadline(limit); err != nil {
		return err
	}
	return step()
}

// reset ends a refused transaction; false when the connection is of no use.
func (w *Wire) reset(l *line, refusal error) bool {
	if code, _ := answer(refusal); code == 0 || code == 421 {
		return false
	}
	return w.within(l, w.server.Timeout, l.client.Reset) == nil
}

func accepted(content writer) Result {
	r := Result{Outcome: Accepted, Stage: StageDot, Code: 250}
	if closer, ok := content.(*smtp.DataCloser); ok {
		r.Text = safe.Line(closer.ServerResponse())
		r.Enhanced = enhanced.FindString(r.Text)
	}
	return r
}

// failure classifies an error. A refusal from 500 on is permanent only where
// it is about the recipient or the mail.
func failure(stage Stage, err error) Result {
	code, text := answer(err)
	r := Result{Outcome: Temporary, Stage: stage, Code: code, Text: safe.Line(text), Enhanced: enhanced.FindString(text)}
	if code >= 500 && stage != StageConnect && stage != StageSender {
		r.Outcome = Permanent
	}
	return r
}

var enhanced = regexp.MustCompile(`^[245]\.\d{1,3}\.\d{1,3}\b`)

// answer returns the server's code and words, 0 when it gave none.
func answer(err error) (code int, text string) {
	var said *textproto.Error
	if errors.As(err, &said) {
		return said.Code, said.Msg
	}
	if err == nil {
		return 0, ""
	}
	return 0, err.Error()
}
