# Every command of this project. Each one first installs what it misses (scripts/setup), and says what it does.

# Where `make serve` listens, and the path that the site is built for: make serve PORT=9000 PUBLIC_URL=/isitme/
PORT ?= 8080
PUBLIC_URL ?= /
export PORT PUBLIC_URL

.DEFAULT_GOAL := help
.PHONY: help serve test test-all dist bench lighthouse screenshots lab record faults check audit content setup clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

serve: ## build the site and serve it at http://127.0.0.1:8080/ (PORT=9000, PUBLIC_URL=/isitme/)
	@scripts/serve

test: ## every test: native, in the browser, end to end in three browsers
	@scripts/test

test-all: ## the same with what takes longer, the checks and the bench; the result goes to docs/TEST-ALL.md
	@scripts/test all

dist: ## the site, built anew into dist/ (PUBLIC_URL=/isitme/)
	@rm -rf dist
	@scripts/setup build
	@scripts/build

bench: ## sizes and times, against their limits
	@scripts/bench

lighthouse: ## Lighthouse's marks for three pages, the median of five
	@scripts/lighthouse

screenshots: ## every page at three widths, light and dark, into target/screenshots/ (PAGES="502/ codes/")
	@PAGES='$(PAGES)' scripts/screenshots

lab: ## record the corpus anew from real servers
	@scripts/lab

record: ## record anew what one probe sees of real servers in three browsers; the outcome table (ONLY="firefox" for one)
	@scripts/record $(ONLY)

faults: ## real faults in networks of their own, and how often the verdict is right: docs/FAULT-LAB.md (ONLY="chromium ONLY=origin-down"); root, an hour
	@scripts/faults $(ONLY)

check: ## format, lints, licences, spelling
	@scripts/check

audit: ## known vulnerabilities of the crates in use (fetches the advisory database)
	@scripts/check audit

content: ## only read and check content/: every problem with its file and line
	@cargo check --quiet --no-default-features --lib
	@echo 'content/ has no problems.'

setup: ## install everything that the other commands need
	@scripts/setup test
	@scripts/setup check

clean: ## remove what was built (the tools in .tools/ stay)
	@rm -rf dist target
