package domain

import (
	"net/netip"
	"strings"
)

// MailIdentity is as whom the product sends, as configured.
type MailIdentity struct {
	Reminders, Consent, Support string // addresses
	Returns                     string // domain of the return paths
	Reports                     bool   // somebody listens to what comes back
	Relay                       string // host that takes the mails, "" for none
	Encrypted                   bool   // on the way to it
	Helo                        string // our name
	Keys                        []MailKey
}

// MailKey is one key that signs; Text is what stands in the DNS for it.
type MailKey struct {
	Domain, Selector string
	Text             string
	RSABits          int // 0 for ed25519
}

// DNSRecord is one thing that the operator publishes. Found is what was looked
// up, nil where nobody looked.
type DNSRecord struct {
	Purpose string    `json:"purpose"` // spf, dkim, dmarc, mx, ptr
	Type    string    `json:"type"`
	Name    string    `json:"name"`
	Value   string    `json:"value"`
	Found   *DNSFound `json:"found,omitempty"`
}

// DNSFound is what the DNS holds for a record: it will do, it is another, or
// there is none.
type DNSFound struct {
	State  string   `json:"state"` // ok, other, missing, unknown
	Values []string `json:"values"`
}

// MailRemark is one thing about the configuration; a Fault keeps mails from
// arriving, the rest is advice.
type MailRemark struct {
	Code  string            `json:"code"`
	Fault bool              `json:"fault"`
	Args  map[string]string `json:"args,omitempty"`
}

// MailCheck is what an operator must publish, and what does not fit.
type MailCheck struct {
	Records []DNSRecord  `json:"records"`
	Remarks []MailRemark `json:"remarks"`
}

// Faults counts the remarks and records that keep mails from arriving.
func (c MailCheck) Faults() int {
	n := 0
	for _, r := range c.Remarks {
		if r.Fault {
			n++
		}
	}
	for _, r := range c.Records {
		if r.Found != nil && r.Found.State == "missing" {
			n++
		}
	}
	return n
}

// Aligned reports whether two domains are one organisation's in the relaxed
// sense of DMARC, as far as that shows without the list of public suffixes:
// one is the other, or lies below it.
func Aligned(a, b string) bool {
	a, b = strings.ToLower(a), strings.ToLower(b)
	return a != "" && b != "" && (a == b || strings.HasSuffix(a, "."+b) || strings.HasSuffix(b, "."+a))
}

// Check lists what the DNS must say of an identity, and what does not fit in
// it.
func (m MailIdentity) Check() MailCheck { return MailCheck{Records: m.records(), Remarks: m.remarks()} }

// senders are the domains that mails come from, each once.
func (m MailIdentity) senders() []string {
	var out []string
	for _, address := range []string{m.Reminders, m.Consent, m.Support} {
		out = appendOnce(out, MailDomain(address))
	}
	return out
}

// envelopes are the domains whose SPF counts.
func (m MailIdentity) envelopes() []string {
	if m.Returns != "" {
		return []string{m.Returns}
	}
	return m.senders()
}

func (m MailIdentity) records() []DNSRecord {
	var out []DNSRecord
	for _, d := range m.envelopes() {
		out = append(out, DNSRecord{Purpose: "spf", Type: "TXT", Name: d, Value: "v=spf1 a:" + m.origin() + " -all"})
	}
	for _, k := range m.Keys {
		out = append(out, DNSRecord{Purpose: "dkim", Type: "TXT", Name: k.Selector + "._domainkey." + k.Domain, Value: k.Text})
	}
	for _, d := range m.senders() {
		out = append(out, DNSRecord{Purpose: "dmarc", Type: "TXT", Name: "_dmarc." + d, Value: "v=DMARC1; p=quarantine; rua=mailto:" + m.Support})
	}
	for _, d := range m.envelopes() {
		out = append(out, DNSRecord{Purpose: "mx", Type: "MX", Name: d, Value: "10 " + m.Helo + "."})
	}
	return append(out, DNSRecord{Purpose: "ptr", Type: "PTR", Name: m.origin(), Value: m.origin() + "."})
}

// origin is the host that hands mails to the world: the relay, or this machine
// where the relay runs on it.
func (m MailIdentity) origin() string {
	if m.Relay == "" || loopback(m.Relay) {
		return m.Helo
	}
	return m.Relay
}

func loopback(host string) bool {
	address, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && address.IsLoopback()
}

func (m MailIdentity) remarks() []MailRemark {
	var out []MailRemark
	say := func(when, fault bool, code string, args ...string) {
		if !when {
			return
		}
		r := MailRemark{Code: code, Fault: fault}
		for i := 0; i+1 < len(args); i += 2 {
			if r.Args == nil {
				r.Args = map[string]string{}
			}
			r.Args[args[i]] = args[i+1]
		}
		out = append(out, r)
	}
	say(m.Relay == "", true, "no_relay")
	say(m.Relay != "" && !m.Encrypted && !loopback(m.Relay), true, "clear_text", "Host", m.Relay)
	for _, d := range m.senders() {
		say(!strings.Contains(d, "."), true, "sender_local", "Domain", d)
		say(len(m.Keys) > 0 && !Aligned(d, m.Keys[0].Domain), true, "dkim_unaligned", "Domain", d, "Signs", keyDomain(m.Keys))
		say(m.Returns != "" && !Aligned(d, m.Returns), true, "returns_unaligned", "Domain", d, "Returns", m.Returns)
	}
	say(EmailKey(m.Reminders) == EmailKey(m.Consent), true, "same_sender", "Address", m.Consent)
	say(len(m.Keys) == 0, true, "no_dkim")
	rsa := false
	for _, k := range m.Keys {
		rsa = rsa || k.RSABits > 0
		say(k.RSABits > 0 && k.RSABits < 2048, false, "rsa_small", "Selector", k.Selector)
	}
	say(len(m.Keys) > 0 && !rsa, false, "only_ed25519")
	say(m.Returns == "", true, "no_returns")
	say(m.Returns != "" && !m.Reports, true, "reports_off", "Domain", m.Returns)
	say(!strings.Contains(m.Helo, "."), true, "helo_bare", "Helo", m.Helo)
	say(m.Relay != "" && !loopback(m.Relay), false, "relay_spf", "Host", m.Relay)
	return out
}

func keyDomain(keys []MailKey) string {
	if len(keys) == 0 {
		return ""
	}
	return keys[0].Domain
}

func appendOnce(all []string, one string) []string {
	for _, a := range all {
		if a == one {
			return all
		}
	}
	return append(all, one)
}

// Compare judges what the DNS holds for a record: for a key and a return path
// nothing else will do; for SPF and DMARC one record of the operator's own is
// theirs to answer for.
func (r DNSRecord) Compare(values []string) DNSFound {
	found := DNSFound{State: "missing", Values: []string{}}
	for _, v := range values {
		if !r.kin(v) {
			continue
		}
		found.Values = append(found.Values, v)
		if unspaced(v) == unspaced(r.Value) || r.Type != "TXT" && strings.EqualFold(v, r.Value) {
			found.State = "ok"
		}
	}
	if found.State == "missing" && len(found.Values) > 0 {
		found.State = "other"
	}
	if r.Purpose == "spf" && len(found.Values) > 1 {
		found.State = "missing" // two are as good as none (RFC 7208 § 4.5)
	}
	if r.Purpose == "dkim" && found.State == "other" {
		found.State = "missing" // signatures fail against another key
	}
	return found
}

// kin reports whether a value is of the record's purpose: other texts stand
// under the same name.
func (r DNSRecord) kin(value string) bool {
	for purpose, prefix := range map[string]string{"spf": "v=spf1", "dmarc": "v=dmarc1"} {
		if r.Purpose == purpose {
			return strings.HasPrefix(strings.ToLower(value), prefix)
		}
	}
	return true
}

func unspaced(value string) string { return strings.Join(strings.Fields(value), "") }
