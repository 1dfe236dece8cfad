"""Runs programs that come by standard input, a line of JSON each, and says what they printed.

A program of its own, that knows nothing of the plugin, and of a program's files only what it was
sent. All run in this one process, one after the other.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import re
import signal
import sys
from collections.abc import Mapping
from importlib.abc import Loader
from importlib.machinery import ModuleSpec
from types import ModuleType

_ADDRESS = re.compile(r" at 0x[0-9A-Fa-f]+")
TOO_LONG = "it takes too long"
"""What is answered in place of the output of a program that does not end, or not soon."""
# So many seconds of computing are enough for any of them; calls in calls can take for ever.
_MOST_SECONDS = 10.0


class _TooLong(BaseException):
    """A program is to end now."""


def _end(*_: object) -> None:
    raise _TooLong


class Files(Loader):
    """Finds modules among the files of a program."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self.files = files

    def find_spec(self, name: str, path: object, target: object = None) -> ModuleSpec | None:
        folder = name.replace(".", "/")
        for file in (f"{folder}/__init__.py", f"{folder}.py"):
            if file in self.files:
                is_package = file.endswith("__init__.py")
                return ModuleSpec(name, self, origin=file, is_package=is_package)
        return None

    def create_module(self, spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        origin = module.__spec__.origin if module.__spec__ is not None else None
        assert origin is not None
        code = compile(self.files[origin], origin, "exec", dont_inherit=True)
        exec(code, vars(module))  # noqa: S102


def play(
    files: Mapping[str, str], start: str, code: str = "", seconds: float = _MOST_SECONDS
) -> str:
    """Import a module of a program, and return what it printed and the exception at the end.

    ``code``: what else is run then, in a namespace of its own. ``seconds``: how long all may take.
    """
    before = set(sys.modules)
    finder = Files(files)
    sys.meta_path.insert(0, finder)
    output = io.StringIO()
    # A handler of the program may catch it, so it comes again.
    signal.signal(signal.SIGVTALRM, _end)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, 0.1)
    try:
        with contextlib.redirect_stdout(output):
            importlib.import_module(start)
            exec(code, {})  # noqa: S102
    except Exception as fault:  # noqa: BLE001
        output.write(f"{type(fault).__name__}: {fault}\n")
    except _TooLong:
        return TOO_LONG
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        sys.meta_path.remove(finder)
        for name in sys.modules.keys() - before:
            if name.partition(".")[0] not in sys.stdlib_module_names:
                del sys.modules[name]
    return _ADDRESS.sub("", output.getvalue())


def main() -> None:
    """Answer each line by a line."""
    for line in sys.stdin:
        task = json.loads(line)
        print(json.dumps(play(**task)), flush=True)


if __name__ == "__main__":
    main()
