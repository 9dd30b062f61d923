package i18n

import (
	"strconv"
	"time"
)

// noBreak is the no-break space that French puts between thousands and before
// the euro sign.
const noBreak = "\u00a0"

// Date says a day given as yyyy-mm-dd: 15/01/2025 or 15 Jan 2025. No day is
// the empty string, and what is not a day comes back as it is.
func (t *Texts) Date(day string) string {
	d, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return d.Format(t.dayLayout())
}

// LongDate says a day given as yyyy-mm-dd in words, for letters and mails:
// 1er janvier 2025 or 1 January 2025.
func (t *Texts) LongDate(day string) string {
	d, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	number := strconv.Itoa(d.Day())
	if t.lang == French && d.Day() == 1 {
		number = "1er"
	}
	return number + " " + t.T("domain.month."+strconv.Itoa(int(d.Month()))) + " " + strconv.Itoa(d.Year())
}

// DateTime says an instant in a time zone (UTC when nil) to the minute; the
// zero instant is the empty string.
func (t *Texts) DateTime(at time.Time, zone *time.Location) string {
	if at.IsZero() {
		return ""
	}
	if zone == nil {
		zone = time.UTC
	}
	return at.In(zone).Format(t.dayLayout() + " 15:04")
}

func (t *Texts) dayLayout() string {
	if t.lang == French {
		return "02/01/2006"
	}
	return "2 Jan 2006"
}

// Number says an integer with its thousands apart: 12 345 or 12,345.
func (t *Texts) Number(n int64) string {
	if n < 0 {
		// -(n+1)+1 as unsigned also holds the smallest int64.
		return "-" + t.group(strconv.FormatUint(uint64(-(n+1))+1, 10))
	}
	return t.group(strconv.FormatInt(n, 10))
}

func (t *Texts) group(digits string) string {
	if len(digits) <= 3 {
		return digits
	}
	separator := ","
	if t.lang == French {
		separator = noBreak
	}
	head := len(digits) % 3
	if head == 0 {
		head = 3
	}
	out := digits[:head]
	for i := head; i < len(digits); i += 3 {
		out += separator + digits[i:i+3]
	}
	return out
}

// Span says how long something takes, in its two largest units: 5 h 30 min.
func (t *Texts) Span(d time.Duration) string {
	seconds := int64(d.Round(time.Second) / time.Second)
	units := []struct {
		word    string
		seconds int64
	}{{t.T("domain.span.day"), 86400}, {"h", 3600}, {"min", 60}, {"s", 1}}
	for i, u := range units {
		n := seconds / u.seconds
		if n == 0 && i < len(units)-1 {
			continue
		}
		out := t.Number(n) + noBreak + u.word
		if i < len(units)-1 {
			if rest := seconds % u.seconds / units[i+1].seconds; rest > 0 {
				out += noBreak + t.Number(rest) + noBreak + units[i+1].word
			}
		}
		return out
	}
	return ""
}

// Amount says an amount given in cents of euro: 61 100,00 € or €61,100.00. A
// negative amount is one nobody knows, and is said so.
func (t *Texts) Amount(cents int64) string {
	if cents < 0 {
		return t.T("domain.amount.unknown")
	}
	rest := strconv.FormatInt(cents%100, 10)
	if len(rest) == 1 {
		rest = "0" + rest
	}
	if t.lang == French {
		return t.Number(cents/100) + "," + rest + noBreak + "€"
	}
	return "€" + t.Number(cents/100) + "." + rest
}
