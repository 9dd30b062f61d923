package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// slowLinkProxy passes bytes on to a server after half a round trip each way.
type slowLinkProxy struct {
	to       string
	trip     time.Duration
	listener net.Listener
	bytes    atomic.Int64 // towards the server
}

func newSlowLink(to string, trip time.Duration) (*slowLinkProxy, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &slowLinkProxy{to: to, trip: trip, listener: l}
	go s.serve()
	return s, nil
}

func (s *slowLinkProxy) addr() string { return s.listener.Addr().String() }

func (s *slowLinkProxy) close() { _ = s.listener.Close() }

func (s *slowLinkProxy) serve() {
	for {
		near, err := s.listener.Accept()
		if err != nil {
			return
		}
		far, err := net.Dial("tcp", s.to)
		if err != nil {
			_ = near.Close()
			continue
		}
		go s.pass(near, far, &s.bytes)
		go s.pass(far, near, new(atomic.Int64))
	}
}

// piece is what was read, and when it may be written.
type piece struct {
	text []byte
	at   time.Time
}

func (s *slowLinkProxy) pass(from, to net.Conn, count *atomic.Int64) {
	pieces := make(chan piece, 1024)
	go func() {
		defer to.Close()
		for p := range pieces {
			time.Sleep(time.Until(p.at))
			if _, err := to.Write(p.text); err != nil {
				return
			}
		}
	}()
	defer close(pieces)
	for {
		text := make([]byte, 32<<10)
		n, err := from.Read(text)
		count.Add(int64(n))
		if n > 0 {
			pieces <- piece{text[:n], time.Now().Add(s.trip / 2)}
		}
		if err != nil {
			return
		}
	}
}

// pipelined is the floor over a slow link: the smallest client that says MAIL,
// RCPT and DATA in one breath.
func pipelined(addr string, mails, connections, size int) error {
	text := strings.Repeat(strings.Repeat("x", 70)+"\r\n", size/72)
	var left atomic.Int64
	left.Store(int64(mails))
	errs := make([]error, connections)
	var wg sync.WaitGroup
	for i := range connections {
		wg.Go(func() { errs[i] = pipelinedLine(addr, text, &left) })
	}
	wg.Wait()
	return errors.Join(errs...)
}

func pipelinedLine(addr, text string, left *atomic.Int64) error {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return err
	}
	defer c.Close()
	r := bufio.NewReader(c)
	if err := answers(r, 1); err != nil {
		return err
	}
	say := func(n int, text string) error {
		if _, err := io.WriteString(c, text); err != nil {
			return err
		}
		return answers(r, n)
	}
	if err := say(1, "EHLO bench.test\r\n"); err != nil {
		return err
	}
	for left.Add(-1) >= 0 {
		if err := say(3, "MAIL FROM:<a@example.test>\r\nRCPT TO:<b@example.test>\r\nDATA\r\n"); err != nil {
			return err
		}
		if err := say(1, text+".\r\n"); err != nil {
			return err
		}
	}
	return nil
}

// answers reads so many answers that go on.
func answers(r *bufio.Reader, n int) error {
	for n > 0 {
		line, err := r.ReadString('\n')
		if err != nil {
			return err
		}
		if line[0] != '2' && line[0] != '3' {
			return fmt.Errorf("the sink said %q", line)
		}
		if line[3] != '-' {
			n--
		}
	}
	return nil
}
