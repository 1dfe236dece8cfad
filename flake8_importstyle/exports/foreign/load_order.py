"""Load order: which modules are running, and which are finished, when another one starts.

A module that is still running when another imports names from it has only the names it has bound by
then. The order follows from the import statements that run when modules are loaded; a package
always starts before the modules in it. See
https://docs.python.org/3/reference/import.html#searching
"""

from __future__ import annotations

import ast
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from flake8_importstyle.exports.definitions import IN_CYCLE
from flake8_importstyle.exports.finder import Finder
from flake8_importstyle.exports.foreign.load_chains import LoadChains
from flake8_importstyle.exports.foreign.sketches import package_of, sketch
from flake8_importstyle.resolver.environments import is_library
from flake8_importstyle.resolver.modules import resolve
from flake8_importstyle.resolver.search_path import shown
from flake8_importstyle.syntax.control_flow import mentions
from flake8_importstyle.syntax.imports import module_text, with_packages
from flake8_importstyle.syntax.nodes import nodes_in
from flake8_importstyle.syntax.suites import Import

# Give up after this many modules, so that a question ends in time; few projects have more.
_MOST_MODULES = 3_000
# Messages name at most this many modules of a cycle, so that they stay readable.
_LONGEST = 8
_SITES = ("dist-packages", "site-packages")


class Load(NamedTuple):
    """An import that runs while a module is being loaded."""

    module: str
    line: int
    is_definite: bool
    """Whether it runs every time the importer is loaded."""
    is_named: bool = True
    """Whether the statement names the module; if not, it is a possible submodule, as ``b`` is in
    ``from a import b``."""
    opens: str = ""
    """The module whose attributes the statement makes usable, as ``a`` for ``import a.b``."""


class Unfinished(NamedTuple):
    """How far a module has run when another one starts."""

    line: int
    """The line of the import that it has reached."""
    is_definite: bool
    """Whether it has reached that line whichever module is loaded first."""
    way: list[str]
    """The chain of imports from the running module to the one that starts, both included."""

    def __str__(self) -> str:
        return cycle(self.way)


def cycle(modules: Sequence[str]) -> str:
    """Return the reason text for a module in the import cycle ``modules``."""
    return IN_CYCLE + arrows(modules)


def arrows(modules: Sequence[str], longest: int | None = _LONGEST) -> str:
    """Return the modules of a cycle with arrows between them, the first one again at the end.

    ``longest``: how many to show; None for all of them.
    """
    whole = [*map(shown, modules), shown(modules[0])]
    if longest is not None and len(whole) > longest:
        whole[longest // 2 : -longest // 2] = ["…"]
    return " → ".join(whole)


class LoadOrder:
    """Works out in which order the modules that ``finder`` finds load each other."""

    def __init__(self, finder: Finder) -> None:
        self._finder = finder
        self._loads: dict[str, list[Load]] = {}
        self._all: dict[str, list[str]] = {}
        self._sure: dict[str, list[str]] = {}
        self._ways: dict[tuple[str, str], list[str]] = {}
        self._begun: dict[str, _Walk | None] = {}
        self._chains: dict[str, LoadChains] = {}
        self._projects: dict[str, str] = {}
        self._listed: dict[str, list[str]] = {}

    def unfinished(self, module: str, user: str) -> Unfinished | None:
        """Return how far a module has run when ``user`` imports from it; None if it is finished."""
        way = self.way(module, user)
        if not way:
            return None
        walk = self._until(user)
        if walk is None or not walk.is_definite:
            return Unfinished(self._line(module, user), False, way)
        if module not in walk.lines:
            return None  # It has finished by then, or the import itself will run it to its end.
        return Unfinished(walk.lines[module], True, way)

    def way(self, module: str, goal: str) -> list[str]:
        """Return the chain of imports by which loading ``module`` loads ``goal``, ends included.

        Empty if there is none, or if ``goal`` has started anyway by then.
        """
        if (module, goal) not in self._ways:
            self._ways[module, goal] = self._way(module, goal)
        return self._ways[module, goal]

    def _way(self, module: str, goal: str) -> list[str]:
        if not goal or goal in _outermost_first(module):
            return []
        project = self._project(goal)
        if self._project(module) != project:
            return []
        if project not in self._chains:
            is_near = self.neighbours(goal)
            self._chains[project] = LoadChains(
                lambda each: [name for name in self._may_load(each) if is_near(name)]
            )
        chain = self._chains[project].chain(module, goal)
        self._finder.depend_on(self._chains[project].tops)
        return chain

    def all_loaded(self, module: str) -> list[str]:
        """Return a module and all modules of its project that it may load, packages included."""
        is_near = self.neighbours(module)
        return [name for name in self._closure((module,), self._may_load) if is_near(name)]

    def surely_loaded(self, *modules: str, running: Collection[str] = ()) -> set[str]:
        """Return some modules and all modules that they certainly load, packages included.

        ``running``: modules that are being loaded already, whose later imports do not count.
        """
        return set(self._closure(modules, self._surely_loads, running))

    def _closure(
        self,
        modules: Collection[str],
        loads: Callable[[str], list[str]],
        running: Collection[str] = (),
    ) -> list[str]:
        """Return some modules and all that they load, directly or not; ``loads`` is one step.

        Only modules of their own projects that are not ``running`` are followed, and no more than
        ``_MOST_MODULES``.
        """
        found = dict.fromkeys(name for module in modules for name in _outermost_first(module))
        projects = set(map(self._project, modules))
        pending = list(found)
        for each in pending:
            if len(pending) > _MOST_MODULES:
                break
            is_followed = self._project(each) in projects and each not in running
            new = [name for name in loads(each) if name not in found] if is_followed else []
            found.update(dict.fromkeys(new))
            pending += new
        return pending

    def _may_load(self, module: str) -> list[str]:
        """Return the modules that a module itself may load, each once, packages included."""
        if module not in self._all:
            self._all[module] = _with_packages(self.loads(module))
        return self._all[module]

    def _surely_loads(self, module: str) -> list[str]:
        """Return the modules that a module itself certainly loads, each once, with packages."""
        if module not in self._sure:
            self._sure[module] = _with_packages(
                load for load in self.loads(module) if load.is_definite and load.is_named
            )
        return self._sure[module]

    def asks(self, module: str, package: str) -> bool:
        """Tell whether a module, or one that it may load, imports names of ``package``.

        Unlike ``way``, this also sees imports of a package by the modules in it, which start after
        the package has.
        """
        return any(
            load.module == package or (load.opens and f"{package}.".startswith(f"{load.opens}."))
            for each in self.all_loaded(module)
            if each != package
            for load in self.loads(each)
        )

    def _line(self, module: str, goal: str) -> int:
        """Return the first line of a module whose import leads to ``goal``; 0 if none does."""
        lines = (
            load.line
            for load in self.loads(module)
            if any(
                name == goal or (name != module and self.way(name, goal))
                for name in _outermost_first(load.module)
                if name not in _outermost_first(module)
            )
        )
        return next(lines, 0)

    def _until(self, user: str) -> _Walk | None:
        """Return the modules running when ``user`` starts; None if its packages do not load it."""
        if user not in self._begun:
            walk = _Walk(self, user)
            self._begun[user] = walk if walk.arrives() else None
        return self._begun[user]

    def neighbours(self, module: str) -> Callable[[str], bool]:
        """Return a predicate: whether a module belongs to the same project as ``module``."""
        project = self._project(module)
        return lambda name: self._project(name) == project

    def _project(self, module: str) -> str:
        """Return what tells the project of a module from others: its folder, or its own top."""
        top = module.partition(".")[0]
        self._finder.depend_on((top,))
        if top not in self._projects:
            self._projects[top] = self._root(top) if self.is_of_project(top) else top
        return self._projects[top]

    def is_of_project(self, module: str) -> bool:
        """Tell whether a module is part of a project, not installed or in the standard library."""
        root = self._root(module.partition(".")[0])
        return bool(root) and os.path.basename(root) not in _SITES and not is_library(root)

    def _root(self, top: str) -> str:
        """Return the folder that contains a top-level module; empty if it is not found."""
        found = self._finder.find(top)
        if found is None:
            return ""
        path = found.folders[0] if found.folders else found.file
        return os.path.dirname(path or "")

    def loads(self, module: str) -> list[Load]:
        """Return the imports that run, or may run, when a module is loaded, in source order."""
        if module not in self._loads:
            self._loads[module] = list(self._read(module))
        return self._loads[module]

    def named_in_all(self, module: str) -> list[str]:
        """Return all string constants in the statements of a module that mention ``__all__``."""
        if module not in self._listed:
            known = sketch(self._finder, module)
            self._listed[module] = _named_in_all(known.source.tree) if known is not None else []
        return self._listed[module]

    def _read(self, module: str) -> Iterator[Load]:
        known = sketch(self._finder, module)
        if known is None:
            return
        package = package_of(self._finder, module)
        for statement, suite in known.source.imports:
            if suite.runs_at_import:
                for name, is_named, opens in self._named(statement, package):
                    yield Load(name, statement.lineno, suite.always_runs, is_named, opens)

    def _named(self, statement: Import, package: str) -> Iterator[tuple[str, bool, str]]:
        """Yield what a statement may load: the ``module``, ``is_named`` and ``opens`` of a load."""
        if isinstance(statement, ast.Import):
            for alias in statement.names:
                opens = alias.name if alias.asname else alias.name.partition(".")[0]
                yield alias.name, True, opens
            return
        module = resolve(module_text(statement), package)
        if module is None:
            return
        yield module, True, ""
        found = self._finder.find(module)
        if found is None or not found.folders:
            return
        for alias in statement.names:
            names = (alias.name,) if alias.name != "*" else self.named_in_all(module)
            yield from (
                (f"{module}.{name}", False, f"{module}.{name}")
                for name in names
                if self._finder.find(f"{module}.{name}")
            )


class _Walk:
    """Loads the packages around a module in Python's order, until that module starts."""

    def __init__(self, order: LoadOrder, goal: str) -> None:
        self._order = order
        self._is_near = order.neighbours(goal)
        self._goal = goal
        self._seen: set[str] = set()
        self.lines: dict[str, int] = {}
        """The modules that are running when it starts, each with the line it has reached."""
        self.is_definite = True
        """Whether all the imports on the way always run."""

    def arrives(self) -> bool:
        """Run until the module starts, and tell whether it does."""
        return any(map(self._load, _outermost_first(self._goal)[:-1]))

    def _load(self, package: str) -> bool:
        """Load a package and all that it imports; tell whether that starts the module.

        A stack replaces recursion, as imports may be nested deeply.
        """
        stack: list[tuple[str, bool, Iterator[tuple[str, Load]]]] = []
        if package not in self._seen:
            stack.append((package, True, self._begin(package)))
        while stack:
            _, _, pending = stack[-1]
            name, load = next(pending, (None, None))
            if name is None or load is None:
                stack.pop()
            elif name == self._goal:
                self.lines[stack[-1][0]] = load.line
                self.lines = {module: self.lines[module] for module, _, _ in stack}
                self.is_definite = load.is_definite and all(
                    is_definite for _, is_definite, _ in stack
                )
                return True
            elif name not in self._seen and len(self._seen) < _MOST_MODULES:
                self.lines[stack[-1][0]] = load.line
                stack.append((name, load.is_definite, self._begin(name)))
        return False

    def _begin(self, module: str) -> Iterator[tuple[str, Load]]:
        """Yield each module that a module loads, parent packages first, with its import."""
        self._seen.add(module)
        for load in self._order.loads(module) if self._is_near(module) else ():
            for name in _outermost_first(load.module):
                yield name, load


def _named_in_all(tree: ast.Module) -> list[str]:
    return [
        node.value
        for statement in tree.body
        if isinstance(statement, (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr))
        and mentions(statement, "__all__")
        for node in nodes_in(statement)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]


def _with_packages(loads: Iterable[Load]) -> list[str]:
    return list(dict.fromkeys(name for load in loads for name in _outermost_first(load.module)))


@lru_cache(maxsize=_MOST_MODULES)
def _outermost_first(module: str) -> tuple[str, ...]:
    """Return the packages around a module, outermost first, then the module: the load order."""
    return tuple(with_packages(module)[::-1])
