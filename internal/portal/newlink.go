package portal

import (
	"context"
	"net/http"
	"time"

	"vigie/internal/domain"
)

type newLinkView struct {
	plain
	Email string
	Done  bool
}

func (p *Portal) showNewLink(v *visit) error {
	p.show(v, http.StatusOK, "newlink", &newLinkView{})
	return nil
}

func (p *Portal) sendNewLink(v *visit) error {
	return p.mailLink(v, "newlink", func(ctx context.Context, email string) {
		p.afterwards(ctx, "new link", func(ctx context.Context) error { return p.Desk.SendNewLink(ctx, email) })
	})
}

// mailLink answers before it looks: neither words nor time tell whether an
// address is on file.
func (p *Portal) mailLink(v *visit, page string, send func(ctx context.Context, email string)) error {
	view := &newLinkView{Email: v.field("email")}
	if !domain.PlausibleAddress(view.Email) {
		view.refuseField("email", v.texts.Err(domain.Refuse(domain.Invalid, "bad_email_field")))
		p.show(v, http.StatusUnprocessableEntity, page, view)
		return nil
	}
	send(v.r.Context(), view.Email)
	view.Done = true
	p.show(v, http.StatusOK, page, view)
	return nil
}

// afterwards does what needs a look-up once the answer is on its way. When too
// many wait already, the request is dropped: its person asks again.
func (p *Portal) afterwards(ctx context.Context, what string, do func(context.Context) error) {
	select {
	case p.slots <- struct{}{}:
	default:
		p.Log.Warn("too many at once, one dropped", "what", what)
		return
	}
	p.waiting.Go(func() {
		defer func() { <-p.slots }()
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
		defer cancel()
		if err := do(ctx); err != nil {
			p.Log.Error(what, "error", err)
		}
	})
}
