"""Disks for which ``Shop.py`` and ``shop.py`` are the same file, and the paths of Windows."""

from __future__ import annotations

import ast
import builtins
import ntpath
import os
import unicodedata
from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path, PureWindowsPath
from typing import Any

import pytest

from flake8_importstyle.cli.origins_command import _short
from flake8_importstyle.formatters.diff import diff
from flake8_importstyle.options.baseline import Baseline
from flake8_importstyle.options.types import folders
from flake8_importstyle.resolver.files import forget, relative_path
from flake8_importstyle.resolver.modules import Location, location, reference
from flake8_importstyle.resolver.search_path import as_on_disk, find, real_path
from flake8_importstyle.rules.all import RULES
from flake8_importstyle.syntax.source import Search, SourceFile
from tests.support import check, repaired, write

pytestmark = pytest.mark.usefixtures("memory")

PROJECT = {
    "pyproject.toml": "",
    "shop/__init__.py": "",
    "shop/goods.py": "price = weight = 1\n",
    "shop/models.py": "from .goods import *\nprint(price)\n",
    "shop/till.py": "from shop.models import weight\n",
}


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of a disk that keeps upper and lower case, and ignores it.

    It does the same with the ways to write a letter with an accent.
    """
    listed = os.listdir

    def alike(name: str) -> str:
        return unicodedata.normalize("NFC", name).casefold()

    def entry(folder: str, name: str) -> str:
        names = listed(folder) if os.path.isdir(folder) else []
        same = (each for each in names if alike(each) == alike(name))
        return name if name in names else next(same, name)

    def ignoring_case(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(path: Any, *arguments: Any, **keywords: Any) -> Any:
            inside = os.path.relpath(path, tmp_path) if isinstance(path, (str, Path)) else ".."
            if inside.startswith(os.pardir):
                return function(path, *arguments, **keywords)
            found = str(tmp_path)
            with monkeypatch.context() as patched:
                patched.setattr(os, "stat", stat)
                for part in inside.split(os.sep):
                    found = os.path.join(found, entry(found, part))
            return function(found, *arguments, **keywords)

        return call

    stat = os.stat
    for module, name in ((builtins, "open"), *((os, each) for each in ("lstat", "open", "stat"))):
        monkeypatch.setattr(module, name, ignoring_case(getattr(module, name)))
    monkeypatch.setattr(os, "scandir", ignoring_case(os.scandir))
    write(tmp_path, PROJECT)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def source(path: Path | str, search: Search | None = None) -> SourceFile:
    return SourceFile(ast.parse(""), [], str(path), search=search)


def test_names_of_modules_are_compared_as_python_does(disk: Path) -> None:
    assert os.path.isfile("SHOP/Goods.py")
    assert find("shop.goods", (str(disk),)) is not None
    for name in ("Shop", "Shop.goods", "shop.Goods"):
        assert find(name, (str(disk),)) is None


def test_a_module_has_the_name_on_the_disk(disk: Path) -> None:
    for path in ("shop/models.py", "Shop/MODELS.py", str(disk / "SHOP" / "models.py").swapcase()):
        if not os.path.exists(path):
            continue  # What is above does not ignore case.
        found = source(path)
        assert location(found) == Location(str(disk), "shop", "shop.models", True)
        named = reference(found, ".goods")
        assert named is not None
        assert (named.module, named.user) == ("shop.goods", "shop.models")
    assert location(source("Shop/gone.py")) is None
    search = Search(folders("SHOP"))
    assert search.sources == (str(disk / "shop"),)


@pytest.mark.parametrize("path", ["shop/models.py", "SHOP/models.py", "shop/Models.py"])
def test_those_who_import_a_file_are_found(disk: Path, path: str) -> None:
    text = PROJECT["shop/models.py"]
    new = "from .goods import price, weight\nprint(price)\n"
    assert repaired(text, "IMP001", path) == text
    assert repaired(text, "IMP001", path, is_safe=False) == new


def test_accents(disk: Path) -> None:
    """Python finds no module by a name with other characters than the disk lists."""
    apart = unicodedata.normalize("NFD", "café")
    others = {
        f"{apart}.py": "from shop.goods import *\nprint(price)\n",
        f"{apart}s/__init__.py": "",
    }
    write(disk, {**others, f"{apart}s/{apart}.py": "import cafés.café\nfrom . import café\n"})
    assert os.path.isfile("café.py")
    assert as_on_disk(str(disk / "café.py")) == str(disk / f"{apart}.py")
    assert find("café", (str(disk),)) is None
    for text in (
        "from café import *\nprint(price)\n",
        "import cafés.café\nfrom cafés import café\n",
    ):
        for path in ("main.py", "cafés/café.py", "cafés/__init__.py", "café.py", f"{apart}.py"):
            found = check(text, path, options="--importstyle-preset=strict", select=RULES)
            assert {each.code for each in found} <= {"IMP001", "IMP101", "IMP102", "IMP106"}
            assert all(each.code != "IMP001" or "not found" in each.message for each in found)
    text = others[f"{apart}.py"]
    assert repaired(text, "IMP001", "café.py") == repaired(text, "IMP001", f"{apart}.py")


def test_a_baseline_lists_a_file_once(disk: Path) -> None:
    listed = Counter([("IMP001", "goods")])
    baseline = Baseline(str(disk / "old.txt"), {"shop/models.py": listed})
    assert baseline.of("SHOP/Models.py") == listed


def test_other_disks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("shop", "SHOP", "1"):
        (tmp_path / name).mkdir()
    names = set(os.listdir(tmp_path))
    for name in names | {"1/gone", "Shop/gone"}:
        assert as_on_disk(str(tmp_path / name)) == str(tmp_path / name)
    # A folder that cannot be listed.
    forget()
    monkeypatch.setattr(os, "scandir", lambda _: nullcontext([]))
    for name in names:
        assert real_path(str(tmp_path / name)) == str(tmp_path / name)


def test_the_letter_of_a_drive(monkeypatch: pytest.MonkeyPatch) -> None:
    """Editors write it small, the system large."""
    monkeypatch.setattr(os, "path", ntpath)
    assert as_on_disk("c:\\shop\\models.py") == "C:\\shop\\models.py"
    assert as_on_disk("\\\\server\\shop\\a") == "\\\\server\\shop\\a"


def test_paths_on_different_drives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "path", ntpath)
    monkeypatch.setattr(os, "sep", "\\")
    monkeypatch.setattr("flake8_importstyle.options.baseline.PurePath", PureWindowsPath)
    assert relative_path("C:\\shop\\till.py", "c:\\Shop\\inner") == "..\\till.py"
    assert relative_path("C:\\shop\\till.py", "D:\\") == "C:\\shop\\till.py"
    assert (
        _short("C:\\Python\\Lib\\os.py", source("a.py", Search((), ("C:\\Python\\Lib",))))
        == "os.py"
    )
    assert Baseline("D:\\shop\\old.txt", {}).name("C:\\other\\a.py") == "C:/other/a.py"
    assert diff("C:\\other\\a.py", b"1", b"2").startswith(b"--- C:/other/a.py\n")
