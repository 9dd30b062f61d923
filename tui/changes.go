package tui

import (
	"encoding/json"
	"fmt"
	"slices"
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
		was, is := said(before[name]), said(after[name])
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

func said(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case float64:
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprint(v)
}
