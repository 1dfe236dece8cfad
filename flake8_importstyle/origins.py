"""Origins: the way of a name, from the module that it is taken from to where it was made."""

from __future__ import annotations

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
    while target is not None:
        if len(steps) == _FARTHEST or any(target == step[:2] for step in steps):
            return []
        step, target = _step(resolver, target)
        if step is None:
            return []
        steps.append(step)
    return steps


def _step(resolver: Resolver, target: Target) -> tuple[Step | None, Target | None]:
    """Return what is at one place of the way, and where it goes on."""
    module, name = target
    found = resolver.find(module)
    if found is None:
        return None, None
    if name is None:
        return Step(module, None, found.file, 1, True), None
    namespace = resolver.namespace(module)
    bound = namespace.names.get(name) if namespace is not None else None
    if namespace is None or bound is None:
        if not resolver.is_submodule(target):
            return None, None
        is_sure = namespace is not None and not namespace.doubt
        return Step(module, name, found.file, 1, is_sure), Target(f"{module}.{name}", None)
    # Another name for what an expression gives may be made elsewhere.
    is_made = bound.target is not None or bound.is_module is False
    is_sure = bound.is_sure and is_made and not namespace.doubt
    return Step(module, name, found.file, bound.line, is_sure), bound.target
