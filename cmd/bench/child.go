package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/exchange"
)

// outcome is what a child prints.
type outcome struct {
	Seconds float64 `json:"seconds"`
	Peak    int64   `json:"peak_kb"` // of the child's memory
	Rows    int     `json:"rows"`
}

// child is this program started again, so that the memory of one thing is
// measured alone.
func child(what string, args []string) int {
	ctx := context.Background()
	var out outcome
	var err error
	began := time.Now()
	switch what {
	case "import":
		out.Rows, err = childImport(ctx, args[0], args[1])
	case "export":
		out.Rows, err = childExport(ctx, args[0], exchange.Format(args[1]), args[2])
	case "sheet":
		out.Rows, err = childSheet(ctx, args[0], args[1])
	case "sending":
		out.Rows, err = childSending(ctx, args[0])
	default:
		err = fmt.Errorf("unknown child %s", what)
	}
	out.Seconds, out.Peak = time.Since(began).Seconds(), peak("self")
	if err == nil {
		err = json.NewEncoder(os.Stdout).Encode(out)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		return 1
	}
	return 0
}

// inChild runs a part of this program in a process of its own.
func (b *bench) inChild(ctx context.Context, args ...string) (outcome, error) {
	var out outcome
	cmd := exec.CommandContext(ctx, b.self, append([]string{"child"}, args...)...)
	cmd.Stderr = os.Stderr
	text, err := cmd.Output()
	if err == nil {
		err = json.Unmarshal(text, &out)
	}
	return out, err
}

// peak is the largest memory that a process had, in KiB.
func peak(pid string) int64 {
	text, err := os.ReadFile("/proc/" + pid + "/status")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(text), "VmHWM:")
	n, _ := strconv.ParseInt(strings.Fields(rest + " 0")[0], 10, 64)
	return n
}

// atBase opens an existing base in a child: the desk lives at the hour of now.
func atBase(ctx context.Context, dir string) (*base, error) {
	b := &base{dir: dir, at: time.Now(), by: domain.Actor{Name: staffName, Role: domain.Administrator, Door: "bench"}}
	return b, b.open(ctx)
}

func childImport(ctx context.Context, dir, file string) (int, error) {
	b, err := atBase(ctx, dir)
	if err != nil {
		return 0, err
	}
	in, err := os.Open(file)
	if err != nil {
		return 0, errors.Join(err, b.close())
	}
	defer in.Close()
	sum, err := b.desk.ImportSuppliers(ctx, b.by, in, desk.ImportOptions{FileName: "bench.csv"})
	return sum.Lines, errors.Join(err, b.close())
}

func childExport(ctx context.Context, dir string, format exchange.Format, to string) (int, error) {
	b, err := atBase(ctx, dir)
	if err != nil {
		return 0, err
	}
	out, err := os.Create(to)
	if err != nil {
		return 0, errors.Join(err, b.close())
	}
	rows, err := largeExport(ctx, b, desk.ExportOptions{What: "suppliers", Format: format, Reason: "bench"}, out)
	return rows, errors.Join(err, out.Close(), b.close())
}

// largeExport asks for an export as one administrator, releases it as another
// and fetches it, as people do.
func largeExport(ctx context.Context, b *base, o desk.ExportOptions, out io.Writer) (int, error) {
	var two []domain.Actor
	for _, name := range []string{"bench-asks", "bench-releases"} {
		by, err := administrator(ctx, b, name)
		if err != nil {
			return 0, err
		}
		two = append(two, by)
	}
	e, err := b.desk.RequestExport(ctx, two[0], o)
	if err != nil {
		return 0, err
	}
	if e.State == domain.ExportWaiting {
		if _, err := b.desk.ReleaseExport(ctx, two[1], e.ID); err != nil {
			return 0, err
		}
	}
	rows, _, err := b.desk.FetchExport(ctx, two[0], e.ID, desk.ExportTo{To: out})
	return rows, err
}

// administrator is a person of the base, who is made when missing.
func administrator(ctx context.Context, b *base, name string) (domain.Actor, error) {
	by := domain.Actor{Name: name, Role: domain.Administrator, Door: "bench"}
	s, err := b.desk.AddStaff(ctx, b.by, domain.Staff{Name: name, Role: by.Role, Language: domain.French}, domain.StaffKey{Fingerprint: name, PublicKey: name})
	if domain.KindOf(err) == domain.Conflict {
		s, err = b.desk.StaffByName(ctx, name)
	}
	by.StaffID = s.ID
	return by, err
}

// childSheet is the floor of a workbook: excelize alone, with the same cells,
// read from a file of lines.
func childSheet(_ context.Context, from, to string) (int, error) {
	in, err := os.Open(from)
	if err != nil {
		return 0, err
	}
	defer in.Close()
	file := excelize.NewFile()
	stream, err := file.NewStreamWriter("Sheet1")
	if err != nil {
		return 0, err
	}
	n := 0
	lines := bufio.NewReader(in)
	for {
		line, err := lines.ReadString('\n')
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return n, err
		}
		var cells []any
		for cell := range strings.SplitSeq(strings.TrimRight(line, "\r\n"), ";") {
			cells = append(cells, cell)
		}
		n++
		if err := stream.SetRow("A"+strconv.Itoa(n), cells); err != nil {
			return n, err
		}
	}
	return n, errors.Join(stream.Flush(), file.SaveAs(to), file.Close())
}
