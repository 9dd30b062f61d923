package sshd

import (
	"context"
	"sync"

	tea "charm.land/bubbletea/v2"
	gossh "golang.org/x/crypto/ssh"
)

// The sizes of terminal that are served: a size of 2000×2000 costs hundreds
// of megabytes.
const (
	minColumns, maxColumns = 20, 400
	minRows, maxRows       = 5, 150
)

// line is one channel of a connection: it lets through only the requests a
// console needs, and keeps the terminal's size.
type line struct {
	gossh.NewChannel
	ctx    context.Context // ends with the channel
	cancel context.CancelFunc

	mu    sync.Mutex
	term  string
	size  tea.WindowSizeMsg
	pty   bool
	sizes chan tea.WindowSizeMsg // the latest only
}

func newLine(ctx context.Context, channel gossh.NewChannel) *line {
	l := &line{NewChannel: channel, sizes: make(chan tea.WindowSizeMsg, 1)}
	l.ctx, l.cancel = context.WithCancel(ctx)
	return l
}

// Accept opens the channel with its requests filtered.
func (l *line) Accept() (gossh.Channel, <-chan *gossh.Request, error) {
	channel, requests, err := l.NewChannel.Accept()
	if err != nil {
		l.cancel()
		return nil, nil, err
	}
	out := make(chan *gossh.Request)
	go l.filter(requests, out)
	return channel, out, nil
}

// filter passes on pty-req (clamped), shell, exec and signal, takes
// window-change itself, and refuses all else.
func (l *line) filter(in <-chan *gossh.Request, out chan<- *gossh.Request) {
	defer close(out)
	defer l.cancel()
	for r := range in {
		switch r.Type {
		case "pty-req":
			if !l.terminal(r) {
				_ = r.Reply(false, nil)
				continue
			}
			out <- r
		case "shell", "exec":
			out <- r
		case "window-change":
			l.resize(r.Payload)
			_ = r.Reply(true, nil)
		case "signal":
			_ = r.Reply(true, nil)
		default:
			_ = r.Reply(false, nil)
		}
	}
}

// terminal reads a pty-req, clamps its size in place and drops its modes.
func (l *line) terminal(r *gossh.Request) bool {
	var p struct {
		Term                         string
		Columns, Rows, Width, Height uint32
		Modes                        string
	}
	if gossh.Unmarshal(r.Payload, &p) != nil || len(p.Term) > 64 {
		return false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.term, l.pty = p.Term, true
	l.size = clamp(p.Columns, p.Rows)
	p.Columns, p.Rows, p.Width, p.Height, p.Modes = uint32(l.size.Width), uint32(l.size.Height), 0, 0, "\x00"
	r.Payload = gossh.Marshal(&p)
	return true
}

// resize keeps the latest size for whoever looks.
func (l *line) resize(payload []byte) {
	var p struct{ Columns, Rows, Width, Height uint32 }
	if gossh.Unmarshal(payload, &p) != nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.size = clamp(p.Columns, p.Rows)
	select {
	case <-l.sizes:
	default:
	}
	l.sizes <- l.size
}

// screen is the terminal as it is now.
func (l *line) screen() (term string, size tea.WindowSizeMsg, pty bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.term, l.size, l.pty
}

func clamp(columns, rows uint32) tea.WindowSizeMsg {
	if columns == 0 || rows == 0 {
		columns, rows = 80, 24
	}
	return tea.WindowSizeMsg{
		Width:  int(min(max(columns, minColumns), maxColumns)),
		Height: int(min(max(rows, minRows), maxRows)),
	}
}
