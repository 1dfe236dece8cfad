"""The formatters as flake8 finds them: it loads every entry point at each start, and uses one.

So each of these imports its formatter when flake8 makes it.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flake8.formatting.base import BaseFormatter


def _formatter(module: str, name: str) -> Callable[[argparse.Namespace], BaseFormatter]:
    def make(options: argparse.Namespace) -> BaseFormatter:
        kind: type[BaseFormatter] = getattr(import_module(f"{__package__}.{module}"), name)
        return kind(options)

    return make


baseline = _formatter("baseline", "BaselineFormatter")
diff = _formatter("fix", "DiffFormatter")
fix = _formatter("fix", "FixFormatter")
github = _formatter("ci", "GithubFormatter")
gitlab = _formatter("ci", "GitlabFormatter")
json = _formatter("json", "JsonFormatter")
noqa = _formatter("noqa", "NoqaFormatter")
sarif = _formatter("ci", "SarifFormatter")
