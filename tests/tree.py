"""Every case as a file of one tree, among the files of the small project, for real flake8 runs."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from tests import support
from tests.rules.test_cases import ALL

# Every rule, as far as they do not contradict each other.
CONFIGURATION = """\
[flake8]
filename = *.py, *.pyi
select = IMP0, IMP1, IMP2, IMP3
extend-ignore = IMP105
importstyle-preset = strict
importstyle-ban =
    mock = use unittest.mock
    shop.* except shop = no
importstyle-heavy-modules = torch, numpy
importstyle-lazy = ban
importstyle-max-relative-level = 1
importstyle-relative-siblings = shop, shop.*
importstyle-single-name = true
"""


def is_valid(source: str) -> bool:
    """Tell whether Python takes a source; other plugins may fail on what it does not."""
    try:
        compile(source, "", "exec")
    except SyntaxError:
        return False
    return True


def _files() -> dict[str, str]:
    files = {**support.PROJECT, "kiosk/__init__.py": "from .till import pay as till\n"}
    files["kiosk/till.py"] = "pay = 1\n"
    for number, (_, _, case) in enumerate(ALL):
        path = PurePosixPath(case.filename)
        if path.is_absolute() or ".." in path.parts or not is_valid(case.source):
            continue
        name = f"case{number}/__init__" if path.stem == "__init__" else f"case{number}"
        files[str(path.parent / f"{name}{path.suffix}")] = case.source
    return files


FILES = _files()
"""The texts of all files, by their paths."""


def write(folder: Path, names: Iterable[str]) -> None:
    """Write files of the tree, and the configuration, into a folder."""
    support.write(folder, {name: FILES[name] for name in names})
    (folder / ".flake8").write_text(CONFIGURATION)
