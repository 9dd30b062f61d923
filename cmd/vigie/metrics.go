package main

import (
	"context"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"vigie/internal/domain"
)

// metrics serves what a monitoring system asks, on an address of its own.
func (a *app) metrics() http.Handler {
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), &outboxCollector{a})
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	return mux
}

// outboxCollector counts the outbox when it is asked.
type outboxCollector struct{ a *app }

func (*outboxCollector) description() *prometheus.Desc {
	return prometheus.NewDesc("vigie_mails", "Mails of the outbox by state, counted up to 10,000.", []string{"state"}, nil)
}

// Describe names the metric.
func (c *outboxCollector) Describe(ch chan<- *prometheus.Desc) { ch <- c.description() }

// Collect counts.
func (c *outboxCollector) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	states, err := c.a.desk.MailStates(ctx, domain.ShellActor("metrics"))
	if err != nil {
		ch <- prometheus.NewInvalidMetric(c.description(), err)
		return
	}
	for state, n := range states {
		ch <- prometheus.MustNewConstMetric(c.description(), prometheus.GaugeValue, float64(n.N), string(state))
	}
}
