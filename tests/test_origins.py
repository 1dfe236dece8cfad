"""The way of a name to where it was made."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from flake8_importstyle.modules import forget as forget_folders
from flake8_importstyle.origins import chain
from flake8_importstyle.stars import Resolver, forget as forget_files


@pytest.fixture(autouse=True)
def memory() -> Iterator[None]:
    forget_folders()
    forget_files()
    yield
    forget_folders()
    forget_files()


FILES = {
    "shop/__init__.py": "from .models import *\nfrom . import goods\n",
    "shop/models.py": "import json\nfrom shop.goods import Product as Item, LIMIT\n",
    "shop/goods.py": "\n\nclass Product: ...\n\nLIMIT = load()\nif LIMIT:\n    price = 1\n",
    "shop/stock.py": "",
    "circle.py": "from circle import name\nfrom other_circle import turn\n",
    "other_circle.py": "from circle import turn\n",
    "lost.py": "from gone import name\nimport gone\n",
    "dynamic.py": "from shop.goods import Product\nglobals().update(load())\n",
    "space/inner.py": "name = 1\n",
    **{f"m{number}.py": f"from m{number + 1} import name\n" for number in range(120)},
    "m120.py": "name = 1\n",
}


@pytest.fixture
def resolver(tmp_path: Path) -> Resolver:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return Resolver((str(tmp_path), *sys.path))


def way(resolver: Resolver, module: str, name: str | None) -> str:
    """Return a chain in words, with a question mark at each step that is not sure."""
    return " < ".join(
        f"{step.module}{'.' + step.name if step.name else ''}:{step.line}{'?' * (not step.is_sure)}"
        for step in chain(resolver, module, name)
    )


@pytest.mark.parametrize(
    ("module", "name", "expected"),
    [
        ("shop.goods", "Product", "shop.goods.Product:3"),
        ("shop", "Item", "shop.Item:1 < shop.models.Item:2 < shop.goods.Product:3"),
        ("shop", "LIMIT", "shop.LIMIT:1 < shop.models.LIMIT:2 < shop.goods.LIMIT:5?"),
        ("shop", "goods", "shop.goods:2 < shop.goods:1"),
        ("shop", "stock", "shop.stock:1 < shop.stock:1"),
        ("shop", None, "shop:1"),
        ("shop.goods", "price", "shop.goods.price:7?"),
        ("dynamic", "Product", "dynamic.Product:1? < shop.goods.Product:3"),
        ("space", "inner", "space.inner:1 < space.inner:1"),
        ("shop", "gone", ""),
        ("gone", "name", ""),
        ("lost", "name", ""),
        ("lost", "gone", ""),
        ("circle", "turn", ""),
        ("m0", "name", ""),
    ],
)
def test_the_way_of_a_name(
    resolver: Resolver, module: str, name: str | None, expected: str
) -> None:
    assert way(resolver, module, name) == expected


def test_a_long_way(resolver: Resolver) -> None:
    steps = chain(resolver, "m100", "name")
    assert [step.module for step in steps] == [f"m{number}" for number in range(100, 121)]


def test_an_answer_that_is_none(monkeypatch: pytest.MonkeyPatch, resolver: Resolver) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert way(resolver, "_thread", "allocate_lock") == "_thread.allocate_lock:1?"


def test_compiled_modules(resolver: Resolver) -> None:
    assert way(resolver, "math", "pow") == "math.pow:1"
    assert way(resolver, "math", "pi") == "math.pi:1?"
    assert way(resolver, "time", "error") == ""
    assert way(resolver, "_socket", "error") == "_socket.error:1 < builtins.OSError:1"
    assert way(resolver, "builtins", "open").endswith("< _io.open:1")
    assert (
        way(resolver, "io", "open")
        == way(resolver, "builtins", "open")[len("builtins.open:1 < ") :]
    )


def test_files(resolver: Resolver, tmp_path: Path) -> None:
    files = [step.file for step in chain(resolver, "shop", "Item")]
    assert files == [
        str(tmp_path / "shop" / name) for name in ("__init__.py", "models.py", "goods.py")
    ]
    assert [step.file for step in chain(resolver, "time", "sleep")] == [None]
