package sshd

import (
	"context"
	"errors"
	"time"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"
)

// fingerprintKey is where the handshake leaves the key that finished it.
const fingerprintKey = "vigie-fingerprint"

// lookupTime bounds a look at the database during a log-in.
const lookupTime = 5 * time.Second

var errRefused = errors.New("key refused")

// guestKey finds the guest in the context of a connection.
type guestKey struct{}

// handshake is the configuration of one connection: public keys only, our
// algorithms, our deadlines.
func (s *Server) handshake(ctx ssh.Context) *gossh.ServerConfig {
	g, _ := ctx.Value(guestKey{}).(*guest)
	config := &gossh.ServerConfig{
		MaxAuthTries:            6,
		PublicKeyAuthAlgorithms: userKeyAlgorithms(),
		PublicKeyCallback: func(_ gossh.ConnMetadata, key gossh.PublicKey) (*gossh.Permissions, error) {
			return s.offered(ctx, g, key)
		},
		PreAuthConnCallback: func(gossh.ServerPreAuthConn) { s.door.exchanged(g) },
		AuthLogCallback: func(_ gossh.ConnMetadata, _ string, err error) {
			if err == nil {
				s.door.welcome(g)
			}
		},
	}
	config.KeyExchanges, config.Ciphers, config.MACs = algorithms(s.config.Profile)
	return config
}

// offered answers a key that a client offers. The fingerprint travels in the
// permissions, because a key offered is not yet a key used. Unknown, expired
// and disabled look alike; the one line that says so is sent once.
func (s *Server) offered(ctx context.Context, g *guest, key gossh.PublicKey) (*gossh.Permissions, error) {
	ctx, cancel := context.WithTimeout(ctx, lookupTime)
	defer cancel()
	fingerprint := gossh.FingerprintSHA256(key)
	if _, err := s.config.Lookup(ctx, fingerprint); err != nil {
		s.config.Log.Info("ssh key refused", "fingerprint", fingerprint, "remote", g.source.String(), "err", err)
		if g.told {
			return nil, errRefused
		}
		g.told = true
		return nil, &gossh.BannerError{Err: errRefused, Message: s.config.Texts("").T("console.ssh.key_refused") + "\r\n"}
	}
	return &gossh.Permissions{Extensions: map[string]string{fingerprintKey: fingerprint}}, nil
}

// algorithms are those of a profile, best first.
func algorithms(profile string) (kex, ciphers, macs []string) {
	kex = []string{gossh.KeyExchangeMLKEM768X25519}
	if profile != ProfilePQ {
		kex = append(kex, gossh.KeyExchangeCurve25519)
	}
	ciphers = []string{gossh.CipherChaCha20Poly1305, gossh.CipherAES256GCM, gossh.CipherAES128GCM}
	macs = []string{gossh.HMACSHA512ETM, gossh.HMACSHA256ETM}
	return kex, ciphers, macs
}

// userKeyAlgorithms are the keys that staff may hold.
func userKeyAlgorithms() []string {
	return []string{
		gossh.KeyAlgoED25519, gossh.KeyAlgoSKED25519, gossh.KeyAlgoSKECDSA256,
		gossh.KeyAlgoECDSA256, gossh.KeyAlgoECDSA384, gossh.KeyAlgoECDSA521, gossh.KeyAlgoRSASHA512, gossh.KeyAlgoRSASHA256,
	}
}
