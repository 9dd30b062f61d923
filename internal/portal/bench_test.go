package portal

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"vigie/internal/domain"
)

// BenchmarkPreferencesPage measures a view of the consent page with its
// look-up, without the network.
func BenchmarkPreferencesPage(b *testing.B) {
	w := newWorld(b)
	handler := w.portal.Handler()
	path := "/c/" + w.token(domain.LinkPreferences, w.request)
	request := httptest.NewRequest(http.MethodGet, path, nil).WithContext(b.Context())
	b.ReportAllocs()
	for b.Loop() {
		handler.ServeHTTP(&nobody{header: http.Header{}}, request)
	}
}

// nobody takes an answer and forgets it.
type nobody struct{ header http.Header }

func (n *nobody) Header() http.Header         { return n.header }
func (n *nobody) Write(p []byte) (int, error) { return len(p), nil }
func (n *nobody) WriteHeader(int)             {}
