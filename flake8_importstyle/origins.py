"""Origins: the way of a name, from the module that it is taken from to where it was made."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from typing import NamedTuple

from flake8_importstyle.namespaces import Target
from flake8_importstyle.stars import Resolver

# So many re-exports are followed.
_FARTHEST = 100


class Step(NamedTuple):
    """A module on the way of a name."""

    module: str
    name: str | None
    """What the module calls it; None for the module itself."""
    file: str | None
    """None for a module that has none: it is built in, or a namespace package."""
    line: int
    """Where the file binds the name, from 1."""
    is_sure: bool
    """Whether the name surely stands for what the next step says, or was surely made here."""


def chain(resolver: Resolver, module: str, name: str | None) -> list[Step]:
    """Return the way of the name that ``from module import name`` takes, that module first.

    The last step is where it was made. The list is empty if the way cannot be followed so far.
    """
    steps: list[Step] = []
    target: Target | None = Target(module, name)
    passed: set[Target] = set()
    while target is not None:
        if len(steps) == _FARTHEST or target in passed:
            return []
        passed.add(target)
        step, target = _step(resolver, target, passed)
        if step is None:
            return []
        steps.append(step)
    return steps


def differ(first: list[Step], second: list[Step]) -> bool:
    """Tell whether two names surely stand for different things, given the ways of both."""
    are_sure = all((first, second)) and all(step.is_sure for step in (*first, *second))
    return are_sure and _identity(first[-1]) != _identity(second[-1])


def _identity(step: Step) -> tuple[str, str | None]:
    # A file may be found under two dotted names.
    return step.file or step.module, step.name


def _step(
    resolver: Resolver, target: Target, passed: set[Target]
) -> tuple[Step | None, Target | None]:
    """Return what is at one place of the way, and where it goes on."""
    module, name = target
    found = resolver.find(module)
    if found is None:
        return None, None
    if name is None:
        return Step(module, None, found.file, 1, True), None
    namespace = resolver.whole(module)
    bound = namespace.names.get(name) if namespace is not None else None
    if namespace is None or bound is None:
        if not resolver.is_submodule(target):
            return None, None
        is_sure = namespace is not None and not namespace.doubt
        return Step(module, name, found.file, 1, is_sure), Target(f"{module}.{name}", None)
    is_made, onward = bound.is_module is False, bound.target
    if not found.has_source:
        # The interpreter has told its names; what they stand for it knows as well.
        onward = _owners(module).get(name)
        # Of two that name each other, as `io` and `_io` do, the one that was reached last counts.
        is_made = onward in passed
        onward = None if is_made else onward
    # Another name for what an expression gives may be made elsewhere.
    is_sure = bound.is_sure and not namespace.doubt and (is_made or onward is not None)
    return Step(module, name, found.file, bound.line, is_sure), onward


_QUESTION = """
import importlib, json, sys
module = sys.argv[1]
owners = {}
for name, value in vars(importlib.import_module(module)).items():
    owner = getattr(value, "__module__", None)
    own_name = getattr(value, "__name__", None)
    if isinstance(owner, str) and isinstance(own_name, str):
        if getattr(sys.modules.get(owner), own_name, None) is value:
            owners[name] = owner, own_name
print("\\n" + json.dumps(owners))
"""


@cache
def _owners(module: str) -> dict[str, Target]:
    """Return where the functions and classes of a compiled module were made.

    It belongs to the standard library; of no other one the names are known.
    """
    command = [sys.executable, "-I", "-S", "-c", _QUESTION, module]
    try:
        done = subprocess.run(
            command, capture_output=True, check=True, timeout=20, stdin=subprocess.DEVNULL
        )
        owners = json.loads(done.stdout.splitlines()[-1])
    except (OSError, ValueError, subprocess.SubprocessError):
        return {}
    return {name: Target(*owner) for name, owner in owners.items()}
