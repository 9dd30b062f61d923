package domain

import (
	"slices"
	"strings"
)

// EvidenceKind is how a customer told the staff what they accept.
type EvidenceKind string

// The kinds of evidence.
const (
	EvidenceCall   EvidenceKind = "call"
	EvidenceLetter EvidenceKind = "letter"
	EvidenceForm   EvidenceKind = "form" // signed on paper
	EvidenceVisit  EvidenceKind = "visit"
)

// EvidenceKinds lists them in the order shown.
func EvidenceKinds() []EvidenceKind {
	return []EvidenceKind{EvidenceCall, EvidenceLetter, EvidenceForm, EvidenceVisit}
}

// Evidence is what proves an answer that the staff enters: a call or a visit by
// its day, a letter or form by its reference.
type Evidence struct {
	Kind      EvidenceKind
	On        Date
	Reference string
	Note      string
}

// String is the evidence as the ledger keeps it.
func (e Evidence) String() string {
	var parts []string
	for _, s := range []string{string(e.Kind), string(e.On), e.Reference, e.Note} {
		if s = strings.TrimSpace(s); s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, " · ")
}

// KindOfEvidence tells how the customer said it, where the ledger's text of
// evidence begins so, and the rest of it.
func KindOfEvidence(text string) (kind EvidenceKind, rest string) {
	head, rest, _ := strings.Cut(text, " · ")
	if slices.Contains(EvidenceKinds(), EvidenceKind(head)) {
		return EvidenceKind(head), rest
	}
	return "", text
}

// Check refuses evidence that would prove nothing.
func (e Evidence) Check(today Date) error {
	switch e.Kind {
	case EvidenceCall, EvidenceVisit:
		if !e.On.Known() {
			return Refuse(Invalid, "consent_evidence_date")
		}
	case EvidenceLetter, EvidenceForm:
		if strings.TrimSpace(e.Reference) == "" {
			return Refuse(Invalid, "consent_evidence_reference")
		}
	default:
		return Refuse(Invalid, "consent_evidence_kind")
	}
	if e.On > today {
		return Refuse(Invalid, "consent_evidence_future")
	}
	return nil
}

// EntryFacts decide whether the staff may enter answers.
type EntryFacts struct {
	Answers  map[ConsentChannel]bool
	Evidence Evidence
	Pending  bool // a removal, objection or restriction is being dealt with
	Staff    int64
	Today    Date
	Now      Instant
}

// Enter records on a customer's behalf what they said; refusals are always
// taken at once, whatever proves them.
func (c *Customer) Enter(f EntryFacts) ([]LedgerRow, error) {
	if len(f.Answers) == 0 {
		return nil, Refuse(Invalid, "consent_nothing_chosen")
	}
	var rows []LedgerRow
	for _, ch := range ConsentChannels() {
		yes, said := f.Answers[ch]
		if !said {
			continue
		}
		if err := c.mayEnter(ch, yes, f); err != nil {
			return nil, err
		}
		rows = append(rows, LedgerRow{CustomerID: c.ID, Channel: ch, Target: c.Target(ch), Value: yes, Means: MeansStaff, StaffID: f.Staff,
			Evidence: f.Evidence.String(), At: f.Now})
	}
	for _, l := range rows {
		c.SetAccepts(l.Channel, l.Value)
		if l.Channel == ByEmail {
			c.RefusedEmail = !l.Value
		}
	}
	return rows, nil
}

func (c *Customer) mayEnter(ch ConsentChannel, yes bool, f EntryFacts) error {
	switch {
	case !yes:
		return nil
	case f.Pending:
		return Refuse(Conflict, "consent_request_pending")
	case c.Target(ch) == "":
		return Refuse(Conflict, "consent_no_target", "Channel", string(ch))
	}
	return f.Evidence.Check(f.Today)
}
