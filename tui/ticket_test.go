package tui

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"vigie/internal/desk"
	"vigie/internal/domain"
)

// write opens a ticket as somebody on the support page.
func (w *world) write(kind domain.TicketKind, email, body string) int64 {
	w.Helper()
	number, err := w.desk.OpenTicket(w.Context(), domain.Ticket{Kind: kind, Email: email, Name: "Hélène Martin", Subject: "Question", Body: body, Language: domain.French})
	w.check(err)
	return number
}

func (w *world) staffActor(role domain.StaffRole) domain.Actor {
	s := w.staff[role]
	return domain.Actor{StaffID: s.ID, Name: s.Name, Role: role, Door: "console"}
}

func TestTicketScreensLookAsReviewed(t *testing.T) {
	w := newWorld(t)
	w.write(domain.TicketOther, address, "Bonjour,\n\nPourquoi ces relances ? Je ne connais pas Bordeaux Métropole.\n> vous écriviez ceci\n\nHélène Martin")
	w.write(domain.TicketRemoval, "stranger@else.example", "Supprimez-moi. "+hostile)
	w.write("no_access", "luc@else.example", strings.Repeat("Une longue histoire que personne ne lit jusqu'au bout. ", 60))
	w.check(w.desk.AddNote(w.Context(), w.staffActor(domain.Agent), 1, "Cliente fidèle, appeler avant."))
	w.check(w.desk.TagTickets(w.Context(), w.staffActor(domain.Agent), []int64{1}, []string{"urgent"}, nil))
	for name, c := range map[string]struct {
		lang domain.Language
		w, h int
		keys string
	}{
		"tickets": {keys: "gt"}, "tickets_en_160x45": {lang: "en", w: 160, h: 45, keys: "gt"}, "tickets_waiting": {keys: "gt 6"},
		"ticket_card": {keys: "gt G k enter"}, "ticket_160x45": {w: 160, h: 45, keys: "gt G k enter"}, "ticket_facts": {keys: "gt enter p"},
		"ticket_long": {keys: "gt G enter"}, "ticket_reply": {keys: "gt G k enter r"}, "ticket_note": {keys: "gt G k enter c"}, "ticket_ready": {keys: "gt G k enter ;"},
		"ticket_status": {keys: "gt G k enter S"}, "ready": {keys: "gp"}, "ready_en": {lang: "en", w: 120, h: 40, keys: "gp p"},
	} {
		t.Run(name, func(t *testing.T) {
			w.TB = t
			d := w.enter(domain.Administrator, or2(c.lang, domain.French))
			d.TB = t
			d.size(or2(c.w, 80), or2(c.h, 24))
			d.play(c.keys)
			golden.RequireEqual(t, []byte(d.screen()))
		})
	}
}

func TestTheLoopIsOneKeyAStep(t *testing.T) {
	w := newWorld(t)
	first, second := w.write(domain.TicketOther, address, "Pourquoi ?"), w.write(domain.TicketOther, address, "Encore ?")
	d := w.enter(domain.Agent, domain.French)
	d.play("gt N r")
	d.sees("RÉPONSE à "+address, "Pourquoi ?")
	d.text("Bonjour Hélène")
	if kept, err := w.desk.Draft(t.Context(), w.staffActor(domain.Agent), domain.DraftOf(first, "reply")); err != nil || kept.Body != "Bonjour Hélène" {
		t.Fatalf("kept %q, %v", kept.Body, err)
	}
	d.play("ctrl+e")
	d.sees("Encore ?", "part dans 20 s")
	c, err := w.desk.TicketCard(t.Context(), w.staffActor(domain.Agent), first)
	if err != nil || c.Ticket.State != domain.TicketWaitingSupplier || len(c.Messages) != 2 {
		t.Errorf("sent: %s, %d messages, %v", c.Ticket.State, len(c.Messages), err)
	}
	d.keys("z")
	d.sees("Réponse rappelée", "#1")
	if c, err = w.desk.TicketCard(t.Context(), w.staffActor(domain.Agent), first); err != nil || len(c.Messages) != 1 {
		t.Errorf("recalled: %d messages, %v", len(c.Messages), err)
	}
	d.keys("r")
	d.sees("Bonjour Hélène")
	_ = second
}

func TestJumpToTheCardAndBackToTheHalfWrittenReply(t *testing.T) {
	w := newWorld(t)
	w.write(domain.TicketOther, address, "Pourquoi ?")
	d := w.enter(domain.Agent, domain.French)
	d.play("gt enter r")
	d.text("Je regarde")
	d.keys("esc", "u")
	d.sees("Martin Hélène", "Prochain cycle")
	d.keys("-")
	d.sees("Je regarde", "RÉPONSE")
	again := w.enter(domain.Agent, domain.French) // another line, after a cut
	again.play("gt enter")
	again.sees("Réponse commencée")
	again.keys("r")
	again.sees("Je regarde")
}

func TestActFromTheCardIsToldInTheThread(t *testing.T) {
	w := newWorld(t)
	w.write(domain.TicketOther, address, "Renvoyez-moi mon accès")
	d := w.enter(domain.Agent, domain.French)
	d.play("gt enter u i tab enter")
	d.keys("-")
	d.sees("renvoyer une activation")
}

func TestLateReplyIsToldAndKeptAndGoesAtTheNextTry(t *testing.T) {
	w := newWorld(t)
	number := w.write(domain.TicketOther, address, "Pourquoi ?")
	d := w.enter(domain.Agent, domain.French)
	d.play("gt enter r")
	d.text("Bonjour")
	w.check(w.desk.MoveTickets(t.Context(), w.staffActor(domain.Operator), []int64{number}, domain.TicketWaitingBuyer, 0))
	d.play("ctrl+s")
	d.sees("Camille Roy vient de changer ce ticket", "Bonjour", "attend le donneur d'ordres")
	d.play("ctrl+s")
	d.sees("part dans 20 s")
}

func TestStrangerIsOfferedTheIdentityCheck(t *testing.T) {
	w := newWorld(t)
	number := w.write(domain.TicketOther, "stranger@else.example", "Qui me suit ?")
	users, err := w.db.UsersByEmail(t.Context(), address)
	w.check(err)
	w.check(w.desk.LinkTicket(t.Context(), w.staffActor(domain.Agent), number, 0, desk.TicketLink{UserID: users[0].ID}))
	d := w.enter(domain.Agent, domain.French)
	d.play("gt enter r")
	d.text("La Ville de Lyon vous suit.")
	d.play("ctrl+s")
	d.sees("Cette adresse ne peut pas le lire")
	d.keys("tab", "enter")
	d.sees("Écrivez-nous depuis l'adresse de votre compte")
	d.keys("r", "ctrl+s")
	d.sees("part dans 20 s")
}

func TestWhoElseIsHereIsShown(t *testing.T) {
	w := newWorld(t)
	number := w.write(domain.TicketOther, address, "Pourquoi ?")
	d := w.enter(domain.Agent, domain.French)
	d.play("gt enter")
	if _, err := w.desk.LookAtTicket(t.Context(), w.staffActor(domain.Operator), number, true); err != nil {
		t.Fatal(err)
	}
	d.now = d.now.Add(lookEvery)
	d.tick()
	d.sees("Camille Roy est en train d'y écrire")
}

func TestCallIsLoggedAndFoundByItsNumber(t *testing.T) {
	w := newWorld(t)
	d := w.enter(domain.Agent, domain.French)
	d.play("gt n tab tab tab tab tab")
	d.text("A appelé")
	d.keys("tab")
	d.text("Pas de lien reçu.")
	d.play("ctrl+s")
	d.sees("#1 A appelé", "Pas de lien reçu.", "téléphone")
	d.search("#1")
	d.sees("Pas de lien reçu.")
	d.keys("r")
	d.sees("pas d'adresse")
}

func TestMacroActsOnAllMarked(t *testing.T) {
	w := newWorld(t)
	a, b := w.write(domain.TicketOther, address, "?"), w.write(domain.TicketOther, "x@else.example", "?")
	d := w.enter(domain.Agent, domain.French)
	d.play("gt ctrl+a M")
	d.text("identi")
	d.play("enter")
	d.sees("Appliquer à 2 tickets")
	d.keys("tab", "enter")
	d.sees("Macro appliquée à 2 tickets")
	for _, number := range []int64{a, b} {
		if c, err := w.desk.Ticket(t.Context(), w.staffActor(domain.Agent), number); err != nil || c.State != domain.TicketWaitingSupplier {
			t.Errorf("ticket %d is %s, %v", number, c.State, err)
		}
	}
}

func TestReadyTextIsWordedAnewByAdministratorsAlone(t *testing.T) {
	w := newWorld(t)
	text, err := w.desk.ReadyText(t.Context(), w.staffActor(domain.Agent), "security", domain.French)
	w.check(err)
	text.Body = "Notre registre est à votre disposition."
	if err := w.desk.SaveReadyText(t.Context(), w.staffActor(domain.Agent), text); !errors.Is(err, domain.Refuse("", "forbidden")) {
		t.Errorf("an agent: %v", err)
	}
	w.check(w.desk.SaveReadyText(t.Context(), w.staffActor(domain.Administrator), text))
	w.clock.Add(time.Second)
	w.write(domain.TicketOther, address, "?")
	d := w.enter(domain.Agent, domain.French)
	d.play("gt enter ;")
	d.text("Auditez")
	d.sees("Notre registre est à votre disposition.")
	d.play("enter")
	d.sees("Notre registre est à votre disposition.", "RÉPONSE")
}
