package mailer

import "time"

// envelope says MAIL, RCPT and DATA: in one breath where the server takes
// that, which saves two round trips. ok tells that the content may follow.
func (l *line) envelope(limit time.Duration, p Parcel, arguments string) (result Result, ok bool) {
	mail, rcpt := "MAIL FROM:<"+p.From+">"+arguments, "RCPT TO:<"+p.To+">"
	if !l.ext.pipelining {
		return l.stepwise(limit, mail, rcpt)
	}
	answers, err := within(l, limit, func() (answers []reply, err error) {
		if l.open {
			l.say("RSET")
		}
		l.say(mail)
		l.say(rcpt)
		l.say("DATA")
		if err := l.w.Flush(); err != nil {
			return nil, err
		}
		if l.open {
			if _, err := l.listen(); err != nil {
				return nil, err
			}
			l.open = false
		}
		for range 3 {
			said, err := l.listen()
			if err != nil || said.code == 421 {
				return append(answers, said), err
			}
			answers = append(answers, said)
		}
		return answers, nil
	})
	return judge(answers, err)
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
