package exchange

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"

	"vigie/internal/domain"
)

// checkSheet refuses a sheet of which fewer rows were read than it has:
// excelize takes broken XML for the end of the sheet, and lines must never
// disappear. It counts the tags of the packed text, which costs a fraction of
// reading them.
func checkSheet(workbook, sheet string, read int) error {
	archive, err := zip.OpenReader(workbook)
	if err != nil {
		return domain.Refuse(domain.Invalid, "import_not_a_table")
	}
	defer archive.Close()
	name, err := sheetPart(&archive.Reader, sheet)
	if err != nil || name == "" {
		return err
	}
	part, err := archive.Open(name)
	if err != nil {
		return domain.Refuse(domain.Invalid, "import_workbook_row", "Line", read+1)
	}
	defer part.Close()
	begun, ended, closed, err := countRows(io.LimitReader(part, maxUnzipped))
	if err != nil || !closed || begun > read || begun != ended {
		return domain.Refuse(domain.Invalid, "import_workbook_row", "Line", read+1)
	}
	return nil
}

// countRows counts the tags that begin and end a row, and tells whether the
// sheet is closed at its end.
func countRows(r io.Reader) (begun, ended int, closed bool, err error) {
	buffer := make([]byte, 256<<10)
	held := 0 // bytes of a tag that goes on
	for {
		n, err := r.Read(buffer[held:])
		text := buffer[:held+n]
		rest := text
		for {
			at := bytes.IndexByte(rest, '<')
			if at < 0 {
				rest = nil
				break
			}
			end := bytes.IndexByte(rest[at:], '>')
			if end < 0 {
				rest = rest[at:]
				break
			}
			tag := rest[at+1 : at+end]
			closed = closed || tag0(tag) == '/' && bytes.HasSuffix(tag, []byte("worksheet"))
			open, close := rowTag(tag)
			begun, ended, rest = begun+open, ended+close, rest[at+end+1:]
		}
		if err == io.EOF {
			return begun, ended, closed, nil
		}
		if err != nil || len(rest) > len(buffer)/2 {
			return begun, ended, closed, errors.Join(err, errTag(len(rest)))
		}
		held = copy(buffer, rest)
	}
}

func tag0(tag []byte) byte {
	if len(tag) == 0 {
		return 0
	}
	return tag[0]
}

func errTag(n int) error {
	if n > 0 {
		return domain.Refuse(domain.Invalid, "import_not_a_table")
	}
	return nil
}

// rowTag tells whether a tag begins a row, ends one, or both.
func rowTag(tag []byte) (begins, ends int) {
	alone := bytes.HasSuffix(tag, []byte("/"))
	tag, closing := bytes.CutPrefix(tag, []byte("/"))
	if at := bytes.IndexByte(tag, ':'); at >= 0 && at < 8 && !bytes.ContainsAny(tag[:at], " \"=") {
		tag = tag[at+1:]
	}
	if !bytes.HasPrefix(tag, []byte("row")) || len(tag) > 3 && tag[3] != ' ' && tag[3] != '/' && tag[3] != '\n' && tag[3] != '\t' && tag[3] != '\r' {
		return 0, 0
	}
	switch {
	case closing:
		return 0, 1
	case alone:
		return 1, 1
	}
	return 1, 0
}

// sheetPart finds the part of a sheet by its name, "" when the workbook keeps
// it elsewhere than workbooks do.
func sheetPart(archive *zip.Reader, sheet string) (string, error) {
	var book struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
			ID   string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
		} `xml:"sheets>sheet"`
	}
	var links struct {
		Relationship []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		}
	}
	if err := unpack(archive, "xl/workbook.xml", &book); err != nil {
		return "", err
	}
	if err := unpack(archive, "xl/_rels/workbook.xml.rels", &links); err != nil {
		return "", err
	}
	for _, s := range book.Sheets {
		for _, l := range links.Relationship {
			if s.Name == sheet && l.ID == s.ID {
				if strings.HasPrefix(l.Target, "/") {
					return l.Target[1:], nil
				}
				return path.Join("xl", l.Target), nil
			}
		}
	}
	return "", nil
}

// unpack reads one small part; a workbook without it is no business of ours.
func unpack(archive *zip.Reader, name string, into any) error {
	part, err := archive.Open(name)
	if err != nil {
		return nil
	}
	defer part.Close()
	if err := xml.NewDecoder(io.LimitReader(part, keptUnzip)).Decode(into); err != nil {
		return domain.Refuse(domain.Invalid, "import_not_a_table")
	}
	return nil
}
