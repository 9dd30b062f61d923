package link

import (
	"crypto/hmac"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strconv"

	"vigie/internal/domain"
)

// NewSecret is what a cookie holds: 43 characters that nobody guesses. The
// database keeps its keyed hash only.
func NewSecret() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// Code is the six digits that finish a log-in. They follow from the key and
// the log-in, so they are made again for every try of their mail and stored
// nowhere.
func (k *Keys) Code(c domain.LoginCode) string {
	sum := k.links.sum("code", strconv.FormatInt(c.ID, 10), strconv.FormatInt(c.UserID, 10), c.Hash, strconv.FormatInt(int64(c.CreatedAt), 10))
	return fmt.Sprintf("%06d", binary.BigEndian.Uint64(sum)%1_000_000)
}

// IsCode compares, in constant time, what somebody typed with the code of a
// log-in.
func (k *Keys) IsCode(c domain.LoginCode, typed string) bool {
	return hmac.Equal([]byte(k.Code(c)), []byte(typed))
}
