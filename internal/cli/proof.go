package cli

import (
	"bytes"
	"strconv"

	"github.com/spf13/cobra"

	"vigie/internal/desk"
	"vigie/internal/domain"
)

// proofVerb writes the proof file of a follow-up or of a buyer. It is made
// whole before its file is.
func proofVerb(env *Env) *cobra.Command {
	var buyer, out, language string
	cmd := verb(env, "proof [FOLLOWUP]", "document.verb_proof.", domain.ExportProof, cobra.MaximumNArgs(1), func(cmd *cobra.Command, args []string) error {
		var of desk.ProofOf
		switch {
		case (len(args) == 1) == (buyer != ""):
			return Usage(domain.Refuse(domain.Invalid, "proof_of_what"))
		case len(args) == 1:
			id, err := strconv.ParseInt(args[0], 10, 64)
			if err != nil {
				return Usage(domain.Refuse(domain.Invalid, "bad_reference", "Value", args[0]))
			}
			of.FollowUpID = id
		default:
			e, err := env.Desk.EstablishmentBySIRET(cmd.Context(), env.Actor, buyer)
			if err != nil {
				return err
			}
			of.BuyerID = e.ID
		}
		var file bytes.Buffer
		if err := env.Desk.WriteProof(cmd.Context(), env.Actor, of, domain.LanguageOr(language, domain.Language(env.Texts.Lang())), &file); err != nil {
			return err
		}
		return env.deliver(out, file.Bytes())
	})
	cmd.Flags().StringVar(&buyer, "buyer", "", env.T("document.flag.buyer"))
	cmd.Flags().StringVarP(&out, "output", "o", "", env.T("export.flag.output"))
	cmd.Flags().StringVar(&language, "language", "", env.T("document.flag.language"))
	return cmd
}
