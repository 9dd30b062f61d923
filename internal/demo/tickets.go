package demo

import (
	"context"

	"vigie/internal/domain"
	"vigie/store"
)

// question is what a supplier of the made-up world asks.
type question struct {
	kind          domain.TicketKind
	subject, body string
}

// questions are one of each kind, as suppliers ask them.
func questions() []question {
	return []question{
		{"unknown_buyer", "Qui est ce client ?", "Bonjour,\n\nVous me demandez des documents pour un donneur d'ordres que je ne connais pas. Qui est-ce ?\n\nMerci"},
		{"email_origin", "Qui vous a donné mon adresse ?", "Bonjour, je reçois vos relances chaque semaine. Qui vous a donné mon adresse, et quand ?"},
		{"no_access", "Je n'arrive pas à entrer", "Le lien d'activation ne marche plus. Pouvez-vous m'en renvoyer un ?"},
		{"rights", "Mes données", "Quelles données avez-vous sur moi ? J'exerce mon droit d'accès."},
		{"standby", "Nous ne travaillons plus ensemble", "Le chantier est fini depuis le printemps, merci d'arrêter ces courriels."},
		{"removal", "Supprimez-moi", "Je veux que mon compte soit supprimé de votre plateforme."},
		{"two_factor", "Code de sécurité", "Peut-on exiger un code à la connexion pour tous nos utilisateurs ?"},
		{"wrong_establishment", "Mauvais SIRET", "Vous écrivez à notre agence de Lyon, mais le contrat est avec celle de Grenoble."},
		{"consent", "Publicité", "Comment changer mes préférences de contact ?"},
		{"alert", "Courrier L. 8222-5", "L'inspection du travail nous signale un sous-traitant. Que faut-il conserver ?"},
		{"other", "Audit", "Faites-vous auditer la sécurité de la plateforme ?"},
	}
}

// buildTickets has users of the world ask.
func (w *World) buildTickets(ctx context.Context) error {
	qs := questions()
	return w.each(ctx, len(qs), func(tx *store.Tx, i int) error {
		followUp, supplier := w.pairs[i*37+5][0], w.pairs[i*37+5][1]
		users, err := tx.UsersOf(ctx, supplier, 1)
		if err != nil || len(users) == 0 || users[0].EmailKey == "" {
			return err
		}
		u, q := users[0], qs[i]
		_, err = tx.InsertTicket(ctx, domain.Ticket{Kind: q.kind, Email: u.Email, Name: u.FullName(), Subject: q.subject, Body: q.body, Language: domain.French,
			UserID: u.ID, EstablishmentID: supplier, FollowUpID: followUp, LegalDueOn: q.kind.LegalDue(w.day(0))})
		return err
	})
}
