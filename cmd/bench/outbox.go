package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"path/filepath"
	"runtime"
	"strconv"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"

	"vigie/internal/domain"
	"vigie/internal/fixture"
	"vigie/internal/letter"
	"vigie/internal/link"
	"vigie/mailer"
	"vigie/store"
)

// outbox is a planned week on one database.
type outbox struct {
	dir string
	src store.Source
	db  *store.DB
}

// newOutbox makes a town whose week has so many mails, two a person.
func newOutbox(ctx context.Context, dir string, src store.Source, mails int) (*outbox, error) {
	db, err := store.Open(ctx, src, time.Now)
	if err != nil {
		return nil, err
	}
	o := &outbox{dir: dir, src: src, db: db}
	if err := db.Migrate(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	if _, err := fixture.BuildTown(ctx, db, mails/2); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	m, err := benchMailer(db, dir, "")
	if err == nil {
		now := time.Now().UTC()
		_, err = m.Plan(ctx, mailer.PlanOptions{Week: domain.WeekOf(now), Day: domain.DateOf(now), Asked: true, Actor: fixture.Operator()})
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return o, nil
}

func benchMailer(db *store.DB, dir, addr string) (*mailer.Mailer, error) {
	keys, err := link.Load(filepath.Join(dir, "secrets"))
	if err != nil {
		return nil, err
	}
	o := mailer.Options{DB: db, Letters: letter.New("http://localhost", time.UTC), Keys: keys, Now: time.Now, PublicURL: "http://localhost",
		Calendar: domain.Calendar{Location: time.UTC, Hours: domain.DefaultHours()}, Controller: "Bench", Holder: "bench", Workers: sendConnections,
		Reminders: mailer.Sender{Name: "Vigie", Address: "reminders@vigie.example"}, Consent: mailer.Sender{Name: "Vigie", Address: "consent@vigie.example"},
		Support: mailer.Sender{Name: "Vigie", Address: "support@vigie.example"}, Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
	if addr != "" {
		host, port, err := net.SplitHostPort(addr)
		if err != nil {
			return nil, err
		}
		n, err := strconv.Atoi(port)
		if err != nil {
			return nil, err
		}
		o.Wire = mailer.NewWire(mailer.Server{Host: host, Port: n, Security: mailer.ClearText, Connections: sendConnections}, time.Now)
	}
	return mailer.New(o), nil
}

// reset makes the first mails of the week due again, as if nothing had been
// sent, and puts the others away.
func (o *outbox) reset(ctx context.Context, mails int) error {
	driver, address := "sqlite3", "file:"+o.src.Path+"?_busy_timeout=5000&_secure_delete=off"
	if o.src.Dialect == "postgres" {
		driver, address = "pgx", o.src.URL
	}
	db, err := sql.Open(driver, address)
	if err != nil {
		return err
	}
	texts := []string{
		`DELETE FROM mail_bodies`, `DELETE FROM links`,
		fmt.Sprintf(`UPDATE mails SET state = CASE WHEN id <= (SELECT id FROM (SELECT id FROM mails ORDER BY id LIMIT 1 OFFSET %d) AS last) THEN 'queued' ELSE 'cancelled' END,
			attempts = 0, message_id = '', reply = '', sent_at = 0`, mails-1),
	}
	if o.src.Dialect == "postgres" {
		texts = append(texts, `VACUUM ANALYZE mails, mail_bodies, links`) // as its own cleaner does beside a week's mails
	}
	for _, text := range texts {
		if _, failed := db.ExecContext(ctx, text); failed != nil {
			err = errors.Join(err, failed)
		}
	}
	return errors.Join(err, db.Close())
}

// order is what the child that sends is told.
type order struct {
	Dir, Addr string
	Source    store.Source
	Profile   string
}

// send sends so many mails in a process of its own.
func (o *outbox) send(ctx context.Context, b *bench, addr string, mails int) (outcome, error) {
	if err := o.reset(ctx, mails); err != nil {
		return outcome{}, err
	}
	told := order{Dir: o.dir, Addr: addr, Source: o.src}
	if b.cpu != "" && mails == sentMails {
		told.Profile = b.cpu + "." + o.src.Dialect
	}
	text, err := json.Marshal(told)
	if err != nil {
		return outcome{}, err
	}
	out, err := b.inChild(ctx, "sending", string(text))
	if err == nil && out.Rows != mails {
		err = fmt.Errorf("%d mails of %d were sent", out.Rows, mails)
	}
	return out, err
}

// spareHeap is what vigie serve has: see there.
const spareHeap = 32 << 20

func childSending(ctx context.Context, text string) (int, error) {
	var o order
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		return 0, err
	}
	db, err := store.Open(ctx, o.Source, time.Now)
	if err != nil {
		return 0, err
	}
	m, err := benchMailer(db, o.Dir, o.Addr)
	if err != nil {
		return 0, errors.Join(err, db.Close())
	}
	defer runtime.KeepAlive(make([]byte, spareHeap))
	var sent mailer.Sent
	err = profiled(o.Profile, func() (err error) { sent, err = m.Drain(ctx); return err })
	m.Wire.Close()
	return int(sent.Sent), errors.Join(err, db.Close())
}

// size is how many bytes a mail has, on average.
func (o *outbox) size(ctx context.Context, b *bench, addr string) (int, error) {
	const some = 500
	l, err := newSlowLink(addr, 0)
	if err != nil {
		return 0, err
	}
	defer l.close()
	if _, err := o.send(ctx, b, l.addr(), some); err != nil {
		return 0, err
	}
	return int(l.bytes.Load() / some), nil
}
