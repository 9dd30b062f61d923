package i18n

import (
	"strings"

	"vigie/internal/domain"
)

// Rate says a rate of VAT: 5,5 % or 5.5%.
func (t *Texts) Rate(r domain.VATRate) string {
	if t.lang == French {
		return strings.ReplaceAll(r.Percent(), ".", ",") + noBreak + "%"
	}
	return r.Percent() + "%"
}

// Quantity says a quantity given in thousandths: 1 200,5 or 1,200.5.
func (t *Texts) Quantity(thousandths int64) string {
	_, decimals, some := strings.Cut(domain.QuantityText(thousandths), ".")
	text := t.Number(thousandths / 1000)
	switch {
	case !some:
		return text
	case t.lang == French:
		return text + "," + decimals
	}
	return text + "." + decimals
}
