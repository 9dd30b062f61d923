package portal

import (
	"io"
	"net/http"
)

// alive says that the process answers.
func alive(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = io.WriteString(w, "ok\n")
}

// ready says that the database answers too, and that mails leave: it names why
// where they do not.
func (p *Portal) ready(w http.ResponseWriter, r *http.Request) {
	if err := p.Desk.Ready(r.Context()); err != nil {
		p.Log.Warn("not ready", "error", err)
		unready(w, "database")
		return
	}
	stuck, err := p.Desk.Stuck(r.Context())
	switch {
	case err != nil:
		p.Log.Warn("not ready", "error", err)
		unready(w, "database")
	case stuck != "":
		p.Log.Warn("not ready", "outbox", stuck)
		unready(w, "outbox "+string(stuck))
	default:
		alive(w, r)
	}
}

// unready answers with a reason of one line, in codes: a machine reads it.
func unready(w http.ResponseWriter, reason string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(http.StatusServiceUnavailable)
	_, _ = io.WriteString(w, "not ready: "+reason+"\n")
}

func (p *Portal) missing(v *visit) error {
	p.show(v, http.StatusNotFound, "missing", &plain{})
	return nil
}
