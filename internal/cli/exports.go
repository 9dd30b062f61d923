package cli

import (
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"vigie/internal/desk"
	"vigie/internal/domain"
)

func exportsVerb(env *Env) *cobra.Command {
	return group(env, "exports", "exports.verb.", exportsList(env), exportsApprove(env), exportsFetch(env), exportsCancel(env))
}

func exportsList(env *Env) *cobra.Command {
	var filter string
	var asJSON bool
	cmd := verb(env, "list", "exports.verb.list.", domain.ReadRegisters, cobra.NoArgs, func(cmd *cobra.Command, _ []string) error {
		f, err := domain.ParseFilter(filter, desk.ExportRequestFields())
		if err != nil {
			return err
		}
		w, err := env.Desk.ExportRequests(cmd.Context(), env.Actor, f, domain.Page{Desc: true, Limit: 200})
		if err != nil {
			return err
		}
		if asJSON {
			out := make([]exportJSON, 0, len(w.Rows))
			for _, e := range w.Rows {
				out = append(out, asExportJSON(e))
			}
			return env.writeJSON(out)
		}
		rows := make([][]string, 0, len(w.Rows))
		for _, e := range w.Rows {
			rows = append(rows, []string{strconv.FormatInt(e.ID, 10), env.moment(e.AskedAt), e.Actor, env.T("export.noun." + e.What), env.exportRows(e),
				env.T("domain.export_state." + string(e.State)), e.Filter, e.Reason})
		}
		env.table([]string{env.T("exports.column.number"), env.T("exports.column.asked"), env.T("exports.column.who"), env.T("exports.column.what"), env.T("exports.column.rows"),
			env.T("exports.column.state"), env.T("exports.column.filter"), env.T("exports.column.reason")}, rows)
		return nil
	})
	cmd.Flags().StringVar(&filter, "filter", "", env.T("exports.flag.filter"))
	cmd.Flags().BoolVar(&asJSON, "json", false, env.T("cli.flag.json"))
	return cmd
}

// exportRows says how many rows, and whether there were more.
func (e *Env) exportRows(x domain.ExportRequest) string {
	text := e.Texts.Number(int64(x.Rows))
	if x.More {
		text += "+"
	}
	return text
}

type exportJSON struct {
	ID         int64              `json:"id"`
	What       string             `json:"what"`
	Format     string             `json:"format"`
	Filter     string             `json:"filter"`
	Sort       string             `json:"sort,omitempty"`
	Columns    []string           `json:"columns,omitempty"`
	Reason     string             `json:"reason,omitempty"`
	State      domain.ExportState `json:"state"`
	Rows       int                `json:"rows"`
	More       bool               `json:"more,omitempty"`
	SHA256     string             `json:"sha256,omitempty"`
	AskedBy    string             `json:"asked_by"`
	AskedAt    string             `json:"asked_at"`
	ReleasedBy string             `json:"released_by,omitempty"`
	ReleasedAt string             `json:"released_at,omitempty"`
	DoneAt     string             `json:"done_at,omitempty"`
}

func asExportJSON(e domain.ExportRequest) exportJSON {
	out := exportJSON{ID: e.ID, What: e.What, Format: e.Format, Filter: e.Filter, Sort: e.Sort, Columns: strings.Fields(e.Columns), Reason: e.Reason, State: e.State, Rows: e.Rows,
		More: e.More, SHA256: e.SHA256, AskedBy: e.Actor, AskedAt: isoTime(e.AskedAt), ReleasedBy: e.ReleasedBy, ReleasedAt: isoTime(e.ReleasedAt), DoneAt: isoTime(e.DoneAt)}
	return out
}

func exportsApprove(env *Env) *cobra.Command {
	var yes bool
	cmd := verb(env, "approve N", "exports.verb.approve.", domain.ReleaseExport, cobra.ExactArgs(1), func(cmd *cobra.Command, args []string) error {
		id, err := exportNumber(args[0])
		if err != nil {
			return err
		}
		e, err := env.Desk.ExportRequest(cmd.Context(), env.Actor, id)
		if err != nil {
			return err
		}
		if err := env.confirm(yes, env.T("exports.ask.release", "Who", e.Actor, "What", env.T("export.noun."+e.What), "Rows", env.exportRows(e), "Filter", or(e.Filter, "–"), "Reason", e.Reason)); err != nil {
			return err
		}
		if e, err = env.Desk.ReleaseExport(cmd.Context(), env.Actor, id); err == nil {
			env.note(env.T("exports.done.released", "Number", e.ID, "Who", e.Actor))
		}
		return err
	})
	cmd.Flags().BoolVar(&yes, "yes", false, env.T("cli.flag.yes"))
	return cmd
}

func exportsFetch(env *Env) *cobra.Command {
	var out string
	cmd := verb(env, "fetch N", "exports.verb.fetch.", domain.ExportList, cobra.ExactArgs(1), func(cmd *cobra.Command, args []string) error {
		id, err := exportNumber(args[0])
		if err != nil {
			return err
		}
		form, err := env.Desk.ExportForm(cmd.Context(), env.Actor, id)
		if err != nil {
			return err
		}
		if f := formatOf(out); f != "" && f != string(form) {
			return Usage(domain.Refuse(domain.Invalid, "export_other_form", "Format", string(form)))
		}
		return env.writeExport(out, func(to desk.ExportTo) (int, error) {
			rows, _, err := env.Desk.FetchExport(cmd.Context(), env.Actor, id, to)
			return rows, err
		})
	})
	cmd.Flags().StringVarP(&out, "output", "o", "", env.T("export.flag.output"))
	return cmd
}

func exportsCancel(env *Env) *cobra.Command {
	return verb(env, "cancel N", "exports.verb.cancel.", domain.ExportList, cobra.ExactArgs(1), func(cmd *cobra.Command, args []string) error {
		id, err := exportNumber(args[0])
		if err != nil {
			return err
		}
		_, err = env.Desk.CancelExport(cmd.Context(), env.Actor, id)
		return err
	})
}

func exportNumber(text string) (int64, error) {
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, Usage(domain.Refuse(domain.Invalid, "bad_reference", "Value", text))
	}
	return id, nil
}

// or is a text, or another where it is empty.
func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
