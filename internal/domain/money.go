package domain

// Cents is an amount of euros in cents, excluding tax.
type Cents int64

// UnknownAmount marks a contract whose amount nobody gave.
const UnknownAmount Cents = -1

// VigilanceThreshold is 5,000 € excluding tax, from which the duty of
// vigilance applies (Code du travail R. 8222-1).
const VigilanceThreshold Cents = 500_000

// Known reports whether the amount was given.
func (c Cents) Known() bool { return c >= 0 }
