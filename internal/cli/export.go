package cli

import (
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/exchange"
)

func exportVerb(env *Env) *cobra.Command {
	var format, filter, reason, out string
	cmd := verb(env, "export "+strings.Join(desk.Exports(), "|"), "export.verb.", domain.ExportList, cobra.ExactArgs(1), func(cmd *cobra.Command, args []string) (err error) {
		if format == "" {
			format = formatOf(out)
		}
		if format == "" {
			return Usage(domain.Refuse(domain.Invalid, "verb_format"))
		}
		if !slices.Contains(desk.Exports(), args[0]) {
			return Usage(domain.Refuse(domain.Invalid, "export_unknown", "Value", args[0], "Known", strings.Join(desk.Exports(), ", ")))
		}
		to, err := env.output(out)
		if err != nil {
			return err
		}
		rows, _, err := env.Desk.Export(cmd.Context(), env.Actor, desk.ExportOptions{What: args[0], Format: exchange.Format(format), Filter: filter,
			Reason: reason, To: to, TempDir: env.TempDir, Say: func(key string) (string, bool) { return env.T(key), env.Texts.Has(key) }})
		err = errors.Join(err, to.Close())
		if err == nil && out != "" && out != "-" {
			env.note(env.T("export.word.done", "Rows", env.Texts.Number(int64(rows)), "File", out))
		}
		return err
	})
	cmd.Flags().StringVar(&format, "format", "", env.T("export.flag.format"))
	cmd.Flags().StringVar(&filter, "filter", "", env.T("export.flag.filter"))
	cmd.Flags().StringVar(&reason, "reason", "", env.T("cli.flag.reason"))
	cmd.Flags().StringVarP(&out, "output", "o", "", env.T("export.flag.output"))
	return cmd
}

// formatOf is what a file's name says of its form, "" when nothing.
func formatOf(name string) string {
	for _, f := range []exchange.Format{exchange.CSV, exchange.XLSX} {
		if strings.HasSuffix(strings.ToLower(name), "."+string(f)) {
			return string(f)
		}
	}
	return ""
}
