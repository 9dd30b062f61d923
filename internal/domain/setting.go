package domain

// The names of the settings that the product reads.
const (
	// SettingMailsHeld holds every mail while it is not empty; its value is why.
	SettingMailsHeld = "mails_held"
	// SettingHours are the days and hours of reminders, as Hours.String writes
	// them; the default ones while it is empty.
	SettingHours = "reminder_hours"
	// SettingSilence are the silent weeks after which a step is taken, as
	// SilenceSteps.String writes them; the default ones while it is empty.
	SettingSilence = "silence_steps"
	// SettingClockDoubt pauses planning and reminders while it is not empty; its
	// value is the hour that was seen last and the one that followed it.
	SettingClockDoubt = "clock_doubt"
	// SettingConsent turns consent mails off when it is "off".
	SettingConsent = "consent_feature"
	// SettingMailRates are the rates of the receiving domains, as MailRates.
	SettingMailRates = "mail_rates"
	// SettingSeller is who makes offers, as Seller.String writes it.
	SettingSeller = "seller"
	// SettingConsentReason is why consent mails were turned off, or on again.
	SettingConsentReason = "consent_feature_reason"
)

// The names of the leases.
const (
	// LeaseServe is held by the one process that serves a SQLite database.
	LeaseServe = "serve"
	// LeaseMailer is held by the one process that plans and heals the outbox;
	// on SQLite only it sends.
	LeaseMailer = "mailer"
	// LeaseSender, before the name of a process, is held by each that sends.
	LeaseSender = "sender:"
)

// The technical facts of a database.
const (
	// MetaMailServer is a ServerTrouble while the mail server is left alone.
	MetaMailServer = "mail_server"
	// MetaInstance is which installation a database belongs to.
	MetaInstance = "instance"
)

// ServerTrouble is why the mail server is left alone for a while.
type ServerTrouble struct {
	Since  Instant `json:"since_ms"`
	Holder string  `json:"holder"`
	Stage  string  `json:"stage"`
	Reply  string  `json:"reply"`
}
