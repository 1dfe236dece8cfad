"""What findings are about, by which a baseline knows them again."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest

from flake8_importstyle.rules.all import RULES
from flake8_importstyle.rules.registry import findings
from flake8_importstyle.syntax.parsing import parsed
from tests.markdown import Case
from tests.rules.test_cases import ALL
from tests.support import PROJECT, configured, write


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("project")
    write(path, PROJECT)
    return path


def subjects(text: str, code: str, case: Case) -> Counter[str]:
    """Return what the findings of one rule are about."""
    settings = configured(case.options)
    source = parsed(text, case.filename, is_alone=settings.no_resolve)
    assert source is not None
    return Counter(each.about for _, each in findings(source, [RULES[code]], settings))


@pytest.mark.once
@pytest.mark.parametrize(
    ("code", "case"), [pytest.param(code, case, id=f"{code} {case.name}") for code, _, case in ALL]
)
def test_they_stay_the_same_when_lines_move(
    code: str, case: Case, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    if sys.version_info < case.since:
        pytest.skip(f"needs Python {case.since}")
    found = subjects(case.unmarked, code, case)
    assert all(about and about.split() == [about] for about in found)
    assert subjects(f"\n\n{case.unmarked}", code, case) == found


SUBJECTS = {
    "IMP001": ("from .a import *\n", ".a"),
    "IMP005": ("from . import a\nfrom . import a\n", ".a"),
    "IMP101": ("from a.b import c as c\n", "a.b.c"),
    "IMP103": ("import a, b.c as d\n", "a,b.c"),
    "IMP104": ("from a.b import c, d\n", "a.b"),
    "IMP203": ("import mock.a\n", "mock.a"),
    "IMP301": ("def f():\n    import a.b\n", "a.b"),
}


@pytest.mark.parametrize("code", SUBJECTS)
def test_they_are_what_is_imported(code: str) -> None:
    text, about = SUBJECTS[code]
    options = (
        "--importstyle-strict-aliases --importstyle-single-name"
        " --importstyle-ban 'mock.* = write your own'"
    )
    case = Case("", text, "example.py", options, (), "", [], {}, 0)
    assert subjects(text, code, case) == Counter([about])
