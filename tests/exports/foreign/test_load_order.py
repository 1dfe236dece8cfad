"""Which modules have run to their end when another one takes their names."""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from flake8_importstyle.exports.foreign import load_chains, load_order
from flake8_importstyle.exports.wildcard import Resolver
from tests.support import check, counted, write

pytestmark = pytest.mark.usefixtures("memory")

# `p` leads to `p.u`, which takes names of others, before it has run to its end.
DIRECT = {"p/__init__.py": "a = 1\nfrom p import u\nb = 1\n", "p/u.py": "from p import *\n"}
FAR = {
    "p/__init__.py": "a = 1\nimport p.one\nb = 1\n",
    "p/one.py": "from .two import x\n",
    "p/two.py": "x = 1\nfrom .q.three import y\n",
    "p/q/__init__.py": "",
    "p/q/three.py": "y = 1\nif y:\n    class C:\n        from p import u\n",
    "p/u.py": "from p import *\n",
}


def order(folder: Path, files: dict[str, str]) -> load_order.LoadOrder:
    return Resolver(write(folder, files)).order


@pytest.mark.parametrize(
    ("files", "module", "user", "found"),
    [
        (DIRECT, "p", "p.u", (2, True, "p p.u")),
        (FAR, "p", "p.u", (2, False, "p p.one p.two p.q.three p.u")),
        (FAR, "p.two", "p.u", (2, False, "p.two p.q.three p.u")),
        # Without the condition in between, that is so in every order.
        (
            {**FAR, "p/q/three.py": "from p import u\n"},
            "p",
            "p.u",
            (2, True, "p p.one p.two p.q.three p.u"),
        ),
        # A package has begun before its modules, and what they load again does not run again.
        (FAR, "p.u", "p", None),
        (FAR, "p.q", "p.u", None),
        (FAR, "p.u", "p.u", None),
        (FAR, "p", "", None),
        (FAR, "p", "gone", None),
        # The package in between has been loaded by the one around it.
        (
            {
                "p/__init__.py": "import p.q\n",
                "p/q/__init__.py": "",
                "p/q/u.py": "",
                "p/m.py": "import p.q.u\n",
            },
            "p.m",
            "p.q.u",
            (1, False, "p.m p.q.u"),
        ),
        # Nobody leads there but those who begin with it.
        ({**DIRECT, "p/__init__.py": "a = 1\n"}, "p", "p.u", None),
        (
            {
                "p/__init__.py": "from . import u\n",
                "p/u.py": "from .m import *\n",
                "p/m.py": "import p.u\n",
            },
            "p.m",
            "p.u",
            None,
        ),
        # In a function, for type checkers, or in the program.
        ({**DIRECT, "p/__init__.py": "def f():\n    import p.u\n"}, "p", "p.u", None),
        (
            {
                **DIRECT,
                "p/__init__.py": "if TYPE_CHECKING:\n import p.u\nif __name__ == 1:\n import p.u\n",
            },
            "p",
            "p.u",
            None,
        ),
        # By a star import of what a package lists, and in a loop or after a test.
        (
            {**DIRECT, "p/__init__.py": "__all__ = ['u', 'x']\n\nfrom . import *\n"},
            "p",
            "p.u",
            (3, True, "p p.u"),
        ),
        (
            {**DIRECT, "p/__init__.py": "import os\nif f():\n    import p.u\n"},
            "p",
            "p.u",
            (3, False, "p p.u"),
        ),
        # Top-level modules: which is first, nobody can say.
        ({"m.py": "x = 1\nimport u\n", "u.py": "from m import *\n"}, "m", "u", (2, False, "m u")),
        ({"m.py": "x = 1\n", "u.py": "from m import *\n"}, "m", "u", None),
        ({"m.py": "x = \n", "u.py": "from m import *\n"}, "m", "u", None),
        ({"m.py": "from . import u\n", "u.py": "from m import *\n"}, "m", "u", None),
        # What is installed does not know the project, but itself.
        ({"site-packages/m.py": "import u\n", "u.py": "from m import *\n"}, "m", "u", None),
    ],
)
def test_unfinished(
    tmp_path: Path,
    files: dict[str, str],
    module: str,
    user: str,
    found: tuple[int, bool, str] | None,
) -> None:
    folders = write(tmp_path, files)
    told = Resolver((*folders, str(tmp_path / "site-packages"))).order.unfinished(module, user)
    assert (told and (told.line, told.is_definite, " ".join(told.way))) == found


def test_two_ways_of_which_one_is_taken_before(tmp_path: Path) -> None:
    files = {
        "p/__init__.py": "from .m import *\nfrom .u import *\n",
        "p/m.py": "x = 1\nimport p.a\n",
        "p/a.py": "import p.u\n",
        "p/u.py": "from p.m import *\nfrom p.late import *\n",
        "p/late.py": "import p.u\n",
    }
    found = order(tmp_path, files)
    assert found.unfinished("p.late", "p.u") is None
    assert str(found.unfinished("p.m", "p.u")) == (
        "it is part of the import cycle p.m → p.a → p.u → p.m"
    )
    assert found.way("p.m", "p.u") is found.way("p.m", "p.u")


def test_a_cycle_that_is_too_long_to_be_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {f"m{n}.py": f"import m{n + 1}\n" for n in range(20)}
    files |= {"m20.py": "from m0 import *\n", "u.py": ""}
    found = order(tmp_path, files)
    assert str(found.unfinished("m0", "m20")) == (
        "it is part of the import cycle m0 → m1 → m2 → m3 → … → m18 → m19 → m20 → m0"
    )
    monkeypatch.setattr(load_chains, "_MOST_MODULES", 3)
    # Who does not follow so far cannot tell.
    assert order(tmp_path, files).way("m0", "u") == ["m0", "u"]


@pytest.mark.parametrize("files", [DIRECT, FAR])
def test_a_star_import_is_told_to_be_in_doubt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, str]
) -> None:
    write(tmp_path, files)
    monkeypatch.chdir(tmp_path)
    (found,) = check("from p import *\nprint(a)\n", "p/u.py")
    assert "it is part of the import cycle p → p." in found.message
    assert found.message.endswith("; probably 'from p import a'")


@pytest.mark.parametrize("files", [DIRECT, {**FAR, "p/q/three.py": "y = 1\nfrom p import u\n"}])
def test_what_a_module_has_by_then(tmp_path: Path, files: dict[str, str]) -> None:
    folders = write(tmp_path, files)
    code = "import p.u; print(*[name for name in dir(p.u) if name[0] != '_'])"
    real = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, check=True, text=True
    ).stdout.split()
    star = Resolver(folders).wildcard_names("p.u")
    sure = {name for name, bound in star.names.items() if bound.is_definite}
    # `p.q` is a submodule that others have loaded.
    assert sure <= set(real) <= star.names.keys() | {"q"}


def test_what_is_surely_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {
        "p/__init__.py": "",
        "p/a.py": "import p.b\nfrom p import c\nif x:\n    import p.d\n",
        "p/b.py": "from .e import f\nimport json\n",
        "p/c.py": "",
        "p/d.py": "",
        "p/e.py": "",
    }
    assert order(tmp_path, files).surely_loaded("p.a") == {"p", "p.a", "p.b", "p.e", "json"}
    monkeypatch.setattr(f"{load_order.LoadOrder.__module__}._MOST_MODULES", 2)
    assert order(tmp_path, files).surely_loaded("p.a") == {"p", "p.a", "p.b"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import p", True),
        ("import p.b", True),
        ("import p.b as q", False),
        ("from p import b", True),
        ("from .b import x", False),
        ("from . import b", True),
        ("def f():\n    import p", False),
    ],
)
def test_who_may_ask_a_package(tmp_path: Path, text: str, expected: bool) -> None:
    files = {"p/__init__.py": "import p.a\n", "p/a.py": "from p.c import x", "p/b.py": "x = 1"}
    found = order(tmp_path, {**files, "p/c.py": f"{text}\n"})
    assert found.asks("p.a", "p") is expected


def test_too_many_modules_are_not_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = order(tmp_path, FAR)
    assert "p.q.three" in found.all_loaded("p")
    monkeypatch.setattr(load_order, "_MOST_MODULES", 1)
    assert "p.q.three" not in found.all_loaded("p")


def test_a_package_that_its_own_package_loads(tmp_path: Path) -> None:
    files = {"p/__init__.py": "import p.q\n", "p/q/__init__.py": "a = 1\n", "p/q/u.py": ""}
    assert order(tmp_path, files).unfinished("p.q", "p.q.u") is None


def test_what_does_not_lead_there_is_gone_through_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = 20
    files = {f"p/s{each}.py": f"from . import s{(each + 1) % count}\n" for each in range(count)}
    files |= {"p/__init__.py": "".join(f"import p.s{each}\n" for each in range(count)), "u.py": ""}
    found = order(tmp_path, files)
    asked: list[str] = []
    loads = found.loads

    def counted(module: str) -> list[load_order.Load]:
        asked.append(module)
        return loads(module)

    monkeypatch.setattr(found, "loads", counted)
    assert [found.way(f"p.s{each}", "u") for each in range(count)] == [[]] * count
    assert sorted(asked) == sorted(["p", *(f"p.s{each}" for each in range(count))])
    # What leads there by its package alone does so where that has not begun.
    files |= {"p/__init__.py": "import u\n", "v.py": "import p.s1\n"}
    found = order(tmp_path / "other", files)
    assert found.way("p.s1", "u") == []
    assert found.way("v", "u") == ["v", "p", "u"]


def test_an_all_is_read_once_for_all_stars(tmp_path: Path) -> None:
    counts = []
    for number in (1_000, 2_000):
        text = "x = __all__\n" * number + "if x: from . import *\n" * number
        found = order(tmp_path / str(number), {"p/__init__.py": text})
        loads, calls = counted(partial(found.loads, "p"))
        assert len(loads) == number
        counts.append(calls)
    assert counts[1] < 3 * counts[0]
