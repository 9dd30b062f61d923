package domain

import "slices"

// The steps of a request; each refuses what its state does not allow.

// Register opens a request received on its day; confirmed says that the staff
// know who asks, adopted that they are an administrator of the establishment.
func (r *RightsRequest) Register(now Instant, holiday func(Date) bool, confirmed, adopted bool) {
	r.State, r.DueOn, r.CreatedAt, r.UpdatedAt, r.Version = RightsReceived, ReplyDue(r.ReceivedOn, 1, holiday), now, now, 1
	if confirmed {
		r.ConfirmedAt = now
	}
	if adopted {
		r.AdoptedAt, r.AdoptedBy = now, r.UserID
	}
}

// Confirm is the person's own word, from the address on file.
func (r *RightsRequest) Confirm(now Instant) error {
	if !r.State.Open() {
		return r.closed()
	}
	r.ConfirmedAt = now
	if r.State == RightsIdentityCheck {
		r.State = RightsReceived
	}
	return nil
}

// Adopt is the word of an administrator of the establishment.
func (r *RightsRequest) Adopt(user int64, now Instant) error {
	switch {
	case !r.State.Open():
		return r.closed()
	case r.Scope != ScopeEstablishment:
		return Refuse(Conflict, "rights_state", "State", string(r.State))
	}
	r.AdoptedAt, r.AdoptedBy = now, user
	return nil
}

// DoubtIdentity asks who the person is before anything else happens (RGPD
// art. 12(6)). What the request already stopped stays stopped.
func (r *RightsRequest) DoubtIdentity(doubt string) error {
	switch {
	case r.State != RightsReceived && r.State != RightsExplained:
		return r.off()
	case doubt == "":
		return Refuse(Invalid, "rights_reason_missing")
	}
	r.State, r.Doubt = RightsIdentityCheck, doubt
	return nil
}

// Explain tells the person what a removal means; it is not optional.
func (r *RightsRequest) Explain(now Instant) error {
	switch {
	case r.Kind != RightsRemoval:
		return Refuse(Conflict, "rights_no_removal")
	case r.State != RightsReceived:
		return r.off()
	case r.ConfirmedAt.Never():
		return Refuse(Conflict, "rights_not_confirmed")
	}
	r.State, r.ExplainedAt = RightsExplained, now
	return nil
}

// Approve lets a removal be executed. Whoever registered it does not approve
// it; where the team has one administrator only, they may after 24 hours.
func (r *RightsRequest) Approve(by Actor, administrators int, now Instant) error {
	switch {
	case r.Kind != RightsRemoval:
		return Refuse(Conflict, "rights_no_removal")
	case r.State != RightsExplained:
		return r.off()
	case r.ConfirmedAt.Never():
		return Refuse(Conflict, "rights_not_confirmed")
	case !r.Effective():
		return Refuse(Conflict, "rights_not_adopted")
	}
	if r.RegisteredBy != 0 && r.RegisteredBy == by.StaffID {
		if administrators > 1 || by.Role != Administrator {
			return Refuse(Forbidden, "rights_own_registration")
		}
		if until := r.CreatedAt.Add(alone); now < until {
			return Refuse(Forbidden, "rights_wait", "Until", until.Time().Format("2006-01-02 15:04 MST"))
		}
	}
	r.State, r.ApprovedAt, r.ApprovedBy = RightsApproved, now, by.StaffID
	return nil
}

// MayExecute refuses to execute before its time; held says that a legal hold
// stands on the subject (RGPD art. 17(3)(e)).
func (r RightsRequest) MayExecute(held bool) error {
	switch {
	case r.Kind == RightsRemoval && r.State != RightsApproved, r.Kind != RightsRemoval && r.State != RightsReceived:
		return r.off()
	case !r.Effective():
		return Refuse(Conflict, "rights_not_confirmed")
	case held && r.Kind == RightsRemoval:
		return Refuse(Conflict, "rights_held")
	}
	return nil
}

// Execute closes a request that was carried out; outcome says what was done,
// where that is no removal.
func (r *RightsRequest) Execute(by Actor, outcome string, now Instant) error {
	if r.Kind == RightsRectification && outcome == "" {
		return Refuse(Invalid, "rights_outcome_missing")
	}
	r.State, r.ClosedAt, r.ExecutedBy, r.Outcome = RightsExecuted, now, by.StaffID, outcome
	return nil
}

// Extend gives two more months, once, and only while the first month runs
// (RGPD art. 12(3)).
func (r *RightsRequest) Extend(reason string, today Date, holiday func(Date) bool) error {
	switch {
	case !r.State.Open():
		return r.closed()
	case r.ExtendedOn.Known():
		return Refuse(Conflict, "rights_extended")
	case today > r.DueOn:
		return Refuse(Conflict, "rights_extend_late", "Due", string(r.DueOn))
	case reason == "":
		return Refuse(Invalid, "rights_reason_missing")
	}
	r.ExtendedOn, r.ExtensionReason, r.DueOn = today, reason, ReplyDue(r.ReceivedOn, 3, holiday)
	return nil
}

// Deny refuses the request on a ground, with a reason that the person reads.
func (r *RightsRequest) Deny(ground, reason string, now Instant) error {
	switch {
	case !r.State.Open():
		return r.closed()
	case !slices.Contains(RightsRefusals(), ground):
		return Refuse(Invalid, "field_unknown", "Field", "ground")
	case reason == "":
		return Refuse(Invalid, "rights_reason_missing")
	}
	r.State, r.Refusal, r.RefusalReason, r.ClosedAt = RightsRefused, ground, reason, now
	return nil
}

// Withdraw is the person taking the request back.
func (r *RightsRequest) Withdraw(now Instant) error {
	if !r.State.Open() {
		return r.closed()
	}
	r.State, r.ClosedAt = RightsWithdrawn, now
	return nil
}

// Reopen takes a withdrawn or refused request up again; its clock runs from
// the day it was received, as ever.
func (r *RightsRequest) Reopen() error {
	if r.State != RightsWithdrawn && r.State != RightsRefused {
		return r.off()
	}
	r.State, r.ClosedAt, r.ApprovedAt, r.ApprovedBy, r.ExplainedAt = RightsReceived, 0, 0, 0, 0
	return nil
}

func (r RightsRequest) off() error { return Refuse(Conflict, "rights_state", "State", string(r.State)) }

func (r RightsRequest) closed() error {
	return Refuse(Conflict, "rights_closed", "State", string(r.State))
}
