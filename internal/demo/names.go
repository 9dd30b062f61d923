package demo

// The made-up names of the demo's world: nobody's, in the made-up towns of
// nowhere.
func towns() []string {
	return []string{"Valmont", "Saint-Éloi", "Beaurivage", "Clairefontaine", "Montfleury", "Hauterive", "Pierrelatte-sur-Ozon", "La Roche-Brune",
		"Fontenelle", "Bois-le-Prieur", "Grandlieu", "Mirecourt", "Les Aubiers", "Port-Sainte-Anne", "Châtelneuf", "Vaucresson-les-Mines"}
}

func trades() []string {
	return []string{"Maçonnerie", "Électricité", "Plomberie", "Couverture", "Peinture", "Menuiserie", "Terrassement", "Espaces verts", "Nettoyage",
		"Charpente", "Serrurerie", "Étanchéité", "Ascenseurs", "Chauffage", "Voirie", "Sécurité"}
}

func lastNames() []string {
	return []string{"Martin", "Bernard", "Dubois", "Durand", "Lefèvre", "Moreau", "Garnier", "Roussel", "Benali", "Nguyen", "Fontaine", "Çelik",
		"Lemaître", "Gauthier", "Perrin", "Noël", "Da Silva", "Kowalski", "Marchand", "Étienne", "Aubert", "Hamel", "Colin", "Diallo"}
}

func firstNames() []string {
	return []string{"Aïcha", "Benoît", "Camille", "Chloé", "Dominique", "Éric", "Fatou", "Gaël", "Hélène", "Inès", "Jérôme", "Karim", "Léa", "Loïc",
		"Maëlle", "Noémie", "Olivier", "Pauline", "Quentin", "Raphaël", "Sophie", "Thomas", "Valérie", "Yann"}
}

func groups() []string {
	return []string{"Horizon", "Beaumont", "Réseau Grand Large", "Compagnie du Val", "Fédération des Communes du Plateau", "Aurore Habitat"}
}
