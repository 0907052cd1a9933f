# make prints what there is. Every target fetches the pinned tools that it needs
# into .tools (scripts/tools.sh), and does nothing for those that are there.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

export PATH := $(CURDIR)/.tools/bin:$(PATH)
tools := scripts/tools.sh
# Programs and tests outside of the embedder's module graph.
scripts := go -C scripts
gotest := $(scripts) run ./gotest
# In the order of test's prerequisites: what is quick fails first.
.NOTPARALLEL:

# npm writes this file last.
packages := browser/node_modules/.package-lock.json

.PHONY: help tools wasm wasm-check generate generate-check lint test test-go test-scripts test-browser demo matrix conformance bench clean

help: ## print this
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/\1\t\2/p' $(MAKEFILE_LIST) | awk -F'\t' '{ printf "  make %-14s %s\n", $$1, $$2 }'

tools: ## install the pinned tools into .tools
	@$(tools)

demo: tools $(packages) ## issuer, Envoy with the filter, page; DEMO_PORT=8000; Ctrl-C ends all
	@$(scripts) build -o "$(CURDIR)/.build/demo" ./demo
	@cd scripts && DEMO_PORT="$(or $(DEMO_PORT),8000)" exec ../.build/demo

test: lint generate-check tools test-go test-scripts wasm-check test-browser ## every check and every test

lint: ## gofmt, go vet, staticcheck
	@unformatted=$$(gofmt -l filter issuer scripts testdata wasm); \
	if [[ $$unformatted ]]; then echo "not formatted, run gofmt -w on:" $$unformatted >&2; exit 1; fi
	@$(tools) lint
	go vet ./...
	$(scripts) vet ./...
	staticcheck ./...
	cd scripts && staticcheck ./...
# The guests as TinyGo sees them; what only a host calls is not unused.
	GOOS=wasip1 GOARCH=wasm go vet -tags tinygo ./wasm/guest/...
	GOOS=wasip1 GOARCH=wasm staticcheck -tags tinygo -checks inherit,-U1000 ./wasm/guest/...

test-go: ## go test of the module
	@$(tools)
	@$(gotest) -C .. -counts ../.build/counts/module.txt -- ./...

# What the floors and the matrix look at is not theirs, so no result is kept.
# One package after the other: demo and matrix both build browser/dist.
test-scripts: $(packages) ## go test of scripts: floors, demo, matrix, generators
	@$(tools)
	@$(gotest) -counts ../.build/counts/scripts.txt -- -count=1 -p=1 ./...

test-browser: $(packages) ## the browser package: types, package shape, Node and Chromium
	@$(tools) node chromium
	cd browser && npm run check && npm test

$(packages): browser/package-lock.json
	@$(tools) node
	cd browser && npm ci --no-audit --no-fund

wasm: ## build claims.wasm, core.wasm, filter.wasm and their manifest
	@scripts/wasm.sh

wasm-check: ## rebuild them aside and compare byte for byte
	@scripts/wasm.sh -check

generate: ## write the tables of the verdicts, and the cases of testdata
	$(scripts) run ./gen
	$(scripts) run ./corpus

generate-check: ## whether what is generated is up to date
	$(scripts) run ./gen -check
	$(scripts) run ./corpus -check

matrix: $(packages) ## every host on the same cases; VECTORS=FILE.jsonl
	@$(tools)
	@$(scripts) run ./matrix $(if $(VECTORS),"$(abspath $(VECTORS))")

conformance: ## outside vectors in both engines; VECTORS=DIR
	@$(if $(VECTORS),,echo "make conformance needs VECTORS=DIR" >&2; exit 1;) $(scripts) run ./conformance -vectors "$(abspath $(VECTORS))"

bench: $(packages) ## the time of a verification in each host
	@$(tools)
	@$(scripts) run ./bench

clean: ## remove tools and build products
	rm -rf .tools .build browser/dist browser/demo/dist browser/node_modules
