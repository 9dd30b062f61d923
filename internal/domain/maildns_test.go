package domain

import (
	"slices"
	"strings"
	"testing"
)

func identity() MailIdentity {
	return MailIdentity{Reminders: "relances@vigie.example", Consent: "preferences@vigie.example", Support: "aide@vigie.example", Returns: "retour.vigie.example",
		Reports: true, Relay: "127.0.0.1", Helo: "mx.vigie.example", Keys: []MailKey{{"vigie.example", "r1", "v=DKIM1; k=rsa; p=AAA", 2048}, {"vigie.example", "e1", "v=DKIM1; k=ed25519; p=BBB", 0}}}
}

func TestRecordsToPublish(t *testing.T) {
	var got []string
	for _, r := range identity().Check().Records {
		got = append(got, r.Type+" "+r.Name+" "+r.Value)
	}
	want := []string{
		"TXT retour.vigie.example v=spf1 a:mx.vigie.example -all",
		"TXT r1._domainkey.vigie.example v=DKIM1; k=rsa; p=AAA",
		"TXT e1._domainkey.vigie.example v=DKIM1; k=ed25519; p=BBB",
		"TXT _dmarc.vigie.example v=DMARC1; p=quarantine; rua=mailto:aide@vigie.example",
		"MX retour.vigie.example 10 mx.vigie.example.",
		"PTR mx.vigie.example mx.vigie.example.",
	}
	if !slices.Equal(got, want) {
		t.Errorf("\n%s", strings.Join(got, "\n"))
	}
	if c := identity().Check(); len(c.Remarks) != 0 || c.Faults() != 0 {
		t.Errorf("%+v", c.Remarks)
	}
}

func TestWhatDoesNotFitIsSaid(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*MailIdentity)
		code   string
		fault  bool
	}{
		"no server":                      {func(m *MailIdentity) { m.Relay = "" }, "no_relay", true},
		"a password in clear text":       {func(m *MailIdentity) { m.Relay = "mx.example" }, "clear_text", true},
		"a server of somebody else's":    {func(m *MailIdentity) { m.Relay, m.Encrypted = "mx.example", true }, "relay_spf", false},
		"the default senders":            {func(m *MailIdentity) { m.Reminders = "relances@localhost" }, "sender_local", true},
		"reminders and consents alike":   {func(m *MailIdentity) { m.Consent = "Relances@vigie.example" }, "same_sender", true},
		"no key":                         {func(m *MailIdentity) { m.Keys = nil }, "no_dkim", true},
		"a key of another domain":        {func(m *MailIdentity) { m.Keys[0].Domain = "else.example" }, "dkim_unaligned", true},
		"a weak key":                     {func(m *MailIdentity) { m.Keys[0].RSABits = 1024 }, "rsa_small", false},
		"a key that few check":           {func(m *MailIdentity) { m.Keys = m.Keys[1:] }, "only_ed25519", false},
		"no return path":                 {func(m *MailIdentity) { m.Returns = "" }, "no_returns", true},
		"a return path of another house": {func(m *MailIdentity) { m.Returns = "bounces.example" }, "returns_unaligned", true},
		"nobody listens":                 {func(m *MailIdentity) { m.Reports = false }, "reports_off", true},
		"a name of one word":             {func(m *MailIdentity) { m.Helo = "debian" }, "helo_bare", true},
	} {
		m := identity()
		c.change(&m)
		found := false
		for _, r := range m.Check().Remarks {
			found = found || r.Code == c.code && r.Fault == c.fault
		}
		if !found {
			t.Errorf("%s: %+v", name, m.Check().Remarks)
		}
	}
}

func TestDomainsAlign(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{{"vigie.example", "vigie.example", true}, {"Vigie.example", "retour.vigie.EXAMPLE", true}, {"a.vigie.example", "vigie.example", true},
		{"notvigie.example", "vigie.example", false}, {"else.example", "vigie.example", false}, {"", "vigie.example", false}} {
		if Aligned(c.a, c.b) != c.want {
			t.Errorf("%q %q", c.a, c.b)
		}
	}
}

func TestFoundRecordsAreJudged(t *testing.T) {
	for name, c := range map[string]struct {
		r      DNSRecord
		values []string
		want   string
	}{
		"as said":            {DNSRecord{Purpose: "spf", Type: "TXT", Value: "v=spf1 a:x -all"}, []string{"site-verification=1", "v=spf1 a:x  -all"}, "ok"},
		"the operator's own": {DNSRecord{Purpose: "spf", Type: "TXT", Value: "v=spf1 a:x -all"}, []string{"v=spf1 include:relay.example ~all"}, "other"},
		"two are none":       {DNSRecord{Purpose: "spf", Type: "TXT", Value: "v=spf1 a:x -all"}, []string{"v=spf1 a:x -all", "v=spf1 mx -all"}, "missing"},
		"none":               {DNSRecord{Purpose: "spf", Type: "TXT", Value: "v=spf1 a:x -all"}, []string{"site-verification=1"}, "missing"},
		"the key in pieces":  {DNSRecord{Purpose: "dkim", Type: "TXT", Value: "v=DKIM1; k=rsa; p=AbC"}, []string{"v=DKIM1; k=rsa; p=A bC"}, "ok"},
		"another key":        {DNSRecord{Purpose: "dkim", Type: "TXT", Value: "v=DKIM1; k=rsa; p=AbC"}, []string{"v=DKIM1; k=rsa; p=abc"}, "missing"},
		"a name in capitals": {DNSRecord{Purpose: "mx", Type: "MX", Value: "10 mx.example."}, []string{"10 MX.example."}, "ok"},
		"another exchanger":  {DNSRecord{Purpose: "mx", Type: "MX", Value: "10 mx.example."}, []string{"5 in.example."}, "other"},
	} {
		if got := c.r.Compare(c.values); got.State != c.want {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
