package main

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// side is one of the two things that a row compares: one call is one
// operation, i counts them from 0 in every round.
type side func(ctx context.Context, i int) error

// sample are the times of the operations of one side in one round.
type sample []time.Duration

func (s sample) quantile(q float64) time.Duration {
	if len(s) == 0 {
		return 0
	}
	sorted := slices.Clone(s)
	slices.Sort(sorted)
	return sorted[min(len(sorted)-1, int(q*float64(len(sorted))))]
}

// duel is what comparing two sides came to.
type duel struct {
	ratios      []float64 // ours to floor, one a round
	floor, ours sample    // of all rounds
}

func (d duel) ratio() float64 { return median(d.ratios) }

func median(xs []float64) float64 {
	if len(xs) == 0 {
		return 0
	}
	sorted := slices.Clone(xs)
	slices.Sort(sorted)
	return sorted[len(sorted)/2]
}

// inTurn runs both sides in turn, operation by operation, rounds times the
// same n operations after a first, uncounted pass; the ratio of a round is
// that of the medians.
func inTurn(ctx context.Context, rounds, n int, floor, ours side) (duel, error) {
	var d duel
	for round := -1; round < rounds; round++ {
		var f, o sample
		for i := range n {
			took, err := timed(func() error { return floor(ctx, i) })
			if err != nil {
				return d, fmt.Errorf("floor: %w", err)
			}
			f = append(f, took)
			if took, err = timed(func() error { return ours(ctx, i) }); err != nil {
				return d, fmt.Errorf("ours: %w", err)
			}
			o = append(o, took)
		}
		if round < 0 {
			continue
		}
		d.floor, d.ours = append(d.floor, f...), append(d.ours, o...)
		d.ratios = append(d.ratios, float64(o.quantile(0.5))/float64(max(1, f.quantile(0.5))))
	}
	return d, nil
}

// timed is how long f took.
func timed(f func() error) (time.Duration, error) {
	began := time.Now()
	err := f()
	return time.Since(began), err
}
