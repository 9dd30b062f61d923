package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"syscall"
	"time"

	"vigie/internal/config"
	"vigie/internal/domain"
	"vigie/store"
)

// lockDatabase makes this process the one serve of a SQLite database; the
// system lets go of the lock when the process ends in whatever way. On
// PostgreSQL several may serve.
func (a *app) lockDatabase() (unlock func(), err error) {
	if a.cfg.DatabaseURL.Dialect != config.SQLite {
		return func() {}, nil
	}
	path := a.cfg.DatabaseURL.Path + ".serve"
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, domain.Refuse(domain.Invalid, "database_not_writable", "Path", path)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		text, _ := os.ReadFile(path)
		_ = f.Close()
		return nil, domain.Refuse(domain.Conflict, "already_served", "Who", strings.TrimSpace(string(text)))
	}
	if err := f.Truncate(0); err != nil {
		return nil, err
	}
	if _, err := fmt.Fprintf(f, "pid %d, %s\n", os.Getpid(), a.now().Format(time.RFC3339)); err != nil {
		return nil, domain.Refuse(domain.Conflict, "disk_full")
	}
	return func() { _ = f.Close() }, nil
}

// serveLease is how long a serve that died still shows as running.
const serveLease = 20 * time.Second

// holdServeLease shows the other processes that this one serves.
func (a *app) holdServeLease(ctx context.Context) {
	host, _ := os.Hostname()
	me := a.holder("serve", host)
	tick := time.NewTicker(serveLease / 4)
	defer tick.Stop()
	for {
		err := a.db.Maintain(ctx, func(tx *store.Tx) error { return tx.TakeLease(ctx, domain.LeaseServe, me, serveLease) })
		if err != nil && ctx.Err() == nil && domain.KindOf(err) != domain.Conflict {
			a.log.Error("lease", "error", err)
		}
		select {
		case <-ctx.Done():
			ctx = context.WithoutCancel(ctx)
			if err := a.db.Maintain(ctx, func(tx *store.Tx) error { return tx.ReleaseLease(ctx, domain.LeaseServe, me) }); err != nil {
				a.log.Error("lease", "error", err)
			}
			return
		case <-tick.C:
		}
	}
}

// freeLeases frees at once the rights and the claims that a serve killed on
// this machine still holds: the lock on the database says that it is dead.
func (a *app) freeLeases(ctx context.Context) error {
	host, err := os.Hostname()
	if err != nil || a.cfg.DatabaseURL.Dialect != config.SQLite {
		return err
	}
	return a.db.Maintain(ctx, func(tx *store.Tx) error { return tx.ReleaseHolder(ctx, "serve@"+host+":", a.holder("serve", host)) })
}
