package tui

import (
	"context"
	"strconv"

	"vigie/internal/domain"
	"vigie/tui/kit"
)

// files are what came with the messages and was kept; with open true, only
// those that are not filed as documents yet.
func (t *ticket) files(open bool) []domain.Attachment {
	var out []domain.Attachment
	for _, m := range t.card.Messages {
		for _, a := range m.Attachments {
			if a.FileHash != "" && (!open || a.DocumentID == 0) {
				out = append(out, a)
			}
		}
	}
	return out
}

// noFile says why there is nothing to open or to file.
func (t *ticket) noFile(file bool) string {
	switch {
	case len(t.files(file)) == 0:
		return t.stage.T("ticket.off.no_attachment")
	case file && t.card.Ticket.EstablishmentID == 0:
		return t.stage.T("ticket.off.no_establishment")
	}
	return ""
}

func fileOptions(st *Stage, files []domain.Attachment) []kit.Option {
	options := make([]kit.Option, len(files))
	for i, a := range files {
		options[i] = kit.Option{Value: id(a.ID), Label: attachmentText(st, a)}
	}
	return options
}

// askOpen makes a one-time link to what came with a message.
func (t *ticket) askOpen() {
	st, s, files := t.stage, t.stage.Session, t.files(false)
	open := func(number int64) {
		openLink(st, func(ctx context.Context) (string, error) { return s.Desk.OpenAttachment(ctx, s.Actor, number) })
	}
	if len(files) == 1 {
		open(files[0].ID)
		return
	}
	var chosen int64
	st.AskForm(st.T("ticket.action.open"), "", func(_ context.Context, v map[string]string) (err error) {
		chosen, err = strconv.ParseInt(v["file"], 10, 64)
		return err
	}, func() { open(chosen) }, &kit.Field{Key: "file", Label: st.T("ticket.field.file"), Kind: kit.FieldChoice, Options: fileOptions(st, files), Value: id(files[0].ID)})
}

// askFile makes a document of what came with a message, with its dates.
func (t *ticket) askFile() {
	st, s := t.stage, t.stage.Session
	Call(st, "choices", func(ctx context.Context) ([]domain.DepositChoice, error) {
		return s.Desk.DepositChoices(ctx, s.Actor, t.card.Ticket.EstablishmentID)
	}, func(choices []domain.DepositChoice, err error) {
		switch {
		case err != nil:
			st.Fail(err)
		case len(choices) == 0:
			st.Flash(st.T("ticket.off.nothing_collected"), kit.ToneWarn)
		default:
			t.fileForm(choices)
		}
	})
}

func (t *ticket) fileForm(choices []domain.DepositChoice) {
	st, s, files := t.stage, t.stage.Session, t.files(true)
	var types []kit.Option
	for i, c := range choices {
		types = append(types, kit.Option{Value: strconv.Itoa(i), Label: joined(" · ", c.Type.Code, s.Texts.Document(c.Type.Code), c.Buyer)})
	}
	st.AskForm(st.T("ticket.action.file"), st.T("ticket.form.file"), func(ctx context.Context, v map[string]string) error {
		number, err := strconv.ParseInt(v["file"], 10, 64)
		if err != nil {
			return err
		}
		i, err := strconv.Atoi(v["type"])
		if err != nil {
			return err
		}
		c := choices[i]
		_, err = s.Desk.FileAttachment(ctx, s.Actor, number, domain.Handover{SupplierID: t.card.Ticket.EstablishmentID, FollowUpID: c.FollowUpID, TypeCode: c.Type.Code,
			IssuedOn: domain.Date(v["issued"]), PrintedEndOn: domain.Date(v["end"]), SecurityCode: v["code"]})
		return err
	}, func() {
		st.Flash(st.T("ticket.done.filed"), kit.ToneGood)
		t.Refresh()
	},
		&kit.Field{Key: "file", Label: st.T("ticket.field.file"), Kind: kit.FieldChoice, Options: fileOptions(st, files), Value: id(files[0].ID)},
		&kit.Field{Key: "type", Label: st.T("ticket.field.document"), Kind: kit.FieldChoice, Options: types, Value: "0"},
		&kit.Field{Key: "issued", Label: st.T("ticket.field.issued"), Kind: kit.FieldDate},
		&kit.Field{Key: "end", Label: st.T("ticket.field.printed_end"), Kind: kit.FieldDate},
		&kit.Field{Key: "code", Label: st.T("space.deposit.security_code")})
}
