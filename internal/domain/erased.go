package domain

import "strings"

// ErasedPrefix begins what stands for the key of an erased person; a keyed
// hash follows it.
const ErasedPrefix = "erased:"

// ErasedKey reports whether an e-mail key is that of an erased person.
func ErasedKey(emailKey string) bool { return strings.HasPrefix(emailKey, ErasedPrefix) }

// Trace is what the suppression list keeps of somebody, before it is hashed
// with the key of the house: a kind, and a purpose so that the hashes of two
// kinds cannot be compared.
type Trace struct {
	Kind    SuppressionKind
	Purpose string
	Value   string
}

// TraceOfAddress is the trace of an address, in whatever case it comes back.
func TraceOfAddress(email string) Trace { return Trace{SuppressedAddress, "email", EmailKey(email)} }

// TraceOfIdentifier is the trace of an establishment; its identifier is clean,
// so every spelling leaves the same.
func TraceOfIdentifier(id Identifier) Trace {
	return Trace{SuppressedIdentifier, "identifier", string(id.Type) + "|" + id.Value}
}

// TraceOfContact is the trace of a person known by name alone, in one
// establishment.
func TraceOfContact(id Identifier, nameKey string) Trace {
	return Trace{SuppressedContact, "contact", string(id.Type) + "|" + id.Value + "|" + nameKey}
}

// TracesOfCustomer are the traces of a customer: the key by which a file names
// them, and their address.
func TracesOfCustomer(customerKey, email string) []Trace {
	var out []Trace
	if customerKey != "" {
		out = append(out, Trace{SuppressedCustomer, "customer", customerKey})
	}
	if key := EmailKey(email); key != "" {
		out = append(out, Trace{SuppressedCustomer, "customer", "email:" + key})
	}
	return out
}

// AuditFilter is a filter as the audit keeps it: which fields were asked for;
// of words, names, addresses and numbers only that there were some.
func AuditFilter(text string) string {
	var out []string
	for _, token := range splitQuoted(text) {
		field, _, isTerm := strings.Cut(token.text, ":")
		switch name := strings.TrimPrefix(field, "-"); {
		case token.quoted || !isTerm:
			out = append(out, "…")
		case name == "name" || name == "email" || name == "phone" || name == "code":
			out = append(out, field+":…")
		default:
			out = append(out, token.text)
		}
	}
	return strings.Join(out, " ")
}
