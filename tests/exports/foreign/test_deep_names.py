"""Names of modules that are longer than any that there is."""

from __future__ import annotations

from pathlib import Path

import pytest

from flake8_importstyle.exports.foreign.assignments import ForeignAssignments
from flake8_importstyle.exports.wildcard import Resolver
from tests.support import write


@pytest.mark.usefixtures("memory")
def test_packages_are_looked_for_only_as_deep_as_they_may_be(tmp_path: Path) -> None:
    folders = write(tmp_path, {"a/__init__.py": "a.b.c = 1\n"})
    assignments = ForeignAssignments(Resolver(folders).order._finder, 1000)
    assert [*assignments.packages("a.b")] == ["a"]
    assert [*assignments.packages(f"{'a.' * 3000}b")] == []
