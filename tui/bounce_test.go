package tui

import (
	"strconv"
	"testing"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/store"
)

// failed lets two mails to the address come back in different weeks.
func (w *world) failed() (mail int64) {
	w.Helper()
	for i, week := range []domain.Week{"2026-W46", "2026-W47"} {
		key := "failed" + strconv.Itoa(i)
		w.check(w.db.Maintain(w.Context(), func(tx *store.Tx) error {
			return tx.QueueReminder(w.Context(), domain.Mail{Kind: domain.MailCompliance, Email: address, EmailKey: address, DedupKey: key, Week: week,
				Language: domain.French, DueAt: tx.Now(), Actor: "mailer"})
		}))
		m, err := w.db.MailByKey(w.Context(), key)
		w.check(err)
		_, err = w.desk.Receive(w.Context(), desk.Incoming{MessageID: key + "@mx.test", Automatic: true, Returned: w.keys.ReturnPath(m.ID) + "@retour.test",
			Report: &desk.DeliveryReport{Kind: domain.ReturnFailed, Status: "5.1.1", Diagnostic: "550 5.1.1 <" + address + "> inconnu"}})
		w.check(err)
		mail = m.ID
	}
	return mail
}

func TestFlaggedAddressIsExplainedAndLiftedFromTheCard(t *testing.T) {
	w := newWorld(t)
	mail := w.failed()
	d := w.enter(domain.Agent, domain.French)
	d.size(120, 40)
	d.search(domain.Mail{ID: mail}.Reference())
	d.sees("Ce qui est revenu", "non remis · 5.1.1 · 550 5.1.1", "<h…@garonne.example> inconnu")
	d.keys("g", "t")
	d.sees("Adresse en éch")
	d.search(address)
	d.keys("0")
	d.sees("adresse bloquée", "adresse en échec deux semaines", "<h…@garonne.example> inconnu")
	d.keys("u")
	d.sees("recevra de nouveau les relances")
	d.keys("ctrl+s")
	d.sees("recevra de nouveau les relances") // a reason is wanted
	d.text("appel du 20/11 : la boîte était pleine")
	d.keys("ctrl+s")
	d.sees("Blocage levé")
	d.misses("adresse bloquée")
}

func TestAuditorCannotLiftAFlag(t *testing.T) {
	w := newWorld(t)
	w.failed()
	d := w.enter(domain.Auditor, domain.French)
	d.keys("g", "u")
	d.misses(address)
	d.search(address)
	d.keys("u")
	d.misses("recevra de nouveau")
}
