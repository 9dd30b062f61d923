package cli

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"vigie/internal/domain"
	"vigie/internal/safe"
)

// writeJSON prints one object or array, for programs.
func (e *Env) writeJSON(v any) error {
	enc := json.NewEncoder(e.Out)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// line prints one harmless line.
func (e *Env) line(format string, args ...any) {
	fmt.Fprintln(e.Out, safe.Line(fmt.Sprintf(format, args...)))
}

// note prints one harmless line beside the data.
func (e *Env) note(text string) { fmt.Fprintln(e.Err, safe.Line(text)) }

// table prints rows under headings, columns aligned.
func (e *Env) table(headings []string, rows [][]string) {
	widths := make([]int, len(headings))
	for i, h := range headings {
		first, size := utf8.DecodeRuneInString(h)
		headings[i] = string(unicode.ToUpper(first)) + h[size:]
		widths[i] = ansi.StringWidth(headings[i])
	}
	for _, row := range rows {
		for i, cell := range row {
			row[i] = safe.Line(cell)
			widths[i] = max(widths[i], ansi.StringWidth(row[i]))
		}
	}
	for _, row := range append([][]string{headings}, rows...) {
		var b strings.Builder
		for i, cell := range row {
			b.WriteString(cell)
			if i < len(row)-1 {
				b.WriteString(strings.Repeat(" ", widths[i]-ansi.StringWidth(cell)+2))
			}
		}
		fmt.Fprintln(e.Out, strings.TrimRight(b.String(), " "))
	}
}

// confirm asks a person, or wants --yes where nobody can be asked.
func (e *Env) confirm(yes bool, question string) error {
	if yes {
		return nil
	}
	if !e.Terminal {
		e.note(question)
		return domain.Refuse(domain.Conflict, "needs_yes")
	}
	fmt.Fprintf(e.Err, "%s [%s] ", safe.Line(question), e.T("cli.word.yes_no"))
	answer, err := bufio.NewReader(e.In).ReadString('\n')
	if err != nil && err != io.EOF {
		return err
	}
	switch strings.ToLower(strings.TrimSpace(answer)) {
	case "o", "oui", "y", "yes":
		return nil
	}
	return domain.Refuse(domain.Conflict, "not_confirmed")
}

// typed asks a person to type a word, and refuses where nobody can be asked.
func (e *Env) typed(question string) (string, error) {
	if !e.Terminal {
		e.note(question)
		return "", domain.Refuse(domain.Conflict, "needs_yes")
	}
	fmt.Fprintf(e.Err, "%s ", safe.Line(question))
	answer, err := bufio.NewReader(e.In).ReadString('\n')
	if err != nil && err != io.EOF {
		return "", err
	}
	return strings.TrimSpace(answer), nil
}

// input opens a file argument; over SSH it is "-" only.
func (e *Env) input(path string) (io.ReadCloser, error) {
	if path == "-" {
		return io.NopCloser(e.In), nil
	}
	if e.Remote {
		return nil, Usage(domain.Refuse(domain.Invalid, "file_over_ssh"))
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, domain.Refuse(domain.NotFound, "file_unreadable", "Path", path)
	}
	return f, nil
}

// output creates the file that a flag names, or gives stdout for "" and "-".
// Nothing existing is overwritten.
func (e *Env) output(path string) (io.WriteCloser, error) {
	if path == "" || path == "-" {
		return nopCloser{e.Out}, nil
	}
	if e.Remote {
		return nil, Usage(domain.Refuse(domain.Invalid, "file_over_ssh"))
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if os.IsExist(err) {
		return nil, domain.Refuse(domain.Conflict, "file_exists", "Path", path)
	}
	if err != nil {
		return nil, domain.Refuse(domain.Invalid, "file_unwritable", "Path", path)
	}
	return f, nil
}

// deliver writes what was made whole to the file that a flag names, or to
// stdout.
func (e *Env) deliver(path string, whole []byte) error {
	to, err := e.output(path)
	if err != nil {
		return err
	}
	if _, err := to.Write(whole); err != nil {
		return errors.Join(err, to.Close())
	}
	return to.Close()
}

type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }

// block prints harmless text of several lines.
func (e *Env) block(text string) { fmt.Fprintln(e.Out, safe.Block(text)) }

// moment says an instant in the person's zone, "–" for never.
func (e *Env) moment(i domain.Instant) string {
	if i.Never() {
		return "–"
	}
	return e.Texts.DateTime(i.Time(), e.Zone)
}
