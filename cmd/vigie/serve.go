package main

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"os"
	"runtime"
	"sync"
	"syscall"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"
	"github.com/spf13/cobra"

	"vigie/internal/cli"
	"vigie/internal/domain"
	"vigie/internal/inbound"
	"vigie/internal/portal"
	"vigie/internal/sshd"
	"vigie/internal/timed"
	"vigie/mailer"
)

// The patience of a start and of a stop.
const (
	watchEvery = 250 * time.Millisecond
	grace      = 15 * time.Second
)

func serveVerb(a *app, env *cli.Env) *cobra.Command {
	return &cobra.Command{Use: "serve", Short: env.T("cli.serve.short"), Example: env.T("cli.serve.example"), Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := a.load(); err != nil {
				return err
			}
			if err := a.openDatabase(cmd.Context()); err != nil {
				return err
			}
			return a.serve(cmd.Context(), nil)
		}}
}

// house is what a running serve consists of.
type house struct {
	ssh     net.Listener
	http    net.Listener
	metrics net.Listener
	lmtp    net.Listener
	inbound *inbound.Server
	server  *sshd.Server
	portal  *portal.Portal
	pages   *http.Server
	mailer  *mailer.Mailer
}

// serve migrates, opens every door and works until ctx ends; then it closes
// the doors, tells the sessions and finishes the mail in flight. started,
// when not nil, is called once everything listens.
func (a *app) serve(ctx context.Context, started func(*house) error) error {
	unlock, err := a.lockDatabase()
	if err != nil {
		return err
	}
	defer unlock()
	if err := a.db.Migrate(ctx); err != nil {
		return err
	}
	if err := a.furnish(ctx); err != nil {
		return err
	}
	if err := a.freeLeases(ctx); err != nil {
		return err
	}
	if err := a.desk.EndCutImports(ctx); err != nil {
		return err
	}
	h, err := a.build(ctx)
	if err != nil {
		return err
	}
	defer runtime.KeepAlive(make([]byte, spareHeap))
	return a.work(ctx, h, started)
}

// spareHeap is memory that is reserved, never touched, and so never taken from
// the machine. It counts as live for the garbage collector, which otherwise
// runs twenty times a second over a small heap while pages are asked for.
const spareHeap = 32 << 20

// build makes the house and opens its doors: a port in use, a missing host
// key or certificate refuses the start before anything runs.
func (a *app) build(ctx context.Context) (*house, error) {
	h := &house{}
	var err error
	if h.server, err = a.sshServer(ctx); err != nil {
		return nil, err
	}
	if h.mailer, err = a.newMailer("serve"); err != nil {
		return nil, err
	}
	if h.ssh, err = listen(string(a.cfg.SSHAddr), "VIGIE_SSH_ADDR"); err != nil {
		return nil, err
	}
	if h.http, err = listen(string(a.cfg.HTTPAddr), "VIGIE_HTTP_ADDR"); err != nil {
		return nil, errors.Join(err, h.ssh.Close())
	}
	if a.cfg.TLSCert != "" {
		pair, err := tls.LoadX509KeyPair(a.cfg.TLSCert, a.cfg.TLSKey)
		if err != nil {
			return nil, errors.Join(domain.Refuse(domain.Invalid, "tls_pair", "Path", a.cfg.TLSCert), h.ssh.Close(), h.http.Close())
		}
		h.http = tls.NewListener(h.http, &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12})
	}
	if a.cfg.MetricsAddr.On() {
		if h.metrics, err = listen(string(a.cfg.MetricsAddr), "VIGIE_METRICS_ADDR"); err != nil {
			return nil, errors.Join(err, h.ssh.Close(), h.http.Close())
		}
	}
	if err := a.openPost(h); err != nil {
		return nil, errors.Join(err, h.ssh.Close(), h.http.Close())
	}
	proxies := make([]netip.Prefix, 0, len(a.cfg.TrustedProxies))
	for _, n := range a.cfg.TrustedProxies {
		proxies = append(proxies, n.Prefix)
	}
	h.portal = portal.New(portal.Options{Desk: a.desk, Log: a.log, Now: a.now, PublicURL: a.cfg.PublicURL.String(),
		Language: domain.Language(a.cfg.Language), TrustedProxies: proxies})
	h.pages = h.portal.Server("")
	return h, nil
}

func listen(addr, variable string) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, domain.Refuse(domain.Conflict, "port_in_use", "Addr", addr, "Variable", variable)
	}
	if err != nil {
		return nil, domain.Refuse(domain.Invalid, "port_refused", "Addr", addr, "Variable", variable)
	}
	return l, nil
}

// work runs until ctx ends or a door breaks.
func (a *app) work(ctx context.Context, h *house, started func(*house) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var wg sync.WaitGroup
	broken := make(chan error, 4)
	door := func(name string, serve func() error) {
		wg.Go(func() {
			if err := serve(); err != nil && ctx.Err() == nil {
				a.log.Error(name, "error", err)
				broken <- err
				stop()
			}
		})
	}
	door("ssh", func() error { return h.server.Serve(h.ssh) })
	door("http", func() error { return closed(h.pages.Serve(h.http)) })
	door("watch", func() error { return a.db.Watch(ctx, &a.watch, watchEvery) })
	if h.metrics != nil {
		metrics := &http.Server{Handler: a.metrics(h), ReadHeaderTimeout: 5 * time.Second}
		door("metrics", func() error { return closed(metrics.Serve(h.metrics)) })
		context.AfterFunc(ctx, func() { _ = metrics.Close() }) // now: what is waited for below waits for it
	}
	if h.lmtp != nil {
		door("lmtp", func() error { return h.inbound.Serve(h.lmtp) })
	}
	wg.Go(func() { h.mailer.Run(ctx) })
	wg.Go(func() { timed.Run(ctx, a.desk, a.log) })
	wg.Go(func() { a.holdServeLease(ctx) })
	a.log.Info("started", "version", cli.Version(), "ssh", h.ssh.Addr().String(), "http", h.http.Addr().String(), "database", a.cfg.DatabaseURL.String(), "pid", os.Getpid())
	a.notify(daemon.SdNotifyReady)
	if started != nil {
		if err := started(h); err != nil {
			broken <- err
			stop()
		}
	}
	<-ctx.Done()
	a.log.Info("stopping")
	a.notify(daemon.SdNotifyStopping)
	a.closeDoors(h)
	wg.Wait()
	if h.mailer.Wire != nil {
		h.mailer.Wire.Close()
	}
	a.log.Info("stopped")
	select {
	case err := <-broken:
		return err
	default:
		return nil
	}
}

func (a *app) closeDoors(h *house) {
	ctx, cancel := context.WithTimeout(context.Background(), grace)
	defer cancel()
	if err := h.server.Shutdown(ctx); err != nil {
		a.log.Error("ssh shutdown", "error", err)
	}
	if err := h.pages.Shutdown(ctx); err != nil {
		a.log.Error("http shutdown", "error", err)
	}
	h.portal.Close()
	if h.lmtp != nil {
		if err := h.inbound.Shutdown(ctx); err != nil {
			a.log.Error("lmtp shutdown", "error", err)
		}
	}
}

func closed(err error) error {
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

func (a *app) notify(state string) {
	if _, err := daemon.SdNotify(false, state); err != nil {
		a.log.Debug("systemd", "error", err)
	}
}
