package portal

import (
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// allowance is how often a form may be posted from one address: so many at
// once, then one every interval.
type allowance struct {
	burst int
	every time.Duration
}

func allowanceOf(pattern string) allowance {
	switch pattern {
	case "POST /support", "POST /r", "POST /e/{token}", "POST /reset", "reset":
		return allowance{burst: 5, every: 2 * time.Minute}
	case "POST /login", "login":
		return allowance{burst: 10, every: 30 * time.Second}
	case "POST /s/{token}", "POST /account/documents":
		return allowance{burst: 20, every: 15 * time.Second}
	}
	return allowance{burst: 20, every: 5 * time.Second}
}

// remembered is how many addresses a generation holds before the older one
// is forgotten: memory stays bounded whoever comes.
const remembered = 20_000

// limiter counts posts per page and address; an IPv6 address counts as its
// /64, which one client owns whole.
type limiter struct {
	mu       sync.Mutex
	now      func() time.Time
	young    map[client]*rate.Limiter
	old      map[client]*rate.Limiter
	capacity int
}

type client struct {
	pattern string
	addr    netip.Addr
	name    string // of an account, whoever asks
}

func newLimiter(now func() time.Time) *limiter {
	return &limiter{now: now, young: map[client]*rate.Limiter{}, capacity: remembered}
}

func (l *limiter) allow(pattern string, addr netip.Addr) bool {
	if addr.Is6() {
		if prefix, err := addr.Prefix(64); err == nil {
			addr = prefix.Addr()
		}
	}
	return l.take(client{pattern: pattern, addr: addr})
}

// allowName counts what is asked about one account, from whatever address:
// whether it exists makes no difference.
func (l *limiter) allowName(what, name string) bool { return l.take(client{pattern: what, name: name}) }

func (l *limiter) take(key client) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	bucket := l.young[key]
	if bucket == nil {
		if bucket = l.old[key]; bucket == nil {
			a := allowanceOf(key.pattern)
			bucket = rate.NewLimiter(rate.Every(a.every), a.burst)
		}
		if len(l.young) >= l.capacity {
			l.old, l.young = l.young, map[client]*rate.Limiter{}
		}
		l.young[key] = bucket
	}
	return bucket.AllowN(l.now(), 1)
}
