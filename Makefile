# The one door for people: `make help` says what there is.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
HOST ?= 127.0.0.1
MOCK_PORT ?= 8081
CONTROL_PORT ?= 8082
GATEWAY_PORT ?= 8080
EDITION ?= $(or $(QONTO_EDITION),guide)
PYTEST := $(BIN)/python -m pytest
WORKERS ?= 2
SHARED := -n $(WORKERS) --dist worksteal

.DEFAULT_GOAL := help
.PHONY: help install run reset test check table fuzz bench demo incident clean
.PHONY: conformance mutants mutmut

help: ## this list
	@echo "make TARGET          (ports: MOCK_PORT=$(MOCK_PORT) CONTROL_PORT=$(CONTROL_PORT) GATEWAY_PORT=$(GATEWAY_PORT))"
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-10s %s\n", $$1, $$2}'

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; this is $$($(PYTHON) --version). Try: make PYTHON=python3.12 ..."; exit 1; }
	@echo "making $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.base: $(VENV)/.made pyproject.toml constraints.txt
	@echo "installing what the servers need"
	@$(PIP) install -c constraints.txt -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.base
	@echo "installing what the tests need"
	@$(PIP) install -c constraints.txt -e '.[dev]'
	@touch $@

install: $(VENV)/.dev ## make .venv and install everything, tests' tools included

run: $(VENV)/.base ## the whole stack in the foreground: bank, control plane, gateway; Ctrl-C stops it
	@$(BIN)/python -m tests.stack run --host $(HOST) --port $(MOCK_PORT) --control-port $(CONTROL_PORT) --gateway-port $(GATEWAY_PORT) --edition $(EDITION)

reset: ## forget what `make run` has kept: the bank's state and the gateway's database, together
	@if [ -x $(BIN)/python ]; then $(BIN)/python -m tests.stack reset; else rm -rf var; fi

# What `make check` runs, one line a stage: its name and its command. The light ones go side by side, ...
define TOGETHER
format     $(BIN)/ruff format --check .
lint       $(BIN)/ruff check .
types      $(BIN)/mypy
imports    $(BIN)/lint-imports
contracts  $(BIN)/qonto-contracts lint
endef

# ... the others in turn.
define IN_TURN
in-process  $(PYTEST) $(SHARED) -q tests/contracts tests/rules tests/mock_qonto tests/gateway tests/plugin tests/toy_gateway
fuzz        $(PYTEST) $(SHARED) -q tests/fuzz
suite       $(PYTEST) $(SHARED) -q tests/suite
mutants     $(PYTEST) $(SHARED) -q tests/mutants
tools       $(PYTEST) $(SHARED) -q tests/probe tests/errata tests/recording tests/drift tests/replay
journeys    $(PYTEST) $(SHARED) -q tests/journeys
conformance $(BIN)/python -m tests.conformance
house       $(PYTEST) -q tests/test_house.py tests/test_readme.py tests/test_stages.py
statuses    $(BIN)/python -m tests.status_coverage in-process
endef
export TOGETHER IN_TURN

test: $(VENV)/.dev ## the whole suite, both editions, SQLite and (where it is there) PostgreSQL; ONLY=journeys for one stage
	@$(BIN)/python -m tests.stages test $(if $(ONLY),--only $(ONLY))

check: $(VENV)/.dev ## everything CI checks; ONLY=types for one stage
	@$(BIN)/python -m tests.stages check $(if $(ONLY),--only $(ONLY))

fuzz: $(VENV)/.dev ## machines, crowds and generated requests for ten minutes: make fuzz [SECONDS=600] [SEED=7]
	@$(BIN)/python -m tests.fuzz --seconds $(or $(SECONDS),600) $(if $(SEED),--seed $(SEED))

bench: $(VENV)/.dev ## ratios against bare Starlette, start-up and memory; writes tests/bench/README.md
	@$(BIN)/python -m tests.bench

conformance: $(VENV)/.dev ## our own stack, both editions, held against the rules by `qonto-contracts check`; a minute at most each
	@$(BIN)/python -m tests.conformance

mutants: $(VENV)/.dev ## sabotage both sides in a hundred ways and print who finds what in how long; ONLY='retries', ALL=1 (every suite)
	@$(BIN)/python -m tests.mutants $(if $(ONLY),--only '$(ONLY)') $(if $(ALL),--all-suites)

mutmut: $(VENV)/.dev ## change the models in small ways a machine thinks of: who notices? make mutmut [ONLY=gateway/confirmation.py]
	@$(BIN)/python -m tests.mutants.automatic $(if $(ONLY),--only $(ONLY))

demo: $(VENV)/.base ## a narrated walk through the main job and the five rules, on a throw-away stack
	@$(BIN)/python -m tests.demo

incident: $(VENV)/.base ## F-2026-001 replayed: how its number was burnt, at a toy without guards and at ours
	@$(BIN)/python -m tests.incident

table: $(VENV)/.dev ## write the tables in gateway/README.md and mock_qonto/README.md anew, from contract and rule book
	@$(BIN)/python -m tests.gateway.operations_table
	@$(BIN)/python -m tests.mock_qonto.rules_table

clean: ## remove what was installed and cached (not var/)
	@rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .schemathesis
