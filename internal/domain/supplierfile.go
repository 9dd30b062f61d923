package domain

// SupplierFile is what a supplier's page shows to one user: every buyer that
// asks for something, or would, with its documents.
type SupplierFile struct {
	User          UserRow
	Establishment Establishment
	Today         Date
	Entries       []FileEntry
	Origin        Origin
}

// FileEntry is one follow-up in a supplier's file.
type FileEntry struct {
	RecapBuyer
	FollowUp FollowUp // with its compliance today
}

// Entry finds the entry of a follow-up.
func (f SupplierFile) Entry(followUp int64) (FileEntry, bool) {
	for _, e := range f.Entries {
		if e.FollowUp.ID == followUp {
			return e, true
		}
	}
	return FileEntry{}, false
}

// MayAskStandby refuses a request for stand-by that this user cannot make
// for this follow-up today.
func (f SupplierFile) MayAskStandby(followUp int64) error {
	e, ok := f.Entry(followUp)
	switch {
	case !ok:
		return Refuse(NotFound, "not_found", "Noun", "follow_up")
	case !f.User.Rights.Has(AskStandby):
		return Refuse(Forbidden, "standby_right_missing")
	case e.FollowUp.StandbyPending:
		return Refuse(Conflict, "standby_already_asked")
	case e.FollowUp.State != FollowUpActive:
		return Refuse(Conflict, "followup_not_active")
	}
	return nil
}

// MayOpen refuses the file of somebody who has no access any more.
func (u UserRow) MayOpen() error {
	if u.State != UserInvited && u.State != UserActive || u.HeldContact ||
		u.EstablishmentState != EstablishmentActive && u.EstablishmentState != EstablishmentRemovalRequested {
		return Refuse(Gone, "link_gone")
	}
	return nil
}
