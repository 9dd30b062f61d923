package cli

import (
	"bytes"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"vigie/internal/domain"
)

func consentsEnter(env *Env) *cobra.Command {
	var yes, no []string
	var kind, on, reference, note string
	cmd := verb(env, "enter EMAIL|CODE", "consent.verb_enter.", domain.EnterConsent, cobra.ExactArgs(1), func(cmd *cobra.Command, args []string) error {
		answers := map[domain.ConsentChannel]bool{}
		for _, said := range []struct {
			list  []string
			value bool
		}{{yes, true}, {no, false}} {
			channels, err := channelsOf(said.list)
			if err != nil {
				return err
			}
			for _, ch := range channels {
				if was, twice := answers[ch]; twice && was != said.value {
					return Usage(domain.Refuse(domain.Invalid, "consent_said_twice"))
				}
				answers[ch] = said.value
			}
		}
		c, err := env.customer(cmd, args[0])
		if err != nil {
			return err
		}
		day, err := domain.ParseDate(on)
		if on != "" && err != nil {
			return Usage(err)
		}
		return env.Desk.EnterConsent(cmd.Context(), env.Actor, c.ID, answers, domain.Evidence{Kind: domain.EvidenceKind(kind), On: day, Reference: reference, Note: note})
	})
	cmd.Flags().StringSliceVar(&yes, "accepts", nil, env.T("consent.flag.accepts"))
	cmd.Flags().StringSliceVar(&no, "refuses", nil, env.T("consent.flag.refuses"))
	cmd.Flags().StringVar(&kind, "evidence", "", env.T("consent.flag.evidence"))
	cmd.Flags().StringVar(&on, "on", "", env.T("consent.flag.on"))
	cmd.Flags().StringVar(&reference, "reference", "", env.T("consent.flag.reference"))
	cmd.Flags().StringVar(&note, "note", "", env.T("consent.flag.note"))
	return cmd
}

func channelsOf(names []string) ([]domain.ConsentChannel, error) {
	var out []domain.ConsentChannel
	for _, name := range names {
		ch := domain.ConsentChannel(strings.TrimSpace(name))
		if !slices.Contains(domain.ConsentChannels(), ch) {
			return nil, Usage(domain.Refuse(domain.Invalid, "consent_channel_unknown", "Value", name))
		}
		out = append(out, ch)
	}
	return out, nil
}

func consentsWithdraw(env *Env) *cobra.Command {
	var channels []string
	var note string
	cmd := verb(env, "withdraw EMAIL|CODE", "consent.verb_withdraw.", domain.EnterConsent, cobra.ExactArgs(1), func(cmd *cobra.Command, args []string) error {
		list, err := channelsOf(channels)
		if err != nil {
			return err
		}
		c, err := env.customer(cmd, args[0])
		if err != nil {
			return err
		}
		return env.Desk.WithdrawConsent(cmd.Context(), env.Actor, c.ID, list, note)
	})
	cmd.Flags().StringSliceVar(&channels, "channel", nil, env.T("consent.flag.channel"))
	cmd.Flags().StringVar(&note, "note", "", env.T("consent.flag.note"))
	return cmd
}

// consentsProof writes everything that proves a customer's answers. It is made
// whole before its file is.
func consentsProof(env *Env) *cobra.Command {
	var format, out, language string
	cmd := verb(env, "proof EMAIL|CODE", "consent.verb_proof.", domain.ExportPersonal, cobra.ExactArgs(1), func(cmd *cobra.Command, args []string) error {
		if format == "" && strings.HasSuffix(strings.ToLower(out), ".json") {
			format = "json"
		}
		if format == "" {
			format = "pdf"
		}
		c, err := env.customer(cmd, args[0])
		if err != nil {
			return err
		}
		var file bytes.Buffer
		if err := env.Desk.WriteConsentProof(cmd.Context(), env.Actor, c.ID, format, domain.LanguageOr(language, domain.Language(env.Texts.Lang())), &file); err != nil {
			return err
		}
		return env.deliver(out, file.Bytes())
	})
	cmd.Flags().StringVar(&format, "format", "", env.T("consent.flag.format"))
	cmd.Flags().StringVarP(&out, "output", "o", "", env.T("export.flag.output"))
	cmd.Flags().StringVar(&language, "language", "", env.T("document.flag.language"))
	return cmd
}

func consentsSwitch(env *Env) *cobra.Command {
	var reason string
	cmd := verb(env, "switch [on|off]", "consent.verb_switch.", domain.SwitchConsent, cobra.MaximumNArgs(1), func(cmd *cobra.Command, args []string) error {
		if len(args) == 1 {
			if args[0] != "on" && args[0] != "off" {
				return Usage(domain.Refuse(domain.Invalid, "verb_arguments", "Usage", cmd.UseLine()))
			}
			if err := env.Desk.SwitchConsent(cmd.Context(), env.Actor, args[0] == "on", reason); err != nil {
				return err
			}
		}
		s, err := env.Desk.ConsentSwitch(cmd.Context(), env.Actor)
		if err != nil {
			return err
		}
		env.printSwitch(s)
		return nil
	})
	cmd.Flags().StringVar(&reason, "reason", "", env.T("cli.flag.reason"))
	return cmd
}

func (e *Env) printSwitch(s domain.ConsentSwitch) {
	word := "consent.switch.off"
	if s.On {
		word = "consent.switch.on"
	}
	e.line("%s", e.T(word))
	if !s.At.Never() {
		e.line("%s", e.T("consent.switch.by", "Who", s.By, "When", e.moment(s.At), "Reason", s.Reason))
	}
}
