package main

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"vigie/internal/domain"
)

// world says what stands in a generated base: it follows from the size, a
// seed and the day, and from nothing else.
type world struct {
	n      int // establishments
	now    domain.Instant
	day    domain.Date
	days   []domain.Date // around day, so that no date is formatted twice
	rng    *rand.Rand
	types  map[string]domain.DocumentType
	own    map[int64][]domain.Collected
	common []domain.Collected
	words
}

// words are what names are made of.
type words struct {
	trades, forms, cities, firsts, lasts, upper []string
}

// daySpan is how many days before and behind today the world knows.
const daySpan = 1600

func newWorld(n int, now domain.Instant, day domain.Date) *world {
	w := &world{n: n, now: now, day: day, rng: rand.New(rand.NewPCG(7, uint64(n))), types: map[string]domain.DocumentType{}, own: map[int64][]domain.Collected{}}
	for i := -daySpan; i <= daySpan; i++ {
		w.days = append(w.days, day.AddDays(i))
	}
	for _, t := range domain.DocumentTypes() {
		w.types[t.Code] = t
	}
	for _, code := range domain.DefaultCollection() {
		w.common = append(w.common, domain.Collected{DocumentType: w.types[code]})
	}
	w.words = words{trades: trades(), forms: legalForms(), cities: cities(), firsts: firstNames()}
	for range 20_000 {
		name := surname(w.rng)
		w.lasts, w.upper = append(w.lasts, name), append(w.upper, strings.ToUpper(name))
	}
	return w
}

// on is the day so many days from today.
func (w *world) on(days int) domain.Date { return w.days[days+daySpan] }

// chance is true so many times in a thousand.
func (w *world) chance(perMille int) bool { return w.rng.IntN(1000) < perMille }

// suppliersABuyer is how many establishments stand beside each buyer.
const suppliersABuyer = 1000

func (w *world) buyers() int { return max(10, w.n/suppliersABuyer) }

// buyerID is the id of the k-th buyer.
func (w *world) buyerID(k int) int64 { return int64(k*(w.n/w.buyers()) + 1) }

func (w *world) isBuyer(id int64) bool { return (id-1)%int64(w.n/w.buyers()) == 0 }

// siret is the number of the i-th establishment: every tenth shares the SIREN
// of the one before.
func siret(i int) string {
	company, office := i, 1
	if i%10 == 9 {
		company, office = i-1, 2
	}
	siren := domain.WithCheckDigit(fmt.Sprintf("%08d", 30_000_000+company*7))
	return domain.WithCheckDigit(siren + fmt.Sprintf("%04d", office))
}

func pick(rng *rand.Rand, list []string) string { return list[rng.IntN(len(list))] }

func trades() []string {
	return strings.Fields("BOULANGERIE MAÇONNERIE ÉLECTRICITÉ PLOMBERIE MENUISERIE CHARPENTE COUVERTURE TERRASSEMENT NETTOYAGE TRANSPORTS " +
		"PEINTURE SERRURERIE CARRELAGE CHAUFFAGE CLIMATISATION PAYSAGE SÉCURITÉ GARDIENNAGE IMPRIMERIE INFORMATIQUE CONSEIL INGÉNIERIE ARCHITECTURE " +
		"GÉOMÈTRE DÉMOLITION ÉTANCHÉITÉ ASCENSEURS RESTAURATION TRAITEUR BLANCHISSERIE AMBULANCES LOGISTIQUE MÉCANIQUE CHAUDRONNERIE FONDERIE")
}

func legalForms() []string { return strings.Fields("SARL SAS EURL SA ETS SCOP SASU") }

func cities() []string {
	return strings.Fields("PARIS LYON MARSEILLE TOULOUSE NICE NANTES MONTPELLIER STRASBOURG BORDEAUX LILLE RENNES REIMS TOULON GRENOBLE DIJON ANGERS " +
		"NÎMES CLERMONT-FERRAND BREST LIMOGES TOURS AMIENS PERPIGNAN METZ BESANÇON ORLÉANS ROUEN MULHOUSE CAEN NANCY")
}

func firstNames() []string {
	return strings.Fields("Marie Jean Camille Léa Hugo Zoé Éloïse Karim Amina Paul Luc Chloé Nadia Yann Inès Théo Sarah Louis Manon Adam")
}

// surname is one of some thirty thousand.
func surname(rng *rand.Rand) string {
	heads := strings.Fields("Bou Mar Du Le Gar Fon Cha Ber Mo Per Ro La Sau Vi De Gi Pel Tou Bar Cor Lan Mer Fa Gue Ha Kel Nor Pas Ri Ves")
	middles := strings.Fields("lan ti ran ber nau cha mon ve ri gue lo sa chet dou fel gar men ne per que ral san tel ver zi bo cu dro fi mi")
	tails := strings.Fields("ger not rand teau mont ville lier nard geon set din rel son tin vet chon bault cher dier don fort gnon laud lin main neau pin quet roux zac ")
	return pick(rng, heads) + pick(rng, middles) + pick(rng, tails)
}

func (w *world) companyName() string {
	name := pick(w.rng, w.trades) + " " + pick(w.rng, w.upper)
	switch w.rng.IntN(4) {
	case 0:
		return pick(w.rng, w.forms) + " " + name
	case 1:
		return name + " " + pick(w.rng, w.cities)
	case 2:
		return name + " ET FILS"
	}
	return name
}
