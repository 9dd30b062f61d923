package portal

import (
	"io"
	"mime"
	"net/http"
	"strconv"

	"vigie/internal/desk"
	"vigie/internal/safe"
)

type openingView struct {
	plain
	What, Supplier, About, Name, Size string
}

// showOpening says what a one-time link opens. Looking burns nothing: what
// fetches addresses ahead of people only sees the button.
func (p *Portal) showOpening(v *visit) error {
	f, err := p.Desk.FileToOpen(v.r.Context(), v.token())
	if err != nil {
		return err
	}
	v.speak(f.Language)
	view := &openingView{Supplier: safe.Line(f.Supplier), Name: safe.Line(f.Name), What: v.texts.T("space.opening.attachment"),
		Size: v.texts.T("space.opening.kilobytes", "N", v.texts.Number(max(f.Size>>10, 1)))}
	if f.Code != "" {
		view.What = v.texts.Document(safe.Line(f.Code))
	}
	p.show(v, http.StatusOK, "opening", view)
	return nil
}

// openFile spends the link and sends the file: to be saved, never to be shown
// as a page of ours.
func (p *Portal) openFile(v *visit) error {
	f, err := p.Desk.OpenFile(v.r.Context(), v.token())
	if err != nil {
		return err
	}
	defer f.Close()
	v.patient(p.Now())
	return send(v, f)
}

func send(v *visit, f desk.OpenedFile) error {
	h := v.w.Header()
	h.Set("Content-Type", f.MediaType)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": safe.Line(f.Name)}))
	h.Set("Content-Length", strconv.FormatInt(f.Size, 10))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	v.w.WriteHeader(http.StatusOK)
	_, _ = io.Copy(v.w, f) // the reader may go away
	return nil
}
