package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
)

// steps are the keys of a person in the list of suppliers.
const steps = `send open "gs" settle 150ms
repeat 30
  send j "j" change
  think 60ms jitter 60%
end
repeat 12
  send page "<PgDn>" change
  think 60ms jitter 60%
end
repeat 30
  send scroll "j" change
  think 60ms jitter 60%
end
`

// floorSteps are as many keys for a server that answers each with one write.
const floorSteps = `repeat 72
  send j "j" change
  think 60ms jitter 60%
end
`

// measureSessions drives the console by the load client of the yardstick, and
// its floor in turn. Nothing is promised here yet: a later issue is.
func measureSessions(ctx context.Context, b *bench) error {
	client, floor, err := b.yardstick(ctx)
	if err != nil {
		return err
	}
	full, err := b.base(ctx, b.full)
	if err != nil {
		return err
	}
	dir, err := b.scratch("sessions")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := errors.Join(os.WriteFile(filepath.Join(dir, "ours.steps"), []byte(steps), 0o600), os.WriteFile(filepath.Join(dir, "floor.steps"), []byte(floorSteps), 0o600)); err != nil {
		return err
	}
	addr, err := freePort()
	if err != nil {
		return err
	}
	stats, err := freePort()
	if err != nil {
		return err
	}
	bare, _, err := startServer(ctx, addr, filepath.Join(dir, "floor.log"), nil, floor, "-addr", addr, "-stats", stats)
	if err != nil {
		return err
	}
	defer func() { _ = bare.end() }()
	ours, ssh, _, _, err := b.serve(ctx, full.dir)
	if err != nil {
		return err
	}
	defer func() { _ = ours.end() }()
	f := driven{b, client, addr, bare.cmd.Process.Pid, []string{"-script", filepath.Join(dir, "floor.steps")}}
	o := driven{b, client, ssh, ours.cmd.Process.Pid, []string{"-script", filepath.Join(dir, "ours.steps"), "-user", staffName, "-key", full.keyFile()}}
	return b.sessions(ctx, dir, f, o)
}

// driven is a server that the load client drives.
type driven struct {
	b      *bench
	client string
	addr   string
	pid    int
	args   []string
}

func (d driven) run(ctx context.Context, out string, more ...string) (map[string]any, error) {
	args := append([]string{"-addr", d.addr, "-pid", strconv.Itoa(d.pid), "-out", out, "-max", "3m"}, append(d.args, more...)...)
	text, failed := exec.CommandContext(ctx, d.client, args...).CombinedOutput()
	report, err := os.ReadFile(out)
	if err != nil {
		return nil, fmt.Errorf("sshload: %w: %.300s", errors.Join(failed, err), text)
	}
	var values map[string]any
	return values, json.Unmarshal(report, &values)
}

// figure reads a number of a report by its path, 0 when it is not there.
func figure(report map[string]any, path ...string) float64 {
	var at any = report
	for _, name := range path {
		m, ok := at.(map[string]any)
		if !ok {
			return 0
		}
		at = m[name]
	}
	n, _ := at.(float64)
	return n
}

// sessions measures one typist three times, then 500 sessions at rest.
func (b *bench) sessions(ctx context.Context, dir string, f, o driven) error {
	var p50, p99, cpu, bytes []float64
	var floor50, ours50, ours99 []float64
	for round := range b.rounds {
		fr, err := f.run(ctx, filepath.Join(dir, fmt.Sprint("floor", round)))
		if err != nil {
			return err
		}
		or, err := o.run(ctx, filepath.Join(dir, fmt.Sprint("ours", round)))
		if err != nil {
			return err
		}
		low, high := figure(fr, "steps", "j", "frame_ms", "p50"), figure(fr, "steps", "j", "frame_ms", "p99")
		floor50, ours50, ours99 = append(floor50, low), append(ours50, figure(or, "steps", "scroll", "frame_ms", "p50")), append(ours99, figure(or, "steps", "scroll", "frame_ms", "p99"))
		p50, p99 = append(p50, figure(or, "steps", "scroll", "frame_ms", "p50")/low), append(p99, figure(or, "steps", "scroll", "frame_ms", "p99")/high)
		cpu = append(cpu, figure(or, "server_cpu_us_per_key")/figure(fr, "server_cpu_us_per_key"))
		bytes = append(bytes, figure(or, "steps", "scroll", "payload_bytes", "p50"))
	}
	b.add(Row{Name: "key to frame", Floor: fmt.Sprintf("%.2f ms", median(floor50)), Ours: fmt.Sprintf("%.2f ms, p99 %.2f ms", median(ours50), median(ours99)), Ratio: median(p50),
		Promise: "(later: p50 ≤ 2×, p99 ≤ 3×)", Note: fmt.Sprintf("p99 %.1f×", median(p99))})
	b.add(Row{Name: "processor a key", Ratio: median(cpu), Promise: "(later: ≤ 3×)"})
	b.add(Row{Name: "bytes a key", Ours: fmt.Sprintf("%.0f B", median(bytes)), Promise: "(later: ≤ 450 B)"})
	many := []string{"-sessions", "500", "-active", "1", "-idle", "8s"}
	fr, err := f.run(ctx, filepath.Join(dir, "floor-idle"), many...)
	if err != nil {
		return err
	}
	or, err := o.run(ctx, filepath.Join(dir, "ours-idle"), many...)
	if err != nil {
		return err
	}
	b.add(Row{Name: "500 idle sessions", Floor: resting(fr), Ours: resting(or), Promise: "(later: ≤ 250 MiB, ≤ 2 %)", Note: fmt.Sprintf("%.0f sessions failed", figure(or, "failed_sessions"))})
	return nil
}

func resting(report map[string]any) string {
	return fmt.Sprintf("%.0f MiB, %.1f %%", figure(report, "server_rss_kb_per_session")*500/1024, figure(report, "server_idle_cpu_percent_of_one_core"))
}

// yardstick builds the load client and its floor from the folder of tools.
func (b *bench) yardstick(ctx context.Context) (client, floor string, err error) {
	if _, err := os.Stat(filepath.Join(b.tools, "cmd", "sshload")); err != nil {
		return "", "", errors.New("the load client is not there: -tools says where it is")
	}
	for _, name := range []string{"sshload", "sshfloor"} {
		cmd := exec.CommandContext(ctx, "go", "build", "-o", filepath.Join(b.root, name), "./cmd/"+name)
		cmd.Dir, cmd.Env = b.tools, append(os.Environ(), "GOFLAGS=-mod=readonly")
		if text, err := cmd.CombinedOutput(); err != nil {
			return "", "", fmt.Errorf("build %s: %w: %.300s", name, err, text)
		}
	}
	return filepath.Join(b.root, "sshload"), filepath.Join(b.root, "sshfloor"), nil
}
