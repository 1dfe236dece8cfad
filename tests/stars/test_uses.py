"""Which names a file takes from which of its star imports.

In the texts ``A`` stands for ``from one import *`` and ``B`` for ``from two import *``; both
modules have ``x`` and ``y``, and one of them has ``a``, the other ``b``.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from flake8_importstyle.resolver.files import forget
from flake8_importstyle.stars.uses import reexported, star_uses
from flake8_importstyle.syntax.source import SourceFile
from tests.support import check, repaired, write

MODULES = {
    "one.py": "x = y = a = 1\n",
    "two.py": "x = y = b = 1\n",
    "exporting.py": "__all__ = ['__p', '_C__q', '__r__', 'x']\n__p = _C__q = __r__ = x = 1\n",
    "maybe.py": "if z:\n    x = 1\n",
    "dynamic.py": "x = 1\nglobals().update(load())\n",
}


def taken(text: str, name: str = "example.py") -> str:
    """Return the names taken from each star import, in the order of the text."""
    text = text.replace("A\n", "from one import *\n").replace("B\n", "from two import *\n")
    source = SourceFile(ast.parse(text), text.splitlines(keepends=True), name)
    return " | ".join(" ".join(each.names) for each in star_uses(source))


@pytest.fixture(autouse=True)
def modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in MODULES.items():
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)


SCOPES = [
    ("A\nx", "x"),
    ("A\nprint(x.y)", "x"),
    ("A\ndef f():\n    return x", "x"),
    ("A\ndef f(x):\n    return x, y", "y"),
    ("A\ndef f():\n    x = y", "y"),
    ("A\ndef f(p=x, *, q=y): ...", "x y"),
    ("A\n@x\ndef f(): ...\n@y\nclass C: ...", "x y"),
    ("A\nclass C(x, metaclass=y): ...", "x y"),
    ("A\nclass C:\n    x = 1\n    def f(self):\n        return x", "x"),
    ("A\nclass C:\n    x = 1\n    print(x)", ""),
    ("A\nclass C:\n    x = x", "x"),
    ("A\nclass C:\n    print(x)\n    x = 1", "x"),
    ("A\nclass C:\n    if z:\n        x = 1\n    print(x)", "x"),
    ("A\nclass C:\n    if z:\n        x = 1\n        print(x)", ""),
    ("A\nclass C:\n    x = 1\n    if z:\n        x = 2\n    print(x)", ""),
    ("A\nclass C:\n    z and (x := 1)\n    print(x)", "x"),
    ("A\nclass C:\n    x = 1\n    [x for _ in ()]", "x"),
    ("A\nclass C:\n    x = 1\n    [_ for _ in x]", ""),
    # `typing.get_type_hints` finds it in the module first.
    ("A\nclass C:\n    x = 1\n    p: 'x'", "x"),
    ("A\nclass C:\n    p: 'x'\n    x = 1", "x"),
    ("A\ndef f():\n    x = 1\n    class C:\n        x = x", ""),
    ("A\ndef f():\n    x = 1\n    def g():\n        return x", ""),
    ("A\ndef f():\n    x = 1\n    def g():\n        nonlocal x\n        return x", ""),
    ("A\ndef f():\n    x = 1\n    def g():\n        global x\n        return x", "x"),
    ("A\ndef f():\n    global x\n    x = 1\n    def g():\n        return x", "x"),
    ("A\nclass C:\n    global x\n    x = 1\n    print(x)", "x"),
    ("A\nlambda x: x + y", "y"),
    ("A\nlambda p=x: p", "x"),
    ("A\nlambda *, p=x: p", "x"),
    ("A\n[x for x in y]", "y"),
    ("A\n[p for p in x for q in y]", "x y"),
    ("A\n[p for p in q if x if y]", "x y"),
    ("A\n{x: y for _ in ()}", "x y"),
    ("A\n[(x := 1) for _ in ()]\nx", "x"),
    ("A\nif (x := 1):\n    x", "x"),
    ("A\ndef f():\n    (x := 1)\n    x", ""),
    ("A\nx += 1", "x"),
    ("A\nx = 1\nx += 1", ""),
    # What is deleted has to be there.
    ("A\ndel x", "x"),
    ("A\ndel x\nx", "x"),
    ("A\ndel (x, [y])", "x y"),
    ("A\ndef f():\n    del x", ""),
    ("A\ndef f():\n    global x\n    del x", "x"),
    ("A\nclass C:\n    x = 1\n    del x", ""),
    ("A\nclass C:\n    x = 1\n    del x\n    print(x)", "x"),
    ("A\nfor p in q:\n    del x", "x"),
    ("A\nx = 1\ndel x", ""),
    ("A\nx.p = y[0] = 1", "x y"),
    ("A\nx: int\nx", "x"),
    ("A\nx.p: int", "x"),
    ("A\nx: int = 1\nx", ""),
    ("A\nx: int = x", "x"),
    ("A\nimport x\nimport y.p\nx, y", ""),
    ("A\nwith p as x, x:\n    y", "y"),
    ("A\nmatch x:\n    case y:\n        y", "x"),
    ("A\nmatch p:\n    case x():\n        pass\n    case [y, *q]:\n        pass\ny", "x y"),
    ("A\nmatch p:\n    case y:\n        pass\ny", ""),
    ("A\nmatch p:\n    case 1:\n        y = 1\n    case _ if x:\n        pass\ny", "x y"),
    ("A\ntry:\n    p\nexcept x as y:\n    y\ny", "x y"),
    ("A\ntry:\n    p\nexcept q as x:\n    x", ""),
    ("A\ntry:\n    p\nexcept x as x: ...", "x"),
    ("A\nf'{x} {y:{a}}'", "a x y"),
    ("A\nasync def f():\n    async for p in x:\n        await y", "x y"),
    ("from exporting import *\nclass C:\n    def f(self):\n        return __q, __p", "_C__q"),
    ("from exporting import *\nclass _:\n    __p", "__p"),
    ("from exporting import *\nclass _C:\n    __q", "_C__q"),
    ("from exporting import *\nclass C:\n    __r__", "__r__"),
    ("from exporting import *\n__p", "__p"),
    ("from exporting import *\nclass C:\n    import __p\n    __p", ""),
]


@pytest.mark.parametrize(("text", "names"), SCOPES)
def test_scopes(text: str, names: str) -> None:
    assert taken(f"{text}\n") == names


TEXTS = [
    ("A\ndef f(p: 'x', q: 'list[y]') -> 'a': ...", "a x y"),
    ("A\np: 'x'", "x"),
    ("from typing import Literal, Annotated\nA\np: Literal['x']\nq: Annotated['y', 'a']", "y"),
    ("from typing import cast\nA\ncast('x', 'y')", "x"),
    ("import typing as t\nA\nt.cast('list[x]', y)", "x y"),
    ("A\ntyping.cast('x', 0)\ntyping_extensions.cast('y', 0)", "x y"),
    ("A\nte.cast('x', 0)\ntp.cast('y', 0)", "x y"),
    ("A\ncast(typ='x', val=0)\nTypeVar('p', default='y')", "x y"),
    ("A\nf(bound='x')\nTypeVar('p', name='y')", ""),
    ("A\np: f('x')", ""),
    ("A\np: Literal['x', 'y']", ""),
    ("A\np: Annotated[x]", "x"),
    ("A\np: \"'\\\\d' + x\"", "x"),
    ("A\np: '\\0'", ""),
    ("A\np.cast('x')\np().cast('y')\np[0]('a')", ""),
    ("A\nTypeVar('x', 'y', bound='a')", "a y"),
    ("A\nNewType('x', 'y')", "y"),
    ("A\np = 1  # type: list[x]", "x"),
    ("A\np = 1  # type: ignore[x]", ""),
    ("A\np = '''\n# type: x\n'''", ""),
    ("A\np = 1  # type: q.x", ""),
    ("A\ndef f():\n    '''\n    >>> x\n    '''", "x"),
    ("A\n'''\n>>> x = y\n>>> x\n'''", "y"),
    ("A\n'''\n>>> import x\n>>> def y(): pass\n>>> x, y, a\n'''", "a"),
    ("A\n'''\n>>> for p in x:\n...\n...     y\n\n... a\n'''", "x y"),
    ("A\n'''\n>>> x[0 for\n'''", "x"),
    ("A\nNamedTuple('x', [('y', 'a'), q])", "a"),
    ("A\nNamedTuple('x', fields=(('y', list['a']), ('q', 'x')))", "a x"),
    ("A\nNamedTuple('x', a='y')", "y"),
    ("A\nNamedTuple('x', q)", ""),
    ("A\nTypedDict('x', {'y': 'a', **q})", "a"),
    ("A\nTypedDict('x', y='a', total='x')", "a"),
    ("A\nmake_dataclass('x', ['y', ('q', 'a')], ('x',), namespace={'x': 'y'})", "a"),
    ("A\nTypeAliasType('x', 'y')\nForwardRef('a')\nassert_type(p, 'x')", "a x y"),
    ("from typing import cast as c, NamedTuple as n\nA\nc('x', 0), n('y', [('q', 'a')])", "a x"),
    ("import typing as q, dataclasses\nimport p as r\nA\nq.cast('x', 0), r.cast('y', 0)", "x"),
    ("from p import q as cast\nA\ncast('x', 0)", "x"),
    ("A\np: TypeAlias = 'x'\nq: list = 'y'", "x"),
    ("A\nq = Union['x', dict[str, 'y']], p['a']", "x y"),
    ("A\nq = List['x y']", ""),
    ("A\ncProfile.run('x()')\ntimeit(setup='from p import q', stmt='y')\nrun('a b')", "x y"),
    ("A\n__all__ = ['x']", "x"),
    ("A\n__all__ = ('x', 'y')", "x y"),
    ("A\n__all__ = {'x'}", "x"),
    ("A\n__all__ = ['x']\nif z:\n    __all__ += ['y']", "x y"),
    ("A\n__all__ = [n for n in dir() if not n.startswith('_')]", "a x y"),
    ("A\n__all__ = load()", ""),
    ("A\n__all__ = [1, 'x']", "x"),
    ("A\nx = 1\n__all__ = ['x']", ""),
    ("__all__ = ['x']\nx = 1\nA", "x"),
]


@pytest.mark.parametrize(("text", "names"), TEXTS)
def test_texts(text: str, names: str) -> None:
    assert taken(f"{text}\n") == names


def test_what_a_package_exports() -> None:
    assert taken("A\n__all__ = ('x', 'y')\n", "__init__.py") == "x y"


def test_a_type_comment_in_what_cannot_be_cut_into_tokens() -> None:
    text = "from one import *\np = 1  # type: x\n"
    tree = ast.parse(text)
    # As where lines end in ways that Python and flake8 count differently.
    source = SourceFile(tree, [*text.splitlines(keepends=True), "p = ("], "example.py")
    assert [each.names for each in star_uses(source)] == [["x"]]


WAYS = [
    # One after the other
    ("x\nA", ""),
    ("A\nx\nB", "x | "),
    ("A\nB\nx", " | x"),
    ("A\nx\nB\ny", "x | y"),
    ("A\nx = 1\nB\nx", " | x"),
    ("A\nB\nx = 1\nx", " | "),
    ("A\nx\nx = 1\nB", "x | "),
    ("A\nfrom maybe import *\nx", "x | x"),
    ("A\nfrom dynamic import *\nx, a", "a | x"),
    ("A\nfrom gone import *\nx, a", "a x | "),
    # Branches
    ("if p:\n    A\nelse:\n    B\nx, a", "a x | x"),
    ("A\nif p:\n    B\nx", "x | x"),
    ("A\nif p:\n    B\n    x\n", " | x"),
    ("A\nif p:\n    B\nelse:\n    x\n", "x | "),
    ("A\nif p:\n    x = 1\nelse:\n    x = 2\nx", ""),
    ("A\nif p:\n    x = 1\nelif q:\n    x = 2\nelse:\n    x = 3\nx", ""),
    ("A\nif p:\n    x = 1\nelif q:\n    x = 2\nx", "x"),
    ("A\nif p:\n    x = 1\nelif y:\n    pass\nelif x:\n    p", "x y"),
    ("A\nif p:\n    x = 1\nelse:\n    if q:\n        x = 2\n    x = 3\nx", ""),
    ("A\nif p:\n    x = 1\nelse:\n    raise p\nx", ""),
    ("A\nif p:\n    sys.exit()\n    B\nx", "x | "),
    ("A\nif p:\n    x = 1\n    exit()\nx", "x"),
    ("if p:\n    A\n    raise\nx", ""),
    ("raise p\nA\nq = (x for _ in ())\ndef f():\n    x", ""),
    ("A\nmatch p:\n    case 1:\n        x = 1\n    case _:\n        x", "x"),
    ("A\nmatch p:\n    case 1:\n        x = 1\nx", "x"),
    ("A\nf'{(x := 1)} {x}'", "x"),
    # Loops
    ("for p in q:\n    x\n    A", "x"),
    ("for p in q:\n    A\nelse:\n    x", "x"),
    ("A\nfor x in p:\n    pass\nx", "x"),
    ("A\nfor x in p:\n    x", ""),
    ("A\nfor p in x:\n    x = 1", "x"),
    ("for p in x:\n    A", ""),
    ("for p in q:\n    x\n    A\n    continue", "x"),
    ("for p in q:\n    x\n    if r:\n        A\n        continue\n    x = 1", "x"),
    ("A\nfor p in q:\n    if r:\n        x = 1\n        continue\n    x", "x"),
    ("A\nfor p in q:\n    x = 1\n    break\nelse:\n    x = 1\nx", ""),
    ("A\nfor p in q:\n    break\nelse:\n    x = 1\nx", "x"),
    ("A\nwhile True:\n    x = 1\n    if p:\n        break\nx", ""),
    ("A\nwhile p:\n    x = 1\nx", "x"),
    ("A\nwhile x:\n    x = 1", "x"),
    ("x = 1\nwhile x:\n    A", "x"),
    ("while x:\n    A\n    continue", "x"),
    ("A\nwhile 0:\n    pass\nx", "x"),
    ("A\nwhile True:\n    x\ndef f():\n    y", "x"),
    ("while True:\n    for p in q:\n        pass\n    A\n    break\nx", "x"),
    ("for p in q:\n    for r in q:\n        x\n        A", "x"),
    ("for p in q:\n    if r:\n        A\n    else:\n        x", "x"),
    # Exceptions
    ("try:\n    A\nexcept p:\n    x", ""),
    ("try:\n    A\n    q()\nexcept p:\n    x", "x"),
    ("try:\n    A\nexcept p:\n    B\nx", "x | x"),
    ("A\ntry:\n    x = 1\n    q()\nexcept p:\n    x", "x"),
    ("A\ntry:\n    x = 1\nexcept p:\n    raise\nx", ""),
    ("A\ntry:\n    pass\nexcept p:\n    pass\nelse:\n    x = 1\nx", "x"),
    ("A\ntry:\n    q()\nexcept p:\n    x = 2\nelse:\n    x = 1\nx", ""),
    ("A\ntry:\n    q()\nexcept p:\n    x = 1\nexcept r:\n    x", "x"),
    ("try:\n    q()\nexcept p:\n    x\nelse:\n    A\n    r", ""),
    ("A\ntry:\n    q()\nfinally:\n    x = 1\nx", ""),
    ("A\ntry:\n    x = 1\nfinally:\n    x", "x"),
    ("A\ntry:\n    x = 1\nfinally:\n    p\nx", ""),
    ("A\ntry:\n    raise q\nfinally:\n    x = 1\nx", ""),
    ("A\ntry:\n    x = 1\n    try:\n        p()\n    finally:\n        q\nexcept p:\n    x", "x"),
    ("A\nwith p:\n    x = 1\nx", ""),
    ("A\nwith p:\n    if q:\n        raise p\n    x = 1\nx", "x"),
    ("A\nwith p():\n    x = 1\nx", "x"),
    ("A\nwith open(p), io.open(q):\n    x = 1\nx", ""),
    ("A\nwith suppress(p):\n    x = 1\nx", "x"),
    ("with suppress(p):\n    A\nx", "x"),
    # Class bodies run at once
    ("A\nclass C:\n    x\nB", "x | "),
    ("A\nclass C:\n    def f(self):\n        x\nB", " | x"),
    # Functions run later
    ("A\ndef f():\n    x\nB", " | x"),
    ("A\ndef f():\n    x\nf()\nB", "x | x"),
    ("A\nf()\ndef f():\n    x\nB", " | x"),
    ("A\nf(lambda: x)\nB", "x | x"),
    ("A\np = lambda: x\nB", " | x"),
    ("A\nx = f(lambda: x)", "x"),
    ("A\np = lambda: x\nwith q:\n    x = 1", "x"),
    ("A\nwith q:\n    p = lambda: x\nx = 1", "x"),
    ("A\n@q\ndef f():\n    x\nx = 1", "x"),
    ("A\ndef f():\n    x\nclass C(p):\n    pass\nx = 1", "x"),
    ("A\ndef f():\n    x\nclass C:\n    p = q\nx = 1", "x"),
    ("A\ndef f():\n    x\nclass C:\n    pass\nx = 1", ""),
    ("A\ndef f():\n    x\np[q]\nx = 1", "x"),
    ("A\np = (x for _ in q)\nfor r in p:\n    x = 1", "x"),
    ("A\np = (x for _ in q)\nr, s = p\nx = 1", "x"),
    (
        "A\nwhile True:\n    if p:\n        x = 1\n        break\n    def f():\n        x\n    f()",
        "x",
    ),
    ("A\nfor p in q:\n    def f():\n        x\n    f()\nfor p in q:\n    pass\nx = 1", "x"),
    ("A\ndef f():\n    for p in q:\n        x\nx = 1", ""),
    ("A\ndef f():\n    x\n@f\nclass C: ...\nB", "x | x"),
    ("A\ndef f():\n    x\nif f():\n    p\nB", "x | x"),
    ("A\ndef f():\n    x\ndef g():\n    f()\nB", " | x"),
    ("A\ndef f():\n    x\nB\nf()", " | x"),
    ("A\ndef f():\n    x\nif p:\n    f()\nB\nq()", "x | x"),
    ("A\ndef f():\n    x\ndef g(p=f()): ...\nB", "x | x"),
    ("A\ndef f():\n    x\nclass C(f()): ...\nB", "x | x"),
    ("A\ndef f(p=g()):\n    x\nB", " | x"),
    ("A\ndef f():\n    x\ndef g():\n    class C:\n        f()\nB", " | x"),
    ("A\ndef f():\n    x\nif p:\n    def g():\n        f()\nB", " | x"),
    ("A\ndef f():\n    x\ntry: ...\nexcept p:\n    def g():\n        f()\nB", " | x"),
    ("A\ndef f():\n    x\nmatch p:\n    case _:\n        def g():\n            f()\nB", " | x"),
    ("A\ndef f():\n    x\nclass C:\n    p = f()\nB", "x | x"),
    ("A\nf = lambda: x\nB", " | x"),
    ("A\nf = lambda: x\nf()\nB", "x | x"),
    ("x = 1\ndef f():\n    x\nA", "x"),
    ("def f():\n    x\nA\nsys.exit(f())", "x"),
    # These may run later
    ("A\np = (x for _ in ())\nB", "x | x"),
    ("A\np = ([x for _ in ()] for _ in ())\nB", "x | x"),
    ("A\n__all__ = ['x']\nB", " | x"),
    ("A\np = (_ for _ in x)\nB", "x | "),
    ("A\np = [x for _ in ()]\nB", "x | "),
    ("A\ndef f(p: x): ...\nB", "x | x"),
    ("A\ndef f(p: 'x'): ...\nB", " | x"),
    ("from __future__ import annotations\nA\ndef f(p: x): ...\nB", " | x"),
]


@pytest.mark.parametrize(("text", "names"), WAYS)
def test_ways(text: str, names: str) -> None:
    assert taken(f"{text}\n") == names


@pytest.mark.skipif(sys.version_info < (3, 12), reason="needs type parameters")
@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("A\ndef f[x: y](p: x) -> a: ...", "a y"),
        ("A\nclass C[x](y[x]):\n    x", "y"),
        ("A\ntype x[y] = dict[y, a]\nx", "a"),
        ("A\ntype p = x\nB", " | x"),
        ("A\nclass C:\n    x = 1\n    def f[T: x](self): ...", ""),
        ("A\nclass C:\n    x = 1\n    def f[T](self):\n        x", "x"),
    ],
)
def test_type_parameters(text: str, names: str) -> None:  # pragma: >=3.12 cover
    assert taken(f"{text}\n") == names


@pytest.mark.skipif(sys.version_info < (3, 11), reason="needs exception groups")
def test_exception_groups() -> None:  # pragma: >=3.11 cover
    assert taken("A\ntry:\n    x = 1\n    p()\nexcept* q:\n    x\n") == "x"


def test_a_long_chain_of_branches() -> None:
    chain = "".join(f"elif p == {number}:\n    x = {number}\n" for number in range(900))
    assert taken(f"A\nif p:\n    x = 0\n{chain}x\n") == "x"


def test_submodules_that_a_star_gives_in_place_of_others(tmp_path: Path) -> None:
    files = {
        "pack/__init__.py": "import pack.json\nx = 1\n",
        "pack/json.py": "",
        "pack/open.py": "",
        "pack/test/__init__.py": "",
        "pack/test/test_it.py": "",
        "own.py": "",
    }
    write(tmp_path, files)
    # The package has loaded `json`; that it gets `test` before its tests run is not sure.
    star = "from pack import *\n"
    assert taken("import json\n" + star + "json, open, x\n", "own.py") == "json x"
    assert taken(star + "import json\njson, x\n", "own.py") == "x"
    assert taken("import test\n" + star + "test, x\n", "own.py") == "x"
    text = "import test\n" + star + "test, x\n"
    assert taken(text, "pack/test/test_it.py") == "test x"
    assert repaired(text, "IMP001", "pack/test/test_it.py", is_safe=False) == text


@pytest.mark.parametrize(
    ("text", "names"),
    [
        # What is called before the program ends in a branch sees what is bound there.
        (
            "A\nif z:\n    B\n    def f():\n        print(b)\n    f()\n    raise KeyError\na",
            "a | b",
        ),
        ("A\nif z:\n    B\n    def f():\n        print(b)\n    exit(f())\na", "a | b"),
        ("A\nif z:\n    B\n    def f():\n        print(b)\n    raise KeyError\na", "a | "),
        # It was not there yet.
        ("B\nif z:\n    exit(1)\nA\ndef f():\n    print(x)\nb", "b | x"),
    ],
)
def test_calls_before_the_program_ends(text: str, names: str) -> None:
    assert taken(text.replace("    B\n", "    from two import *\n")) == names


def test_modules_behind_stars_are_gone_through_once(tmp_path: Path) -> None:
    (tmp_path / "both.py").write_text("from one import *\nfrom two import *\nfrom one import *\n")
    (tmp_path / "round.py").write_text("from both import *\nfrom round import *\n")
    text = "from both import *\n\nprint(x, gone)\n"
    (found,) = [each.message for each in check(text) if each.code == "IMP012"]
    assert found.startswith("undefined name 'gone': 'both' does not define it")


@pytest.mark.parametrize("name", ["y", "z"])
def test_what_a_list_has_once_another_module_has_changed_it(tmp_path: Path, name: str) -> None:
    (tmp_path / "listing.py").write_text("__all__ = ['x']\nx = y = 1\n")
    text = f"import other\nfrom listing import *\n\nprint(other, x, {name})\n"
    change = f"__all__ += ['{name}']"
    for line, codes in ("", {"IMP001", "IMP012"}), (change, {"IMP001"}):
        (tmp_path / "other.py").write_text(f"from listing import __all__\n{line}\n")
        forget()
        assert {each.code for each in check(text)} == codes


def test_a_name_that_others_take_and_that_is_not_sure(tmp_path: Path) -> None:
    text = "from maybe import *\nprint()\n"
    (tmp_path / "between.py").write_text(text)
    (tmp_path / "user.py").write_text("from between import x\n")
    assert repaired(text, "IMP001", "between.py", is_safe=False) == text


ORIGINS = {
    "orm.py": "class Field: ...\nclass Model: ...\nload = open()\n",
    "models.py": "import os\nfrom orm import *\nclass User(Model): ...\n",
    "more.py": "from models import *\nclass Page(Model): ...\n",
    "other.py": "class Field: ...\n",
    "counting.py": "count = 0\ndef add():\n    global count\n    count += 1\n",
    "counted.py": "from counting import *\nhere = 1\n",
    "again/__init__.py": "from .part import *\n",
    "again/part.py": "def f(): ...\n",
}


@pytest.mark.parametrize(
    ("stars", "text", "names"),
    [
        # The module that makes it, wherever its star import stands.
        ("orm models", "Field, User", "Field | User"),
        ("models orm", "Field, User", "User | Field"),
        ("models orm more", "Field, load, User, Page, os", "User os | Field load | Page"),
        ("orm models more", "Field, Page", "Field |  | Page"),
        # Of several that only pass on, the first.
        ("more models", "Field", "Field | "),
        ("models more", "Field, Page", "Field | Page"),
        # Different objects, and such as are not known to be one.
        ("orm other", "Field", " | Field"),
        ("other orm models", "Field", " | Field | "),
        ("counting counted", "count, here", " | count here"),
        # A submodule is at home in its package.
        ("again.part again", "part, f", "f | part"),
    ],
)
def test_a_name_is_taken_where_it_is_made(
    tmp_path: Path, stars: str, text: str, names: str
) -> None:
    write(tmp_path, ORIGINS)
    assert taken("".join(f"from {each} import *\n" for each in stars.split()) + text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        # Between the two, at once or by a call, the other is not there yet.
        ("from models import *\nField\nfrom orm import *\nField", "Field | "),
        (
            "from models import *\ndef f(): return Field\nf()\nfrom orm import *\nField",
            "Field | ",
        ),
        ("from models import *\ndef f(): return Field\nfrom orm import *\nf()", " | Field"),
        # In branches of which only one is taken.
        (
            "try:\n    from orm import *\nexcept ImportError:\n    from models import *\nField",
            "Field | Field",
        ),
        ("from models import *\nif z:\n    from orm import *\nField", "Field | "),
        # What an import gives as well.
        ("import os\nfrom models import *\nos, User", "User"),
        ("from models import *\nos\nimport os\nos", "os"),
        ("import json as os\nfrom models import *\nos", "os"),
        ("from orm import Field\nfrom models import *\nField, User", "User"),
        ("from orm import Model as Field\nfrom models import *\nField", "Field"),
        ("if z:\n    import os\nfrom models import *\nos", "os"),
        ("from orm import *\nField = 1\nfrom models import *\nField", " | Field"),
        ("import os\nfrom models import *\nfrom more import *\nos, Page", " | Page"),
        (
            "from orm import *\nField = 1\nfrom models import *\nfrom more import *\nField",
            " | Field | ",
        ),
        # For others.
        ("from models import *\nfrom orm import *\n__all__ = ['Field']", " | Field"),
    ],
)
def test_a_name_is_taken_elsewhere_only_if_that_is_the_same(
    tmp_path: Path, text: str, names: str
) -> None:
    write(tmp_path, ORIGINS)
    assert taken(text) == names


def test_a_name_is_there_for_those_who_are_loaded_in_between(tmp_path: Path) -> None:
    write(tmp_path, {**ORIGINS, "reader.py": "from example import Field\n", "example.py": ""})
    text = "from models import *\nimport {}\nfrom orm import *\n"
    for module, names in (("other", [set(), {"Field"}]), ("reader", [{"Field"}, {"Field"}])):
        tree = ast.parse(text.format(module))
        source = SourceFile(tree, [], "example.py")
        assert reexported(source, {"Field", "gone"}) == names


def test_what_is_not_taken_from_a_star_import(tmp_path: Path) -> None:
    write(tmp_path, {**ORIGINS, "example.py": ""})
    text = "import os\nfrom orm import *\nfrom other import *\nfrom more import *\n{}\n"
    for used, makers in (
        ("os, Model", "'orm' and 'os'"),
        ("load", "'orm'"),
    ):
        (*_, found) = [
            each for each in check(text.format(used), "example.py") if each.code == "IMP001"
        ]
        assert found.message == (
            f"star import from 'more': the names used here are defined in {makers},"
            " so import them from there"
        )
    (*_, found) = check("from orm import *\nfrom orm import *\nModel\n", "example.py")
    assert found.message == (
        "star import from 'orm': the names used here come from another star import of this module"
    )
    assert repaired(text.format("Model, Field, Page"), "IMP001", "example.py") == (
        "import os\nfrom orm import Model\nfrom other import *\nfrom more import Field, Page\n"
        "Model, Field, Page\n"
    )


def test_trials_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {
        "m.py": "a = 1\n",
        "n.py": "from m import *\n",
        "o.py": "from n import *\n",
        "main.py": "",
    }
    write(tmp_path, files)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("flake8_importstyle.stars.uses._MOST_TRIALS", 0)
    text = "from o import *\nfrom n import *\nfrom m import *\nprint(a)\n"
    found = check(text, "main.py", select=["IMP001"])
    assert [each.message.partition(": ")[2] for each in found][-1] == "write 'from m import a'"
