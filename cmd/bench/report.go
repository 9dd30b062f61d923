package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"time"
)

// Row is one line of the report: a thing measured against its floor.
type Row struct {
	Name    string             `json:"name"`
	Floor   string             `json:"floor"`
	Ours    string             `json:"ours"`
	Ratio   float64            `json:"ratio,omitempty"`
	Promise string             `json:"promise"`
	Kept    *bool              `json:"kept"` // null where nothing is promised yet
	Note    string             `json:"note,omitempty"`
	Figures map[string]float64 `json:"figures,omitempty"`
}

// kept makes the verdict of a row.
func kept(ok bool) *bool { return &ok }

func (r Row) verdict() string {
	switch {
	case r.Kept == nil:
		return "–"
	case *r.Kept:
		return "kept"
	}
	return "MISSED"
}

// Report is what a run measured.
type Report struct {
	At             time.Time `json:"at"`
	Establishments int       `json:"establishments"`
	Rows           []Row     `json:"rows"`
}

func (r *Report) print(w io.Writer) error {
	t := tabwriter.NewWriter(w, 2, 0, 2, ' ', 0)
	fmt.Fprintln(t, "row\tfloor\tours\tratio\tpromise\t\t")
	fmt.Fprintln(t, strings.Repeat("-\t", 7))
	for _, row := range r.Rows {
		ratio := ""
		if row.Ratio > 0 {
			ratio = fmt.Sprintf("%.2f", row.Ratio)
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", row.Name, row.Floor, row.Ours, ratio, row.Promise, row.verdict(), row.Note)
	}
	return t.Flush()
}

func (r *Report) write(path string) error {
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(text, '\n'), 0o600)
}

// short writes a duration with three figures.
func short(d time.Duration) string {
	switch {
	case d < time.Millisecond:
		return fmt.Sprintf("%.0f µs", float64(d)/1e3)
	case d < time.Second:
		return fmt.Sprintf("%.2f ms", float64(d)/1e6)
	}
	return fmt.Sprintf("%.2f s", d.Seconds())
}

func milliseconds(d time.Duration) float64 { return float64(d) / 1e6 }
