package portal

import (
	"bytes"
	"net/http"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/safe"
)

// showConsentProof says whose proof a one-time link gives; it is spent by the
// button alone.
func (p *Portal) showConsentProof(v *visit) error {
	f, err := p.Desk.ConsentProofToOpen(v.r.Context(), v.token())
	if err != nil {
		return err
	}
	v.speak(f.Language)
	p.show(v, http.StatusOK, "opening", &openingView{What: v.texts.T("consent.proof.title"), Supplier: safe.Line(f.Supplier)})
	return nil
}

// openConsentProof spends the link and sends the file.
func (p *Portal) openConsentProof(v *visit) error {
	f, err := p.Desk.ConsentProofToOpen(v.r.Context(), v.token())
	if err != nil {
		return err
	}
	v.speak(f.Language)
	v.patient(p.Now())
	var file bytes.Buffer
	if err := p.Desk.OpenConsentProof(v.r.Context(), v.token(), domain.Language(v.texts.Lang()), &file); err != nil {
		return err
	}
	return send(v, desk.OpenedFile{ReadCloser: closer{&file}, Name: "vigie-consents.pdf", MediaType: "application/pdf", Size: int64(file.Len())})
}
