// Package portal is the door for people outside: the pages behind the links
// of our mails, and the support form. It works without script, and asks the
// desk for everything.
package portal

import (
	"embed"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"time"

	"vigie/internal/desk"
	"vigie/internal/domain"
)

//go:embed templates static
var files embed.FS

// Options are what a portal is made with.
type Options struct {
	Desk           *desk.Desk
	Log            *slog.Logger
	Now            func() time.Time
	PublicURL      string // of the pages, as people see it
	Language       domain.Language
	TrustedProxies []netip.Prefix // whose X-Forwarded-For counts
}

// Portal serves the pages; safe for concurrent use.
type Portal struct {
	Options
	pages       pages
	preferences preferencesMoulds
	limits      *limiter
	secure      bool // the public address is https
	waiting     sync.WaitGroup
	slots       chan struct{} // new links being looked up
}

// New prepares the pages.
func New(o Options) *Portal {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Portal{Options: o, pages: listPages(), preferences: preferencesMoulds{known: map[preferencesForm]*preferencesMould{}},
		limits: newLimiter(o.Now), secure: strings.HasPrefix(o.PublicURL, "https://"), slots: make(chan struct{}, 4)}
}

// Handler is every page behind the middleware.
func (p *Portal) Handler() http.Handler {
	mux := http.NewServeMux()
	p.password(mux, "/a/{token}", p.activationPage())
	p.page(mux, "GET /c/{token}", p.showPreferences)
	p.page(mux, "POST /c/{token}", p.answerPreferences)
	p.page(mux, "GET /s/{token}", p.showFile)
	p.upload(mux, "POST /s/{token}", p.changeFile)
	p.page(mux, "GET /k/{token}", p.showConfirm)
	p.page(mux, "POST /k/{token}", p.confirm)
	p.page(mux, "GET /d/{token}", p.showDecision)
	p.page(mux, "POST /d/{token}", p.decide)
	p.page(mux, "GET /n/{token}", p.showObjection)
	p.page(mux, "POST /n/{token}", p.object)
	p.page(mux, "GET /e/{token}", p.showRights)
	p.page(mux, "POST /e/{token}", p.confirmRights)
	p.page(mux, "GET /r", p.showNewLink)
	p.page(mux, "POST /r", p.sendNewLink)
	p.page(mux, "GET /support", p.showSupport)
	p.page(mux, "POST /support", p.openTicket)
	p.page(mux, "GET /login", p.showLogin)
	p.page(mux, "POST /login", p.logIn)
	p.page(mux, "POST /logout", p.logOut)
	p.page(mux, "GET /reset", p.showReset)
	p.page(mux, "POST /reset", p.askReset)
	p.password(mux, "/p/{token}", p.resetPage())
	p.page(mux, "GET /o/{token}", p.showOpening)
	p.page(mux, "POST /o/{token}", p.openFile)
	p.proof(mux, "/q/{token}", &proofPage{title: "document.proof.title", file: "vigie-proof.pdf", look: p.Desk.ProofToOpen, write: p.Desk.OpenProof})
	p.proof(mux, "/g/{token}", &proofPage{title: "consent.proof.title", file: "vigie-consents.pdf", look: p.Desk.ConsentProofToOpen, write: p.Desk.OpenConsentProof})
	p.account(mux, "GET /account", p.showAccount)
	p.account(mux, "GET /account/clients/{id}", p.showClient)
	p.account(mux, "POST /account/clients/{id}", p.changeClient)
	p.account(mux, "GET /account/documents", p.showDocuments)
	p.account(mux, "POST /account/documents", p.depositDocument)
	p.account(mux, "GET /account/company", p.showCompany)
	p.account(mux, "POST /account/company", p.changeCompany)
	p.account(mux, "GET /account/rights", p.showOwnRights)
	p.account(mux, "POST /account/rights", p.changeOwnRights)
	p.page(mux, "/", p.missing)
	mux.HandleFunc("GET /static/{name}", serveStatic)
	mux.HandleFunc("GET /healthz", alive)
	mux.HandleFunc("GET /readyz", p.ready)
	return p.middleware(mux)
}

// Server is an HTTP server for the pages, with a limit on everything a slow
// or greedy client could stretch.
func (p *Portal) Server(addr string) *http.Server {
	return &http.Server{Addr: addr, Handler: p.Handler(), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second,
		WriteTimeout: 30 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 16 << 10, ErrorLog: slog.NewLogLogger(p.Log.Handler(), slog.LevelDebug)}
}

// Close waits for what was promised to be sent.
func (p *Portal) Close() { p.waiting.Wait() }

// origin is the scheme and host of the public address.
func (p *Portal) origin() string {
	u, err := url.Parse(p.PublicURL)
	if err != nil || u.Host == "" {
		return ""
	}
	return u.Scheme + "://" + u.Host
}
