"""What flake8 finds of the formatters."""

from __future__ import annotations

import argparse
from importlib.metadata import EntryPoint, distribution
from pathlib import Path

import pytest

FOUND = distribution("flake8-importstyle").entry_points.select(group="flake8.report")


@pytest.mark.parametrize("found", FOUND, ids=lambda each: each.name)
def test_each_name_stands_for_the_formatter_that_is_called_so(
    found: EntryPoint, tmp_path: Path
) -> None:
    options = {"output_file": None, "color": "never", "filenames": [str(tmp_path)]}
    formatter = found.load()(argparse.Namespace(**options))
    _, _, name = found.name.partition("-")
    assert type(formatter).__name__ == f"{name.title()}Formatter"
