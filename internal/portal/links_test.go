package portal

import (
	"context"
	"testing"

	"vigie/internal/domain"
	"vigie/store"
)

// Tokens became longer: they begin with the moment of their link. Whether a
// token is its link's was then asked of a link without its hash on the page of
// preferences, so that every link sent before was gone there (the bench, whose
// base was older, found it).
func TestALinkOfBeforeTokensHadAMomentOpensItsPage(t *testing.T) {
	w := newWorld(t)
	for kind, subject := range map[domain.LinkKind]int64{domain.LinkPreferences: w.request, domain.LinkSupplier: w.user, domain.LinkActivation: w.user} {
		w.minted++
		var token string
		if err := w.db.Maintain(context.Background(), func(tx *store.Tx) error {
			l := domain.Link{Kind: kind, SubjectID: subject, MailID: w.minted, CreatedAt: tx.Now(), ExpiresAt: tx.Now().Add(kind.Life())}
			token = w.keys.Token(l)[8:]
			l.Hash = w.keys.TokenHash(token)
			_, err := tx.InsertLink(context.Background(), l)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		w.want(w.get("/"+string(kind)+"/"+token), 200)
		w.want(w.get("/"+string(kind)+"/"+w.token(kind, subject)), 200)
	}
}
