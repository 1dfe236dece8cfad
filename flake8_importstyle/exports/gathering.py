"""Gathering: the names of modules, each of which is gone through once.

The files of modules are read, and gone through by ``namespaces``. What is linted is never imported,
nor what that depends on. Compiled modules of the standard library, and such whose names are made by
code, are asked in an interpreter of their own.
"""

from __future__ import annotations

import ast
import os
import re
import sys
import time
from collections.abc import Iterator

from flake8_importstyle.exports.body.visitor import run
from flake8_importstyle.exports.definitions import Bound, Namespace
from flake8_importstyle.exports.shared import Lookup, real_name
from flake8_importstyle.resolver.files import content
from flake8_importstyle.resolver.stdlib import Answer, ask, known, standing
from flake8_importstyle.syntax.parsing import tree_of
from flake8_importstyle.syntax.skeleton import skeleton

_LARGEST = 2_000_000
_MOST_FILES = 3_000
_MOST_SECONDS = 20.0
# So many modules are gone through within each other, which takes about ten calls each.
_DEEPEST = 40
# An assignment `module.name = …`; with ASCII names only, as nearly all have.
_GIFT = re.compile(rb"\b([A-Za-z_]\w*)\.\w+[ \t]*(?::[^=\n]*)?=(?!=)")

NOT_FOUND = "module not found"
COMPILED = "compiled without a stub"
STUB = "known only from a stub"
UNREADABLE = "unreadable file"
CYCLE = "it is part of a cycle"
TOO_LARGE = "too large to analyse"
OUTSIDE = "it is a link to a file outside of all import roots"


class _TooDeep(Exception):
    """A module is so far away that its names have to be found before those of the others."""

    def __init__(self, module: str) -> None:
        self.module = module


class Gatherer(Lookup):
    """Knows the names of modules."""

    def __init__(self, folders: tuple[str, ...], rest: Gatherer | None) -> None:
        super().__init__(folders, rest)
        self._answers: dict[str, Namespace | None] = {}
        self._givers: dict[str, frozenset[str]] = {}
        self._running: list[str] = []
        self._waiting: list[str] = []
        self._tried: set[str] = set()
        self._is_listing = False
        self._files = 0
        self._until = 0.0
        self._left_out: set[str] = set()

    def namespace(self, module: str) -> Namespace | None:
        """Return the names of a module; None if its file is not found or cannot be read."""
        lender = self._lender(module)
        if lender is not None:
            return lender.namespace(module)
        if module not in self._namespaces:
            if self._is_running(module):
                return None
            if self._running:
                return self._gone_through(module)
            if not self._is_listing:
                self._begin()
            return self._from_the_deepest(module)
        return self._known_namespace(module)

    def _from_the_deepest(self, module: str) -> Namespace | None:
        """Go through a module after those that are too far away to be gone through in between."""
        while True:
            try:
                return self._gone_through(module)
            except _TooDeep as deep:
                self._tried.add(deep.module)
                self._waiting.append(module)
                try:
                    self._from_the_deepest(deep.module)
                finally:
                    self._waiting.pop()

    def _gone_through(self, module: str) -> Namespace | None:
        if len(self._running) >= _DEEPEST:
            if module in self._tried:
                return None  # It waits itself for what waits for it.
            raise _TooDeep(module)
        self._running.append(module)
        with self._consulting() as tops:
            try:
                namespace = self._namespace(module)
            finally:
                self._running.pop()
            givers = list(self._givers_of(module))
            are_running = any(map(self._is_running, givers))
            if namespace is not None and givers and not are_running:
                namespace = self._with_gifts(module, namespace, givers)
        self._depends(module, tops)
        if are_running:
            return namespace  # Not all is given yet.
        self._namespaces[module] = namespace
        return self._known_namespace(module)

    def _known_namespace(self, module: str) -> Namespace | None:
        self._consult(self._tops[module])
        namespace = self._namespaces[module]
        if namespace is not None and namespace.doubt == COMPILED:
            return self.asked(module) or namespace
        return namespace

    def _is_running(self, module: str) -> bool:
        return module in self._running or module in self._waiting

    def _begin(self) -> None:
        """Begin to answer a question from outside, which may cost so much."""
        self._files, self._until = 0, time.monotonic() + _MOST_SECONDS

    def _givers_of(self, module: str) -> Iterator[str]:
        """Yield the packages around a module that may give names to it, once all has run."""
        package, _, last = module.rpartition(".")
        while package:
            if package not in self._givers:
                found = self.find(package)
                is_there = found is not None and found.has_source and not self._leads_out(found)
                file = found.file if found is not None and is_there else None
                text = content(file, _LARGEST) if file is not None else None
                names = _GIFT.findall(text or b"")
                self._givers[package] = frozenset(name.decode() for name in names)
            if last in self._givers[package]:
                yield package
            package = package.rpartition(".")[0]

    def _with_gifts(self, module: str, namespace: Namespace, givers: list[str]) -> Namespace:
        names = dict(namespace.names)
        for giver in givers:
            giving = self.namespace(giver)
            for target, bound in giving.gifts if giving is not None else ():
                if target.module == module and target.name is not None:
                    names[target.name] = bound
        return namespace._replace(names=names)

    def _namespace(self, module: str) -> Namespace | None:
        found = self.find(module)
        if found is None:
            return None
        standard = self._standing(module)
        if found.file is None and found.folders and found.stub is None:
            return Namespace({}, "", {})
        if not found.has_source and standard is not None:
            # Whether more than this is worth a process, the question decides.
            answer = known(module)
            return _told(answer, standard) if answer is not None else Namespace({}, COMPILED, {})
        file = found.file if found.has_source else found.stub
        text = self._read(file) if file is not None and not self._leads_out(found) else None
        for brief in (skeleton(text), text) if text is not None else ():
            tree = tree_of(brief)
            if tree is not None:
                break
        else:
            return None
        is_package = os.path.basename(file or "").startswith("__init__.")
        package = module if is_package else module.rpartition(".")[0]
        try:
            namespace = run(tree, module, package, self, is_stub=not found.has_source, text=brief)
        except MemoryError:
            return None
        except RecursionError:
            if len(self._running) > 1 and module not in self._tried:
                raise _TooDeep(module) from None
            return None
        if not found.has_source:
            return _doubted(namespace, STUB)
        return namespace

    def asked(self, module: str) -> Namespace | None:
        """Return the names of a module of the standard library as an interpreter tells them.

        None if it may not be asked, or not now: while another module that may be asked is gone
        through, as that can be asked as a whole if its names are in doubt.
        """
        if self._is_running(module) or (
            self._running and self._standing(self._running[-1]) is not None
        ):
            return None
        lender = self._lender(module)
        if lender is not None:
            return lender.asked(module)
        if module not in self._answers:
            standard = self._standing(module)
            seen = self._namespaces.get(module)
            # In that process nothing else is installed, which may make a difference.
            is_alike = seen is None or all(map(_is_standard, seen.loads))
            answer = ask(module) if standard is not None and is_alike else None
            self._answers[module] = (
                _told(answer, standard or "", seen) if answer is not None else None
            )
        return self._answers[module]

    def _standing(self, module: str) -> str | None:
        found = self.find(module)
        return standing(real_name(module), found) if found is not None else None

    def _read(self, file: str) -> bytes | None:
        self._files += 1
        if self._files > _MOST_FILES or time.monotonic() > self._until:
            self._left_out.add(file)
            return None
        return content(file, _LARGEST)

    def why_unknown(self, module: str) -> str:
        """Say why there is no namespace for a module."""
        found = self.find(module)
        if found is None:
            return NOT_FOUND
        if self._leads_out(found):
            return OUTSIDE
        if found.file is not None and not found.has_source:
            return COMPILED
        return TOO_LARGE if (found.file or found.stub) in self._left_out else UNREADABLE

    def loaded(self, module: str) -> set[str]:
        """Return the modules that are loaded once ``module`` has been imported."""
        self._begin()
        self._is_listing = True
        try:
            return self._loaded(module)
        finally:
            self._is_listing = False

    def _loaded(self, module: str) -> set[str]:
        seen: set[str] = set()
        pending = [module]
        while pending and len(seen) < _MOST_FILES:
            name = pending.pop()
            if name in seen:
                continue
            seen.add(name)
            if "." in name:
                pending.append(name.rpartition(".")[0])
            namespace = self.namespace(name)
            if namespace is not None:
                pending.extend(namespace.loads)
                pending.extend(
                    f"{bound.target.module}.{bound.target.name}"
                    for bound in namespace.names.values()
                    if bound.target is not None
                    and bound.target.name is not None
                    and self.is_submodule(bound.target)
                )
        return seen


def parsed(file: str) -> ast.Module | None:
    """Return the syntax tree of a file; None if it cannot be read."""
    text = content(file, _LARGEST)
    return tree_of(text) if text is not None else None


def _doubted(namespace: Namespace, doubt: str) -> Namespace:
    """Return a namespace of which nothing is sure."""
    names = {name: bound._replace(is_sure=False) for name, bound in namespace.names.items()}
    return namespace._replace(names=names, doubt=doubt)


def _is_standard(module: str) -> bool:
    return module.partition(".")[0] in sys.stdlib_module_names


def _told(answer: Answer, doubt: str, seen: Namespace | None = None) -> Namespace:
    """Return the names of a module as an interpreter tells them.

    ``doubt``: why the answer may not hold. ``seen``: what could be seen without asking.
    """
    known = seen.names if seen is not None else {}
    bound = {
        name: known.get(name, Bound(0, is_module=is_module))._replace(is_sure=True)
        for name, is_module in answer.names.items()
    }
    if answer.listed is not None:
        bound["__all__"] = bound["__all__"]._replace(value=answer.listed)
    namespace = Namespace(bound, "", seen.loads if seen is not None else {})
    return _doubted(namespace, doubt) if doubt else namespace
