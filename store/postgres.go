package store

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	"github.com/jmoiron/sqlx"

	"vigie/internal/domain"
)

func openPostgres(ctx context.Context, url string) (*sqlx.DB, error) {
	db, err := sqlx.Open("pgx", url)
	if err != nil {
		return nil, domain.Refuse(domain.Invalid, "database_url")
	}
	db.SetMaxOpenConns(20)
	db.SetMaxIdleConns(20)
	if err := db.PingContext(ctx); err != nil {
		return nil, errors.Join(domain.Refuse(domain.Conflict, "database_unreachable"), db.Close())
	}
	return db, nil
}

func postgresCode(err error) string {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// retryable reports whether PostgreSQL asks to try the transaction again.
func retryable(err error) bool {
	code := postgresCode(err)
	return code == "40001" || code == "40P01"
}
