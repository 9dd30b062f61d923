package domain

// AuditRow is one act: who did what to which subject, before and after.
// Identifiers and states stand in clear, people are masked. Rows are chained
// by hash.
type AuditRow struct {
	ID        int64
	At        Instant
	Actor     string
	Door      string
	Action    Action
	Subject   string // kind of subject: user, follow_up, import_batch, …
	SubjectID int64  `db:"subject_id"`
	Before    string
	After     string
	PrevHash  string `db:"prev_hash"`
	Hash      string
}
