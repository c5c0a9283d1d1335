# Wrappers of the npm scripts, for those whose fingers type make.

SHELL := /bin/bash
.DEFAULT_GOAL := help
INSTALLED := node_modules/.package-lock.json

.PHONY: help install build retail test types lint format bench server-start server-stop clean

help: ## List these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | awk -F '\t' '{ printf "  make %-14s %s\n", $$1, $$2 }'

install: $(INSTALLED) ## Install the packages of package-lock.json

$(INSTALLED): package-lock.json
	npm ci --ignore-scripts
	@touch $@

build: $(INSTALLED) ## Bundle the packages to the program that packages/cli/bin/tdbt.js runs
	npm run build

retail: ## From nothing to the tested star schema (make retail DATA=online+retail.zip: from a file)
	npm run retail -- $(if $(DATA),--data '$(abspath $(DATA))')

test: ## Lint, types and all tests
	npm test

types: $(INSTALLED) ## Check the types
	npm run types

lint: $(INSTALLED) ## Check format and lint rules
	npm run lint

format: $(INSTALLED) ## Format the code
	npm run format

bench: $(INSTALLED) ## Measure against other programs (see docs/performance.md)
	npm run bench

server-start: build ## Keep the retail project's Postgres up, and print its address for psql
	npx tdbt server start --project-dir retail_project

server-stop: build ## Stop it
	npx tdbt server stop --project-dir retail_project

clean: ## Remove what builds and runs wrote; tables stay (tdbt server reset deletes them)
	rm -rf packages/cli/dist retail_project/target retail_project/logs examples/*/target examples/*/logs
