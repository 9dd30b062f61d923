package mailer

import (
	"context"
	"errors"
	"io"
	"net"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-message"

	"vigie/internal/domain"
	"vigie/internal/safe"
)

func clock() time.Time { return time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC) }

func letterTo(to string) Envelope {
	return Envelope{
		From: "relances@vigie.example", FromName: "Vigie", ReturnPath: "retour@vigie.example", ReplyTo: "aide@vigie.example", To: to, ToName: "Zoé Lemaître",
		Subject: "3 documents attendus par COMMUNE DE LILLE – été", Text: "Bonjour Zoé,\n.\nune ligne qui commence par un point\n" + strings.Repeat("long ", 400),
		HTML: "<p>Bonjour Zoé " + strings.Repeat("<b>x</b>", 300) + "</p>", MessageID: "m-41.w48@vigie.example", Date: clock(), FeedbackID: "2026-W48:compliance:vigie",
	}
}

// send composes a mail and sends it, as the mailer does.
func send(w *Wire, e Envelope) Result {
	return sendCommitting(w, e, nil)
}

func sendCommitting(w *Wire, e Envelope, commit func() error) Result {
	return sendBefore(context.Background(), w, e, commit)
}

func sendBefore(ctx context.Context, w *Wire, e Envelope, commit func() error) Result {
	message, err := (&Mailer{}).compose(e)
	if err != nil {
		return unusable(err)
	}
	return w.Send(ctx, Parcel{From: e.sender(), To: e.To, Message: message, Commit: commit})
}

func wire(t *testing.T, s Server) *Wire {
	t.Helper()
	w := NewWire(s, clock)
	t.Cleanup(w.Close)
	return w
}

func TestEveryFaultHasItsOutcome(t *testing.T) {
	cases := []struct {
		name     string
		to, from string
		outcome  Outcome
		stage    Stage
		code     int
		enhanced string
	}{
		{"taken", "zoe@ok.test", "", Accepted, StageDot, 250, "2.0.0"},
		{"greylisted", "later@ok.test", "", Temporary, StageRecipient, 450, "4.2.0"},
		{"unknown", "nobody@ok.test", "", Permanent, StageRecipient, 550, "5.1.1"},
		{"mailbox full", "full@ok.test", "", Temporary, StageDot, 452, "4.2.2"},
		{"refused content says nothing of the recipient", "spam@ok.test", "", Temporary, StageDot, 554, "5.7.1"},
		{"server going away", "closing@ok.test", "", Temporary, StageRecipient, 421, "4.3.2"},
		{"our sender refused says nothing of the recipient", "zoe@ok.test", "blocked@vigie.example", Temporary, StageSender, 550, "5.7.1"},
		{"cut after the dot", "cut-after-dot@ok.test", "", Uncertain, StageDot, 0, ""},
	}
	_, server := listen(t, ClearText)
	w := wire(t, server)
	for _, c := range cases {
		e := letterTo(c.to)
		if c.from != "" {
			e.ReturnPath = c.from
		}
		got := send(w, e)
		if got.Outcome != c.outcome || got.Stage != c.stage || got.Code != c.code || got.Enhanced != c.enhanced {
			t.Errorf("%s: %+v", c.name, got)
		}
		if safe.Line(got.Text) != got.Text {
			t.Errorf("%s: the server's words reach us raw: %q", c.name, got.Text)
		}
	}
	if after := send(w, letterTo("zoe@ok.test")); after.Outcome != Accepted {
		t.Errorf("after all these faults: %+v", after)
	}
}

// A server that goes away before the dot cannot have the mail.
func TestCutBeforeTheDotIsNotUncertain(t *testing.T) {
	_, server := listen(t, ClearText)
	e := letterTo("zoe@ok.test")
	w := wire(t, server)
	if got := sendCommitting(w, e, func() error { return errors.New("the row could not be written") }); got.Outcome != Temporary || got.Stage != StageData {
		t.Errorf("abandoned before the dot: %+v", got)
	}
	p, server := listen(t, ClearText)
	w = wire(t, server)
	e = letterTo("zoe@ok.test")
	sendCommitting(w, e, func() error { return errors.New("no") })
	send(w, letterTo("zoe@ok.test"))
	if n := len(p.mails()); n != 1 {
		t.Errorf("%d mails arrived, want the second only", n)
	}
}

// The server cuts while content is on its way: with a mail larger than the
// buffers, the dot never reaches the kernel.
func TestCutInsideALongMailIsTemporary(t *testing.T) {
	_, server := listen(t, ClearText)
	e := letterTo("cut-in-data@ok.test")
	e.Text = strings.Repeat("une ligne de texte\n", 2_000_000)
	if got := send(wire(t, server), e); got.Outcome != Temporary {
		t.Errorf("%+v", got)
	}
}

func TestCommitComesJustBeforeTheDot(t *testing.T) {
	p, server := listen(t, ClearText)
	e := letterTo("zoe@ok.test")
	called := 0
	commit := func() error {
		called++
		if n := len(p.mails()); n != 0 {
			t.Errorf("%d mails arrived before the commit", n)
		}
		return nil
	}
	if got := sendCommitting(wire(t, server), e, commit); got.Outcome != Accepted || called != 1 {
		t.Errorf("%+v after %d calls", got, called)
	}
}

func TestConnectionsAreKeptAndShared(t *testing.T) {
	p, server := listen(t, ClearText)
	w := wire(t, server)
	var wg sync.WaitGroup
	for range 40 {
		wg.Go(func() {
			if got := send(w, letterTo("zoe@ok.test")); got.Outcome != Accepted {
				t.Errorf("%+v", got)
			}
		})
	}
	wg.Wait()
	if p.connections > 2 || len(p.mails()) != 40 {
		t.Errorf("%d connections for %d mails, want at most 2 for 40", p.connections, len(p.mails()))
	}
}

func TestDeadKeptConnectionIsReplaced(t *testing.T) {
	p, server := listen(t, ClearText)
	w := wire(t, server)
	send(w, letterTo("zoe@ok.test"))
	w.idle[0].cut()
	if got := send(w, letterTo("zoe@ok.test")); got.Outcome != Accepted || p.connections != 2 {
		t.Errorf("%+v over %d connections", got, p.connections)
	}
}

func TestIdleConnectionIsNotTrusted(t *testing.T) {
	p, server := listen(t, ClearText)
	now := clock()
	w := NewWire(server, func() time.Time { return now })
	defer w.Close()
	send(w, letterTo("zoe@ok.test"))
	now = now.Add(time.Minute)
	send(w, letterTo("zoe@ok.test"))
	if p.connections != 2 {
		t.Errorf("%d connections, want a new one after a minute", p.connections)
	}
}

func TestNoMailLeavesInClearWhereTLSIsRequired(t *testing.T) {
	p, server := listen(t, ClearText)
	server.Security, server.User, server.Password = STARTTLS, "vigie", "s3cret"
	got := send(wire(t, server), letterTo("zoe@ok.test"))
	if got.Outcome != Temporary || got.Stage != StageConnect || len(p.mails()) != 0 || p.logins != 0 {
		t.Errorf("%+v, %d mails, %d log-ins", got, len(p.mails()), p.logins)
	}
}

func TestMailsLeaveOverTLSWithLogin(t *testing.T) {
	for _, security := range []Security{STARTTLS, ImplicitTLS} {
		p, server := listen(t, security)
		server.User, server.Password = "vigie", "s3cret"
		if got := send(wire(t, server), letterTo("zoe@ok.test")); got.Outcome != Accepted || p.logins != 1 {
			t.Errorf("%s: %+v, %d log-ins", security, got, p.logins)
		}
		if got := send(wire(t, server), letterTo("cut-after-dot@ok.test")); got.Outcome != Uncertain {
			t.Errorf("%s, cut after the dot: %+v", security, got)
		}
		server.Password = "wrong"
		if got := send(wire(t, server), letterTo("zoe@ok.test")); got.Outcome != Temporary || got.Stage != StageConnect || got.Code != 535 {
			t.Errorf("%s, wrong password: %+v", security, got)
		}
		server.TLS = nil
		if got := send(wire(t, server), letterTo("zoe@ok.test")); got.Outcome != Temporary || got.Stage != StageConnect {
			t.Errorf("%s, unknown authority: %+v", security, got)
		}
	}
}

func TestNoServerIsTemporary(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	_ = l.Close()
	got := send(wire(t, Server{Host: "127.0.0.1", Port: port, Security: ClearText}), letterTo("zoe@ok.test"))
	if got.Outcome != Temporary || got.Stage != StageConnect {
		t.Errorf("%+v", got)
	}
}

func TestStoppingBeforeTheDotLosesNothing(t *testing.T) {
	_, server := listen(t, ClearText)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if got := sendBefore(ctx, wire(t, server), letterTo("zoe@ok.test"), nil); got.Outcome != Temporary {
		t.Errorf("%+v", got)
	}
}

func TestAddressesCannotSayMore(t *testing.T) {
	bad := []string{"a@b> SIZE=1", "a@b.test\r\nDATA", "<a@b.test>", "Zoé <a@b.test>", "a b@c.test", "", "a@", "@b.test", "a@b.test, c@d.test", "a@b.test\u202e"}
	_, server := listen(t, ClearText)
	w := wire(t, server)
	for _, to := range bad {
		if got := send(w, letterTo(to)); got.Outcome != Permanent || got.Code != 0 {
			t.Errorf("to %q: %+v", to, got)
		}
	}
	for _, good := range []string{"a@b.test", "jean.d'arc+vigie@sub.example.org"} {
		if err := CheckAddress(good); err != nil {
			t.Errorf("%s refused", good)
		}
	}
}

func partsOf(t *testing.T, data string) map[string]string {
	t.Helper()
	entity, err := message.Read(strings.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	reader := entity.MultipartReader()
	for {
		part, err := reader.NextPart()
		if err == io.EOF {
			return parts
		}
		if err != nil {
			t.Fatal(err)
		}
		kind, _, _ := part.Header.ContentType()
		body, err := io.ReadAll(part.Body)
		if err != nil {
			t.Fatal(err)
		}
		parts[kind] = string(body)
	}
}

func TestHeadersCannotBeInjected(t *testing.T) {
	p, server := listen(t, ClearText)
	w := wire(t, server)
	for _, payload := range safe.HostilePayloads() {
		e := letterTo("zoe@ok.test")
		e.Subject, e.ToName, e.FeedbackID, e.FromName = payload, payload, payload, payload
		if got := send(w, e); got.Outcome != Accepted {
			t.Errorf("%q: %+v", payload, got)
		}
	}
	for _, m := range p.mails() {
		parsed, err := netmail.ReadMessage(strings.NewReader(m.data))
		if err != nil {
			t.Fatal(err)
		}
		for name := range parsed.Header {
			if name == "Bcc" || name == "X-Evil" {
				t.Errorf("a header %s was injected", name)
			}
		}
	}
}

func TestServerAddressIsRead(t *testing.T) {
	cases := []struct {
		url  string
		want Server
	}{
		{"smtp://mx.example", Server{Host: "mx.example", Port: 587, Security: STARTTLS}},
		{"smtp://vigie:s%40cret@mx.example:2525?tls=starttls", Server{Host: "mx.example", Port: 2525, Security: STARTTLS, User: "vigie", Password: "s@cret"}},
		{"smtp://127.0.0.1:1025?tls=none", Server{Host: "127.0.0.1", Port: 1025, Security: ClearText}},
		{"smtps://mx.example", Server{Host: "mx.example", Port: 465, Security: ImplicitTLS}},
	}
	for _, c := range cases {
		if got, err := ParseServer(c.url); err != nil || got != c.want {
			t.Errorf("%s: %+v %v", c.url, got, err)
		}
	}
	for _, bad := range []string{"", "mx.example:25", "http://mx.example", "smtp://mx.example?tls=maybe", "smtps://mx.example?tls=none", "smtp://:25", "smtp://mx.example:99999"} {
		if _, err := ParseServer(bad); domain.KindOf(err) != domain.Invalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
