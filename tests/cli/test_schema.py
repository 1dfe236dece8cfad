"""The JSON schema of the table in ``pyproject.toml``."""

from __future__ import annotations

import json
from typing import Any

import pytest

from flake8_importstyle.options.pyproject import keys
from tests.conftest import Command

jsonschema = pytest.importorskip("jsonschema")


@pytest.fixture
def validate(run: Command) -> Any:
    status, out, err = run("schema")
    assert (status, err) == (0, "")
    schema = json.loads(out)
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


def test_every_key_is_there(run: Command) -> None:
    assert sorted(json.loads(run("schema")[1])["properties"]) == keys()


@pytest.mark.parametrize(
    "table",
    [
        {},
        {"allow-star": ["tkinter"], "ban": {"mock": "no"}, "ban-alias": ["a = b"]},
        {"max-relative-level": 1, "single-name": True, "lazy": "ban", "python": ".venv"},
        {"select": "IMP", "jobs": "auto", "per-file-ignores": {"a.py": ["IMP001"], "b": "IMP"}},
        {"idioms": "import numpy as np", "jobs": 4, "exclude": ["build"], "preset": "strict"},
    ],
)
def test_what_is_right(validate: Any, table: object) -> None:
    assert not list(validate.iter_errors(table))


@pytest.mark.parametrize(
    "table",
    [
        {"allow_star": "a"},
        {"single-name": "yes"},
        {"lazy": "never"},
        {"max-relative-level": -1},
        {"idioms": {"a": "b"}},
        {"per-file-ignores": "a.py:IMP"},
        {"jobs": "many"},
    ],
)
def test_what_is_wrong(validate: Any, table: object) -> None:
    assert list(validate.iter_errors(table))
