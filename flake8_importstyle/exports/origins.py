"""Origins: a name's chain of re-exports, from where it is imported to where it is made."""

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
"""Why a chain ends at a module whose ``__getattr__`` may provide the name."""

# Follow at most this many re-exports; real chains are much shorter.
_FARTHEST = 100


class Step(NamedTuple):
    """One module in a name's chain of re-exports."""

    module: str
    name: str | None
    """Its name in this module; None for the module itself."""
    file: str | None
    """None if there is none: the module is built in, a namespace package, or not found."""
    line: int
    """The line that binds the name, from 1; 0 if no line does, or if it is unknown.

    A module itself is bound on line 1.
    """
    is_definite: bool
    """Whether it certainly comes from the next step, or, in the last one, is made here."""
    note: str = ""
    """Why there is no line, or what else the name may stand for; empty for most."""
    is_lasting: bool = True
    """Whether nothing rebinds the name once the module has run."""


class ReexportChain(NamedTuple):
    """A name's chain of re-exports, as far as it is known."""

    steps: list[Step]
    end: str
    """Why the chain ends early; empty if the last step is where the name is made."""

    @property
    def known(self) -> list[Step]:
        """All of its steps; empty if the chain ends before the module that makes the name."""
        return [] if self.end else self.steps

    @property
    def identifying(self) -> list[Step]:
        """The steps that lead to the object: the known ones, or those to a module not found."""
        is_missing = self.end == NOT_FOUND and any(step.name is None for step in self.steps[-1:])
        return self.steps if is_missing else self.known


def chain(resolver: Resolver, module: str, name: str | None) -> list[Step]:
    """Return the chain of the name that ``from module import name`` imports, from that module on.

    The last step is where it is made. Empty if the chain cannot be followed to there.
    """
    return follow(resolver, module, name).known


def follow(resolver: Resolver, module: str, name: str | None) -> ReexportChain:
    """Return the chain of the name that ``from module import name`` imports, as far as known.

    If ``name`` is None, return the chain of the module itself.
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
    """Return the step at ``target``, the target of the next step, and why the chain ends early."""
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
        # The names are those that the interpreter reports; it also reports their origins.
        owner = owners(module).get(name)
        onward = Target(*owner) if owner is not None else None
        # `_io.open` claims to come from `io`, which imports it from `_io`.
        is_made = onward is not None and target in (onward, _taken_from(resolver, onward))
        onward = None if is_made else onward
    # The value of an expression may be an object that was made elsewhere.
    is_definite = (
        definition.is_definite and not exports.incomplete and (is_made or onward is not None)
    )
    note = _note(found, definition._replace(target=onward))
    is_lasting = definition.is_definite and not exports.incomplete and name not in exports.rebound
    if found.folders and f"{module}.{name}" not in exports.loads and resolver.is_submodule(target):
        # Loading that submodule later rebinds the name.
        is_definite, is_lasting = False, False
        note = note or f"also a submodule of '{module}'"
    return Step(module, name, file, definition.line, is_definite, note, is_lasting), onward, ""


def _why_unbound(exports: Exports, file: str | None, name: str) -> tuple[int, str]:
    """Return the line that explains why a module does not bind a name, or 0, and the reason.

    ``file``: its source, if it has any.
    """
    lazy = exports.names.get("__getattr__")
    if exports.incomplete:
        return 0, exports.incomplete
    if lazy is not None:
        return lazy.line, LAZY
    if name in ATTRIBUTES:
        return 0, "an attribute of every module"
    line = _first_lines(file).get(name) if file is not None else None
    if line is not None:
        return line, f"line {line} would bind it, but never runs"
    return 0, "it has no such name"


@remembered
def _first_lines(file: str) -> dict[str, int]:
    """Return the first line of a file that binds each name, even in code that never runs.

    Code for type checkers only, for example.
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
