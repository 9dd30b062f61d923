package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"vigie/internal/fixture"
	"vigie/store"
)

// The sizes of a round: mails against the sink, and over a slow link.
const (
	sentMails, slowMails = 20_000, 500
	sendConnections      = 4
	slowLink             = 10 * time.Millisecond // both ways
)

// measureSending sends a week's reminders to Postfix's sink, and Postfix's own
// source as many mails of the same size over as many connections.
func measureSending(ctx context.Context, b *bench) error {
	for _, program := range []string{"smtp-source", "smtp-sink"} {
		if _, err := exec.LookPath(program); err != nil {
			return fmt.Errorf("%s of Postfix is needed", program)
		}
	}
	for _, dialect := range []string{"sqlite", "postgres"} {
		if !b.match.MatchString(dialect) {
			continue
		}
		if err := sendOn(ctx, b, dialect); err != nil {
			return fmt.Errorf("%s: %w", dialect, err)
		}
	}
	return nil
}

func sendOn(ctx context.Context, b *bench, dialect string) error {
	dir, err := b.scratch("sending-" + dialect)
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	src := store.Source{Dialect: dialect, Path: filepath.Join(dir, "vigie.db")}
	if dialect == "postgres" {
		server, err := fixture.StartPostgres()
		if err != nil {
			return err
		}
		defer server.Stop()
		if src.URL, err = server.NewDatabase(ctx); err != nil {
			return err
		}
	}
	o, err := newOutbox(ctx, dir, src, sentMails)
	if err != nil {
		return err
	}
	defer o.db.Close()
	sink, addr, err := startSink(ctx, dir)
	if err != nil {
		return err
	}
	err = errors.Join(sendRounds(ctx, b, o, addr), sendSlowly(ctx, b, o, addr))
	return errors.Join(err, sink.end())
}

func startSink(ctx context.Context, dir string) (*server, string, error) {
	addr, err := freePort()
	if err != nil {
		return nil, "", err
	}
	var args []string
	if os.Geteuid() == 0 {
		args = []string{"-u", "nobody"}
	}
	s, _, err := startServer(ctx, addr, filepath.Join(dir, "sink.log"), nil, "smtp-sink", append(args, addr, "1000")...)
	return s, addr, err
}

// sendRounds compares with smtp-source.
func sendRounds(ctx context.Context, b *bench, o *outbox, addr string) error {
	size, err := o.size(ctx, b, addr)
	if err != nil {
		return err
	}
	var floors, ours []float64
	var ratios []float64
	var peak int64
	for range b.rounds {
		took, err := timed(func() error { return source(ctx, addr, sentMails, size) })
		if err != nil {
			return err
		}
		floors = append(floors, sentMails/took.Seconds())
		out, err := o.send(ctx, b, addr, sentMails)
		if err != nil {
			return err
		}
		ours = append(ours, sentMails/out.Seconds)
		ratios, peak = append(ratios, ours[len(ours)-1]/floors[len(floors)-1]), max(peak, out.Peak)
	}
	ratio := median(ratios)
	b.add(Row{Name: "sending: " + o.src.Dialect, Floor: fmt.Sprintf("%.0f/s", median(floors)), Ours: fmt.Sprintf("%.0f/s", median(ours)), Ratio: ratio,
		Promise: "≥ 0.75×, ≤ 128 MiB", Kept: kept(ratio >= 0.75 && peak <= 128<<10),
		Note: fmt.Sprintf("%d mails of %d bytes, %d connections; memory %d MiB", sentMails, size, sendConnections, peak>>10)})
	return nil
}

// source runs Postfix's smtp-source, which keeps its connections.
func source(ctx context.Context, addr string, mails, size int) error {
	text, err := exec.CommandContext(ctx, "smtp-source", "-d", "-s", fmt.Sprint(sendConnections), "-m", fmt.Sprint(mails), "-l", fmt.Sprint(size),
		"-f", "a@example.test", "-t", "b@example.test", addr).CombinedOutput()
	if err != nil {
		return fmt.Errorf("smtp-source: %w: %.200s", err, text)
	}
	return nil
}

// sendSlowly compares with a bare pipelined client over a slow link.
func sendSlowly(ctx context.Context, b *bench, o *outbox, addr string) error {
	link, err := newSlowLink(addr, slowLink)
	if err != nil {
		return err
	}
	defer link.close()
	var floors, ours, ratios []float64
	for range b.rounds {
		took, err := timed(func() error { return pipelined(link.addr(), slowMails, sendConnections, 4096) })
		if err != nil {
			return err
		}
		floors = append(floors, slowMails/took.Seconds())
		out, err := o.send(ctx, b, link.addr(), slowMails)
		if err != nil {
			return err
		}
		ours = append(ours, slowMails/out.Seconds)
		ratios = append(ratios, ours[len(ours)-1]/floors[len(floors)-1])
	}
	ratio := median(ratios)
	b.add(Row{Name: "sending over a link of 10 ms: " + o.src.Dialect, Floor: fmt.Sprintf("%.0f/s", median(floors)), Ours: fmt.Sprintf("%.0f/s", median(ours)), Ratio: ratio,
		Promise: "≥ 0.9×", Kept: kept(ratio >= 0.9), Note: fmt.Sprintf("%d mails; the floor is a pipelined client", slowMails)})
	return nil
}
