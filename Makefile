# The README's commands and nothing else; each step lives in .build/.
.DEFAULT_GOAL := help
.PHONY: help run build test dev bench

help: ## Show the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## Build everything and start the demo (ARGS="--listen 127.0.0.1:4000" and the like)
	@target/release/ja4soc demo $(ARGS)

build: ## Build the single binary target/release/ja4soc
	@.build/setup.sh
	@.build/build.sh

test: ## Run all tests: format, lints, unit, store, pages, contract, browser, size
	@.build/setup.sh tests
	@.build/test.sh

dev: ## Rebuild and restart the demo on every change
	@.build/setup.sh
	@node .build/dev.mjs $(ARGS)

bench: build ## Measure speed and memory, shown as ratios within one run
	@.build/bench.sh $(ARGS)
