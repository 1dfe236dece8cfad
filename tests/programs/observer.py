"""Runs the code that comes by standard input, and compares what was told of names with the truth.

A program of its own, that knows nothing of the plugin. It runs in the folder of the code, and
prints after all that this prints one line of JSON: the exception, and what is not true.
"""

from __future__ import annotations

import builtins
import json
import os
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

_IMPORT = builtins.__import__

seen: dict[tuple[str, int], dict[str, Any]] = {}
"""What each star import gave, by its file and line."""


def importing(name: str, *arguments: Any, **words: Any) -> ModuleType:
    """Import as ever, and keep what a star import gives."""
    module = _IMPORT(name, *arguments, **words)
    fromlist = arguments[2] if len(arguments) > 2 else words.get("fromlist", ())
    if fromlist == ("*",):
        around = sys._getframe(1)
        names = vars(module)
        wanted = names.get("__all__", [name for name in names if not name.startswith("_")])
        key = os.path.realpath(around.f_code.co_filename), around.f_lineno
        seen[key] = {name: names[name] for name in wanted if name in names}
    return module


def untrue(file: str, origins: list[dict[str, Any]]) -> Iterator[str]:
    """Yield what is told of the names of one file and is not so."""
    path = os.path.realpath(file)
    own = [each for each in sys.modules.values() if _file(each) == path]
    if not own and not any(key[0] == path for key in seen):
        yield f"{file} was not loaded"
    for star in (each for each in origins if each["name"] == "*"):
        given = seen.get((path, star["line"]))
        names = {each["name"]: each for each in origins if _is_of(each, star)}
        if given is None:
            continue
        lacking = {
            name
            for name in given.keys() - names.keys()
            # Which submodules a package has by then is asked only of names that are read.
            if not isinstance(given[name], ModuleType) or name in star["read"]
        }
        if star["complete"] and lacking:
            yield f"{file}:{star['line']}: also gives {' '.join(sorted(lacking))}"
        for name, each in names.items():
            if each["sure"] and name not in given:
                yield f"{file}:{star['line']}: does not give {name}"
            elif each["sure"]:
                yield from _other(f"{file}:{star['line']}: {name}", given[name], each)
    for each in origins:
        bound = each["name"].partition(".")[0]
        if not each["star"] and each["sure"] and "." not in each["name"]:
            for module in own:
                if bound in vars(module):
                    yield from _other(f"{file}: {each['name']}", vars(module)[bound], each)


def _is_of(each: dict[str, Any], star: dict[str, Any]) -> bool:
    return bool(each["star"]) and each["name"] != "*" and each["line"] == star["line"]


def _file(module: object) -> str:
    file = getattr(module, "__file__", None)
    return os.path.realpath(file) if isinstance(file, str) else ""


def _other(what: str, value: object, told: dict[str, Any]) -> Iterator[str]:
    """Yield that a value is not what stands at the place that was told."""
    if told["module"] is None:
        return
    module = sys.modules.get(told["module"])
    if module is None:
        yield f"{what} is not of {told['module']}, which was not loaded"
    elif told["of"] is None:
        if value is not module:
            yield f"{what} is not the module {told['module']}"
    elif vars(module).get(told["of"]) is not value:
        yield f"{what} is not {told['of']} of {told['module']}"
    elif getattr(value, "__qualname__", None) == told["of"]:
        made = getattr(value, "__module__", told["module"])
        if made != told["module"] and told["file"]:
            yield f"{what} was made in {made}"


def main() -> None:
    """Run it."""
    task = json.load(sys.stdin)
    sys.path[0] = ""
    builtins.__import__ = importing
    exception = ""
    found: list[str] = []
    try:
        exec(compile(task["code"], "<RUN>", "exec"), {"__name__": "__main__"})  # noqa: S102
    except BaseException as fault:  # noqa: BLE001
        exception = f"{type(fault).__name__}: {fault}"
    builtins.__import__ = _IMPORT
    for each in task["told"]:
        found += untrue(each["file"], each["origins"])
    print("\n" + json.dumps([exception, found]))


if __name__ == "__main__":
    main()
