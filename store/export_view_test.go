package store_test

import (
	"slices"
	"testing"

	"vigie/store"
)

func TestAViewShowsItsColumnsInItsOrder(t *testing.T) {
	all := store.ExportColumns("customers")
	if got := (store.ExportView{Noun: "customers"}).Shown(); len(got) != len(all) {
		t.Errorf("%d of %d columns", len(got), len(all))
	}
	var names []string
	for _, c := range (store.ExportView{Noun: "customers", Columns: []string{"email", "nonsense", "code"}}).Shown() {
		names = append(names, c.Name)
	}
	if !slices.Equal(names, []string{"email", "code"}) {
		t.Errorf("shown %v", names)
	}
	if sorts := store.ExportSorts("suppliers"); !slices.Equal(sorts, []string{"name", "siret"}) {
		t.Errorf("orders %v", sorts)
	}
}
