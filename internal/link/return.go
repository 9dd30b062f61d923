package link

import (
	"crypto/hmac"
	"encoding/hex"
	"strconv"
	"strings"
)

// returnBytes are 16 hexadecimal digits: nobody makes a report about a mail
// that they did not get.
const returnBytes = 8

// ReturnPath is the local part of the address to which failures of a mail come
// back: b+17.91ab… It names the row, and proves that the address is ours.
func (k *Keys) ReturnPath(mail int64) string {
	row := strconv.FormatInt(mail, 10)
	return "b+" + row + "." + hex.EncodeToString(k.hashes.sum("return", row)[:returnBytes])
}

// ReturnedMail is the row of the mail whose return path an address is, in
// whatever case it comes back; false for any other address.
func (k *Keys) ReturnedMail(address string) (int64, bool) {
	local, _, _ := strings.Cut(strings.ToLower(address), "@")
	rest, ours := strings.CutPrefix(local, "b+")
	row, _, proved := strings.Cut(rest, ".")
	id, err := strconv.ParseInt(row, 10, 64)
	if !ours || !proved || err != nil || id <= 0 {
		return 0, false
	}
	return id, hmac.Equal([]byte(k.ReturnPath(id)), []byte(local))
}
