package domain

// Proof is what a buyer shows to an inspection: for each follow-up, what it
// asked for, what it got and when, and what it did to get it.
type Proof struct {
	Buyer     Establishment
	Whole     bool // of every follow-up of the buyer
	MadeAt    Instant
	MadeBy    string
	Today     Date
	FollowUps []ProofFollowUp
}

// ProofFollowUp is one supplier in a proof file.
type ProofFollowUp struct {
	Row       FollowUpRow
	Supplier  Establishment
	Contracts []Contract
	Lines     []ProofLine
	Reminders []ProofReminder
	More      bool // there were more reminders than are listed
	Events    []StandbyEvent
}

// ProofLine is one kind of document with everything that was handed over of it.
type ProofLine struct {
	Line
	Required  bool // today
	Documents []ProofDocument
}

// ProofDocument is a document with the dates that it has for this buyer.
type ProofDocument struct {
	DocumentRow
	HandedOverOn Date
	ValidUntil   Date // of an accepted one
}

// ProofReminder is a mail that was sent to the supplier about this buyer.
type ProofReminder struct {
	Kind   MailKind
	Email  string  // masked
	SentAt Instant `db:"sent_at"`
	Mail   string  // short reference
	Names  bool    // its text, which is still kept, names this buyer
}

// ProofLines puts what was handed over beside what is asked for. Documents of a
// kind that is not asked for today stand behind the others.
func ProofLines(a Assessment, collected []Collected, documents []DocumentRow, f FollowUp) []ProofLine {
	var lines []ProofLine
	at := map[string]int{}
	for _, l := range a.Lines {
		at[l.Type.Code] = len(lines)
		lines = append(lines, ProofLine{Line: l, Required: true})
	}
	for _, d := range documents {
		if d.State == DocumentWithdrawn || d.FollowUpID != 0 && d.FollowUpID != f.ID {
			continue
		}
		i, known := at[d.TypeCode]
		if !known {
			for _, c := range collected {
				if c.Code == d.TypeCode {
					i, known = len(lines), true
					at[d.TypeCode] = i
					lines = append(lines, ProofLine{Line: Line{Type: c}})
				}
			}
		}
		if !known {
			continue // another buyer's affair
		}
		p := ProofDocument{DocumentRow: d, HandedOverOn: d.HandOver(f.BeganOn)}
		if d.State == DocumentAccepted {
			p.ValidUntil = d.ValidUntil(lines[i].Type, f.BeganOn)
		}
		lines[i].Documents = append(lines[i].Documents, p)
	}
	return lines
}
