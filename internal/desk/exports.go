package desk

import (
	"context"
	"slices"
	"strings"

	"vigie/internal/domain"
	"vigie/internal/exchange"
	"vigie/store"
)

// RequestExport registers an export. Nothing leaves yet: it is fetched by
// whoever asked, at once or once another administrator has released it.
func (d *Desk) RequestExport(ctx context.Context, by domain.Actor, o ExportOptions) (domain.ExportRequest, error) {
	e := domain.ExportRequest{What: o.What, Format: string(o.Format), Filter: strings.TrimSpace(o.Filter), Sort: o.Sort, Descending: o.Desc,
		Columns: strings.Join(o.Columns, " "), Reason: strings.TrimSpace(o.Reason)}
	action, err := mayExport(by, o.What)
	if err != nil {
		return e, err
	}
	if o.Format != exchange.CSV && o.Format != exchange.XLSX {
		return e, domain.Refuse(domain.Invalid, "export_format", "Format", string(o.Format))
	}
	view, err := viewOf(e)
	if err != nil {
		return e, err
	}
	rows, err := d.db.CountExport(ctx, e.What, view.Filter, domain.LoneExport+1)
	if err != nil {
		return e, err
	}
	err = d.act(ctx, by, action, func(tx *store.Tx) error {
		if err := e.Begin(rows, by, tx.Now()); err != nil {
			return err
		}
		if e.State == domain.ExportWaiting {
			if err := mustBeSomebody(by); err != nil {
				return err
			}
		}
		e.ID, err = tx.InsertExportRequest(ctx, e)
		return err
	})
	return e, err
}

// viewOf is what an export shows; what no column or order of the noun is called
// is refused.
func viewOf(e domain.ExportRequest) (store.ExportView, error) {
	v := store.ExportView{Noun: e.What, Sort: e.Sort, Desc: e.Descending, Columns: strings.Fields(e.Columns)}
	var err error
	if v.Filter, err = domain.ParseFilter(e.Filter, store.ExportFields(e.What)); err != nil {
		return v, err
	}
	if sorts := ExportSorts(e.What); v.Sort != "" && !slices.Contains(sorts, v.Sort) {
		return v, domain.Refuse(domain.Invalid, "export_sort", "Value", v.Sort, "Known", strings.Join(sorts, ", "))
	}
	known := ExportColumns(e.What)
	for _, c := range v.Columns {
		if !slices.Contains(known, c) {
			return v, domain.Refuse(domain.Invalid, "export_column", "Value", c, "Nearest", domain.Nearest(c, known))
		}
	}
	return v, nil
}

// FetchExport writes an export that was registered, as its filter finds it now.
// What was small when it was asked for and has outgrown its limit since waits
// for its release.
func (d *Desk) FetchExport(ctx context.Context, by domain.Actor, id int64, to ExportTo) (rows int, digest string, err error) {
	e, err := d.mayFetch(ctx, by, id)
	if err != nil {
		return 0, "", err
	}
	view, err := viewOf(e)
	if err != nil {
		return 0, "", err
	}
	n, err := d.db.CountExport(ctx, e.What, view.Filter, domain.LoneExport+1)
	if err != nil {
		return 0, "", err
	}
	action, err := mayExport(by, e.What)
	if err != nil {
		return 0, "", err
	}
	err = d.act(ctx, by, action, func(tx *store.Tx) error {
		before, err := tx.ExportRequest(ctx, id)
		if err != nil {
			return err
		}
		if err := before.MayFetch(by, tx.Now()); err != nil {
			return err
		}
		if e = before; e.ReleasedAt.Never() {
			if err := e.Outgrown(n); err != nil {
				return err
			}
		}
		return tx.UpdateExportRequest(ctx, before, e, map[string]any{"fetch": true})
	})
	if err == nil && e.State == domain.ExportWaiting {
		err = domain.Refuse(domain.Conflict, "export_registered", "Number", e.ID, "Most", domain.LoneExport)
	}
	if err != nil {
		return 0, "", err
	}
	return d.sendExport(ctx, by, e, to)
}

func (d *Desk) mayFetch(ctx context.Context, by domain.Actor, id int64) (domain.ExportRequest, error) {
	if err := domain.May(by, domain.ExportList); err != nil {
		return domain.ExportRequest{}, err
	}
	e, err := d.db.ExportRequest(ctx, id)
	if err != nil {
		return e, err
	}
	return e, e.MayFetch(by, domain.InstantOf(d.now()))
}

// ExportForm is the form in which a registered export will leave.
func (d *Desk) ExportForm(ctx context.Context, by domain.Actor, id int64) (exchange.Format, error) {
	e, err := d.mayFetch(ctx, by, id)
	return exchange.Format(e.Format), err
}

// ReleaseExport lets a large export be fetched by whoever asked for it.
func (d *Desk) ReleaseExport(ctx context.Context, by domain.Actor, id int64) (domain.ExportRequest, error) {
	if err := mustBeSomebody(by); err != nil {
		return domain.ExportRequest{}, err
	}
	return d.changeExport(ctx, by, domain.ReleaseExport, id, func(tx *store.Tx, e *domain.ExportRequest) error {
		administrators, err := tx.OtherAdministrators(ctx, 0)
		if err != nil {
			return err
		}
		return e.Release(by, administrators, tx.Now())
	})
}

// CancelExport ends an export that nobody has fetched: one's own, or anybody's
// for an administrator.
func (d *Desk) CancelExport(ctx context.Context, by domain.Actor, id int64) (domain.ExportRequest, error) {
	return d.changeExport(ctx, by, domain.ExportList, id, func(tx *store.Tx, e *domain.ExportRequest) error {
		if e.StaffID != by.StaffID {
			if err := stillMay(ctx, tx, by, domain.ReleaseExport); domain.KindOf(err) == domain.Forbidden {
				return domain.Refuse(domain.Forbidden, "export_not_yours", "Who", e.Actor)
			} else if err != nil {
				return err
			}
		}
		return e.Cancel()
	})
}

// ExpireExports closes the exports that nobody fetched in time: whom their
// filters name is forgotten. It returns how many it closed.
func (d *Desk) ExpireExports(ctx context.Context) (int, error) {
	old, err := d.db.OldExports(ctx, domain.ExportsBefore(domain.InstantOf(d.now())), timedBatch)
	if err != nil || len(old) == 0 {
		return 0, err
	}
	for _, id := range old {
		if _, err := d.changeExport(ctx, domain.SystemActor("timed"), domain.TimedRefresh, id, func(_ *store.Tx, e *domain.ExportRequest) error { return e.Cancel() }); err != nil {
			return 0, err
		}
	}
	return len(old), nil
}

func (d *Desk) changeExport(ctx context.Context, by domain.Actor, action domain.Action, id int64, change func(*store.Tx, *domain.ExportRequest) error) (domain.ExportRequest, error) {
	var e domain.ExportRequest
	err := d.act(ctx, by, action, func(tx *store.Tx) error {
		before, err := tx.ExportRequest(ctx, id)
		if err != nil {
			return err
		}
		e = before
		if err := change(tx, &e); err != nil {
			return err
		}
		return tx.UpdateExportRequest(ctx, before, e, nil)
	})
	return e, err
}

// ExportRequestFields are the fields of the filter of the register of exports.
func ExportRequestFields() []string { return store.ExportRequestFields() }

// ExportRequests lists the register of exports; the filters of others are said
// as the audit says them.
func (d *Desk) ExportRequests(ctx context.Context, by domain.Actor, f domain.Filter, p domain.Page) (domain.Window[domain.ExportRequest], error) {
	if err := domain.May(by, domain.ReadRegisters); err != nil {
		return domain.Window[domain.ExportRequest]{}, err
	}
	w, err := d.db.ExportRequests(ctx, f, p)
	for i := range w.Rows {
		w.Rows[i] = shownExport(by, w.Rows[i])
	}
	return w, err
}

// CountExportRequests counts what a filter finds, up to a cap.
func (d *Desk) CountExportRequests(ctx context.Context, by domain.Actor, f domain.Filter) (domain.Count, error) {
	if err := domain.May(by, domain.ReadRegisters); err != nil {
		return domain.Count{}, err
	}
	return d.db.CountExportRequests(ctx, f)
}

// ExportRequest reads one line of the register of exports.
func (d *Desk) ExportRequest(ctx context.Context, by domain.Actor, id int64) (domain.ExportRequest, error) {
	if err := domain.May(by, domain.ReadRegisters); err != nil {
		return domain.ExportRequest{}, err
	}
	e, err := d.db.ExportRequest(ctx, id)
	return shownExport(by, e), err
}

// shownExport hides whom a filter names from those who neither asked for it nor
// have to judge it.
func shownExport(by domain.Actor, e domain.ExportRequest) domain.ExportRequest {
	if e.StaffID != by.StaffID && by.Role != domain.Administrator {
		e.Filter = domain.AuditFilter(e.Filter)
	}
	return e
}
