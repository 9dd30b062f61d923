package cli

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"vigie/internal/desk"
	"vigie/internal/domain"
)

func ticketsReply(env *Env) *cobra.Command {
	var status, ready string
	var version int64
	cmd := ticketText(env, "reply NUMBER", "cli.tickets.reply.", func(ctx context.Context, id int64, text string) error {
		m, err := env.Desk.Reply(ctx, env.Actor, desk.Reply{Ticket: id, Version: version, Body: text, State: domain.TicketState(status)})
		if err == nil {
			env.note(env.T("cli.tickets.replied", "Email", m.Email, "Seconds", int(domain.RecallWindow/time.Second)))
		}
		return err
	})
	typed := cmd.RunE
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if ready == "" {
			return typed(cmd, args)
		}
		return env.replyReady(cmd, args, ready, status, version)
	}
	cmd.Flags().StringVar(&status, "status", "", env.T("cli.flag.ticket_status"))
	cmd.Flags().StringVar(&ready, "ready", "", env.T("cli.flag.ticket_ready"))
	cmd.Flags().Int64Var(&version, "version", 0, env.T("cli.flag.ticket_version"))
	return cmd
}

// replyReady answers with a ready text, filled from the ticket's card.
func (e *Env) replyReady(cmd *cobra.Command, args []string, code, status string, version int64) error {
	if e.Open != nil {
		if err := e.Open(cmd.Context()); err != nil {
			return err
		}
	}
	id, err := ticketNumber(args[0])
	if err != nil {
		return err
	}
	texts, err := e.Desk.FilledTexts(cmd.Context(), e.Actor, id)
	if err != nil {
		return err
	}
	for _, t := range texts {
		if t.Code != code {
			continue
		}
		m, err := e.Desk.Reply(cmd.Context(), e.Actor, desk.Reply{Ticket: id, Version: version, Body: t.Filled, Facts: t.Facts, State: domain.TicketState(status)})
		if err == nil {
			e.note(e.T("cli.tickets.replied", "Email", m.Email, "Seconds", int(domain.RecallWindow/time.Second)))
		}
		return err
	}
	return domain.Refuse(domain.NotFound, "not_found", "Noun", "ready_text")
}
