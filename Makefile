PYTHON ?= python3
ASSAY_LANG ?=
LIVES ?= 100
MARKET ?=
SEED ?= 1
bin := .venv/bin

.PHONY: demo compare test lint bench mutants lock clean

demo: .venv/.stamp  ## six months of an invented exporter, from raw exports to statements
	rm -rf demo-data
	$(bin)/assay demo --workspace demo-data $(if $(ASSAY_LANG),--lang $(ASSAY_LANG))

CLAIM ?= examples/compare/1-agency.xlsx
OURS ?= examples/compare/1-ours.xlsx

compare: .venv/.stamp  ## a lead list against your own log: make compare CLAIM=leads.xlsx OURS=log.xlsx
	$(bin)/assay compare "$(CLAIM)" "$(OURS)" $(if $(ASSAY_LANG),--lang $(ASSAY_LANG)) $(ARGS)

test: .venv/.stamp  ## every test, on two cores
	$(bin)/python -m tools.office_schema
	$(bin)/python -m pytest -n 2 --dist worksteal $(ARGS)

lint: .venv/.stamp  ## style, types and the direction of imports
	$(bin)/ruff check .
	$(bin)/ruff format --check .
	$(bin)/mypy
	$(bin)/lint-imports

bench: .venv/.stamp  ## how long the main steps and the data door take, beside bare ones; then generated lives: LIVES=100000 by night
	$(bin)/python -m tools.bench
	$(bin)/python -m tools.bench_documents
	$(bin)/python -m tools.bench_data $(MARKET)
	$(bin)/python -m tools.bench_large $(LARGE)
	$(bin)/python -m tools.lives --lives $(LIVES) --seed $(SEED)

mutants: .venv/.stamp  ## whether the tests notice each change of settlement and acceptance; hours, ARGS="--module caps" for less
	$(bin)/python -m tools.mutants --children 2 $(ARGS)

.venv/.stamp: requirements/test.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' || \
		{ echo "Assay needs Python 3.11, 3.12 or 3.13; choose one: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || \
		{ echo "This Python cannot make environments. On Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(bin)/python -m pip install -q --disable-pip-version-check --require-hashes --only-binary :all: -r requirements/test.txt
	$(bin)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(bin)/python -m tools.fonts
	@touch $@

# The locks hold names, versions and hashes, no addresses, so they install from any index.
.build/bin/uv:
	$(PYTHON) -m venv .build
	.build/bin/python -m pip install -q --disable-pip-version-check uv

compile = env -u UV_FIND_LINKS -u PIP_FIND_LINKS UV_NO_CONFIG=1 PIP_CONFIG_FILE=/dev/null .build/bin/uv pip compile -q \
	--universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header $(UPGRADE)

lock: .build/bin/uv  ## rewrite requirements/*.txt from the *.in files; newest versions with UPGRADE=--upgrade
	$(compile) requirements/test.in -o requirements/test.txt
	$(compile) requirements/runtime.in -c requirements/test.txt -o requirements/runtime.txt

clean:  ## remove everything that make can make again
	rm -rf demo-data mutants .venv .build build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
