# Everything here runs in environments of its own, which are made with nothing but Python 3.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test bench pages docs dist clean

.venv/ready: pyproject.toml
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --group dev --editable .
	touch $@

# An environment with the plugin alone, for the demonstration.
.venv-demo/ready: pyproject.toml
	@echo 'Setting up .venv-demo (once) ...'
	@$(PYTHON) -m venv --clear .venv-demo
	@.venv-demo/bin/python -m pip install --quiet --disable-pip-version-check --no-compile --editable .
	@touch $@

# Three steps in a small shop: find, repair, ask where a name comes from. Findings are expected.
demo: .venv-demo/ready
	@cd examples/shop && PATH="$(CURDIR)/.venv-demo/bin:$$PATH" sh ../demo.sh

test: .venv/ready
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m flake8
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest --numprocesses auto --ignore tests/integration
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report
	$(BIN)/python -m pytest --numprocesses auto --dist loadscope tests/integration

# Compare the cost of the rules with that of peers; BENCH names the trees to read.
bench: .venv/ready
	$(BIN)/python -m bench.compare $(BENCH)

# Write what is generated from the code: the pages of the rules, tables, the navigation.
pages: .venv/ready
	$(BIN)/python -m tools.write_docs

# The site, in build/site; every link is checked.
docs: pages
	$(BIN)/mkdocs build

# What is published: a wheel and a source distribution, in dist/.
dist: .venv/ready
	rm -rf dist build/lib
	$(BIN)/python -m build --quiet
	$(BIN)/twine check --strict dist/*
	$(BIN)/check-wheel-contents dist/*.whl

clean:
	rm -rf .venv .venv-demo .tox build dist *.egg-info .coverage*
