"""The whole list of what a facade's star gives, and why it may not be the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from flake8_importstyle.options.settings import Settings
from flake8_importstyle.resolver.files import forget
from flake8_importstyle.rules.names.star_checks import star_imports
from flake8_importstyle.stars import facades
from flake8_importstyle.syntax.budget import TooLarge
from flake8_importstyle.syntax.parsing import parsed
from tests.support import repaired, write

NOTHING = "it gives no name that is not there without it"


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, {"pyproject.toml": ""})


def reasons(files: dict[str, str], path: str = "p/__init__.py") -> list[str]:
    """Return why the star imports of a file have no safe repair; empty texts if they have."""
    write(Path.cwd(), files)
    forget()
    source = parsed(files[path], path)
    assert source is not None
    fixes = [each.fix() for each in star_imports(source, Settings()) if each.fix]
    return [fix.reason if fix is not None else "none" for fix in fixes]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"p/a.py": "x = 1\n"}, ""),
        ({"p/a.py": "if x: y = 1\n"}, "the star import may not bind 'y'"),
        (
            {"p/a.py": "__all__ = ['x', 'import']\nx = 1\nglobals()['import'] = 1\n"},
            "no other statement can import 'import'",
        ),
        (
            {"p/a/__init__.py": "__all__ = ['b']\n", "p/a/b.py": ""},
            "the star import may load or create 'b'",
        ),
        (
            {"p/a.py": "import sys\nif sys.platform == 'win32': x = 1\n"},
            "the star import may bind other names on other systems",
        ),
        (
            {"p/a.py": "import sys\nx = 0\nif sys.version_info < (3, 1): del x\n"},
            "'x' may be missing on other systems or Python versions",
        ),
        ({"p/a.py": "from string import *\n"}, "'Formatter' may be missing"),
        ({"p/a.py": ""}, NOTHING),
    ],
)
def test_reasons(files: dict[str, str], expected: str) -> None:
    (reason,) = reasons({"p/__init__.py": "from .a import *\n", **files})
    assert reason == expected or (expected and reason.startswith(expected))


def test_other_packages(tmp_path: Path) -> None:
    files = {
        "hub.py": "from p import *\n",
        "p/__init__.py": "from .a import x\n",
        "p/a.py": "x = 1\n",
        "p/b.py": "",
    }
    assert reasons(files, "hub.py") == ["the submodule 'b' may already be loaded"]
    write(tmp_path, {"hub.py": "eval\n"})
    text = "from a import *\nif eval('1'):\n    import b\n"
    assert reasons({"a.py": "x = 1\n", "p/__init__.py": text.replace("a", "p.a", 1)}) == [
        "the file may read names dynamically"
    ]


DYNAMIC = "the file may read names dynamically"
# The module that passes a name on comes first; what makes it is where it would be listed.
PASSED_ON = {"p/a.py": "from p.b import f\n", "p/b.py": "def f(): ...\n"}
PUT = "import sys\ndef put(module, name): setattr(sys.modules[module], name, name)\n"


@pytest.mark.parametrize(
    ("between", "expected"),
    [
        ("", [NOTHING, ""]),
        ("import sys; 'p' in sys.modules\n", [NOTHING, ""]),
        ("from sys import modules; 'p' not in modules\n", [NOTHING, ""]),
        ("'f' in globals()\n", ["", NOTHING]),
        ("globals()['f'], vars()['f'], locals().get('f')\n", ["", NOTHING]),
        ("__all__ = sorted(dir())\n", ["", NOTHING]),
        ("def g(): return locals()\n", [NOTHING, ""]),
        # Both list it: it may be another object by then.
        ("globals()['f'] = 1\n", ["", ""]),
        ("del vars()['f']\n", ["", ""]),
        ("from .h import put\nput(__name__, 'f')\n", ["", ""]),
        # The order of names, or any of them, may matter.
        ("list(globals())\n", [DYNAMIC, DYNAMIC]),
        ("for each in vars(): ...\n", [DYNAMIC, DYNAMIC]),
        ("'f' in globals() in x\n", [DYNAMIC, DYNAMIC]),
        ("globals().items()\n", [DYNAMIC, DYNAMIC]),
        ("globals(**x)['f']\n", [DYNAMIC, DYNAMIC]),
        ("eval('f') in x\n", [DYNAMIC, DYNAMIC]),
        ("import sys; sys.modules['p'].f\n", [DYNAMIC, DYNAMIC]),
        ("import sys; sys.modules.pop('p.b')\n", [DYNAMIC, DYNAMIC]),
        ("__import__(__name__).f\n", [DYNAMIC, DYNAMIC]),
    ],
)
def test_names_that_are_reached_by_other_means(between: str, expected: list[str]) -> None:
    text = f"from .a import *\n{between}from .b import *\n"
    assert reasons({"p/__init__.py": text, **PASSED_ON, "p/h.py": PUT}) == expected


def test_what_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise TooLarge

    monkeypatch.setattr(facades, "events_of", refuse)
    assert reasons({"p/__init__.py": "from .a import *\n", "p/a.py": "x = 1\n"}) == [
        "too large to analyse"
    ]


def test_a_submodule_that_replaces_a_name() -> None:
    files = {
        "p/__init__.py": "from .a import *\nfrom .b import *\nfrom .c import *\n",
        "p/a.py": "from p.d import b\n",
        "p/b.py": "x = 1\n",
        "p/c.py": "from p.d import b\n",
        "p/d.py": "def b(): ...\n",
    }
    assert reasons(files) == ["", "", "'b' may become a different object"]
    files["p/b.py"] = "from p.d import b\n"
    files["p/__init__.py"] = "from .b import *\nfrom .c import *\n"
    assert reasons(files) == ["", NOTHING]


def unsafe(text: str) -> str:
    return repaired(text, "IMP001", "p/__init__.py", is_safe=False)


def test_what_a_module_imports_for_itself_is_left_out() -> None:
    files = {
        "p/__init__.py": "",
        "p/a.py": "import os, sys\nfrom re import sub as sub\nimport json  # noqa: F401\nx = 1\n",
        "p/b.py": (
            "from .c import *\nfrom .d import y, tokenize\nfrom . import d\nimport p.d as e\n"
        ),
        "p/c.py": "import ast\nfrom string import *\n",
        "p/d.py": "import tokenize\n__all__ = ['y', 'tokenize']\ny = 1\n",
        "user.py": "from p import sys\n",
    }
    write(Path.cwd(), files)
    forget()
    assert unsafe("from .a import *\n") == (
        "from .a import json as json\nfrom .a import sub as sub\n"
        "from .a import sys as sys\nfrom .a import x as x\n"
    )
    found = unsafe("from .b import *\n")
    assert "import ast" not in found
    assert "import digits as digits\n" in found
    assert "import d as d\n" in found
    assert "import e as e\n" in found
    assert "import tokenize as tokenize\n" in found


def test_nothing_that_is_left() -> None:
    write(Path.cwd(), {"p/__init__.py": "", "p/a.py": "import os\n"})
    forget()
    assert unsafe("from .a import *\n") == "from .a import *\n"


def test_what_is_listed_is_meant() -> None:
    write(Path.cwd(), {"p/__init__.py": "", "p/a.py": "import os\n__all__ = ['os']\n"})
    forget()
    assert unsafe("from .a import *\n") == "from .a import os as os\n"


def test_a_module_that_cannot_be_parsed_as_a_whole() -> None:
    files = {"p/__init__.py": "", "p/a.py": "import os\n\n\ndef f():\n    return = 1\n"}
    write(Path.cwd(), files)
    forget()
    assert unsafe("from .a import *\n") == "from .a import f as f\nfrom .a import os as os\n"
