package cli

import (
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"vigie/internal/domain"
)

type reviewJSON struct {
	Customers int64                           `json:"customers"`
	Accepts   map[domain.ConsentChannel]int64 `json:"accepts"`
	States    map[string]int64                `json:"states"`
	Refused   int64                           `json:"refused_email"`
	Median    float64                         `json:"median_hours_to_answer"`
	On        bool                            `json:"feature_on"`
	Months    []monthJSON                     `json:"months"`
}

type monthJSON struct {
	Month    string                          `json:"month"`
	Sent     int64                           `json:"sent"`
	Answered int64                           `json:"answered"`
	Expired  int64                           `json:"expired"`
	Failed   int64                           `json:"failed"`
	Yes      map[domain.ConsentChannel]int64 `json:"yes"`
	No       map[domain.ConsentChannel]int64 `json:"no"`
}

func consentsReview(env *Env) *cobra.Command {
	var asJSON bool
	cmd := verb(env, "review", "consent.verb_review.", domain.ReviewConsents, cobra.NoArgs, func(cmd *cobra.Command, _ []string) error {
		r, err := env.Desk.ConsentReview(cmd.Context(), env.Actor)
		if err != nil {
			return err
		}
		if asJSON {
			return env.writeJSON(asReviewJSON(r))
		}
		env.printReview(r)
		return nil
	})
	cmd.Flags().BoolVar(&asJSON, "json", false, env.T("cli.flag.json"))
	return cmd
}

func asReviewJSON(r domain.ConsentReview) reviewJSON {
	out := reviewJSON{Customers: r.Customers, Accepts: r.Accepts, States: map[string]int64{}, Refused: r.Refused, Median: r.Median.Hours(), On: r.Switch.On, Months: []monthJSON{}}
	for s, n := range r.States {
		out.States[requestWord(s)] = n
	}
	for _, m := range r.Months {
		out.Months = append(out.Months, monthJSON{m.Month, m.Sent, m.Answered, m.Expired, m.Failed, m.Yes, m.No})
	}
	return out
}

func (e *Env) printReview(r domain.ConsentReview) {
	n := e.Texts.Number
	e.printSwitch(r.Switch)
	e.line("")
	var rows [][]string
	for _, ch := range domain.ConsentChannels() {
		rows = append(rows, []string{e.T("domain.consent_channel." + string(ch)), n(r.Accepts[ch]), n(r.Customers - r.Accepts[ch])})
	}
	e.table([]string{e.T("consent.column.channel"), e.T("cli.word.accepted"), e.T("cli.word.refused")}, rows)
	e.line("")
	rows = nil
	for _, s := range []domain.RequestState{domain.RequestNever, domain.RequestQueued, domain.RequestSent, domain.RequestAnswered, domain.RequestExpired, domain.RequestFailed, domain.RequestCancelled} {
		rows = append(rows, []string{e.T("domain.request." + requestWord(s)), n(r.States[s])})
	}
	e.table([]string{e.T("cli.column.state"), e.T("consent.column.customers")}, rows)
	e.line("")
	rows = nil
	for _, m := range r.Months {
		if m.Sent == 0 && len(m.Yes)+len(m.No) == 0 {
			continue
		}
		rows = append(rows, []string{m.Month, n(m.Sent), n(m.Answered), strconv.Itoa(m.AnswerRate()) + " %", n(m.Expired), n(m.Failed)})
	}
	e.table([]string{e.T("consent.column.month"), e.T("consent.column.gone"), e.T("consent.column.answered"), e.T("consent.column.answer_rate"), e.T("consent.column.expired"), e.T("consent.column.failed")}, rows)
	e.line("%s", e.T("consent.review.median", "Delay", e.Texts.Span(r.Median.Round(time.Minute))))
}
