package portal

import (
	"errors"

	"vigie/internal/domain"
	"vigie/internal/i18n"
)

// problemOf says a refusal beside its field, where naming the field again
// would be noise.
func problemOf(t *i18n.Texts, err error) string {
	for key, text := range map[string]string{"field_missing": "page.problem.empty", "field_unknown": "page.problem.choose", "field_too_long": "page.problem.long"} {
		if errors.Is(err, domain.Refuse(domain.Invalid, key)) {
			return t.T(text)
		}
	}
	return t.Err(err)
}

// fieldOf is the field that a refusal names, or the first of the form.
func fieldOf(err error) string {
	var refusal *domain.Error
	if errors.As(err, &refusal) {
		if field, ok := refusal.Args["Field"].(string); ok {
			return field
		}
	}
	return "email"
}

// refusedAs reports whether an error is a refusal of this key.
func refusedAs(err error, key string) bool {
	var refusal *domain.Error
	return errors.As(err, &refusal) && refusal.Key == key
}
