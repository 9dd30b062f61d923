package sshd

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"vigie/internal/domain"
)

// gone waits until the server closes a connection.
func gone(t *testing.T, conn net.Conn) {
	t.Helper()
	_ = conn.SetReadDeadline(time.Now().Add(5 * time.Second))
	for {
		if _, err := conn.Read(make([]byte, 512)); err != nil {
			if errors.Is(err, os.ErrDeadlineExceeded) {
				t.Error("the connection stays open")
			}
			return
		}
	}
}

func (w *world) silent() net.Conn {
	w.Helper()
	conn, err := net.Dial("tcp", w.addr)
	if err != nil {
		w.Fatal(err)
	}
	w.Cleanup(func() { _ = conn.Close() })
	return conn
}

func TestSilentConnectionIsClosedAtTheDeadlineOfTheKeyExchange(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.KeyExchange = 50 * time.Millisecond })
	gone(t, w.silent())
	client, _ := w.member(1, "Camille")
	if _, err := w.open(client).Output("who"); exitCode(err) != 1 {
		t.Errorf("a log-in after it: %v", err)
	}
}

func TestFullHallLetsTheOldestGuestGo(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.MaxGuests = 3 })
	oldest := w.silent()
	_, _ = oldest.Read(make([]byte, 64))
	for range 3 {
		younger := w.silent()
		_, _ = younger.Read(make([]byte, 64))
	}
	gone(t, oldest)
	client, _ := w.member(1, "Camille")
	if _, err := w.open(client).Output("who"); exitCode(err) != 1 {
		t.Errorf("no room for a member: %v", err)
	}
}

func TestSourceThatComesTooOftenIsTurnedAwayAndMembersAreNot(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Burst, c.PerSecond = 3, 0.001 })
	for range 6 {
		client, _ := w.member(1, "Camille")
		_ = client.Close()
	}
	for range 3 {
		greeted := w.silent()
		_, _ = greeted.Read(make([]byte, 64))
	}
	last := w.silent()
	_ = last.SetReadDeadline(time.Now().Add(5 * time.Second))
	if n, _ := last.Read(make([]byte, 64)); n > 0 {
		t.Error("the fourth stranger is greeted")
	}
}

func TestHostKeyIsNeverSilentlyReplaced(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys", "host")
	var known string
	remember := func(_ context.Context, f string) error { known = f; return nil }
	first, err := LoadHostKey(t.Context(), path, "", remember)
	if err != nil || known != gossh.FingerprintSHA256(first.PublicKey()) {
		t.Fatalf("first start: %v, remembered %q", err, known)
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
	if again, err := LoadHostKey(t.Context(), path, known, remember); err != nil || gossh.FingerprintSHA256(again.PublicKey()) != known {
		t.Errorf("second start: %v", err)
	}
	for name, want := range map[string]string{"missing": "ssh_host_key_missing", "other": "ssh_host_key_changed", "garbage": "ssh_host_key_unreadable"} {
		file := filepath.Join(t.TempDir(), name)
		switch name {
		case "other":
			_, _ = LoadHostKey(t.Context(), file, "", func(context.Context, string) error { return nil })
		case "garbage":
			_ = os.WriteFile(file, []byte("no key"), 0o600)
		}
		var refusal *domain.Error
		if _, err := LoadHostKey(t.Context(), file, known, remember); !errors.As(err, &refusal) || refusal.Key != want {
			t.Errorf("%s: %v, want %s", name, err, want)
		}
		if _, err := os.Stat(file); name == "missing" && err == nil {
			t.Error("a missing key was made anew")
		}
	}
}

func TestAlgorithmsAreExactlyThoseOfTheProfile(t *testing.T) {
	for profile, want := range map[string]string{
		ProfileCompat: "mlkem768x25519-sha256 curve25519-sha256",
		ProfilePQ:     "mlkem768x25519-sha256",
	} {
		kex, ciphers, macs := algorithms(profile)
		if got := strings.Join(kex, " "); got != want {
			t.Errorf("%s: %s", profile, got)
		}
		if got := strings.Join(ciphers, " "); got != "chacha20-poly1305@openssh.com aes256-gcm@openssh.com aes128-gcm@openssh.com" {
			t.Errorf("ciphers %s", got)
		}
		if got := strings.Join(macs, " "); got != "hmac-sha2-512-etm@openssh.com hmac-sha2-256-etm@openssh.com" {
			t.Errorf("macs %s", got)
		}
	}
	w := newWorld(t, func(c *Config) { c.Profile = ProfilePQ })
	key := newKey(t)
	w.admit(key, 1, "Camille")
	config := &gossh.ClientConfig{User: "x", Auth: []gossh.AuthMethod{gossh.PublicKeys(key)}, HostKeyCallback: gossh.InsecureIgnoreHostKey()}
	config.KeyExchanges = []string{gossh.KeyExchangeCurve25519}
	if _, err := gossh.Dial("tcp", w.addr, config); err == nil {
		t.Error("pq talks to a client without ML-KEM")
	}
}
