package mailer

import (
	"bytes"
	"time"
)

// envelope says MAIL, RCPT and DATA: in one breath where the server takes that,
// which saves two round trips; begun tells that it was said already. ok tells
// that the content may follow.
func (l *line) envelope(limit time.Duration, p Parcel, arguments string, begun bool) (result Result, ok bool) {
	if !l.ext.pipelining {
		return l.stepwise(limit, mailFrom(p, arguments), rcptTo(p))
	}
	answers, err := within(l, limit, func() ([]reply, error) {
		if !begun {
			if err := l.begin(p, arguments); err != nil {
				return nil, err
			}
		}
		return l.hear(3)
	})
	return judge(answers, err)
}

func mailFrom(p Parcel, arguments string) string { return "MAIL FROM:<" + p.From + ">" + arguments }

func rcptTo(p Parcel) string { return "RCPT TO:<" + p.To + ">" }

// begin says an envelope and reads nothing but the answer to a RSET.
func (l *line) begin(p Parcel, arguments string) error {
	if l.open {
		l.say("RSET")
	}
	l.say(mailFrom(p, arguments))
	l.say(rcptTo(p))
	l.say("DATA")
	if err := l.w.Flush(); err != nil || !l.open {
		return err
	}
	l.open = false
	_, err := l.listen()
	return err
}

// hear reads some answers, and none after the server said that it goes.
func (l *line) hear(n int) (answers []reply, err error) {
	for range n {
		said, err := l.listen()
		answers = append(answers, said)
		if err != nil || said.code == 421 {
			return answers, err
		}
	}
	return answers, nil
}

// deliver says the content and the dot, and the envelope of the mail that
// follows. When not even the dot's bytes reached the kernel the server cannot
// have the mail; when they did and no answer came, nobody knows.
func (f *flight) deliver(p Parcel) (result Result, between bool) {
	left, err := within(f.line, f.server.Timeout, func() (bool, error) {
		if err := f.content(p.Message); err != nil {
			return false, err
		}
		return f.end(f.following())
	})
	if !left {
		return failure(StageData, reply{}, err), false
	}
	said, err := within(f.line, f.server.DotTimeout, f.listen)
	switch {
	case err != nil:
		result = failure(StageDot, reply{}, err)
		result.Outcome = Uncertain
	case said.ok():
		result = Result{Outcome: Accepted, Stage: StageDot, Code: said.code, Enhanced: status(said.text), Text: oneLine(said.text)}
	default:
		result = failure(StageDot, said, nil)
	}
	return result, err == nil
}

// following is the envelope that leaves with a dot, "" when none may.
func (f *flight) following() string {
	if f.next == nil || !f.ext.pipelining {
		return ""
	}
	arguments, err := f.arguments(*f.next)
	if err != nil {
		return ""
	}
	f.begun = true
	f.sent++
	return mailFrom(*f.next, arguments) + "\r\n" + rcptTo(*f.next) + "\r\nDATA\r\n"
}

// end says the dot and what follows; left tells whether the dot reached the
// kernel. Both stand in the buffer as a whole, so that what is left of it after
// a failure tells how much went.
func (l *line) end(following string) (left bool, err error) {
	if l.w.Available() < len(".\r\n")+len(following) {
		if err := l.w.Flush(); err != nil {
			return false, err
		}
	}
	l.say(".")
	_, _ = l.w.WriteString(following)
	err = l.w.Flush()
	return l.w.Buffered() <= len(following), err
}

// content writes a mail with its dots doubled, all but the final one.
func (l *line) content(message []byte) error {
	if len(message) > 0 && message[0] == '.' {
		_ = l.w.WriteByte('.')
	}
	for {
		at := bytes.Index(message, []byte("\n."))
		if at < 0 {
			break
		}
		_, _ = l.w.Write(message[:at+2])
		message = message[at+1:]
	}
	_, _ = l.w.Write(message)
	if !bytes.HasSuffix(message, []byte("\r\n")) {
		_, _ = l.w.WriteString("\r\n")
	}
	_, err := l.w.Write(nil) // what was wrong before
	return err
}

// stepwise waits for each answer before the next command.
func (l *line) stepwise(limit time.Duration, mail, rcpt string) (result Result, ok bool) {
	var answers []reply
	commands := []string{mail, rcpt, "DATA"}
	if l.open {
		if said, err := within(l, limit, func() (reply, error) { return l.ask("RSET") }); err != nil {
			return failure(StageSender, said, err), false
		}
		l.open = false
	}
	for i, command := range commands {
		said, err := within(l, limit, func() (reply, error) { return l.ask(command) })
		answers = append(answers, said)
		if err != nil || !said.ok() && i < 2 {
			return judge(answers, err)
		}
	}
	return judge(answers, nil)
}

// judge finds the first answer that is no consent. err is that of the last.
func judge(answers []reply, err error) (result Result, ok bool) {
	stages := []Stage{StageSender, StageRecipient, StageData}
	for i, said := range answers {
		last := i == len(answers)-1
		if last && err != nil {
			return failure(stages[i], reply{}, err), false
		}
		if i < 2 && !said.ok() || i == 2 && said.code != 354 {
			result = failure(stages[i], said, nil)
			result.emptied = len(answers) == 3 && answers[2].code == 354
			return result, false
		}
	}
	if len(answers) < 3 {
		return failure(StageSender, reply{}, err), false
	}
	return Result{}, true
}

// usable makes a connection ready for the next mail after a refusal; false
// when it is of no use. A server that asked for the content although nobody
// may have it gets an empty one (RFC 2920): it refuses that, or sends it to
// nobody. Only where it took the sender and refused the recipient is that sure.
func (l *line) usable(limit time.Duration, r Result) bool {
	if r.Code == 0 || r.Code == 421 {
		return false
	}
	l.open = true
	if !r.emptied {
		return true
	}
	if r.Stage != StageRecipient {
		return false
	}
	_, err := within(l, limit, func() (reply, error) { return l.ask(".") })
	return err == nil
}
