package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/safe"
)

// importFlags are the flags of an import.
type importFlags struct {
	buyer, buyerName, report, rejects string
	mappings                          []string
	fullList, dryRun, asJSON, strict  bool
}

func importVerb(env *Env) *cobra.Command {
	return group(env, "import", "import.verb.", importFile(env, domain.ImportSuppliers, "import.suppliers."), importFile(env, domain.ImportCustomers, "import.customers."), importUndo(env))
}

func importFile(env *Env, kind domain.ImportKind, texts string) *cobra.Command {
	var f importFlags
	cmd := verb(env, string(kind)+" FILE|-", texts, domain.ImportFile, cobra.ExactArgs(1), func(cmd *cobra.Command, args []string) error {
		return f.run(env, cmd, kind, args[0])
	})
	flags := cmd.Flags()
	if kind == domain.ImportSuppliers {
		flags.StringVar(&f.buyer, "buyer", "", env.T("import.flag.buyer"))
		flags.StringVar(&f.buyerName, "buyer-name", "", env.T("import.flag.buyer_name"))
		flags.BoolVar(&f.fullList, "full-list", false, env.T("import.flag.full_list"))
	}
	flags.StringArrayVar(&f.mappings, "map", nil, env.T("import.flag.map"))
	flags.BoolVar(&f.dryRun, "dry-run", false, env.T("import.flag.dry_run"))
	flags.StringVar(&f.report, "report", "", env.T("import.flag.report"))
	flags.StringVar(&f.rejects, "rejects", "", env.T("import.flag.rejects"))
	flags.BoolVar(&f.asJSON, "json", false, env.T("cli.flag.json"))
	flags.BoolVar(&f.strict, "strict", false, env.T("import.flag.strict"))
	return cmd
}

func (f *importFlags) run(env *Env, cmd *cobra.Command, kind domain.ImportKind, path string) (err error) {
	o := desk.ImportOptions{FileName: safe.Line(filepath.Base(path)), BuyerName: f.buyerName, Map: f.mappings, FullList: f.fullList, DryRun: f.dryRun, TempDir: env.TempDir}
	if f.buyer != "" {
		siret, _, err := domain.ParseSIRET(f.buyer)
		if err != nil {
			return Usage(err)
		}
		o.Buyer = domain.Identifier{Type: domain.SIRET, Value: siret}
	}
	in, err := env.input(path)
	if err != nil {
		return err
	}
	defer in.Close()
	if file, ok := in.(*os.File); ok {
		if info, err := file.Stat(); err == nil && info.Mode().IsRegular() {
			o.Size = info.Size()
		}
	}
	papers, err := f.papers(env)
	if err != nil {
		return err
	}
	papers.hook(&o)
	if env.Terminal {
		o.OnProgress = progress(env)
	}
	sum, err := f.load(env, cmd, kind, in, o)
	if env.Terminal && sum.Lines > 0 {
		fmt.Fprint(env.Err, "\r\x1b[K")
	}
	err = errors.Join(err, papers.close())
	if sum.Lines > 0 || err == nil {
		err = errors.Join(err, f.tell(env, sum, papers))
	}
	if err == nil && f.strict && sum.Rejected > 0 {
		return domain.Refuse(domain.Conflict, "import_strict", "Count", sum.Rejected)
	}
	return err
}

func (f *importFlags) load(env *Env, cmd *cobra.Command, kind domain.ImportKind, in io.Reader, o desk.ImportOptions) (desk.ImportSummary, error) {
	if kind == domain.ImportCustomers {
		return env.Desk.ImportCustomers(cmd.Context(), env.Actor, in, o)
	}
	return env.Desk.ImportSuppliers(cmd.Context(), env.Actor, in, o)
}

// tell prints the outcome: one object for programs, a few lines for people.
func (f *importFlags) tell(env *Env, s desk.ImportSummary, p *importPapers) error {
	if f.asJSON {
		return env.writeJSON(s)
	}
	rows := [][]string{{env.T("import.word.lines"), strconv.Itoa(s.Lines)}}
	for _, v := range []struct {
		verdict domain.Verdict
		n       int
	}{{domain.VerdictCreated, s.Created}, {domain.VerdictLinked, s.Linked}, {domain.VerdictUpdated, s.Updated},
		{domain.VerdictUnchanged, s.Unchanged}, {domain.VerdictRejected, s.Rejected}} {
		rows = append(rows, []string{"  " + env.T("domain.verdict."+string(v.verdict)), strconv.Itoa(v.n)})
	}
	for _, code := range sortedKeys(s.Reasons) {
		rows = append(rows, []string{"    " + env.T("error."+code), strconv.Itoa(s.Reasons[code])})
	}
	rows = append(rows, []string{env.T("import.word.warnings"), strconv.Itoa(s.Warnings)},
		[]string{env.T("import.word.establishments"), strconv.Itoa(s.Establishments)},
		[]string{env.T("import.word.followups"), strconv.Itoa(s.FollowUps)}, []string{env.T("import.word.users"), strconv.Itoa(s.Users)})
	if f.fullList {
		rows = append(rows, []string{env.T("import.word.absent"), strconv.Itoa(p.absent)})
	}
	title := env.T("import.word.batch", "Batch", s.Batch)
	if f.dryRun {
		title = env.T("import.word.dry_run")
	}
	env.line("%s", title)
	for _, row := range rows {
		env.line("%8s  %s", row[1], row[0])
	}
	return nil
}

// progress says every second how far an import has come.
func progress(env *Env) func(desk.ImportProgress) {
	var last time.Time
	return func(p desk.ImportProgress) {
		now := env.Now()
		if now.Sub(last) < time.Second {
			return
		}
		last = now
		text := env.T("import.word.progress", "Lines", env.Texts.Number(int64(p.Lines)), "Rate", env.Texts.Number(int64(p.Rate)))
		if p.Remaining > 0 {
			text += " · " + env.T("import.word.remaining", "Seconds", int(p.Remaining.Seconds())+1)
		}
		fmt.Fprint(env.Err, "\r\x1b[K"+safe.Line(text))
	}
}

func importUndo(env *Env) *cobra.Command {
	return verb(env, "undo BATCH", "import.undo.", domain.UndoImport, cobra.ExactArgs(1), func(cmd *cobra.Command, args []string) error {
		id, err := strconv.ParseInt(args[0], 10, 64)
		if err != nil || id < 1 {
			return Usage(domain.Refuse(domain.Invalid, "bad_reference", "Value", args[0]))
		}
		b, err := env.Desk.UndoImport(cmd.Context(), env.Actor, id)
		if err != nil {
			return err
		}
		env.note(env.T("import.undo.done", "Batch", b.ID, "File", b.FileName))
		return nil
	})
}
