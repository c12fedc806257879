# `make run` and `make test` set everything up by themselves.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
RUN := $(VENV)/.run
TEST := $(VENV)/.test

.PHONY: run test lint clean

run: $(RUN)
	$(BIN)/newsloc localize
	$(BIN)/newsloc check
	$(BIN)/newsloc build
	$(BIN)/newsloc build --preview

test: $(TEST)
	@sh tests/install_tools.sh
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest --cov --cov-report=term

lint: $(TEST)
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	$(BIN)/mypy
	$(BIN)/lint-imports

# What the main job needs: the core and the embedded engine, no PyTorch.
$(RUN): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --editable ".[draft]"
	@touch $@

# Everything, and the tools that check it.
$(TEST): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/pip install --quiet --editable ".[all]" --group dev
	@touch $(RUN) $@

clean:
	rm -rf $(VENV) .newsloc build report.html
