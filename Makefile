# What each command needs (environment, weights, browser) is set up on the way and found again the next time.
#   make run CORPUS=FOLDER   index and serve a folder of articles     make test ARGS="-k cite"   some tests only
#   make setup PIP_ARGS=...  options for pip (README: torch without CUDA)   HOST=, PORT=, PYTHON=, PULLQUOTE_MODELS=, CHROMIUM=

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run setup models test check lint types eval bench clean browser

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
DEMO := evals/corpus
TEST_MODELS := tiny bge-small-en-v1.5 ms-marco-minilm-l-12-v2 all-minilm-l6-v2 qwen2.5-coder-1.5b-instruct

# No part may report home (DESIGN: no request to the outside once set up); the code says so too.
export ANONYMIZED_TELEMETRY := False
export GRADIO_ANALYTICS_ENABLED := False
export HF_HUB_DISABLE_TELEMETRY := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
ifdef HOST
export PULLQUOTE_HOST := $(HOST)
endif
ifdef PORT
export PULLQUOTE_PORT := $(PORT)
endif
# A corpus that is given has an index of its own, so that demo and corpora do not mix.
ifdef CORPUS
PULLQUOTE_HOME ?= $(CURDIR)/.pullquote/$(patsubst -%,%,$(subst /,-,$(abspath $(CORPUS))))
export PULLQUOTE_HOME
endif

help: ## this list
	@awk -F':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: setup ## index the demo corpus if there is no index yet (or CORPUS=FOLDER), serve page and API
	@set -e; \
	home=$$($(BIN)/python -c 'from index.settings import load; print(load().home)'); \
	if [ -n '$(CORPUS)' ]; then $(BIN)/pullquote index '$(CORPUS)'; echo "The index is in $$home (PULLQUOTE_HOME)."; \
	elif [ ! -e "$$home/articles.db" ] || [ -e "$$home/.demo-unfinished" ]; then \
		mkdir -p "$$home"; touch "$$home/.demo-unfinished"; \
		$(BIN)/pullquote index $(DEMO); rm "$$home/.demo-unfinished"; fi; \
	exec $(BIN)/pullquote serve

setup: $(VENV)/.installed ## the environment in .venv and the weights that the settings need
	@$(BIN)/pullquote models fetch

models: $(VENV)/.installed
	@$(BIN)/pullquote models fetch $(TEST_MODELS)

test: models browser ## the whole test suite; ARGS="..." goes to pytest
	PULLQUOTE_REQUIRE_MODELS=1 $(BIN)/pytest $(ARGS)

check: lint types test ## the gate: ruff, mypy, then make test

lint: $(VENV)/.installed ## ruff
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed ## mypy, strict
	$(BIN)/mypy

eval: models ## answer the gold questions, print the table, hold it to the floors; ARGS="..." goes to pytest
	$(BIN)/pytest evals/ $(ARGS)

bench: models ## speed beside the baseline's; ARGS="..." goes to evals.bench
	$(BIN)/python -m evals.bench $(ARGS)

clean: ## remove the environment and what the tools left; indexes and weights stay
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.created:
	@test -n '$(PYTHON)' || { echo 'There is no python3 here: install Python 3.11 or newer, or set PYTHON=.' >&2; exit 1; }
	@'$(PYTHON)' -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Pullquote needs Python 3.11 or newer, $(PYTHON) is older: set PYTHON=/path/to/python3.11." >&2; exit 1; }
	@'$(PYTHON)' -m venv $(VENV) || { echo 'Python cannot make an environment: install its venv module.' >&2; exit 1; }
	@touch $@

# Every version is pinned in the lock, so that pip has nothing to search for. Compiling all modules would double the
# time; Python compiles those that are used when it first loads them.
$(VENV)/.installed: requirements.lock pyproject.toml $(VENV)/.created
	@echo 'Installing into $(VENV) (once, a few minutes at most) ...'
	@$(BIN)/pip install --no-compile $(PIP_ARGS) -r requirements.lock
	@$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

browser: $(VENV)/.installed
	@test -z "$$CHROMIUM" || exit 0; for name in chromium google-chrome; do command -v $$name >/dev/null && exit 0; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo 'Installing Chromium for the browser tests ...'; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium; \
	else echo 'The browser tests need Chromium: install it (Debian: sudo apt-get install chromium) or set CHROMIUM=PROGRAM.' >&2; exit 1; fi
