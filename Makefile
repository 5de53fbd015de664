PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# The tests wait more than they compute.
WORKERS ?= $(shell echo $$(( ($$(getconf _NPROCESSORS_ONLN) * 3 + 1) / 2 )))
SEED ?= $(shell date +%s)
RUNS ?= 10

.PHONY: demo dashboard screenshots test test-all lint unit coverage explore settings errors types recorded soak chaos clean

# The stamp is newer than both files exactly when what they name is installed.
$(VENV)/stamp: pyproject.toml tests/constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint tests/constraints.txt --editable '.[test]'
	touch $@

DASHBOARD_FILES := $(shell find web/dashboard -name node_modules -prune -o -name dist -prune -o -type f -print)

# The program alone, without the tools for its tests; with the dashboard, if it can be built.
$(VENV)/installed: pyproject.toml $(DASHBOARD_FILES)
	$(PYTHON) -m venv $(VENV)
	@echo "Installing LezerPrint and what it needs into $(VENV); this takes a minute or two."
	$(BIN)/python -m pip install --disable-pip-version-check --editable .
	touch $@

demo: $(VENV)/installed
	@test -e web/dashboard/dist/index.html || \
		echo 'There is no dashboard: install Node.js 20.19 or newer, and run `make dashboard`.'
	@$(BIN)/lezerprint demo || test $$? -eq 130

dashboard:
	@$(PYTHON) config/dashboard_build.py

# Without Node.js the dashboard is not checked, unless LEZERPRINT_TEST_REQUIRE has `node`.
lint: $(VENV)/stamp
	$(BIN)/python config/dashboard_build.py check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: lint
	$(BIN)/pytest -m 'not slow and not long' --numprocesses $(WORKERS)

# With all that `make test` leaves out for the sake of time, but the soaks.
test-all: lint
	$(BIN)/pytest -m 'not slow' --numprocesses $(WORKERS)

unit: $(VENV)/stamp
	$(BIN)/pytest -m 'not slow and not long' --numprocesses $(WORKERS) tests/marlin tests/gcode tests/actors

# Which lines and branches of the rooms without processes their own tests reach; fails below the floor.
coverage: $(VENV)/stamp
	$(BIN)/coverage run -m pytest -m 'not slow and not long' tests/marlin tests/gcode tests/control tests/recovery \
		tests/actors/supervision
	$(BIN)/coverage report

# The property tests once more, with examples that no run has had yet; SEED repeats a run.
explore: $(VENV)/stamp
	@echo "seed: $(SEED)"
	grep --files-with-matches --recursive --include='test_*.py' hypothesis tests | LEZERPRINT_TEST_EXPLORE=1 xargs \
		$(BIN)/pytest -m 'not slow' --numprocesses $(WORKERS) --hypothesis-seed $(SEED)

# What is made from the descriptions of the settings: samples, reference page, the README's table.
settings: $(VENV)/stamp
	$(BIN)/python -m lezerprint.settings.documents

# The page of error codes, from their table.
errors: $(VENV)/stamp
	$(BIN)/python -m web.error_codes

# The dashboard's types of the API, from its OpenAPI document.
types: $(VENV)/stamp
	$(BIN)/python -m web.typescript

# A picture of every page of the dashboard, in three widths and both themes, into build/screenshots/.
screenshots: $(VENV)/stamp
	PYTHONPATH=tests/support $(BIN)/python tests/support/screenshots.py

soak: $(VENV)/stamp
	$(BIN)/pytest -m slow --timeout 3600

chaos: $(VENV)/stamp
	LEZERPRINT_CHAOS_SEED=$(SEED) LEZERPRINT_CHAOS_RUNS=$(RUNS) LEZERPRINT_CHAOS_DIALECT=$(DIALECT) \
		$(BIN)/pytest -m slow $(if $(DIALECT),tests/port/test_dialect_survival.py,tests/chaos)

# What this version says between its processes and keeps in its data directory, for the tests of later ones.
recorded: $(VENV)/stamp
	PYTHONPATH=tests/support $(BIN)/python tests/support/recording.py

clean:
	rm -rf $(VENV) web/dashboard/dist web/dashboard/node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage
