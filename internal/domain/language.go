package domain

// Language is a language in which Vigie writes and shows everything.
type Language string

// The two languages of the product.
const (
	French  Language = "fr"
	English Language = "en"
)

// LanguageOr returns l when Vigie speaks it, and otherwise fallback.
func LanguageOr(l string, fallback Language) Language {
	switch Language(l) {
	case French, English:
		return Language(l)
	}
	return fallback
}
