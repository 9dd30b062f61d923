package main

import (
	"os"

	"vigie/internal/domain"
	"vigie/internal/inbound"
)

// openPost opens the door by which mail comes back, where one is configured.
func (a *app) openPost(h *house) error {
	if !a.cfg.LMTPAddr.On() {
		return nil
	}
	host, err := os.Hostname()
	if err != nil {
		return err
	}
	if h.lmtp, err = listen(string(a.cfg.LMTPAddr), "VIGIE_LMTP_ADDR"); err != nil {
		return err
	}
	h.inbound = inbound.New(inbound.Options{Desk: a.desk, Files: a.files(), Log: a.log, Host: host,
		Addresses: []string{a.cfg.FromSupport.Address.Address, a.cfg.FromReminders.Address.Address, a.cfg.FromConsent.Address.Address},
		Domains:   []string{string(a.cfg.ReturnPathDomain)}, FileMax: int64(a.cfg.UploadMax), Language: domain.Language(a.cfg.Language)})
	return nil
}
