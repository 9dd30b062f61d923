// Package config reads sockets, secrets and limits from the environment.
// Business periods are settings in the database, not here.
package config

import (
	"errors"
	"io/fs"
	"log/slog"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"
	"github.com/joho/godotenv"

	"vigie/internal/domain"
)

// Config is the whole configuration, checked. The order is that of
// .env.example.
type Config struct {
	DataDir     string   `env:"VIGIE_DATA_DIR" envDefault:"data"`
	DatabaseURL Database `env:"VIGIE_DATABASE_URL"` // sqlite vigie.db in the data directory when not given

	SSHAddr                 Address       `env:"VIGIE_SSH_ADDR" envDefault:":2222"`
	SSHHostKey              string        `env:"VIGIE_SSH_HOST_KEY"` // ssh_host_ed25519 in the data directory when not given
	SSHProfile              SSHProfile    `env:"VIGIE_SSH_PROFILE" envDefault:"compat"`
	SSHMaxSessions          Count         `env:"VIGIE_SSH_MAX_SESSIONS" envDefault:"200"`
	SSHMaxSessionsPerPerson Count         `env:"VIGIE_SSH_MAX_SESSIONS_PER_PERSON" envDefault:"5"`
	SSHIdle                 time.Duration `env:"VIGIE_SSH_IDLE" envDefault:"30m"`

	HTTPAddr       Address   `env:"VIGIE_HTTP_ADDR" envDefault:":8080"`
	PublicURL      PublicURL `env:"VIGIE_PUBLIC_URL" envDefault:"http://localhost:8080"`
	TLSCert        string    `env:"VIGIE_TLS_CERT"`
	TLSKey         string    `env:"VIGIE_TLS_KEY"`
	TrustedProxies []Network `env:"VIGIE_TRUSTED_PROXIES"`
	UploadMax      Size      `env:"VIGIE_UPLOAD_MAX" envDefault:"10MB"`

	SMTP            SMTP    `env:"VIGIE_SMTP_URL"`
	SMTPConnections Count   `env:"VIGIE_SMTP_CONNECTIONS" envDefault:"4"`
	SMTPRate        float64 `env:"VIGIE_SMTP_RATE" envDefault:"0"` // mails a second, 0 for no limit

	FromReminders    Mailbox  `env:"VIGIE_MAIL_FROM_REMINDERS" envDefault:"Vigie <relances@localhost>"`
	FromConsent      Mailbox  `env:"VIGIE_MAIL_FROM_CONSENT" envDefault:"Vigie <preferences@localhost>"`
	FromSupport      Mailbox  `env:"VIGIE_MAIL_FROM_SUPPORT" envDefault:"Vigie <assistance@localhost>"`
	ReturnPathDomain Host     `env:"VIGIE_MAIL_RETURN_PATH_DOMAIN"`
	DKIMDomain       Host     `env:"VIGIE_DKIM_DOMAIN"`
	DKIMSelectors    []string `env:"VIGIE_DKIM_SELECTOR"`
	DKIMKeys         []string `env:"VIGIE_DKIM_KEY"` // paths of the private keys, one for each selector
	LMTPAddr         Address  `env:"VIGIE_LMTP_ADDR" envDefault:"off"`

	Timezone *time.Location `env:"VIGIE_TIMEZONE" envDefault:"Europe/Paris"`
	Language Language       `env:"VIGIE_LANGUAGE" envDefault:"fr"`

	LogFormat   LogFormat  `env:"VIGIE_LOG_FORMAT" envDefault:"text"`
	LogLevel    slog.Level `env:"VIGIE_LOG_LEVEL" envDefault:"info"`
	MetricsAddr Address    `env:"VIGIE_METRICS_ADDR" envDefault:"off"`
}

// Load reads the configuration: flags win over the environment ("NAME=value"
// strings), which wins over the file (may be missing), which wins over the
// defaults. An empty value counts as none. A refusal names every faulty
// variable at once.
func Load(file string, environ []string, flags map[string]string) (Config, error) {
	values, err := godotenv.Read(file)
	if errors.Is(err, fs.ErrNotExist) {
		values = map[string]string{}
	} else if err != nil {
		return Config{}, domain.Refuse(domain.Invalid, "config_file", "File", file)
	}
	for _, pair := range environ {
		if name, value, ok := strings.Cut(pair, "="); ok && value != "" {
			values[name] = value
		}
	}
	for name, value := range flags {
		values[name] = value
	}
	for name, value := range values {
		if value == "" {
			delete(values, name)
		}
	}
	return parse(values)
}

func parse(values map[string]string) (Config, error) {
	var c Config
	faulty := faultyNames(env.ParseWithOptions(&c, env.Options{Environment: values}))
	if len(faulty) == 0 {
		faulty = c.contradictions()
	}
	if len(faulty) > 0 {
		slices.Sort(faulty)
		return Config{}, domain.Refuse(domain.Invalid, "config_faulty", "Variables", strings.Join(slices.Compact(faulty), ", "))
	}
	c.fill()
	return c, nil
}

// faultyNames turns the library's errors, which name fields, into variables.
func faultyNames(err error) []string {
	if err == nil {
		return nil
	}
	var all env.AggregateError
	if !errors.As(err, &all) {
		return []string{"VIGIE_*"}
	}
	var names []string
	for _, one := range all.Errors {
		var wrong env.ParseError
		if errors.As(one, &wrong) {
			names = append(names, variableOf(wrong.Name))
		} else {
			names = append(names, "VIGIE_*")
		}
	}
	return names
}

func variableOf(field string) string {
	if f, ok := reflect.TypeFor[Config]().FieldByName(field); ok {
		return f.Tag.Get("env")
	}
	return "VIGIE_*"
}

// contradictions are variables that are wrong beside each other.
func (c *Config) contradictions() []string {
	var faulty []string
	if (c.TLSCert == "") != (c.TLSKey == "") {
		faulty = append(faulty, "VIGIE_TLS_CERT", "VIGIE_TLS_KEY")
	}
	if given := (c.DKIMDomain != "") == (len(c.DKIMKeys) > 0) && len(c.DKIMSelectors) == len(c.DKIMKeys); !given || !plausibleSelectors(c.DKIMSelectors) {
		faulty = append(faulty, "VIGIE_DKIM_DOMAIN", "VIGIE_DKIM_SELECTOR", "VIGIE_DKIM_KEY")
	}
	if c.SMTPRate < 0 {
		faulty = append(faulty, "VIGIE_SMTP_RATE")
	}
	if c.SSHIdle <= 0 {
		faulty = append(faulty, "VIGIE_SSH_IDLE")
	}
	return faulty
}

// plausibleSelectors tells whether each is a name in the DNS, and another.
func plausibleSelectors(names []string) bool {
	for i, name := range names {
		if new(Host).UnmarshalText([]byte(name)) != nil || name == "" || slices.Contains(names[:i], name) {
			return false
		}
	}
	return true
}

// fill gives the paths that follow the data directory.
func (c *Config) fill() {
	if c.DatabaseURL.Dialect == "" {
		c.DatabaseURL = Database{Dialect: SQLite, Path: filepath.Join(c.DataDir, "vigie.db")}
	}
	if c.SSHHostKey == "" {
		c.SSHHostKey = filepath.Join(c.DataDir, "ssh_host_ed25519")
	}
}

// Variable is one variable of the environment, for flags and documentation.
type Variable struct {
	Name    string // VIGIE_SSH_ADDR
	Flag    string // ssh-addr
	Default string
}

// Variables lists every variable in the order of .env.example.
func Variables() []Variable {
	var all []Variable
	config := reflect.TypeFor[Config]()
	for i := range config.NumField() {
		tag := config.Field(i).Tag
		name := tag.Get("env")
		flag := strings.ReplaceAll(strings.ToLower(strings.TrimPrefix(name, "VIGIE_")), "_", "-")
		all = append(all, Variable{Name: name, Flag: flag, Default: tag.Get("envDefault")})
	}
	return all
}
