package sshd

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	gossh "golang.org/x/crypto/ssh"

	"vigie/internal/domain"
)

// LoadHostKey reads the server's ed25519 key. It makes one only when known,
// the fingerprint in the database, is empty, and hands every first fingerprint
// to remember. A key that is missing or another than the known one refuses
// the start: clients would be told that somebody listens in.
func LoadHostKey(ctx context.Context, path, known string, remember func(ctx context.Context, fingerprint string) error) (gossh.Signer, error) {
	data, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && known != "":
		return nil, domain.Refuse(domain.Conflict, "ssh_host_key_missing", "Path", path, "Fingerprint", known)
	case errors.Is(err, fs.ErrNotExist):
		if data, err = createHostKey(path); err != nil {
			return nil, err
		}
	case err != nil:
		return nil, fmt.Errorf("host key: %w", err)
	}
	signer, err := gossh.ParsePrivateKey(data)
	if err != nil || signer.PublicKey().Type() != gossh.KeyAlgoED25519 {
		return nil, domain.Refuse(domain.Invalid, "ssh_host_key_unreadable", "Path", path)
	}
	fingerprint := gossh.FingerprintSHA256(signer.PublicKey())
	if known != "" && known != fingerprint {
		return nil, domain.Refuse(domain.Conflict, "ssh_host_key_changed", "Path", path, "Fingerprint", known, "Found", fingerprint)
	}
	if known == "" {
		if err := remember(ctx, fingerprint); err != nil {
			return nil, fmt.Errorf("host key: %w", err)
		}
	}
	return signer, nil
}

func createHostKey(path string) ([]byte, error) {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("host key: %w", err)
	}
	block, err := gossh.MarshalPrivateKey(private, "")
	if err != nil {
		return nil, fmt.Errorf("host key: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("host key: %w", err)
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, fmt.Errorf("host key: %w", err)
	}
	data := pem.EncodeToMemory(block)
	_, err = file.Write(data)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return nil, fmt.Errorf("host key: %w", err)
	}
	return data, nil
}
