package inbound

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/files"
	"vigie/internal/fixture"
	"vigie/internal/link"
	"vigie/internal/safe"
	"vigie/store"
)

const (
	support = "assistance@app.test"
	fileMax = 64 << 10
)

// post is the door over a town, with a client in front of it.
type post struct {
	testing.TB
	desk  *desk.Desk
	keys  *link.Keys
	db    *store.DB
	clock *fixture.Clock
	addr  string
	files string
	nadia domain.Actor
}

func newPost(t *testing.T) *post {
	t.Helper()
	p := &post{TB: t, clock: fixture.NewClock(), files: filepath.Join(t.TempDir(), "files")}
	p.db = fixture.SQLite(t, p.clock.Now)
	fixture.NewTown(t, p.db, 2)
	keys, err := link.Load(filepath.Join(t.TempDir(), "secrets"))
	p.check(err)
	p.keys = keys
	p.desk = desk.New(desk.Options{DB: p.db, Keys: keys, Now: p.clock.Now, Location: time.UTC, Controller: "Vigie"})
	s, err := p.desk.AddStaff(t.Context(), domain.ShellActor("root"), domain.Staff{Name: "Nadia", Role: domain.Agent, Language: domain.French},
		domain.StaffKey{Fingerprint: "SHA256:n", PublicKey: "ssh-ed25519 n", Label: "x"})
	p.check(err)
	p.nadia = domain.Actor{StaffID: s.ID, Name: s.Name, Role: s.Role}
	server := New(Options{Desk: p.desk, Files: files.New(p.files), Log: slog.New(slog.DiscardHandler), Host: "vigie.test", Addresses: []string{support},
		Domains: []string{"retour.app.test"}, FileMax: fileMax, Language: domain.French})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	p.check(err)
	p.addr = l.Addr().String()
	done := make(chan error, 1)
	go func() { done <- server.Serve(l) }()
	t.Cleanup(func() {
		p.check(server.Shutdown(context.Background()))
		p.check(<-done)
	})
	return p
}

func (p *post) check(err error) {
	p.Helper()
	if err != nil {
		p.Fatal(err)
	}
}

// send hands a mail over by LMTP and returns the refusal of a recipient, 0 for
// none.
func (p *post) send(from string, content io.Reader, to ...string) map[string]int {
	p.Helper()
	conn, err := net.Dial("tcp", p.addr)
	p.check(err)
	defer conn.Close()
	c := smtp.NewClientLMTP(conn)
	p.check(c.Hello("mx.test"))
	p.check(c.Mail(from, nil))
	codes := map[string]int{}
	taken := 0
	for _, r := range to {
		if err := c.Rcpt(r, nil); err != nil {
			codes[r] = code(err)
		} else {
			taken++
		}
	}
	if taken == 0 {
		return codes
	}
	w, err := c.Data()
	p.check(err)
	if _, err := io.Copy(w, content); err != nil {
		p.check(err)
	}
	_, err = w.CloseWithLMTPResponse()
	var each smtp.LMTPDataError
	if errors.As(err, &each) {
		for r, e := range each {
			codes[r] = e.Code
		}
	} else {
		p.check(err)
	}
	return codes
}

func code(err error) int {
	var said *smtp.SMTPError
	if errors.As(err, &said) {
		return said.Code
	}
	return -1
}

// mail reads a crafted mail; SENTID stands for the Message-ID of a mail of ours.
func (p *post) mail(name, sent string) io.Reader {
	p.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name))
	p.check(err)
	return bytes.NewReader(bytes.ReplaceAll(text, []byte("SENTID"), []byte(sent)))
}

func (p *post) tickets() []domain.TicketRow {
	p.Helper()
	w, err := p.desk.Tickets(p.Context(), p.nadia, domain.Filter{}, domain.Page{Limit: 100, Sort: "age"})
	p.check(err)
	return w.Rows
}

func (p *post) card(id int64) desk.TicketCard {
	p.Helper()
	c, err := p.desk.TicketCard(p.Context(), p.nadia, id)
	p.check(err)
	return c
}

// A serve that was told to stop in its first millisecond never ended: the
// library did not know its listener yet, closed none, and went on accepting.
func TestAStopBeforeTheFirstAcceptEndsTheServer(t *testing.T) {
	s := New(Options{Log: slog.New(slog.DiscardHandler)})
	if err := s.Shutdown(t.Context()); err != nil {
		t.Fatalf("Shutdown: %v", err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Serve(listener); err != nil {
		t.Errorf("Serve: %v", err)
	}
}

func TestMailBecomesATicketOfItsSender(t *testing.T) {
	p := newPost(t)
	if codes := p.send("contact0@ok.test", p.mail("plain.eml", ""), support, "Assistance+12@APP.test", "bounce-7@retour.app.test", "nobody@app.test"); len(codes) != 1 || codes["nobody@app.test"] != 550 {
		t.Errorf("answers: %v", codes)
	}
	all := p.tickets()
	if len(all) != 1 {
		t.Fatalf("%d tickets of one mail to several of our addresses", len(all))
	}
	c := p.card(all[0].ID)
	m := c.Messages[0]
	if c.Ticket.Subject != "Je ne connais pas ce donneur d'ordres étrange" || c.Ticket.Name != "Hélène Martin" || c.Ticket.UserID == 0 ||
		!strings.Contains(m.Body, "la société qui vous a donné") || m.Language != domain.French || m.MessageID != "plain1@ok.test" {
		t.Errorf("read: %+v, %+v", c.Ticket, m)
	}
	if codes := p.send("contact0@ok.test", p.mail("plain.eml", ""), support); len(codes) != 0 || len(p.tickets()) != 1 {
		t.Errorf("the same again: %v, %d tickets", codes, len(p.tickets()))
	}
	mails, err := p.db.MailsTo(t.Context(), "contact0@ok.test", 10)
	if err != nil || len(mails) != 1 || mails[0].Kind != domain.MailSupport {
		t.Errorf("acknowledged by %+v, %v", mails, err)
	}
}

func TestHTMLIsReadAsText(t *testing.T) {
	p := newPost(t)
	p.send("contact1@ok.test", p.mail("html.eml", ""), support)
	if got := p.card(p.tickets()[0].ID).Messages[0].Body; got != "Bonjour & merci,\n\n- un\n- deuxfin\ntxt" {
		t.Errorf("read %q", got)
	}
}

func TestAttachmentsAreKeptAndLargeOnesNamed(t *testing.T) {
	p := newPost(t)
	p.send("contact1@ok.test", p.mail("attached.eml", ""), support)
	m := p.card(p.tickets()[0].ID).Messages[0]
	if m.Body != "Voici le Kbis." || len(m.Attachments) != 2 || m.Attachments[0].Name != "kbis.pdf" || m.Attachments[0].MediaType != files.PDF || m.Attachments[1].Refused != "empty" {
		t.Errorf("%q with %+v", m.Body, m.Attachments)
	}
	large := "From: contact1@ok.test\r\nSubject: gros\r\nMessage-ID: <l@ok.test>\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nmon texte\r\n--b\r\n" +
		"Content-Type: video/mp4; name=film.mp4\r\n\r\n" + strings.Repeat(strings.Repeat("x", 70)+"\r\n", fileMax/60) + "--b--\r\n"
	if codes := p.send("contact1@ok.test", strings.NewReader(large), support); len(codes) != 0 {
		t.Fatalf("a mail with a large file: %v", codes)
	}
	m = p.card(p.tickets()[1].ID).Messages[0]
	if m.Body != "mon texte" || len(m.Attachments) != 1 || m.Attachments[0].Refused != "too_big" || m.Attachments[0].Name != "film.mp4" {
		t.Errorf("%q with %+v", m.Body, m.Attachments)
	}
	if names, err := filepath.Glob(filepath.Join(p.files, ".incoming-*")); err != nil || len(names) != 0 {
		t.Errorf("left behind: %v, %v", names, err)
	}
}

// flood is a mail of some size that nobody holds.
type flood struct{ left int }

// Read gives lines until the size is reached.
func (f *flood) Read(b []byte) (int, error) {
	if f.left <= 0 {
		return 0, io.EOF
	}
	n := copy(b, strings.Repeat("a large mail\r\n", len(b)/14))
	f.left -= n
	return max(n, 1), nil
}

func TestMailOfFiftyMegabytesIsRefusedBeforeMemoryGrows(t *testing.T) {
	p := newPost(t)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	head := strings.NewReader("From: contact0@ok.test\r\nSubject: gros\r\nMessage-ID: <big@ok.test>\r\n\r\n")
	codes := p.send("contact0@ok.test", io.MultiReader(head, &flood{left: 50 << 20}), support)
	runtime.GC()
	runtime.ReadMemStats(&after)
	if codes[support] != 552 || len(p.tickets()) != 0 {
		t.Errorf("answer %v, %d tickets", codes, len(p.tickets()))
	}
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 8<<20 {
		t.Errorf("memory grew by %d MiB", grown>>20)
	}
}

// answered opens a ticket, answers it and marks the answer as sent.
func (p *post) answered() (ticket int64, sent string) {
	p.Helper()
	p.send("contact0@ok.test", p.mail("plain.eml", ""), support)
	ticket = p.tickets()[0].ID
	m, err := p.desk.Reply(p.Context(), p.nadia, desk.Reply{Ticket: ticket, Body: "Bonjour.", State: domain.TicketWaitingSupplier})
	p.check(err)
	mail, err := p.db.Mail(p.Context(), m.MailID)
	p.check(err)
	mail.MessageID = "abc." + strings.TrimSuffix(strings.TrimPrefix(domain.TicketReference(mail.ID), "[#"), "]") + "@vigie.test"
	p.check(p.db.Maintain(p.Context(), func(tx *store.Tx) error {
		return tx.StoreBody(p.Context(), store.Commit{Mail: mail, Body: domain.MailBody{Subject: "x", Text: "x", HTML: "x"}})
	}))
	return ticket, mail.MessageID
}

func TestReportsAndAutomaticAnswersAreTiedAndNeverAnswered(t *testing.T) {
	p := newPost(t)
	ticket, sent := p.answered()
	mail, _ := domain.SentMail(sent)
	mails, err := p.db.CountMails(t.Context(), domain.Filter{})
	p.check(err)
	for _, name := range []string{"vacation.eml", "bounce_global.eml", "bounce.eml"} {
		if codes := p.send("", p.mail(name, sent), support); len(codes) != 0 {
			t.Errorf("%s: %v", name, codes)
		}
	}
	returns, err := p.db.ReturnsOf(t.Context(), mail)
	p.check(err)
	want := []domain.ReturnKind{domain.ReturnAutomatic, domain.ReturnDelayed, domain.ReturnFailed}
	for i, r := range returns {
		if i >= len(want) || r.Kind != want[i] {
			t.Errorf("return %d: %+v", i, r)
		}
	}
	if len(returns) != 3 || returns[2].Status != "5.1.1" || returns[2].Diagnostic != "550 5.1.1 no such user" {
		t.Errorf("returns %+v", returns)
	}
	if c := p.card(ticket); c.Ticket.State != domain.TicketOpen || len(c.Messages) != 3 || !c.Messages[2].Automatic {
		t.Errorf("the ticket is %s with %d messages", c.Ticket.State, len(c.Messages))
	}
	if again, err := p.db.CountMails(t.Context(), domain.Filter{}); err != nil || again.N != mails.N {
		t.Errorf("%d mails answered machines, %v", again.N-mails.N, err)
	}
}

func TestLoopsEnd(t *testing.T) {
	p := newPost(t)
	_, sent := p.answered()
	hops := "From: contact0@ok.test\r\nSubject: tourne\r\nMessage-ID: <hops@ok.test>\r\n"
	for name, c := range map[string]struct {
		content string
		code    int
	}{
		"our own mail":      {"From: " + support + "\r\nMessage-ID: <" + sent + ">\r\n\r\nx", 0},
		"our own address":   {"From: " + support + "\r\nMessage-ID: <o@ok.test>\r\n\r\nx", 0},
		"too many hops":     {strings.Repeat("Received: from a by b\r\n", 31) + hops + "\r\nx", 554},
		"as many as may be": {strings.Repeat("Received: from a by b\r\n", 30) + hops + "\r\nx", 0},
	} {
		if codes := p.send("contact0@ok.test", strings.NewReader(c.content), support); codes[support] != c.code {
			t.Errorf("%s: %v", name, codes)
		}
	}
	if n := len(p.tickets()); n != 2 {
		t.Errorf("%d tickets, want the first and the one of thirty hops", n)
	}
	for i := range 40 {
		content := "From: robot@else.test\r\nMessage-ID: <r" + strings.Repeat("i", i+1) + "@else.test>\r\n\r\nping"
		if codes := p.send("robot@else.test", strings.NewReader(content), support); codes[support] == 450 {
			if i != 30 {
				t.Errorf("refused at mail %d", i)
			}
			return
		}
	}
	t.Error("a machine that answers a machine was never refused")
}

func TestHostileMailIsHarmless(t *testing.T) {
	p := newPost(t)
	p.send("evil@ok.test", p.mail("hostile.eml", ""), support)
	c := p.card(p.tickets()[0].ID)
	if s := c.Ticket.Subject; s != safe.Line(s) || strings.Contains(s, "\n") || !strings.Contains(s, "ROUGE") {
		t.Errorf("subject %q", s)
	}
	for _, s := range []string{c.Ticket.Name, c.Messages[0].Body} {
		if s != safe.Block(s) {
			t.Errorf("kept %q", s)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, name := range []string{"plain.eml", "html.eml", "attached.eml", "bounce.eml", "bounce_global.eml", "vacation.eml", "hostile.eml", "odd_qmail.eml", "odd_exim.eml", "arf_abuse.eml", "dsn_exchange.eml"} {
		text, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	s := New(Options{Files: files.New(f.TempDir()), Log: slog.New(slog.DiscardHandler), FileMax: fileMax, Language: domain.French})
	f.Fuzz(func(t *testing.T, mail []byte) {
		in, _, err := s.parse(bytes.NewReader(mail), "a@b.test")
		if err != nil && code(err) != 554 {
			t.Fatal(err)
		}
		for _, a := range in.Attached {
			if a.Staged != nil {
				a.Staged.Drop()
			}
			if a.Name != safe.Line(a.Name) || strings.ContainsAny(a.Name, "/\\") {
				t.Errorf("a file named %q", a.Name)
			}
		}
		if in.Subject != safe.Line(in.Subject) || in.Text != safe.Block(in.Text) || strings.ContainsAny(in.From, " \r\n<>") {
			t.Errorf("not harmless: %+v", in)
		}
	})
}
