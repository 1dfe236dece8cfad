"""Which names other files take through one, and what that means for its star imports."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from flake8_importstyle.resolver.files import forget
from flake8_importstyle.stars.importers import Taken, taken
from flake8_importstyle.syntax.parsing import parsed
from flake8_importstyle.syntax.source import SourceFile
from tests.support import repaired, write_modules

MAKER = "a = b = c = d = e = UPPER = test_a = _g = 1\n"


pytestmark = pytest.mark.usefixtures("memory")


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a project whose modules are taken apart here; ``maker`` has the names."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "maker.py").write_text(MAKER)
    return tmp_path


def write(**files: str) -> None:
    write_modules(Path(), **files)


def source(name: str) -> SourceFile:
    found = parsed(Path(name).read_text(), name)
    assert found is not None
    return found


def taken_from(name: str) -> str:
    names, is_complete = source(name).fact(taken)
    return " ".join(sorted(names)) + ("" if is_complete else " ?")


def test_by_name() -> None:
    write(
        middle="from maker import *\n",
        one="from middle import a, b as x\n",
        two="import middle\nimport middle as m\nprint(middle.c, m.d.e, m().q)\nm.e = 1\n",
        three="def f():\n    from middle import (\n        _g\n    )\n",
        four="from other_middle import q\nimport x.middle\nmiddle = 1\nmiddle.z\n",
        five="# middle is not imported here\nimport os\n",
        six="import middle.\n",
        seven="x = 1; from \\\n    middle \\\n    import f\n",
    )
    assert taken_from("middle.py") == "_g a b c d e f"


def test_brackets_in_comments() -> None:
    write(
        **{
            "p/__init__": "",
            "p/maker": MAKER,
            "p/middle": "from .maker import *\n",
            "user": "from p import (  # (here)\n    other,\n    middle,\n)\nmiddle.a\n",
            "near": "from p \\\n    import maker, middle \\\n    as m\nm.b\n",
        }
    )
    assert taken_from("p/middle.py") == "a b"


def test_by_stars() -> None:
    write(
        middle="from maker import *\n",
        user="from middle import *\nprint(a)\n",
        between="from middle import *\nb = 1\n",
        far="from between import b, c\nimport between\nbetween.d\n",
        unused="from middle import *\n",
    )
    # `b` of `between` is its own.
    assert taken_from("middle.py") == "a c d"
    assert taken_from("between.py") == "b c d"


def test_a_name_that_another_star_gives() -> None:
    write(
        middle="from maker import *\n",
        other="a = 2\n",
        between="from middle import *\nfrom other import *\nif x:\n    from maker import *\n",
        far="from between import a, b\n",
    )
    assert taken_from("middle.py") == "b"


def test_circles() -> None:
    write(
        middle="from maker import *\nfrom between import *\n",
        between="from middle import *\n",
        far="from between import a\n",
    )
    assert taken_from("middle.py") == "a"


def test_packages() -> None:
    files = {
        "p/__init__": "from .maker import *\n",
        "p/maker": MAKER,
        "p/near": "from . import a\nfrom .. import q\n",
        "p/sub/__init__": "",
        "p/sub/deep": "from .. import b, sub\nfrom ... import far\n",
        "user": "import p\nfrom p import c\np.d\np.sub.deep.z\n",
        "far": "import p.sub.deep\np.e\n",
    }
    write(**files)
    assert taken_from("p/__init__.py") == "a b c d e sub"
    text = "from .maker import *\n"
    unsafe = "from .maker import a as a, b as b, c as c, d as d, e as e\n"
    assert repaired(text, "IMP001", "p/__init__.py") == text
    assert repaired(text, "IMP001", "p/__init__.py", is_safe=False) == unsafe


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("settings.py", "UPPER"),
        ("settings/local.py", "UPPER"),
        ("app_config.py", "UPPER"),
        ("conftest.py", "UPPER a b c d e test_a"),
        ("docs/conf.py", "UPPER a b c d e test_a"),
        ("test_it.py", "a d test_a"),
        ("it_test.py", "a d test_a"),
        ("other.py", ""),
    ],
)
def test_by_convention(name: str, names: str) -> None:
    text = (
        "from maker import *\n"
        "def test_it(a): ...\n"
        "@fixture\ndef made(*, d): ...\n"
        "def helper(b): ...\nclass C: ...\n"
    )
    write(**{name.removesuffix(".py"): text})
    assert taken_from(name).split() == names.split()


def test_a_file_that_is_not_there() -> None:
    found = parsed("from maker import *\n", "conftest.py")
    assert found is not None
    assert found.fact(taken) == Taken(frozenset("abcde") | {"UPPER", "test_a"}, False)


@pytest.mark.parametrize("limit", ["_MOST_FILES", "_MOST_BYTES"])
def test_a_project_that_is_too_large(monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    text = "from maker import *\n\nprint(a)\n"
    write(middle=text, one="", two="")
    assert "import a" in repaired(text, "IMP001", "middle.py")
    forget()
    monkeypatch.setattr(f"flake8_importstyle.stars.importers.{limit}", 2)
    assert taken_from("middle.py") == " ?"
    assert repaired(text, "IMP001", "middle.py") == text


def test_what_is_no_part_of_the_project(project: Path) -> None:
    use = "from middle import a\n"
    write(
        middle="from maker import *\n",
        **{
            "venv/lib/one": use,
            ".hidden/two": use,
            "node_modules/three": use,
            "lib/site-packages/four": use,
        },
    )
    (project / "venv" / "pyvenv.cfg").write_text("")
    assert taken_from("middle.py") == ""


@pytest.mark.skipif(sys.platform == "win32", reason="needs symbolic links")
def test_odd_files(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(middle="from maker import *\n", one="from middle import a\n")
    (project / "lost.py").symlink_to(project / "gone.py")
    (project / "circle").symlink_to(project)
    (project / "latin.py").write_bytes(b"# coding: nonsense\nfrom middle import b\n")
    assert taken_from("middle.py") == "a"
    scandir = os.scandir

    def fail(path: str) -> object:
        if path.endswith("sub"):
            raise PermissionError
        return scandir(path)

    (project / "sub").mkdir()
    monkeypatch.setattr(os, "scandir", fail)
    forget()
    assert taken_from("middle.py") == "a"


class Entry:
    """An entry of a folder that is gone once it is looked at."""

    name = "gone.py"

    def is_dir(self, *, follow_symlinks: bool) -> bool:
        raise FileNotFoundError


def test_a_file_that_vanishes(monkeypatch: pytest.MonkeyPatch) -> None:
    write(middle="from maker import *\n")
    monkeypatch.setattr(os, "scandir", lambda _: [Entry()])
    assert taken_from("middle.py") == ""
