package domain

// The names of the settings that the product reads.
const (
	// SettingMailsHeld holds every mail while it is not empty; its value is why.
	SettingMailsHeld = "mails_held"
	// SettingConsent turns consent mails off when it is "off".
	SettingConsent = "consent_feature"
	// SettingConsentReason is why consent mails were turned off, or on again.
	SettingConsentReason = "consent_feature_reason"
)

// The names of the leases.
const (
	// LeaseServe is held by the one process that serves a SQLite database.
	LeaseServe = "serve"
	// LeaseMailer is held by the one process that sends.
	LeaseMailer = "mailer"
)
