"""A repair is not made if the file would be worse for it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pyflakes.checker import Checker

from flake8_importstyle.fixes.edits import Edit, Fix
from flake8_importstyle.formatters import rounds
from flake8_importstyle.formatters.guard import changed_reads, objections, subject
from flake8_importstyle.options.settings import Settings
from flake8_importstyle.rules.all import RULES
from flake8_importstyle.rules.registry import Default, Finding, Rule
from flake8_importstyle.rules.reports import kind
from flake8_importstyle.stars.reads import reads_of_imports
from flake8_importstyle.syntax.parsing import parsed
from flake8_importstyle.syntax.source import SourceFile
from tests.support import write

MODULES = {
    "one.py": "x = y = a = 1\n",
    "two.py": "x = y = b = 1\n",
    "middle.py": "from one import *\n",
    "example.py": "",
}


pytestmark = pytest.mark.usefixtures("memory")


@pytest.fixture(autouse=True)
def modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, MODULES)
    monkeypatch.chdir(tmp_path)


def source_of(text: str, *, is_alone: bool = False) -> SourceFile:
    source = parsed(text, "example.py", is_alone=is_alone)
    assert source is not None
    return source


def guarded(text: str, *codes: str, rules: tuple[Rule, ...] = ()) -> rounds.Repaired:
    """Return what the safe repairs of some rules make of a text."""
    found = [*(RULES[code] for code in codes), *rules]
    return rounds.repair(source_of(text), found, Settings(), lambda _, reports: reports)


def test_a_name_that_flake8_would_miss() -> None:
    text = "from one import *\n\n\ndef f():\n    return x, typo\n"
    result = guarded(text, "IMP001")
    assert result.text == text
    assert list(result.refused.values()) == ["the name 'typo' would be undefined"]
    assert result.is_repaired(Settings()) == [False]
    assert guarded("def f():\n    return typo\n\n\nfrom one import *\nx\n", "IMP001").refused
    # It is not of that star.
    assert not guarded("print(typo)\nfrom one import *\nx\n", "IMP001").refused


def test_a_finding_that_would_be_new() -> None:
    text = "from one import *\nx\nfrom two import *\nx, b\n"
    result = guarded(text, "IMP001", "IMP004")
    assert "it would cause a new IMP004 about 'two.x'" in result.refused.values()
    assert result.text == "from one import x\nx\nfrom two import *\nx, b\n"
    assert not guarded(text, "IMP001").refused


def in_place_of(old: str, new: str, code: str = "IMP999") -> Rule:
    """Return a rule that reports a line, and replaces it."""

    def check(source: SourceFile, settings: Settings) -> Iterator[Finding]:
        for number, line in enumerate(source.lines, 1):
            if line.strip() == old:
                at = ast.Pass(lineno=number, col_offset=0)
                start = source.places.starts[number - 1]
                fix = Fix((Edit(start, start + len(line), new),))
                message = f"line {number} is '{old}'"
                yield Finding(at, "m", message, lambda fix=fix: fix)  # type: ignore[misc]

    return Rule(code, "name", Default.ON, (), (), True, check)


def test_a_finding_in_other_words() -> None:
    rule = in_place_of("from gone import *", "from lost import *\n")
    text = "from gone import *\nx = 1\n"
    result = guarded(text, "IMP001", rules=(rule,))
    assert (result.text, result.refused) == ("from lost import *\nx = 1\n", {})
    assert [each.code for each in result.left] == ["IMP001"]
    # One more of them is one too many, wherever the first has gone.
    rule = in_place_of("from gone import *", "from gone import *; from lost import *\n")
    assert list(guarded(text, "IMP001", rules=(rule,)).refused.values()) == [
        "it would cause a new IMP001 about 'lost'"
    ]


def test_what_does_not_compile() -> None:
    rule = in_place_of("x = 1", "    nonlocal x\n")
    text = "import os\n\n\ndef f():\n    x = 1\n"
    result = guarded(text, rules=(rule,))
    assert result.text == text
    assert list(result.refused.values()) == ["it would not compile"]
    assert guarded("import os\nreturn\nx = 1\n", rules=(in_place_of("x = 1", "yield\n"),)).rounds


def test_a_name_that_would_be_read_too_early() -> None:
    rule = in_place_of("x = 1", "    os = 1\n")
    result = guarded("import os\n\n\ndef f():\n    os\n    x = 1\n", rules=(rule,))
    assert list(result.refused.values()) == ["the name 'os' would be read before it is assigned"]


def test_finally_within_finally() -> None:
    # The compiler would write what is innermost down a trillion times.
    nested = "".join(f"{' ' * n}try: pass\n{' ' * n}finally:\n" for n in range(40))
    text = f"import os\nx = 1\n{nested}{' ' * 40}print(os)\n"
    assert guarded(text, rules=(in_place_of("x = 1", "y = 1\n"),)).rounds
    assert not guarded(text, rules=(in_place_of("x = 1", "nonlocal y\n"),)).rounds


def test_the_others_are_made() -> None:
    rules = (
        in_place_of("import a", "import a # b\n"),
        in_place_of("import c", "import d\n", "IMP998"),
        in_place_of("import e", "import e # f\n", "IMP997"),
    )
    text = "import a\nimport c\nimport e\nprint(c)\n"
    result = guarded(text, rules=rules)
    assert result.text == "import a # b\nimport c\nimport e # f\nprint(c)\n"
    assert list(result.refused) == [("IMP998", "line is 'import c'")]
    assert [each.code for each in result.left] == ["IMP998"]
    assert result.is_repaired(Settings()) == [True, False, True]


def test_what_another_repair_makes_possible() -> None:
    rules = (
        in_place_of("x = 1", "    y\n", "IMP997"),
        in_place_of("import c", "import d\n", "IMP998"),
        in_place_of("z = 1", "y = 1\n"),
    )
    result = guarded("def f():\n    x = 1\n\n\nimport c\nz = 1\n", rules=rules)
    assert result.text == "def f():\n    y\n\n\nimport c\ny = 1\n"
    assert list(result.refused) == [("IMP998", "line is 'import c'")]
    assert result.rounds == 2


def as_told(start: str, told: str, new: str, code: str) -> Rule:
    """Return a rule that reports lines with a certain start in words, and replaces them.

    ``told``: the message, in which may stand ``{line}`` and the ``{last}`` line of the text.
    """

    def check(source: SourceFile, settings: Settings) -> Iterator[Finding]:
        for line in source.lines:
            if line.startswith(start):
                message = told.format(line=line.strip(), last=source.lines[-1].strip())
                for finding in in_place_of(line.strip(), new).check(source, settings):
                    yield finding._replace(message=message)

    return Rule(code, "name", Default.ON, (), (), True, check)


def test_what_a_repair_leads_to_goes_with_it() -> None:
    # The words of the second finding depend on whether the harmful repair was made.
    rules = (
        in_place_of("a = 1", "b = 1\n", "IMP997"),
        as_told("b =", "'{line}' is before '{last}'", "c = 1\n", "IMP998"),
        in_place_of("y = os", "y = typo\n"),
    )
    result = guarded("import os\na = 1\ny = os\n", rules=rules)
    assert result.text == "import os\nc = 1\ny = os\n"
    assert list(result.refused) == [("IMP999", "line is 'y = os'")]


def test_what_is_refused_stays_so_in_other_words() -> None:
    rules = (
        in_place_of("a = 1", "b = 1\n", "IMP997"),
        as_told("a =", "'{line}' is no good", "typo\n", "IMP998"),
        as_told("b =", "'{line}' is no good", "typo\n", "IMP998"),
    )
    result = guarded("import os\na = 1\n", rules=rules)
    assert result.text == "import os\nb = 1\n"
    assert list(result.refused) == [("IMP998", "'a = 1' is no good")]
    assert result.made == {("IMP997", "line is 'a = 1'"): True}


def test_how_often_the_guard_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def count(*arguments: Any) -> Iterator[str]:
        asked.append(arguments)
        return objections(*arguments)

    monkeypatch.setattr(rounds, "objections", count)
    rules = [in_place_of(f"a{n} = 1", f"b{n} = 1\n", f"IMP8{n:02}") for n in range(15)]
    lines = [f"a{n} = 1\n" for n in range(15)]
    harmful = in_place_of("x = os", "x = typo\n", "IMP899")
    result = guarded("".join(["import os\n", *lines, "x = os\n"]), rules=(*rules, harmful))
    assert len(result.made) == 15
    # All together, and both halves of what is harmful, four times.
    assert len(asked) == 1 + 2 * 4


def test_no_more_trials_than_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "_MOST_FAILURES", 2)
    rules = tuple(in_place_of(f"import {name}", "", f"IMP99{name}") for name in "123")
    names = tuple(in_place_of(f"import {name}", "", f"IMP99{name}") for name in "abcd")
    text = "import a\nimport b\nimport c\nimport d\nprint(a, b)\n"
    result = guarded(text, rules=(*rules, *names))
    assert result.text == text
    assert len(result.refused) == 4


def test_pyflakes_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: object, **words: object) -> None:
        raise RecursionError

    monkeypatch.setattr(Checker, "__init__", fail)
    result = guarded("from one import *\nx\n", "IMP001")
    assert list(result.refused.values()) == ["pyflakes fails on it"]


def test_names_that_the_user_adds() -> None:
    old, new = source_of("from one import *\n_\n"), source_of("from one import x\n_\n")
    assert list(objections(old, new, (), (), ())) == ["the name '_' would be undefined"]
    assert not list(objections(old, new, (), (), {"_"}))


READS = [
    ("from one import *\nx\n", "from one import x\nx\n", ""),
    ("from one import *\nx\n", "from two import x\nx\n", "x"),
    ("from one import *\nx\n", "from one import y\nx\n", "x"),
    ("from middle import *\nx\n", "from one import x\nx\n", ""),
    ("from one import x\nx\n", "from middle import x\nx\n", ""),
    ("from gone import *\nx\n", "from gone import x\nx\n", ""),
    ("import one\none\n", "import two as one\none\n", "one"),
    ("import p.q\np\n", "import p.r\np\n", ""),
    ("from . import a\na\n", "from .. import a\na\n", "a"),
    ("x = 1\nfrom one import *\nx\n", "x = 1\nfrom one import y\nx\n", "x"),
    ("from one import x\nx = 1\nx\n", "from one import y\nx = 1\nx\n", ""),
    ("from one import x\n", "from one import y\n", "x"),
    ("from one import x\ndel x\nx\n", "from one import x\nx\n", "x"),
    ("if a:\n    import b\nimport b\nb\n", "if a:\n    import b\nb\n", "b"),
    ("def f():\n    import b\n    b\n", "def f():\n    import c\n    b\n", ""),
    ("import b\n'''\n'''; b\n", "'''\n'''; b\n", "b"),
]


ALONE = [
    ("from one import *\nx\n", "from one import x\nx\n", ""),
    ("from one import x\nx\n", "from middle import x\nx\n", "x"),
    ("from one import x\nx\n", "x\n", "x"),
    ("import b\nb\n", "import b.c\nb\n", ""),
]


@pytest.mark.parametrize(
    ("old", "new", "name", "is_alone"),
    [*((*each, False) for each in READS), *((*each, True) for each in ALONE)],
)
def test_what_reads_see(old: str, new: str, name: str, is_alone: bool) -> None:
    first, second = source_of(old, is_alone=is_alone), source_of(new, is_alone=is_alone)
    # All of the text but for what both end with.
    count = next(n for n in range(len(old)) if old[-n - 1 :] != new[-n - 1 :])
    edits = [Edit(0, len(old) - count, new[: len(new) - count])]
    found = set(changed_reads(first, second, [edits]))
    assert found == ({f"the name '{name}' would mean something else"} if name else set())


def test_reads_in_what_is_rewritten() -> None:
    old, new = source_of("import b\nb\n"), source_of("import c\nc\n")
    reads = [each for each in reads_of_imports(old) if each.position >= 0]
    assert reads == [("b", 9)]
    assert not [
        each for each in changed_reads(old, new, [[Edit(0, 10, "import c\nc")]]) if "'c'" in each
    ]


def test_reads_that_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flake8_importstyle.semantic.reaching_definitions._MOST_STEPS", -1)
    monkeypatch.setattr("flake8_importstyle.semantic.reaching_definitions._STEPS_OF_LINE", 0)
    old, new = source_of("import b\nb\n"), source_of("import c\nc\n")
    assert list(changed_reads(old, new, [])) == ["its names are too large to analyse"]


def test_what_findings_have_in_common() -> None:
    assert kind("IMP005", "'m1' is imported on line 12 as well") == (
        "IMP005",
        "'m1' is imported on line as well",
    )
    assert subject("IMP001", "star import from 'm': write 'from m import a'") == ("IMP001", "'m'")
    assert subject("IMP001", "nothing") == ("IMP001", "")


def test_a_text_on_which_pyflakes_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flake8_importstyle.formatters.guard._flakes", lambda *_: None)
    before = after = parsed("a = 1\n", "a.py")
    assert before is not None
    assert after is not None
    assert list(objections(before, after, [], [], ())) == ["pyflakes fails on it"]
