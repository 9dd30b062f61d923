package main

import "context"

// measureGenerate opens every base, making those that are missing.
func measureGenerate(ctx context.Context, b *bench) error {
	for _, n := range []int{smallSize, middleSize, b.full} {
		if _, err := b.base(ctx, n); err != nil {
			return err
		}
	}
	return nil
}
