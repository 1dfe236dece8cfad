"""The resolver is made of parts, each of which works alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from flake8_importstyle.exports.cache import Cache
from flake8_importstyle.exports.definitions import Target
from flake8_importstyle.exports.finder import Finder
from flake8_importstyle.exports.foreign.assignments import ForeignAssignments
from flake8_importstyle.exports.shared import Shared
from flake8_importstyle.exports.wildcard import Resolver
from tests.support import write_modules

pytestmark = pytest.mark.usefixtures("memory")


def test_the_finder(tmp_path: Path) -> None:
    write_modules(tmp_path, **{"m": "", "p/__init__": "", "p/a": ""})
    finder = Finder((str(tmp_path),))
    finder.depend_on(["nothing asks for this"])
    with finder.dependencies() as outer:
        assert finder.exists("m")
        with finder.dependencies() as inner:
            assert finder.is_submodule(Target("p", "a"))
            assert not finder.is_submodule(Target("m", "a"))
            finder.depend_on(["other"])
        assert inner == {"p", "m", "other"}
        assert finder.exists("gone") is None
        assert finder.exists("tkinter") is False
    assert outer == {"m", "gone", "tkinter"}


def test_the_cache() -> None:
    finder = Finder(())
    cache: Cache[int] = Cache(finder)
    assert "m" not in cache
    assert cache.get("m") is None
    assert cache.dependencies("m") == set()
    cache.keep("m", 1, ["m", "n"])
    with finder.dependencies() as dependencies:
        assert (cache["m"], cache.get("m")) == (1, 1)
    assert dependencies == cache.dependencies("m") == {"m", "n"}


def test_what_is_shared(tmp_path: Path) -> None:
    write_modules(
        tmp_path / "lib", a="from own import *\n", b="import a\n", c="x = 1\n", d="x = 1\n"
    )
    write_modules(tmp_path / "app", own="", d="x = 2\n")
    folders = (str(tmp_path / "app"), str(tmp_path / "lib"))
    others = Resolver(folders[1:])
    finder = Finder(folders)
    shared = Shared(finder, others)
    with finder.dependencies() as dependencies:
        assert shared.resolver("c") is others
    assert dependencies == {"c"}
    assert [name for name in ("a", "b", "c", "d", "gone") if shared.resolver(name)] == ["b", "c"]


def test_foreign_assignments(tmp_path: Path) -> None:
    files = {
        "p/__init__": "from .q import a\na.name = 1\nb.name == 1\n",
        "p/q/__init__": "b.name: int = 1\n",
        "p/q/a": "",
    }
    foreign = ForeignAssignments(Finder(write_modules(tmp_path, **files)), 100)
    assert list(foreign.packages("p.q.a")) == ["p"]
    assert list(foreign.packages("p.q.b")) == ["p.q"]
    assert list(foreign.packages("p.q")) == []
