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

// ready says that the database answers too.
func (p *Portal) ready(w http.ResponseWriter, r *http.Request) {
	if err := p.Desk.Ready(r.Context()); err != nil {
		p.Log.Warn("not ready", "error", err)
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = io.WriteString(w, "not ready\n")
		return
	}
	alive(w, r)
}

func (p *Portal) missing(v *visit) error {
	p.show(v, http.StatusNotFound, "missing", &plain{})
	return nil
}
