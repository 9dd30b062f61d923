package domain

import "errors"

// ErrorKind says how a door answers: exit code, HTTP status or flash colour.
type ErrorKind string

// The kinds of refusal. Anything else is a fault of ours, not of the person.
const (
	Invalid   ErrorKind = "invalid"
	NotFound  ErrorKind = "not_found"
	Conflict  ErrorKind = "conflict"
	Forbidden ErrorKind = "forbidden"
	Gone      ErrorKind = "gone"
)

// Error is a refusal in the language of the house: a kind, the key of its
// sentence in the catalogue ("error." + Key) and the sentence's arguments.
// It never holds a sentence: each door says it in the person's language.
type Error struct {
	Kind ErrorKind
	Key  string
	Args map[string]any
}

// Error prints the key, for logs; doors use i18n instead.
func (e *Error) Error() string { return string(e.Kind) + ": " + e.Key }

// Refuse makes an Error from a kind, a text key and alternating argument
// names and values.
func Refuse(kind ErrorKind, key string, args ...any) *Error {
	e := &Error{Kind: kind, Key: key}
	for i := 0; i+1 < len(args); i += 2 {
		if e.Args == nil {
			e.Args = map[string]any{}
		}
		e.Args[args[i].(string)] = args[i+1]
	}
	return e
}

// KindOf returns the kind of the domain error wrapped in err, or "" when
// err is not a refusal.
func KindOf(err error) ErrorKind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return ""
}

// Is makes two refusals with the same key equal for errors.Is.
func (e *Error) Is(target error) bool {
	var t *Error
	return errors.As(target, &t) && t.Key == e.Key
}
