"""The way of a name to where it was made."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from flake8_importstyle.exports.origins import chain, follow
from flake8_importstyle.exports.wildcard import Resolver
from tests.support import write

pytestmark = pytest.mark.usefixtures("memory")


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
    "either.py": (
        "if x:\n    from shop.goods import Product\nelif y:\n    class Product: ...\n"
        "else:\n    Product = None\n\ntry:\n    one = load()\nexcept KeyError:\n    one = None\n"
    ),
    "checked.py": (
        "import typing\n\nif typing.TYPE_CHECKING:\n    from shop.goods import Product as Item\n"
        "    class Other: ...\nelse:\n    def f():\n"
        "        import hidden\n        def hidden(): ...\n"
    ),
    "tools/__init__.py": "from .basic import *\nfrom .more import *\n",
    "tools/basic.py": "def group(): ...\n",
    "tools/more.py": "from tools import group\n",
    "stub.pyi": "\nvalue: int\n",
    "compiled.pyi": "\n\nvalue: int\n",
    "lazy.py": "def __getattr__(name): ...\n",
    "broken.py": "import\n",
    "compiled.abi3.so": "",
    "nothing.abi3.so": "",
    **{f"m{number}.py": f"from m{number + 1} import name\n" for number in range(120)},
    "m120.py": "name = 1\n",
}


@pytest.fixture
def resolver(tmp_path: Path) -> Resolver:
    write(tmp_path, FILES)
    return Resolver((str(tmp_path), *sys.path))


def way(resolver: Resolver, module: str, name: str | None) -> str:
    """Return a chain in words, with a question mark at each step that is not sure."""
    return " < ".join(
        f"{step.module}{'.' + step.name if step.name else ''}:{step.line}"
        f"{'' if step.is_definite else '?'}"
        for step in chain(resolver, module, name)
    )


@pytest.mark.parametrize(
    ("module", "name", "expected"),
    [
        ("shop.goods", "Product", "shop.goods.Product:3"),
        ("shop", "Item", "shop.Item:1 < shop.models.Item:2 < shop.goods.Product:3"),
        ("shop", "LIMIT", "shop.LIMIT:1 < shop.models.LIMIT:2 < shop.goods.LIMIT:5?"),
        ("shop", "goods", "shop.goods:2 < shop.goods:1"),
        ("shop", "stock", "shop.stock:0 < shop.stock:1"),
        ("shop", None, "shop:1"),
        ("shop.goods", "price", "shop.goods.price:7?"),
        ("dynamic", "Product", "dynamic.Product:1? < shop.goods.Product:3"),
        ("space", "inner", "space.inner:0 < space.inner:1"),
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


def test_compiled_modules(resolver: Resolver) -> None:
    assert way(resolver, "math", "pow") == "math.pow:0"
    assert way(resolver, "math", "pi") == "math.pi:0?"
    assert way(resolver, "time", "error") == ""
    assert way(resolver, "_socket", "error") == "_socket.error:0 < builtins.OSError:0"
    assert way(resolver, "builtins", "open").endswith("< _io.open:0")
    assert way(resolver, "io", "open").endswith("< _io.open:0")


def test_files(resolver: Resolver, tmp_path: Path) -> None:
    files = [step.file for step in chain(resolver, "shop", "Item")]
    assert files == [
        str(tmp_path / "shop" / name) for name in ("__init__.py", "models.py", "goods.py")
    ]
    assert [step.file for step in chain(resolver, "time", "sleep")] == [None]


@pytest.mark.parametrize(
    ("module", "name", "expected"),
    [
        ("shop", "Item", ["shop.Item", "shop.models.Item", "shop.goods.Product"]),
        ("checked", "Item", ["checked.Item", "(line 4 would bind it, but never runs)"]),
        ("checked", "Other", ["checked.Other", "(line 5 would bind it, but never runs)"]),
        ("checked", "hidden", ["checked.hidden", "(it has no such name)"]),
        ("tools", "group", ["tools.group", "tools.basic.group"]),
        ("tools.more", "group", ["tools.more.group", "tools.group", "tools.basic.group"]),
        ("stub", "value", ["stub.value", "(known only from a stub)"]),
        ("stub", "x", ["stub.x", "(known only from a stub)"]),
        ("stub", None, ["stub", "(known only from a stub)"]),
        ("compiled", "value", ["compiled.value", "(known only from a stub)"]),
        ("compiled", None, ["compiled", "(compiled)"]),
        ("nothing", "x", ["nothing.x", "(compiled, without a stub)"]),
        ("space", None, ["space", "(a namespace package)"]),
        ("builtins", None, ["builtins", "(built into the interpreter)"]),
        ("shop", "gone", ["shop.gone", "(it has no such name)"]),
        ("shop.goods", "price", ["shop.goods.price", "(bound only conditionally)"]),
        ("either", "Product", ["either.Product", "(also bound on lines 4 and 6)"]),
        ("either", "one", ["either.one", "(also bound on line 11)"]),
        ("either", "__file__", ["either.__file__", "(an attribute of every module)"]),
        ("lazy", "x", ["lazy.x", "(its '__getattr__' may provide it)"]),
        (
            "dynamic",
            "x",
            ["dynamic.x", "(it may change its namespace dynamically)"],
        ),
        ("gone", None, ["gone", "(module not found)"]),
        ("lost", "name", ["lost.name", "gone.name", "(module not found)"]),
        ("lost", "gone", ["lost.gone", "gone", "(module not found)"]),
        ("broken", "x", ["broken.x", "(its file cannot be read)"]),
        ("sys", "maxsize", ["sys.maxsize", "(built into the interpreter)"]),
        ("ssl", "CERT_NONE", ["ssl.CERT_NONE", "(created at run time)"]),
        (
            "circle",
            "turn",
            ["circle.turn", "other_circle.turn", "(it is part of an import cycle)"],
        ),
    ],
)
def test_how_far_it_is_known(
    resolver: Resolver, module: str, name: str | None, expected: list[str]
) -> None:
    steps, end = follow(resolver, module, name)
    reason = end or next((step.note for step in steps if step.note), "")
    names = [f"{step.module}.{step.name}" if step.name else step.module for step in steps]
    assert [*names, *([f"({reason})"] if reason else [])] == expected


def test_a_file_that_has_gone_since(resolver: Resolver, tmp_path: Path) -> None:
    assert resolver.exports("checked") is not None
    (tmp_path / "checked.py").unlink()
    assert follow(resolver, "checked", "Item")[1] == "it has no such name"


def test_the_way_is_too_long(resolver: Resolver) -> None:
    steps, end = follow(resolver, "m0", "name")
    assert (len(steps), end) == (100, "the chain is too long")


def test_a_compiled_module_of_the_standard_library(resolver: Resolver) -> None:
    (step,) = chain(resolver, "_decimal", "Decimal")
    assert step.line == 0
    assert step.note == ("built into the interpreter" if step.file is None else "compiled")


def test_the_place_in_a_stub(resolver: Resolver, tmp_path: Path) -> None:
    (step,) = follow(resolver, "compiled", "value").steps
    assert (step.file, step.line) == (str(tmp_path / "compiled.pyi"), 3)


def test_modules_that_a_star_import_is_of(resolver: Resolver) -> None:
    """They are loaded while their package is, whatever they load themselves."""
    assert all(
        bound.is_definite for bound in resolver.wildcard_names("tools.more", "tools").names.values()
    )
    assert not resolver.wildcard_names("circle", "other_circle").names["turn"].is_definite
