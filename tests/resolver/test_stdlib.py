"""What the interpreter is asked, of which modules, and what becomes of what it answers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from flake8_importstyle.exports.wildcard import Resolver
from flake8_importstyle.resolver import stdlib
from flake8_importstyle.resolver.files import forget
from flake8_importstyle.resolver.search_path import Module
from flake8_importstyle.resolver.stdlib import (  # noqa: IMP106
    MADE_BY_CODE,
    ask,
    is_in_library,
    known,
    may_be_asked,
    owners,
)
from tests.support import write

LIBRARY = Path(sysconfig.get_path("stdlib"))
PYTHON = sys.executable
# Programs, tests, and what belongs to them; `turtle` reads a file of the working directory.
PROGRAMS = frozenset(
    (
        *("__main__", "__phello__", "_colorize", "_pyrepl", "antigravity", "distutils", "idlelib"),
        *("lib2to3", "site-packages", "test", "tests", "this", "turtle", "turtledemo"),
    )
)
# What shows its names in earlier versions, and what does in later ones.
SINCE = {"ast": (3, 12), "calendar": (3, 12), "collections.abc": (3, 13), "importlib.abc": (3, 12)}
UNTIL = {"ctypes._endian": (3, 13), "unittest.loader": (3, 11)}
# What every module does that is imported: it is found, read, and its own code runs.
IMPORTING = """
import os, sys
library, module = sys.argv[1:]
done = []
def hook(event, arguments):
    if event == "open":
        path, mode, _ = arguments
        if not str(path).startswith(library) or mode not in ("r", "rb", None):
            done.append((event, str(path)))
    elif event not in USUAL:
        done.append((event, str(arguments)[:99]))
USUAL = {
    "builtins.id", "code.__new__", "compile", "exec", "import", "marshal.loads",
    "object.__delattr__", "object.__getattr__", "object.__setattr__", "os.listdir",
    "sys._getframe", "sys._getframemodulename",
    # `ctypes` opens the program that runs.
    "ctypes.dlopen", "ctypes.dlsym", "ctypes.dlsym/handle",
}
sys.addaudithook(hook)
__import__(module)
print(done)
"""


@pytest.fixture(autouse=True)
def _no_answers() -> Iterator[None]:
    """Know no answers before the test, nor after it."""
    forget_answers()
    yield
    forget_answers()


def forget_answers() -> None:
    known.cache_clear()
    stdlib._asked.cache_clear()
    forget()


def modules_of_the_library() -> Iterator[str]:
    for path in sorted(LIBRARY.rglob("*.py")):
        parts = path.relative_to(LIBRARY).with_suffix("").parts
        if PROGRAMS.isdisjoint(parts) and all(map(str.isidentifier, parts)):
            yield ".".join(parts).removesuffix(".__init__")


def does_only_import(module: str, folder: Path) -> bool:
    command = [sys.executable, "-I", "-S", "-B", "-c", IMPORTING, str(LIBRARY), module]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode == 0 and done.stdout == "[]\n"


@pytest.mark.skipif(sys.platform != "linux", reason="the list is that of all platforms")
def test_the_closed_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On it is what does not show its names, and does nothing else when it is imported."""
    monkeypatch.setattr(stdlib, "MADE_BY_CODE", frozenset())
    found = Resolver((str(LIBRARY), str(LIBRARY / "lib-dynload")))
    hidden = set()
    for module in modules_of_the_library():
        exports = found.exports(module)
        star = found.wildcard_names(module)
        is_definite = not star.incomplete and all(
            bound.is_definite for bound in star.names.values()
        )
        if exports is None or exports.incomplete or not is_definite:
            hidden.add(module)
    derived = {module for module in hidden if does_only_import(module, tmp_path)}
    listed = {each for each in MADE_BY_CODE if found.find(each) is not None}
    now = sys.version_info
    assert derived == {
        each for each in listed if SINCE.get(each, (3,)) <= now < UNTIL.get(each, (4,))
    }
    assert not any(map(may_be_asked, hidden))


def test_what_is_never_asked() -> None:
    for module in (
        *("venv.__main__", "unittest.__main__", "lib2to3.__main__", "test", "test.regrtest"),
        *("unittest.test", "idlelib", "idlelib.idle", "turtledemo", "antigravity", "this"),
        *("json", "venv", "_testcapi", "_xxtestfuzz", "xxlimited", "xxsubtype", "__main__"),
        *("", "os.gone", "numpy", "-c"),
    ):
        assert not may_be_asked(module)
        assert ask(module) is None
        assert owners(module) == {}


def test_a_program_of_a_standard_library_is_not_asked(tmp_path: Path) -> None:
    folders = write(
        tmp_path, {"m.py": "try:\n    from venv.__main__ import __doc__\nfinally: x = 1"}
    )
    found = Resolver(folders)
    assert found.ask_interpreter("venv.__main__") is None
    assert set(found.wildcard_names("m").names) == {"x"}


def test_answers() -> None:
    answer = ask("socket")
    assert answer is not None
    assert answer.names["AF_INET"] is False
    assert answer.names["selectors"] is True
    assert "AF_INET" in (answer.listed or ())
    assert answer.owners["SocketType"] == ("_socket", "socket")


def test_another_process_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    here = ask("math")
    forget_answers()
    monkeypatch.setattr(stdlib, "_loaded", lambda module: None)
    there = ask("math")
    assert here == there
    assert there is not None
    assert there.owners["pow"] == ("math", "pow")


def test_what_only_looks_like_a_compiled_module_is_not_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Lazy(ModuleType):
        def __getattribute__(self, name: str) -> object:
            raise AssertionError(name)

    assert known("errno") is not None
    for other in (None, ModuleType("errno"), Lazy("errno"), sys.modules["json"]):
        forget_answers()
        monkeypatch.setitem(sys.modules, "errno", other)
        assert known("errno") is None
    monkeypatch.setitem(sys.modules, "gone", sys.modules["sys"])
    assert known("gone") is None


def test_what_is_not_loaded_is_not_loaded_here(monkeypatch: pytest.MonkeyPatch) -> None:
    module = next(each for each in sys.builtin_module_names if each not in sys.modules)
    assert known(module) is None
    assert module not in sys.modules


Program = Callable[[str], None]


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    """Put a program in the place of the interpreter."""

    def write(code: str) -> None:
        path = tmp_path / "python"
        path.write_text(f"#!{PYTHON}\n{code}\n")
        path.chmod(0o755)
        monkeypatch.setattr(sys, "executable", str(path))
        forget_answers()

    return write


needs_scripts = pytest.mark.skipif(sys.platform == "win32", reason="needs scripts as programs")
GOOD: list[object] = [{"a": False, "b": True}, ["a"], {"a": ["m", "x"]}]

WRONG: tuple[object, ...] = (
    *(None, 1, "abc", {}, [], GOOD[:2], [*GOOD, 1], {"a": 1, "b": 2, "c": 3}),
    *([[], None, {}], [None, None, {}], [{"a": 1}, None, {}], [{}, "ab", {}]),
    *([{}, {"a": "b"}, {}], [{}, [1], {}], [{}, [["a"]], {}], [{}, 1, {}]),
    *([{}, None, []], [{}, None, None], [{}, None, {"a": 1}], [{}, None, {"a": "bcd"}]),
    *([{}, None, {"a": ["m", 1]}], [{}, None, {"a": [[], "m"]}], [{}, None, {"a": []}]),
)


@needs_scripts
def test_an_answer(program: Program) -> None:
    program(f"print('rubbish')\nprint({json.dumps(GOOD)!r})")
    assert ask("socket") == ({"a": False, "b": True}, ["a"], {"a": ("m", "x")})
    program("print('[{}, null, {}]')")
    assert ask("socket") == ({}, None, {})


@needs_scripts
@pytest.mark.parametrize(
    "code",
    [
        "",
        "print()",
        "print('rubbish')",
        r"import os; os.write(1, b'\xff\xfe')",
        "print('[' * 100_000)",
        "print('9' * 100_000)",
        "raise SystemExit(0)",
        f"print({json.dumps(GOOD)!r}); raise SystemExit(1)",
        f"print({json.dumps(GOOD)!r}); import os; os.kill(os.getpid(), 9)",
        "import os; os.abort()",
        *(f"print({json.dumps(answer)!r})" for answer in WRONG),
    ],
)
def test_no_answer(program: Program, code: str) -> None:
    program(code)
    assert ask("socket") is None
    found = Resolver(tuple(sys.path))
    assert found.wildcard_names("socket").incomplete
    assert found.has("socket", "gone") is None


@needs_scripts
def test_a_flood(program: Program) -> None:
    program("import os\nwhile True: os.write(1, b'x' * 1000 + b'\\n')")
    assert ask("socket") is None


@needs_scripts
@pytest.mark.parametrize(
    "code",
    [
        "import time; time.sleep(100)",
        f"import os, time; print({json.dumps(GOOD)!r}, flush=True); os.close(1); time.sleep(100)",
        # What it starts itself keeps its output open.
        "import subprocess; subprocess.run(['sleep', '100'])",
        "import subprocess; subprocess.Popen(['sleep', '100'])",
    ],
)
def test_a_hang(program: Program, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    monkeypatch.setattr(stdlib, "_MOST_SECONDS", 0.5)
    program(code)
    began = time.monotonic()
    assert ask("socket") is None
    assert time.monotonic() - began < 50


@pytest.mark.parametrize("path", ["/nowhere/python", "", None, "/usr/bin/true", "/bin/sh"])
def test_no_interpreter(monkeypatch: pytest.MonkeyPatch, path: str | None) -> None:
    monkeypatch.setattr(sys, "executable", path)
    assert ask("socket") is None


@needs_scripts
def test_the_process_is_alone(
    tmp_path: Path, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has a folder of its own without anything in it, which goes with it, and no environment."""
    write(tmp_path, {"linted/json.py": "raise SystemExit", "linted/socket.py": "raise SystemExit"})
    monkeypatch.chdir(tmp_path / "linted")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "linted"))
    monkeypatch.setenv("SECRET", "1")
    monkeypatch.setenv("LD_LIBRARY_PATH", "/nowhere")
    seen = tmp_path / "seen"
    program(
        "import json, os, sys\n"
        "found = sys.argv[1:], os.getcwd(), os.listdir(), sorted(os.environ), sys.stdin.read()\n"
        f"open({str(seen)!r}, 'w').write(json.dumps(found))\n"
        "open('left', 'w').close()\n"
    )
    assert ask("socket") is None
    arguments, folder, entries, variables, text = json.loads(seen.read_text())
    assert arguments[:4] == ["-I", "-S", "-B", "-c"]
    assert arguments[5:] == ["socket"]
    assert folder != os.getcwd()
    assert not os.path.exists(folder)
    assert entries == []
    assert "SECRET" not in variables
    assert not any(name.startswith("PYTHON") for name in variables)
    assert "LD_LIBRARY_PATH" in variables
    assert text == ""


def test_modules_that_are_built_in_belong_to_the_library() -> None:
    assert is_in_library("sys", Module(None, ()))
    assert not is_in_library("shop", Module(None, ("/shop",)))
