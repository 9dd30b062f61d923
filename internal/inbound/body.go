package inbound

import (
	"errors"
	"io"
	"io/fs"
	"path"
	"strings"

	"github.com/emersion/go-message"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/safe"
)

// body is what is read of the parts of a mail.
type body struct {
	server   *Server
	parts    int
	plain    []string
	html     []string
	attached []desk.IncomingFile
	status   *desk.DeliveryReport // of a delivery-status or feedback-report part
	original original             // the mail that a report carries
}

// part reads one part, and what is inside it. Only a fault of ours is an
// error: a broken mail is read as far as it goes.
func (b *body) part(e *message.Entity, depth int) error {
	if b.parts++; b.parts > maxParts || depth > maxDepth {
		return nil
	}
	kind, params, err := e.Header.ContentType()
	if err != nil || kind == "" {
		kind = "text/plain"
	}
	if parts := e.MultipartReader(); parts != nil {
		for {
			p, err := parts.NextPart()
			if p == nil || err != nil && !message.IsUnknownCharset(err) && !message.IsUnknownEncoding(err) {
				return nil // the end, or a cut
			}
			if err := b.part(p, depth+1); err != nil {
				return err
			}
		}
	}
	disposition, fields, err := e.Header.ContentDisposition()
	if err != nil {
		disposition, fields = "", nil
	}
	name := fileName(fields["filename"], params["name"])
	switch {
	case kind == "message/delivery-status" || kind == "message/global-delivery-status":
		b.status = deliveryStatus(e.Body)
		return nil
	case kind == "message/feedback-report":
		b.status = feedback(e.Body)
		return nil
	case depth > 0 && b.status != nil && (kind == "message/rfc822" || kind == "message/global" || kind == "text/rfc822-headers" || kind == "message/global-headers"):
		b.original = originalOf(e.Body)
		return nil
	case disposition != "attachment" && name == "" && kind == "text/plain":
		b.plain = append(b.plain, readText(e.Body))
		return nil
	case disposition != "attachment" && name == "" && kind == "text/html":
		b.html = append(b.html, plainOf(readText(e.Body)))
		return nil
	}
	return b.attach(e.Body, name, kind)
}

// attach keeps a file, or names it as left out.
func (b *body) attach(r io.Reader, name, kind string) error {
	if name == "" {
		name = "fichier" + extension(kind)
	}
	staged, err := b.server.o.Files.Stage(r, b.server.o.FileMax)
	switch {
	case errors.Is(err, domain.Refuse(domain.Invalid, "file_too_big", "Max", 0)):
		b.attached = append(b.attached, desk.IncomingFile{Name: name, Refused: "too_big"})
	case errors.Is(err, domain.Refuse(domain.Invalid, "file_empty")):
		b.attached = append(b.attached, desk.IncomingFile{Name: name, Refused: "empty"})
	case err != nil && brokenPart(err):
		b.attached = append(b.attached, desk.IncomingFile{Name: name, Refused: "broken"})
	case err != nil:
		return err
	default:
		b.attached = append(b.attached, desk.IncomingFile{Name: name, Staged: staged})
	}
	return nil
}

// brokenPart tells a part that cannot be decoded from a disk that cannot be
// written.
func brokenPart(err error) bool {
	var disk *fs.PathError
	return !errors.As(err, &disk)
}

// text is what the person wrote: the plain text, else what the HTML says.
func (b *body) text() string {
	parts := b.plain
	if strings.TrimSpace(strings.Join(parts, "")) == "" {
		parts = b.html
	}
	return strings.TrimSpace(safe.Block(strings.Join(parts, "\n\n")))
}

// report is what a server says of a mail of ours, tied to it by what the
// report carries of it.
func (b *body) report() *desk.DeliveryReport {
	if b.status == nil {
		return nil
	}
	if b.status.MessageID == "" {
		b.status.MessageID = b.original.messageID
	}
	if b.status.ReturnPath == "" {
		b.status.ReturnPath = b.original.returnPath
	}
	return b.status
}

// readText reads a text as far as it is kept.
func readText(r io.Reader) string {
	data, _ := io.ReadAll(io.LimitReader(r, textBytes)) // what was read before a fault is read
	_, _ = io.Copy(io.Discard, r)
	return strings.ToValidUTF8(string(data), "\uFFFD")
}

// fileName is the harmless name of a file, without any directory.
func fileName(names ...string) string {
	for _, n := range names {
		n = strings.TrimSpace(safe.Line(strings.ToValidUTF8(n, "")))
		if n = path.Base(strings.ReplaceAll(n, `\`, "/")); n != "." && n != "/" && n != ".." {
			return cut(n, nameLength)
		}
	}
	return ""
}

func extension(kind string) string {
	switch kind {
	case "message/rfc822":
		return ".eml"
	case "text/calendar":
		return ".ics"
	case "text/html":
		return ".html"
	case "image/png":
		return ".png"
	case "image/jpeg":
		return ".jpg"
	case "application/pdf":
		return ".pdf"
	}
	return ".bin"
}
