"""What repairs do to a text, whatever the text."""

from __future__ import annotations

import ast
import io
import tokenize
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings, strategies as st

from flake8_importstyle.fixes.edits import Edit, Fix, Group, applied, combined
from flake8_importstyle.formatters.rounds import repair
from flake8_importstyle.options.settings import Settings
from flake8_importstyle.rules.all import RULES
from flake8_importstyle.rules.registry import LOG, Default, Finding, Rule
from flake8_importstyle.rules.reports import reports
from flake8_importstyle.syntax.comments import is_for_tools_alone
from flake8_importstyle.syntax.imports import bound_name, module_text
from flake8_importstyle.syntax.lines import Lines
from flake8_importstyle.syntax.parsing import parsed
from flake8_importstyle.syntax.source import SourceFile
from tests.support import configured, examples, repaired

NAMES = st.sampled_from(["a", "b", "c as d", "d", "e as e"])
MODULES = st.sampled_from(["a", "b", "m", "m.n", "m.n as o", "sys", "a as a"])
FROM = st.sampled_from(["m", "m.n", "sys", ".", "..p", "a"])
COMMENTS = st.sampled_from(
    ["", "", "  # why", "  # noqa: F401", "  # noqa", "  # type: ignore", " # noqa: E401,F811 x"]
)
NEWLINES = st.sampled_from(["\n", "\r\n"])


@st.composite
def imports(draw: st.DrawFn) -> str:
    """Draw an import statement in one of the ways in which people write them."""
    if draw(st.booleans()):
        separator = draw(st.sampled_from([", ", ",", " , ", ", \\\n    "]))
        return "import " + separator.join(draw(st.lists(MODULES, min_size=1, max_size=3)))
    head = f"from {draw(FROM)} import "
    names = draw(st.lists(NAMES, min_size=1, max_size=4))
    layout = draw(st.sampled_from(["plain", "parentheses", "lines", "hanging"]))
    if layout == "plain":
        return head + ", ".join(names)
    if layout == "parentheses":
        return f"{head}({', '.join(names)})"
    if layout == "hanging":
        return head + "(" + ",\n        ".join(names) + draw(st.sampled_from([")", ",)"]))
    lines = [f"{head}({draw(COMMENTS)}"]
    for name in names:
        lines += ["    # above"] * draw(st.integers(0, 1))
        lines.append(f"    {name},{draw(COMMENTS)}")
    lines += ["    # below"] * draw(st.integers(0, 1))
    return "\n".join([*lines, ")"])


SIMPLE = st.one_of(imports(), imports(), st.sampled_from(["x = 1", "pass", "print(a)"]))


@st.composite
def suites(draw: st.DrawFn, depth: int = 2) -> list[str]:
    """Draw the lines of a suite."""
    lines: list[str] = []
    for _ in range(draw(st.integers(1, 4))):
        kind = draw(st.integers(0, 9))
        if kind == 0 and depth:
            head = draw(st.sampled_from(["if x:", "def f():", "with y:", "class C:"]))
            lines += [head, *("    " + line for line in draw(suites(depth=depth - 1)))]
        elif kind == 1:
            lines.append(f"if x: {draw(st.sampled_from(['import a', 'import a, a', 'x']))}; y")
        elif kind == 2:
            lines.append("; ".join([draw(SIMPLE), draw(SIMPLE)]) + draw(COMMENTS))
        elif kind == 3:
            lines.append("# a comment of its own")
            lines.append("y = '''# no comment\nimport a, b\n'''")
        else:
            lines.append(draw(SIMPLE) + draw(COMMENTS))
    # A comment ends a line, also within a statement that goes on.
    return [part for line in lines for part in line.split("\n")]


@st.composite
def modules(draw: st.DrawFn) -> str:
    """Draw a module's text."""
    text = "\n".join(draw(suites())) + draw(st.sampled_from(["", "\n"]))
    return text.replace("\n", draw(NEWLINES))


def comments(text: str) -> Counter[str]:
    """Count the comments of a text that people read.

    One for tools may hold for two statements that become one.
    """
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return Counter(
        token.string
        for token in tokens
        if token.type == tokenize.COMMENT and not is_for_tools_alone(token.string)
    )


def loads(tree: ast.AST) -> list[str]:
    """Return what a module loads if all of it runs, in order, each once."""
    found: list[str] = []
    for node in statements(tree):
        if isinstance(node, ast.Import):
            found += (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = module_text(node)
            found += [module, *(f"{module}.{alias.name}" for alias in node.names)]
    return list(dict.fromkeys(found))


def statements(tree: ast.AST) -> Iterator[ast.stmt]:
    """Yield all statements, in the order of the text."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.stmt):
            yield node
        yield from statements(node)


def bindings(tree: ast.AST, scope: str = "") -> dict[tuple[str, str], str]:
    """Return what each name of each scope is bound to in the end, as far as imports bind it."""
    found: dict[tuple[str, str], str] = {}
    for node in ast.iter_child_nodes(tree):
        inner = scope
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            inner = f"{scope}.{node.name}"
        if isinstance(node, ast.Import):
            for alias in node.names:
                whole = alias.name if alias.asname else bound_name(alias)
                found[scope, bound_name(alias)] = whole
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                found[scope, bound_name(alias)] = f"{module_text(node)}:{alias.name}"
        else:
            found.update(bindings(node, inner))
    return found


def others(tree: ast.AST) -> list[str]:
    """Return all statements but imports, compound ones without what is in them."""
    return [
        ast.dump(node) if not hasattr(node, "body") else type(node).__name__
        for node in statements(tree)
        if not isinstance(node, (ast.Import, ast.ImportFrom, ast.Pass))
    ]


ALL_OPTIONS = "--importstyle-strict-aliases --importstyle-submodule-alias=from"
COMBINATIONS = [
    (["IMP005"], ""),
    (["IMP101"], "--importstyle-strict-aliases"),
    (["IMP103"], ""),
    (["IMP104"], "--importstyle-single-name"),
    (["IMP105"], ""),
    (["IMP005", "IMP101", "IMP102", "IMP103", "IMP105"], ALL_OPTIONS),
    (
        ["IMP005", "IMP101", "IMP102", "IMP103", "IMP104"],
        ALL_OPTIONS + " --importstyle-single-name",
    ),
]


@pytest.mark.parametrize(("codes", "options"), COMBINATIONS, ids=lambda each: " ".join(each)[:30])
@given(text=modules())
@settings(max_examples=examples(150), deadline=None)
def test_safe_repairs_change_nothing_that_counts(codes: list[str], options: str, text: str) -> None:
    configuration = configured(options)
    source = parsed(text, "example.py")
    # A comment may hide the rest of a line, and a suite may be without a statement.
    assume(source is not None)
    assert source is not None
    rules = [RULES[code] for code in codes]
    result = repair(source, rules, configuration, lambda _, found: found)
    new = parsed(result.text, "example.py")
    assert new is not None
    again = repair(new, rules, configuration, lambda _, found: found)
    assert again.text == result.text
    assert bindings(new.tree) == bindings(source.tree)
    assert loads(new.tree) == loads(source.tree)
    assert others(new.tree) == others(source.tree)
    assert comments(result.text) >= comments(text)
    if "\r" in text:
        assert result.text.count("\n") == result.text.count("\r\n")
    if not result.rounds:
        assert result.text == text


@given(st.text(), st.data())
def test_edits(text: str, data: st.DataObject) -> None:
    places = st.integers(0, len(text))
    edits = []
    for start, end in data.draw(st.lists(st.tuples(places, places), max_size=6)):
        edits.append(Edit(min(start, end), max(start, end), data.draw(st.sampled_from("xyz"))))
    made = combined(Fix((edit,)) for edit in edits)
    assert sorted(made) == made
    assert set(made) <= set(edits)
    assert all(one.end < other.start for one, other in pairwise(made))
    expected = text
    for edit in reversed(made):
        expected = expected[: edit.start] + edit.text + expected[edit.end :]
    assert applied(text, made) == expected


def test_fixes_that_cannot_be_made_together() -> None:
    one, two, three = Edit(0, 2, "a"), Edit(2, 3, "b"), Edit(5, 6, "c")
    assert combined([Fix((one,)), Fix((two, three))]) == [one]
    alone = Fix((one,), group=Group(1, 1))
    assert combined([alone, Fix((three,), group=Group(1, 1))]) == [one]
    assert combined([alone, Fix((three,), group=Group(2, 1))]) == [one, three]
    two_of_three = [Fix((Edit(place, place, "a"),), group=Group(1, 2)) for place in (1, 3, 5)]
    assert len(combined(two_of_three)) == 2
    assert combined([Fix((one, three)), Fix((one,)), Fix((three,))]) == [one, three]


def test_places() -> None:
    lines = Lines(["ab\n", "\n", "c"])
    assert lines.position(3, 1) == 5


@pytest.mark.parametrize("lazy", [[True, False], [False, True], [True, True]])
def test_a_lazy_import_does_not_repeat_an_eager_one(lazy: list[bool]) -> None:
    source = parsed("import a\nimport a\n", "example.py")
    assert source is not None
    for statement, is_lazy in zip(source.tree.body, lazy, strict=True):
        vars(statement)["is_lazy"] = int(is_lazy)
    (found,) = repairs_of(source, "IMP005")
    assert (found is None) is (lazy[0] is not lazy[1])


def repairs_of(source: SourceFile, code: str) -> list[Fix | None]:
    return [each.fix(Settings()) for each in reports(source, [RULES[code]], Settings())]


def never_python(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    yield Finding(source.tree.body[0], "m", "'import'", lambda: Fix((Edit(0, 6, "improt"),)))


def there_and_back(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    new = "b" if source.text.endswith("a") else "a"
    yield Finding(source.tree.body[0], "m", "'import'", lambda: Fix((Edit(9, 10, new),)))


def on_and_on(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    yield Finding(source.tree.body[0], "m", "'import'", lambda: Fix((Edit(9, 9, "a"),)))


def nothing(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    yield Finding(source.tree.body[0], "m", "'import'", lambda: Fix(()))


def failing(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    def fix() -> Fix:
        raise RecursionError

    yield Finding(source.tree.body[0], "m", "'import'", fix)


@pytest.mark.parametrize(
    ("check", "text", "rounds"),
    [
        (never_python, "import a#a", 0),
        (there_and_back, "import a#b", 1),
        (on_and_on, "import a#aaaaaaa", 6),
        (nothing, "import a#a", 0),
        (failing, "import a#a", 0),
    ],
)
def test_repairs_that_are_faulty(
    check: object, text: str, rounds: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LOG, "disabled", True)
    monkeypatch.setattr("flake8_importstyle.formatters.rounds._MOST_ROUNDS", 5)
    rule = Rule("IMP999", "faulty", Default.ON, (), (), True, check)  # type: ignore[arg-type]
    source = parsed("import a#a", "example.py")
    assert source is not None
    result = repair(source, [rule], Settings(), lambda _, found: found)
    assert (result.text, result.rounds) == (text, rounds)
    assert len(result.left) == 1
    assert result.is_repaired(Settings()) == [False]


def test_as_many_rounds_as_findings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flake8_importstyle.formatters.rounds._MOST_ROUNDS", 1)
    names = [f"name_{number}" for number in range(20)]
    text = "".join(f"from m import {name}\n" for name in names)
    listed = "".join(f"    {name},\n" for name in names)
    # Each repair changes the first statement, so only one can be made at a time.
    assert repaired(text, "IMP105") == f"from m import (\n{listed})\n"
