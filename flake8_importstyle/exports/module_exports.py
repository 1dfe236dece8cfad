"""The exports of modules: reads each module's file and evaluates it once, by ``body``.

Neither the linted code nor its dependencies are ever imported. Only modules of the standard library
that are compiled, or that create their names dynamically, are looked up in a separate interpreter.
"""

from __future__ import annotations

import ast
import os
import sys

from flake8_importstyle.exports.body.visitor import exports_of
from flake8_importstyle.exports.cache import Cache
from flake8_importstyle.exports.definitions import Definition, Exports, OtherModules, all_possible
from flake8_importstyle.exports.finder import Finder
from flake8_importstyle.exports.foreign.assignments import ForeignAssignments
from flake8_importstyle.exports.foreign.sketches import trees
from flake8_importstyle.exports.shared import Shared
from flake8_importstyle.resolver.files import LARGEST_MODULE, content
from flake8_importstyle.resolver.search_path import real_name
from flake8_importstyle.resolver.stdlib import Answer, ask, caveat, known
from flake8_importstyle.syntax.budget import TOO_LARGE, Budget, TooLarge
from flake8_importstyle.syntax.imports import with_packages
from flake8_importstyle.syntax.parsing import tree_of

# The budget of one question: several times what evaluating the whole standard library takes.
_MOST_STEPS = 10_000_000
# List at most this many loaded modules; few programs load more.
_MOST_LOADED = 3_000
# Finding, opening and parsing a file costs this many steps, and one more for every so many bytes.
_STEPS_OF_FILE = 2_000
_BYTES_OF_STEP = 10
# Evaluate at most this many modules inside each other: each takes about ten nested calls, and
# Python's stack is limited.
_DEEPEST = 40

NOT_FOUND = "module not found"
COMPILED = "compiled, without a stub"
STUB = "known only from a stub"
UNREADABLE = "its file cannot be read"
CYCLE = "it is part of an import cycle"
FOLDER = "a folder without '__init__.py'"
OUTSIDE = "it is a link to a file outside the import roots"


class _TooDeep(Exception):
    """Evaluation is nested too deeply: this module has to be evaluated first, on its own."""

    def __init__(self, module: str) -> None:
        self.module = module


class ModuleExports:
    """Finds the exports of modules, and remembers them.

    ``others``: answers questions that modules raise about each other. ``shared``: decides which
    answers come from another resolver.
    """

    def __init__(self, finder: Finder, others: OtherModules, shared: Shared | None) -> None:
        self._finder = finder
        self._others = others
        self._shared = shared
        self._cache: Cache[Exports | None] = Cache(finder)
        self._answers: dict[str, Exports | None] = {}
        self._foreign = ForeignAssignments(finder, LARGEST_MODULE)
        self._running: list[str] = []
        self._waiting: list[str] = []
        self._tried: set[str] = set()
        self._is_listing = False
        self._question = Budget(0)
        self._left_out: set[str] = set()

    def of(self, module: str) -> Exports | None:
        """Return the names of a module; None if its file is not found or cannot be read."""
        shared = self._shared.resolver(module) if self._shared is not None else None
        if shared is not None:
            return shared.exports(module)
        if module in self._cache:
            return self._known(module)
        if self.is_running(module):
            return None
        if self._running:
            return self._evaluate(module)
        if not self._is_listing:
            self._begin()
        # Python loads the parent packages first; so do we, so that the order in which modules are
        # asked about makes no difference.
        for package in reversed(with_packages(module)[1:]):
            if package not in self._cache:
                self._from_the_deepest(package)
        return self._known(module) if module in self._cache else self._from_the_deepest(module)

    def known(self, module: str) -> Exports | None:
        """Return the names of a module if it has been evaluated here already, else None."""
        return self._cache.get(module)

    def is_known(self, module: str) -> bool:
        """Tell whether a module has been evaluated here, even if without success."""
        return module in self._cache

    @property
    def running(self) -> list[str]:
        """The modules that are being evaluated, outermost first; each waits for the next one."""
        return [*self._waiting, *self._running]

    def is_running(self, module: str) -> bool:
        """Tell whether a module is being evaluated."""
        return module in self._running or module in self._waiting

    def dependencies(self, module: str) -> frozenset[str]:
        """Return the top-level modules on whose location the names of a module depend."""
        return self._cache.dependencies(module) or frozenset((module.partition(".")[0],))

    def _from_the_deepest(self, module: str) -> Exports | None:
        """Evaluate a module, but first any module whose evaluation would be nested too deeply."""
        while True:
            try:
                return self._evaluate(module)
            except _TooDeep as deep:
                self._tried.add(deep.module)
                self._waiting.append(module)
                try:
                    self._from_the_deepest(deep.module)
                finally:
                    self._waiting.pop()

    def _evaluate(self, module: str) -> Exports | None:
        if len(self._running) >= _DEEPEST:
            if module in self._tried:
                return None  # It is part of a cycle that is itself too deep.
            raise _TooDeep(module)
        self._running.append(module)
        with self._finder.dependencies() as dependencies:
            try:
                exports = self._read_exports(module)
            finally:
                self._running.pop()
            packages = list(self._foreign.packages(module))
            are_running = any(map(self.is_running, packages))
            if exports is not None and packages and not are_running:
                exports = self._with_foreign_assignments(module, exports, packages)
        if are_running:
            self._finder.depend_on(dependencies)
            return exports  # Do not keep it: its packages may still assign names to it.
        self._cache.keep(module, exports, dependencies)
        return self._known(module)

    def _known(self, module: str) -> Exports | None:
        exports = self._cache[module]
        if exports is not None and exports.incomplete == COMPILED:
            return self.ask_interpreter(module) or exports
        return exports

    def _with_foreign_assignments(
        self, module: str, exports: Exports, packages: list[str]
    ) -> Exports:
        names = dict(exports.names)
        for package in packages:
            assigning = self.of(package)
            for target, definition in (
                assigning.foreign_assignments if assigning is not None else ()
            ):
                if target.module == module and target.name is not None:
                    names[target.name] = definition
        return exports._replace(names=names)

    def _read_exports(self, module: str) -> Exports | None:
        found = self._finder.find(module)
        if found is None:
            return None
        standard = self.caveat(module)
        if found.is_namespace:
            return Exports({}, "", {})
        if not found.has_source and standard is not None:
            # Start no process for more than what is cached; that is up to the caller.
            answer = known(module)
            return (
                _exports_from_answer(answer, standard)
                if answer is not None
                else Exports({}, COMPILED, {})
            )
        file = found.file if found.has_source else found.stub
        text = self._read(file) if file is not None and not self._finder.leads_out(found) else None
        if text is None:
            return None
        is_package = os.path.basename(file or "").startswith("__init__.")
        package = module if is_package else module.rpartition(".")[0]
        is_stub = not found.has_source
        exports = None
        try:
            for tree, brief in trees(text):
                exports = exports_of(
                    tree,
                    module,
                    package,
                    self._others,
                    is_stub=is_stub,
                    text=brief,
                    budget=self._question,
                )
                if not exports.holds_itself:
                    break
        except MemoryError:
            return None
        except RecursionError:
            if len(self._running) > 1 and module not in self._tried:
                raise _TooDeep(module) from None
            return None
        return _with_reason(exports, STUB) if is_stub and exports is not None else exports

    def ask_interpreter(self, module: str) -> Exports | None:
        """Return the names of a module of the standard library as an interpreter reports them.

        None if the module may not be looked up that way, or not now: while another module that may
        be is being evaluated, as that one can be looked up itself if in doubt.
        """
        if self.is_running(module) or (
            self._running and self.caveat(self._running[-1]) is not None
        ):
            return None
        shared = self._shared.resolver(module) if self._shared is not None else None
        if shared is not None:
            return shared.ask_interpreter(module)
        if module not in self._answers:
            standard = self.caveat(module)
            seen = self.known(module)
            # That process has no installed packages, which could change the answer.
            is_alike = seen is None or all(map(_is_standard, seen.loads))
            answer = ask(module) if standard is not None and is_alike else None
            self._answers[module] = (
                _exports_from_answer(answer, standard or "", seen) if answer is not None else None
            )
        return self._answers[module]

    def caveat(self, module: str) -> str | None:
        """Return why an interpreter's answer about a module may be wrong; see ``stdlib.caveat``."""
        found = self._finder.find(module)
        return caveat(real_name(module), found) if found is not None else None

    def why_unknown(self, module: str) -> str:
        """Return why the names of a module are unknown."""
        found = self._finder.find(module)
        if found is None:
            return NOT_FOUND
        if self._finder.leads_out(found):
            return OUTSIDE
        if found.file is not None and not found.has_source:
            return COMPILED
        return TOO_LARGE if (found.file or found.stub) in self._left_out else UNREADABLE

    def loaded(self, module: str) -> set[str]:
        """Return the modules that may be loaded once ``module`` has been imported."""
        self._begin()
        self._is_listing = True
        try:
            return self._loaded(module)
        finally:
            self._is_listing = False

    def _loaded(self, module: str) -> set[str]:
        seen: set[str] = set()
        pending = [module]
        while pending and len(seen) < _MOST_LOADED:
            name = pending.pop()
            if name in seen:
                continue
            seen.add(name)
            if "." in name:
                pending.append(name.rpartition(".")[0])
            exports = self.of(name)
            if exports is not None:
                pending.extend(exports.loads)
                pending.extend(
                    f"{each.target.module}.{each.target.name}"
                    for each in exports.names.values()
                    if each.target is not None
                    and each.target.name is not None
                    and self._finder.is_submodule(each.target)
                )
        return seen

    def _begin(self) -> None:
        """Start a new question from outside, with a budget of its own."""
        self._question = Budget(_MOST_STEPS)

    def _read(self, file: str) -> bytes | None:
        try:
            self._question.spend(_STEPS_OF_FILE)
            text = content(file, LARGEST_MODULE)
            self._question.spend(len(text or b"") // _BYTES_OF_STEP)
        except TooLarge:
            self._left_out.add(file)
            return None
        return text


def parsed(file: str) -> ast.Module | None:
    """Return the syntax tree of a file; None if it cannot be read."""
    text = content(file, LARGEST_MODULE)
    return tree_of(text) if text is not None else None


def _with_reason(exports: Exports, reason: str) -> Exports:
    """Return the same exports, incomplete for ``reason``, with no name definitely bound."""
    return exports._replace(names=all_possible(exports.names), incomplete=reason)


def _is_standard(module: str) -> bool:
    return module.partition(".")[0] in sys.stdlib_module_names


def _exports_from_answer(answer: Answer, reason: str, seen: Exports | None = None) -> Exports:
    """Return the exports of a module as an interpreter reports them.

    ``reason``: why the answer may be wrong. ``seen``: what static evaluation found.
    """
    before = seen.names if seen is not None else {}
    names = {
        name: before.get(name, Definition(0, is_module=is_module))._replace(is_definite=True)
        for name, is_module in answer.names.items()
    }
    if answer.listed is not None:
        names["__all__"] = names["__all__"]._replace(value=answer.listed)
    exports = Exports(names, "", seen.loads if seen is not None else {})
    return _with_reason(exports, reason) if reason else exports
