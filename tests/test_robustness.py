"""Any input ends in findings or in silence.

``conftest`` makes a fault that the checker would log a failure here.
"""

from __future__ import annotations

import ast
import json
import sys
import warnings
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

import flake8_importstyle.semantic.scopes
import tests.markdown
from flake8_importstyle.cli.origins import listing
from flake8_importstyle.cli.origins_command import _described as described, _rows as rows
from flake8_importstyle.cli.terminal import columns
from flake8_importstyle.exports.body.visitor import exports_of
from flake8_importstyle.exports.wildcard import Resolver
from flake8_importstyle.formatters.rounds import repair
from flake8_importstyle.rules.all import RULES
from flake8_importstyle.syntax.parsing import parsed
from tests.support import check, check_tree, configured, examples

OPTIONS = (
    "--importstyle-preset=strict --importstyle-lazy=require --importstyle-heavy-modules=a,m"
    " --importstyle-single-name --importstyle-relative-siblings=* --importstyle-from-policy=none"
    " --importstyle-submodule-alias=import --importstyle-ban='a.* except b = c'"
    " --importstyle-ban-alias='a* = b*'"
)
CASES = Path(__file__).parent / "rules" / "cases"
SOURCES = [
    case.source
    for path in sorted(CASES.glob("*.md"))
    for case in tests.markdown.cases(path.read_text("utf-8"))
    if case.since <= sys.version_info
]
LINES = sorted({line for source in SOURCES for line in source.splitlines(True)})
CONFIGURED = configured(
    "--importstyle-preset=strict --importstyle-unsafe-fixes --importstyle-relative-siblings=*"
    " --importstyle-submodule-alias=import"
)
REPAIRABLE = [rule for rule in RULES.values() if rule.code != "IMP104"]
# Where the time grows with the square of the size, so many take a minute.
HUGE = examples(1_000)


def check_if_it_parses(text: str, filename: str = "example.py") -> None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    lines = text.count("\n") + 1
    exports_of(tree, "m", "m", Resolver(()), is_stub=filename.endswith(".pyi"))
    for found in check_tree(tree, text, filename, options=OPTIONS, select=RULES):
        assert 1 <= found.line <= lines
        assert found.column >= 1


def repair_if_it_parses(text: str, filename: str) -> None:
    """Make all repairs; a second run changes nothing."""
    source = parsed(text, filename)
    if source is not None:
        result = repair(source, REPAIRABLE, CONFIGURED, lambda _, found: found)
        new = parsed(result.text, filename)
        assert new is not None
        again = repair(new, REPAIRABLE, CONFIGURED, lambda _, found: found)
        assert again.text == result.text


def ask_for_origins_if_it_parses(text: str, filename: str) -> None:
    source = parsed(text, filename)
    if source is not None:
        for everything in (False, True):
            origins, _ = listing(source, everything=everything)
            assert all(columns(rows(source, origins, count_names=True)))
            assert (
                json.loads(json.dumps([described(filename, each) for each in origins])) is not None
            )


@pytest.mark.once
@pytest.mark.parametrize("source", SOURCES[::3])
def test_cases_as_a_stub_and_as_a_package(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for filename in ("example.pyi", "__init__.py", "", "/", "\0"):
        check_if_it_parses(source, filename)
        ask_for_origins_if_it_parses(source, filename)
    repair_if_it_parses(source, "\0")


@given(st.lists(st.sampled_from(LINES), max_size=30), st.booleans())
@settings(max_examples=examples(400), deadline=None)
def test_shuffled_lines(lines: list[str], is_stub: bool) -> None:
    filename = "example.pyi" if is_stub else "example.py"
    check_if_it_parses("".join(lines), filename)
    repair_if_it_parses("".join(lines), filename)
    ask_for_origins_if_it_parses("".join(lines), filename)


@given(st.sampled_from(SOURCES), st.sampled_from(SOURCES), st.data())
@settings(max_examples=examples(400), deadline=None)
def test_mutated_sources(first: str, second: str, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(first)))
    end = data.draw(st.integers(cut, min(cut + 20, len(first))))
    new = data.draw(
        st.one_of(st.text(max_size=3), st.sampled_from([second, "\n", "\r", "\f", "\t"]))
    )
    check_if_it_parses(first[:cut] + new + first[end:])
    repair_if_it_parses(first[:cut] + new + first[end:], "example.py")


@pytest.mark.parametrize(
    "path",
    [flake8_importstyle.semantic.scopes.__file__, ast.__file__, st.__file__, pytest.__file__],
)
def test_real_files_with_a_line_moved(path: str) -> None:
    lines = Path(path).read_text("utf-8").splitlines(True)
    for number in range(0, len(lines), 97):
        check_if_it_parses("".join(lines[:number] + lines[number + 1 :]))


def test_deep_sources() -> None:
    # As deep as the parser goes, and deeper than Python code may recurse.
    imports = "from a import *\nimport b as C\nclass C: pass\n"
    chain = "if x:\n    import b as D\n" + "elif y:\n    import b as D\n" * 1200
    check(f"{imports}{chain}class D: pass\n")
    handlers = "try:\n    import b as E\nexcept A:\n    pass\nelse:\n"
    nested = "".join("    " * depth + "while x:\n" for depth in range(95))
    check_if_it_parses(imports + nested + "    " * 95 + "import b as C\n")
    check_if_it_parses(imports + handlers + "    import c as E\n")
    for text in ("-" * 900 + "x", "x" + ".y" * 2500, "+".join("x" * 2500), "(" * 150 + ")" * 150):
        check_if_it_parses(imports + text)
    annotation = "x: '" + "-" * 5000 + "x'\n"
    check(imports + annotation)


@pytest.mark.once
@pytest.mark.parametrize(
    ("part", "count"),
    [
        ("import a\n", HUGE - 1),
        ("import a as X\nclass X: pass\n", HUGE),
        ("if x: import a\n", 0),
        ("if x: import a\nimport a\n", HUGE + HUGE - 1),
        ("try: import a as X\nexcept E: import b as X\n", 0),
        ("def f():\n    import a as X\n    class X: pass\n", HUGE),
        ("import a, b\n", HUGE + 2 * (HUGE - 1)),
        ("x = a.b\nfrom m import x\n", 0),
        ("import a\nimport a.b\n", 2 * (HUGE - 1)),
        ("with c: import a\n", HUGE - 1),
        ("try: import a\nexcept E: raise\n", HUGE - 1),
    ],
)
def test_huge_sources(part: str, count: int) -> None:
    found = check(part * HUGE, select=["IMP103"])
    assert len(found) == count or count == 0


@pytest.mark.once
def test_huge_sources_with_all_rules() -> None:
    lines = ("import a.b as X\n", "from .m import x as y, z\n", "if x: from a._b import c\n")
    count = examples(1_000)
    text = "".join(line * count for line in lines)
    for filename in ("example.py", "__init__.py"):
        codes = Counter(
            found.code for found in check(text, filename, options=OPTIONS, select=RULES)
        )
        assert codes["IMP005"] == 3 * (count - 1)
        assert codes["IMP204"] == 2 * count


@pytest.mark.parametrize("second", ["import a{}\n", "class a{}: pass\n"])
def test_names_far_apart(second: str) -> None:
    numbers = range(HUGE)
    firsts = "".join(f"import a{number}\n" for number in numbers)
    assert len(check(firsts + "".join(map(second.format, numbers)))) == HUGE


def test_many_reads_of_all_names() -> None:
    numbers = range(HUGE)
    imports = "".join(f"import l as X{number}\n" for number in numbers)
    classes = "".join(f"class X{number}: pass\n" for number in numbers)
    # With so many calls in between nobody looks which of them run there.
    assert not check(imports + "def f(): eval('')\n" * HUGE + classes)


def test_a_long_test_is_read_once() -> None:
    test = " or ".join("a" for _ in range(HUGE))
    assert len(check(f"if {test}:\n" + "    import x\n" * HUGE)) == HUGE - 1


def test_many_ways_out() -> None:
    ways = "    if x: return\n" * 100
    assert not check(f"def f():\n    import a as m\n{ways}    import b as m\n")


def test_crowded_branches() -> None:
    chain = "if x:\n    import a\n" + "elif y:\n    import a\n" * 400
    # So many are told apart, and no more.
    assert len(check(chain + "class a: pass\n")) == 50
    cases = "match x:\n" + "    case 1:\n        import a\n" * 1000
    assert len(check(cases + "import a\n")) == 50
    repeated = "".join(f"elif y:\n    import a{n}\n    import a{n}\n" for n in range(400))
    assert len(check(f"if x:\n    pass\n{repeated}")) == 400


def test_many_imports_in_a_class() -> None:
    assert len(check("class C:\n" + "    import m\n" * 5000, select=["IMP302"])) == 5000 + 4999


def test_many_stars() -> None:
    assert len(check("from a import *\n" * 1000)) == 1000


def test_lines_that_end_in_a_carriage_return() -> None:
    # The parser sees four lines, flake8 one if it comes from standard input.
    text = "x = 1\rdef f():\r    x = 'ä'; import a, a\r"
    assert [found.line for found in check_tree(ast.parse(text), text)] == [3]


def test_lone_surrogates() -> None:
    # Python's parser takes no such text, but an editor may hand it over beside a tree.
    tree = ast.parse("'ä'; from a import *")
    assert check_tree(tree, "'\udce4'; from a import *")[0].line == 1
