# The verbs of hie.  `make` lists them.

PORT ?= 8080
DATA ?= ./data
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help serve test lint types layers check profiles units bench bench-validation bench-operations bench-scale shapes soak clean

help: ## List the verbs.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

serve: $(VENV)/.installed ## Start the server with its own MongoDB and demo data (PORT=8080 DATA=./data).
	@exec $(BIN)/hie serve --port $(PORT) --data $(DATA) --demo 100

test: $(VENV)/.installed-dev ## Run every test, with a real MongoDB for each core.
	$(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist worksteal

lint: $(VENV)/.installed-dev ## Check style.
	$(BIN)/ruff check hie tests benchmarks examples
	$(BIN)/ruff format --check hie tests benchmarks examples

types: $(VENV)/.installed-dev ## Check types.
	$(BIN)/mypy

layers: $(VENV)/.installed-dev ## Check that no layer imports a higher one.
	$(BIN)/lint-imports

check: test lint types layers ## All that CI checks.

profiles: ## Build the national package from profiles/ and terminology/ (needs Node).
	profiles/build.sh

units: $(VENV)/.installed-dev ## Make the table of common units of UCUM anew, out of the library.
	$(BIN)/python -m hie.fhirpath.runtime.common_units

bench: $(VENV)/.installed-bench ## Measure speed against a floor; 3 minutes.
	$(BIN)/python -m benchmarks

bench-validation: $(VENV)/.installed-bench ## Measure validation alone, beside other libraries; 2 minutes.
	$(BIN)/python -m benchmarks.validation_speed

bench-operations: $(VENV)/.installed-dev ## Measure operations on records of 200 to 20,000 resources; 2 minutes.
	$(BIN)/python -m benchmarks.operations

bench-scale: $(VENV)/.installed-bench ## Measure at 10,000, 100,000 and 1,000,000 resources; 40 minutes, 10 GB of disk.
	$(BIN)/python -m benchmarks.scale

shapes: $(VENV)/.installed-dev ## Count what each documented query looks at among 100,000 resources.
	$(BIN)/python -m benchmarks.query_shapes

soak: $(VENV)/.installed-bench ## Mixed load with faults, then the proof that nothing was lost; 20 minutes.
	$(BIN)/python -m benchmarks.soak

clean: ## Remove what the verbs made, but no data.
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) .ci/check_python.py
	@echo "Making the virtual environment $(VENV) …"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(BIN)/python setup.cfg pyproject.toml
	@echo "Installing hie and what it needs …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@echo "Installing the development tools …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

$(VENV)/.installed-bench: $(VENV)/.installed
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	@touch $@
