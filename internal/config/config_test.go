package config

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/joho/godotenv"

	"vigie/internal/domain"
)

func loaded(t *testing.T, environ ...string) Config {
	t.Helper()
	c, err := Load(filepath.Join(t.TempDir(), "none"), environ, nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestDefaultsAreThoseOfTheDocumentation(t *testing.T) {
	c := loaded(t)
	if c.DatabaseURL.String() != "sqlite://data/vigie.db" || c.SSHAddr != ":2222" || c.SSHHostKey != "data/ssh_host_ed25519" ||
		c.HTTPAddr != ":8080" || c.PublicURL.URL.String() != "http://localhost:8080" || c.UploadMax != 10<<20 || c.SSHIdle != 30*time.Minute ||
		c.SSHMaxSessions != 200 || c.SSHMaxSessionsPerPerson != 5 || c.SMTP.Configured() || c.SMTPConnections != 4 ||
		c.Timezone.String() != "Europe/Paris" || c.Language != "fr" || c.LogLevel != slog.LevelInfo || c.MetricsAddr.On() || c.LMTPAddr.On() {
		t.Errorf("defaults:\n%s", c)
	}
}

func TestPathsFollowTheDataDirectory(t *testing.T) {
	c := loaded(t, "VIGIE_DATA_DIR=/srv/vigie")
	if c.DatabaseURL.Path != "/srv/vigie/vigie.db" || c.SSHHostKey != "/srv/vigie/ssh_host_ed25519" {
		t.Errorf("database %s, key %s", c.DatabaseURL, c.SSHHostKey)
	}
}

func TestFlagWinsOverEnvironmentOverFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), ".env")
	if err := os.WriteFile(file, []byte("VIGIE_SSH_ADDR=:1\nVIGIE_HTTP_ADDR=:1\nVIGIE_LOG_FORMAT=json\nVIGIE_LANGUAGE=\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := Load(file, []string{"VIGIE_SSH_ADDR=:2", "VIGIE_HTTP_ADDR=:2", "OTHER=x", "VIGIE_LOG_FORMAT="}, map[string]string{"VIGIE_SSH_ADDR": ":3"})
	if err != nil {
		t.Fatal(err)
	}
	if c.SSHAddr != ":3" || c.HTTPAddr != ":2" || c.LogFormat != LogJSON || c.Language != "fr" {
		t.Errorf("loaded:\n%s", c)
	}
}

func TestOneSentenceNamesEveryFaultyVariable(t *testing.T) {
	for want, environ := range map[string][]string{
		"VIGIE_LANGUAGE, VIGIE_SSH_ADDR, VIGIE_SSH_IDLE": {"VIGIE_SSH_ADDR=2222", "VIGIE_LANGUAGE=de", "VIGIE_SSH_IDLE=soon"},
		"VIGIE_SSH_ADDR":         {"VIGIE_SSH_ADDR=:99999"},
		"VIGIE_SSH_PROFILE":      {"VIGIE_SSH_PROFILE=fast"},
		"VIGIE_PUBLIC_URL":       {"VIGIE_PUBLIC_URL=ftp://x"},
		"VIGIE_SMTP_URL":         {"VIGIE_SMTP_URL=smtp://host?tls=maybe"},
		"VIGIE_UPLOAD_MAX":       {"VIGIE_UPLOAD_MAX=2TB"},
		"VIGIE_TIMEZONE":         {"VIGIE_TIMEZONE=Mars/Olympus"},
		"VIGIE_LOG_LEVEL":        {"VIGIE_LOG_LEVEL=loud"},
		"VIGIE_DATABASE_URL":     {"VIGIE_DATABASE_URL=mysql://x/y"},
		"VIGIE_TRUSTED_PROXIES":  {"VIGIE_TRUSTED_PROXIES=10.0.0.0/8,near"},
		"VIGIE_SSH_MAX_SESSIONS": {"VIGIE_SSH_MAX_SESSIONS=0"},
		"VIGIE_SMTP_RATE":        {"VIGIE_SMTP_RATE=-1"},
		"VIGIE_MAIL_FROM_CONSENT, VIGIE_MAIL_RETURN_PATH_DOMAIN": {"VIGIE_MAIL_FROM_CONSENT=nobody", "VIGIE_MAIL_RETURN_PATH_DOMAIN=a b"},
		"VIGIE_TLS_CERT, VIGIE_TLS_KEY":                          {"VIGIE_TLS_CERT=cert.pem"},
		"VIGIE_DKIM_DOMAIN, VIGIE_DKIM_KEY, VIGIE_DKIM_SELECTOR": {"VIGIE_DKIM_DOMAIN=example.org"},
	} {
		_, err := Load(filepath.Join(t.TempDir(), "none"), environ, nil)
		var refusal *domain.Error
		if !errors.As(err, &refusal) || refusal.Key != "config_faulty" || refusal.Args["Variables"] != want {
			t.Errorf("%v: %+v, want %s", environ, refusal, want)
		}
	}
}

func TestServersAreReadFromTheirAddresses(t *testing.T) {
	for given, want := range map[string]SMTP{
		"smtp://u:p%40ss@mail.example.org":   {Host: "mail.example.org", Port: 587, TLS: StartTLS, User: "u", password: "p@ss"},
		"smtp://localhost:2525?tls=none":     {Host: "localhost", Port: 2525, TLS: NoTLS},
		"smtps://mail.example.org":           {Host: "mail.example.org", Port: 465, TLS: ImplicitTLS},
		"smtp://[::1]:587/?tls=starttls":     {Host: "::1", Port: 587, TLS: StartTLS},
		"smtp://u@mail.example.org?tls=none": {Host: "mail.example.org", Port: 25, TLS: NoTLS, User: "u"},
	} {
		if got := loaded(t, "VIGIE_SMTP_URL="+given).SMTP; got != want {
			t.Errorf("%s: %s %q, want %s", given, got, got.Password(), want)
		}
	}
	for given, want := range map[string]Database{
		"sqlite:///srv/vigie.db":              {Dialect: SQLite, Path: "/srv/vigie.db"},
		"sqlite://data/a b.db":                {Dialect: SQLite, Path: "data/a b.db"},
		"postgres://u:secret@/vigie?host=/r":  {Dialect: Postgres, dsn: "postgres://u:secret@/vigie?host=/r"},
		"postgresql://u:secret@h:5432/v?a=pw": {Dialect: Postgres, dsn: "postgresql://u:secret@h:5432/v?a=pw"},
	} {
		if got := loaded(t, "VIGIE_DATABASE_URL="+given).DatabaseURL; got != want {
			t.Errorf("%s: %s, want %s", given, got, want)
		}
	}
}

func TestSecretsShowNowhere(t *testing.T) {
	c := loaded(t, "VIGIE_SMTP_URL=smtp://user:hunter2@host", "VIGIE_DATABASE_URL=postgres://u:hunter2@h/v?password=hunter2")
	var log bytes.Buffer
	logger := slog.New(slog.NewJSONHandler(&log, nil))
	logger.Info("start", "config", c, "pointer", &c, "smtp", c.SMTP, "database", c.DatabaseURL)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		fmt.Fprintf(&log, verb+verb+verb+verb, c, &c, c.SMTP, c.DatabaseURL)
	}
	fmt.Fprint(&log, c, c.SMTP, c.DatabaseURL)
	if strings.Contains(log.String(), "hunter2") || strings.Contains(log.String(), fmt.Sprintf("%x", "hunter2")) {
		t.Errorf("a secret shows in %s", log.String())
	}
	if !strings.Contains(c.String(), "VIGIE_SMTP_URL=smtp://user@host:587?tls=starttls") {
		t.Errorf("shown as %s", c)
	}
}

// TestExampleFileHasEveryVariableWithItsDefault keeps the documentation of
// the environment honest.
func TestExampleFileHasEveryVariableWithItsDefault(t *testing.T) {
	path := filepath.Join("..", "..", ".env.example")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	values, err := godotenv.Unmarshal(string(text))
	if err != nil {
		t.Fatal(err)
	}
	var inFile, inCode []string
	previous := ""
	for line := range strings.Lines(string(text)) {
		if name, _, ok := strings.Cut(line, "="); ok && strings.HasPrefix(line, "VIGIE_") {
			inFile = append(inFile, name)
			if !strings.HasPrefix(previous, "# ") || !strings.HasSuffix(previous, ".\n") {
				t.Errorf("%s has no sentence above it", name)
			}
		}
		previous = line
	}
	for _, v := range Variables() {
		inCode = append(inCode, v.Name)
		if values[v.Name] != v.Default {
			t.Errorf("%s is %q in the file, %q in the code", v.Name, values[v.Name], v.Default)
		}
	}
	if !slices.Equal(inFile, inCode) {
		t.Errorf("variables of the file %v, of the code %v", inFile, inCode)
	}
	if _, err := Load(path, nil, nil); err != nil {
		t.Errorf("the example itself is refused: %v", err)
	}
}
