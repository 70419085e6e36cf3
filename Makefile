# `make` alone lists what can be made.
PYTHON ?= python3
CONSTRAINTS ?= constraints.txt
BIN := .venv/bin
# Two test processes share two cores: one thread each keeps them out of each other's way. And the hundreds of processes
# that they start find the package compiled, whatever the shell says of that.
TESTING := PYTHONDONTWRITEBYTECODE= OMP_NUM_THREADS=1 NUMBA_NUM_THREADS=1 MPLBACKEND=agg

# Runs of the training set of galaxies that do not merge; six more are kept aside.
NON_MERGERS := $(shell seq 121 144)

.PHONY: help install horovod snakemake demo dataset model test coverage probe lint docs format constraints clean
.DEFAULT_GOAL := help

help:  ## List the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | sort | expand -t 14

install: $(BIN)/.installed  ## Make .venv with everything, at the versions of constraints.txt

$(BIN)/.installed: pyproject.toml $(CONSTRAINTS)
	@$(PYTHON) -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'DeepGalaxy needs Python 3.11 or newer with venv: apt install python3-venv, or PYTHON=… make'; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint $(CONSTRAINTS) --editable '.[dev]'
	touch $@

horovod: install  ## Build Horovod for .venv, or take the wheel built before
	scripts/horovod

snakemake: install  ## Install Snakemake, for the workflow of pipelines/, in an environment of its own
	scripts/snakemake

demo: install  ## Simulate, train, ingest real galaxies and ask about them; the answer is in demo-output/
	$(BIN)/deepgalaxy demo

dataset: install  ## Make the training set: 120 mergers and 30 runs of galaxies that do not merge; it can be stopped
	$(BIN)/python -m benchmarks.dataset build/dataset

model: dataset  ## Make the shipped model from the training set: train, calibrate, evaluate
	$(BIN)/deepgalaxy samples --count 1000 build/model/galaxies
	$(BIN)/deepgalaxy train build/dataset/survey-009.h5 build/dataset/survey-0[1-9]?.h5 build/dataset/survey-1[01]?.h5 \
		build/dataset/survey-120.h5 $(NON_MERGERS:%=--non-mergers build/dataset/survey-%.h5) \
		--unlabelled build/model/galaxies --size 64 --config scripts/deepgalaxy-small.toml \
		--output deepgalaxy/models/deepgalaxy-small
	$(BIN)/python -m benchmarks.model_card deepgalaxy/models/deepgalaxy-small build/dataset/survey-00[1-8].h5

test: lint horovod snakemake  ## Linters, type checks and every test
	$(TESTING) $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

probe: install  ## Ten minutes of kills and hostile files on the product; figures go into docs/known-issues.md
	$(TESTING) $(BIN)/python -m probes --minutes $(or $(MINUTES),10) $(if $(SEED),--seed $(SEED)) --page docs/known-issues.md

coverage: install  ## Every test, and which lines of the package they ran
	$(TESTING) $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder --cov deepgalaxy --cov-report term:skip-covered

docs: install  ## Build the documentation site, gallery and all, into docs/_build/html (2 min)
	rm -rf docs/reference/api  # pages of modules that are gone would stay
	$(TESTING) $(BIN)/sphinx-build --fail-on-warning --keep-going --fresh-env docs docs/_build/html

lint: install  ## Linters, docstrings and type checks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/numpydoc lint $$(find deepgalaxy -name '*.py')
	$(BIN)/mypy

format: install  ## Format the code and mend what ruff can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

constraints: install  ## Write constraints.txt from what is installed
	{ head -2 constraints.txt; $(BIN)/pip freeze --exclude-editable --exclude horovod | sed 's/+cpu$$//'; } > constraints.new
	mv constraints.new constraints.txt

clean:  ## Remove .venv, caches and the demo's output; the catalogue stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache demo-output docs/_build docs/examples docs/reference/api
