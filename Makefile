# The house's own tools. `make demo` and `make test` need nothing but Python 3.11 or later and make.
PYTHON ?= python3
PORT ?= 8000
DEMO_HOME ?= var/demo
BIN := .venv/bin
LOCALES := $(patsubst %.po,%.mo,$(wildcard odms/locale/*/LC_MESSAGES/*.po))

.PHONY: help install install-dev demo run test check fix judges bench map docs messages lock clean

help:  ## say what each target does
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 14

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "ODMS needs Python 3.11 or later; name one with make PYTHON=…")'
	$(PYTHON) -m venv .venv

.venv/base: requirements/base.txt pyproject.toml | .venv/bin/python
	$(BIN)/pip install -q --require-hashes -r requirements/base.txt
	$(BIN)/pip install -q --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev: requirements/dev.txt .venv/base
	$(BIN)/pip install -q --require-hashes -r requirements/dev.txt
	@touch $@

%.mo: %.po .venv/base
	$(BIN)/python tools/messages.py compile $<

install: .venv/base $(LOCALES)  ## install ODMS into .venv, with .venv/bin/odms

install-dev: install .venv/dev  ## and what tests and checks need

demo: install  ## build the demonstration centre and serve it at http://127.0.0.1:8000
	ODMS_HOME=$(DEMO_HOME) $(BIN)/odms demo --port $(PORT)

run: install  ## serve the centre of ODMS_HOME (default var/)
	$(BIN)/odms serve --port $(PORT)

test: install-dev  ## run the tests; with ODMS_TEST_POSTGRES_URL and ODMS_TEST_REDIS_URL on those too
	$(BIN)/python tools/test.py $(ARGS)

check: install-dev  ## look for faults without changing anything
	$(BIN)/python tools/check.py $(ARGS)

fix: install-dev  ## mend what a machine can mend
	$(BIN)/ruff check -q --fix . ; $(BIN)/ruff format -q .

judges: .venv/bin/python  ## install outside validators into .judges, an environment of their own
	$(PYTHON) -m venv .judges
	.judges/bin/pip install -q frictionless==5.21.0 csvw==4.1.1 pycanon==1.3.6 mlcroissant==1.1.1 ckanapi==4.11
	$(PYTHON) -m venv .judges-ckan
	-.judges-ckan/bin/pip install -q "ckan[requirements]==2.12.0" ckanext-harvest==1.6.3

bench: install-dev  ## print the figures of speed and size
	$(BIN)/python -m bench $(ARGS)

map: install-dev  ## draw the rooms and their arrows into docs/explanation/
	$(BIN)/python tools/map.py

docs: install-dev  ## write the generated pages of docs/reference/
	$(BIN)/python tools/docs.py

messages: install-dev  ## gather the words of the pages into odms/locale/
	$(BIN)/python tools/messages.py extract

lock: install-dev  ## pin every dependency with its hashes; ARGS=--upgrade takes the newest
	$(BIN)/python tools/lock.py $(ARGS)

clean:  ## remove what was installed and made, but no centre
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache odms.egg-info
