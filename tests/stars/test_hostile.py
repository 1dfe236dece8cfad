"""Files with star imports that would keep whoever goes through them busy for ever.

What is counted is the work, not the time.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from flake8_importstyle.options.settings import Settings
from flake8_importstyle.rules.all import RULES
from flake8_importstyle.rules.registry import findings
from flake8_importstyle.semantic import reaching_definitions
from flake8_importstyle.stars.uses import reexported
from flake8_importstyle.syntax.budget import TOO_LARGE
from flake8_importstyle.syntax.parsing import parsed
from flake8_importstyle.syntax.source import SourceFile
from tests.support import counted, write, write_modules

pytestmark = pytest.mark.usefixtures("memory")

_NAMES = 20
_MODULE = "".join(f"n_{number} = 1\n" for number in range(_NAMES))


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], SourceFile]:
    """Return what makes a text a file beside a module ``m``."""
    monkeypatch.chdir(tmp_path)

    def read(text: str) -> SourceFile:
        write_modules(tmp_path, m=_MODULE, a=text)
        source = parsed(text, "a.py")
        assert source is not None
        return source

    return read


def found(source: SourceFile) -> list[str]:
    """Return what the rules about star imports say of a file."""
    rules = [RULES[code] for code in ("IMP001", "IMP010", "IMP011", "IMP012")]
    return [finding.message for _, finding in findings(source, rules, Settings())]


def work(source: SourceFile) -> int:
    """Return how many calls of functions it takes to say that."""
    said, calls = counted(lambda: found(source))
    assert any("write 'from m import" in each for each in said)
    assert not source.fact(reaching_definitions.budget_of).is_spent
    return calls


def numbered(line: str, count: int) -> str:
    """Return a line so many times, with another number each time, and a name of the module."""
    return "".join(
        line.replace("#", str(number)).replace("%", f"n_{number % _NAMES}")
        for number in range(count)
    )


def nested(line: str, depth: int, inner: str) -> str:
    """Return lines within each other."""
    lines = [f"{' ' * number}{each}\n" for number in range(depth) for each in line.split("\n")]
    return "".join(lines) + f"{' ' * depth}{inner}\n"


LINEAR = {
    "branches and functions": lambda count: numbered("if u: % = f()\ndef f_#(): return %\n", count),
    "handlers": lambda count: numbered("try:\n % = 1\nexcept E:\n print(%)\n", count),
    "finally": lambda count: numbered("try:\n % = 1\nfinally:\n print(%)\n", count),
    "loops": lambda count: numbered("for x in y:\n print(%)\n % = 1\n", count),
    "cases": lambda count: "match u:\n" + numbered(" case #: % = 1\n", count),
    "choices": lambda count: "if u: pass\n" + numbered("elif u: % = 1\n", count),
    "reads": lambda count: numbered("print(%)\n", count),
    "classes": lambda count: numbered("class A#:\n print(%)\n", count),
    "breaks": lambda count: "while u:\n" + numbered(" % = 1\n if u: break\n", count),
}
NESTED = {
    "loops": lambda depth: nested("n_1 = 0\nfor x in y:", depth, "n_1 = 1"),
    "finally": lambda depth: nested("try: n_1 = 1\nfinally:", depth, "print(n_1)"),
    "loops that are left": lambda depth: nested("while u:\n if u: break", depth, "n_1 = 1"),
    "handlers": lambda depth: nested("try: n_1 = 1\nexcept E:", depth, "print(n_1)"),
}


@pytest.mark.parametrize("kind", LINEAR)
def test_work_grows_with_the_file(read: Callable[[str], SourceFile], kind: str) -> None:
    small, large = (
        work(read(f"from m import *\n{LINEAR[kind](count)}print(n_1)\n")) for count in (100, 400)
    )
    assert large < 6 * small


@pytest.mark.parametrize("kind", NESTED)
def test_what_is_within_each_other(read: Callable[[str], SourceFile], kind: str) -> None:
    small, large = (
        work(read(f"from m import *\nprint(n_2)\n{NESTED[kind](depth)}print(n_1)\n"))
        for depth in (10, 40)
    )
    # All around hears of what is in it.
    assert large < 16 * small


@pytest.mark.parametrize(
    "text",
    [
        "from m import *\n" + "if u: n_1 = 1\ndef f(): return n_1\n" * 300,
        "from m import *\n" * 300 + numbered("print(%)\n", 20),
        "from m import *\n" + "n_1 = lambda: n_1\n" * 300,
        "from m import *\nwhile u:\n" + numbered(" % = 1\n if u: break\n", 300) + "print(n_1)\n",
        "from m import *\n" + numbered("% = 1\nif u: exit()\n", 300) + "exit(n_1)\n",
    ],
)
def test_what_is_too_large(
    read: Callable[[str], SourceFile], monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr(reaching_definitions, "_MOST_STEPS", 1_000)
    monkeypatch.setattr(reaching_definitions, "_STEPS_OF_LINE", 0)
    source = read(text)
    said = found(source)
    assert said
    assert all(f": {TOO_LARGE}, so its names are not fully known" in each for each in said)
    assert reexported(source, ["n_1", "other"]) == [{"n_1"}] * text.count("*")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("print(n_1)\nexit()\nif u: print(n_2)\n", "n_1"),
        ("for x in y:\n print(n_1)\n n_1 = 1\n if u: continue\nprint(n_1)\n", "n_1"),
        (
            "for x in y:\n try: n_1 = 1\n finally:\n  if u: break\n  if v: continue\nprint(n_1)\n",
            "n_1",
        ),
        ("for n_1 in (n_1 := n_2):\n print(n_1)\n break\nprint(n_1)\n", "n_1, n_2"),
        (
            "try:\n for n_1 in (n_1 := n_2):\n  raise E\n n_1 = 1\nexcept E: ...\nprint(n_1)\n",
            "n_1, n_2",
        ),
    ],
)
def test_what_reads_see(read: Callable[[str], SourceFile], text: str, names: str) -> None:
    assert f"star import from 'm': write 'from m import {names}'" in found(
        read(f"from m import *\n{text}")
    )


def test_what_is_too_large_to_be_left_out(
    read: Callable[[str], SourceFile], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "from m import *\nfrom m import *\nprint(n_1)\n"
    advice = "star import from 'm': write 'from m import n_1'"
    assert found(read(text))[0] == advice
    for steps in range(20, 2_000, 20):
        monkeypatch.setattr(reaching_definitions, "_MOST_STEPS", steps)
        monkeypatch.setattr(reaching_definitions, "_STEPS_OF_LINE", 0)
        source = read(text)
        said = found(source)
        # It is not known, or said; whatever else could be left out.
        assert all(TOO_LARGE in each or "m" in each for each in said)
        if not source.fact(reaching_definitions.budget_of).is_spent:
            break
    else:  # pragma: no cover
        pytest.fail("it is never enough")


@pytest.mark.parametrize(
    "lines", ["from p import *\nimport os\n", "from q import *\nm.__all__ += ['a']\n"]
)
def test_many_star_imports(read: Callable[[str], SourceFile], lines: str) -> None:
    write(Path(), {"p/__init__.py": "", "p/s.py": "", "q.py": "__all__ = ['a']\na = 1\n"})

    def work(count: int) -> int:
        source = read(f"{lines * count}print(s, a)\n")
        rules = [RULES[code] for code in ("IMP001", "IMP005")]
        return counted(lambda: [*findings(source, rules, Settings())])[1]

    work(2)  # What is loaded then is not loaded again.
    assert work(160) < 3 * work(80)


def test_many_star_imports_in_a_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, {"p/__init__.py": "", "q.py": "a = 1\n"})

    def work(count: int) -> int:
        write_modules(tmp_path, **{"p/a": (text := "from q import *\n" * count + "print(a)\n")})
        source = parsed(text, "p/a.py")
        assert source is not None
        return counted(lambda: found(source))[1]

    work(2)  # What is loaded then is not loaded again.
    assert work(800) < 2.2 * work(400)
