package portal

import (
	"bytes"
	"net/http"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/safe"
)

// showProof says whose proof file a one-time link gives; like a document's, it
// is spent by the button alone.
func (p *Portal) showProof(v *visit) error {
	f, err := p.Desk.ProofToOpen(v.r.Context(), v.token())
	if err != nil {
		return err
	}
	v.speak(f.Language)
	p.show(v, http.StatusOK, "opening", &openingView{What: v.texts.T("document.proof.title"), Supplier: safe.Line(f.Supplier)})
	return nil
}

// openProof spends the link and sends the file.
func (p *Portal) openProof(v *visit) error {
	f, err := p.Desk.ProofToOpen(v.r.Context(), v.token())
	if err != nil {
		return err
	}
	v.speak(f.Language)
	v.patient(p.Now())
	var file bytes.Buffer
	if err := p.Desk.OpenProof(v.r.Context(), v.token(), domain.Language(v.texts.Lang()), &file); err != nil {
		return err
	}
	return send(v, desk.OpenedFile{ReadCloser: closer{&file}, Name: "vigie-proof.pdf", MediaType: "application/pdf", Size: int64(file.Len())})
}

type closer struct{ *bytes.Buffer }

// Close has nothing to close.
func (closer) Close() error { return nil }
