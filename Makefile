# What can be done with this checkout. `make help` lists it.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.NOTPARALLEL:

# Where the site answers, and which Python makes the virtual environment (3.11 or newer).
PORT ?= 8000
PYTHON ?=
# Narrow `make test` down: make test TESTS=tests/domain
TESTS ?= tests

python := .venv/bin/python
install := $(python) -m pip install --quiet --disable-pip-version-check --no-input --require-hashes --no-deps

.PHONY: help
help:  ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: demo
demo: .venv/runtime assets  ## Serve a demo city on http://127.0.0.1:8000 (PORT= changes it); data is kept in instance/
	$(python) -m kierto demo --port $(PORT)

.PHONY: test
test: .venv/dev assets  ## Run every test, with a PostgreSQL server and a browser (TESTS= narrows)
	@scripts/bring "$$(scripts/chromium)" chromium fonts-dejavu-core
	$(python) -m pytest --numprocesses=auto --dist=loadfile --no-loadscope-reorder $(TESTS)

.PHONY: soak
soak: .venv/dev assets  ## Trade at random for long (TIMES= as many steps as `make test`; 20)
	KIERTO_TEST_TIMES=$(or $(TIMES),20) $(python) -m pytest --numprocesses=auto --dist=loadfile tests/properties

.PHONY: check
check: .venv/dev assets  ## Look at style, types, templates, dependencies, locks and translations
	$(python) -m ruff check .
	$(python) -m ruff format --check .
	$(python) -m mypy
	$(python) -m djlint --lint --quiet templates
	$(python) -m deptry .
	$(python) -m pytest --quiet tests/packaging/test_locks.py tests/packaging/test_assets.py tests/translations

.PHONY: format
format: .venv/dev  ## Put the code in its usual form and mend what can be mended
	$(python) -m ruff check --fix .
	$(python) -m ruff format .

.PHONY: assets
assets: .venv/build  ## Fill static/vendor and compile the translations
	@$(python) hatch_build.py

.PHONY: wheel
wheel: .venv/build  ## Build dist/kierto-*.whl with everything inside
	rm -rf dist
	$(python) -m hatchling build -t wheel

.PHONY: lock
lock: .venv/dev  ## Pin what pyproject.toml and package.json ask for (scripts/lock --upgrade: the newest)
	scripts/lock

.PHONY: clean
clean:  ## Remove all that can be made again; instance/ with its data stays
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist test-results static/vendor
	find kierto -name '*.mo' -delete
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Stamps: each is newer than the lock it was installed from.
.venv/made:
	scripts/venv "$(PYTHON)"
	@touch $@

.venv/runtime: .venv/made requirements.lock
	$(install) -r requirements.lock
	@touch $@

.venv/build: .venv/made requirements-build.lock
	$(install) -r requirements-build.lock
	@touch $@

.venv/dev: .venv/made requirements-dev.lock
	$(install) -r requirements-dev.lock
	@touch .venv/runtime .venv/build $@
