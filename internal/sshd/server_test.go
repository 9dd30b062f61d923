package sshd

import (
	"context"
	"errors"
	"math"
	"net"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

func exitCode(err error) int {
	var exit *gossh.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return exit.ExitStatus()
	}
	return -1
}

func TestVerbRunsAsThePersonOfTheKeyWithItsExitCode(t *testing.T) {
	w := newWorld(t, nil)
	client, _ := w.member(1, "Camille")
	out, err := w.open(client).Output(`why 'a b' c`)
	if string(out) != "Camille why|a b|c\n" || exitCode(err) != 3 {
		t.Errorf("out %q exit %d", out, exitCode(err))
	}
	s := w.open(client)
	s.Stdin = strings.NewReader("line\n")
	out, err = s.Output("cat")
	if string(out) != "line\n" || err != nil {
		t.Errorf("cat printed %q, %v: data must pass unchanged", out, err)
	}
}

func TestUnknownKeyGetsOneSentence(t *testing.T) {
	w := newWorld(t, nil)
	banner := ""
	if _, err := w.dial(&banner, newKey(t), newKey(t), newKey(t)); err == nil {
		t.Fatal("an unknown key is let in")
	}
	if n := strings.Count(banner, "\n"); n != 1 || !strings.Contains(banner, "administrat") {
		t.Errorf("banner %q", banner)
	}
}

func TestIdentityIsTheKeyThatFinishedTheHandshakeNotOneOffered(t *testing.T) {
	w := newWorld(t, nil)
	own, other := newKey(t), newKey(t)
	w.admit(own, 1, "Own")
	w.admit(other, 2, "Other")
	client, err := w.dial(nil, newKey(t), own, other)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	out, _ := w.open(client).Output("who")
	if !strings.HasPrefix(string(out), "Own ") {
		t.Errorf("ran as %q", out)
	}
	first, err := w.server.offered(t.Context(), &guest{}, other.PublicKey())
	second, err2 := w.server.offered(t.Context(), &guest{}, own.PublicKey())
	if err != nil || err2 != nil || first.Extensions[fingerprintKey] == second.Extensions[fingerprintKey] {
		t.Error("a key that is only offered leaves its name behind")
	}
}

func TestOnlyTheRequestsOfAConsoleAreServed(t *testing.T) {
	w := newWorld(t, nil)
	client, _ := w.member(1, "Camille")
	s := w.open(client)
	for _, request := range []string{"env", "subsystem", "auth-agent-req@openssh.com", "x11-req", "break", "unheard-of"} {
		if ok, _ := s.SendRequest(request, true, gossh.Marshal(struct{ A, B string }{"sftp", "x"})); ok {
			t.Errorf("%s is served", request)
		}
	}
	for _, kind := range []string{"direct-tcpip", "forwarded-tcpip", "direct-streamlocal@openssh.com", "x11"} {
		if _, _, err := client.OpenChannel(kind, nil); err == nil {
			t.Errorf("channel %s is opened", kind)
		}
	}
	for _, request := range []string{"tcpip-forward", "streamlocal-forward@openssh.com", "no-more-sessions@openssh.com"} {
		if ok, _, _ := client.SendRequest(request, true, nil); ok {
			t.Errorf("global %s is served", request)
		}
	}
	if out, err := s.Output("still here"); !strings.Contains(string(out), "still|here") {
		t.Errorf("after refusals: %q %v", out, err)
	}
}

func TestThirdChannelOfAConnectionIsRefused(t *testing.T) {
	w := newWorld(t, nil)
	client, _ := w.member(1, "Camille")
	first, second := w.open(client), w.open(client)
	defer first.Close()
	defer second.Close()
	if _, err := client.NewSession(); err == nil {
		t.Error("a third channel is opened")
	}
}

func TestTerminalSizesAreClamped(t *testing.T) {
	for _, c := range []struct{ columns, rows, width, height uint32 }{
		{80, 24, 80, 24}, {0, 0, 80, 24}, {1, 1, 20, 5}, {2000, 2000, 400, 150}, {math.MaxUint32, math.MaxUint32, 400, 150},
	} {
		got := clamp(c.columns, c.rows)
		if got.Width != int(c.width) || got.Height != int(c.height) {
			t.Errorf("clamp(%d, %d) = %v", c.columns, c.rows, got)
		}
	}
	w := newWorld(t, nil)
	client, _ := w.member(1, "Camille")
	s, in, out := w.terminal(client, 4000, 2)
	out.expect(t, "hello Camille size400x5")
	for i := range 50 {
		_ = s.WindowChange(i, math.MaxInt32)
	}
	_ = s.WindowChange(24, 80)
	out.expect(t, "80x24")
	_, _ = in.Write([]byte("q"))
	if err := s.Wait(); err != nil {
		t.Errorf("exit %v", err)
	}
	for len(w.sizes) > 0 {
		if size := <-w.sizes; size.Width > maxColumns || size.Height > maxRows {
			t.Errorf("the console was told %v", size)
		}
	}
}

func TestTwoPeopleAtOnceAreThemselves(t *testing.T) {
	w := newWorld(t, nil)
	one, _ := w.member(1, "Camille")
	two, _ := w.member(2, "Dominique")
	_, in1, out1 := w.terminal(one, 80, 24)
	_, _, out2 := w.terminal(two, 80, 24)
	out1.expect(t, "hello Camille")
	out2.expect(t, "hello Dominique")
	_, _ = in1.Write([]byte("\x1a"))
	_, _ = in1.Write([]byte("x"))
	out1.expect(t, "key-x")
}

func TestPanicEndsOneSessionWithAReference(t *testing.T) {
	w := newWorld(t, nil)
	bystander, _ := w.member(9, "Bystander")
	_, in, calm := w.terminal(bystander, 80, 24)
	calm.expect(t, "hello")
	for _, key := range []string{"P", "C", "V"} {
		client, _ := w.member(1, "Camille")
		s, in, out := w.terminal(client, 80, 24)
		out.expect(t, "size80x24")
		_, _ = in.Write([]byte(key))
		out.expect(t, "fault of ours")
		if code := exitCode(s.Wait()); code != 1 {
			t.Errorf("panic by %s: exit %d", key, code)
		}
		_ = client.Close()
	}
	client, _ := w.member(1, "Camille")
	var said strings.Builder
	s := w.open(client)
	s.Stderr = &said
	if err := s.Run("panic"); exitCode(err) != 1 || !strings.Contains(said.String(), "fault of ours") {
		t.Errorf("verb: %v %q", err, said.String())
	}
	if n := strings.Count(w.logged(), "console panic"); n != 4 {
		t.Errorf("%d panics logged", n)
	}
	_, _ = in.Write([]byte("x"))
	calm.expect(t, "key-x")
}

func TestDisablingAPersonEndsTheirSessionsWithinASecond(t *testing.T) {
	w := newWorld(t, nil)
	client, key := w.member(1, "Camille")
	s, _, out := w.terminal(client, 80, 24)
	out.expect(t, "hello Camille")
	verb := w.open(client)
	waiting, _ := verb.StdoutPipe()
	_ = verb.Start("wait")
	_, _ = waiting.Read(make([]byte, 8))
	start := time.Now()
	w.forget(key)
	if code := exitCode(s.Wait()); code != 1 {
		t.Errorf("console exit %d", code)
	}
	if code := exitCode(verb.Wait()); code != 1 {
		t.Errorf("verb exit %d", code)
	}
	out.expect(t, "withdrawn")
	if d := time.Since(start); d > time.Second {
		t.Errorf("took %v", d)
	}
	if again, err := client.NewSession(); err == nil {
		if err := again.Run("who"); exitCode(err) != 1 {
			t.Errorf("a new session on the old connection: %v", err)
		}
	}
}

func TestKickEndsThePersonAlone(t *testing.T) {
	w := newWorld(t, nil)
	one, _ := w.member(1, "Camille")
	two, _ := w.member(2, "Dominique")
	s, _, out := w.terminal(one, 80, 24)
	_, in2, out2 := w.terminal(two, 80, 24)
	out.expect(t, "hello")
	out2.expect(t, "hello")
	w.server.Kick(1)
	if code := exitCode(s.Wait()); code != 1 {
		t.Errorf("exit %d", code)
	}
	_, _ = in2.Write([]byte("x"))
	out2.expect(t, "key-x")
}

func TestSessionsAPersonAndAServerAreLimited(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.MaxSessionsPerPerson, c.MaxSessions = 1, 2 })
	for i, name := range []string{"Camille", "Dominique"} {
		client, _ := w.member(int64(i), name)
		_, _, out := w.terminal(client, 80, 24)
		out.expect(t, "hello")
		if i == 0 {
			_, _, again := w.terminal(client, 80, 24)
			again.expect(t, "too many sessions open")
		}
	}
	client, _ := w.member(3, "Eloi")
	_, _, out := w.terminal(client, 80, 24)
	out.expect(t, "Too many sessions on this server")
}

func TestShutdownTellsEverySessionAndWaits(t *testing.T) {
	w := newWorld(t, nil)
	client, _ := w.member(1, "Camille")
	s, _, out := w.terminal(client, 80, 24)
	out.expect(t, "hello")
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	if err := w.server.Shutdown(ctx); err != nil {
		t.Errorf("Shutdown: %v", err)
	}
	out.expect(t, "The server is stopping")
	if code := exitCode(s.Wait()); code != 1 {
		t.Errorf("exit %d", code)
	}
	if _, err := net.DialTimeout("tcp", w.addr, time.Second); err == nil {
		t.Error("still listening")
	}
}

// A serve that was told to stop in its first millisecond never ended: the
// library did not know its listener yet, closed none, and went on accepting.
func TestAStopBeforeTheFirstAcceptEndsTheServer(t *testing.T) {
	w := newWorld(t, nil)
	if err := w.server.Shutdown(t.Context()); err != nil {
		t.Fatalf("Shutdown: %v", err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := w.server.Serve(listener); err != nil {
		t.Errorf("Serve: %v", err)
	}
}

func TestShellWithoutTerminalSaysWhatToDo(t *testing.T) {
	w := newWorld(t, nil)
	client, _ := w.member(1, "Camille")
	s := w.open(client)
	var said strings.Builder
	s.Stderr = &said
	if err := s.Shell(); err != nil {
		t.Fatal(err)
	}
	if code := exitCode(s.Wait()); code != 1 || !strings.Contains(said.String(), "ssh -t") {
		t.Errorf("exit %d, said %q", code, said.String())
	}
}
