package desk

import (
	"context"
	"encoding/json"
	"io"
	"time"

	"vigie/internal/domain"
	"vigie/store"
)

// reviewMonths is how far back a review looks.
const reviewMonths = 12

// ConsentReview counts what customers accept and what became of the requests
// of the last twelve months.
func (d *Desk) ConsentReview(ctx context.Context, by domain.Actor) (domain.ConsentReview, error) {
	if err := domain.May(by, domain.ReviewConsents); err != nil {
		return domain.ConsentReview{}, err
	}
	now := d.now().In(d.location)
	first := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, d.location)
	months := make([]time.Time, reviewMonths)
	for i := range months {
		months[i] = first.AddDate(0, i+1-reviewMonths, 0)
	}
	review, err := d.db.ConsentReview(ctx, months)
	if err != nil {
		return review, err
	}
	review.Switch, err = d.ConsentSwitch(ctx, by)
	return review, err
}

// ConsentProof gathers everything that proves a customer's answers, unmasked;
// it is audited.
func (d *Desk) ConsentProof(ctx context.Context, by domain.Actor, customer int64) (domain.ConsentProof, error) {
	p := domain.ConsentProof{Controller: d.controller, MadeBy: by.Name}
	err := d.act(ctx, by, domain.ExportPersonal, func(tx *store.Tx) (err error) {
		p.MadeAt = tx.Now()
		if p.Customer, err = tx.Customer(ctx, customer); err != nil {
			return err
		}
		if p.Requests, err = tx.ConsentRequests(ctx, customer); err != nil {
			return err
		}
		if p.Ledger, err = tx.SealedLedger(ctx, customer); err != nil {
			return err
		}
		hashes := []string{}
		for _, l := range p.Ledger {
			if l.TextHash != "" {
				hashes = append(hashes, l.TextHash)
			}
		}
		if p.Texts, err = tx.ConsentTexts(ctx, hashes); err != nil {
			return err
		}
		if p.Head, err = tx.LedgerHead(ctx); err != nil {
			return err
		}
		tx.Record("customer", customer, nil, map[string]any{"proof": true, "answers": len(p.Ledger)})
		return nil
	})
	return p, err
}

// WriteConsentProof writes the proof of a customer's answers: pdf or json.
func (d *Desk) WriteConsentProof(ctx context.Context, by domain.Actor, customer int64, format string, lang domain.Language, to io.Writer) error {
	if format != "pdf" && format != "json" {
		return domain.Refuse(domain.Invalid, "consent_proof_format", "Value", format)
	}
	p, err := d.ConsentProof(ctx, by, customer)
	if err != nil {
		return err
	}
	if format == "pdf" {
		return d.letters.ConsentProof(p, lang, to)
	}
	out := json.NewEncoder(to)
	out.SetIndent("", "  ")
	return out.Encode(proofJSON(p))
}

type proofAnswer struct {
	ID          int64                 `json:"id"`
	At          string                `json:"at"`
	Channel     domain.ConsentChannel `json:"channel"`
	Accepts     bool                  `json:"accepts"`
	Means       domain.Means          `json:"means"`
	Target      string                `json:"target,omitempty"`
	TargetHash  string                `json:"target_hash,omitempty"`
	Controller  string                `json:"controller"`
	Request     int64                 `json:"request,omitempty"`
	TextHash    string                `json:"text_sha256,omitempty"`
	Remote      string                `json:"remote,omitempty"`
	Staff       int64                 `json:"staff,omitempty"`
	Evidence    string                `json:"evidence,omitempty"`
	Previous    string                `json:"previous_seal"`
	SubjectHash string                `json:"subject_hash"`
	Seal        string                `json:"seal"`
	Genuine     bool                  `json:"genuine"`
}

type proofRequest struct {
	ID       int64               `json:"id"`
	State    domain.RequestState `json:"state"`
	Reason   string              `json:"reason,omitempty"`
	Email    string              `json:"email"`
	Queued   string              `json:"queued_at"`
	Sent     string              `json:"sent_at,omitempty"`
	Answered string              `json:"answered_at,omitempty"`
	Expires  string              `json:"link_expires_at,omitempty"`
}

func proofJSON(p domain.ConsentProof) any {
	at := func(i domain.Instant) string {
		if i.Never() {
			return ""
		}
		return i.Time().Format("2006-01-02T15:04:05.000Z07:00")
	}
	c := p.Customer
	accepts := map[domain.ConsentChannel]bool{}
	for _, ch := range domain.ConsentChannels() {
		accepts[ch] = c.Accepts(ch)
	}
	requests, answers := []proofRequest{}, []proofAnswer{}
	for _, q := range p.Requests {
		requests = append(requests, proofRequest{q.ID, q.State, q.Reason, q.Email, at(q.CreatedAt), at(q.SentAt), at(q.AnsweredAt), at(q.ExpiresAt)})
	}
	for _, l := range p.Ledger {
		answers = append(answers, proofAnswer{l.ID, at(l.At), l.Channel, l.Value, l.Means, l.Target, l.TargetHash, l.Controller, l.RequestID, l.TextHash, l.Remote,
			l.StaffID, l.Evidence, l.PrevHash, l.SubjectHash, l.Hash, l.Genuine})
	}
	return map[string]any{"made_at": at(p.MadeAt), "made_by": p.MadeBy, "controller": p.Controller, "ledger_head": p.Head,
		"customer": map[string]any{"id": c.ID, "code": c.Code, "kind": c.Kind, "name": c.DisplayName(), "email": c.Email, "phone": c.Phone, "mobile": c.Mobile,
			"address": c.Address, "postal_code": c.PostalCode, "city": c.City, "accepts": accepts},
		"requests": requests, "answers": answers, "texts": p.Texts}
}
