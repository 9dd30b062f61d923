package sshd

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"sync/atomic"

	"charm.land/ssh"
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
}

// New makes a server; Serve starts it.
func New(config Config) *Server {
	config = config.withDefaults()
	s := &Server{config: config}
	s.ctx, s.stop = context.WithCancel(context.Background())
	s.door = &door{config: config, buckets: map[netip.Prefix]*bucket{}}
	s.hall = &hall{config: config, sessions: map[*stay]bool{}, closing: make(chan struct{})}
	s.inner = &ssh.Server{
		HostSigners:          []ssh.Signer{config.HostKey},
		Version:              config.Version,
		ConnCallback:         s.admit,
		ServerConfigCallback: s.handshake,
		ChannelHandlers:      map[string]ssh.ChannelHandler{"session": s.channel},
		RequestHandlers:      map[string]ssh.RequestHandler{},
		SubsystemHandlers:    map[string]ssh.SubsystemHandler{},
		Handler:              func(ssh.Session) {},
	}
	return s
}

// Serve accepts connections until Shutdown; it returns nil after one.
func (s *Server) Serve(listener net.Listener) error {
	go s.hall.watch(s.ctx)
	if err := s.inner.Serve(listener); !errors.Is(err, ssh.ErrServerClosed) {
		return err
	}
	return nil
}

// Kick ends the sessions of a person now.
func (s *Server) Kick(person int64) { s.hall.kick(person) }

// Shutdown stops listening, tells every session, waits for them until ctx
// ends, then closes what is left.
func (s *Server) Shutdown(ctx context.Context) error {
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
	<-stopped
	<-done
	if errors.Is(closed, net.ErrClosed) {
		closed = nil
	}
	return errors.Join(err, closed)
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
	one := &ssh.Server{Handler: func(sess ssh.Session) { s.session(sess, conn, l) }}
	_ = one.SetOption(ssh.EmulatePty())
	ssh.DefaultSessionHandler(one, conn, l, ctx)
}
