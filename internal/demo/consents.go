package demo

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"vigie/internal/desk"
	"vigie/internal/domain"
)

// The customers of the world that are asked for their preferences by mail,
// one in so many, and those who were called, among the others.
const (
	unaskedOneIn = 4
	calledOneIn  = 3
	offersMade   = 24
)

// AskConsents asks most customers for their preferences, notes what others
// said on the phone, and makes offers and order forms.
func AskConsents(ctx context.Context, d *desk.Desk) error {
	by := domain.Actor{Name: "demo", Role: domain.Administrator, Door: "demo"}
	page := domain.Page{Limit: 100}
	for unasked, offers := 0, 0; ; {
		w, err := d.Customers(ctx, by, domain.Filter{}, page)
		if err != nil {
			return err
		}
		for _, c := range w.Rows {
			if c.Email != "" && c.ID%unaskedOneIn != 0 {
				if err := d.SendConsent(ctx, by, c.ID, ""); err != nil {
					return err
				}
			} else if unasked++; unasked%calledOneIn == 0 {
				if err := called(ctx, d, by, c.ID, unasked); err != nil {
					return err
				}
			}
			if c.ID%3 == 0 && offers < offersMade {
				offers++
				if err := offer(ctx, d, by, c.ID, offers); err != nil {
					return err
				}
			}
		}
		if !w.More {
			return nil
		}
		page.After = &w.Cursors[len(w.Cursors)-1]
	}
}

// called notes what a customer said on the phone.
func called(ctx context.Context, d *desk.Desk, by domain.Actor, customer int64, i int) error {
	return d.EnterConsent(ctx, by, customer, map[domain.ConsentChannel]bool{domain.ByPhone: i%2 == 0, domain.BySMS: i%5 != 0},
		domain.Evidence{Kind: domain.EvidenceCall, On: d.Today().AddDays(-i % 40), Note: "appel entrant"})
}

// offer makes one, and an order form from every second.
func offer(ctx context.Context, d *desk.Desk, by domain.Actor, customer int64, i int) error {
	lines := []domain.OfferLine{
		{Label: "Suivi de conformité des fournisseurs, douze mois", Quantity: 1000, UnitPrice: domain.Cents(48_000 + 1_500*i), VAT: 2000},
		{Label: "Reprise du fichier des tiers", Quantity: int64(1000 * (1 + i%4)), Unit: "jour", UnitPrice: 65_000, VAT: 2000},
	}
	card, err := d.MakeOffer(ctx, by, customer, lines, d.Today().AddDays(60))
	if err != nil || i%2 == 1 {
		return err
	}
	_, err = d.OrderOffer(ctx, by, card.Offer.ID, card.Offer.Edition)
	return err
}

var preferencesPath = regexp.MustCompile(`/c/[A-Za-z0-9_-]{30}`)

// AnswerConsents has customers open the mails that they got and post the page,
// each from an address of their own (RFC 5737); a third does not answer.
func AnswerConsents(ctx context.Context, mails []Caught, pages http.Handler) error {
	for i, m := range mails {
		path := preferencesPath.FindString(m.Text)
		if path == "" || i%3 == 0 {
			continue
		}
		form := url.Values{}
		for n, channel := range domain.ConsentChannels() {
			form.Set(string(channel), []string{"yes", "no", "", "yes", "no"}[(i/2+n*i)%5])
		}
		if i%11 == 1 {
			form = url.Values{"do": {"refuse_all"}}
		}
		if err := post(ctx, pages, path, form, fmt.Sprintf("198.51.100.%d:4000", i%250+1)); err != nil {
			return err
		}
	}
	return nil
}

func post(ctx context.Context, pages http.Handler, path string, form url.Values, from string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, path, strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.RemoteAddr = from
	w := &answer{header: http.Header{}, status: http.StatusOK}
	pages.ServeHTTP(w, r)
	if w.status != http.StatusOK && w.status != http.StatusUnprocessableEntity { // nothing chosen
		return fmt.Errorf("demo: %s answers %d", path[:3], w.status)
	}
	return nil
}

// answer is what a page says to a browser that nobody looks at.
type answer struct {
	header http.Header
	status int
	bytes.Buffer
}

// Header is the page's header.
func (a *answer) Header() http.Header { return a.header }

// WriteHeader keeps the status.
func (a *answer) WriteHeader(status int) { a.status = status }
