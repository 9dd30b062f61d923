package tui

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"vigie/internal/domain"
	"vigie/tui/kit"
)

// longWork is how long a walk over the whole base may take.
const longWork = 10 * time.Minute

// changes says field by field what an act changed: only what differs.
func changes(st *Stage, a domain.AuditRow) []kit.Item {
	before, after := record(a.Before), record(a.After)
	var names []string
	for name := range after {
		names = append(names, name)
	}
	for name := range before {
		if _, both := after[name]; !both {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	var out []kit.Item
	for _, name := range names {
		was, is := st.valued(a.Subject, name, before[name]), st.valued(a.Subject, name, after[name])
		if was == is {
			continue
		}
		label := name
		if key := "console.changed." + name; st.Session.Texts.Has(key) {
			label = st.T(key)
		}
		value := or(is)
		if a.Before != "" && a.Before != "null" {
			value = or(was) + " → " + or(is)
		}
		out = append(out, kit.Item{Label: label, Value: value})
	}
	if len(out) == 0 {
		out = append(out, item(st.T("console.audit.nothing"), ""))
	}
	return out
}

func record(text string) map[string]any {
	out := map[string]any{}
	if json.Unmarshal([]byte(text), &out) != nil {
		return nil
	}
	return out
}

// valued says one value of a record: codes in words, days as days.
func (st *Stage) valued(subject, name string, v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case bool:
		return st.yes(v)
	case float64:
		return fmt.Sprintf("%.0f", v)
	case string:
		return st.coded(subject, name, v)
	case map[string]any:
		var parts []string
		for key, one := range v {
			parts = append(parts, joined(" ", key, st.valued(subject, key, one)))
		}
		slices.Sort(parts)
		return strings.Join(parts, ", ")
	}
	return fmt.Sprint(v)
}

// coded says a code by the word of its kind: a state is a state of its
// subject.
func (st *Stage) coded(subject, name, code string) string {
	nouns := map[string]string{"follow_up": "followup", "import_batch": "import", "consent_request": "request", "standby_request": ""}
	kinds := map[string]string{"mail": "mail_kind", "import_batch": "import_kind", "ticket": "ticket_kind"}
	noun := name
	switch name {
	case "state":
		noun = subject
		if other, ok := nouns[subject]; ok {
			noun = other
		}
		if subject == "standby_request" {
			return st.own("console.standby_state.", code)
		}
	case "kind":
		noun = subject
		if other, ok := kinds[subject]; ok {
			noun = other
		}
	case "request_state":
		noun = "request"
	case "reason":
		noun = map[string]string{"consent_request": "consent_reason", "standby_request": "standby_reason"}[subject]
	case "channel":
		noun = "consent_channel"
	case "language":
		return st.own("console.language.", code)
	}
	if _, err := domain.ParseDate(code); err == nil {
		return st.day(domain.Date(code))
	}
	if code == "" {
		return ""
	}
	return st.word(noun, code)
}
