"""Which names other files take through one, and what that means for its star imports."""

from __future__ import annotations

from pathlib import Path

import pytest

from flake8_importstyle.resolver.files import forget
from flake8_importstyle.stars.importers import ImportedThrough, Taken, imported_through, taken
from flake8_importstyle.syntax.parsing import parsed
from flake8_importstyle.syntax.source import SourceFile
from tests.support import repaired, write

MAKER = "a = b = c = d = e = UPPER = ready_a = _g = 1\n"
STAR = "from maker import *\n"
MIDDLE = f"{STAR}own = 1\n"

pytestmark = pytest.mark.usefixtures("memory")


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a project whose modules are taken apart here; ``maker`` has the names."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path, {"maker.py": MAKER, "middle.py": MIDDLE})
    return tmp_path


def source(name: str) -> SourceFile:
    found = parsed(Path(name).read_text(), name)
    assert found is not None
    return found


def of(name: str) -> ImportedThrough:
    forget()
    return source(name).fact(imported_through)


def taken_from(name: str) -> str:
    found = of(name)
    return " ".join(sorted(found.names)) + (" ?" if found.incomplete else "")


def test_by_name(project: Path) -> None:
    write(
        project,
        {
            "one.py": "from middle import a, b as x, own\n",
            "two.py": "import middle\nimport middle as m\nprint(middle.c, m.d.e)\nm.e = 1\n",
            "three.py": "def f():\n    from middle import (\n        ready_a\n    )\n",
            "four.py": "from other_middle import UPPER\nimport x.middle\nmiddle = 1\nx.UPPER\n",
            "five.py": "# middle is not imported here\nimport os\n",
        },
    )
    found = of("middle.py")
    assert found.names == {"a", "b", "c", "d", "e", "ready_a"}
    assert found.reasons == (
        "one.py uses 'a', 'b' from this module",
        "three.py uses 'ready_a' from this module",
        "two.py uses 'c', 'd', 'e' from this module",
    )
    assert not found.incomplete


def test_by_a_file_in_capital_letters(project: Path) -> None:
    write(project, {"RUN.PY": "from middle import a\n"})
    assert taken_from("middle.py") == "a"


def test_many_names(project: Path) -> None:
    write(project, {"user.py": "from middle import a, b, c, d, e\n"})
    assert of("middle.py").reasons == ("user.py uses 'a', 'b', 'c' and 2 more from this module",)


def test_brackets_in_comments(project: Path) -> None:
    write(
        project,
        {
            "p/__init__.py": "",
            "p/maker.py": MAKER,
            "p/middle.py": "from .maker import *\nx = 1\n",
            "user.py": "from p import (  # (here)\n    other,\n    middle,\n)\nmiddle.a\n",
            "near.py": "from p \\\n    import maker, middle \\\n    as m\nm.b\n",
        },
    )
    assert taken_from("p/middle.py") == "a b"


def test_by_stars(project: Path) -> None:
    write(
        project,
        {
            "user.py": "from middle import *\nprint(a)\n",
            "between.py": "from middle import *\nb = 1\n",
            "far.py": "from between import b, c\nimport between\nbetween.d\n",
            "unused.py": "from middle import *\nx = 1\n",
        },
    )
    # `b` of `between` is its own.
    assert taken_from("middle.py") == "a c d"
    assert taken_from("between.py") == "c d"
    assert of("middle.py").reasons == (
        "between.py uses 'c', 'd' from this module",
        "user.py uses 'a' from this module",
    )


@pytest.mark.parametrize(
    "text",
    [
        "from middle import *\n",
        "from middle import *\nprint(eval('a'))\n",
        "from middle import *\n__all__ = make()\n",
        "from middle import *\nx = 1\nprint([n for n in vars()])\n",
    ],
)
def test_who_may_use_all(project: Path, text: str) -> None:
    write(project, {"user.py": text})
    assert taken_from("middle.py") == "UPPER a b c d e ready_a"


def test_a_name_that_another_star_gives(project: Path) -> None:
    between = "from middle import *\nfrom other import *\nif x:\n    from maker import *\ny = 1\n"
    write(
        project,
        {"other.py": "a = 2\n", "between.py": between, "far.py": "from between import a, b\n"},
    )
    assert taken_from("middle.py") == "b"


def test_circles(project: Path) -> None:
    write(
        project,
        {
            "middle.py": "from maker import *\nfrom between import *\nx = 1\n",
            "between.py": "from middle import *\ny = 1\n",
            "far.py": "from between import a\n",
        },
    )
    # What goes round is in doubt, so all that `between` mentions counts, or may get from there.
    assert taken_from("middle.py") == "a x y"


def test_stars_that_are_not_found_from_here(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(
        project,
        {
            "setup.cfg": "",
            "lib/p/__init__.py": "",
            "lib/p/middle.py": "from .maker import *\nx = 1\n",
            "lib/p/maker.py": MAKER,
            "tools/one.py": "from p.middle import *\nprint(a, zzz)\n",
            "tools/two.py": "from one import b\n",
            "tools/three/__init__.py": "",
        },
    )
    monkeypatch.chdir(project / "tools/three")
    assert taken_from("../../lib/p/middle.py") == "a b"
    write(project, {"tools/three/__init__.py": "from p.middle import *\n"})
    assert taken_from("../../lib/p/middle.py") == "UPPER a b c d e ready_a"


def test_packages(project: Path) -> None:
    files = {
        "p/__init__.py": "from .maker import *\n",
        "p/maker.py": MAKER,
        "p/near.py": "from . import a\nfrom .. import q\n",
        "p/sub/__init__.py": "",
        "p/sub/deep.py": "from .. import b, sub\nfrom ... import far\n",
        "user.py": "import p\nfrom p import c\np.d\np.sub.deep.z\n",
        "far.py": "import p.sub.deep\np.e\n",
    }
    write(project, files)
    assert taken_from("p/__init__.py") == "a b c d e"


def test_what_is_bound_later_is_not_taken(project: Path) -> None:
    write(project, {"middle.py": f"{STAR}a = 2\n", "user.py": "from middle import a, b\n"})
    assert taken_from("middle.py") == "b"


def test_tests(project: Path) -> None:
    write(
        project,
        {
            "maker.py": "def test_a(): ...\nb = make_case()\n",
            "test_one.py": "from maker import *\nx = 1\n",
        },
    )
    found = of("test_one.py")
    assert found.reasons == ("a test runner uses 'test_a' from this module",)
    assert found.incomplete == ("test runners may collect names such as 'b' from it",)


def test_what_tools_read_may_be_taken(project: Path) -> None:
    write(project, {"settings.py": STAR, "other.py": STAR})
    assert taken(source("settings.py"), frozenset("a")) is Taken.PERHAPS
    assert taken(source("other.py"), frozenset("a")) is Taken.NO


def test_a_file_that_is_not_there() -> None:
    found = parsed("from maker import *\n", "conftest.py")
    assert found is not None
    answer = found.fact(imported_through)
    assert answer.names == {"a", "b", "c", "d", "e", "UPPER", "ready_a"}
    assert answer.incomplete == (
        "other programs may read names from settings",
        "there is no file that others could import",
    )


@pytest.mark.parametrize("limit", ["_MOST_FILES", "_MOST_BYTES"])
def test_a_project_that_is_too_large(
    project: Path, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    text = "from maker import *\n\nprint(a)\n"
    write(project, {"middle.py": text, "one.py": "", "two.py": ""})
    assert "import a" in repaired(text, "IMP001", "middle.py")
    forget()
    monkeypatch.setattr(f"flake8_importstyle.stars.project.files.{limit}", 2)
    assert of("middle.py").incomplete == ("the project is too large to search completely",)
    assert repaired(text, "IMP001", "middle.py") == text
