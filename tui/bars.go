package tui

import "vigie/tui/kit"

const barLabel, barValue, barWidth = 32, 9, 24

// bar draws one part of a whole: what, how many, how much of it.
func bar(st *Stage, style kit.Style, label string, part, whole int64, value string) kit.Line {
	t := st.Theme()
	return kit.Join("   ", t.Dim.Fit(label, barLabel), " ", t.Normal.Right(value, barValue), "  ", kit.Bar(style, part, whole, barWidth))
}
