"""Modules that would keep whoever analyses them busy for ever, or fill the memory.

What is counted is the work, not the time: the steps that are paid for, and the calls that Python
makes, which shows whether all is paid for.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from flake8_importstyle.exports.body import effects, visitor
from flake8_importstyle.exports.definitions import WildcardNames
from flake8_importstyle.exports.wildcard import Resolver
from flake8_importstyle.options.settings import Settings
from flake8_importstyle.rules.all import RULES
from flake8_importstyle.rules.registry import findings
from flake8_importstyle.syntax.budget import TOO_LARGE, Budget
from flake8_importstyle.syntax.parsing import parsed, tree_of
from tests.support import counted, write_modules

pytestmark = pytest.mark.usefixtures("memory")

_LEAST_STEPS = 20_000
_WORDS = f"s = {['w' * 8] * 20_000}\n"
_NAMES = ", ".join(f"v_{number}" for number in range(1_000))
_LOOPS = "for a in range(1000):\n for b in range(1000):\n"
_TEXT = f"s = {'x' * 20_000!r}\n"


class Work(NamedTuple):
    """What it took to find the names of a module."""

    star: WildcardNames
    steps: int
    calls: int


def work(folder: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> Work:
    """Find the names of a module and count."""
    budgets: list[Budget] = []

    def budget(*arguments: int, within: Budget | None = None) -> Budget:
        budgets.append(Budget(*arguments, within=within))
        return budgets[-1]

    resolver = Resolver(write_modules(folder, m=text, first="for each in x: y = f()\n"))
    resolver.wildcard_names("first")  # It may load modules.
    with monkeypatch.context() as patched:
        patched.setattr(visitor, "Budget", budget)
        star, calls = counted(lambda: resolver.wildcard_names("m"))
    return Work(star, sum(each.spent for each in budgets), calls)


def numbered(line: str) -> Callable[[int], str]:
    """Return what writes a line so many times, with another number each time."""
    return lambda count: "".join(line.replace("#", str(number)) for number in range(count))


LINEAR: dict[str, Callable[[int], str]] = {
    "branches": numbered("if u:\n  n_# = 1\n"),
    "branches with one name": numbered("if u:\n  x = #\n"),
    "cases": lambda count: "match u:\n" + numbered("  case #:\n    n_# = 1\n")(count),
    "appending": lambda count: "__all__ = []\n" + numbered("__all__.append('n_#')\n")(count),
    "extending": lambda count: "__all__ = []\n" + numbered("__all__ += ['n_#']\n")(count),
    "extending in branches": (
        lambda count: "__all__ = []\n" + numbered("if u: __all__ += ['n_#']\n")(count)
    ),
    "exporting by a decorator": (
        lambda count: "from d import export\n" + numbered("@export\ndef f_#(): ...\n")(count)
    ),
    "appending in tries": (
        lambda count: (
            "__all__ = []\n"
            + numbered(
                "try:\n  import n_#\n  __all__.append('n_#')\nexcept ImportError: n_# = 0\n"
            )(count)
        )
    ),
    "deletions": numbered("n_# = 1\ndel n_#\n"),
    "writing into globals": numbered("globals().update(n_#=1)\n"),
    "assigning to another module": lambda count: "import os\n" + numbered("os.x_# = #\n")(count),
}


@pytest.mark.parametrize("kind", LINEAR)
def test_work_grows_with_the_module(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    small, large = (work(tmp_path, monkeypatch, LINEAR[kind](count)) for count in (200, 800))
    assert not small.star.incomplete
    assert not large.star.incomplete
    assert large.steps < 5 * small.steps
    assert large.calls < 5 * small.calls


BOUNDED = {
    "powers": "x = 9\n" + "x = x ** 200\n" * 5 + "if x > 3: y = 1\n",
    "a power of a power": "if (((9**200)**200)**200)**200 > 3: x = 2\n",
    "shifting": "x = 1\n" + "x = x << 200\n" * 50 + "if x > 3: y = 1\n",
    "code that runs itself": "x = 1\nc = 'exec(c);exec(c)'\nexec(c)\n",
    "code that is run again": f"c = {'x = 1;' * 2_000!r}\n" + "exec(c)\n" * 500,
    "comprehensions within each other": (
        "x = [1 for a in range(20000) for b in range(20000) for c in ()]\n"
    ),
    "a range with a star": "x = [*range(10**12)]\n",
    "a call of a range": "x = [tuple(*[range(10**12)])]\n",
    "looking in a range": "if 'a' in range(10**12): x = 1\n",
    "equal lists": (
        "a = b = [1]\n" + "a = [a, a]\nb = [b, b]\n" * 50 + "x = 1\nif a == b:\n    x = 2\n"
    ),
    "hashing tuples": "a = (1,)\n" + "a = (a, a)\n" * 50 + "x = 1\nif {a: 1}:\n    x = 2\n",
    "hashing what is deep": "a = ()\n" + "a = (a,)\n" * 5_000 + "if {a}: x = 1\n",
    "slices of a list": f"{_WORDS}x = [s[:] for i in range(20000)]\n",
    "lists of a list": f"{_WORDS}x = [{'*s, ' * 500}]\n",
    "adding a list to itself": _WORDS + "s = s + s\n" * 50,
    "texts within texts": f"{_TEXT}x = f'{'{s}' * 2_000}'\n",
    "joining texts": f"{_TEXT}x = ''.join([s for i in range(20000)])\n",
    "formatting texts": f"{_TEXT}x = '{'%s' * 2_000}' % ({'s, ' * 2_000})\n",
    "stripping texts": _TEXT + "x = s.strip(s)\n" * 50,
    "adding texts": _TEXT + "s = s + s\n" * 50,
    "digits": f"x = int({'9' * 20_000!r})\n",
    "sorting": _WORDS + "x = sorted(s)\n" * 100,
    "comparing": _WORDS + "t = s[:]\n" + "if s == t: x = 1\n" * 100,
    "calls of functions that call two": (
        "def f0():\n    global q\n    q = 1\ndef g0(): ...\n"
        + "".join(
            f"def {each}{n}():\n    f{n - 1}()\n    g{n - 1}()\n"
            for n in range(1, 50)
            for each in "fg"
        )
        + "f49()\n"
    ),
    "many calls of many functions": (
        numbered("def f#():\n    global q#\n    f#1(); f#2(); f#3()\n")(300) + "f1()\n" * 300
    ),
    "attributes asked within each other": f"import os\nx = {'getattr(os, ' * 60}'x'{')' * 60}\n",
    "loops within each other": (
        "".join(f"{' ' * n}for a in range(1000):\n" for n in range(15)) + f"{' ' * 15}x = 1\n"
    ),
    "deleting in loops": f"{_LOOPS}  del d[f({_NAMES})]\n",
    "classes in loops": f"{_LOOPS}  class C: x = ({_NAMES})\n",
    "guards in loops": f"{_LOOPS}  try: x = f({_NAMES})\n  except ImportError: ...\n",
    "chains in loops": _LOOPS + "  x = y = f()\n" * 100,
    "raising again and again": (
        "try:\n" + numbered("  n_# = 1\n  if u: raise E\n")(500) + "except E: pass\n"
    ),
    "chains of attributes": f"x = a{'.b' * 300}\n" * 100,
    "chains of classes": (
        "class A0: ...\n"
        + "".join(f"class A{n + 1}(A{n}): ...\n" for n in range(500))
        + numbered("x_# = A500()\n")(500)
    ),
    "many names for one list": (
        "a = []\n" + numbered("a_# = a\n")(500) + numbered("a.append(#)\n")(500)
    ),
    "containers that hold each other": "a = []\n" + numbered("b_# = [[a]]\na.append(#)\n")(500),
    "asking for all names": numbered("n_# = 1\n")(500) + "x = dir()\n" * 500,
}


@pytest.mark.parametrize("kind", BOUNDED)
def test_work_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setattr(visitor, "_MOST_STEPS", _LEAST_STEPS)
    text = BOUNDED[kind]
    done = work(tmp_path, monkeypatch, text)
    assert done.star.names or done.star.incomplete == TOO_LARGE
    # The last step may be a large one.
    assert done.steps < _LEAST_STEPS + 2 * len(text) + 200_000
    assert done.calls < 50 * (_LEAST_STEPS + len(text))


def test_parsing_is_paid_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed = 0

    def count(text: str) -> ast.Module | None:
        nonlocal parsed
        parsed += 1
        return tree_of(text)

    monkeypatch.setattr(effects, "tree_of", count)
    monkeypatch.setattr(visitor, "_MOST_STEPS", _LEAST_STEPS)
    done = work(tmp_path, monkeypatch, BOUNDED["code that runs itself"])
    assert done.star.incomplete == TOO_LARGE
    assert 50 * parsed < done.steps


def test_what_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visitor, "_MOST_STEPS", 0)
    folders = write_modules(
        tmp_path, a="import b\nfrom b import *\nx = 1\n", b="x = (1, 2, 3, 4)\n"
    )
    found = Resolver(folders)
    assert found.wildcard_names("b") == WildcardNames({}, TOO_LARGE)
    assert found.has("b", "x") is None
    exports = found.exports("a")
    assert exports is not None
    assert list(exports.loads) == ["b"]


def test_imports_in_functions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    def work(count: int) -> int:
        text = numbered("def f_#():\n    import m\n    m.x()\n")(count)
        write_modules(tmp_path, m=text.replace("import m", "import os"), n=text)
        source = parsed(text, "n.py")
        assert source is not None
        found, calls = counted(lambda: [*findings(source, [RULES["IMP307"]], Settings())])
        assert len(found) == count
        return calls

    work(2)  # What is loaded then is not loaded again.
    assert work(200) < 2.5 * work(100)
