"""What test runners, and other programs that know a file by its name, take from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from flake8_importstyle.resolver.files import forget
from flake8_importstyle.stars.collectors import collected
from flake8_importstyle.stars.frameworks import read_by_tools
from flake8_importstyle.stars.project.definitions import definitions
from flake8_importstyle.stars.project.testing import is_test_file
from flake8_importstyle.syntax.parsing import parsed
from flake8_importstyle.syntax.source import SourceFile
from tests.support import write

pytestmark = pytest.mark.usefixtures("memory")

HELPERS = """\
import functools
import other
import threading
import unittest
from base import Base, shared, deco, Plain
from gone import Gone, GoneTest

class ByBase(Base): ...
class ByModule(other.Case): ...
class Direct(unittest.TestCase): ...
class Asynchronous(unittest.IsolatedAsyncioTestCase): ...
class OfGone(GoneTest): ...
class Helper: ...
class OfLibrary(threading.Thread): ...
class OfObject(session.Model): ...
class Inner(Helper, list): ...
class TestPlain:
    def test_a(self): ...
class TestInherited(TestPlain): ...
class TestGone(Gone): ...
class TestMade:
    def __init__(self): ...
    def test_a(self): ...
class TestMadeOfGone(Gone):
    def __init__(self): ...
class TestMadeBefore(TestMade): ...
class TestOff:
    __test__ = False
    def test_a(self): ...
class TestOn:
    __test__: bool = True
    def test_a(self): ...
class TestNothing: ...
class TestNumbers(list):
    def test_a(self): ...
    other.x, y = 1, 2
class OfMade((lambda: Helper)()): ...
class OfObjectOfTest(session.TestCase): ...
bytestring = bytes if 0 else list
strings = [str, bytestring]
class OfAlias(bytestring): ...
class OfItem(strings[0]): ...
class OfGoneBytestring(bytestring_gone): ...
class OfCaseItem([Direct, Helper][0]): ...
cases = Direct, Helper
class OfCases(cases[0]): ...
@dataclass
class TestData:
    def test_a(self): ...
class Meta(type): ...

def test_function(): ...
def helper(): ...
@functools.wraps(helper)
def wrapped(): ...
@shared
def shared_one(): ...
@deco.plain
def decorated(): ...
round = turned
turned = round

session = Helper()
test_object = Helper()
test_called = helper()
test_list = [1]
plain, (other_list) = {}, 1
first, second = helper()
[third] = [1]
Alias = Direct
alias_of_builtin = list
made_case = make_case()
made_class = type("X", (), {})
made_meta = Meta()
either = helper if x else 1
test_lambda = lambda: 1
one_or = None or helper
sub = threading
annotated: int = 1
other.attribute = 1
for looped in several: ...
unbound: int
"""
COLLECTED = (
    "Alias Asynchronous Base ByBase ByModule Direct OfCases OfGone OfObjectOfTest TestGone"
    " TestInherited TestNumbers TestOn TestPlain"
    " test_called test_function test_lambda test_list"
)
OPEN = (
    "Gone GoneTest OfCaseItem OfGoneBytestring OfMade TestMadeOfGone looped made_case made_class"
    " made_meta shared_one turned round"
)


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a project with helpers for tests."""
    monkeypatch.chdir(tmp_path)
    write(
        tmp_path,
        {
            "helpers.py": HELPERS,
            "base.py": (
                "import unittest\nimport deco\nfrom fixtures import shared\n"
                "class Base(unittest.TestCase): ...\nclass Plain: ...\n"
            ),
            "fixtures.py": "import pytest\nshared = pytest.fixture\n",
            "deco.py": "def plain(f): return f\n",
            "other.py": "from base import Base as Case\n",
        },
    )
    return tmp_path


def source(text: str, name: str = "test_it.py") -> SourceFile:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(text)
    found = parsed(text, name)
    assert found is not None
    return found


def test_what_is_collected() -> None:
    found = collected(source("from helpers import *\n"))
    assert sorted(found.names) == COLLECTED.split()
    assert found.incomplete == "test runners may collect names such as 'Gone' from it"


@pytest.mark.parametrize("name", OPEN.split())
def test_what_may_be_collected(name: str) -> None:
    Path("one.py").write_text(f"from helpers import {name}\n")
    found = collected(source("from one import *\n"))
    assert not found.names
    assert found.incomplete == f"test runners may collect names such as '{name}' from it"


def test_no_more_classes_are_looked_at_than_anybody_writes() -> None:
    twice = [f"a{number} = (a{number + 1}, a{number + 1})" for number in range(18)]
    Path("one.py").write_text("\n".join([*twice, "a18 = list", "class A(a0[0]): ..."]))
    found = collected(source("from one import *\n"))
    assert "'A'" in found.incomplete
    assert "'a" not in found.incomplete


def test_what_cannot_be_read() -> None:
    assert definitions("nothing.py") is None


def test_what_is_used_is_listed_anyway() -> None:
    names = ", ".join((*COLLECTED.split(), *OPEN.split()))
    found = collected(source(f"from helpers import *\nprint({names})\n"))
    assert (found.names, found.incomplete) == (frozenset(), "")


def test_fixtures_and_hooks() -> None:
    Path("hooks.py").write_text(
        "import pytest\n"
        "@pytest.fixture\ndef one(): ...\n"
        "@pytest.fixture(autouse=True)\ndef two(): ...\n"
        "@other.fixture_of(1)\ndef three(): ...\n"
        "@property\ndef four(): ...\n"
        "@other\ndef five(): ...\n"
        "@calls()[0]\ndef six(): ...\n"
        "def pytest_configure(): ...\ndef setUpModule(): ...\ndef load_tests(): ...\n"
        "pytestmark = []\nargument = asked = key = plain = Test = 1\n"
    )
    text = (
        "from hooks import *\n"
        "def test_it(argument, *, key): ...\n"
        "@fixture\ndef made(asked): ...\n"
        "def helper(plain): ...\nclass C: ...\n"
    )
    found = collected(source(text))
    assert sorted(found.names) == [
        *("Test", "argument", "asked", "key", "load_tests", "one", "pytest_configure"),
        *("pytestmark", "setUpModule", "three", "two"),
    ]
    assert "'five'" in found.incomplete


@pytest.mark.parametrize(
    ("configuration", "names"),
    [
        ("[pytest]\npython_classes = *Suite\n", {"ASuite", "test_a"}),
        (
            "[pytest]\npython_functions =\n    check_*\n    prove\n",
            {"TestA", "check_a", "prove_it"},
        ),
        ("", {"TestA", "test_a"}),
    ],
)
def test_what_pytest_is_told(configuration: str, names: set[str]) -> None:
    Path("pytest.ini").write_text(configuration)
    method = "    def test_a(self): ...\n    def check_a(self): ...\n"
    Path("kinds.py").write_text(
        f"class ASuite:\n{method}class TestA:\n{method}"
        "def test_a(): ...\ndef check_a(): ...\ndef prove_it(): ...\n"
    )
    Path("setup.cfg").write_text("")
    assert collected(source("from kinds import *\n")).names == names


def test_what_is_no_class_and_no_function() -> None:
    Path("values.py").write_text(
        "import gone\nfrom collections import namedtuple\n"
        "for key, item in {'a': (1, 2)}.items(): ...\n"
        "for Test, test_it in [(1, 2)]: ...\n"
        "for case in cases: ...\nfor later in [1]: ...\ndef f():\n    global later\n    later = f\n"
        "_Pair = namedtuple('_Pair', 'a b')\nclass Pair(_Pair): ...\n"
        "_Made = make('_Made')\nclass Made(_Made): ...\n"
    )
    Path("one.py").write_text("from values import gone, key, item, Test, test_it, Pair\n")
    assert collected(source("from one import *\n")) == (frozenset(("Test", "test_it")), "")
    for name in ("case", "later", "Made"):
        Path("one.py").write_text(f"from values import {name}\n")
        forget()
        assert f"'{name}'" in collected(source("from one import *\n")).incomplete


IN_CYCLE = {
    "pk/__init__.py": "from pk.core import *\nfrom pk.debug import *\n",
    "pk/core.py": "class Base: ...\nclass Other: ...\n",
    "pk/debug.py": "from . import *\nclass Debugger(Base): ...\n",
}


@pytest.mark.parametrize(
    ("files", "is_known"),
    [
        ({}, True),
        (
            {"pk/debug.py": "from pk import Base\nfrom . import *\nclass Debugger(Base): ...\n"},
            True,
        ),
        ({"pk/debug.py": "from pk import *\nclass Base: ...\nclass Debugger(Base): ...\n"}, True),
        ({"pk/debug.py": "from pk import *\nBase = Base\nclass Debugger(Base): ...\n"}, False),
        (
            {"pk/debug.py": "from . import *\nimport pk.core as Base\nclass Debugger(Base): ..."},
            False,
        ),
        ({"pk/debug.py": "from ...pk import *\nclass Debugger(Base): ...\n"}, False),
        ({"pk/debug.py": "from pk import *\nclass Debugger(Missing): ...\n"}, False),
        ({"pk/__init__.py": "from pk.core import Other as Base\nfrom pk.debug import *\n"}, True),
        ({"pk/__init__.py": "class Base: ...\nfrom pk.debug import *\n"}, True),
        ({"pk/__init__.py": "import pk.core as Base\nfrom pk.debug import *\n"}, False),
        (
            {"pk/__init__.py": "class Base: ...\nclass Base: ...\nfrom pk.debug import *\n"},
            False,
        ),
        ({"pk/core.py": "from gone import Base\n"}, False),
        ({"pk/core.py": "if x: from gone import *\n"}, False),
        ({"pk/core.py": "class Base: ...\ndef f():\n    global Base\n    Base = f\n"}, False),
        (
            {"pk/__init__.py": "from pk.core import *\nglobals()[x] = y\nfrom pk.debug import *\n"},
            False,
        ),
        (
            {"pk/__init__.py": "from pk.core import *\nfrom pk.debug import *\nclass Base: ...\n"},
            False,
        ),
    ],
)
def test_what_is_part_of_a_cycle(files: dict[str, str], is_known: bool) -> None:
    write(Path.cwd(), IN_CYCLE | files)
    forget()
    write(Path.cwd(), {"one.py": "from pk.debug import Debugger\n"})
    found = collected(source("from one import *\n"))
    assert (not found.incomplete) is is_known


def test_a_case_in_a_cycle() -> None:
    core = "import unittest\nclass Base(unittest.TestCase): ...\n"
    write(Path.cwd(), IN_CYCLE | {"pk/core.py": core})
    assert "Debugger" in collected(source("from pk import *\n")).names


def test_unknown_modules() -> None:
    found = collected(source("from nothing import *\nfrom helpers import *\n"))
    assert "Direct" in found.names
    alone = parsed("from helpers import *\n", "test_it.py", is_alone=True)
    assert alone is not None
    assert collected(alone) == (frozenset(), "")


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("tests.py", "", True),
        ("testing_tools.py", "", True),
        ("shop_test.py", "", True),
        ("Tests.py", "", True),
        ("conftest.py", "", True),
        ("tests/shop.py", "", True),
        ("test/a/b.py", "", True),
        ("spec_shop.py", "", True),
        ("shop.py", "", False),
        ("spec_shop.pyw", "", False),
        ("shop/checks/deep/fast_stock.py", "", True),
        ("shop/fast_stock.py", "", False),
        ("shop.py", "unittest.main()", True),
        ("shop.py", "class A(DatabaseTestCase): ...", True),
        ("shop.py", "load_tests = 1", True),
    ],
)
def test_files(name: str, text: str, expected: bool) -> None:
    patterns = "spec_*.py shop/checks/**/fast_*.py"
    Path("setup.cfg").write_text(f"[tool:pytest]\npython_files = {patterns}\n")
    assert is_test_file(source(text, name)) is expected


def test_a_file_that_is_not_there() -> None:
    found = parsed("", "gone/tests/shop.py")
    assert found is not None
    assert not is_test_file(found)


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("settings.py", "settings"),
        ("shop/settings/local.py", "settings"),
        ("local_settings.py", "settings"),
        ("gunicorn_conf.py", "settings"),
        ("app_config.py", "settings"),
        ("docs/conf.py", "settings"),
        ("celeryconfig.py", "settings"),
        ("urls.py", "a web application's module"),
        ("models.py", "a web application's module"),
        ("tasks.py", "a task file"),
        ("fabfile.py", "a task file"),
        ("shop/commands/sell.py", "a plugin"),
        ("shop/orders.py", ""),
        ("models/orders.py", ""),
    ],
)
def test_tools(name: str, what: str) -> None:
    reason = f"other programs may read names from {what}" if what else ""
    assert read_by_tools(source("", name)) == reason
