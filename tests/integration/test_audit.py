"""Linting, repairing and asking for origins runs nothing, whatever the text is.

Python itself is the witness: a hook sees each process that is started, each module that is imported
and each code object that runs, see https://docs.python.org/3/library/audit_events.html
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flake8_importstyle.resolver.stdlib import MADE_BY_CODE, may_be_asked
from tests.support import write

# It stands beside the repository of those who work on it, and in no other place.
SHARED = Path(__file__).parents[3] / "shared" / "cases" / "hostile"
# What of it takes long is not about what is run.
SLOW = ("hang-", "memory-")
MARK = "left by code of the linted tree"
TRAP = f"open({MARK!r}, 'a').write(__name__)\n"
# Run with the path of the report, and then the arguments of a program.
WITNESS = """
import atexit, json, os, sys
report, program, *sys.argv[1:] = sys.argv[1:]
del sys.path[0]
seen = {"process": [], "import": [], "code": [], "written": [], "other": []}
OTHER = ("_winapi.CreateProcess", "ctypes.", "os.exec", "os.fork", "os.posix_spawn", "os.spawn",
         "os.startfile", "os.system", "pty.spawn", "socket.bind", "socket.connect", "webbrowser.")
def hook(event, arguments):
    if event == "subprocess.Popen":
        executable, command, folder, _ = arguments
        seen["process"].append([command, folder, os.listdir(folder) if folder else None])
    elif event == "import":
        seen["import"].append(arguments[:2])
    elif event == "exec":
        code = arguments[0]
        seen["code"].append(getattr(code, "co_filename", "a text"))
    elif event == "open":
        path, mode, flags = arguments
        if flags & (os.O_WRONLY | os.O_RDWR):
            seen["written"].append(str(path))
    elif event.startswith(OTHER):
        seen["other"].append(event)
def finish():
    seen["modules"] = sorted(sys.modules)
    found = json.dumps(seen)
    seen["written"] = []
    open(report, "w").write(found)
atexit.register(finish)
sys.addaudithook(hook)
if program == "flake8":
    from flake8.main.cli import main
else:
    from flake8_importstyle.cli.main import main
sys.exit(main())
"""
ASKS = """\
try:
    from {0} import __doc__
except ImportError:
    pass
try:
    from {0} import *
except ImportError:
    pass
try:
    import {0} as one
    one.x
    two = hasattr(one, "y")
    __all__ = one.__all__ + getattr(one, "z", [])
except (AttributeError, ImportError):
    three = 1
for four in dir(one): pass
"""
PROGRAMS = (
    *("antigravity", "ensurepip.__main__", "idlelib.idle", "json.tool", "lib2to3.__main__", "pip"),
    *("site", "test", "test.__main__", "test.regrtest", "this", "turtledemo.__main__"),
    *("unittest.__main__", "unittest.test", "venv.__main__", "zipapp", "sysconfig.__main__"),
    *("flake8.__main__", "pyflakes.test", "flake8_importstyle.__main__", "_testcapi"),
)
# What those that may be asked import themselves.
NEEDED = (
    *("__main__", "_socket", "collections/__init__", "copyreg", "encodings/__init__", "enum"),
    *("importlib/__init__", "json/__init__", "numbers", "sitecustomize", "types", "typing"),
    *("usercustomize", "warnings", "weakref", "zoneinfo/__init__", "zoneinfo/_common"),
)
ASKED = (
    *("_decimal", "_zoneinfo", "array", "curses", "decimal", "gc", "multiprocessing", "re", "ssl"),
    *("signal", "sqlite3", "tkinter", "xml.parsers.expat"),
)
TREES: dict[str, dict[str, str]] = {
    "a program of the library": {
        "app.py": "from helper import *\nprint(VALUE)\n",
        "helper.py": "VALUE = 1\ntry: from venv.__main__ import __doc__\nexcept ImportError: ...\n",
        "venv.__main__/ensurepip.py": TRAP,
        "venv.__main__/lib/python3.11/site-packages/evil.pth": f"import os; {TRAP}",
        **{f"lib/{each}.py": TRAP for each in NEEDED},
    },
    "programs": {
        "m.py": "".join(map(ASKS.format, PROGRAMS)),
        "app.py": "from m import *\nprint(x)\n",
    },
    "what is asked": {
        "m.py": "".join(map(ASKS.format, ASKED)),
        "app.py": "from m import *\nfrom decimal import *\nprint(x, Decimal)\n",
    },
    "what is asked needs": {
        "m.py": "".join(map(ASKS.format, ASKED)),
        "app.py": "from m import *\nfrom decimal import *\nprint(x, Decimal)\n",
        **{f"{each}.py": TRAP for each in NEEDED},
    },
    "what looks like an environment": {
        "pyvenv.cfg": "home = bin\nversion = 3.11.1\n",
        "bin/python": f"#!{sys.executable}\n{TRAP}",
        "python": f"#!{sys.executable}\n{TRAP}",
        "lib/python3.11/site-packages/evil.pth": f"import os; {TRAP}",
        "lib/python3.11/os.py": TRAP,
        "conftest.py": TRAP,
        "setup.py": TRAP,
        "app.py": (
            "from os import *\nfrom conftest import *\nfrom setup import *\nfrom a import *\n"
        ),
    },
    "code": {
        "m.py": (
            f"{TRAP}exec({TRAP!r})\neval('x')\n__import__('antigravity')\n"
            "from importlib import import_module\nimport_module('this')\nx = 1\n"
            "def __getattr__(name):\n    import this\n"
            "class Meta(type):\n    def __iter__(self): import this\n"
            "class C(metaclass=Meta): ...\n__all__ = ['x', *C, *map(exec, ['y'])]\n"
        ),
        "app.py": f"{TRAP}from m import *\nprint(x)\nimport m\nm.y\nimport sys as sys\n",
    },
    "no room": {
        "m.py": f"x = 1\nexec({'y = ' + '-' * 20_000 + '1'!r})\n",
        "app.py": "from m import *\nprint(x)\n",
    },
    "texts": {
        "m.py": "x = 1\n__all__ = ['x', 'q\\n::error file=app.py::pwned', '\\x1b[31m']\n",
        "app.py": "from m import *\nprint(x)\nimport os as os\n",
    },
}
FLAKE8 = ("flake8", "--isolated", "--select=IMP", "--jobs=1", "--importstyle-unsafe-fixes", ".")
# The last one changes files.
LINTING = (FLAKE8, (*FLAKE8, "--format=importstyle-fix"))
OTHER_WAYS = (
    (*FLAKE8, "--format=importstyle-diff"),
    (*FLAKE8, "--format=importstyle-json"),
    ("importstyle", "check", "--isolated", "."),
    ("importstyle", "check", "--isolated", "--fix", "."),
)


def inputs() -> Iterator[Any]:
    for name, tree in TREES.items():
        yield pytest.param(tree, id=name)
    for folder in sorted(SHARED.iterdir()) if SHARED.is_dir() else ():
        if folder.is_dir() and not folder.name.startswith(SLOW):
            yield pytest.param(folder, id=folder.name)


class Witness:
    """Runs programs in a tree, and tells what they did."""

    def __init__(self, folder: Path, tree: Path) -> None:
        self.folder = folder
        self.tree = tree
        (folder / "witness.py").write_text(WITNESS)

    def run(self, *arguments: str) -> dict[str, Any]:
        report = self.folder / "report"
        report.unlink(missing_ok=True)
        command = [sys.executable, "-B", str(self.folder / "witness.py"), str(report), *arguments]
        done = subprocess.run(command, cwd=self.tree, capture_output=True, check=False, timeout=300)
        assert b"Traceback" not in done.stderr, done.stderr
        assert done.returncode in (0, 1), done.stderr
        found = json.loads(report.read_bytes())
        assert isinstance(found, dict)
        return found


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def copied(source: dict[str, str] | Path, folder: Path) -> Path:
    if isinstance(source, Path):
        for name, content in files(source).items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
    else:
        write(folder, source)
    return folder


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    """Return the modules that are imported for a harmless text."""
    folder = tmp_path_factory.mktemp("usual")
    text = "from m import *\nimport os as os, sys\nfrom socket import *\nprint(x)\n"
    tree = {"a.py": text, "m.py": "x = 1\n__all__ = ['x']\n"}
    witness = Witness(folder, copied(tree, folder / "tree"))
    names: set[str] = set()
    origins = ("importstyle", "origins", "--all")
    for arguments in (*LINTING, *OTHER_WAYS, (*origins, "a.py"), (*origins, "--json", "a.py")):
        write(folder / "tree", tree)
        seen = witness.run(*arguments)
        names.update((*seen["modules"], *(name for name, _ in seen["import"])))
    return frozenset(names)


@pytest.mark.parametrize("source", list(inputs()))
def test_nothing_is_run(
    tmp_path: Path, usual: frozenset[str], source: dict[str, str] | Path
) -> None:
    tree = copied(source, tmp_path / "tree")
    before = files(tree)
    witness = Witness(tmp_path, tree)
    name = next(name for name in ("app.py", "a.py") if name in before)
    origins = ("importstyle", "origins", "--all", name)
    for arguments in (origins, *(OTHER_WAYS if "texts" in tmp_path.name else ()), *LINTING):
        unchanged = files(tree)
        seen = witness.run(*arguments)
        assert seen["other"] == []
        for command, folder, entries in seen["process"]:
            assert command[:5] == [sys.executable, "-I", "-S", "-B", "-c"]
            assert may_be_asked(command[6])
            assert not Path(folder).is_relative_to(tree)
            assert entries == []
        imported = {*seen["modules"], *(name for name, _ in seen["import"])}
        own = {name for name in imported if name.startswith("flake8_importstyle.")}
        assert imported - own <= usual
        for file in seen["code"]:
            assert not Path(os.path.join(tree, file)).is_relative_to(tree) or file.startswith("<")
        assert not any(Path(path).name.startswith(MARK) for path in seen["written"])
        if not any(each.endswith("fix") for each in arguments):
            assert files(tree) == unchanged
    after = files(tree)
    assert after.keys() == before.keys()
    assert not any(MARK in name for name in after)


def test_the_witness_sees(tmp_path: Path) -> None:
    """It would notice the things that other tests say do not happen."""
    tree = copied({"own_plugin.py": TRAP, "a.py": ""}, tmp_path / "tree")
    (tree / "own_plugin.py").write_text(
        f"{TRAP}import os, subprocess, sys, this\n"
        "subprocess.run([sys.executable, '-c', ''])\nos.system('')\n"
        "class Plugin:\n    def __init__(self, tree): ...\n    def run(self): return iter(())\n"
    )
    (tree / "own.cfg").write_text(
        "[flake8:local-plugins]\nextension =\n    OWN = own_plugin:Plugin\npaths = .\n"
    )
    seen = Witness(tmp_path, tree).run("flake8", "--jobs=1", "--config=own.cfg", "a.py")
    assert [command for command, _, _ in seen["process"]] == [[sys.executable, "-c", ""]]
    assert "os.system" in seen["other"]
    assert "this" in {name for name, _ in seen["import"]}
    # There is no event for what `importlib.import_module` imports.
    assert {"own_plugin", "this"} <= {*seen["modules"]}
    assert str(tree / "own_plugin.py") in seen["code"]
    assert MARK in seen["written"]


def test_what_is_asked_is_on_the_list() -> None:
    assert "socket" in MADE_BY_CODE
    assert not any(map(may_be_asked, PROGRAMS))
