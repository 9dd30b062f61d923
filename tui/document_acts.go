package tui

import (
	"context"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/tui/kit"
)

// documentActions are what can be said of a document, and opening its file.
func documentActions(st *Stage, d domain.DocumentRow, refresh func()) []kit.Action {
	return []kit.Action{acceptAction(st, d, refresh), rejectAction(st, d, refresh), codeAction(st, d, refresh), fileAction(st, d), withdrawAction(st, d, refresh)}
}

func acceptAction(st *Stage, d domain.DocumentRow, refresh func()) kit.Action {
	s := st.Session
	after := d.Document
	return kit.Action{Name: "accept", Keys: []string{"a"}, Label: st.T("document.action.accept"), Permission: string(domain.CheckDocument),
		Off: offError(st, after.Accept(domain.DocumentType{Code: d.TypeCode}, s.Desk.Today(), s.Actor.Name)), Run: func() {
			change(st, refresh, "document.done.accepted", func(ctx context.Context) error { return s.Desk.AcceptDocument(ctx, s.Actor, d.ID, d.Version) })
		}}
}

// offError is the reason why not, from the rule that would refuse.
func offError(st *Stage, err error) string {
	if err == nil {
		return ""
	}
	return st.Session.Texts.Err(err)
}

func rejectAction(st *Stage, d domain.DocumentRow, refresh func()) kit.Action {
	s := st.Session
	var options []kit.Option
	for _, r := range domain.RejectReasons() {
		options = append(options, kit.Option{Value: r, Label: st.T("domain.document_reason." + r)})
	}
	after := d.Document
	return kit.Action{Name: "reject", Keys: []string{"x"}, Label: st.T("document.action.reject"), Permission: string(domain.CheckDocument),
		Off: offError(st, after.Reject("unreadable", "", s.Desk.Today(), s.Actor.Name)), Run: func() {
			st.AskForm(st.T("document.action.reject"), st.T("document.form.reject"), func(ctx context.Context, v map[string]string) error {
				return s.Desk.RejectDocument(ctx, s.Actor, d.ID, d.Version, v["reason"], v["note"])
			}, func() {
				st.Flash(st.T("document.done.rejected"), kit.ToneGood)
				refresh()
			}, &kit.Field{Key: "reason", Label: st.T("console.field.reason"), Kind: kit.FieldChoice, Options: options, Value: options[0].Value},
				&kit.Field{Key: "note", Label: st.T("document.field.note"), Kind: kit.FieldArea, Rows: 3, Hint: st.T("document.hint.note")})
		}}
}

func codeAction(st *Stage, d domain.DocumentRow, refresh func()) kit.Action {
	s := st.Session
	hasCode := domain.DocumentType{Code: d.TypeCode}.HasCode()
	return kit.Action{Name: "code", Keys: []string{"c"}, Label: st.T("document.action.code"), Permission: string(domain.CheckDocument), Quiet: !hasCode,
		Off: offWhen(!hasCode, st.T("error.document_no_code")), Run: func() {
			st.AskForm(st.T("document.action.code"), st.T("document.form.code"), func(ctx context.Context, v map[string]string) error {
				return s.Desk.CheckDocumentCode(ctx, s.Actor, d.ID, d.Version, v["code"], v["genuine"] == "yes")
			}, func() {
				st.Flash(st.T("document.done.code"), kit.ToneGood)
				refresh()
			}, &kit.Field{Key: "code", Label: st.T("space.deposit.security_code"), Required: true, Value: d.SecurityCode},
				&kit.Field{Key: "genuine", Label: st.T("document.field.genuine"), Kind: kit.FieldChoice, Value: "yes",
					Options: []kit.Option{{Value: "yes", Label: st.T("document.code.genuine")}, {Value: "no", Label: st.T("document.code.not_genuine")}}})
		}}
}

// fileAction makes a link for one minute, shows it and copies it.
func fileAction(st *Stage, d domain.DocumentRow) kit.Action {
	s := st.Session
	return kit.Action{Name: "file", Keys: []string{"f"}, Label: st.T("document.action.open"), Permission: string(domain.OpenDocument),
		Off: offWhen(d.FileHash == "", st.T("error.document_no_file")), Run: func() {
			openLink(st, func(ctx context.Context) (string, error) { return s.Desk.OpenDocument(ctx, s.Actor, d.ID) })
		}}
}

func openLink(st *Stage, mint func(context.Context) (string, error)) {
	Call(st, "open", mint, func(address string, err error) {
		if err != nil {
			st.Fail(err)
			return
		}
		st.Copy(address)
		st.Ask(kit.NewDialog(st.Words, st.T("document.open.title"), st.T("document.open.text")+"\n\n"+address, kit.Button{Label: st.T("document.open.close")}))
	})
}

func withdrawAction(st *Stage, d domain.DocumentRow, refresh func()) kit.Action {
	s := st.Session
	return kit.Action{Name: "withdraw", Keys: []string{"d"}, Label: st.T("document.action.withdraw"), Permission: string(domain.CheckDocument), Quiet: true,
		Off: offWhen(d.State == domain.DocumentWithdrawn, st.word("document_state", string(d.State))), Run: func() {
			st.AskForm(st.T("document.action.withdraw"), st.T("document.form.withdraw"), func(ctx context.Context, v map[string]string) error {
				return s.Desk.WithdrawDocument(ctx, s.Actor, d.ID, d.Version, v["note"])
			}, func() {
				st.Flash(st.T("document.done.withdrawn"), kit.ToneGood)
				refresh()
			}, &kit.Field{Key: "note", Label: st.T("console.field.reason"), Kind: kit.FieldArea, Rows: 2, Required: true})
		}}
}

// notConcernedAction records that the buyer does not want a kind of document
// from this supplier.
func notConcernedAction(st *Stage, c desk.FollowUpCard, refresh func()) kit.Action {
	s := st.Session
	var options []kit.Option
	for _, l := range c.Assessment.Lines {
		if l.Status != domain.StatusNotConcerned {
			options = append(options, kit.Option{Value: l.Type.Code, Label: joined(" ", l.Type.Code, st.word("status", string(l.Status)))})
		}
	}
	return kit.Action{Name: "not_concerned", Keys: []string{"n"}, Label: st.T("document.action.not_concerned"), Permission: string(domain.CheckDocument), Quiet: true,
		Off: offWhen(len(options) == 0, st.T("console.documents.nothing")), Run: func() {
			st.AskForm(st.T("document.action.not_concerned"), st.T("document.form.not_concerned", "Name", name(c.Row.BuyerName, c.Row.BuyerValue)), func(ctx context.Context, v map[string]string) error {
				_, err := s.Desk.NotConcerned(ctx, s.Actor, c.Row.ID, v["type"], v["note"])
				return err
			}, func() {
				st.Flash(st.T("document.done.not_concerned"), kit.ToneGood)
				refresh()
			}, &kit.Field{Key: "type", Label: st.T("space.deposit.type"), Kind: kit.FieldChoice, Options: options, Value: options[0].Value},
				&kit.Field{Key: "note", Label: st.T("document.field.said_by"), Kind: kit.FieldArea, Rows: 2, Required: true})
		}}
}

// proofAction makes a link, for one minute, to the proof file of a follow-up or
// a buyer.
func proofAction(st *Stage, of desk.ProofOf, off string) kit.Action {
	s := st.Session
	return kit.Action{Name: "proof", Keys: []string{"E"}, Label: st.T("document.action.proof"), Permission: string(domain.ExportProof), Quiet: true, Off: off, Run: func() {
		openLink(st, func(ctx context.Context) (string, error) { return s.Desk.ProofLink(ctx, s.Actor, of) })
	}}
}
