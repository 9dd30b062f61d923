package domain

// The names of the settings that the product reads.
const (
	// SettingMailsHeld holds every mail while it is not empty; its value is why.
	SettingMailsHeld = "mails_held"
	// SettingConsent turns consent mails off when it is "off".
	SettingConsent = "consent_feature"
)
