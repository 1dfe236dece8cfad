"""A snippet goes in, findings come out."""

from __future__ import annotations

import argparse
import ast
import io
import os
import shlex
import sys
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from flake8_importstyle.checker import ImportStyleChecker
from flake8_importstyle.exports.wildcard import Resolver
from flake8_importstyle.formatters.rounds import repair
from flake8_importstyle.options.arguments import register, settings_from
from flake8_importstyle.options.settings import Settings
from flake8_importstyle.resolver.files import forget
from flake8_importstyle.rules.all import RULES
from flake8_importstyle.syntax.parsing import parsed

T = TypeVar("T")

PROJECT = {
    "aliases.py": "open = open\nfrom builtins import range\n",
    "calculated.py": "Query = load()\n",
    "chain.py": "from more_systems import *\n",
    "circles.py": "def circle(): ...\n",
    "clock.py": "class datetime: ...\n",
    "colours.py": "red = green = open = 1\n",
    "compat.py": "def open(): ...\n",
    "customers.py": "class Customer: ...\n",
    "database.py": "class Database: ...\nclass Query: ...\ndef euros(): ...\n",
    "depot/__init__.py": "shelf = None\n",
    "depot/crane.py": "",
    "depot/plan.py": "",
    "depot/shelf.py": "",
    "dynamic.py": "globals().update(load())\n",
    "fixtures.py": "shop = opened = TestShop = test_till = other = 1\n",
    "shapes.py": "square = red = sum = 1\nif square: circle = 1\n",
    "library/py3_compat.py": "def open(): ...\n",
    "site_names.py": "license = 'MIT'\ndef exit(): ...\n",
    "more_systems.py": "import os\nif os.name == 'nothing':\n    from systems import *\n",
    "stores.py": "def Query(): ...\n",
    "systems.py": """\
import os

if os.name == "nothing":
    drive = "A:"

def start():
    global later
    later = 1

_hidden = always = 1
""",
    "till.py": "",
    "test_shop.py": "",
    "yard/__init__.py": "state = None\n",
    "yard/yard.py": "",
    "yard/gate.py": "import yard\nyard.state = 1\n",
    "weather.py": "if load():\n    rain = 1\nsun = 1\n",
    "stage/__init__.py": "from stage.loading import load\nfrom stage.acts import act\n",
    "stage/loading.py": """\
import os
for name in os.listdir("."):
    __import__(name)
def load(): ...
""",
    "stage/acts.py": "def act(): ...\n",
    "stage/play.py": "",
    "spectrum.py": "import gone\nfrom gone import hue\nviolet = gone.violet\n",
    "store/__init__.py": "from store import sales\n",
    "store/goods.py": "",
    "store/sales.py": "import store.goods\n",
    "store/stock.py": "",
    "early.py": "always = 1\nraise SystemExit\nfrom gone import *\n",
    "installing.py": "import builtins\ndef start():\n    builtins.render = builtins.open.x = 1\n",
    "declaring.py": "@declare('Solvent')\nclass SolventData: ...\n",
    "unsure.py": "if x:\n    open = circle = 1\n",
    "instrumentation/requests/__init__.py": "",
    "instrumentation/requests/adapters.py": "",
    "instrumentation/requests/models.py": "class Response: ...\n",
    "mall/__init__.py": "from mall.core import Lift\nimport json\nOPEN = True\n",
    "mall/api.py": """\
'''All that is here for others.

from mall.api import euros
'''
import customers
from circles import circle  # re-exported
from database import Database, Query, euros
from mall.hall import (  # pylint: disable=W0611
    Hall,
)

def opened(of: "Database[int]") -> "circle": ...
""",
    "mall/core/__init__.py": """\
from . import bell as bells
from .bell import bell
from ._lift import Lift
from mall.core._lift import Stair as Steps
""",
    "mall/core/bell.py": "def bell(): ...\n",
    "mall/core/extra.py": "",
    "mall/core/test_lift.py": "",
    "mall/core/_lift.py": "class Lift: ...\nclass Stair: ...\n",
    "mall/deep/__init__.py": "",
    "mall/hall.py": """\
from database import Database, Query as Query, euros
from customers import Customer  # noqa: F401
from circles import *
from colours import red, green
from mall.core import Lift, Steps as Stairs
from systems import later
from weather import sun, rain
import depot.crane
import depot.plan as layout
import sys

__all__ = ["red"]
class Hall:
    parts = lambda: (green, Lift, Stairs)
hatch = Database
if sun:
    euros = 1
try:
    import json
except ImportError:
    json = None
if sys.version_info > (3, 9):
    from colours import red as blue
else:
    from colours import green as blue
""",
    "mall/tests/test_hall.py": "",
    "market/__init__.py": "from market.stall import Stall\n",
    "market/broken.py": "raise ImportError\n",
    "market/called.py": "from market.late import later\nlater()\n",
    "market/calm.py": "from market import apples, pears\nimport json\n",
    "market/apples.py": "import market.pears\nsweet = True\n",
    "market/bananas.py": "from gone import peel\n",
    "market/cherries.py": "try:\n    import gone\nexcept ImportError:\n    gone = None\n",
    "market/dates.py": "class Date:\n    from market.fruit import fruit\n",
    "market/figs.py": "__import__('market.fruit')\n",
    "market/fruit.py": "fruit = True\n",
    "market/grapes.py": "from market.kiwis import kiwi\nvine = True\n",
    "market/kiwis.py": "import market.grapes\nkiwi = True\n",
    "market/late.py": "def later():\n    from market.fruit import fruit\n",
    "market/later.py": "def latest():\n    import market.latest\n",
    "market/latest.py": "import market.late\n",
    "market/lazy.py": "def __getattr__(name): ...\n",
    "market/nuts.py": "def nut(): ...\nfrom market.shells import kernel as seed\n",
    "market/olives.py": "black = green = pit = 1\nprint('black')\nfor _ in ['green']: print(_)\n",
    "market/opened.py": "from market.stall import Stall\nStall.is_open = True\n",
    "market/parked.py": "import market.opened\n",
    "market/pears.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING: import market.fruit\n",
    "market/plums.py": "from gone import peel  # noqa: IMP203\n",
    "market/pickled.py": "from market.olives import black as brown, pit\n",
    "market/ports.py": "from socket import SCM_RIGHTS\n",
    "market/seller.py": "from market.fruit import fruit\n",
    "market/shells.py": "from market.nuts import nut as kernel\n",
    "market/stall.py": "class Stall: ...\n",
    "market/unparsed.py": "print 'old'\n",
    "scripts/_helper.py": "",
    "scripts/report.py": "",
    "plaza/__init__.py": "from plaza.door import door\nimport plaza.walls\n",
    "plaza/door.py": "import plaza.lamp\ndoor = True\n",
    "plaza/key.py": "",
    "plaza/lamp.py": """\
is_on = False
def switch():
    global is_on
    is_on = not is_on
""",
    "plaza/light.py": "from plaza.lamp import is_on, switch\n",
    "plaza/walls.py": "colour = 'white'\n",
    "shop/__init__.py": "from shop.database import Database\n\nVERSION = '1.0'\n",
    "shop/_cache.py": "",
    "shop/database.py": """\
import json
import os.path as paths
from json import decoder, loads

from .models import Product, customer
from shop import _cache as stock
from gone import gone

TIMEOUT = 1
client = json.JSONDecoder()
plugin = load_plugin()
local: int = 0

class Database: ...
class Query: ...
def connect():
    return paths, decoder, loads, Product, customer, stock, gone
""",
    "shop/models/__init__.py": "from shop.models.product import Product\n",
    "shop/models/_sizes.py": "",
    "shop/models/customer.py": "class Customer: ...\n",
    "shop/models/product.py": "class Product: ...\n",
    "shop/orders.py": "class Order: ...\n",
    "shop/settings.local.py": "",
    "shop/settings.py": "",
    "shop/shelves.py": """\
from .stock import TIMEOUT, Query
from . import stock, stock as rest
import shop.stock

stock.connect()
rest.client.decode()
shop.stock.local
""",
    "shop/static/large/draw.py": "",
    "shop/static/logo.txt": "",
    "shop/stock.py": "from .database import *\n",
    "shop/tests/__init__.py": "",
    "shop/tests/test_orders.py": "",
    "turtledemo/__init__.py": "",
}
"""The files among which the cases stand; one that is a case's ``filename`` is replaced by it."""

SHOP = {
    "main.py": """\
import os.path, json as j
from shop import *
from shop.stock import (
    Item as Thing,
    price,
)
from gone import lost
from shop import models


class Till:
    from shop.models import Query

    def open(self, key):
        import sys
        return Order(Database(key), sys.path)
""",
    "shop/__init__.py": "from .database import *\nfrom shop.models import Order\nOPEN = True\n",
    "shop/database.py": "\n\nclass Database: ...\n",
    "shop/models.py": "class Order: ...\nclass Query: ...\n",
    "shop/stock.py": (
        "from .models import Order as Item\n\nif open():\n    price = 1\nelse:\n    price = 2\n"
    ),
    "shop/relative.py": "from . import models, gone\nfrom .. import x\n",
    "unknown.py": "import os\nfrom compiled import *\nfrom shop.models import *\nprint(Order)\n",
    "compiled.abi3.so": "",
    "space/inner/deep.py": "from . import near\nfrom .near import one\nfrom ....x import y\n",
    "space/inner/near.py": "one = 1\n",
    "plain.py": "x = 1\n",
    "conditional.py": "from unsure import *\nfrom passed import size\nprint(size)\n",
    "unsure.py": "if x:\n    size = 1\n",
    "passed.py": "from unsure import size\n",
}
"""The files among which the command line is tried out."""


class Found(NamedTuple):
    """One finding, as flake8 prints it: lines and columns from 1."""

    line: int
    column: int
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.line}:{self.column}: {self.code} {self.message}"


class Parser(argparse.ArgumentParser):
    """Takes the plugin's options as flake8's option manager does."""

    def add_option(
        self,
        *args: Any,
        parse_from_config: bool,
        normalize_paths: bool = False,
        comma_separated_list: bool = False,
        **kwargs: Any,
    ) -> None:
        assert parse_from_config
        self.add_argument(*args, **kwargs)


def configured(options: str) -> Settings:
    """Return the settings that a command line gives."""
    parser = Parser()
    register(parser)
    # flake8's own option.
    parser.add_argument("--builtins", type=lambda text: text.split(","))
    return settings_from(parser.parse_args(shlex.split(options)))


def check_tree(
    tree: ast.Module,
    text: str,
    filename: str = "example.py",
    *,
    options: str = "",
    select: Collection[str] = (),
) -> list[Found]:
    """Run the rules that are on by default, and those selected, over a tree."""

    class Checker(ImportStyleChecker):
        """The plugin with options of its own, so that no test sees another's."""

    Checker.settings = configured(options)
    Checker.rules = [rule for rule in RULES.values() if rule.is_on(Checker.settings, tuple(select))]
    lines = io.StringIO(text).readlines()  # As flake8 splits what it reads from standard input.
    found = [
        Found(line, column + 1, *message.split(" ", 1))
        for line, column, message, _ in Checker(tree, lines, filename).run()
    ]
    return sorted(found)


def check(text: str, filename: str = "example.py", **arguments: Any) -> list[Found]:
    """Run the rules that are on by default, and those selected, over a source text."""
    return check_tree(ast.parse(text), text, filename, **arguments)


def repaired(
    text: str, code: str, filename: str = "example.py", *, options: str = "", is_safe: bool = True
) -> str:
    """Return a text after the repairs of one rule, the unsafe ones too if not ``is_safe``."""
    settings = configured(f"{options} {'' if is_safe else '--importstyle-unsafe-fixes'}")
    source = parsed(text, filename, is_alone=settings.no_resolve)
    assert source is not None
    return repair(source, [RULES[code]], settings, lambda _, found: found).text


def write(folder: Path, files: Mapping[str, str]) -> tuple[str, ...]:
    """Write files, by their paths, and return a search path that begins with the folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return (str(folder), *sys.path)


def write_modules(folder: Path, **files: str) -> tuple[str, ...]:
    """Write modules, ``a/b`` for one in a package, and forget what was known of them."""
    forget()
    return write(folder, {f"{name}.py": text for name, text in files.items()})


def star(folders: tuple[str, ...], module: str) -> str:
    """Return the names of a star import, in order: those in doubt with a question mark."""
    names, incomplete, _ = Resolver(folders).wildcard_names(module)[:3]
    found = [name if bound.is_definite else f"{name}?" for name, bound in names.items()]
    return " ".join(sorted(found)) + (f" ({incomplete})" if incomplete else "")


def configure(folder: Path, *lines: str) -> None:
    """Write a configuration of flake8 into a folder."""
    (folder / "setup.cfg").write_text("[flake8]\n" + "".join(f"{line}\n" for line in lines))


def counted(function: Callable[[], T]) -> tuple[T, int]:
    """Call a function; return its result, and how many calls of functions it took."""
    calls = 0

    def count(*_: object) -> None:
        nonlocal calls
        calls += 1  # pragma: no cover (coverage looks away while this runs)

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        return function(), calls
    finally:
        sys.setprofile(before)


def examples(count: int) -> int:
    """Return how many examples to make up: fewer for other Python versions than one's own."""
    return count // 5 if "TOX_ENV_NAME" in os.environ else count
