// Command bench measures the speed that the README promises: each row against
// a floor that runs in turn with it, on a generated base. Everything stays on
// loopback and in its own folder.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"runtime/pprof"
	"slices"
	"strings"
	"syscall"
	"time"
)

// The sizes of the bases, in establishments.
const (
	fullSize, quickSize   = 1_000_000, 100_000
	smallSize, middleSize = 10_000, 100_000
)

// bench is one run of the command.
type bench struct {
	root   string // folder of the bases
	tools  string // folder of the load client
	full   int    // establishments of the base that stands for the whole
	rounds int
	only   []string
	match  *regexp.Regexp // of the reads to measure
	self   string         // this program, to measure in a process of its own
	cpu    string         // where profiles of the processor go, "" for nowhere
	bases  map[int]*base
	report Report
}

// row is something to measure, by name; it adds its lines to the report.
type row struct {
	name string
	run  func(context.Context, *bench) error
}

func main() {
	if len(os.Args) > 2 && os.Args[1] == "child" {
		os.Exit(child(os.Args[2], os.Args[3:]))
	}
	b := &bench{bases: map[int]*base{}, full: fullSize}
	quick := flag.Bool("quick", false, fmt.Sprintf("a base of %d establishments", quickSize))
	only := flag.String("rows", "", "only these rows, by comma")
	out := flag.String("out", "", "where the JSON goes (default: report.json beside the bases)")
	pattern := flag.String("match", "", "of the reads, and of the databases that mails are sent from, only those whose name matches")
	flag.StringVar(&b.root, "dir", filepath.Join("data", "bench"), "folder of the generated bases")
	flag.StringVar(&b.tools, "tools", filepath.Join("..", "shared", "bench"), "folder of the load client for SSH and of its floor")
	flag.IntVar(&b.rounds, "rounds", 3, "rounds of each row, at least 3")
	flag.StringVar(&b.cpu, "cpuprofile", "", "where a profile of the processor goes, for whoever looks for the time; that of what sends mails beside it, by database")
	flag.Parse()
	b.match = regexp.MustCompile(*pattern)
	if *quick {
		b.full = quickSize
	}
	if *only != "" {
		b.only = strings.Split(*only, ",")
	}
	if *out == "" {
		*out = filepath.Join(b.root, "report.json")
	}
	b.rounds = max(3, b.rounds)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := profiled(b.cpu, func() error { return b.run(ctx) })
	stop()
	if printing := b.report.print(os.Stdout); err == nil {
		err = printing
	}
	if writing := b.report.write(*out); err == nil {
		err = writing
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// profiled runs f under a profile of the processor, when one is wanted.
func profiled(path string, f func() error) error {
	if path == "" {
		return f()
	}
	out, err := os.Create(path)
	if err != nil {
		return err
	}
	defer out.Close()
	if err := pprof.StartCPUProfile(out); err != nil {
		return err
	}
	defer pprof.StopCPUProfile()
	return f()
}

func (b *bench) run(ctx context.Context) (err error) {
	if b.root, err = filepath.Abs(b.root); err != nil {
		return err
	}
	if b.self, err = os.Executable(); err != nil {
		return err
	}
	defer func() {
		for _, base := range b.bases {
			if closing := base.close(); err == nil {
				err = closing
			}
		}
	}()
	unlock, err := b.lock()
	if err != nil {
		return err
	}
	defer unlock()
	b.report.At, b.report.Establishments = time.Now().UTC(), b.full
	for _, r := range allRows() {
		if len(b.only) > 0 && !slices.Contains(b.only, r.name) {
			continue
		}
		began := time.Now()
		b.say("%s …", r.name)
		if err := r.run(ctx, b); err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			b.report.Rows = append(b.report.Rows, Row{Name: r.name, Promise: "to be measured", Kept: kept(false), Note: err.Error()})
		}
		b.say("  %s: %s", r.name, time.Since(began).Round(100*time.Millisecond))
	}
	return nil
}

// lock keeps a second run out of the folder: it would take the copies of this
// one away, and its time.
func (b *bench) lock() (unlock func(), err error) {
	if err := os.MkdirAll(b.root, 0o700); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(filepath.Join(b.root, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("another bench runs in %s", b.root)
	}
	return func() { _ = f.Close() }, nil
}

// base opens a base, once.
func (b *bench) base(ctx context.Context, n int) (*base, error) {
	if known, ok := b.bases[n]; ok {
		return known, nil
	}
	opened, err := openBase(ctx, b.root, n, b.say)
	if err != nil {
		return nil, err
	}
	b.bases[n] = opened
	return opened, nil
}

func (b *bench) say(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }

func (b *bench) add(r Row) { b.report.Rows = append(b.report.Rows, r) }
