package cli

import (
	"errors"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/exchange"
)

func exportVerb(env *Env) *cobra.Command {
	var format, out, columns string
	var o desk.ExportOptions
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
		o.What, o.Format, o.Columns = args[0], exchange.Format(format), strings.FieldsFunc(columns, func(r rune) bool { return r == ',' || r == ' ' })
		return env.writeExport(out, func(to desk.ExportTo) (int, error) {
			o.ExportTo = to
			rows, _, err := env.Desk.Export(cmd.Context(), env.Actor, o)
			return rows, err
		})
	})
	cmd.Flags().StringVar(&format, "format", "", env.T("export.flag.format"))
	cmd.Flags().StringVar(&o.Filter, "filter", "", env.T("export.flag.filter"))
	cmd.Flags().StringVar(&o.Sort, "sort", "", env.T("exports.flag.sort"))
	cmd.Flags().BoolVar(&o.Desc, "desc", false, env.T("exports.flag.desc"))
	cmd.Flags().StringVar(&columns, "columns", "", env.T("exports.flag.columns"))
	cmd.Flags().StringVar(&o.Reason, "reason", "", env.T("cli.flag.reason"))
	cmd.Flags().StringVarP(&out, "output", "o", "", env.T("export.flag.output"))
	return cmd
}

// writeExport gives an export the file that a flag names, or stdout. A file in
// which nothing was written is not left behind.
func (e *Env) writeExport(out string, write func(desk.ExportTo) (int, error)) error {
	to, err := e.output(out)
	if err != nil {
		return err
	}
	counted := &counting{Writer: to}
	rows, err := write(desk.ExportTo{To: counted, TempDir: e.TempDir, Say: func(key string) (string, bool) { return e.T(key), e.Texts.Has(key) }})
	err = errors.Join(err, to.Close())
	if out == "" || out == "-" {
		return err
	}
	if err != nil && counted.n == 0 {
		return errors.Join(err, os.Remove(out))
	}
	if err == nil {
		e.note(e.T("export.word.done", "Rows", e.Texts.Number(int64(rows)), "File", out))
	}
	return err
}

// counting counts what is written.
type counting struct {
	io.Writer
	n int64
}

func (c *counting) Write(p []byte) (int, error) {
	n, err := c.Writer.Write(p)
	c.n += int64(n)
	return n, err
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
