package exchange

import (
	"bytes"
	"io"
	"os"
	"testing"

	"vigie/internal/domain"
)

// BenchmarkSuppliers measures reading, matching and checking of the buyers'
// file, in rows a second on one core.
func BenchmarkSuppliers(b *testing.B) {
	for _, name := range []string{"suppliers-2024h2.csv", "decp-2024h2-travaux.csv"} {
		file, err := os.ReadFile(realData(b, name))
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			rows := 0
			b.SetBytes(int64(len(file)))
			b.ReportAllocs()
			for b.Loop() {
				f, err := OpenSuppliers(bytes.NewReader(file), SupplierOptions{})
				if err != nil {
					b.Fatal(err)
				}
				var line domain.SupplierLine
				for err = f.Read(&line); err == nil; err = f.Read(&line) {
					rows++
				}
				if err != io.EOF {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
