"""A sketch has all imports, and with the rest becomes the whole outline."""

from __future__ import annotations

import ast
import sysconfig
from collections.abc import Iterable
from pathlib import Path

import pytest

from flake8_importstyle.syntax.outline import outline
from flake8_importstyle.syntax.parsing import parsed
from flake8_importstyle.syntax.source import SourceFile
from flake8_importstyle.syntax.suites import Suite

STDLIB = Path(sysconfig.get_path("stdlib"))


def source(text: str) -> SourceFile:
    found = parsed(text, "example.py")
    assert found is not None
    return found


def around(suite: Suite) -> list[tuple[int, object]]:
    """Return what tells a suite from others."""
    return [(id(each.statement), each.clause) for each in suite.outward()]


def places(found: Iterable[tuple[ast.stmt, Suite]]) -> list[tuple[ast.stmt, object]]:
    return [(statement, around(suite)) for statement, suite in found]


def by_line(found: Iterable[tuple[ast.stmt, Suite]]) -> list[tuple[ast.stmt, object]]:
    return places(sorted(found, key=lambda each: (each[0].lineno, each[0].col_offset)))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x = 1\n",
        "import a\n",
        "def f(): import a\n",
        "def f():\n    def g():\n        if x:\n            import a\n    class C: pass\n",
        "class C:\n    def f(self):\n        pass\n    from a import (\n        b,\n    )\n",
        "def f():\n    pass\n\ndef g():\n    from a \\\n        import b\n    del b\n",
        "def f():\n    global x\n    del x\n\nimport a; import b\n",
        "try:\n    class C: pass\nfinally:\n    import a\n",
        "def f():\r\n    pass\r\n\r\ndef g():\r\n    import a\r\n",
        "x = 1\rdef f():\r    import a\r",
        "\f\ndef f():\n    '\v\x85\u2028'\n    import a\n",
        "def f():\n    'import'\n    class C: pass\n",
        *(pytest.param(path.read_text("utf-8"), id=path.stem) for path in STDLIB.glob("[a-d]*.py")),
    ],
)
def test_sketch(text: str) -> None:
    file = source(text)
    whole = outline(file.tree)
    assert places(file.sketch.imports) == places(whole.imports)
    scopes = {each.scope for _, suite in whole.imports for each in suite.outward()}
    near = [each for each in whole.definitions if each[1].scope in scopes]
    known = dict(places(file.sketch.definitions))
    assert {statement: known.get(statement) for statement, _ in near} == dict(places(near))
    # Nothing is lost, and nothing is there twice.
    assert places(file.outline.imports) == places(whole.imports)
    assert by_line(file.outline.definitions) == by_line(whole.definitions)
    assert by_line(file.outline.deletions) == by_line(whole.deletions)
    assert by_line(file.outline.foreign) == by_line(whole.foreign)
    suites = [around(suite) for suite in whole.suites]
    assert len(file.outline.suites) == len(suites)
    assert all(around(suite) in suites for suite in file.outline.suites)
    seen: set[Suite | None] = {None}
    for suite in file.outline.suites:
        assert suite.parent in seen
        seen.add(suite)


def test_every_suite_is_walked_over() -> None:
    file = source(
        "import a\n"
        "if x:\n    import b\nelif y:\n    import c\nelse:\n    import d\n"
        "for x in y:\n    import e\nelse:\n    import f\n"
        "while x:\n    import g\nelse:\n    import h\n"
        "try:\n    import i\nexcept E:\n    import j\nelse:\n    import k\nfinally:\n    import l\n"
        "with x:\n    import m\n"
        "match x:\n    case 1:\n        import n\n    case _:\n        import o\n"
        "class C:\n    import p\n"
        "def f():\n    from q import q\n"
        "async def g():\n"
        "    import r\n"
        "    async for x in y:\n        import s\n    else:\n        import t\n"
        "    async with x:\n        import u\n"
    )
    names = [name for statement, _ in file.imports for name in statement.names]
    assert "".join(name.name for name in names) == "abcdefghijklmnopqrstu"


def test_functions_without_imports_are_left_aside() -> None:
    file = source("import a\n\ndef f():\n    def g(): pass\n\ndef h():\n    def i(): import b\n")
    assert [each.name for each, _ in file.sketch.definitions] == ["f", "h", "i"]
    assert sorted(each.name for each, _ in file.outline.definitions) == ["f", "g", "h", "i"]


def test_only_a_tree() -> None:
    file = SourceFile(ast.parse("def f():\n    import a\n"), (), "example.py")
    assert len(file.imports) == 1
