package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"time"
)

// server is a process that listens, ours or a floor's.
type server struct {
	cmd *exec.Cmd
	log *os.File
}

// startServer starts a program and waits until addr accepts; it returns how
// long that took.
func startServer(ctx context.Context, addr, log string, env []string, name string, args ...string) (*server, time.Duration, error) {
	out, err := os.OpenFile(log, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, 0, err
	}
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = append(os.Environ(), env...)
	cmd.Stdout, cmd.Stderr = out, out
	s := &server{cmd: cmd, log: out}
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return nil, 0, errors.Join(err, out.Close())
	}
	for time.Since(began) < time.Minute {
		if c, err := net.DialTimeout("tcp", addr, time.Second); err == nil {
			return s, time.Since(began), c.Close()
		}
		time.Sleep(200 * time.Microsecond)
	}
	return nil, 0, errors.Join(fmt.Errorf("%s does not accept on %s, see %s", filepath.Base(name), addr, log), s.end())
}

// end stops the process by its id, gently first.
func (s *server) end() (err error) {
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	done := make(chan error, 1)
	go func() { done <- s.cmd.Wait() }()
	select {
	case err = <-done:
	case <-time.After(20 * time.Second):
		_ = s.cmd.Process.Kill()
		err = <-done
	}
	var ended *exec.ExitError
	if errors.As(err, &ended) {
		err = nil // ended by our signal
	}
	return errors.Join(err, s.log.Close())
}

// freePort is a port of loopback that nobody uses now.
func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// program builds one of the module's programs beside the bases, flags included.
func (b *bench) program(ctx context.Context, name, folder string, flags ...string) (string, error) {
	path := filepath.Join(b.root, name)
	text, err := exec.CommandContext(ctx, "go", slices.Concat([]string{"build", "-o", path}, flags, []string{folder})...).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build: %w: %.500s", err, text)
	}
	return path, nil
}

// hello starts the smallest server there is.
func (b *bench) hello(ctx context.Context, log string) (s *server, addr string, took time.Duration, err error) {
	bin, err := b.program(ctx, "hello", "./cmd/bench/hello")
	if err != nil {
		return nil, "", 0, err
	}
	return startBare(ctx, bin, log)
}

// linked starts and ends the smallest server with the modules that vigie links.
func (b *bench) linked(ctx context.Context, log string) (took time.Duration, err error) {
	bin, err := b.program(ctx, "linked", "./cmd/bench/hello", "-tags", "modules,sqlite_fts5,sqlite_omit_load_extension")
	if err != nil {
		return 0, err
	}
	s, _, took, err := startBare(ctx, bin, log)
	if err != nil {
		return 0, err
	}
	return took, s.end()
}

func startBare(ctx context.Context, bin, log string) (s *server, addr string, took time.Duration, err error) {
	if addr, err = freePort(); err != nil {
		return nil, "", 0, err
	}
	s, took, err = startServer(ctx, addr, log, nil, bin, addr)
	return s, addr, took, err
}

// serve starts the real program on the full base.
func (b *bench) serve(ctx context.Context, dir string) (s *server, ssh, http string, took time.Duration, err error) {
	bin, err := b.program(ctx, "vigie", "./cmd/vigie")
	if err != nil {
		return nil, "", "", 0, err
	}
	if ssh, err = freePort(); err != nil {
		return nil, "", "", 0, err
	}
	if http, err = freePort(); err != nil {
		return nil, "", "", 0, err
	}
	env := []string{"VIGIE_DATA_DIR=" + dir, "VIGIE_SSH_ADDR=" + ssh, "VIGIE_HTTP_ADDR=" + http, "VIGIE_DATABASE_URL=", "VIGIE_SMTP_URL=", "VIGIE_METRICS_ADDR=off", "VIGIE_LMTP_ADDR=off",
		"VIGIE_SSH_MAX_SESSIONS=600", "VIGIE_SSH_MAX_SESSIONS_PER_PERSON=600", "VIGIE_LOG_LEVEL=warn"}
	s, took, err = startServer(ctx, http, filepath.Join(dir, "serve.log"), env, bin, "serve")
	return s, ssh, http, took, err
}

// measureStart starts the program on the full base, a bare server, and that one
// with the modules that the program links.
func measureStart(ctx context.Context, b *bench) error {
	full, err := b.base(ctx, b.full)
	if err != nil {
		return err
	}
	var floors, ours, opening, modules sample
	var ratios, beside []float64
	for range b.rounds + 1 {
		linked, err := b.linked(ctx, filepath.Join(full.dir, "floor.log"))
		if err != nil {
			return err
		}
		hello, _, floor, err := b.hello(ctx, filepath.Join(full.dir, "floor.log"))
		if err != nil {
			return err
		}
		if err := hello.end(); err != nil {
			return err
		}
		s, _, _, took, err := b.serve(ctx, full.dir)
		if err != nil {
			return err
		}
		if err := s.end(); err != nil {
			return err
		}
		checking, err := timed(func() error { return openAndCheck(ctx, full) })
		if err != nil {
			return err
		}
		floors, ours, opening, modules = append(floors, floor), append(ours, took), append(opening, checking), append(modules, linked)
		ratios, beside = append(ratios, float64(max(0, took-checking))/float64(floor)), append(beside, float64(max(0, took-checking))/float64(linked))
	}
	ratio := median(ratios)
	b.add(Row{Name: "start to accepting", Floor: short(floors.quantile(0.5)), Ours: short(ours.quantile(0.5)), Ratio: ratio, Promise: "≤ 2× + opening the base", Kept: kept(ratio <= 2),
		Note: "opening and checking the base: " + short(opening.quantile(0.5))})
	b.add(Row{Name: "start, beside a bare server that links the same modules", Floor: short(modules.quantile(0.5)), Ours: short(ours.quantile(0.5)), Ratio: median(beside), Promise: "–",
		Note: "what they make of themselves before main begins"})
	return nil
}

// openAndCheck is what a start does with the base.
func openAndCheck(ctx context.Context, full *base) error {
	other := &base{dir: full.dir, at: full.at}
	if err := other.open(ctx); err != nil {
		return err
	}
	return errors.Join(other.db.Migrate(ctx), other.close())
}
