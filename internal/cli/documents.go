package cli

import (
	"context"
	"strconv"

	"github.com/spf13/cobra"

	"vigie/internal/desk"
	"vigie/internal/domain"
)

// documentsAtOnce is how many documents a list prints.
const documentsAtOnce = 500

func documentsVerb(env *Env) *cobra.Command {
	return group(env, "documents", "document.verb.", documentsList(env), documentsShow(env), documentsAccept(env), documentsReject(env), documentsCode(env), documentsOpen(env), documentsFile(env))
}

type documentJSON struct {
	ID            int64                `json:"id"`
	Supplier      string               `json:"supplier"`
	SupplierName  string               `json:"supplier_name"`
	Type          string               `json:"type"`
	State         domain.DocumentState `json:"state"`
	Reason        string               `json:"reason,omitempty"`
	Note          string               `json:"note,omitempty"`
	IssuedOn      domain.Date          `json:"issued_on,omitempty"`
	HandedOverOn  domain.Date          `json:"handed_over_on"`
	PrintedEndOn  domain.Date          `json:"printed_end_on,omitempty"`
	CheckedOn     domain.Date          `json:"checked_on,omitempty"`
	CheckedBy     string               `json:"checked_by,omitempty"`
	CodeCheckedOn domain.Date          `json:"code_checked_on,omitempty"`
	CodeGenuine   bool                 `json:"code_genuine"`
	Channel       string               `json:"channel"`
	File          string               `json:"file,omitempty"`
	Size          int64                `json:"size,omitempty"`
	Version       int64                `json:"version"`
}

func asDocumentJSON(d domain.DocumentRow) documentJSON {
	return documentJSON{d.ID, d.SupplierValue, d.SupplierName, d.TypeCode, d.State, d.RejectedReason, d.Note, d.IssuedOn, d.DepositedOn, d.PrintedEndOn, d.CheckedOn, d.CheckedBy,
		d.CodeCheckedOn, d.CodeGenuine, string(d.Channel), d.FileName, d.FileSize, d.Version}
}

func documentsList(env *Env) *cobra.Command {
	var filter string
	var asJSON bool
	cmd := verb(env, "list", "document.verb_list.", domain.ReadAll, cobra.NoArgs, func(cmd *cobra.Command, _ []string) error {
		f, err := domain.ParseFilter(filter, desk.DocumentFields())
		if err != nil {
			return usageError{err}
		}
		w, err := env.Desk.Documents(cmd.Context(), env.Actor, f, domain.Page{Limit: documentsAtOnce})
		if err != nil {
			return err
		}
		if asJSON {
			out := make([]documentJSON, 0, len(w.Rows))
			for _, d := range w.Rows {
				out = append(out, asDocumentJSON(d))
			}
			return env.writeJSON(out)
		}
		rows := make([][]string, 0, len(w.Rows))
		for _, d := range w.Rows {
			rows = append(rows, []string{strconv.FormatInt(d.ID, 10), d.TypeCode, d.SupplierValue, d.SupplierName, env.T("domain.document_state." + string(d.State)),
				env.Texts.Date(string(d.IssuedOn)), env.Texts.Date(string(d.DepositedOn)), env.Texts.Date(string(d.CheckedOn)), d.FileName})
		}
		env.table([]string{env.T("cli.column.number"), env.T("cli.column.kind"), env.T("document.proof.identifier"), env.T("document.proof.supplier"), env.T("cli.column.state"),
			env.T("document.proof.issued"), env.T("document.proof.handed_over"), env.T("document.proof.checked"), env.T("space.deposit.file")}, rows)
		if w.More {
			env.note(env.T("document.verb_list.more", "N", documentsAtOnce))
		}
		return nil
	})
	cmd.Flags().StringVar(&filter, "filter", "state:"+string(domain.DocumentToCheck), env.T("cli.flag.filter"))
	cmd.Flags().BoolVar(&asJSON, "json", false, env.T("cli.flag.json"))
	return cmd
}

func documentsShow(env *Env) *cobra.Command {
	var asJSON bool
	cmd := numbered(env, "show NUMBER", "document.verb_show.", domain.ReadAll, func(cmd *cobra.Command, id int64) error {
		c, err := env.Desk.Document(cmd.Context(), env.Actor, id)
		if err != nil {
			return err
		}
		if asJSON {
			return env.writeJSON(asDocumentJSON(c.Document))
		}
		d := c.Document
		env.line("%s %d · %s (%s) · %s", d.TypeCode, d.ID, d.SupplierName, d.SupplierValue, env.T("domain.document_state."+string(d.State)))
		for _, fact := range [][2]string{{"document.fact.issued", string(d.IssuedOn)}, {"document.fact.handed_over", string(d.DepositedOn)}, {"document.fact.checked", string(d.CheckedOn)},
			{"document.fact.printed_end", string(d.PrintedEndOn)}} {
			if fact[1] != "" {
				env.line("  %s: %s", env.T(fact[0]), env.Texts.Date(fact[1]))
			}
		}
		if d.State == domain.DocumentRejected {
			env.line("  %s", env.Texts.RejectReason(d.RejectedReason, d.Note))
		}
		if c.Type.HasCode() && d.CodeCheckedOn.Known() {
			said := "document.code.not_genuine"
			if d.CodeGenuine {
				said = "document.code.genuine"
			}
			env.line("  %s: %s %s, %s %s", env.T("document.fact.code"), d.SecurityCode, env.T(said), env.Texts.Date(string(d.CodeCheckedOn)), d.CodeCheckedBy)
		}
		if d.FileName != "" {
			env.line("  %s (%d)", d.FileName, d.FileSize)
		}
		for _, u := range c.FollowUps {
			env.line("  %s: %s", u.FollowUp.BuyerName, env.T("domain.status."+string(u.Line.Status)))
		}
		return nil
	})
	cmd.Flags().BoolVar(&asJSON, "json", false, env.T("cli.flag.json"))
	return cmd
}

// documentAct makes a verb that says something of one document.
func documentAct(env *Env, use, key string, do func(ctx context.Context, id int64) error) *cobra.Command {
	return numbered(env, use, key, domain.CheckDocument, func(cmd *cobra.Command, id int64) error {
		return do(cmd.Context(), id)
	})
}

func documentsAccept(env *Env) *cobra.Command {
	return documentAct(env, "accept NUMBER", "document.verb_accept.", func(ctx context.Context, id int64) error {
		return env.Desk.AcceptDocument(ctx, env.Actor, id, 0)
	})
}

func documentsReject(env *Env) *cobra.Command {
	var reason, note string
	cmd := documentAct(env, "reject NUMBER", "document.verb_reject.", func(ctx context.Context, id int64) error {
		return env.Desk.RejectDocument(ctx, env.Actor, id, 0, reason, note)
	})
	cmd.Flags().StringVar(&reason, "reason", "", env.T("document.flag.reason"))
	cmd.Flags().StringVar(&note, "note", "", env.T("document.flag.note"))
	return cmd
}

func documentsCode(env *Env) *cobra.Command {
	var code string
	var genuine, forged bool
	cmd := documentAct(env, "code NUMBER", "document.verb_code.", func(ctx context.Context, id int64) error {
		if genuine == forged {
			return Usage(domain.Refuse(domain.Invalid, "code_verdict_missing"))
		}
		return env.Desk.CheckDocumentCode(ctx, env.Actor, id, 0, code, genuine)
	})
	cmd.Flags().StringVar(&code, "code", "", env.T("document.flag.code"))
	cmd.Flags().BoolVar(&genuine, "genuine", false, env.T("document.flag.genuine"))
	cmd.Flags().BoolVar(&forged, "not-genuine", false, env.T("document.flag.not_genuine"))
	return cmd
}

func documentsOpen(env *Env) *cobra.Command {
	return numbered(env, "open NUMBER", "document.verb_open.", domain.OpenDocument, func(cmd *cobra.Command, id int64) error {
		address, err := env.Desk.OpenDocument(cmd.Context(), env.Actor, id)
		if err == nil {
			env.line("%s", address)
		}
		return err
	})
}

// documentsFile hands a document over on a supplier's behalf, or files the
// attachment of a ticket.
func documentsFile(env *Env) *cobra.Command {
	var supplier, code, issued, end, handed, security string
	var attachment, followUp int64
	cmd := verb(env, "file FILE|-", "document.verb_file.", domain.CheckDocument, cobra.MaximumNArgs(1), func(cmd *cobra.Command, args []string) error {
		e, err := env.Desk.EstablishmentBySIRET(cmd.Context(), env.Actor, supplier)
		if err != nil {
			return err
		}
		h := domain.Handover{SupplierID: e.ID, FollowUpID: followUp, TypeCode: code, SecurityCode: security}
		for text, into := range map[string]*domain.Date{issued: &h.IssuedOn, end: &h.PrintedEndOn, handed: &h.HandedOverOn} {
			if text == "" {
				continue
			}
			if *into, err = domain.ParseDate(text); err != nil {
				return usageError{err}
			}
		}
		var id int64
		if attachment != 0 {
			id, err = env.Desk.FileAttachment(cmd.Context(), env.Actor, attachment, h)
		} else {
			id, err = env.deposit(cmd.Context(), args, h)
		}
		if err == nil {
			env.note(env.T("document.verb_file.done", "Number", id))
		}
		return err
	})
	cmd.Flags().StringVar(&supplier, "supplier", "", env.T("document.flag.supplier"))
	cmd.Flags().StringVar(&code, "type", "", env.T("document.flag.type"))
	cmd.Flags().StringVar(&issued, "issued", "", env.T("document.flag.issued"))
	cmd.Flags().StringVar(&end, "end", "", env.T("document.flag.end"))
	cmd.Flags().StringVar(&handed, "handed-over", "", env.T("document.flag.handed_over"))
	cmd.Flags().StringVar(&security, "code", "", env.T("document.flag.code"))
	cmd.Flags().Int64Var(&attachment, "attachment", 0, env.T("document.flag.attachment"))
	cmd.Flags().Int64Var(&followUp, "followup", 0, env.T("document.flag.followup"))
	return cmd
}

func (e *Env) deposit(ctx context.Context, args []string, h domain.Handover) (int64, error) {
	if len(args) == 0 {
		return 0, Usage(domain.Refuse(domain.Invalid, "document_file_missing"))
	}
	in, err := e.input(args[0])
	if err != nil {
		return 0, err
	}
	defer in.Close()
	name := args[0]
	if name == "-" {
		name = h.TypeCode
	}
	file, err := e.Desk.ReceiveUpload(name, in)
	if err != nil {
		return 0, err
	}
	defer file.Drop()
	return e.Desk.DepositByStaff(ctx, e.Actor, h, file)
}
