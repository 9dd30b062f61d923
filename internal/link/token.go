package link

import (
	"crypto/hmac"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"strconv"

	"vigie/internal/domain"
)

const (
	// secretBytes are what nobody guesses of a token: 128 bits.
	secretBytes = 16
	// momentBytes stand before them, the milliseconds of the link's creation. The
	// hash that the database stores begins with the same: links that are made
	// together stand together in its index, where hashes alone would touch a page
	// of it each.
	momentBytes = 6
	// hashDigits are those of a hash without its moment.
	hashDigits = 64
)

// Token is the secret part of a link's address, 30 characters of base64url. It
// follows from the key and from what the link is (kind, subject, mail, moment
// of creation), so it is made again for every try of a mail and never stored.
// The moment keeps a token from opening another link after a restore. Links of
// before tokens began with it have 22 characters.
func (k *Keys) Token(l domain.Link) string {
	mac := k.links.sum("token", string(l.Kind), strconv.FormatInt(l.SubjectID, 10),
		strconv.FormatInt(l.MailID, 10), strconv.FormatInt(int64(l.CreatedAt), 10))[:secretBytes]
	if len(l.Hash) == hashDigits {
		return base64.RawURLEncoding.EncodeToString(mac)
	}
	var moment [8]byte
	binary.BigEndian.PutUint64(moment[:], uint64(l.CreatedAt))
	return base64.RawURLEncoding.EncodeToString(append(moment[len(moment)-momentBytes:], mac...))
}

// TokenHash is what the database stores of a token, and finds the link by. It
// is empty for what no token looks like.
func (k *Keys) TokenHash(token string) string {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(raw) != secretBytes && len(raw) != momentBytes+secretBytes {
		return ""
	}
	return hex.EncodeToString(raw[:len(raw)-secretBytes]) + hex.EncodeToString(k.links.sum("stored", token))
}

// Opens reports, in constant time, whether token is that of a link found by
// its hash: whoever can write the database still cannot make a link.
func (k *Keys) Opens(l domain.Link, token string) bool {
	return hmac.Equal([]byte(k.Token(l)), []byte(token))
}

// Mint returns a link's token and, in the link, the hash to store.
func (k *Keys) Mint(l *domain.Link) (token string) {
	token = k.Token(*l)
	l.Hash = k.TokenHash(token)
	return token
}

// Path is the page that a link opens: /c/{token}.
func Path(kind domain.LinkKind, token string) string { return "/" + string(kind) + "/" + token }

// Hash is the keyed hash of a value for one purpose, 32 hexadecimal digits.
// The hashes of two purposes cannot be compared.
func (k *Keys) Hash(purpose, value string) string {
	return hex.EncodeToString(k.hashes.sum("hash", purpose, value)[:secretBytes])
}

// HashEmail is the hash by which a suppression list knows an address in
// whatever case and spacing it comes back.
func (k *Keys) HashEmail(email string) string { return k.Hash("email", domain.EmailKey(email)) }
