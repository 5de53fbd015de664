PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= auto
SEED ?= 1
RUNS ?= 10

.PHONY: demo test lint unit soak chaos clean

# The stamp is newer than pyproject.toml exactly when what it names is installed.
$(VENV)/stamp: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable '.[test]'
	touch $@

demo: $(VENV)/stamp
	$(BIN)/lezerprint demo

lint: $(VENV)/stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: lint
	$(BIN)/pytest -m 'not slow' --numprocesses $(WORKERS)

unit: $(VENV)/stamp
	$(BIN)/pytest -m 'not slow' --numprocesses $(WORKERS) tests/marlin tests/gcode tests/actors

soak: $(VENV)/stamp
	$(BIN)/pytest -m slow --timeout 3600

chaos: $(VENV)/stamp
	LEZERPRINT_CHAOS_SEED=$(SEED) LEZERPRINT_CHAOS_RUNS=$(RUNS) $(BIN)/pytest -m slow tests/chaos

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis
