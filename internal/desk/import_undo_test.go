package desk_test

import (
	"context"
	"errors"
	"maps"
	"testing"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/store"
)

func TestAnUndoneImportLeavesNothingBehind(t *testing.T) {
	ctx := context.Background()
	eachWorld(t, func(w world) {
		first := head + row(buyerSIRET, "Ville", supplierSIRET, "Alu", "a@example.org", "Hamel", "Aïcha", "", "oui", "M1", "6000", "2026-01-01", "24", "", "", "")
		w.verdicts(first, desk.ImportOptions{})
		before := w.state()
		second := head +
			row(buyerSIRET, "Ville neuve", supplierSIRET, "Alu & Cie", "a@example.org", "Hamelin", "Aïcha", "0199009514", "oui", "M1", "7000", "2026-02-01", "36", "Groupe G", "chef@ville.example", "FISC") +
			row(otherSIRET, "Autre", thirdSIRET, "Neuf", "n@example.org", "Neuf", "", "", "oui", "M2", "", "", "", "", "", "") +
			row(buyerSIRET, "Ville", thirdSIRET, "Neuf", "n2@example.org", "Deux", "", "", "oui", "M3", "", "", "", "", "", "")
		s := importText(w, w.Desk, second, desk.ImportOptions{})
		if maps.Equal(before, w.state()) {
			w.Fatal("the second import changed nothing")
		}
		if _, err := w.UndoImport(ctx, importer, s.Batch-1); !errors.Is(err, domain.Refuse(domain.Conflict, "import_undo_later")) {
			w.Errorf("undoing the earlier import: %v", err)
		}
		b, err := w.UndoImport(ctx, importer, s.Batch)
		if err != nil || b.State != domain.ImportUndone {
			w.Fatalf("undo: %+v, %v", b, err)
		}
		after := w.state()
		for noun, rows := range before {
			if after[noun] != rows {
				w.Errorf("%s before\n%s\nafter\n%s", noun, rows, after[noun])
			}
		}
		if _, err := w.UndoImport(ctx, importer, s.Batch); !errors.Is(err, domain.Refuse(domain.Conflict, "import_undone_already")) {
			w.Errorf("undoing twice: %v", err)
		}
		if _, err := w.UndoImport(ctx, importer, s.Batch-1); err != nil {
			w.Errorf("undoing the first one then: %v", err)
		}
		for noun, rows := range w.state() {
			if rows != "[]" {
				w.Errorf("%s are left: %s", noun, rows)
			}
		}
	})
}

func TestAnImportThatSomebodyBuiltUponStays(t *testing.T) {
	ctx := context.Background()
	eachWorld(t, func(w world) {
		s := importText(w, w.Desk, head+row(buyerSIRET, "Ville", supplierSIRET, "Alu", "a@example.org", "Hamel", "", "", "oui", "M1", "", "", "", "", "", ""), desk.ImportOptions{})
		if err := w.db.Write(ctx, importer, domain.ImportFile, func(tx *store.Tx) error {
			_, err := tx.InsertTicket(ctx, domain.Ticket{Kind: "other", Email: "A@example.org", Subject: "Bonjour", Language: domain.French})
			return err
		}); err != nil {
			w.Fatal(err)
		}
		if _, err := w.UndoImport(ctx, importer, s.Batch); !errors.Is(err, domain.Refuse(domain.Conflict, "import_undo_ticket")) {
			w.Errorf("undo with a ticket: %v", err)
		}
		agent := importer
		agent.Role = domain.Agent
		if _, err := w.UndoImport(ctx, agent, s.Batch); domain.KindOf(err) != domain.Forbidden {
			w.Errorf("an agent undoes: %v", err)
		}
	})
}
