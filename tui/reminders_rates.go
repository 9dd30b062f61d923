package tui

import (
	"context"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"vigie/internal/domain"
	"vigie/internal/i18n"
	"vigie/tui/kit"
)

// everyDomain is the receiving domain that stands for those without a rate of
// their own.
const everyDomain = "*"

// rateRow is how fast mails leave to one receiving domain.
type rateRow struct {
	receiver string
	rate     float64 // a second, 0 for no limit
}

// rates lists how many mails a second each receiving domain takes: first the
// default, then the domains that have a rate of their own.
func (r *reminders) rates() ListSpec {
	st, s := r.stage, r.stage.Session
	return ListSpec{Title: st.T("dunning.tab.rates"), Empty: none,
		Columns: []kit.Column{{Title: st.T("dunning.column.receiver"), Min: 30}, {Title: st.T("dunning.column.a_second"), Min: 12, Right: true},
			{Title: st.T("dunning.column.an_hour"), Min: 12, Right: true}, {Title: st.T("dunning.column.one_every"), Min: 14, Right: true}},
		Source: whole(func(ctx context.Context) ([]rateRow, error) {
			rates, err := s.Desk.MailRates(ctx, s.Actor)
			out := []rateRow{{everyDomain, rates[everyDomain]}}
			for _, receiver := range slices.Sorted(maps.Keys(rates)) {
				if receiver != everyDomain {
					out = append(out, rateRow{receiver, rates[receiver]})
				}
			}
			return out, err
		}, func(x rateRow) kit.Row {
			row := kit.Row{ID: x.receiver, Value: x, Copy: x.receiver, Cells: []kit.Cell{{Text: receiverName(st, x.receiver)}}}
			if x.rate == 0 {
				row.Cells = append(row.Cells, kit.Cell{Text: st.T("dunning.rate.none"), Tone: kit.ToneDim}, kit.Cell{Text: none, Tone: kit.ToneDim}, kit.Cell{Text: none, Tone: kit.ToneDim})
				return row
			}
			row.Cells = append(row.Cells, kit.Cell{Text: decimal(st, x.rate), Tone: kit.ToneStrong}, kit.Cell{Text: st.number(int(math.Round(x.rate * 3600)))},
				kit.Cell{Text: st.T("dunning.rate.seconds", "N", decimal(st, 1/x.rate))})
			return row
		}),
		Actions: func(l *List) []kit.Action {
			out := []kit.Action{r.newRate()}
			if row, ok := l.Table.Selected(); ok {
				x := row.Value.(rateRow)
				out = append(out, r.changeRate(x), r.dropRate(x))
			}
			return out
		},
	}
}

func receiverName(st *Stage, receiver string) string {
	if receiver == everyDomain {
		return joined("  ", everyDomain, st.T("dunning.rate.every"))
	}
	return receiver
}

// decimal writes a number with the decimals that it has, three at most.
func decimal(st *Stage, n float64) string {
	return st.Session.Texts.Quantity(int64(math.Round(n * 1000)))
}

// newRate is n: a rate for a domain that has none.
func (r *reminders) newRate() kit.Action {
	st := r.stage
	return kit.Action{Name: "new_rate", Keys: []string{"n"}, Label: st.T("dunning.act.new_rate"), Permission: string(domain.ChangeSettings), Run: func() {
		r.askRate(st.T("dunning.act.new_rate"), st.T("dunning.ask.new_rate"), "", &kit.Field{Key: "domain", Label: st.T("dunning.column.receiver"), Required: true}, r.rateField(""))
	}}
}

// changeRate is e: another rate for the domain under the cursor.
func (r *reminders) changeRate(x rateRow) kit.Action {
	st := r.stage
	return kit.Action{Name: "rate", Keys: []string{"e"}, Label: st.T("dunning.act.rate"), Permission: string(domain.ChangeSettings), Run: func() {
		now := ""
		if x.rate > 0 {
			now = writtenRate(st, x.rate)
		}
		r.askRate(st.T("dunning.act.rate"), st.T("dunning.ask.rate", "Domain", receiverName(st, x.receiver)), x.receiver, r.rateField(now))
	}}
}

// writtenRate is a rate as the person would write it, where that is read as
// the same.
func writtenRate(st *Stage, rate float64) string {
	plain := strconv.FormatFloat(rate, 'f', -1, 64)
	if st.Session.Texts.Lang() == i18n.French {
		comma := strings.Replace(plain, ".", ",", 1)
		if same, err := domain.ParseMailRate(comma); err == nil && same == rate {
			return comma
		}
	}
	return plain
}

// dropRate is u: the domain has no rate of its own any more.
func (r *reminders) dropRate(x rateRow) kit.Action {
	st := r.stage
	ask := st.T("dunning.ask.drop_rate", "Domain", x.receiver)
	if x.receiver == everyDomain {
		ask = st.T("dunning.ask.drop_default")
	}
	return kit.Action{Name: "drop_rate", Keys: []string{"u"}, Label: st.T("dunning.act.drop_rate"), Permission: string(domain.ChangeSettings),
		Off: offWhen(x.rate == 0, st.T("dunning.off.no_rate")), Run: func() { r.askRate(st.T("dunning.act.drop_rate"), ask, x.receiver) }}
}

func (r *reminders) rateField(now string) *kit.Field {
	return &kit.Field{Key: "rate", Label: r.stage.T("dunning.field.rate"), Value: now, Required: true}
}

// askRate asks why, after the fields, and changes the rate: to none where it is
// not asked.
func (r *reminders) askRate(title, text, receiver string, fields ...*kit.Field) {
	st, s := r.stage, r.stage.Session
	st.AskForm(title, text, func(ctx context.Context, v map[string]string) error {
		rate, to := 0.0, receiver
		if to == "" {
			to = v["domain"]
		}
		if text, asked := v["rate"]; asked {
			var err error
			if rate, err = domain.ParseMailRate(text); err != nil {
				return err
			}
		}
		return s.Desk.SetMailRate(ctx, s.Actor, to, rate, v["reason"])
	}, func() {
		st.Flash(st.T("dunning.done.rate"), kit.ToneGood)
		r.card.Refresh()
	}, append(fields, &kit.Field{Key: "reason", Label: st.T("console.field.reason"), Required: true})...)
}
