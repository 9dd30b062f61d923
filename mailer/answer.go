package mailer

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"vigie/internal/safe"
)

// Outcome is what became of a mail handed to the server.
type Outcome string

// The outcomes. Uncertain: the final dot left, its answer never came, and the
// server may have the mail. Nothing else leaves a mail in doubt. Permanent:
// this recipient can never have it; what is about us is Temporary whatever
// its code.
const (
	Accepted  Outcome = "accepted"
	Temporary Outcome = "temporary"
	Permanent Outcome = "permanent"
	Uncertain Outcome = "uncertain"
)

// Stage is how far a mail came.
type Stage string

// The stages.
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
	Ours     bool // a refusal that is about us or the server, not the recipient

	emptied bool // the server waits for content that it may not have
}

// unusable is the end of a mail that cannot be put on the wire at all.
func unusable(err error) Result {
	return Result{Outcome: Permanent, Stage: StageRecipient, Text: oneLine(err.Error())}
}

// refusal is an answer of the server as an error.
type refusal struct{ reply }

// Error is what the server said.
func (r refusal) Error() string { return fmt.Sprintf("%d %s", r.code, r.text) }

// refused makes an error of an answer that is none of those hoped for.
func refused(said reply, err error) error {
	if err != nil {
		return err
	}
	return refusal{said}
}

// failure classifies an answer, or the lack of one.
func failure(stage Stage, said reply, err error) Result {
	var r refusal
	if errors.As(err, &r) {
		said, err = r.reply, nil
	}
	if err != nil {
		return Result{Outcome: Temporary, Stage: stage, Text: oneLine(err.Error()), Ours: true}
	}
	result := Result{Outcome: Temporary, Stage: stage, Code: said.code, Enhanced: status(said.text), Text: oneLine(said.text)}
	if result.Ours = ours(stage, said.code, result.Enhanced); !result.Ours && lasting(said.code, result.Enhanced) {
		result.Outcome = Permanent
	}
	return result
}

// ours reports whether a refusal is about us, our text or the server, and so
// says nothing of the recipient. The status decides; without one, the code and
// where it was said.
func ours(stage Stage, code int, enhanced string) bool {
	if stage == StageConnect || stage == StageSender || code == 421 {
		return true
	}
	_, detail, found := strings.Cut(enhanced, ".")
	if !found {
		recipient := code/10 == 45 || code/10 == 55 || code == 521 || code == 556
		return !recipient || stage != StageRecipient && code >= 500 && code != 552
	}
	switch detail {
	case "1.7", "1.8": // the sender's address
		return true
	case "5.0", // as large providers say that there is no such mailbox
		"7.13", "7.17", "7.18": // the mailbox or its domain is closed, or somebody else's
		return false
	}
	switch detail[:1] {
	case "1", "2", "4":
		return false
	}
	return true // of the system, the protocol, the content, the policy
}

// lasting reports whether a refusal that is about the recipient will never
// change. A full mailbox may be emptied.
func lasting(code int, enhanced string) bool {
	return code >= 500 && !strings.HasPrefix(enhanced, "4.") && enhanced != "5.2.2" && (enhanced != "" || code != 552)
}

var enhanced = regexp.MustCompile(`^[245]\.\d{1,3}\.\d{1,3}\b`)

// status is the status of RFC 3463 at the beginning of an answer.
func status(text string) string { return enhanced.FindString(text) }

func oneLine(text string) string { return safe.Line(strings.ReplaceAll(text, "\n", " ")) }
