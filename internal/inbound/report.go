package inbound

import (
	"bufio"
	"io"
	"strings"

	"github.com/emersion/go-message/textproto"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/safe"
)

// reportBytes bounds what is read of a delivery report.
const reportBytes = 64 << 10

// deliveryStatus reads a report on a delivery (RFC 3464 and, for addresses
// beyond ASCII, 6533): the first recipient that says what became of the mail.
func deliveryStatus(body io.Reader) *desk.DeliveryReport {
	out := &desk.DeliveryReport{}
	r := bufio.NewReader(io.LimitReader(body, reportBytes))
	for range maxParts {
		fields, err := textproto.ReadHeader(r)
		if action := strings.ToLower(strings.TrimSpace(fields.Get("Action"))); action != "" {
			out.Kind = returnKind(action)
			out.Status, _, _ = strings.Cut(cut(strings.TrimSpace(safe.Line(fields.Get("Status"))), 20), " ")
			out.Recipient = recipient(fields)
			out.Diagnostic = cut(strings.TrimSpace(safe.Line(typed(fields.Get("Diagnostic-Code")))), subjectLength)
			break
		}
		if _, end := r.Peek(1); err != nil || end != nil {
			break
		}
	}
	_, _ = io.Copy(io.Discard, body)
	if out.Kind == "" {
		out.Kind = domain.ReturnFailed
	}
	return out
}

func returnKind(action string) domain.ReturnKind {
	switch action {
	case "delayed":
		return domain.ReturnDelayed
	case "delivered", "relayed", "expanded":
		return domain.ReturnDelivered
	}
	return domain.ReturnFailed
}

func recipient(fields textproto.Header) string {
	for _, key := range []string{"Original-Recipient", "Final-Recipient"} {
		if address := bare(typed(fields.Get(key))); address != "" {
			return address
		}
	}
	return ""
}

// typed is the value behind its type, as in "rfc822; a@b" and "smtp; 550 no".
func typed(value string) string {
	if _, behind, found := strings.Cut(value, ";"); found {
		return strings.TrimSpace(behind)
	}
	return strings.TrimSpace(value)
}

// original is what a report carries of the mail it is about.
type original struct{ messageID, returnPath string }

func originalOf(body io.Reader) original {
	fields, _ := textproto.ReadHeader(bufio.NewReader(io.LimitReader(body, reportBytes))) // as far as it is one
	_, _ = io.Copy(io.Discard, body)
	return original{messageID(fields.Get("Message-Id")), bare(fields.Get("Return-Path"))}
}

// feedback reads a report on a mail that its reader made (RFC 5965): nil for
// one that is no complaint.
func feedback(body io.Reader) *desk.DeliveryReport {
	fields, _ := textproto.ReadHeader(bufio.NewReader(io.LimitReader(body, reportBytes)))
	_, _ = io.Copy(io.Discard, body)
	kind := cut(strings.TrimSpace(safe.Line(fields.Get("Feedback-Type"))), 20)
	if !domain.FeedbackComplains(kind) {
		return nil
	}
	return &desk.DeliveryReport{Kind: domain.ReturnComplaint, Recipient: bare(fields.Get("Original-Rcpt-To")), ReturnPath: bare(fields.Get("Original-Mail-From")),
		Diagnostic: cut(kind+" · "+strings.TrimSpace(safe.Line(fields.Get("User-Agent"))), subjectLength)}
}
