// Package desk holds the acts of the house: permission, transaction, rule,
// memory, mail. Every door goes through it; nothing else changes a fact.
package desk

import (
	"context"
	"time"

	"vigie/internal/domain"
	"vigie/internal/files"
	"vigie/internal/letter"
	"vigie/internal/link"
	"vigie/store"
)

// Desk is where acts are done. It is safe for concurrent use.
type Desk struct {
	db         *store.DB
	keys       *link.Keys
	now        func() time.Time
	location   *time.Location
	controller string
	calendar   domain.Calendar
	watch      *store.Watch
	files      *files.Store
	journal    *files.Journal
	letters    *letter.Letters
	uploadMax  int64
	publicURL  string
	hashing    chan struct{} // one slot for each password being hashed
}

// Options are what a desk is made with.
type Options struct {
	DB         *store.DB
	Keys       *link.Keys
	Now        func() time.Time
	Location   *time.Location  // of the civil days of the rules
	Controller string          // who answers for the consents, named in their text
	Calendar   domain.Calendar // when digests may leave; the zero calendar never holds one back
	Watch      *store.Watch    // nil where nobody looks
	Files      *files.Store    // what came in as files; nil where nothing does
	UploadMax  int64           // of a deposited file, in bytes; 10 MiB when 0
	PublicURL  string          // of the pages, without a final slash
	Journal    *files.Journal  // of erasures, beside the database; nil in tests
}

// New makes a desk.
func New(o Options) *Desk {
	if o.Calendar.Location == nil {
		o.Calendar = domain.Calendar{Location: o.Location, Hours: domain.Hours{Days: domain.DaysFrom(time.Monday, time.Sunday), Closes: 24 * 60}}
	}
	if o.UploadMax == 0 {
		o.UploadMax = 10 << 20
	}
	if o.Watch == nil {
		o.Watch = &store.Watch{}
	}
	if o.Keys != nil {
		o.DB.Guard(o.Keys.Hash)
	}
	return &Desk{letters: letter.New("", o.Location), journal: o.Journal, db: o.DB, keys: o.Keys, now: o.Now, location: o.Location, controller: o.Controller, calendar: o.Calendar, watch: o.Watch, files: o.Files, uploadMax: o.UploadMax, publicURL: o.PublicURL, hashing: make(chan struct{}, 2)}
}

// Today is the civil day in the desk's time zone.
func (d *Desk) Today() domain.Date { return domain.DateOf(d.now().In(d.location)) }

// Now is the hour.
func (d *Desk) Now() time.Time { return d.now() }

// Location is the time zone of the rules.
func (d *Desk) Location() *time.Location { return d.location }

// Version changes whenever anybody, in any process, changed something.
func (d *Desk) Version() int64 { return d.watch.Version() }

// act checks the permission, opens the transaction and audits: every act of
// the product passes here. The role is read again inside the transaction, so
// that a person disabled or lowered a moment ago cannot finish a form.
func (d *Desk) act(ctx context.Context, by domain.Actor, action domain.Action, fn func(*store.Tx) error) error {
	if err := domain.May(by, action); err != nil {
		return err
	}
	return d.db.Write(ctx, by, action, func(tx *store.Tx) error {
		if err := stillMay(ctx, tx, by, action); err != nil {
			return err
		}
		if err := fn(tx); err != nil {
			return err
		}
		if action.Looks() {
			if err := d.watchLooks(ctx, tx, by); err != nil {
				return err
			}
		}
		return d.tellThread(ctx, tx, by, action)
	})
}

// stillMay asks again, by the role that stands now. An act whose weight shows
// only once its subject is read asks it for the heavier action too.
func stillMay(ctx context.Context, tx *store.Tx, by domain.Actor, action domain.Action) error {
	if by.StaffID == 0 {
		return domain.May(by, action)
	}
	s, err := tx.Staff(ctx, by.StaffID)
	if err != nil {
		return err
	}
	if s.Disabled {
		return domain.Refuse(domain.Forbidden, "staff_disabled")
	}
	by.Role = s.Role
	return domain.May(by, action)
}

// read checks that the actor may look before anything is read.
func (d *Desk) read(by domain.Actor) error { return domain.May(by, domain.ReadAll) }
