"""Load order: which modules have begun to run, or are done, when another one begins.

A module that is still running when something takes its names has only those that it has bound by
then. Who imports whom is told from the import statements that run when a module is loaded. A module
within a package always runs after the package has begun. See
https://docs.python.org/3/reference/import.html#searching
"""

from __future__ import annotations

import ast
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from flake8_importstyle.exports.definitions import IN_CYCLE
from flake8_importstyle.exports.finder import Finder
from flake8_importstyle.exports.foreign.sketches import package_of, sketch
from flake8_importstyle.resolver.environments import is_library
from flake8_importstyle.resolver.modules import resolve
from flake8_importstyle.resolver.search_path import shown
from flake8_importstyle.syntax.control_flow import mentions
from flake8_importstyle.syntax.imports import module_text, with_packages
from flake8_importstyle.syntax.source import SourceFile
from flake8_importstyle.syntax.suites import Import

# Modules of one project that are followed for one question; few projects have more.
_MOST_MODULES = 3_000
# So many modules of a cycle are named.
_LONGEST = 8
_SITES = ("dist-packages", "site-packages")


class Load(NamedTuple):
    """A module that another one loads when it runs."""

    module: str
    line: int
    is_definite: bool
    """Whether every run of the other does so."""
    is_named: bool = True
    """Whether it is the module of the statement; else it may be a name that this one has."""
    opens: str = ""
    """The module whose parts can be used by their names after ``import``."""


class Unfinished(NamedTuple):
    """How far a module has run when another one begins."""

    line: int
    """The line that it is at."""
    is_definite: bool
    """Whether it is there in every order in which modules may be loaded."""
    way: list[str]
    """Which modules load each other in between, from the one to the other."""

    def __str__(self) -> str:
        return cycle(self.way)


def cycle(modules: Sequence[str]) -> str:
    """Say that a module is in a cycle; ``modules``: those that lead from it back to it."""
    return IN_CYCLE + arrows(modules)


def arrows(modules: Sequence[str], longest: int | None = _LONGEST) -> str:
    """Return the modules of a cycle with arrows between them, the first one again at the end.

    ``longest``: how many are shown; None for all.
    """
    whole = [*map(shown, modules), shown(modules[0])]
    if longest is not None and len(whole) > longest:
        whole[longest // 2 : -longest // 2] = ["…"]
    return " → ".join(whole)


class LoadOrder:
    """Follows who loads whom among the modules that ``finder`` finds."""

    def __init__(self, finder: Finder) -> None:
        self._finder = finder
        self._loads: dict[str, list[Load]] = {}
        self._all: dict[str, list[str]] = {}
        self._sure: dict[str, list[str]] = {}
        self._ways: dict[tuple[str, str], list[str]] = {}
        self._begun: dict[str, _Walk | None] = {}

    def unfinished(self, module: str, user: str) -> Unfinished | None:
        """Return how far a module has run when ``user`` takes its names; None if to its end."""
        way = self.way(module, user)
        if not way:
            return None
        walk = self._until(user)
        if walk is None or not walk.is_definite:
            return Unfinished(self._line(module, user), False, way)
        if module not in walk.lines:
            return None  # It is done by then, or begins later and is waited for.
        return Unfinished(walk.lines[module], True, way)

    def way(self, module: str, goal: str) -> list[str]:
        """Return by which modules loading a module leads to ``goal``, both ends included.

        Empty if it does not, or only after ``goal`` has begun anyway.
        """
        if (module, goal) not in self._ways:
            self._ways[module, goal] = self._way(module, goal)
        return self._ways[module, goal]

    def _way(self, module: str, goal: str) -> list[str]:
        begun = set(_outermost_first(module))
        if not goal or goal in begun:
            return []
        is_near = self.neighbours(goal)
        before: dict[str, str | None] = {module: None}
        pending = [module]
        for each in pending:
            if len(pending) > _MOST_MODULES:
                return [module, goal]  # That it does not cannot be shown.
            for load in self.loads(each) if is_near(each) else ():
                for name in _outermost_first(load.module):
                    if name in before or name in begun:
                        continue
                    before[name] = each
                    if name == goal:
                        return _back(before, goal)
                    pending.append(name)
        # What was gone through does not lead there either, unless by a package that had begun here.
        for each in before:
            if begun <= {module, *_outermost_first(each)}:
                self._ways[each, goal] = []
        return []

    def all_loaded(self, module: str) -> list[str]:
        """Return a module, and those of its project that are loaded with it, packages included."""
        is_near = self.neighbours(module)
        return [name for name in self._loaded_by(module, self._led_to) if is_near(name)]

    def surely_loaded(self, module: str, running: Collection[str] = ()) -> set[str]:
        """Return a module, and those of its project that every run of it loads.

        ``running``: modules that have begun by then, and need not get further before it.
        """
        return set(self._loaded_by(module, self._surely_led_to, running))

    def _loaded_by(
        self, module: str, led_to: Callable[[str], list[str]], running: Collection[str] = ()
    ) -> list[str]:
        """Return a module with all that it leads to, as ``led_to`` tells of each module.

        Only modules of its project are followed, and not more of them than a project has; those
        that are ``running`` lead nowhere.
        """
        found = dict.fromkeys(_outermost_first(module))
        is_near = self.neighbours(module)
        pending = list(found)
        for each in pending:
            if len(pending) > _MOST_MODULES:
                break
            is_followed = is_near(each) and each not in running
            new = [name for name in led_to(each) if name not in found] if is_followed else []
            found.update(dict.fromkeys(new))
            pending += new
        return pending

    def _led_to(self, module: str) -> list[str]:
        """Return what a module may load, each once, packages included."""
        if module not in self._all:
            self._all[module] = _with_packages(self.loads(module))
        return self._all[module]

    def _surely_led_to(self, module: str) -> list[str]:
        if module not in self._sure:
            self._sure[module] = _with_packages(
                load for load in self.loads(module) if load.is_definite and load.is_named
            )
        return self._sure[module]

    def asks(self, module: str, package: str) -> bool:
        """Tell whether loading a module may use names of a package, by whatever module of it.

        As the package has begun before what is in it, ``way`` does not lead there.
        """
        return any(
            load.module == package or (load.opens and f"{package}.".startswith(f"{load.opens}."))
            for each in self.all_loaded(module)
            if each != package
            for load in self.loads(each)
        )

    def _line(self, module: str, goal: str) -> int:
        """Return the first line of a module that leads to ``goal``."""
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
        """Return what is running when a module begins; None if its packages do not load it."""
        if user not in self._begun:
            walk = _Walk(self, user)
            self._begun[user] = walk if walk.arrives() else None
        return self._begun[user]

    def neighbours(self, module: str) -> Callable[[str], bool]:
        """Return a test for the modules that may know of another one: those of its project."""
        top = module.partition(".")[0]
        root = self._root(top)
        is_shared = not self.is_of_project(module)

        def is_near(name: str) -> bool:
            other = name.partition(".")[0]
            return other == top or (not is_shared and self._root(other) == root)

        return is_near

    def is_of_project(self, module: str) -> bool:
        """Tell whether a module stands in a project, not in an environment or the library."""
        root = self._root(module.partition(".")[0])
        return root is not None and os.path.basename(root) not in _SITES and not is_library(root)

    def _root(self, top: str) -> str | None:
        """Return the folder in which a top-level module is."""
        found = self._finder.find(top)
        if found is None:
            return None
        path = found.folders[0] if found.folders else found.file
        return os.path.dirname(path) if path is not None else None

    def loads(self, module: str) -> list[Load]:
        """Return the modules that a module loads when it runs, in the order of the text."""
        if module not in self._loads:
            self._loads[module] = list(self._read(module))
        return self._loads[module]

    def _read(self, module: str) -> Iterator[Load]:
        source = sketch(self._finder, module)
        if source is None:
            return
        package = package_of(self._finder, module)
        for statement, suite in source.imports:
            if suite.runs_at_import:
                for name, is_named, opens in self._named(statement, package):
                    yield Load(name, statement.lineno, suite.always_runs, is_named, opens)

    def _named(self, statement: Import, package: str) -> Iterator[tuple[str, bool, str]]:
        """Yield the modules that a statement may load, if it has to, and what it opens."""
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
            names = (
                (alias.name,) if alias.name != "*" else named_in_all(sketch(self._finder, module))
            )
            yield from (
                (f"{module}.{name}", False, f"{module}.{name}")
                for name in names
                if self._finder.find(f"{module}.{name}")
            )


class _Walk:
    """Packages being loaded as Python does it, until a module of theirs begins."""

    def __init__(self, order: LoadOrder, goal: str) -> None:
        self._order = order
        self._is_near = order.neighbours(goal)
        self._goal = goal
        self._seen: set[str] = set()
        self.lines: dict[str, int] = {}
        """The modules that are running when it begins, each with its line."""
        self.is_definite = True
        """Whether every run leads there."""

    def arrives(self) -> bool:
        """Go on until the module begins, and tell whether it does."""
        return any(map(self._load, _outermost_first(self._goal)[:-1]))

    def _load(self, package: str) -> bool:
        """Load a module with all that it loads; not by recursion, as that may be deep."""
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
        """Yield what a module loads, the packages around that included."""
        self._seen.add(module)
        for load in self._order.loads(module) if self._is_near(module) else ():
            for name in _outermost_first(load.module):
                yield name, load


def named_in_all(source: SourceFile | None) -> list[str]:
    """Return the texts in what a module says about its ``__all__``."""
    return [
        node.value
        for statement in (source.tree.body if source is not None else ())
        if isinstance(statement, (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr))
        and mentions(statement, "__all__")
        for node in ast.walk(statement)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]


def _back(before: dict[str, str | None], goal: str) -> list[str]:
    """Return the way to a module, given from where each was reached."""
    way = [goal]
    while (previous := before[way[-1]]) is not None:
        way.append(previous)
    return way[::-1]


def _with_packages(loads: Iterable[Load]) -> list[str]:
    return list(dict.fromkeys(name for load in loads for name in _outermost_first(load.module)))


def _outermost_first(module: str) -> list[str]:
    """Return a module after the packages around it, which are loaded before it."""
    return with_packages(module)[::-1]
