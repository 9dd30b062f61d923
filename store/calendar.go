package store

import (
	"context"
	"strconv"
	"strings"

	"vigie/internal/domain"
)

// Calendar is base with the hours that the team set; as it is when nobody did.
func (r reader) Calendar(ctx context.Context, base domain.Calendar) (domain.Calendar, error) {
	text, err := r.Setting(ctx, domain.SettingHours, "")
	if err != nil || text == "" {
		return base, err
	}
	base.Hours, err = domain.ParseHours(text)
	return base, err
}

// ClockDoubt is the jump of the clock that nobody confirmed yet; zero when
// there is none.
func (r reader) ClockDoubt(ctx context.Context) (domain.ClockDoubt, error) {
	text, err := r.Setting(ctx, domain.SettingClockDoubt, "")
	if err != nil || text == "" {
		return domain.ClockDoubt{}, err
	}
	seen, now, _ := strings.Cut(text, " ")
	return domain.ClockDoubt{Seen: instant(seen), Now: instant(now)}, nil
}

// SetClockDoubt keeps a jump of the clock; the zero one ends the doubt.
func (tx *Tx) SetClockDoubt(ctx context.Context, d domain.ClockDoubt) error {
	value := ""
	if d != (domain.ClockDoubt{}) {
		value = strconv.FormatInt(int64(d.Seen), 10) + " " + strconv.FormatInt(int64(d.Now), 10)
	}
	return tx.SetSetting(ctx, domain.SettingClockDoubt, value)
}

const metaClock = "mailer_clock"

// ClockSeen is the hour at which the mailer last looked at the clock, zero
// when it never did.
func (r reader) ClockSeen(ctx context.Context) (domain.Instant, error) {
	text, err := r.Meta(ctx, metaClock)
	return instant(text), err
}

// SeeClock keeps the hour at which the mailer looked at the clock.
func (tx *Tx) SeeClock(ctx context.Context, at domain.Instant) error {
	tx.quiet = true
	return tx.SetMeta(ctx, metaClock, strconv.FormatInt(int64(at), 10))
}

// ForgetClock lets the mailer begin anew with the hour that it sees next.
func (tx *Tx) ForgetClock(ctx context.Context) error { return tx.SetMeta(ctx, metaClock, "") }

// instant reads a stored moment; what is no number never happened.
func instant(s string) domain.Instant {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0
	}
	return domain.Instant(n)
}
