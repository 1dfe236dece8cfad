"""Every example of a rule's page and every case in ``cases/``."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from flake8_importstyle.rules.all import RULES
from flake8_importstyle.rules.registry import Repair
from tests.markdown import Case, cases
from tests.support import PROJECT, check, repaired, write

CASES = Path(__file__).parent / "cases"
PAGES = {code: list(cases(rule.text)) for code, rule in RULES.items()}
ALL = [
    *((code, "page", case) for code, found in PAGES.items() for case in found),
    *(
        (path.stem, "cases", case)
        for path in sorted(CASES.glob("*.md"))
        for case in cases(path.read_text("utf-8"))
    ),
]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    write(folder, PROJECT)
    return folder


@pytest.mark.parametrize(
    ("code", "origin", "case"),
    [pytest.param(*each, id=f"{each[0]} {each[1]} {each[2].name}") for each in ALL],
)
def test_case(
    code: str, origin: str, case: Case, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    if sys.version_info < case.since:
        pytest.skip(f"needs Python {case.since}")
    # Other rules matter only where a case mentions them; in a page they would be a surprise, unless
    # it is about star imports anyway.
    codes = {code, *(mark for _, _, mark in case.marks)}
    found = [
        each
        for each in check(case.unmarked, case.filename, options=case.options, select=[code])
        if each.code in codes or (origin == "page" and each.code != "IMP001")
    ]
    got = [(each.line, each.code) for each in found]
    assert got == [(line, code) for line, _, code in case.marks], "reported != marked"
    for each, (_, column, _) in zip(found, case.marks, strict=True):
        assert column in (None, each.column)
    if case.messages:
        texts = [
            str(each) if message[0].isdigit() else f"{each.code} {each.message}"
            for each, message in zip(found, case.messages, strict=True)
        ]
        assert texts == case.messages
    for each in found:
        assert re.search("'.+'", each.message), "a message quotes what it is about"
        assert each.message == each.message.rstrip(".\n"), "a message ends without a full stop"
        assert "\n" not in each.message
        # Editors take such a text for a position.
        assert not re.search(r":\d+:\d+:", each.message)


def lacking(code: str, case: Case) -> dict[str, str]:
    """Return what repairs make of a case that does not show it."""
    if sys.version_info < case.since:
        return {}
    found = {}
    before = case.unmarked
    for kind in ("safe", "unsafe"):
        is_safe = kind == "safe"
        after = repaired(case.unmarked, code, case.filename, options=case.options, is_safe=is_safe)
        if after != before and kind not in case.fixed:  # pragma: no cover (none is lacking)
            found[kind] = after
        before = after
    return found


@pytest.mark.parametrize(
    ("code", "case"),
    [
        pytest.param(code, case, id=f"{code} {case.name}")
        for code, origin, case in ALL
        if origin == "cases" and RULES[code].repair is not Repair.NONE
    ],
)
def test_a_case_shows_its_repair(
    code: str, case: Case, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``python -m tests.rules`` writes what is missing, for somebody to look at."""
    monkeypatch.chdir(project)
    missing = lacking(code, case)
    assert not missing, f"to add what repairs make of it, run `python -m tests.rules {code}`"


REPAIRS = [
    pytest.param(code, case, kind, id=f"{code} {case.name} {kind}")
    for code, _, case in ALL
    for kind in case.fixed
]


@pytest.mark.parametrize(("code", "case", "kind"), REPAIRS)
def test_repair(
    code: str, case: Case, kind: str, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    if sys.version_info < case.since:
        pytest.skip(f"needs Python {case.since}")
    is_safe = kind == "safe"
    arguments = (code, case.filename)
    text = repaired(case.unmarked, *arguments, options=case.options, is_safe=is_safe)
    assert text == case.fixed[kind]
    assert repaired(text, *arguments, options=case.options, is_safe=is_safe) == text


@pytest.mark.parametrize("code", RULES)
def test_what_a_rule_says_of_its_repairs_is_true(code: str) -> None:
    kinds = {
        kind
        for each, _, case in ALL
        for kind, text in case.fixed.items()
        if each == code and text != case.unmarked
    }
    only_unsafe = {
        case.name
        for each, _, case in ALL
        if each == code and case.fixed.get("unsafe") not in (None, case.fixed.get("safe"))
    }
    expected = {
        Repair.NONE: (set(), False),
        Repair.SAFE: ({"safe"}, False),
        Repair.SOME_SAFE: ({"safe", "unsafe"}, True),
        Repair.UNSAFE: ({"unsafe"}, True),
    }
    repair = RULES[code].repair
    assert (kinds, bool(only_unsafe)) == expected[repair], f"the decorator says {repair}"


def test_a_mark_is_read() -> None:
    text = "# Heading\n```python\nx  # IMP001\ny  # IMP002:3 IMP003\n```\n```text\nIMP001 m\n```\n"
    (case,) = cases(text)
    assert case.name == "1 Heading"
    assert case.marks == [(1, None, "IMP001"), (2, 3, "IMP002"), (2, None, "IMP003")]
    assert case.messages == ["IMP001 m"]


@pytest.mark.parametrize("code", RULES)
def test_every_rule_has_cases(code: str) -> None:
    path = CASES / f"{code}.md"
    assert path.exists(), f"write {path}"


@pytest.mark.parametrize("code", RULES)
def test_every_page_shows_what_is_wrong_and_what_is_right(code: str) -> None:
    wrong, *_, right = PAGES[code]
    assert {mark[2] for mark in wrong.marks} == {code}
    assert wrong.messages
    assert not right.marks
