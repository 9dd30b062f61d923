package domain

// Channel is how a contact or a follow-up came to Vigie.
type Channel string

// The channels.
const (
	ChannelManual  Channel = "manual"
	ChannelImport  Channel = "import"
	ChannelSupport Channel = "support"
)

// Provenance says who gave a follow-up, or a user's contact: told to the
// person in every mail (RGPD art. 14(2)(f)).
type Provenance struct {
	ID         int64
	FollowUpID int64 `db:"follow_up_id"`
	UserID     int64 `db:"user_id"`
	BuyerID    int64 `db:"buyer_id"`
	Channel    Channel
	BatchID    int64 `db:"batch_id"`
	Line       int
	Actor      string
	At         Instant
}
