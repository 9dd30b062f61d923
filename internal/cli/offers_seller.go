package cli

import (
	"github.com/spf13/cobra"

	"vigie/internal/domain"
)

// offersSeller prints whom offers and order forms name, or changes what is
// given of it.
func offersSeller(env *Env) *cobra.Command {
	var given domain.Seller
	var asJSON bool
	cmd := verb(env, "seller", "offer.verb.seller.", domain.ReadAll, cobra.NoArgs, func(cmd *cobra.Command, _ []string) error {
		s, err := env.Desk.Seller(cmd.Context(), env.Actor)
		if err != nil {
			return err
		}
		changed := false
		for flag, field := range sellerFlags(&s) {
			if cmd.Flags().Changed(flag) {
				*field, changed = *sellerFlags(&given)[flag], true
			}
		}
		if changed {
			if s, err = env.Desk.SetSeller(cmd.Context(), env.Actor, s); err != nil {
				return err
			}
		}
		if asJSON {
			return env.writeJSON(s)
		}
		for _, fact := range [][2]string{{"offer.seller.name", s.Name}, {"console.field.address", s.Address}, {"console.field.postal_code", s.PostalCode}, {"console.field.city", s.City},
			{"console.field.siret", s.SIRET}, {"offer.paper.vat_number", s.VAT}, {"offer.seller.registry", s.Registry}} {
			env.line("%s: %s", env.T(fact[0]), fact[1])
		}
		if !s.Complete() {
			env.note(env.T("offer.seller.incomplete"))
		}
		return nil
	})
	for flag, field := range sellerFlags(&given) {
		cmd.Flags().StringVar(field, flag, "", env.T("offer.seller.flag."+flag))
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, env.T("cli.flag.json"))
	return cmd
}

func sellerFlags(s *domain.Seller) map[string]*string {
	return map[string]*string{"name": &s.Name, "address": &s.Address, "postal-code": &s.PostalCode, "city": &s.City, "siret": &s.SIRET, "vat": &s.VAT, "registry": &s.Registry}
}
