package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"vigie/internal/domain"
	"vigie/internal/link"
)

// measurePages loads the consent page with its look-up, every time of another
// customer, and net/http's smallest answer.
func measurePages(ctx context.Context, b *bench) error {
	if _, err := exec.LookPath("wrk"); err != nil {
		return errors.New("wrk is not installed")
	}
	full, err := b.base(ctx, b.full)
	if err != nil {
		return err
	}
	dir, err := b.scratch("pages")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	s, _, addr, _, err := b.serve(ctx, full.dir)
	if err != nil {
		return err
	}
	defer func() { _ = s.end() }()
	hello, bare, _, err := b.hello(ctx, filepath.Join(dir, "floor.log"))
	if err != nil {
		return err
	}
	defer func() { _ = hello.end() }()
	script := filepath.Join(dir, "pages.lua")
	first, err := preferencePages(full, script)
	if err != nil {
		return err
	}
	if err := opens("http://" + addr + first); err != nil {
		return err
	}
	var floors, ours, ratios []float64
	for range b.rounds {
		floor, err := wrk(ctx, "http://"+bare+"/hello")
		if err != nil {
			return err
		}
		rate, err := wrk(ctx, "http://"+addr, "-s", script)
		if err != nil {
			return err
		}
		floors, ours, ratios = append(floors, floor), append(ours, rate), append(ratios, rate/floor)
	}
	b.add(Row{Name: "consent page with look-up", Floor: fmt.Sprintf("%.0f/s", median(floors)), Ours: fmt.Sprintf("%.0f/s", median(ours)), Ratio: median(ratios),
		Promise: "≥ 0.35×", Kept: kept(median(ratios) >= 0.35)})
	return nil
}

// preferencePages writes a script that asks for the page of every customer
// with a link in turn, and returns the first page.
func preferencePages(b *base, path string) (first string, err error) {
	var text strings.Builder
	text.WriteString("local pages = {\n")
	for id := int64(1); id <= min(linkedCustomers, int64(b.n/10)); id++ {
		l := preferenceLink(id, domain.InstantOf(b.at))
		page := link.Path(l.Kind, b.keys.Token(l))
		if first == "" {
			first = page
		}
		fmt.Fprintf(&text, "%q,\n", page)
	}
	text.WriteString("}\nlocal i = 0\nrequest = function()\n  i = i % #pages + 1\n  return wrk.format('GET', pages[i])\nend\n")
	return first, os.WriteFile(path, []byte(text.String()), 0o600)
}

// opens checks that a page is what it should be before it is loaded.
func opens(url string) error {
	r, err := http.Get(url)
	if err != nil {
		return err
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err == nil && (r.StatusCode != http.StatusOK || !strings.Contains(string(body), "<form")) {
		err = fmt.Errorf("the consent page answers %s", r.Status)
	}
	return err
}

// wrk loads a page for three seconds and returns the answers a second.
func wrk(ctx context.Context, url string, more ...string) (float64, error) {
	text, err := exec.CommandContext(ctx, "wrk", append(append([]string{"-t1", "-c32", "-d3s"}, more...), url)...).CombinedOutput()
	if err != nil {
		return 0, fmt.Errorf("wrk: %w: %.200s", err, text)
	}
	if strings.Contains(string(text), "Non-2xx") {
		return 0, fmt.Errorf("wrk: %.400s", text)
	}
	_, rest, _ := strings.Cut(string(text), "Requests/sec:")
	return strconv.ParseFloat(strings.Fields(rest + " 0")[0], 64)
}
