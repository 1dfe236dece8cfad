"""Whether two names stand for one object."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from flake8_importstyle.exports.identity import (
    chain_of,
    chain_through,
    is_made_there,
    is_same_object,
)
from flake8_importstyle.exports.origins import Step
from flake8_importstyle.options.settings import Settings
from flake8_importstyle.rules.all import RULES
from flake8_importstyle.syntax.imports import ImportedName
from flake8_importstyle.syntax.source import DefinedName, SourceFile
from tests.support import write

pytestmark = pytest.mark.usefixtures("memory")

FILES = {
    "orm.py": "class Field: ...\nclass Model: ...\nload = open()\n",
    "models.py": "import os\nfrom orm import *\nclass User(Model): ...\n",
    "counting.py": "count = 0\ndef add():\n    global count\n    count += 1\n",
    "counted.py": "from counting import count\n",
    "maybe.py": "if f():\n    import xml\nelse:\n    xml = None\n",
    "dynamic.py": "from orm import Field\nexec(code)\n",
    "pony/__init__.py": "",
    "pony/orm/__init__.py": "",
    "pony/orm/core.py": "import pony\nfrom pony.orm import dec\nfrom . import dec as d\n",
    "pony/orm/dec.py": "x = 1\n",
    "far/space/shop/__init__.py": "",
    "far/space/shop/a.py": "class A: ...\n",
}


@pytest.mark.parametrize(
    ("first", "second", "is_same"),
    [
        ("from orm import Field", "from models import Field", True),
        ("from orm import load", "from models import load", True),
        ("import os", "from models import os", True),
        ("import os", "import os as system", True),
        ("from orm import Field", "from models import User", False),
        ("class Field: ...", "from orm import Field", False),
        ("def f(): ...", "def g(): ...", False),
        ("from orm import load", "from orm import Field", None),
        ("from counting import count", "from counted import count", None),
        ("import xml", "from maybe import xml", None),
        ("from orm import Field", "from dynamic import Field", None),
        ("import gone", "from gone import gone", None),
        ("from orm import gone", "from orm import Field", None),
        ("import pony.orm.dec", "from pony.orm.core import pony", True),
        ("import pony.orm.dec", "from pony.orm.core import dec", False),
        ("from pony.orm import dec", "from pony.orm.core import d", True),
        # A relative import needs no whole name.
        ("from .a import A", "from far.space.shop.a import A", True),
        ("from .a import A", "from ..shop.a import A", True),
        ("from ......a import A", "from .a import A", None),
    ],
)
def test_two_names_of_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: str, second: str, is_same: bool | None
) -> None:
    write(tmp_path, {**FILES, "far/space/shop/main.py": ""})
    monkeypatch.chdir(tmp_path)
    name = "far/space/shop/main.py" if "from ." in first else "main.py"
    source = SourceFile(ast.parse(f"{first}\n{second}\n"), [], name)
    write(tmp_path, {"main.py": ""})
    owners: list[ImportedName | DefinedName] = [
        *source.imported_names,
        *(DefinedName(each.name, each, suite) for each, suite in source.outline.definitions),
    ]
    ways = [chain_of(source, owner) for owner in owners]
    assert is_same_object(*ways) is is_same
    assert is_same_object(*reversed(ways)) is is_same


def test_where_a_name_is_at_home() -> None:
    orm, models = Step("orm", "Field", "orm.py", 1, True), Step("models", "Field", "m.py", 2, True)
    assert is_made_there([orm])
    assert not is_made_there([models, orm])
    package = Step("p", "sub", "p/__init__.py", 0, True)
    assert is_made_there([package, Step("p.sub", None, "p/sub.py", 1, True)])
    assert not is_made_there([package, Step("q.sub", None, "q/sub.py", 1, True)])


def test_what_a_star_import_gives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {**FILES, "main.py": ""})
    monkeypatch.chdir(tmp_path)
    source = SourceFile(ast.parse("from models import *\n"), [], "main.py")
    ((statement, _),) = source.stars
    assert [step.module for step in chain_through(source, statement, "Field")] == ["models", "orm"]
    alone = SourceFile(source.tree, [], "main.py", is_alone=True)
    assert chain_through(alone, statement, "Field") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("if TYPE_CHECKING:\n    from orm import Field\n    from hints import Field\n", []),
        ("if TYPE_CHECKING:\n    from orm import Field\n    import hints as Field\n", [3]),
        ("if TYPE_CHECKING:\n    from orm import Field\n    from ...hints import Field\n", [3]),
        ("from orm import Field\nfrom hints import Field\n", [2]),
    ],
)
def test_a_module_with_a_name_for_type_checkers_only(
    text: str, found: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hints = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from orm import Field\n"
    write(tmp_path, {**FILES, "hints.py": hints, "main.py": text})
    monkeypatch.chdir(tmp_path)
    source = SourceFile(ast.parse(text), [], "main.py")
    assert [each.at.lineno for each in RULES["IMP004"].check(source, Settings())] == found
