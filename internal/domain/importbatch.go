package domain

// Verdict is what an import did with one line.
type Verdict string

// The verdicts, the first that applies.
const (
	VerdictRejected  Verdict = "rejected"
	VerdictCreated   Verdict = "created"
	VerdictLinked    Verdict = "linked"
	VerdictUpdated   Verdict = "updated"
	VerdictUnchanged Verdict = "unchanged"
)

// ImportState is where a batch stands.
type ImportState string

// The states of a batch. A cut one stopped between two commits: what it
// committed stays, and the same file again completes it.
const (
	ImportRunning ImportState = "running"
	ImportDone    ImportState = "done"
	ImportCut     ImportState = "cut"
	ImportUndone  ImportState = "undone"
)

// ImportBatch is one file that was imported, with its counts.
type ImportBatch struct {
	ID             int64
	Kind           string // suppliers or customers
	FileName       string `db:"file_name"`
	FileSHA256     string `db:"file_sha256"`
	Actor          string
	State          ImportState
	Lines          int
	Created        int
	Linked         int
	Updated        int
	Unchanged      int
	Rejected       int
	Warnings       int
	Establishments int
	FollowUps      int     `db:"followups"`
	Users          int     `db:"users"`
	StartedAt      Instant `db:"started_at"`
	FinishedAt     Instant `db:"finished_at"`
}

// ImportLine is the verdict of one line, numbered by the physical line it
// starts on.
type ImportLine struct {
	BatchID    int64 `db:"batch_id"`
	Line       int
	Verdict    Verdict
	Reason     string
	Warnings   string // codes separated by spaces
	SupplierID int64  `db:"supplier_id"`
	FollowUpID int64  `db:"follow_up_id"`
	UserID     int64  `db:"user_id"`
	CustomerID int64  `db:"customer_id"`
	ContractID int64  `db:"contract_id"`
	Made       Made
}

// Made are the rows that one line made, as bits: an undo takes them back.
type Made int

// What a line may make.
const (
	MadeSupplier Made = 1 << iota
	MadeFollowUp
	MadeContract
	MadeUser
	MadeReferent
	MadeCustomer
)

// ImportChange is one row that a line changed, as it was before in JSON, or
// made beside its own (Before empty).
type ImportChange struct {
	ID      int64
	BatchID int64 `db:"batch_id"`
	Line    int
	Noun    string
	NounID  int64  `db:"noun_id"`
	Before  string `db:"value_before"`
}
