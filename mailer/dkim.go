package mailer

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"strings"
)

// DKIMKey is one key that signs for a domain, RSA or ed25519; its public half
// stands in the DNS at selector._domainkey.domain.
type DKIMKey struct {
	Domain, Selector string
	Key              crypto.Signer
}

var errNoKey = errors.New("neither an RSA nor an ed25519 key with its domain and selector")

// Record is the text that stands in the DNS for the key.
func (k DKIMKey) Record() (string, error) {
	switch public := k.Key.Public().(type) {
	case ed25519.PublicKey:
		return "v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(public), nil
	case *rsa.PublicKey:
		der, err := x509.MarshalPKIXPublicKey(public)
		return "v=DKIM1; k=rsa; p=" + base64.StdEncoding.EncodeToString(der), err
	}
	return "", errNoKey
}

// Signer signs whole messages (RFC 6376, RFC 8463), once with each key: a
// server that does not know ed25519 checks the RSA signature.
//
// It is ours because it stands on the way of every mail: our messages need
// next to nothing of what a general signer does, and the library that checks
// it in the tests took three times as long as the signature itself.
type Signer struct{ keys []DKIMKey }

// NewSigner prepares a signer with some keys; nil with none. A key that cannot
// sign is refused.
func NewSigner(keys ...DKIMKey) (*Signer, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	for _, k := range keys {
		if _, err := k.Record(); err != nil || k.Domain == "" || k.Selector == "" {
			return nil, errNoKey
		}
	}
	return &Signer{keys}, nil
}

// signedFields are what a signature covers. From stands twice, and what a mail
// lacks stands there too: no other can be added on the way.
func signedFields() []string {
	return []string{"From", "From", "Reply-To", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Auto-Submitted",
		"Feedback-ID", "MIME-Version", "Content-Type"}
}

// sign returns the message with a signature of each key before it. The same
// message gives the same signatures: both ways of signing are deterministic,
// and no time stands in them.
func (s *Signer) sign(message []byte) ([]byte, error) {
	head, body, found := bytes.Cut(message, []byte("\r\n\r\n"))
	if !found {
		return nil, errors.New("a message without a body")
	}
	fields := relaxed(string(head))
	var covered strings.Builder
	for _, name := range signedFields() {
		covered.WriteString(fields[strings.ToLower(name)])
		delete(fields, strings.ToLower(name))
	}
	digest := sha256.Sum256(bodyToSign(body))
	out := bytes.NewBuffer(make([]byte, 0, len(message)+800*len(s.keys)))
	for _, k := range s.keys {
		if err := k.sign(out, covered.String(), digest[:]); err != nil {
			return nil, err
		}
	}
	out.Write(message)
	return out.Bytes(), nil
}

// sign writes one signature over the fields and the digest of the body.
func (k DKIMKey) sign(out *bytes.Buffer, covered string, body []byte) error {
	algorithm, options := "rsa-sha256", crypto.SignerOpts(crypto.SHA256)
	if _, ok := k.Key.Public().(ed25519.PublicKey); ok {
		algorithm, options = "ed25519-sha256", crypto.Hash(0)
	}
	words := append([]string{"v=1;", "a=" + algorithm + ";", "c=relaxed/simple;", "d=" + k.Domain + ";", "s=" + k.Selector + ";"}, fieldList()...)
	words = append(words, "bh="+base64.StdEncoding.EncodeToString(body)+";", "b=")
	digest := sha256.Sum256([]byte(covered + "dkim-signature:" + strings.Join(words, " ")))
	signature, err := k.Key.Sign(rand.Reader, digest[:], options)
	if err != nil {
		return err
	}
	words = words[:len(words)-1]
	rest := "b=" + base64.StdEncoding.EncodeToString(signature)
	for ; len(rest) > lineLength-2; rest = rest[lineLength-2:] {
		words = append(words, rest[:lineLength-2])
	}
	header{out}.words("DKIM-Signature", append(words, rest))
	return nil
}

// fieldList is the h= of a signature, in words that fit a line.
func fieldList() []string {
	names := signedFields()
	half := len(names) / 2
	return []string{"h=" + strings.Join(names[:half], ":") + ":", strings.Join(names[half:], ":") + ";"}
}

// relaxed gives the fields of a header as they are signed, by name: unfolded,
// every white space one space (RFC 6376 § 3.4.2).
func relaxed(head string) map[string]string {
	fields := make(map[string]string, 16)
	for len(head) > 0 {
		end := 0
		for {
			at := strings.Index(head[end:], "\r\n")
			if at < 0 {
				end = len(head)
				break
			}
			if end += at + 2; end < len(head) && head[end] != ' ' && head[end] != '\t' {
				break
			}
		}
		name, value, _ := strings.Cut(head[:end], ":")
		head = head[end:]
		name = strings.ToLower(strings.TrimSpace(name))
		fields[name] = name + ":" + strings.Join(strings.Fields(value), " ") + "\r\n"
	}
	return fields
}

// bodyToSign is a body as it is signed: without the empty lines at its end
// (RFC 6376 § 3.4.3). Quoted-printable leaves nothing else to a server's taste.
func bodyToSign(body []byte) []byte {
	for bytes.HasSuffix(body, []byte("\r\n\r\n")) {
		body = body[:len(body)-2]
	}
	return body
}
