package sshd

import (
	"context"
	"sync"
	"time"
)

// hall knows who is inside: every session with its person and key.
type hall struct {
	config   Config
	mu       sync.Mutex
	sessions map[*stay]bool
	wait     sync.WaitGroup
	closing  chan struct{}
	closed   bool
}

// stay is one session, console or verb.
type stay struct {
	person      int64
	fingerprint string
	ended       chan struct{} // closed when the person is no longer admitted
	once        sync.Once
}

func (s *stay) end() { s.once.Do(func() { close(s.ended) }) }

// enter adds a session; why is the text key of a refusal, "" when admitted.
func (h *hall) enter(person int64, fingerprint string) (s *stay, why string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	own := 0
	for other := range h.sessions {
		if other.person == person {
			own++
		}
	}
	switch {
	case h.closed:
		return nil, "console.ssh.stopping"
	case own >= h.config.MaxSessionsPerPerson:
		return nil, "console.ssh.too_many_own"
	case len(h.sessions) >= h.config.MaxSessions:
		return nil, "console.ssh.too_many"
	}
	s = &stay{person: person, fingerprint: fingerprint, ended: make(chan struct{})}
	h.sessions[s] = true
	h.wait.Add(1)
	return s, ""
}

// inside counts the sessions.
func (h *hall) inside() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.sessions)
}

func (h *hall) leave(s *stay) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.sessions[s] {
		delete(h.sessions, s)
		h.wait.Done()
	}
}

// kick ends every session of a person.
func (h *hall) kick(person int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for s := range h.sessions {
		if s.person == person {
			s.end()
		}
	}
}

// fingerprints are the keys inside, each once.
func (h *hall) fingerprints() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	seen := map[string]bool{}
	var out []string
	for s := range h.sessions {
		if !seen[s.fingerprint] {
			seen[s.fingerprint] = true
			out = append(out, s.fingerprint)
		}
	}
	return out
}

// close refuses new sessions and tells the present ones, each from its own
// goroutine.
func (h *hall) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.closed {
		h.closed = true
		close(h.closing)
	}
}

// watch ends the sessions of whoever is no longer admitted, within a second.
func (h *hall) watch(ctx context.Context) {
	beat := time.NewTicker(h.config.Watch)
	defer beat.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-beat.C:
			h.review(ctx)
		}
	}
}

func (h *hall) review(ctx context.Context) {
	inside := h.fingerprints()
	if len(inside) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, lookupTime)
	defer cancel()
	list, err := h.config.Admitted(ctx, inside)
	if err != nil {
		h.config.Log.Warn("ssh sessions not reviewed", "err", err)
		return
	}
	admitted := map[string]bool{}
	for _, f := range list {
		admitted[f] = true
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for s := range h.sessions {
		if !admitted[s.fingerprint] {
			s.end()
		}
	}
}
