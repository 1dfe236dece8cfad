"""What modules may know of each other's constants."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from flake8_importstyle.exports.evaluation.constants import UNKNOWN, Partial, public_value
from tests.conftest import Command, Flake8
from tests.support import star, write, write_modules

KEY = "hunter2"
SECRET = (
    f"API_KEY = {KEY!r}\nPIN = 8261\nKEYS = ['{KEY}', 'other']\nBY_NAME = {{'a': {KEY!r}}}\n"
    f"API_VERSION = {KEY!r}\nBYTES = b'{KEY}'\nnamed = __all__ = ['API_KEY', 'KEYS']\n"
)
SPELLINGS = [
    "from secret import API_KEY\n__all__ = list(API_KEY)",
    "from secret import API_KEY\n__all__ = [*API_KEY]",
    "from secret import API_KEY\n__all__ = API_KEY.split('t')",
    "from secret import API_KEY\n__all__ = [f'{API_KEY}']",
    "from secret import API_KEY\n__all__ = ['%s' % API_KEY]",
    "from secret import API_KEY\n__all__ = ['x' + API_KEY]",
    "from secret import API_KEY\n__all__ = [API_KEY]",
    "from secret import API_KEY\n__all__ = list(reversed(API_KEY))",
    "from secret import API_KEY\n__all__ = [c for c in API_KEY]",
    "from secret import API_KEY\nfor c in API_KEY: globals()[c] = 1",
    "from secret import API_KEY\nfor c in 'abcdefgh': \n if c in API_KEY: globals()[c] = 1",
    "from secret import API_KEY\nif API_KEY[0] == 'h': h = 1\nelse: i = 1",
    "from secret import API_KEY\nif API_KEY == 'hunter2': h = 1\nelse: i = 1",
    "from secret import API_KEY\nif API_KEY > 'hz': h = 1\nelse: i = 1",
    "from secret import API_KEY\nif len(API_KEY) == 7: h = 1\nelse: i = 1",
    "from secret import API_KEY\nif isinstance(API_KEY, str): h = 1\nelse: i = 1",
    "from secret import API_KEY\nglobals()[API_KEY] = 1",
    "from secret import API_KEY\nglobals().update({API_KEY: 1})",
    "from secret import API_KEY\nexec(API_KEY)",
    "from secret import API_KEY\nexec(f'{API_KEY} = 1')",
    "from secret import API_KEY as __all__",
    "from secret import *\n__all__ = list(API_KEY)",
    "import secret\n__all__ = list(secret.API_KEY)",
    "import secret\n__all__ = list(getattr(secret, 'API_KEY'))",
    "import secret\n__all__ = list(vars(secret)['API_KEY'])",
    "import secret\n__all__ = list(secret.__dict__.values())",
    "from secret import KEYS as __all__",
    "from secret import KEYS\n__all__ = KEYS",
    "from secret import KEYS\n__all__ = []\n__all__.extend(KEYS)",
    "from secret import KEYS\n__all__ = []\n__all__ += KEYS",
    "from secret import BY_NAME\n__all__ = list(BY_NAME.values())",
    "from secret import API_VERSION\n__all__ = list(API_VERSION)",
    "from secret import BYTES\n__all__ = [str(BYTES)]",
    "from passing import __all__",
    "from passing import *\n__all__ = list(again)",
    "from secret import PIN\nif PIN == 8261: h = 1\nelse: i = 1",
    "from secret import PIN\n__all__ = [f'_{PIN}']",
    "from secret import PIN\nfor n in range(9999):\n if n == PIN: globals()[f'_{n}'] = 1",
]
PASSING = "from secret import API_KEY as again, KEYS\n__all__ = KEYS\n"
TOLD = [
    ("x = True", "if x: a = 1\nelse: b = 1", "a"),
    ("x = None", "if x is None: a = 1\nelse: b = 1", "a"),
    ("x = 0", "if x: a = 1\nelse: b = 1", "b"),
    ("x = 'text'", "if x: a = 1\nelse: b = 1", "a"),
    ("x = 'text'", "if x is None: a = 1\nelse: b = 1", "b"),
    ("x = ''", "if not x: a = 1\nelse: b = 1", "a"),
    ("x = [1]", "if x: a = 1\nelse: b = 1", "a"),
    ("x = []", "if x: a = 1\nelse: b = 1", "b"),
    ("def x(): ...", "if x: a = 1\nelse: b = 1", "a"),
    ("x = y", "if x: a = 1\nelse: b = 1", "a? b?"),
    ("x = [y]\nx.remove('z')", "if x: a = 1\nelse: b = 1", "a? b?"),
    ("import sys\nx = sys.version_info >= (3,)", "if x: a = 1\nelse: b = 1", "a"),
    ("from sys import version_info as x", "if x >= (3, 9): a = 1\nelse: b = 1", "a"),
    ("import sys\nx = sys.version_info[0]", "if x == 3: a = 1\nelse: b = 1", "a"),
    (
        "import sys\nx = sys.platform",
        f"if x == {sys.platform!r}: a = 1\nelse: b = 1",
        "a",
    ),
    (
        "__version__ = '1.2.3'",
        "from n import __version__\nif __version__ == '1.2.3': a = 1\nelse: b = 1",
        "a",
    ),
    ("VERSION = (1, 2, 'final', 0)", "if VERSION >= (1,): a = 1\nelse: b = 1", "a"),
    ("VERSION = (1, 'hunter2')", "if VERSION >= (1,): a = 1\nelse: b = 1", "a? b?"),
]


@pytest.mark.parametrize("text", SPELLINGS)
def test_no_text_of_another_module_becomes_a_name(tmp_path: Path, text: str) -> None:
    folders = write_modules(tmp_path, m=text, passing=PASSING, secret=SECRET)
    found = star(folders, "m")
    names = {each.rstrip("?") for each in found.partition(" (")[0].split()}
    allowed = {
        *("API_KEY", "API_VERSION", "BYTES", "BY_NAME", "KEYS", "PIN", "again", "h", "i", "secret"),
        *("named", "passing", "c", "n", *"abcdefg"),
    }
    assert names <= allowed
    # Both ways may be taken, so nothing is told of which one is.
    assert ("h" in found.split()) is ("i" in found.split()) is False
    assert KEY not in found


@pytest.mark.parametrize(("secret", "text", "names"), TOLD)
def test_what_modules_may_know_of_each_other(
    tmp_path: Path, secret: str, text: str, names: str
) -> None:
    folders = write_modules(tmp_path, m=f"from n import *\n{text}\n", n=f"{secret}\n")
    found = [each for each in star(folders, "m").split() if each[0] in "ab"]
    assert found == names.split()


def test_nothing_is_spelled_in_messages(run: Command, flake8: Flake8, tmp_path: Path) -> None:
    modules = {f"m{number}": text for number, text in enumerate(SPELLINGS)}
    linted = "".join(f"from {name} import *\n" for name in modules)
    files = {**modules, "passing": PASSING, "secret": SECRET, "linted": linted}
    write(tmp_path, {f"{name}.py": text for name, text in files.items()})
    result = flake8("--select=IMP", "linted.py", "--importstyle-unsafe-fixes")
    assert result.stdout.count("IMP001") == len(modules)
    _, output, _ = run("origins", "--all", "linted.py")
    for text in (result.stdout, output):
        assert KEY not in text
        assert "8261" not in text


def test_a_list_that_is_not_known_as_a_whole_says_nothing() -> None:
    assert public_value("names", Partial((), frozenset({"b"}))) is UNKNOWN
