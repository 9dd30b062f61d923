package mailer

import (
	"bufio"
	"bytes"
	"errors"
	"net"
	"strconv"
	"strings"
	"time"
)

// line is one connection. Steps are limited by a timer that cuts it, so that
// a line that was cut says nothing more.
type line struct {
	conn net.Conn
	r    *bufio.Reader
	w    *bufio.Writer
	ext  extensions
	sent int
	open bool // a refused transaction is to be ended by RSET
	used time.Time
}

// extensions are what the server said it can do.
type extensions struct {
	pipelining, eightBit, utf8, startTLS bool
	sized                                bool
	size                                 int64  // the largest mail, 0 for any
	auth                                 string // mechanisms, upper case, between spaces
}

func newLine(conn net.Conn) *line {
	return &line{conn: conn, r: bufio.NewReader(conn), w: bufio.NewWriterSize(conn, 32<<10)}
}

func (l *line) cut() { _ = l.conn.Close() }

func (l *line) quit() {
	_, _ = within(l, time.Second, func() (reply, error) { return l.ask("QUIT") })
	l.cut()
}

// within runs a step and cuts the line when it takes longer than limit.
func within[T any](l *line, limit time.Duration, step func() (T, error)) (T, error) {
	timer := time.AfterFunc(limit, l.cut)
	defer timer.Stop()
	return step()
}

// say puts a command behind those that wait to be written.
func (l *line) say(words ...string) {
	for _, word := range words {
		_, _ = l.w.WriteString(word)
	}
	_, _ = l.w.WriteString("\r\n") // an error stays with the writer until Flush
}

// ask writes what waits and a command, and reads the answer to the latter.
func (l *line) ask(words ...string) (reply, error) {
	l.say(words...)
	if err := l.w.Flush(); err != nil {
		return reply{}, err
	}
	return l.listen()
}

// reply is one answer of the server; its lines are separated by \n.
type reply struct {
	code int
	text string
}

// ok reports an answer of the 200s.
func (r reply) ok() bool { return r.code >= 200 && r.code < 300 }

var errReply = errors.New("the server's answer is none of SMTP")

// maxReply bounds the lines of one answer.
const maxReply = 100

// listen reads one answer.
func (l *line) listen() (reply, error) {
	var r reply
	for n := 0; ; n++ {
		text, err := l.r.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			return r, errReply
		}
		if err != nil {
			return r, err
		}
		text = bytes.TrimRight(text, "\r\n")
		code, last, ok := parseReply(text)
		if !ok || n > 0 && code != r.code || n == maxReply {
			return r, errReply
		}
		if n > 0 {
			r.text += "\n"
		}
		if r.code = code; len(text) > 4 {
			r.text += string(text[4:])
		}
		if last {
			return r, nil
		}
	}
}

func parseReply(text []byte) (code int, last, ok bool) {
	if len(text) < 3 || len(text) > 3 && text[3] != ' ' && text[3] != '-' {
		return 0, false, false
	}
	code, err := strconv.Atoi(string(text[:3]))
	return code, len(text) == 3 || text[3] == ' ', err == nil && code >= 200 && code < 600
}

// learn reads what the server says it can do.
func learn(hello string) extensions {
	var e extensions
	for i, text := range strings.Split(hello, "\n") {
		if i == 0 {
			continue // its name
		}
		word, rest, _ := strings.Cut(strings.ToUpper(strings.TrimSpace(text)), " ")
		switch word {
		case "PIPELINING":
			e.pipelining = true
		case "8BITMIME":
			e.eightBit = true
		case "SMTPUTF8":
			e.utf8 = true
		case "STARTTLS":
			e.startTLS = true
		case "SIZE":
			e.sized = true
			if n, err := strconv.ParseInt(strings.TrimSpace(rest), 10, 64); err == nil && n > 0 {
				e.size = n
			}
		case "AUTH":
			e.auth += " " + rest + " "
		}
	}
	return e
}
