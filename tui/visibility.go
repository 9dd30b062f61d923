package tui

import (
	"context"
	"strings"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/tui/kit"
)

// visibility is the table of who sees what, with the reason of each answer.
func (e *establishment) visibility(ctx context.Context) ([]kit.Section, error) {
	st, s := e.stage, e.stage.Session
	out := append([]kit.Section{{Title: st.T("console.visibility.title"), Lines: visibilityTable(st)}}, visibilityReasons(st)...)
	views, err := s.Desk.AsBuyers(ctx, s.Actor, e.subject().AsSupplier)
	if err != nil {
		return nil, err
	}
	for _, v := range views {
		out = append(out, asBuyerSection(st, v))
	}
	return out, nil
}

// asBuyerSection is what one buyer really sees.
func asBuyerSection(st *Stage, v desk.AsBuyer) kit.Section {
	s := kit.Section{Title: st.T("console.visibility.as_buyer", "Name", name(v.Row.BuyerName, v.Row.BuyerValue))}
	if !v.Sees {
		s.Text = st.T("console.visibility.closed")
		return s
	}
	people := st.T("console.visibility.no_referent")
	if len(v.Referents) > 0 {
		names := make([]string, len(v.Referents))
		for i, u := range v.Referents {
			names[i] = name(fullName(u), u.Email)
		}
		people = strings.Join(names, ", ")
	}
	s.Items = append(s.Items, item(st.T("console.aspect.people"), people))
	if v.Row.State == domain.FollowUpStandby {
		s.Items = append(s.Items, item(st.T("console.aspect.standby_reason"), joined(" — ", st.word("standby_reason", string(v.Row.StandbyReason)), v.Row.StandbyNote)))
	}
	if len(v.Documents) == 0 {
		s.Items = append(s.Items, item(st.T("console.aspect.documents"), st.T("console.visibility.no_document"), kit.ToneDim))
	}
	for _, l := range v.Documents {
		s.Items = append(s.Items, item(l.Type.Code, st.word("status", string(l.Status))))
	}
	return s
}

const viewerWidth, sightWidth = 23, 9

func visibilityTable(st *Stage) []kit.Line {
	t := st.Theme()
	head := kit.Join("   ", t.Heading.Fit("", viewerWidth))
	for _, a := range domain.Aspects() {
		head = kit.Join(head, t.Heading.Fit(st.T("console.aspect."+string(a)), sightWidth))
	}
	lines := []kit.Line{head}
	for _, v := range domain.ViewerKinds() {
		line := kit.Join("   ", t.Normal.Fit(st.T("console.viewer."+string(v)), viewerWidth))
		for _, a := range domain.Aspects() {
			seen := domain.Visibility(v, rightsOf(v), a)
			line = kit.Join(line, t.Tone(sightTone(seen.Sight)).Fit(st.T("console.sight."+string(seen.Sight)), sightWidth))
		}
		lines = append(lines, line)
	}
	return lines
}

// rightsOf are the rights that a role starts with.
func rightsOf(v domain.ViewerKind) domain.Rights {
	switch v {
	case domain.ViewerAdministrator, domain.ViewerStandard:
		return domain.AllRights
	case domain.ViewerRestricted:
		return domain.Deposit
	}
	return 0
}

func sightTone(s domain.Sight) kit.Tone {
	switch s {
	case domain.SeesAll:
		return kit.ToneGood
	case domain.SeesPart:
		return kit.ToneWarn
	}
	return kit.ToneDim
}

// visibilityReasons says for each viewer why, each reason once.
func visibilityReasons(st *Stage) []kit.Section {
	s := kit.Section{Title: st.T("console.visibility.why")}
	for _, v := range domain.ViewerKinds() {
		said := map[string]bool{}
		text := ""
		for _, a := range domain.Aspects() {
			seen := domain.Visibility(v, rightsOf(v), a)
			if !said[seen.Reason] {
				said[seen.Reason] = true
				text = joined(" ", text, st.T("console.sight_reason."+seen.Reason))
			}
		}
		s.Items = append(s.Items, kit.Item{Label: st.T("console.viewer." + string(v)), Value: text})
	}
	return []kit.Section{s}
}
