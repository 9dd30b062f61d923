package inbound

import (
	"regexp"
	"strings"

	gomail "github.com/emersion/go-message/mail"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/safe"
)

// failedWords are how servers begin a report on a failure that follows no
// standard: qmail and its like, Exim, Exchange, Domino, Postfix of old, and
// what providers write in French.
var failedWords = regexp.MustCompile(`(?i)this is the qmail-send program|i'm afraid i wasn't able to deliver|this is a permanent error; i've given up` +
	`|a message that you sent could not be delivered|the following address(es)? failed` +
	`|did not reach (some or all of )?the (intended|following) recipient|delivery (has|to the following recipients?) failed|could not be delivered to` +
	`|your message wasn't delivered|undeliverable|returned to sender|delivery failure|mail delivery failed` +
	`|n'a pas pu être (remis|distribué|délivré)|n'est pas parvenu|échec de (la )?remise`)

// delayedWords are how they say that they are still trying.
var delayedWords = regexp.MustCompile(`(?i)has not yet been delivered|this is a warning message only|delivery attempts? (will|to) .*(continue|be made)|still trying|n'a pas encore été`)

var (
	replyLine  = regexp.MustCompile(`(?m)^.*\b5\d\d[ -#].*$`)
	failedSaid = regexp.MustCompile(`(?m)^.*\b[45]\.\d{1,3}\.\d{1,3}\b.*$`)
	copyBelow  = regexp.MustCompile(`(?i)(?m)^-+ ?(below this line is a copy|this is a copy of|original message|message d'origine).*$`)
	address    = regexp.MustCompile(`<?([^\s<>:;,"]+@[^\s<>:;,"]+)>?`)
	mentioned  = regexp.MustCompile(`(?im)^message-id:\s*<([^<>\s]+)>`)
)

// oddReport reads what a server wrote about a mail without the parts of a
// standard report: nil where it does not plainly say that a mail failed, or is
// late.
func oddReport(h gomail.Header, text string) *desk.DeliveryReport {
	subject, err := h.Subject()
	if err != nil {
		subject = h.Get("Subject")
	}
	said, below := text, ""
	if at := copyBelow.FindStringIndex(text); at != nil {
		said, below = text[:at[0]], text[at[1]:]
	}
	out := &desk.DeliveryReport{Kind: domain.ReturnFailed, Recipient: bare(h.Get("X-Failed-Recipients"))}
	switch words := subject + "\n" + said; {
	case delayedWords.MatchString(words):
		out.Kind = domain.ReturnDelayed
	case out.Recipient == "" && !failedWords.MatchString(words):
		return nil
	}
	line := failedSaid.FindString(said)
	if line == "" {
		line = replyLine.FindString(said)
	}
	out.Status, out.Diagnostic = domain.ParseStatus(line), cut(strings.TrimSpace(safe.Line(line)), subjectLength)
	if out.Recipient == "" {
		if found := address.FindStringSubmatch(said); found != nil {
			out.Recipient = bare(found[1])
		}
	}
	if found := mentioned.FindStringSubmatch(below); found != nil {
		out.MessageID = messageID("<" + found[1] + ">")
	}
	return out
}
