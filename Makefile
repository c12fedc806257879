# `make run`, `make test` and `make trials` set everything up by themselves.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
RUN := $(VENV)/.run
TEST = $(VENV)/.test.$(EXTRAS)

# All extras but those that need PyTorch, which is 5 GB with CUDA on Linux; its tests are skipped and counted. `make test
# EXTRAS=all` runs them; with the build for CPUs (0.7 GB) where PIP_EXTRA_INDEX_URL=https://download.pytorch.org/whl/cpu is set.
EXTRAS ?= evaluate,postgres,ray,review

.PHONY: run test trials lint clean

run: $(RUN)
	$(BIN)/newsloc localize
	$(BIN)/newsloc check
	$(BIN)/newsloc build
	$(BIN)/newsloc build --preview
	$(BIN)/newsloc report

# `make test COVERAGE=--cov` holds the least coverage, too, as CI does; it takes three quarters longer.
COVERAGE ?=

test: $(TEST)
	@sh tests/install_tools.sh
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n 2 --dist loadfile $(COVERAGE)

# Minutes of faults, broken files and other people's tools; `--fuzz-seconds` and `--kills` make them hours.
trials: $(TEST)
	@sh tests/install_tools.sh
	$(BIN)/pytest tests/trials tests/browser

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

$(TEST): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/pip install --quiet --editable ".[$(EXTRAS)]" --group dev
	@touch $(RUN) $@

clean:
	rm -rf $(VENV) .newsloc build report.html
