package portal

import (
	"net/http"
	"net/netip"
	"strings"
)

// remote is the address of the client. X-Forwarded-For counts only from a
// trusted proxy, read from its right end: what stands left of the first
// untrusted address was written by the client.
func (p *Portal) remote(r *http.Request) netip.Addr {
	at, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.IPv6Unspecified()
	}
	addr := at.Addr().Unmap()
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && p.trusts(addr); i-- {
		next, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		addr = next.Unmap().WithZone("")
	}
	return addr
}

func (p *Portal) trusts(addr netip.Addr) bool {
	for _, prefix := range p.TrustedProxies {
		if prefix.Contains(addr) {
			return true
		}
	}
	return false
}

// network is the /24 or /48 of an address: all that is kept of it.
func network(addr netip.Addr) netip.Prefix {
	bits := 48
	if addr.Is4() {
		bits = 24
	}
	prefix, err := addr.Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return prefix
}

// truncated is how a remote address is stored.
func truncated(addr netip.Addr) string { return network(addr).String() }
