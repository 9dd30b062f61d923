package mailer

import (
	"bufio"
	"bytes"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// script is a server that answers as it is told, and keeps what it was told.
type script struct {
	hello   string            // after EHLO
	answers map[string]string // by verb
	mu      sync.Mutex
	said    []string // what came in one piece
}

func (s *script) heard() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.said, "|")
}

// play starts the server.
func (s *script) play(t *testing.T) Server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go s.talk(c)
		}
	}()
	return Server{Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, Security: ClearText, Timeout: 2 * time.Second, DotTimeout: 2 * time.Second}
}

func (s *script) talk(c net.Conn) {
	defer c.Close()
	_, _ = c.Write([]byte("220 script\r\n"))
	buffer, content := make([]byte, 64<<10), false
	for {
		n, err := c.Read(buffer)
		if err != nil {
			return
		}
		piece := string(buffer[:n])
		s.mu.Lock()
		s.said = append(s.said, strings.TrimSpace(strings.ReplaceAll(piece, "\r\n", ";")))
		s.mu.Unlock()
		for line := range strings.SplitSeq(strings.TrimSuffix(piece, "\r\n"), "\r\n") {
			verb, _, _ := strings.Cut(line, " ")
			switch {
			case content && line != ".":
				continue
			case content:
				content = false
				verb = "."
			case verb == "EHLO":
				_, _ = c.Write([]byte(s.hello))
				continue
			}
			answer := s.answers[verb]
			if answer == "" {
				answer = "250 2.0.0 ok"
			}
			content = content || strings.HasPrefix(answer, "354")
			_, _ = c.Write([]byte(answer + "\r\n"))
		}
	}
}

func parcel() Parcel {
	return Parcel{From: "a@vigie.example", To: "zoe@ok.test", Message: []byte("Subject: x\r\n\r\n.dot\r\nlast\r\n")}
}

const pipelines = "250-script\r\n250-PIPELINING\r\n250 SIZE 1000\r\n"

func TestTheEnvelopeLeavesInOnePieceWhereTheServerTakesThat(t *testing.T) {
	s := &script{hello: pipelines, answers: map[string]string{"DATA": "354 go on"}}
	w := wire(t, s.play(t))
	if got := w.Send(t.Context(), parcel()); got.Outcome != Accepted {
		t.Fatalf("%+v", got)
	}
	want := "EHLO localhost;|MAIL FROM:<a@vigie.example> SIZE=26;RCPT TO:<zoe@ok.test>;DATA;|Subject: x;;..dot;last;"
	if got := s.heard(); !strings.HasPrefix(got, want) {
		t.Errorf("the server heard %s", got)
	}
	plain := &script{hello: "250 script\r\n", answers: map[string]string{"DATA": "354 go on"}}
	w = wire(t, plain.play(t))
	if got := w.Send(t.Context(), parcel()); got.Outcome != Accepted {
		t.Fatalf("%+v", got)
	}
	if got := plain.heard(); !strings.HasPrefix(got, "EHLO localhost;|MAIL FROM:<a@vigie.example>;|RCPT TO:<zoe@ok.test>;|DATA;|") {
		t.Errorf("without PIPELINING the server heard %s", got)
	}
}

// RFC 2920: a server may ask for the content although it refused the only
// recipient; it gets a lone dot, and the connection serves the next mail.
func TestContentAskedForNobodyIsALoneDot(t *testing.T) {
	s := &script{hello: pipelines, answers: map[string]string{"RCPT": "550 5.1.1 nobody", "DATA": "354 go on", ".": "554 5.5.1 no valid recipients"}}
	w := wire(t, s.play(t))
	for range 2 {
		if got := w.Send(t.Context(), parcel()); got.Outcome != Permanent || got.Stage != StageRecipient || got.Enhanced != "5.1.1" {
			t.Fatalf("%+v", got)
		}
	}
	heard := s.heard()
	if strings.Contains(heard, "Subject") || strings.Count(heard, "|.;") != 2 || strings.Count(heard, "EHLO") != 1 || !strings.Contains(heard, "|RSET;MAIL") {
		t.Errorf("the server heard %s", heard)
	}
}

// A server that refuses the sender and wants the content all the same is not
// to be trusted with a dot.
func TestContentAskedAfterARefusedSenderCutsTheLine(t *testing.T) {
	s := &script{hello: pipelines, answers: map[string]string{"MAIL": "550 5.7.1 not you", "RCPT": "250 ok", "DATA": "354 go on"}}
	w := wire(t, s.play(t))
	if got := w.Send(t.Context(), parcel()); got.Outcome != Temporary || got.Stage != StageSender {
		t.Fatalf("%+v", got)
	}
	if heard := s.heard(); strings.Contains(heard, "|.;") || len(w.idle) != 0 {
		t.Errorf("%d connections kept, the server heard %s", len(w.idle), heard)
	}
}

func TestAMailLargerThanTheServerTakesStaysHere(t *testing.T) {
	s := &script{hello: pipelines, answers: map[string]string{"DATA": "354 go on"}}
	w := wire(t, s.play(t))
	p := parcel()
	p.Message = bytes.Repeat([]byte("x\r\n"), 400)
	if got := w.Send(t.Context(), p); got.Outcome != Temporary || !got.Ours {
		t.Errorf("%+v", got)
	}
	if strings.Contains(s.heard(), "MAIL") {
		t.Errorf("the server heard %s", s.heard())
	}
}

// A password is never said in clear, nor is TLS left to a server that says
// more than it may before it.
func TestNoPasswordInClearAndNothingBeforeTLS(t *testing.T) {
	s := &script{hello: "250-script\r\n250 AUTH PLAIN\r\n"}
	server := s.play(t)
	server.User, server.Password = "vigie", "s3cret"
	if got := wire(t, server).Send(t.Context(), parcel()); got.Outcome != Temporary || got.Stage != StageConnect || strings.Contains(s.heard(), "AUTH") {
		t.Errorf("%+v, the server heard %s", got, s.heard())
	}
	early := &script{hello: "250-script\r\n250 STARTTLS\r\n", answers: map[string]string{"STARTTLS": "220 go\r\n250 injected"}}
	server = early.play(t)
	server.Security = STARTTLS
	if got := wire(t, server).Send(t.Context(), parcel()); got.Outcome != Temporary || got.Text != errEarly.Error() {
		t.Errorf("%+v", got)
	}
}

func TestAnAnswerThatIsNoneOfSMTPEndsTheLine(t *testing.T) {
	for _, text := range []string{"hello\r\n", "25 short\r\n", "250-a\r\n550 b\r\n", "250" + strings.Repeat("x", 10_000) + "\r\n", strings.Repeat("250-x\r\n", 500)} {
		l := &line{r: bufio.NewReader(strings.NewReader(text))}
		if _, err := l.listen(); err == nil {
			t.Errorf("%.20q was taken", text)
		}
	}
}
