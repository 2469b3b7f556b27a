PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
BASE   := $(VENV)/.base
DEV    := $(VENV)/.dev

.PHONY: setup demo test check bench bench-text mutants fuzz clean

setup: $(BASE)

$(BASE): pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(DEV): $(BASE)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

demo: $(BASE)
	$(BIN)/tinbergen demo

# Workers share the cores: threads of linear algebra within each would only wait for one another.
test: export OPENBLAS_NUM_THREADS = 1
test: $(DEV)
	$(BIN)/python -m pytest -n auto --dist loadfile

check: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(DEV)
	$(BIN)/python -m benchmarks

# Days on two cores: stop it whenever you like, it goes on where it was. Needs the labels of ../shared.
bench-text: export OMP_NUM_THREADS = 1
bench-text: $(DEV)
	nice -n 15 $(BIN)/python -m benchmarks.text

# Hours: stop it whenever you like, it goes on where it was.
mutants: $(DEV)
	nice -n 10 $(BIN)/python -m benchmarks.mutants

# Ten thousand damaged inputs; a small run of the same is part of the tests.
fuzz: $(DEV)
	$(BIN)/python -m benchmarks.fuzz --count 10000

clean:
	rm -rf $(VENV) out build .mypy_cache .ruff_cache .pytest_cache
