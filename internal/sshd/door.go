package sshd

import (
	"net"
	"net/netip"
	"sync"
	"time"
)

// door counts the connections that have not authenticated yet, and slows
// down sources that come too often.
type door struct {
	config  Config
	mu      sync.Mutex
	guests  []*guest // oldest first
	buckets map[netip.Prefix]*bucket
}

// bucket holds the connections a source may still open.
type bucket struct {
	tokens float64
	at     time.Time
}

// guest is a connection from its first byte to the end of its log-in.
type guest struct {
	conn     net.Conn
	source   netip.Prefix
	deadline *time.Timer
	told     bool // the banner has been sent
}

// enter admits a connection as a guest, or returns nil: its source comes too
// often. When the hall is full, the guest who has waited longest leaves.
func (d *door) enter(conn net.Conn) *guest {
	d.mu.Lock()
	defer d.mu.Unlock()
	g := &guest{conn: conn, source: sourceOf(conn.RemoteAddr())}
	if !d.take(g.source) {
		return nil
	}
	if len(d.guests) >= d.config.MaxGuests {
		oldest := d.guests[0]
		d.guests = d.guests[1:]
		oldest.deadline.Stop()
		_ = oldest.conn.Close()
	}
	g.deadline = time.AfterFunc(d.config.KeyExchange, func() { d.leave(g); _ = conn.Close() })
	d.guests = append(d.guests, g)
	return g
}

// exchanged gives a guest time to log in, now that the keys are exchanged.
func (d *door) exchanged(g *guest) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if g.deadline.Stop() {
		g.deadline.Reset(d.config.Authenticate)
	}
}

// leave ends a guest's stay, by log-in or by going away.
func (d *door) leave(g *guest) {
	d.mu.Lock()
	defer d.mu.Unlock()
	g.deadline.Stop()
	for i, other := range d.guests {
		if other == g {
			d.guests = append(d.guests[:i:i], d.guests[i+1:]...)
			return
		}
	}
}

// welcome ends a guest's stay by a log-in, which gives the source its token
// back: only strangers are slowed down.
func (d *door) welcome(g *guest) {
	d.leave(g)
	d.mu.Lock()
	defer d.mu.Unlock()
	if b := d.buckets[g.source]; b != nil {
		b.tokens = min(b.tokens+1, float64(d.config.Burst))
	}
}

func (d *door) take(source netip.Prefix) bool {
	now := d.config.Now()
	b := d.buckets[source]
	if b == nil {
		if len(d.buckets) > 10_000 {
			d.sweep(now)
		}
		b = &bucket{tokens: float64(d.config.Burst), at: now}
		d.buckets[source] = b
	}
	b.tokens = min(b.tokens+now.Sub(b.at).Seconds()*d.config.PerSecond, float64(d.config.Burst))
	b.at = now
	if b.tokens < 1 {
		return false
	}
	b.tokens--
	return true
}

// sweep forgets sources whose bucket is full again.
func (d *door) sweep(now time.Time) {
	for source, b := range d.buckets {
		if b.tokens+now.Sub(b.at).Seconds()*d.config.PerSecond >= float64(d.config.Burst) {
			delete(d.buckets, source)
		}
	}
}

// sourceOf is the address of a client, a network of 64 bits for IPv6.
func sourceOf(addr net.Addr) netip.Prefix {
	ap, err := netip.ParseAddrPort(addr.String())
	if err != nil {
		return netip.Prefix{}
	}
	ip, bits := ap.Addr().Unmap(), 32
	if ip.Is6() {
		bits = 64
	}
	prefix, _ := ip.Prefix(bits)
	return prefix
}
