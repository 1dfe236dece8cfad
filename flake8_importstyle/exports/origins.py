"""Origins: a name's chain of re-exports, from where it is taken to where it was made."""

from __future__ import annotations

from typing import NamedTuple

from flake8_importstyle.exports.definitions import Definition, Exports, Target
from flake8_importstyle.exports.module_exports import CYCLE, NOT_FOUND, STUB, parsed
from flake8_importstyle.exports.wildcard import ATTRIBUTES, Resolver
from flake8_importstyle.resolver.files import remembered
from flake8_importstyle.resolver.search_path import Module
from flake8_importstyle.resolver.stdlib import owners
from flake8_importstyle.syntax.imports import bound_name
from flake8_importstyle.syntax.outline import outline

LAZY = "its '__getattr__' may provide it"
"""Why the way of a name is not known if its module has to be asked for it, each time."""

# So many re-exports are followed.
_FARTHEST = 100


class Step(NamedTuple):
    """A module on the way of a name."""

    module: str
    name: str | None
    """What the module calls it; None for the module itself."""
    file: str | None
    """None for a module that has none: it is built in, a namespace package, or not found."""
    line: int
    """Where the file binds the name, from 1; 0 if no line does, or it cannot be seen.

    That of a module itself is the first.
    """
    is_definite: bool
    """Whether the name surely stands for what the next step says, or was surely made here."""
    note: str = ""
    """Why there is no line, or what else the name may stand for; empty for most."""
    is_lasting: bool = True
    """Whether the name stands for one thing from when the module has run on."""


class ReexportChain(NamedTuple):
    """The way of a name, as far as it is known."""

    steps: list[Step]
    end: str
    """Why it is not known further; empty if the last step is where the name was made."""

    @property
    def known(self) -> list[Step]:
        """All of its steps; none if it cannot be followed to where the name was made."""
        return [] if self.end else self.steps


def chain(resolver: Resolver, module: str, name: str | None) -> list[Step]:
    """Return the way of the name that ``from module import name`` takes, that module first.

    The last step is where it was made. The list is empty if the way cannot be followed so far.
    """
    return follow(resolver, module, name).known


def follow(resolver: Resolver, module: str, name: str | None) -> ReexportChain:
    """Return the way of the name that ``from module import name`` takes, as far as it is known.

    Without a name, it is that of the module itself.
    """
    steps: list[Step] = []
    target: Target | None = Target(module, name)
    passed: set[Target] = set()
    while target is not None:
        if target in passed:
            return ReexportChain(steps, CYCLE)
        if len(steps) == _FARTHEST:
            return ReexportChain(steps, "the chain is too long")
        passed.add(target)
        step, target, end = _step(resolver, target)
        steps.append(step)
        if end:
            return ReexportChain(steps, end)
    return ReexportChain(steps, "")


def _step(resolver: Resolver, target: Target) -> tuple[Step, Target | None, str]:
    """Return what is at one place of the way, where it goes on, and why it ends too early."""
    module, name = target
    found = resolver.find(module)
    if found is None:
        return Step(module, name, None, 0, False), None, NOT_FOUND
    file = found.file
    if name is None:
        line = 1 if found.has_source else 0
        return Step(module, None, file, line, True, _without_source(found)), None, ""
    if found.stub is not None:
        file = found.stub
    exports = resolver.exports(module)
    if exports is not None and exports.incomplete:
        exports = resolver.ask_interpreter(module) or exports
    definition = exports.names.get(name) if exports is not None else None
    is_anything = definition is None or (
        definition.is_module and not definition.line and definition.target is None
    )
    if is_anything and resolver.is_submodule(target):
        incomplete = exports.incomplete if exports is not None else ""
        is_definite = exports is not None and not incomplete
        step = Step(module, name, file, 0, is_definite, incomplete)
        return step, Target(f"{module}.{name}", None), ""
    if exports is None:
        step = Step(module, name, file, 0, False)
        return step, None, resolver.why_unknown(module)
    if definition is None:
        line, end = _why_unbound(exports, file, name)
        return Step(module, name, file, line, False), None, end
    is_made, onward = definition.is_module is False, definition.target
    if not found.has_source and found.stub is None:
        # The interpreter has told its names; what they stand for it knows as well.
        owner = owners(module).get(name)
        onward = Target(*owner) if owner is not None else None
        # `_io.open` says that it is of `io`, which has it from `_io`.
        is_made = onward is not None and target in (onward, _taken_from(resolver, onward))
        onward = None if is_made else onward
    # Another name for what an expression gives may be made elsewhere.
    is_definite = (
        definition.is_definite and not exports.incomplete and (is_made or onward is not None)
    )
    note = _note(found, definition._replace(target=onward))
    is_lasting = definition.is_definite and not exports.incomplete and name not in exports.rebound
    if found.folders and f"{module}.{name}" not in exports.loads and resolver.is_submodule(target):
        # Whoever loads that later, puts it in the place of this.
        is_definite, is_lasting = False, False
        note = note or f"also a submodule of '{module}'"
    return Step(module, name, file, definition.line, is_definite, note, is_lasting), onward, ""


def _why_unbound(exports: Exports, file: str | None, name: str) -> tuple[int, str]:
    """Say why a module may have a name all the same, or not; and the line that is about it, or 0.

    ``file``: its source, if it has any.
    """
    lazy = exports.names.get("__getattr__")
    if exports.incomplete:
        return 0, exports.incomplete
    if lazy is not None:
        return lazy.line, LAZY
    if name in ATTRIBUTES:
        return 0, "an attribute of every module"
    line = _written(file).get(name) if file is not None else None
    if line is not None:
        return line, f"line {line} would bind it, but never runs"
    return 0, "it has no such name"


@remembered
def _written(file: str) -> dict[str, int]:
    """Return on which line of a file a name is bound first, where it does not run as well.

    As what is meant for type checkers.
    """
    tree = parsed(file)
    if tree is None:
        return {}
    found = outline(tree)
    lines = [(each.name, each.lineno) for each, suite in found.definitions if suite.scope is tree]
    lines += [
        (bound_name(alias), alias.lineno)
        for statement, suite in found.imports
        for alias in statement.names
        if suite.scope is tree
    ]
    return dict(sorted(lines, key=lambda each: each[1], reverse=True))


def _taken_from(resolver: Resolver, target: Target) -> Target | None:
    exports = resolver.exports(target.module)
    definition = exports.names.get(target.name or "") if exports is not None else None
    return definition.target if definition is not None else None


def _note(found: Module, definition: Definition) -> str:
    if not definition.line and definition.target is None:
        return _without_source(found) or "created at run time"
    if found.stub is not None:
        return STUB
    if definition.others:
        lines = " and ".join(map(str, definition.others))
        return f"also bound on line{'s' if len(definition.others) > 1 else ''} {lines}"
    return "" if definition.is_definite else "bound only conditionally"


def _without_source(found: Module) -> str:
    if found.has_source:
        return ""
    if found.file is not None:
        return "compiled"
    if found.stub is not None:
        return STUB
    return "a namespace package" if found.folders else "built into the interpreter"
