# Everything here runs in .venv, which is made with nothing but Python 3.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test bench pages docs dist clean

.venv/ready: pyproject.toml
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --group dev --editable .
	touch $@

# What the plugin says of a small shop, and how it would repair it; findings are expected.
demo: .venv/ready
	cd examples/shop && ../../$(BIN)/python -m flake8 . || test $$? -eq 1
	cd examples/shop && ../../$(BIN)/python -m flake8 --format=importstyle-diff . || test $$? -eq 1

test: .venv/ready
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m flake8
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest --numprocesses auto
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

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
	rm -rf .venv .tox build dist *.egg-info .coverage*
