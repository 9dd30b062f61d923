package main

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"vigie/internal/domain"
	"vigie/mailer"
)

// metrics serves what a monitoring system asks, on an address of its own.
func (a *app) metrics(h *house) http.Handler {
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), newPostCollector(a, h))
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	return mux
}

// The patience of one look, and how long the mails that are done with are not
// counted again: they are millions, and change slowly.
const (
	collectPatience = 5 * time.Second
	doneKept        = 5 * time.Minute
)

// postCollector tells of the outbox when it is asked.
type postCollector struct {
	a *app
	h *house

	mails, oldestDue, oldestClaim, stuck, attempts, refusals, sessions *prometheus.Desc

	mu      sync.Mutex
	done    map[domain.MailState]int64
	counted time.Time
}

func newPostCollector(a *app, h *house) *postCollector {
	metric := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc("vigie_"+name, help, labels, nil)
	}
	return &postCollector{a: a, h: h,
		mails:       metric("mails", "Mails of the outbox by state; those that are done with, as of the last five minutes.", "state"),
		oldestDue:   metric("outbox_oldest_due_seconds", "How long the oldest mail that may leave now has been due."),
		oldestClaim: metric("outbox_oldest_claim_seconds", "How long the oldest mail has been in a process's hands."),
		stuck:       metric("outbox_stuck", "1 while mails that may leave do not, with the reason; as /readyz.", "reason"),
		attempts:    metric("mail_attempts_total", "Attempts of this process to hand a mail to the server, by outcome.", "outcome"),
		refusals:    metric("mail_refusals_total", "Refusals met by this process, by receiving domain: the first fifty by name.", "domain", "kind"),
		sessions:    metric("sessions", "Sessions over SSH, consoles and verbs.")}
}

// Describe names the metrics.
func (c *postCollector) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{c.mails, c.oldestDue, c.oldestClaim, c.stuck, c.attempts, c.refusals, c.sessions} {
		ch <- d
	}
}

// Collect looks.
func (c *postCollector) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), collectPatience)
	defer cancel()
	c.collectOutbox(ctx, ch)
	c.collectMails(ctx, ch)
	counts := c.h.mailer.Counts()
	for _, outcome := range mailer.Outcomes() {
		ch <- prometheus.MustNewConstMetric(c.attempts, prometheus.CounterValue, float64(counts.Attempts[outcome]), string(outcome))
	}
	for refusal, n := range counts.Refusals {
		kind := "temporary"
		if refusal.Permanent {
			kind = "permanent"
		}
		ch <- prometheus.MustNewConstMetric(c.refusals, prometheus.CounterValue, float64(n), refusal.Domain, kind)
	}
	ch <- prometheus.MustNewConstMetric(c.sessions, prometheus.GaugeValue, float64(c.h.server.Sessions()))
}

func (c *postCollector) collectOutbox(ctx context.Context, ch chan<- prometheus.Metric) {
	o, err := c.a.desk.Outbox(ctx)
	if err != nil {
		ch <- prometheus.NewInvalidMetric(c.stuck, err)
		return
	}
	now := domain.InstantOf(c.a.now())
	claimed := o.OldestClaim
	if !claimed.Never() {
		claimed = claimed.Add(-mailer.ClaimLife)
	}
	ch <- prometheus.MustNewConstMetric(c.oldestDue, prometheus.GaugeValue, o.OldestDue.Age(now).Seconds())
	ch <- prometheus.MustNewConstMetric(c.oldestClaim, prometheus.GaugeValue, claimed.Age(now).Seconds())
	reason, stuck := o.Stuck(now), 0.0
	if reason != "" {
		stuck = 1
	}
	ch <- prometheus.MustNewConstMetric(c.stuck, prometheus.GaugeValue, stuck, string(reason))
}

// collectMails counts what waits anew, and what is done with seldom.
func (c *postCollector) collectMails(ctx context.Context, ch chan<- prometheus.Metric) {
	c.mu.Lock()
	defer c.mu.Unlock()
	counts := map[domain.MailState]int64{}
	fresh := c.done == nil || c.a.now().Sub(c.counted) > doneKept
	for _, state := range domain.MailStates() {
		if state.Final() && !fresh {
			counts[state] = c.done[state]
			continue
		}
		n, err := c.a.desk.MailsIn(ctx, state)
		if err != nil {
			ch <- prometheus.NewInvalidMetric(c.mails, err)
			return
		}
		counts[state] = n
	}
	if fresh {
		c.done, c.counted = counts, c.a.now()
	}
	for state, n := range counts {
		ch <- prometheus.MustNewConstMetric(c.mails, prometheus.GaugeValue, float64(n), string(state))
	}
}
