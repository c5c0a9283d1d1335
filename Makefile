# All that one does with this repository, by name. The npm scripts do the work where Docker does not.

SHELL := /bin/bash
.DEFAULT_GOAL := help
INSTALLED := node_modules/.package-lock.json
# Compose as a plugin of Docker, else the program of its own.
COMPOSE = $(shell docker compose version >/dev/null 2>&1 && echo docker compose || echo docker-compose)

.PHONY: help env build up restart rebuild stop clean logs dbt airflow retail test airflow-test bench check-tools install bundle types lint format server-start server-stop clean-files

help: ## List these targets
	@awk -F ':.*## ' '/^##@ / { printf "\n%s\n", substr($$0, 5) } /^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

##@ The whole stack, in Docker
env: .env ## Make .env with random passwords, where there is none

.env:
	@scripts/make-env.sh

build: .docker .env ## Build the images
	$(COMPOSE) build

up: build ## Build and start all services
	$(COMPOSE) up --detach
	@echo "Airflow will be at http://127.0.0.1:$$(sed -n 's/^AIRFLOW_PORT=//p' .env); user and password are in .env. How far it is: make logs"

restart: .docker .env ## Stop and start again, after a change of .env say (SERVICE=airflow-scheduler: one service)
	$(COMPOSE) stop $(SERVICE)
	$(COMPOSE) up --detach $(SERVICE)

rebuild: .docker .env ## Build the images from nothing, and start all services anew
	$(COMPOSE) build --no-cache
	$(COMPOSE) up --detach --force-recreate

stop: .docker .env ## Stop all services; everything stays
	$(COMPOSE) stop

clean: .docker .env ## Remove the containers; their data stays (VOLUMES=1: remove it too)
	$(COMPOSE) down --remove-orphans$(if $(filter 1,$(VOLUMES)), --volumes)

logs: .docker .env ## Follow the logs (SERVICE=airflow-scheduler: of one service)
	$(COMPOSE) logs --follow --tail 100 $(SERVICE)

dbt: .docker .env ## Run a command of tdbt in its container: make dbt ARGS="build --select staging"
	$(if $(ARGS),,$(error Name the command: make dbt ARGS="build --select staging"))
	$(COMPOSE) run --rm $$([ -t 0 ] || echo -T) tdbt $(ARGS)

##@ Without Docker
airflow: .node .python ## Airflow by itself: web page, scheduler and the retail DAG, until Ctrl-C
	npm run --silent airflow

retail: .node ## From nothing to the tested star schema (DATA=online+retail.zip: from a file)
	npm run --silent retail -- $(if $(DATA),--data '$(abspath $(DATA))')

test: .node ## Lint, types and all tests
	npm test

airflow-test: .node .python ## Run the retail DAG in a real Airflow on real servers (LONG=1: on the real file too)
	npm run --silent airflow:test --$(if $(LONG), --long)

bench: .node $(INSTALLED) ## Measure against other programs, see docs/performance.md (ARGS=--quick: for a first look)
	npm run bench --$(if $(ARGS), $(ARGS))

##@ For those who work on tdbt
check-tools: ## Say which programs are missing that these targets need
	@scripts/check-tools.sh docker node python

install: $(INSTALLED) ## Install the packages of package-lock.json

$(INSTALLED): package-lock.json
	npm ci --ignore-scripts
	@touch $@

bundle: .node $(INSTALLED) ## Bundle the packages to the program that packages/cli/bin/tdbt.js runs
	npm run build

types: .node $(INSTALLED) ## Check the types
	npm run types

lint: .node $(INSTALLED) ## Check format and lint rules
	npm run lint

format: .node $(INSTALLED) ## Format the code
	npm run format

server-start: bundle ## Keep the retail project's Postgres up, and print its address for psql
	npx tdbt server start --project-dir retail_project

server-stop: bundle ## Stop it
	npx tdbt server stop --project-dir retail_project

clean-files: ## Remove what builds and runs wrote; tables stay (tdbt server reset deletes them)
	rm -rf packages/cli/dist retail_project/target retail_project/logs examples/*/target examples/*/logs

# What a target needs of the machine. Each says what to install or to start.
.PHONY: .docker .node .python
.docker .node .python:
	@scripts/check-tools.sh $(@:.%=%) >/dev/null
