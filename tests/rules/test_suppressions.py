"""Codes in ``noqa`` comments where nothing is found."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from flake8_importstyle.formatters.rounds import repair
from flake8_importstyle.options.settings import Settings
from flake8_importstyle.resolver.files import forget
from flake8_importstyle.rules.all import REVIEWS, RULES
from flake8_importstyle.rules.registry import Default, Finding, Found, Rule, failed
from flake8_importstyle.rules.reports import reports
from flake8_importstyle.syntax.parsing import parsed
from flake8_importstyle.syntax.source import SourceFile
from tests.markdown import cases
from tests.support import write

ON = [each for each in RULES.values() if each.default is Default.ON]
UNUSED = REVIEWS["IMP401"]


def found(text: str, filename: str = "a.py", *, is_alone: bool = False) -> list[str]:
    source = parsed(text, filename, is_alone=is_alone)
    assert source is not None
    return [
        f"{each.line}:{each.column + 1} {each.finding.about}"
        for each in reports(source, [*ON, UNUSED], Settings())
        if each.code == "IMP401"
    ]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write(tmp_path, {"b.py": "class C: ...\n", "a.py": ""})
    monkeypatch.chdir(tmp_path)
    forget()
    return tmp_path


CASES = {
    "import b  # noqa: IMP001\n": ["1:11 IMP001"],
    "import b  # noqa: IMP001,F401,IMP103\n": ["1:11 IMP001"],
    "import b  # noqa: F401\n": [],
    "import b  # noqa\n": [],
    "from b import *  # noqa: IMP001\n": [],
    "from b import *  # noqa: IMP0\n": [],
    # Not all rules that are meant are on.
    "import b  # noqa: IMP0\n": [],
    "import b  # noqa: IMP9\n": [],
    "x = 1  # noqa: IMP001\n": ["1:8 IMP001"],
    "\xe4 = 1  # why  # noqa: IMP001\n": ["1:15 IMP001"],
    "# noqa: IMP001\n": ["1:1 IMP001"],
    "x = '# noqa: IMP001'\n": [],
    "x = '# noqa: E1'  # noqa: IMP001\n": [],
    "from b import (\n    C,\n    C,  # noqa: IMP005\n)  # noqa: IMP005\n": ["4:4 IMP005"],
    "from b \\\n    import *  # noqa: IMP001\n": [],
    # Where a module is not there, some rules are silent.
    "import b  # noqa: IMP010\n": ["1:11 IMP010"],
    "import b, gone  # noqa: IMP010\n": [],
    "from ....no_such_module import y  # noqa: IMP010\n": [],
    "import gone  # noqa: IMP005\n": ["1:14 IMP005"],
    "import b  # noqa: IMP005\nfrom gone import *  # noqa: IMP001\n": [],
    "import os.path  # noqa: IMP010\n": ["1:17 IMP010"],
}


@pytest.mark.parametrize("text", CASES)
def test_what_excuses_nothing(folder: Path, text: str) -> None:
    assert found(text) == CASES[text]


def test_what_is_not_known(folder: Path) -> None:
    assert found("import b  # noqa: IMP010\n", is_alone=True) == []

    def fail(source: SourceFile, settings: Settings) -> list[Finding]:
        source.fact(failed).add("IMP001")
        return []

    source = parsed("import b  # noqa: IMP001\n", "a.py")
    assert source is not None
    rules = [RULES["IMP001"]._replace(check=fail), UNUSED]  # type: ignore[arg-type]
    assert reports(source, rules, Settings()) == []


def test_a_fault_in_a_review(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(found: Found, settings: Settings) -> list[Finding]:
        raise RecursionError

    monkeypatch.setattr("flake8_importstyle.rules.reports.LOG.handlers", [])
    rules = [RULES["IMP001"], UNUSED._replace(review=fail)]  # type: ignore[arg-type]
    source = parsed("from b import *\n", "a.py")
    assert source is not None
    assert [each.code for each in reports(source, rules, Settings())] == ["IMP001"]
    assert "IMP401 failed on a.py" in caplog.text


REPAIRS = {
    "import b  # noqa: IMP001\n": "import b\n",
    "import b  # noqa: IMP001": "import b",
    "import b  # noqa: IMP001\r\n": "import b\r\n",
    "import b  # noqa: IMP001,F401\n": "import b  # noqa: F401\n",
    "import b  # noqa: IMP001  # why\n": "import b  # why\n",
    "import b  # noqa: IMP001  # old\n": "import b\n",
    "import b  # type: ignore  # noqa: IMP001\n": "import b  # type: ignore\n",
    "if x:\n    # noqa: IMP001\n    import b\n": "if x:\n    import b\n",
    "# noqa: IMP001": "",
    "# why  # noqa: IMP001\n": "# why\n",
}


@pytest.mark.parametrize("text", REPAIRS)
def test_repairs(folder: Path, text: str) -> None:
    source = parsed(text, "a.py")
    assert source is not None
    settings = Settings(noqa_reason="old")
    new = repair(source, [*ON, UNUSED], settings, lambda _, found: found)
    assert (new.text, [each.code for each in new.left]) == (REPAIRS[text], [])


def test_a_repair_goes_on_with_the_comment(folder: Path) -> None:
    text = "import b, b  # noqa: IMP002\n"
    source = parsed(text, "a.py")
    assert source is not None
    new = repair(source, [*ON, UNUSED], Settings(), lambda _, found: found)
    assert new.text == "import b\n"


def test_the_pages(folder: Path) -> None:
    wrong, right = cases(UNUSED.text.replace("database", "b").replace("Query", "C"))
    assert found(wrong.unmarked) == ["1:18 IMP001"]
    assert found(right.source) == []
    for rule in REVIEWS.values():
        assert list(rule.check(SourceFile(ast.Module([], []), [], "a.py"), Settings())) == []
        assert isinstance(rule, Rule)
