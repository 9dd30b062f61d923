package exchange

import (
	"strings"
	"time"

	"vigie/internal/domain"
)

const (
	noSerial = -1
	// day zero of a workbook is 1899-12-30, or 1904-01-01 on old Macs.
	days1904              = 1462
	minSerial, maxSerial  = 10_000, 110_000 // 1927 to 2201
	firstYear, lastYear   = 1900, 2199
	centuryTurn           = 70 // 70 is 1970, 69 is 2069
	yearFirst, dayFirst   = 4, 2
	shortYear, wholeYears = 2, 4
)

// parseDate reads a day: 2024-12-31, 31/12/2024, 31-12-24, 31.12.2024, with or
// without an hour behind it, and a workbook's number of days.
func parseDate(s string, serial int) (domain.Date, bool) {
	if i := strings.IndexAny(s, " T"); i >= 6 {
		s = s[:i]
	}
	if serial != noSerial && !strings.ContainsAny(s, "-/") {
		if day, ok := serialDate(s, serial); ok {
			return day, true
		}
	}
	first, rest, ok1 := number(s)
	second, rest, ok2 := number(behindSeparator(rest))
	third, rest, ok3 := number(behindSeparator(rest))
	if !ok1 || !ok2 || !ok3 || rest != "" {
		return "", false
	}
	lead := strings.IndexAny(s, "-/.")
	year, day, tail := third, first, len(s)-strings.LastIndexAny(s, "-/.")-1
	switch {
	case lead == yearFirst:
		year, day = first, third
	case lead > dayFirst || tail != shortYear && tail != wholeYears:
		return "", false
	case tail == shortYear && year >= centuryTurn:
		year += 1900
	case tail == shortYear:
		year += 2000
	}
	if year < firstYear || year > lastYear || second < 1 || second > 12 || day < 1 || day > daysIn(year, second) {
		return "", false
	}
	if lead == yearFirst && len(s) == 10 && s[4] == '-' && s[7] == '-' {
		return domain.Date(s), true
	}
	return dateOf(year, second, day), true
}

func dateOf(year, month, day int) domain.Date {
	return domain.Date([]byte{
		byte('0' + year/1000), byte('0' + year/100%10), byte('0' + year/10%10), byte('0' + year%10), '-',
		byte('0' + month/10), byte('0' + month%10), '-', byte('0' + day/10), byte('0' + day%10),
	})
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// serialDate reads the number of a day; its decimals are the hour.
func serialDate(s string, offset int) (domain.Date, bool) {
	whole, _, _ := strings.Cut(s, ".")
	n, rest, ok := number(whole)
	if !ok || rest != "" || n < minSerial || n > maxSerial {
		return "", false
	}
	return domain.DateOf(time.Date(1899, 12, 30+n+offset, 0, 0, 0, 0, time.UTC)), true
}

// number reads the digits at the beginning of s, at most six.
func number(s string) (n int, rest string, ok bool) {
	i := 0
	for ; i < len(s) && i < 6 && '0' <= s[i] && s[i] <= '9'; i++ {
		n = n*10 + int(s[i]-'0')
	}
	return n, s[i:], i > 0
}

// behindSeparator drops one separator; without one nothing can be read.
func behindSeparator(s string) string {
	if s != "" && (s[0] == '-' || s[0] == '/' || s[0] == '.') {
		return s[1:]
	}
	return ""
}
