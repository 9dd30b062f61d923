// Package timed does what happens because time passed: compliance that
// changes with the day, stand-bys that end, consent requests that expire.
package timed

import (
	"context"
	"log/slog"
	"time"

	"vigie/internal/desk"
)

// every is how often the clock is looked at.
const every = time.Minute

// Run works until ctx ends.
func Run(ctx context.Context, d *desk.Desk, log *slog.Logger) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		if err := Once(ctx, d); err != nil && ctx.Err() == nil {
			log.Error("timed", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Once does everything that is due, in small transactions.
func Once(ctx context.Context, d *desk.Desk) error {
	for _, act := range []func(context.Context) (int, error){d.EndStandbys, d.WakeTickets, d.JudgeRefusals, d.EffectNominations, d.TellAdministrators, d.ContinueCampaigns, d.ExpireConsents, d.ExpireExports, d.ForgetLastMails, d.Purge, d.RefreshCompliance, d.Escalate, d.ContinueCorrections, d.TidyNames} {
		for n := 1; n > 0 && ctx.Err() == nil; {
			var err error
			if n, err = act(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}
