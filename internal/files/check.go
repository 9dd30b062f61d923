package files

import (
	"bytes"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"net/http"

	"vigie/internal/domain"
)

// The media types of documents.
const (
	PDF  = "application/pdf"
	JPEG = "image/jpeg"
	PNG  = "image/png"
)

// maxSide bounds the sides of a picture, in pixels: a small file must not ask
// a viewer for gigabytes.
const maxSide = 20_000

// tailBytes is how far from its end a file must say that it ends.
const tailBytes = 2048

// headBytes is how much of its beginning tells the type of a file.
const headBytes = 512

// Check refuses anything but a PDF, a JPEG or a PNG that begins and ends as one:
// document_type for another type, document_broken for one that is cut, empty
// inside or only pretends. size is the length of r, media its type by content.
func Check(r io.ReaderAt, size int64, media string) error {
	whole := io.NewSectionReader(r, 0, size)
	var good bool
	switch media {
	case PDF:
		good = wholePDF(r, size)
	case JPEG:
		config, err := jpeg.DecodeConfig(whole)
		good = err == nil && fits(config) && bytes.Contains(tail(r, size), []byte{0xff, 0xd9})
	case PNG:
		config, err := png.DecodeConfig(whole)
		good = err == nil && fits(config) && bytes.Contains(tail(r, size), []byte("IEND\xaeB`\x82"))
	default:
		return domain.Refuse(domain.Invalid, "document_type", "Type", media)
	}
	if !good {
		return domain.Refuse(domain.Invalid, "document_broken", "Type", media)
	}
	return nil
}

func fits(c image.Config) bool {
	return c.Width > 0 && c.Height > 0 && c.Width <= maxSide && c.Height <= maxSide
}

func wholePDF(r io.ReaderAt, size int64) bool {
	head := make([]byte, 8)
	if _, err := r.ReadAt(head, 0); err != nil || !bytes.HasPrefix(head, []byte("%PDF-")) || head[5] != '1' && head[5] != '2' || head[6] != '.' {
		return false
	}
	end := tail(r, size)
	at := bytes.LastIndex(end, []byte("startxref"))
	return at >= 0 && bytes.Contains(end[at:], []byte("%%EOF"))
}

// tail is the end of a file.
func tail(r io.ReaderAt, size int64) []byte {
	end := make([]byte, min(size, tailBytes))
	n, err := r.ReadAt(end, size-int64(len(end)))
	if err != nil && err != io.EOF {
		return nil
	}
	return end[:n]
}

// TypeOf is the media type of a file by its content alone.
func TypeOf(r io.ReaderAt) (string, error) {
	start := make([]byte, headBytes)
	n, err := r.ReadAt(start, 0)
	if err != nil && err != io.EOF {
		return "", err
	}
	return http.DetectContentType(start[:n]), nil
}
