package domain

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// codeNotGenuine is the reason of a document whose security code is not that
// of the document.
const codeNotGenuine = "code_not_genuine"

// RejectReasons lists the reasons for which a document may be rejected, by
// code; "other" needs words.
func RejectReasons() []string {
	return []string{"unreadable", "wrong_document", "wrong_company", "too_old", "incomplete", codeNotGenuine, "other"}
}

// Accept says that a document is what it should be. One that bears a security
// code is accepted once that code was checked and found genuine (D. 8222-5 1°).
func (d *Document) Accept(t DocumentType, day Date, by string) error {
	switch {
	case d.State != DocumentToCheck && d.State != DocumentRejected:
		return Refuse(Conflict, "document_decided", "State", string(d.State))
	case t.HasCode() && (!d.CodeCheckedOn.Known() || !d.CodeGenuine):
		return Refuse(Conflict, "document_code_unchecked")
	}
	d.State, d.RejectedReason, d.Note, d.CheckedOn, d.CheckedBy = DocumentAccepted, "", "", day, by
	return nil
}

// Reject says why a document does not count: a code of RejectReasons, and
// words for the supplier, who reads both.
func (d *Document) Reject(reason, note string, day Date, by string) error {
	note = strings.TrimSpace(note)
	switch {
	case d.State != DocumentToCheck && d.State != DocumentAccepted:
		return Refuse(Conflict, "document_decided", "State", string(d.State))
	case !slices.Contains(RejectReasons(), reason):
		return Refuse(Invalid, "field_unknown", "Field", "reason")
	case reason == "other" && note == "":
		return Refuse(Invalid, "field_missing", "Field", "note")
	case utf8.RuneCountInString(note) > documentNoteMax:
		return Refuse(Invalid, "field_too_long", "Field", "note", "Max", documentNoteMax)
	}
	d.State, d.RejectedReason, d.Note, d.CheckedOn, d.CheckedBy = DocumentRejected, reason, note, day, by
	if reason == "other" {
		d.RejectedReason = note
	}
	return nil
}

// CheckCode records what the issuer's site said of the security code. A code
// that is not genuine rejects the document.
func (d *Document) CheckCode(t DocumentType, code string, genuine bool, day Date, by string) error {
	code = strings.TrimSpace(code)
	switch {
	case !t.HasCode():
		return Refuse(Conflict, "document_no_code")
	case d.State != DocumentToCheck && d.State != DocumentAccepted && d.State != DocumentRejected:
		return Refuse(Conflict, "document_decided", "State", string(d.State))
	case code == "":
		return Refuse(Invalid, "field_missing", "Field", "security_code")
	}
	if err := CheckSecurityCode(code); err != nil {
		return err
	}
	d.SecurityCode, d.CodeGenuine, d.CodeCheckedOn, d.CodeCheckedBy = code, genuine, day, by
	if genuine && d.State == DocumentRejected && d.RejectedReason == codeNotGenuine {
		d.State, d.RejectedReason, d.Note, d.CheckedOn, d.CheckedBy = DocumentToCheck, "", "", "", ""
	}
	if genuine || d.State == DocumentRejected {
		return nil
	}
	return d.Reject(codeNotGenuine, "", day, by)
}

// Withdraw takes a document that was filed by mistake, or a "not concerned"
// that no longer holds, out of every account; it stays on file.
func (d *Document) Withdraw(note string, day Date, by string) error {
	switch {
	case d.State == DocumentWithdrawn:
		return Refuse(Conflict, "document_decided", "State", string(d.State))
	case strings.TrimSpace(note) == "":
		return Refuse(Invalid, "field_missing", "Field", "note")
	case utf8.RuneCountInString(note) > documentNoteMax:
		return Refuse(Invalid, "field_too_long", "Field", "note", "Max", documentNoteMax)
	}
	d.State, d.Note, d.CheckedOn, d.CheckedBy = DocumentWithdrawn, strings.TrimSpace(note), day, by
	return nil
}

// NotConcerned is what a buyer said of one supplier and one document: it need
// not hand it over. note says who said it and when.
func NotConcerned(f FollowUp, code, note string, day Date, by string) (Document, error) {
	note = strings.TrimSpace(note)
	switch {
	case f.State == FollowUpClosed:
		return Document{}, Refuse(Conflict, "followup_closed")
	case note == "":
		return Document{}, Refuse(Invalid, "field_missing", "Field", "note")
	case utf8.RuneCountInString(note) > documentNoteMax:
		return Document{}, Refuse(Invalid, "field_too_long", "Field", "note", "Max", documentNoteMax)
	}
	return Document{SupplierID: f.SupplierID, FollowUpID: f.ID, TypeCode: code, State: DocumentNotConcerned, DepositedOn: day, CheckedOn: day, CheckedBy: by,
		Channel: DepositByTelling, Note: note}, nil
}

// DocumentRow is a document with the names that a list shows.
type DocumentRow struct {
	Document
	SupplierName  string `db:"supplier_name"`
	SupplierValue string `db:"supplier_value"`
	BuyerName     string `db:"buyer_name"` // where it belongs to a follow-up
}
