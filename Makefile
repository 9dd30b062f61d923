# Vigie: type `make` for the verbs.
SHELL     := /bin/bash
TAGS      := sqlite_fts5,sqlite_omit_load_extension
export GOFLAGS := -tags=$(TAGS)
LINT      := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
VULN      := golang.org/x/vuln/cmd/govulncheck@v1.8.0
VULNDB    ?= ../shared/data/go-vulndb.tgz

.DEFAULT_GOAL := help
.PHONY: help run test check bench soak golden build dist deps

help: ## print the verbs
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run: build ## build and start the demo
	./bin/vigie demo

build: ## build ./bin/vigie
	go build -trimpath -o bin/vigie ./cmd/vigie

deps: ## install what the tests need on Debian
	@./.ci/deps

test: deps ## every test, on both databases, with the race detector
	go test -race -shuffle=on -timeout 15m ./...

check: ## format, vet, lint, vulnerabilities, tidy
	@test -z "$$(gofmt -l .)" || { gofmt -l .; echo 'run gofmt'; exit 1; }
	go vet ./...
	go mod tidy -diff
	go run $(LINT) run ./...
	@db=$$(mktemp -d) && trap 'rm -rf "$$db"' EXIT && tar -xzf $(VULNDB) -C "$$db" && \
		root=$$(dirname "$$(find "$$db" -maxdepth 3 -name index -type d | head -1)") && go run $(VULN) -db "file://$$root" ./...

bench: ## the ratios of promises.md, each to a floor measured in the same run
	go run ./cmd/bench

soak: deps ## kill senders 200 times over cycles of 2,000 mails, on both databases
	go test ./mailer -run TestKilledSenders -v -kills 200 -mails 2000 -timeout 30m
	go test ./mailer -run TestKilledSenders -v -kills 200 -mails 2000 -database postgres -timeout 30m

golden: ## write the golden screens and mails anew: review them like code
	go test ./tui/... ./internal/letter/... -update

dist: ## a stripped binary for this machine
	CGO_ENABLED=1 go build -trimpath -ldflags '-s -w' -o dist/vigie ./cmd/vigie
