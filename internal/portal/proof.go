package portal

import (
	"bytes"
	"context"
	"io"
	"net/http"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/safe"
)

// proofPage gives a proof as PDF by a one-time link of the staff; like a
// document's, the link is spent by the button alone.
type proofPage struct {
	*Portal
	title, file string // the key of what it is, and the name it is saved under
	look        func(context.Context, string) (desk.FileToOpen, error)
	write       func(ctx context.Context, token string, lang domain.Language, to io.Writer) error
}

// proof serves the page of a kind of proof.
func (p *Portal) proof(mux *http.ServeMux, path string, page *proofPage) {
	page.Portal = p
	p.page(mux, "GET "+path, page.get)
	p.page(mux, "POST "+path, page.post)
}

// get says whose proof it is.
func (p *proofPage) get(v *visit) error {
	f, err := p.look(v.r.Context(), v.token())
	if err != nil {
		return err
	}
	v.speak(f.Language)
	p.show(v, http.StatusOK, "opening", &openingView{What: v.texts.T(p.title), About: safe.Line(f.Supplier)})
	return nil
}

// post spends the link and sends the file.
func (p *proofPage) post(v *visit) error {
	f, err := p.look(v.r.Context(), v.token())
	if err != nil {
		return err
	}
	v.speak(f.Language)
	v.patient(p.Now())
	var file bytes.Buffer
	if err := p.write(v.r.Context(), v.token(), domain.Language(v.texts.Lang()), &file); err != nil {
		return err
	}
	return send(v, desk.OpenedFile{ReadCloser: io.NopCloser(&file), Name: p.file, MediaType: "application/pdf", Size: int64(file.Len())})
}
