package main

import (
	"context"
	"crypto/rsa"
	"errors"
	"net"
	"os"
	"strconv"
	"sync"
	"time"

	"vigie/internal/config"
	"vigie/internal/domain"
)

// dnsPatience bounds all the look-ups of one check.
const dnsPatience = 8 * time.Second

// mailIdentity is as whom this configuration sends, checked.
func (a *app) mailIdentity(context.Context) (domain.MailCheck, error) {
	host, err := os.Hostname()
	if err != nil {
		return domain.MailCheck{}, err
	}
	m := domain.MailIdentity{Reminders: a.cfg.FromReminders.Address.Address, Consent: a.cfg.FromConsent.Address.Address, Support: a.cfg.FromSupport.Address.Address,
		Returns: string(a.cfg.ReturnPathDomain), Reports: a.cfg.LMTPAddr.On(), Relay: a.cfg.SMTP.Host, Encrypted: a.cfg.SMTP.TLS != config.NoTLS, Helo: host}
	keys, err := a.dkimKeys()
	if err != nil {
		return domain.MailCheck{}, err
	}
	for _, k := range keys {
		text, err := k.Record()
		if err != nil {
			return domain.MailCheck{}, err
		}
		key := domain.MailKey{Domain: k.Domain, Selector: k.Selector, Text: text}
		if public, ok := k.Key.Public().(*rsa.PublicKey); ok {
			key.RSABits = public.N.BitLen()
		}
		m.Keys = append(m.Keys, key)
	}
	return m.Check(), nil
}

// resolveMail asks the DNS what it holds for each record, all at once.
func resolveMail(ctx context.Context, c domain.MailCheck) domain.MailCheck {
	ctx, cancel := context.WithTimeout(ctx, dnsPatience)
	defer cancel()
	var all sync.WaitGroup
	for i := range c.Records {
		r := &c.Records[i]
		all.Go(func() {
			values, err := lookUp(ctx, *r)
			found := r.Compare(values)
			if err != nil {
				found = domain.DNSFound{State: "unknown", Values: []string{err.Error()}}
			}
			r.Found = &found
		})
	}
	all.Wait()
	return c
}

// lookUp reads what stands under a name; nothing is no error.
func lookUp(ctx context.Context, r domain.DNSRecord) (values []string, err error) {
	var resolver net.Resolver
	switch r.Type {
	case "TXT":
		values, err = resolver.LookupTXT(ctx, r.Name)
	case "MX":
		var found []*net.MX
		found, err = resolver.LookupMX(ctx, r.Name)
		for _, mx := range found {
			values = append(values, strconv.Itoa(int(mx.Pref))+" "+mx.Host)
		}
	case "PTR":
		var addresses []string
		addresses, err = resolver.LookupHost(ctx, r.Name)
		for _, address := range addresses {
			names, reverse := resolver.LookupAddr(ctx, address)
			if values = append(values, names...); reverse != nil && err == nil {
				err = reverse
			}
		}
	}
	var missing *net.DNSError
	if errors.As(err, &missing) && missing.IsNotFound {
		err = nil
	}
	return values, err
}
