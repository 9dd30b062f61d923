package domain

import (
	"strings"
	"time"
)

// FreeExport is how many rows leave without a reason, LoneExport how many
// without a second administrator.
const (
	FreeExport = 1_000
	LoneExport = 10_000
)

// exportLife is how long a registered export waits to be fetched, from its
// request or its release.
const exportLife = 7 * 24 * time.Hour

// ExportState is where a registered export stands.
type ExportState string

// The states of an export.
const (
	ExportWaiting   ExportState = "waiting"   // for a second administrator
	ExportReady     ExportState = "ready"     // to be fetched by whoever asked
	ExportDone      ExportState = "done"      // left the house
	ExportCancelled ExportState = "cancelled" // nobody will fetch it
)

// ExportStates lists the states in the order shown.
func ExportStates() []ExportState {
	return []ExportState{ExportWaiting, ExportReady, ExportDone, ExportCancelled}
}

// ExportRequest is one line of the register of exports. Its filter stands in
// clear until it is fetched, and as the audit says it afterwards.
type ExportRequest struct {
	ID         int64
	What       string
	Format     string
	Filter     string
	Sort       string
	Descending bool
	Columns    string // names with spaces between them, "" for all
	Reason     string
	State      ExportState
	Rows       int  // found when it was asked for, then what left
	More       bool // there were more than Rows
	SHA256     string
	StaffID    int64   `db:"staff_id"`
	Actor      string  // who asked
	ReleasedBy string  `db:"released_by"`
	AskedAt    Instant `db:"asked_at"`
	ReleasedAt Instant `db:"released_at"`
	DoneAt     Instant `db:"done_at"`
}

// NeedsReason refuses many rows without a reason.
func (e ExportRequest) NeedsReason() error {
	if e.Rows > FreeExport && strings.TrimSpace(e.Reason) == "" {
		return Refuse(Invalid, "export_reason", "Most", FreeExport)
	}
	return nil
}

// Begin registers an export of so many rows: it is ready, or waits for a
// second administrator.
func (e *ExportRequest) Begin(rows int, by Actor, now Instant) error {
	e.Found(rows)
	if err := e.NeedsReason(); err != nil {
		return err
	}
	e.StaffID, e.Actor, e.AskedAt, e.State = by.StaffID, by.Name, now, ExportReady
	if e.More {
		e.State = ExportWaiting
	}
	return nil
}

// Found notes how many rows a filter finds now.
func (e *ExportRequest) Found(rows int) { e.Rows, e.More = min(rows, LoneExport), rows > LoneExport }

// Release lets a large export leave. Whoever asked does not release it; where
// the team has one administrator only, they may after 24 hours.
func (e *ExportRequest) Release(by Actor, administrators int, now Instant) error {
	switch {
	case e.State != ExportWaiting:
		return Refuse(Conflict, "export_not_waiting", "Number", e.ID)
	case by.Role != Administrator:
		return Refuse(Forbidden, "forbidden", "Action", string(ReleaseExport), "Role", string(by.Role))
	}
	if e.StaffID == by.StaffID {
		if administrators > 1 {
			return Refuse(Forbidden, "export_own")
		}
		if until := e.AskedAt.Add(alone); now < until {
			return Refuse(Forbidden, "export_wait", "Until", until.Time().Format("2006-01-02 15:04 MST"))
		}
	}
	e.State, e.ReleasedBy, e.ReleasedAt = ExportReady, by.Name, now
	return nil
}

// Cancel ends an export that nobody is to fetch.
func (e *ExportRequest) Cancel() error {
	if e.State != ExportWaiting && e.State != ExportReady {
		return Refuse(Conflict, "export_ended", "Number", e.ID)
	}
	e.End(ExportCancelled)
	return nil
}

// End closes an export; whom its filter named is no longer needed.
func (e *ExportRequest) End(state ExportState) { e.State, e.Filter = state, AuditFilter(e.Filter) }

// Until is the moment after which an export can no longer be fetched.
func (e ExportRequest) Until() Instant { return max(e.AskedAt, e.ReleasedAt).Add(exportLife) }

// ExportsBefore is the moment before which an export that was asked for, or
// released, is too old now.
func ExportsBefore(now Instant) Instant { return now.Add(-exportLife) }

// MayFetch refuses an export that has not been released, is not one's own, or
// is too old.
func (e ExportRequest) MayFetch(by Actor, now Instant) error {
	switch {
	case e.StaffID != by.StaffID || e.StaffID == 0 && e.Actor != by.Name:
		return Refuse(Forbidden, "export_not_yours", "Who", e.Actor)
	case e.State == ExportWaiting:
		return Refuse(Conflict, "export_waits", "Number", e.ID)
	case e.State != ExportReady:
		return Refuse(Conflict, "export_ended", "Number", e.ID)
	case now > e.Until():
		return Refuse(Gone, "export_old", "Number", e.ID)
	}
	return nil
}

// Outgrown sends an export that nobody released back to wait when its filter
// finds too many rows by the time it is fetched.
func (e *ExportRequest) Outgrown(rows int) error {
	if !e.ReleasedAt.Never() {
		return nil
	}
	e.Found(rows)
	if err := e.NeedsReason(); err != nil {
		return err
	}
	if e.More {
		e.State = ExportWaiting
	}
	return nil
}
