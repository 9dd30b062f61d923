package exchange

import (
	"math"
	"strconv"
	"strings"
	"unicode"

	"vigie/internal/domain"
)

// maxAmount is a hundred billion euros: what is above is a wrong column.
const maxAmount = 10_000_000_000_000

// parseAmount reads an amount of euros as people write it: 91109,96 · 61 100 €
// · 1.234,56 · 1,234.56. Of two separators the last is the decimal one; a
// single one followed by three digits parts thousands, as does a repeated one.
func parseAmount(s string) (domain.Cents, bool) {
	if cents, ok := plainAmount(s); ok {
		return cents, true
	}
	s = strings.Map(func(c rune) rune {
		if unicode.IsSpace(c) || unicode.Is(unicode.Cf, c) || c == '\'' || c == '’' {
			return -1
		}
		return unicode.ToLower(c)
	}, s)
	for _, word := range []string{"ht", "€", "eur", "euros", "euro"} {
		s = strings.TrimSuffix(s, word)
	}
	s = strings.TrimPrefix(strings.TrimPrefix(s, "€"), "eur")
	if strings.Contains(s, "e") {
		return floatAmount(s)
	}
	if i := decimalPoint(s); i >= 0 {
		return plainOr(ungrouped(s[:i]), s[i+1:])
	}
	return plainOr(ungrouped(s), "")
}

func plainOr(whole string, decimals string) (domain.Cents, bool) {
	if whole == "" || decimals == "" && strings.HasSuffix(whole, ".") {
		return domain.UnknownAmount, false
	}
	if cents, ok := plainAmount(whole + "." + decimals); ok {
		return cents, true
	}
	return domain.UnknownAmount, false
}

// decimalPoint finds the decimal separator of s, -1 when it has none.
func decimalPoint(s string) int {
	last := strings.LastIndexAny(s, ".,")
	if last < 0 {
		return -1
	}
	separator, other := s[last:last+1], ","
	if separator == "," {
		other = "."
	}
	if strings.Contains(s[:last], other) {
		return last
	}
	if strings.Count(s, separator) > 1 {
		return -1
	}
	if behind := len(s) - last - 1; behind == 3 && last >= 1 && last <= 3 && s[0] != '0' {
		return -1
	}
	return last
}

// ungrouped drops the separators of thousands, and everything when they part
// something else than groups of three digits.
func ungrouped(s string) string {
	groups := strings.FieldsFunc(s, func(c rune) bool { return c == '.' || c == ',' })
	for i, group := range groups {
		if i > 0 && len(group) != 3 || i == 0 && len(groups) > 1 && len(group) > 3 {
			return ""
		}
	}
	return strings.Join(groups, "")
}

// plainAmount reads digits with at most one separator and not three decimals,
// and rounds to the cent.
func plainAmount(s string) (domain.Cents, bool) {
	var n int64
	i := 0
	for ; i < len(s) && '0' <= s[i] && s[i] <= '9'; i++ {
		if n = n*10 + int64(s[i]-'0'); n > maxAmount {
			return domain.UnknownAmount, false
		}
	}
	n *= 100
	if i == len(s) {
		return domain.Cents(n), i > 0 && n <= maxAmount
	}
	decimals := s[i+1:]
	if i == 0 || s[i] != '.' && s[i] != ',' || len(decimals) == 3 && i <= 3 && s[0] != '0' {
		return domain.UnknownAmount, false
	}
	for j := range len(decimals) {
		d := int64(decimals[j]) - '0'
		switch {
		case d < 0 || d > 9:
			return domain.UnknownAmount, false
		case j == 0:
			n += 10 * d
		case j == 1:
			n += d
		case j == 2 && d >= 5:
			n++
		}
	}
	return domain.Cents(n), n <= maxAmount
}

// floatAmount reads 1.5E+06, as workbooks keep large numbers.
func floatAmount(s string) (domain.Cents, bool) {
	euros, err := strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64)
	if err != nil || !(euros >= 0) || euros*100 > maxAmount {
		return domain.UnknownAmount, false
	}
	return domain.Cents(math.Round(euros * 100)), true
}
