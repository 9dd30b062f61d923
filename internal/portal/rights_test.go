package portal

import (
	"context"
	"html"
	"regexp"
	"strings"
	"testing"

	"vigie/internal/domain"
)

var numbers = regexp.MustCompile(`n° \d+`)

// askedFor posts a removal from the support page, and returns the answer
// without what differs by nature: the number and the address.
func (w *world) askedFor(email, scope string) string {
	w.t.Helper()
	page := w.post("/support", "kind", "removal", "right", "removal", "scope", scope, "email", email, "body", "Supprimez-moi")
	w.want(page, 200, "confirmez-la par son lien")
	return strings.NewReplacer(email, "", html.EscapeString(email), "").Replace(numbers.ReplaceAllString(page.body, ""))
}

func TestRemovalAskedOnThePageWaitsForTheAddressOnFile(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	if known, unknown := w.askedFor("claire@martin.example", "user"), w.askedFor("nobody@nowhere.example", "user"); known != unknown {
		t.Errorf("a known address is answered by %s, an unknown one by %s", known, unknown)
	}
	mails := w.mails(domain.MailRightsConfirm)
	if len(mails) != 2 {
		t.Fatalf("%d mails ask to confirm", len(mails))
	}
	all, err := w.db.RightsRequests(ctx, domain.Filter{}, domain.Page{Limit: 10})
	if err != nil || len(all.Rows) != 2 {
		t.Fatalf("%d requests, %v", len(all.Rows), err)
	}
	q := all.Rows[0]
	if q.Scope != domain.ScopeUser || q.Effective() || q.TicketID == 0 {
		t.Errorf("registered as %+v", q)
	}
	for _, m := range mails {
		if m.SubjectID == q.ID {
			w.minted = m.ID - 1 // the link of that mail
		}
	}
	token := w.token(domain.LinkRights, q.ID)
	for range 3 { // mail scanners
		w.want(w.get("/e/"+token), 200, "article 17", "Retirer la demande")
	}
	if again, err := w.db.RightsRequest(ctx, q.ID); err != nil || again.Version != q.Version {
		t.Errorf("a GET wrote: version %d, %v", again.Version, err)
	}
	w.want(w.post("/e/"+token, "do", "yes"), 200, "nous traitons la demande")
	if again, err := w.db.RightsRequest(ctx, q.ID); err != nil || !again.Effective() {
		t.Errorf("confirmed, it is %+v, %v", again, err)
	}
	if u, err := w.db.User(ctx, q.SubjectID); err != nil || !u.RequestPending {
		t.Errorf("confirmed, the user's mails go on: %v", err)
	}
	w.want(w.post("/e/"+token, "do", "no"), 200, "retirée")
	if u, err := w.db.User(ctx, q.SubjectID); err != nil || u.RequestPending {
		t.Errorf("withdrawn, the user's mails stay stopped: %v", err)
	}
	w.want(w.get("/e/"+token), 410)
	w.want(w.get("/e/"+token[:20]+"AA"), 410)
}
