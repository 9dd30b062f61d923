package mailer

import (
	"context"
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"vigie/internal/domain"
	"vigie/internal/fixture"
	"vigie/internal/letter"
	"vigie/internal/link"
	"vigie/store"
)

// childVariable makes this test program a process that sends, until it is
// killed.
const childVariable = "VIGIE_TEST_SENDER"

// sending is what such a process is told.
type sending struct {
	Source  store.Source
	Secrets string
	Port    int
	Ahead   time.Duration // of its clock before the real one
	Name    string
}

func TestMain(m *testing.M) {
	if text := os.Getenv(childVariable); text != "" {
		if err := sendUntilKilled(text); err != nil {
			slog.Error("child", "error", err)
			os.Exit(1)
		}
		return
	}
	fixture.Main(m)
}

func sendUntilKilled(text string) error {
	var s sending
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		return err
	}
	ctx := context.Background()
	now := func() time.Time { return time.Now().Add(s.Ahead) }
	db, err := store.Open(ctx, s.Source, now)
	if err != nil {
		return err
	}
	keys, err := link.Load(s.Secrets)
	if err != nil {
		return err
	}
	m := New(posting(db, keys, s.Port, now, s.Name))
	m.Run(ctx)
	return db.Close()
}

// posting are the options of a mailer that sends to a postbox.
func posting(db *store.DB, keys *link.Keys, port int, now func() time.Time, name string) Options {
	return Options{DB: db, Wire: NewWire(Server{Host: "127.0.0.1", Port: port, Security: ClearText}, now), Letters: letter.New("https://vigie.example", time.UTC),
		Keys: keys, Now: now, Calendar: domain.Calendar{Location: time.UTC, Hours: domain.DefaultHours()}, PublicURL: "https://vigie.example",
		Controller: "Vigie", Reminders: Sender{"Vigie", "relances@vigie.example"}, Consent: Sender{"Vigie", "preferences@vigie.example"},
		Support: Sender{"Vigie", "assistance@vigie.example"}, Holder: name, Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))}
}

// secrets are the keys that all processes of a test share.
func secrets(t *testing.T) (string, *link.Keys) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "secrets")
	keys, err := link.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	return dir, keys
}
