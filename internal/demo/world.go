// Package demo makes the made-up world of `vigie demo`.
package demo

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"vigie/internal/domain"
	"vigie/store"
)

// The size of the world.
const (
	buyerCount    = 40
	supplierCount = 2000
	userTarget    = 3000
	customerCount = 500
	actBatch      = 200 // rows one transaction makes
)

// World makes a world in an empty database: buyers in groups, suppliers,
// users in every state, documents, stand-bys, customers. The same seed makes
// the same world.
type World struct {
	db        *store.DB
	now       time.Time
	rand      *rand.Rand
	actor     domain.Actor
	buyers    []domain.Establishment
	suppliers []int64
	pairs     [][2]int64 // follow-up, supplier
	users     int
}

// NewWorld prepares a world as of now.
func NewWorld(db *store.DB, now time.Time) *World {
	return &World{db: db, now: now, rand: rand.New(rand.NewPCG(48, 2026)), actor: domain.Actor{Name: "demo", Role: domain.Administrator, Door: "demo"}}
}

// Build fills the database.
func (w *World) Build(ctx context.Context) error {
	for _, step := range []func(context.Context) error{w.buildBuyers, w.buildSuppliers, w.buildFollowUps, w.buildUsers, w.buildDocuments, w.buildStandbys,
		w.buildCustomers, w.buildTickets, w.buildRegisters, w.assess} {
		if err := step(ctx); err != nil {
			return fmt.Errorf("demo: %w", err)
		}
	}
	return nil
}

// each runs make for i in [0,n) in transactions of actBatch.
func (w *World) each(ctx context.Context, n int, build func(tx *store.Tx, i int) error) error {
	for from := 0; from < n; from += actBatch {
		err := w.db.Write(ctx, w.actor, domain.ImportFile, func(tx *store.Tx) error {
			for i := from; i < min(from+actBatch, n); i++ {
				if err := build(tx, i); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil && !errors.Is(err, store.ErrUnaudited) { // a batch may have nothing to make
			return err
		}
	}
	return nil
}

func pick[T any](w *World, list []T) T { return list[w.rand.IntN(len(list))] }

func (w *World) day(offset int) domain.Date { return domain.DateOf(w.now.AddDate(0, 0, offset)) }

// siret makes the i-th made-up identifier with both check digits right.
func siret(prefix, i int) string {
	siren := domain.WithCheckDigit(fmt.Sprintf("%02d%06d", prefix, i))
	return domain.WithCheckDigit(siren + "0001")
}

func (w *World) buildBuyers(ctx context.Context) error {
	w.buyers = make([]domain.Establishment, buyerCount)
	return w.each(ctx, buyerCount, func(tx *store.Tx, i int) error {
		id := siret(21, i)
		town := towns()[i%len(towns())]
		kinds := []string{"Commune de ", "Communauté de communes de ", "Office public de l'habitat de ", "Centre hospitalier de "}
		e := domain.Establishment{IDType: domain.SIRET, IDValue: id, SIREN: id[:9], Name: kinds[i%len(kinds)] + town, NameSource: domain.SourceImport,
			Country: "FR", City: town, PostalCode: fmt.Sprintf("%05d", 1000+i*917%95000), State: domain.EstablishmentActive, IsBuyer: true,
			MailDomain: fmt.Sprintf("buyer%d.example", i)}
		if i%7 != 6 { // some cannot be reached: a queue of its own
			e.StandbyEmail = "achats@" + e.MailDomain
		}
		var err error
		if i%5 != 4 {
			if e.GroupID, err = tx.EnsureGroup(ctx, groups()[i%len(groups())]); err != nil {
				return err
			}
		}
		if e.ID, err = tx.InsertEstablishment(ctx, e); err != nil {
			return err
		}
		w.buyers[i] = e
		return w.collect(ctx, tx, e.ID, i)
	})
}

// collect makes some buyers ask for more than the law does.
func (w *World) collect(ctx context.Context, tx *store.Tx, buyer int64, i int) error {
	if i%4 != 0 {
		return nil
	}
	codes := append(domain.DefaultCollection(), "FISC", "RCP")
	if i%8 == 0 {
		codes = append(codes, "DEC", "CHART")
	}
	types, err := tx.DocumentTypes(ctx)
	if err != nil {
		return err
	}
	collected := make([]domain.Collected, len(codes))
	for n, code := range codes {
		collected[n] = domain.Collected{DocumentType: types[code]}
	}
	return tx.SetCollection(ctx, buyer, collected)
}

func (w *World) buildSuppliers(ctx context.Context) error {
	w.suppliers = make([]int64, supplierCount)
	return w.each(ctx, supplierCount, func(tx *store.Tx, i int) (err error) {
		town := pick(w, towns())
		e := domain.Establishment{IDType: domain.SIRET, Name: pick(w, trades()) + " " + pick(w, lastNames()), NameSource: domain.SourceImport, Country: "FR",
			City: town, PostalCode: fmt.Sprintf("%05d", 1000+w.rand.IntN(94000)), State: domain.EstablishmentActive, IsSupplier: true}
		if i%97 == 0 {
			e.IDType, e.IDValue, e.Country = domain.TVA, fmt.Sprintf("BE0%09d", 400000000+i), "BE"
		} else {
			e.IDValue = siret(40+i%20, i)
			e.SIREN = e.IDValue[:9]
		}
		if i%40 == 3 { // another site of the company before it
			e.SIREN = siret(40+(i-1)%20, i-1)[:9]
			e.IDValue = domain.WithCheckDigit(e.SIREN + "0002")
		}
		switch {
		case i == 666:
			e.Name = "=HYPERLINK(\"http://evil.example\";\"Facture\")"
		case i == 667:
			e.Name = "\x1b[31mROUGE\x1b[0m \u202eSARL"
		case i%251 == 0:
			e.State = domain.EstablishmentRemovalRequested
		case i%503 == 0:
			e.State = domain.EstablishmentDeregistered
		}
		w.suppliers[i], err = tx.InsertEstablishment(ctx, e)
		return err
	})
}
