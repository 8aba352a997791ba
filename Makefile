.DEFAULT_GOAL := check
.PHONY: check test race lint bench fuzz soak fault load shots guide demo build sbom vulnerabilities

# What CI runs: see .ci/run, which installs and starts what the tests need.
check:
	.ci/run

test:
	go test ./...

race:
	go test -race -short ./...

lint:
	golangci-lint run

bench:
	go test -run '^$$' -bench . -benchmem ./...

# Each fuzz test for a while: make fuzz LASTING=5m
fuzz: LASTING = 10s
fuzz:
	.ci/fuzz $(LASTING)

# 10,000 alerts to 100 destinations of which some are sick, on PostgreSQL if
# TOCSIN_TEST_POSTGRES is set.
soak:
	go test -count 1 -timeout 30m -v -run '^TestSoak$$' ./cmd/internal/pipeline -soak

# Three nodes of the program on a PostgreSQL and a Redis of their own, while
# faults are injected, each at least once: make fault LASTING=10m
LASTING ?= 0s
fault:
	go test -count 1 -timeout 60m -v -tags fault -run '^TestFaults$$' ./cmd/tocsin -for $(LASTING)

# The program on a full store, and what it then takes: start, memory, searches,
# pages, a day of filings: make load FILINGS=100000 ENGINE=postgres
FILINGS ?= 1000000
ENGINE ?= sqlite
load:
	go test -count 1 -timeout 3h -v -tags load -run '^TestLoad$$' ./cmd/tocsin -filings $(FILINGS) -engine $(ENGINE)

# What the console's pages look like, in the folder shots. It wants chromium, and
# TOCSIN_TEST_AXE to be the path of axe.min.js of axe-core.
shots:
	mkdir -p shots
	TOCSIN_TEST_SHOTS=$(CURDIR)/shots go test -count 1 -v ./cmd/internal/console/browsertest

# The pictures of the users' guides, as their first steps and the pages make them;
# it wants what shots wants.
guide:
	TOCSIN_TEST_GUIDE=$(CURDIR)/deploy/guide/pictures go test -count 1 -v -run '^TestConsole$$/^guides$$' ./cmd/internal/console/browsertest

demo:
	go run ./cmd/tocsin demo

build:
	CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o tocsin ./cmd/tocsin

# What is linked, as CycloneDX in sbom.json, and what the Go vulnerability
# database knows of it. Both want a network.
sbom:
	go run github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@v1.9.0 app -json -licenses -main cmd/tocsin -output sbom.json .

vulnerabilities:
	go run golang.org/x/vuln/cmd/govulncheck@v1.8.0 ./...
