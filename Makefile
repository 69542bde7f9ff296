# Two commands: `make run` opens the explorer, `make test` proves it. Both make .venv first if it is missing or stale.
PYTHON ?= python3
PORT ?= 8501
BIN := .venv/bin

.PHONY: run test models screenshots clean

run: .venv/.run
	$(BIN)/streamlit run streamlit_app.py --server.port $(PORT) --server.fileWatcherType none

test: .venv/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/ty check
	$(BIN)/python -m pytest

.venv/.run: requirements.txt
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed: make PYTHON=python3.11 …") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --requirement requirements.txt
	touch $@

.venv/.test: .venv/.run requirements-dev.txt
	$(BIN)/python -m pip install --quiet --requirement requirements-dev.txt
	touch $@

clean:
	rm -rf .venv .pytest_cache .ruff_cache .hypothesis artifacts

# Train the two shipped models anew: make models RATINGS=DIR
SOURCE = A real sample of 6,988 viewers of the Kaggle set CooperUnion/anime-recommendations-database, with their whole lists

models: .venv/.run
	$(BIN)/python -m core train --ratings $(RATINGS) --out models/dot-bias --model dot --source "$(SOURCE)"
	$(BIN)/python -m core train --ratings $(RATINGS) --out models/neural --model nn --source "$(SOURCE)"

screenshots: .venv/.test
	$(BIN)/python -m scripts.screenshots
