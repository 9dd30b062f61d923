package sshd

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"

	"charm.land/ssh"
	"charm.land/wish/v2"
	gossh "golang.org/x/crypto/ssh"
)

// maxChannels is how many channels one connection may have open.
const maxChannels = 2

// Server is the SSH server of the console.
type Server struct {
	config Config
	door   *door
	hall   *hall
	inner  *ssh.Server
	stop   context.CancelFunc
	ctx    context.Context

	mu     sync.Mutex
	begun  bool          // Serve
	over   bool          // Shutdown
	known  chan struct{} // closed once inner knows its listener, or never will
	accept sync.Once
}

// New makes a server; Serve starts it.
func New(config Config) (*Server, error) {
	config = config.withDefaults()
	s := &Server{config: config, known: make(chan struct{})}
	s.ctx, s.stop = context.WithCancel(context.Background())
	s.door = &door{config: config, buckets: map[netip.Prefix]*bucket{}}
	s.hall = &hall{config: config, sessions: map[*stay]bool{}, closing: make(chan struct{})}
	var err error
	s.inner, err = wish.NewServer(hostKey(config.HostKey), wish.WithVersion(config.Version), s.doors)
	return s, err
}

// hostKey hands Wish the key that we loaded: without one it would silently
// make a new one in the working directory.
func hostKey(key gossh.Signer) ssh.Option {
	return func(server *ssh.Server) error {
		server.AddHostKey(key)
		return nil
	}
}

// doors leaves open only what the console needs.
func (s *Server) doors(server *ssh.Server) error {
	server.ConnCallback = s.admit
	server.ServerConfigCallback = s.handshake
	server.ChannelHandlers = map[string]ssh.ChannelHandler{"session": s.channel}
	server.RequestHandlers = map[string]ssh.RequestHandler{}
	server.SubsystemHandlers = map[string]ssh.SubsystemHandler{}
	server.Handler = func(ssh.Session) {}
	return nil
}

// Serve accepts connections until Shutdown; it returns nil after one.
func (s *Server) Serve(listener net.Listener) error {
	s.mu.Lock()
	over := s.over
	s.begun = s.begun || !over
	s.mu.Unlock()
	if over {
		return listener.Close()
	}
	defer s.accepts()
	go s.hall.watch(s.ctx)
	err := s.inner.Serve(&heard{listener, s.accepts})
	if errors.Is(err, ssh.ErrServerClosed) || s.ctx.Err() != nil {
		return nil
	}
	return err
}

func (s *Server) accepts() { s.accept.Do(func() { close(s.known) }) }

// heard is a listener that tells when connections are first accepted.
type heard struct {
	net.Listener
	accepts func()
}

// Accept waits for a connection.
func (h *heard) Accept() (net.Conn, error) {
	h.accepts()
	return h.Listener.Accept()
}

// Sessions counts the sessions, consoles and verbs alike.
func (s *Server) Sessions() int { return s.hall.inside() }

// Kick ends the sessions of a person now.
func (s *Server) Kick(person int64) { s.hall.kick(person) }

// Shutdown stops listening, tells every session, waits for them until ctx
// ends, then closes what is left.
func (s *Server) Shutdown(ctx context.Context) error {
	s.mu.Lock()
	s.over = true
	begun := s.begun
	s.mu.Unlock()
	if begun { // a listener that inner takes up while it stops is closed by nobody
		<-s.known
	}
	stopped := make(chan error, 1)
	go func() { stopped <- s.inner.Shutdown(ctx) }()
	s.hall.close()
	done := make(chan struct{})
	go func() { s.hall.wait.Wait(); close(done) }()
	var err error
	select {
	case <-done:
	case <-ctx.Done():
		err = ctx.Err()
	}
	s.stop()
	closed := s.inner.Close()
	if errors.Is(closed, net.ErrClosed) {
		closed = nil
	}
	shutdown := <-stopped
	<-done
	if errors.Is(shutdown, ctx.Err()) || errors.Is(shutdown, net.ErrClosed) {
		shutdown = nil // said by err already, or closed one line above
	}
	return errors.Join(err, closed, shutdown)
}

// guestConn tells the door when a connection goes away.
type guestConn struct {
	net.Conn
	gone func()
}

// Close closes the connection.
func (c guestConn) Close() error {
	c.gone()
	return c.Conn.Close()
}

// admit is asked for every connection before its first byte.
func (s *Server) admit(ctx ssh.Context, conn net.Conn) net.Conn {
	g := s.door.enter(conn)
	if g == nil {
		return nil
	}
	ctx.SetValue(guestKey{}, g)
	return guestConn{Conn: conn, gone: func() { s.door.leave(g) }}
}

// channelsKey finds the number of open channels of a connection.
type channelsKey struct{}

// channel opens one session channel, with a server of its own whose handler
// knows the channel.
func (s *Server) channel(_ *ssh.Server, conn *gossh.ServerConn, offered gossh.NewChannel, ctx ssh.Context) {
	ctx.Lock()
	open, ok := ctx.Value(channelsKey{}).(*atomic.Int32)
	if !ok {
		open = &atomic.Int32{}
		ctx.SetValue(channelsKey{}, open)
	}
	ctx.Unlock()
	defer open.Add(-1)
	if open.Add(1) > maxChannels {
		_ = offered.Reject(gossh.ResourceShortage, "")
		return
	}
	l := newLine(ctx, offered)
	defer l.cancel()
	one, err := wish.NewServer(hostKey(s.config.HostKey), ssh.EmulatePty(), wish.WithMiddleware(s.middleware(conn, l)))
	if err != nil {
		s.config.Log.Error("ssh channel", "error", err)
		_ = offered.Reject(gossh.ConnectionFailed, "")
		return
	}
	ssh.DefaultSessionHandler(one, conn, l, ctx)
}
