"""What star imports bind, found by the resolver."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from flake8_importstyle.exports.body.visitor import exports_of
from flake8_importstyle.exports.definitions import Definition, Exports, Target
from flake8_importstyle.exports.evaluation.constants import UNKNOWN
from flake8_importstyle.exports.wildcard import Resolver, resolver
from flake8_importstyle.resolver.files import forget
from flake8_importstyle.resolver.stdlib import known
from tests.support import star, write_modules

pytestmark = pytest.mark.usefixtures("memory")


def test_packages(tmp_path: Path) -> None:
    files = {
        "p/__init__": (
            "from .a import one\nfrom . import b\nfrom p import one as uno\nfrom .c import *\n"
        ),
        "p/a": "one = 1\n",
        "p/b": "import gone\nfrom . import d\n",
        "p/c": "two = 1\n",
        "p/d": "",
        "p/e": "",
        "p/sub/__init__": "from .. import a\nfrom .... import too_far\nimport p.e\n",
        "q/__init__": "__all__ = ['a', 'b']\n",
        "q/a": "",
    }
    folders = write_modules(tmp_path, **files)
    assert star(folders, "p") == "a b c one two uno"
    assert star(folders, "p.sub") == "a p too_far"
    assert star(folders, "q") == "a b?"
    found = Resolver(folders)
    assert set(found.submodules(("p",))) == {"a", "b", "c", "d"}
    assert found.wildcard_names("p").names["b"].target == Target("p.b", None)
    assert found.wildcard_names("p") is found.wildcard_names("p")
    assert found.wildcard_names("q").names["a"] == Definition(0, Target("q.a", None))
    assert found.wildcard_names("q").names["b"].target is None


def test_submodules_that_are_loaded(tmp_path: Path) -> None:
    files = {
        "p/__init__": "",
        "p/q/__init__": "from . import a, _b\n",
        **dict.fromkeys(("p/q/a", "p/q/_b", "p/q/c"), ""),
    }
    found = Resolver(write_modules(tmp_path, **files))
    assert found.submodules(("p.q",)) == {"a": Definition(0, Target("p.q.a", None))}
    assert found.loaded("p.q.a") == {"p", "p.q", "p.q.a", "p.q._b"}


def test_where_listed_names_come_from(tmp_path: Path) -> None:
    files = {
        "m": "__all__ = ['a', 'b']\nfrom n import a\nb = 1\n",
        "n": "a = 1\n",
    }
    names = Resolver(write_modules(tmp_path, **files)).wildcard_names("m").names
    assert (names["a"].target, names["b"].line) == (Target("n", "a"), 3)


def test_a_star_passes_on_what_a_package_has_loaded(tmp_path: Path) -> None:
    files = {"m": "from p import *\n", "p/__init__": "import p.a\n", "p/a": ""}
    folders = write_modules(tmp_path, **files)
    assert Resolver(folders).wildcard_names("m").packages == ("p",)


def test_cycles(tmp_path: Path) -> None:
    folders = write_modules(tmp_path, a="from b import *\nx = 1\n", b="from a import *\ny = 1\n")
    # Who is loaded first gets more, and nobody can say who that is.
    assert star(folders, "a") == "x y? (it is part of the import cycle a → b → a)"
    folders = write_modules(
        tmp_path,
        c="try:\n    from d import x\nexcept ImportError:\n    x = 1\n",
        d="import c\nif c.x: y = 1\nif hasattr(c, 'x'): z = 1\n",
    )
    assert star(folders, "c") == "x"


def test_a_star_import_of_what_loads_the_module(tmp_path: Path) -> None:
    files = {
        "p/__init__": "import os\na = 1\nfrom . import b\nc = 1\n",
        "p/b": "from p import *\nd = 1\n",
        "p/e": "from p import *\n",
    }
    folders = write_modules(tmp_path, **files)
    assert star(folders, "p") == "a b c os"
    assert star(folders, "p.b") == "a b? c? d os"
    assert star(folders, "p.e") == "a b c os"
    # It is the same for whoever stands in another folder.
    found = Resolver((str(tmp_path / "empty"), *folders))
    assert not found.wildcard_names("p", "p.b").names["c"].is_definite
    # What the package gives to it afterwards has no line in the module.
    files = {
        "p/__init__": "import p.a\np.a.three = 1\n",
        "p/a": "one = 1\nimport p.b\ntwo = 1\n",
        "p/b": "from p.a import *\n",
    }
    folders = write_modules(tmp_path, **files)
    assert star(folders, "p.b") == "one p? three? two?"


def test_long_chains(tmp_path: Path) -> None:
    chain = {f"m{number}": f"from m{number + 1} import *\n" for number in range(200)}
    assert star(write_modules(tmp_path, **chain, m200="x = 1\n"), "m0") == "x"


def test_long_circles(tmp_path: Path) -> None:
    circle = {f"m{n}": f"from m{(n + 1) % 100} import *\na{n} = 1\n" for n in range(100)}
    found = star(write_modules(tmp_path, **circle), "m0")
    assert {f"a{n}?" for n in range(1, 100)} <= set(found.split())
    assert "it is part of the import cycle m0 → m1 → m2 → m3 → … → m97 → m98 → m99 → m0" in found


@pytest.mark.parametrize("length", [38, 39, 40])
def test_long_ways_to_what_waits(tmp_path: Path, length: int) -> None:
    # `p.a` has all its names only when `p`, which leads to it, has run.
    chain = {f"m{number}": f"from m{number + 1} import *\n" for number in range(length)}
    files = {
        "p/__init__": "from m0 import *\nfrom . import a\na.y = 1\nz = 1\n",
        "p/a": "x = 1\n",
        f"m{length}": "from p.a import *\nw = 1\n",
    }
    found = star(write_modules(tmp_path, **chain, **files), "p")
    # Whether `p` or `m0` is loaded first, nobody can say.
    assert found.startswith("a w? z (") if length == 38 else found == "a w? x? z"


def test_long_chains_of_deep_modules(tmp_path: Path) -> None:
    ifs = "".join("  " * depth + "if True:\n" for depth in range(50))
    chain = {
        f"m{number}": f"{ifs}{'  ' * 50}from m{number + 1} import *\nx{number % 2} = 1\n"
        for number in range(60)
    }
    # Python's own stack would end somewhere.
    assert star(write_modules(tmp_path, **chain, m60="y = 1\n"), "m0") == "x0 x1 y"


def test_a_module_for_which_no_stack_is_deep_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = write_modules(tmp_path, user="from deep import *\nx = 1\n", deep="y = 1\n")

    def run_or_fail(*arguments: Any, **words: Any) -> Exports:
        if "deep" in arguments:
            raise RecursionError
        return exports_of(*arguments, **words)

    monkeypatch.setattr("flake8_importstyle.exports.module_exports.exports_of", run_or_fail)
    assert star(folders, "user") == ("x (it star-imports 'deep' (its file cannot be read))")


def test_a_budget(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flake8_importstyle.exports.module_exports._MOST_STEPS", 3_000)
    folders = write_modules(tmp_path, a="from b import *\n", b="x = 1\n")
    assert star(folders, "a") == " (it star-imports 'b' (too large to analyse))"
    monkeypatch.setattr("flake8_importstyle.exports.module_exports._MOST_STEPS", 1_000)
    forget()
    assert star(folders, "b") == " (too large to analyse)"


def test_stubs(tmp_path: Path) -> None:
    folders = write_modules(tmp_path, c="g = 1\n", user="from s import *\nh = 1\n")[:1]
    (tmp_path / "s.pyi").write_text(
        "import a\nimport b as b\nfrom c import d, e as e\nfrom c import *\nx: int\nx.y: int\n"
        "def f() -> int: ...\n"
    )
    (tmp_path / "t.pyi").write_text("__all__ = ['f', 'gone']\ndef f() -> int: ...\n")
    (tmp_path / "bad.pyi").write_text("(")
    incomplete = "known only from a stub"
    assert star(folders, "s") == f"b? e? f? g? x? ({incomplete})"
    assert star(folders, "user") == (f"b? e? f? g? h x? (it star-imports 's' ({incomplete}))")
    assert star(folders, "t") == f"f? gone? ({incomplete})"
    assert star(folders, "bad") == " (its file cannot be read)"
    found = Resolver(folders)
    assert found.exists("s") is None
    assert found.has("s", "f") is None
    assert found.is_module("s", "f") is None
    assert found.constant("s", "f") is UNKNOWN


def test_stubs_of_compiled_modules(tmp_path: Path) -> None:
    folders = write_modules(
        tmp_path,
        **{
            "p/__init__": "from .fast import f\nfrom .fast import g\nfrom . import fast\n",
            "m": "from p.fast import *\n",
        },
    )
    (tmp_path / "p" / "fast.abi3.so").write_text("")
    (tmp_path / "p" / "fast.pyi").write_text("from . import other\ndef f(): ...\n")
    assert star(folders, "p.fast") == "f? (known only from a stub)"
    assert star(folders, "p") == "f fast g"
    (tmp_path / "p" / "fast.pyi").write_text("def f(:\n")
    forget()
    assert star(folders, "p.fast") == " (compiled, without a stub)"
    (tmp_path / "p" / "fast.pyi").unlink()
    (tmp_path / "p-stubs").mkdir()
    (tmp_path / "p-stubs" / "fast.pyi").write_text("def g(): ...\n")
    forget()
    assert star(folders, "p.fast") == "g? (known only from a stub)"
    assert star(folders, "m") == ("g? (it star-imports 'p.fast' (known only from a stub))")


def test_packages_of_stubs(tmp_path: Path) -> None:
    stubs = tmp_path / "p-stubs"
    (stubs / "q").mkdir(parents=True)
    (stubs / "__init__.pyi").write_text("from .q import *\nfrom . import r as r\n")
    (stubs / "q" / "__init__.pyi").write_text("from ..r import *\nx: int\n")
    (stubs / "r.pyi").write_text("y: int\n")
    folders = write_modules(tmp_path, n="try:\n    import p\nexcept ImportError:\n    z = 1\n")
    assert star(folders, "p") == "q? r? x? y? (known only from a stub)"
    assert star(folders, "n") == "p? z?"
    # A folder has no names of its own, unless it has a stub for what is not there.
    (tmp_path / "p").mkdir()
    forget()
    assert star(folders, "p") == " (a folder without '__init__.py')"
    (tmp_path / "p" / "__init__.pyi").write_text("a: int\n")
    forget()
    assert star(folders, "p") == "a? (known only from a stub)"


def test_what_another_version_of_python_may_load(tmp_path: Path) -> None:
    text = "try:\n    import c\nexcept ImportError:\n    c = None\nelse:\n    a = 1\n"
    folders = write_modules(tmp_path, m=text)
    (tmp_path / "c.cpython-27-other.so").write_text("")
    assert star(folders, "c") == " (compiled, without a stub)"
    assert star(folders, "m") == "a? c"


def test_compiled_modules_are_asked_only_if_they_are_of_the_standard_library(
    tmp_path: Path,
) -> None:
    (tmp_path / "c.abi3.so").write_text("")
    folders = write_modules(tmp_path, colorsys="if x: a = 1\n")
    assert star(folders, "c") == " (compiled, without a stub)"
    assert star(folders, "colorsys") == "a?"
    assert "sleep" in star(folders, "time").split()
    assert "environ" in star(folders, "os").split()
    assert "b64decode" in star(folders, "base64").split()
    assert "(" not in star(folders, "token")
    assert star(folders, "socket").startswith("A")  # Its names are created at run time.
    assert "(" not in star(folders, "socket")
    assert "?" not in star(folders, "ctypes")
    found = Resolver(folders)
    # While another module is gone through, none is asked; it may be later.
    is_new = sys.version_info >= (3, 11)
    assert found.wildcard_names("re._compiler" if is_new else "sre_compile")
    assert found.wildcard_names("re._constants" if is_new else "sre_constants").incomplete == ""
    assert found.wildcard_names("socket").names["create_connection"].line > 0
    answer = found.ask_interpreter("socket")
    assert answer is not None
    assert "enum" in answer.loads


def test_a_compiled_module_that_is_not_loaded_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flake8_importstyle.resolver.stdlib._loaded", lambda module: None)
    known.cache_clear()
    exports = Resolver(tuple(sys.path)).exports("_decimal")
    known.cache_clear()
    assert exports is not None
    assert "Decimal" in exports.names


def test_constants(tmp_path: Path) -> None:
    folders = write_modules(
        tmp_path,
        a="from b import x as y\nfrom a import z\nif q: w = 1\n",
        b="x = 1\n",
    )
    found = Resolver(folders)
    assert found.constant("a", "y") == 1
    assert found.constant("a", "z") is UNKNOWN
    assert found.constant("a", "w") is UNKNOWN
    assert found.constant("gone", "x") is UNKNOWN
    assert repr(UNKNOWN) == "UNKNOWN"


def test_names_that_packages_give_to_their_modules(tmp_path: Path) -> None:
    files = {
        "p/__init__": (
            "from . import a\nimport p.q.b\nfrom .a import one\na.two = two = 1\n"
            "p.q.b.three = one\nif x: a.four = 1\na.one == 1\nother.five = 1\na.six: int = 1\n"
        ),
        "p/a": "one = 1\n",
        "p/q/__init__": "",
        "p/q/b": "",
        "p/c": "from p.a import *\n",
        "p/d": "from .e import *\n",
        "p/e": "",
    }
    folders = write_modules(tmp_path, **files)
    assert star(folders, "p.a") == "four? one six two"
    assert star(folders, "p.q.b") == "three"
    assert star(folders, "p.c") == "four? one six two"
    found = Resolver(folders)
    assert found.wildcard_names("p.q.b").names["three"].target == Target("p", "one")
    assert found.has("p.a", "two") is True
    assert found.constant("p.a", "two") == 1
    # While the package itself is gone through, nothing has been given yet.
    files["p/__init__"] = "from .a import *\nfrom . import a\na.two = 1\n"
    folders = write_modules(tmp_path, **files)
    found = Resolver(folders)
    assert set(found.wildcard_names("p").names) == {"a", "one"}
    assert set(found.wildcard_names("p.a").names) == {"one", "two"}
    files = {"p/__init__": "from . import a\na.one: int = 1\n", "p/a": "two = 1\n"}
    folders = write_modules(tmp_path, **files)
    assert star(folders, "p.a") == "one two"
    files = {"p/__init__": "a.one = b.one = 1\n(", "p/a": "two = 1\n", "p/b": "("}
    folders = write_modules(tmp_path, **files)
    assert star(folders, "p.a") == "two"
    assert star(folders, "p.b") == " (its file cannot be read)"


@pytest.mark.parametrize(
    ("imported", "works"),
    [
        ("import os", True),
        ("import gone", None),
        ("import msvcrt_gone", None),
        ("import p.b", None),
        ("import p.a", True),
        ("import p.c", True),
        ("import p.d", None),
        ("import p.bad", None),
        ("import p.self", True),
        ("import p.e.x", True),
        ("import p.e.y", None),
        ("import p.f", None),
        ("import p.g", None),
        ("import p.fast", True),
    ],
)
def test_modules_that_need_others(tmp_path: Path, imported: str, works: bool | None) -> None:
    files = {
        "p/__init__": "",
        "p/a": "try:\n    import gone\nexcept ImportError: ...\nif x: import gone\n",
        "p/b": "import p.b2\n",
        "p/b2": "from gone import x\n",
        "p/c": "import p.a\nimport other.x\n",
        "p/d": "from p.b import x\n",
        "p/bad": "(",
        "p/self": "import p.self\nimport p.c\n",
        "p/e/__init__": "",
        "p/e/x": "",
        "p/e/y": "import gone\n",
        "p/f": "import json\nimport gone\n",
        "p/g": "try:\n    x = 1\nexcept KeyError: ...\nelse:\n    import gone\n",
        "other/__init__": "",
        "other/x": "import gone\n",
    }
    module = imported.partition(" ")[2]
    folders = write_modules(tmp_path, **files)
    (tmp_path / "p" / "fast.abi3.so").write_text("")
    assert Resolver(folders).works(module) is works
    text = f"try:\n    {imported}\n    a = 1\nexcept ImportError:\n    b = 1\n"
    names = star(write_modules(tmp_path, m=text, **files), "m").split()
    assert ("b?" in names) is not bool(works)


def test_a_module_that_needs_the_one_that_asks(tmp_path: Path) -> None:
    text = "try:\n    import p.b\nexcept ImportError:\n    a = 1\n"
    folders = write_modules(tmp_path, **{"p/__init__": "", "p/a": text, "p/b": "import p.a\n"})
    assert star(folders, "p.a") == "p"


def test_what_is_not_there(tmp_path: Path) -> None:
    folders = write_modules(tmp_path, bad="(", **{"p/__init__": "", "p/a": ""})
    found = Resolver(folders)
    assert found.exists("os.gone") is False
    assert found.works("os.gone") is False
    assert found.has("os.gone", "x") is False
    assert found.has("bad", "x") is None
    assert found.has("p", "x") is False
    assert found.has("p", "a") is True
    assert found.has("p", "__file__") is None
    # An interpreter knows more.
    assert found.has("socket", "AF_INET") is True
    assert found.has("socket", "gone") is False


def test_only_so_many_needs_are_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {f"p/m{number}": f"import p.m{number + 1}\n" for number in range(9)}
    folders = write_modules(tmp_path, **files, **{"p/__init__": "", "p/m9": "import gone\n"})
    assert Resolver(folders).works("p.m0") is None
    monkeypatch.setattr("flake8_importstyle.exports.wildcard._MOST_NEEDS", 5)
    assert Resolver(folders).works("p.m0") is True


def test_roots_share_what_is_the_same_for_them(tmp_path: Path) -> None:
    files = {
        "one/own": "from lib import *\nfrom json import *\nfrom deep import *\n",
        "two/own": "from lib import *\nfrom json import *\nfrom deep import *\n",
        "two/leaf": "hidden = 1\n",
        "one/again": "from far import *\n",
        "two/again": "from far import *\n",
        "site/far": "from farther import *\nfrom listed import __all__\n",
        "site/farther": "b = hidden = 1\n",
        "site/listed": (
            "from leaf import *\n__all__ = ['b']\ntry:\n    import leaf\nexcept ImportError: ...\n"
        ),
        "site/lib": "a = 1\nfrom os.path import join\n",
        "site/deep": "from leaf import *\n",
        "site/leaf": "b = 1\n",
    }
    _, *library = write_modules(tmp_path, **files)
    site = str(tmp_path / "site")
    one, two = (resolver((str(tmp_path / name), site, *library)) for name in ("one", "two"))
    assert one.exports("lib") is two.exports("lib")
    assert one.exports("json") is two.exports("json")
    assert one.wildcard_names("json") is two.wildcard_names("json")
    assert one.exports("own") is not two.exports("own")
    # What depends on a module that the one root hides is not shared, nor that itself.
    assert set(one.wildcard_names("deep").names) == {"b"}
    assert set(two.wildcard_names("deep").names) == {"hidden"}
    assert {"b"} <= set(one.wildcard_names("own").names)
    assert {"hidden"} <= set(two.wildcard_names("own").names)
    assert "hidden" not in one.wildcard_names("own").names
    for root in (one, two):
        root.wildcard_names("again")
        assert root.wildcard_names("far") is root.wildcard_names("far")
    assert one.wildcard_names("far") is not two.wildcard_names("far")
    # A folder that could be part of a namespace package counts as well.
    (tmp_path / "one" / "posixpath").mkdir()
    forget()
    other = resolver((str(tmp_path / "one"), site, *library))
    assert set(other.wildcard_names("lib").names) == {"a", "join"}


def test_what_a_root_hides_from_those_behind_it(tmp_path: Path) -> None:
    has = "try:\n    from deep import b\nexcept ImportError:\n    x = 1\n"
    works = "try:\n    import engine\nexcept ImportError:\n    x = 1\n"
    files = {
        "front/leaf": "hidden = _on = 1\n",
        "front/wheel": "",
        "middle/user": "from deep import *\n",
        "site/deep": "from leaf import *\n",
        "site/inner": "from wheels.front import *\n",
        "site/wheels/__init__": "",
        "site/wheels/front": "b = 1\n",
        "front/wheels/__init__": "",
        "front/wheels/front": "hidden = 1\n",
        "site/leaf": "b = 1\n_on = 0\n",
        "site/switch": "from leaf import _on\n",
        "site/engine": "import wheel\n",
        **dict.fromkeys(("site/star1", "site/star2"), "from deep import *\n"),
        **dict.fromkeys(("site/has1", "site/has2"), has),
        **dict.fromkeys(("site/works1", "site/works2"), works),
        **dict.fromkeys(("site/is1", "site/is2"), "from switch import _on\nif _on: x = 1\n"),
    }
    _, *library = write_modules(tmp_path, **files)
    folders = (*(str(tmp_path / name) for name in ("front", "middle", "site")), *library)
    once, twice = ("deep", "inner", "user"), ("star", "has", "works", "is")
    expected = (
        {**dict.fromkeys((*once, "star"), "hidden"), "has": "x", "works": "engine", "is": "x"},
        {**dict.fromkeys((*once, "star", "has"), "b"), "works": "engine x", "is": ""},
    )
    # The one in front asks first: what it may take from the others is not known yet.
    for count, names in enumerate(expected):
        found = resolver(folders[count:])
        for module in (*once, *(f"{name}{number}" for name in twice for number in (1, 2))):
            assert (
                " ".join(sorted(found.wildcard_names(module).names)) == names[module.rstrip("12")]
            )


def test_another_version_of_python(tmp_path: Path) -> None:
    library = tmp_path / "lib" / "python3.5"
    write_modules(tmp_path, **{f"lib/python3.5/{name}": "" for name in ("abc", "site")})
    write_modules(tmp_path, **{"lib/python3.5/os": "__all__ = load()\npath = 1\n"})
    (library / "lib-dynload").mkdir()
    (library / "lib-dynload" / "_decimal.cpython-35m-other.so").write_text("")
    folders = (str(library), str(library / "lib-dynload"))
    incomplete = "known only from another version of Python"
    names, told, _ = Resolver(folders).wildcard_names("os")[:3]
    assert told == incomplete
    assert not any(bound.is_definite for bound in names.values())
    assert "getcwd" in names
    assert Resolver(folders).wildcard_names("_decimal").incomplete == incomplete
    assert "Decimal" in Resolver(folders).wildcard_names("_decimal").names
    assert Resolver(folders).has("_decimal", "Decimal") is None


def test_the_standard_library_may_take_what_is_installed(tmp_path: Path) -> None:
    library = tmp_path / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}"
    text = "try:\n    from kit import hammer\nexcept ImportError: ...\n"
    write_modules(tmp_path, **{str(library / name): text for name in ("abc", "os", "site")})
    assert star((str(library),), "abc") == "hammer?"


def test_names_that_go_round(tmp_path: Path) -> None:
    folders = write_modules(
        tmp_path,
        a="from b import x\nfrom b import export\n",
        b="from a import x\nfrom a import export\n",
        c="from a import x, export\nif x: y = 1\n@export\ndef z(): ...\n",
    )
    assert Resolver(folders).constant("a", "x") is UNKNOWN
    assert star(folders, "c") == "export x y? z"
    assert Resolver(folders).is_module("a", "x") is None


def test_the_order_of_questions_does_not_matter(tmp_path: Path) -> None:
    folders = write_modules(
        tmp_path,
        **{
            "pkg/__init__": "from pkg.a import *\nfrom pkg.b import *\n",
            "pkg/a": "import pkg\nx = 1\nfrom pkg.b import *\n",
            "pkg/b": "from pkg.a import *\ny = 2\n",
        },
    )
    modules = ("pkg", "pkg.a", "pkg.b")
    answers = []
    for first in modules:
        resolver = Resolver(folders)
        resolver.wildcard_names(first)
        answers.append([resolver.wildcard_names(module) for module in modules])
    assert answers[0] == answers[1] == answers[2]


@pytest.mark.parametrize(
    ("statement", "is_known"),
    [
        ("fill('x', module=sys.modules[__name__])", False),
        ("fill(sys.modules.get(__name__))", False),
        ("this = sys.modules[__name__]\nfill(this)", False),
        ("import given\ngiven.fill(given)", False),
        ("fill(sys.modules['other'])", True),
        ("import inspect\ninspect.getmembers(sys.modules[__name__])", True),
        ("hasattr(sys.modules[__name__], 'x')", True),
    ],
)
def test_a_module_that_hands_itself_to_a_function(
    tmp_path: Path, statement: str, is_known: bool
) -> None:
    folders = write_modules(
        tmp_path,
        units="def fill(name, module): module.__dict__[name] = 1\n",
        given=f"import sys\nfrom units import fill\n{statement}\n",
    )
    assert ("dynamically" not in star(folders, "given")) is is_known


def test_setting_attributes_of_other_modules(tmp_path: Path) -> None:
    folders = write_modules(
        tmp_path,
        other="a = 1\n",
        setting="import other\nsetattr(other, 'b', 1)\n",
        looking="import sys\nc = 1\nsetattr(sys.modules['ot' + chr(104)], 'b', 1)\n",
        annotated="import other\nother.a: int; other.b: int = 1\n",
    )
    assert star(folders, "looking") == ("c sys (it may change its namespace dynamically)")
    targets = {
        name: [target for target, _ in exports.foreign_assignments]
        for name in ("setting", "annotated")
        if (exports := Resolver(folders).exports(name)) is not None
    }
    assert targets == {name: [Target("other", "b")] for name in ("setting", "annotated")}
