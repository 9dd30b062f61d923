package main

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"os"

	"vigie/internal/domain"
	"vigie/mailer"
)

// signer signs the mails; nil when no key is configured.
func (a *app) signer() (*mailer.Signer, error) {
	keys, err := a.dkimKeys()
	if err != nil {
		return nil, err
	}
	return mailer.NewSigner(keys...)
}

// dkimKeys reads the keys that sign, each with its selector.
func (a *app) dkimKeys() ([]mailer.DKIMKey, error) {
	keys := make([]mailer.DKIMKey, 0, len(a.cfg.DKIMKeys))
	for i, path := range a.cfg.DKIMKeys {
		key, err := privateKey(path)
		if err != nil {
			return nil, domain.Refuse(domain.Invalid, "dkim_key", "Path", path)
		}
		keys = append(keys, mailer.DKIMKey{Domain: string(a.cfg.DKIMDomain), Selector: a.cfg.DKIMSelectors[i], Key: key})
	}
	return keys, nil
}

// privateKey reads an RSA key of 1024 bits at least, or an ed25519 key.
func privateKey(path string) (crypto.Signer, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New("no PEM block")
	}
	var key any
	if key, err = x509.ParsePKCS1PrivateKey(block.Bytes); err != nil {
		if key, err = x509.ParsePKCS8PrivateKey(block.Bytes); err != nil {
			return nil, err
		}
	}
	switch k := key.(type) {
	case *rsa.PrivateKey:
		if k.N.BitLen() >= 1024 { // less is not believed (RFC 8301)
			return k, nil
		}
	case ed25519.PrivateKey:
		return k, nil
	}
	return nil, errors.New("neither an RSA key that is believed nor an ed25519 key")
}
