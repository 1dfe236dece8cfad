"""Stars: what ``from module import *`` binds, and where each name was defined.

A ``Resolver`` reads the files of modules and goes through them by ``namespaces``. It never imports
what is linted, nor what that depends on. Compiled modules of the standard library, and such whose
names are made by code, are asked in an interpreter of their own.
"""

from __future__ import annotations

import ast
import os
import re
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flake8_importstyle.constants import PLATFORM, UNKNOWN, Partial
from flake8_importstyle.environments import is_library
from flake8_importstyle.files import content, remembered
from flake8_importstyle.interpreter import OTHER_VERSION, Answer, ask, known, standing
from flake8_importstyle.modules import Module, contents, find
from flake8_importstyle.namespaces import DYNAMIC, Bound, Namespace, Star, Surroundings, Target, run
from flake8_importstyle.reading import tree_of
from flake8_importstyle.skeletons import skeleton

_LARGEST = 2_000_000
_MOST_FILES = 3_000
_MOST_SECONDS = 20.0
# So many modules are gone through within each other, which takes about ten calls each.
_DEEPEST = 40
_MOST_NEEDS = 30
# So many re-exports are followed.
_FARTHEST = 5
# An assignment `module.name = …`; with ASCII names only, as nearly all have.
_GIFT = re.compile(rb"\b([A-Za-z_]\w*)\.\w+[ \t]*(?::[^=\n]*)?=(?!=)")
_REAL_NAMES = {"os.path": os.path.__name__}
ATTRIBUTES = frozenset(
    ("__all__", "__doc__", "__file__", "__loader__", "__name__", "__package__", "__spec__")
)

NOT_FOUND = "module not found"
COMPILED = "compiled without a stub"
STUB = "known only from a stub"
UNREADABLE = "unreadable file"
CYCLE = "it is part of a cycle"
TOO_LARGE = "too large to analyse"


class _TooDeep(Exception):
    """A module is so far away that its names have to be found before those of the others."""

    def __init__(self, module: str) -> None:
        self.module = module


class Resolver(Surroundings):
    """Answers questions about modules that are found in ``folders``."""

    def __init__(self, folders: tuple[str, ...]) -> None:
        self.folders = folders
        # What the first folder has no part in is the same without it, and is looked up there once
        # for all: mostly the standard library and what is installed.
        rest = folders[1:] if folders and not is_library(folders[0]) else ()
        self._rest = resolver(rest) if rest else None
        self._own = contents(folders[0]) if rest else frozenset()
        self._lent: dict[str, bool] = {}
        self._tops: dict[str, frozenset[str]] = {}
        self._consulted: list[set[str]] = []
        self._namespaces: dict[str, Namespace | None] = {}
        self._stars: dict[str, Star] = {}
        self._answers: dict[str, Namespace | None] = {}
        self._works: dict[str, tuple[bool | None, frozenset[str]]] = {}
        self._givers: dict[str, frozenset[str]] = {}
        self._running: list[str] = []
        self._waiting: list[str] = []
        self._tried: set[str] = set()
        self._is_listing = False
        self._files = 0
        self._until = 0.0
        self._left_out: set[str] = set()

    def find(self, module: str) -> Module | None:
        if self._consulted:
            self._consulted[-1].add(module.partition(".")[0])
        return find(_REAL_NAMES.get(module, module), self.folders)

    def exists(self, module: str) -> bool | None:
        """Tell whether a module can be imported; None if that cannot be seen.

        What is not found may be installed elsewhere, unless it belongs to the standard library.
        """
        found = self.find(module)
        if found is not None:
            return found.is_sure or None
        top = module.partition(".")[0]
        return False if top in sys.stdlib_module_names else None

    def works(self, module: str) -> bool | None:
        """Tell whether importing a module succeeds, as far as what it needs can be seen."""
        if module not in self._works:
            with self._consulting() as tops:
                answer = self._has_needs(module)
            self._works[module] = answer, frozenset(tops)
        answer, known_tops = self._works[module]
        self._consult(known_tops)
        return answer

    def _has_needs(self, module: str) -> bool | None:
        exists = self.exists(module)
        top = module.partition(".")[0]
        pending, seen = [module], {module}
        for each in pending:
            if not self.exists(each):
                return exists and None
            # Packages that are installed are mostly whole, and the nearest needs tell most.
            is_near = each.partition(".")[0] == top and len(seen) < _MOST_NEEDS
            found = self.find(each)
            if found is None or not found.has_source or not is_near or self._is_running(each):
                continue
            namespace = self.namespace(each)
            if namespace is None:
                return None
            new = [need for need in namespace.needs if need not in seen]
            seen.update(new)
            pending += new
        return exists

    def has(self, module: str, name: str) -> bool | None:
        namespace = self.namespace(module)
        if namespace is None:
            return self.exists(module) and None
        answer = self._has(namespace, module, name)
        if answer is None:
            told = self.asked(module)
            return self._has(told, module, name) if told is not None else None
        return answer

    def _has(self, namespace: Namespace, module: str, name: str) -> bool | None:
        bound = namespace.names.get(name)
        if bound is not None:
            return True if bound.is_sure else None
        if namespace.doubt or "__getattr__" in namespace.names or name in ATTRIBUTES:
            return None
        if not self.is_submodule(Target(module, name)):
            return False
        return self.exists(f"{module}.{name}")

    def constant(self, module: str, name: str, farthest: int = _FARTHEST) -> Any:
        if (module, name) in PLATFORM:
            return PLATFORM[module, name]
        if self._is_running(module) or not farthest:
            return UNKNOWN
        namespace = self.namespace(module)
        bound = namespace.names.get(name) if namespace is not None else None
        if bound is None or not bound.is_sure:
            return UNKNOWN
        target = bound.target
        if bound.value is not UNKNOWN or target is None or target.name is None:
            return bound.value
        return self.constant(target.module, target.name, farthest - 1)

    def is_module(self, module: str, name: str, farthest: int = _FARTHEST) -> bool | None:
        """Tell whether ``from module import name`` gives a module; None if that cannot be seen."""
        found = self.find(module)
        namespace = self.namespace(module)
        if found is None or farthest == 0:
            return None
        is_submodule = self.is_submodule(Target(module, name))
        if namespace is None:
            return is_submodule or None
        bound = namespace.names.get(name)
        if namespace.doubt if bound is None else not bound.is_sure:
            namespace = self.asked(module) or namespace
            bound = namespace.names.get(name)
        if bound is None:
            return True if is_submodule and not namespace.doubt else None
        target = bound.target
        if not bound.is_sure:
            return None
        if target is None:
            return bound.is_module
        if target.name is None:
            return True
        return self.is_module(target.module, target.name, farthest - 1)

    def extends_all(self, module: str, name: str, farthest: int = _FARTHEST) -> bool:
        """Tell whether a decorator adds what it decorates to ``__all__``."""
        namespace = self.namespace(module)
        if namespace is None or not farthest:
            return False
        if name in namespace.exporters:
            return True
        bound = namespace.names.get(name)
        target = bound.target if bound is not None else None
        if target is None or target.name is None:
            return False
        return self.extends_all(target.module, target.name, farthest - 1)

    def _is_running(self, module: str) -> bool:
        return module in self._running or module in self._waiting

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

    def _begin(self) -> None:
        """Begin to answer a question from outside, which may cost so much."""
        self._files, self._until = 0, time.monotonic() + _MOST_SECONDS

    @contextmanager
    def _consulting(self) -> Iterator[set[str]]:
        """Collect the top-level modules on whose places the answer to a question depends."""
        tops: set[str] = set()
        self._consulted.append(tops)
        try:
            yield tops
        finally:
            self._consulted.pop()

    def _depends(self, module: str, tops: set[str]) -> None:
        self._tops[module] = self._tops.get(module, frozenset()) | tops
        self._consult(self._tops[module])

    def _consult(self, tops: Iterable[str]) -> None:
        """Remember that an answer depends on where these top-level modules are."""
        if self._consulted:
            self._consulted[-1].update(tops)

    def _lender(self, module: str) -> Resolver | None:
        """Return the resolver without the first folder, if all about a module is the same there."""
        if self._rest is None:
            return None
        if module not in self._lent:
            found = self._rest.find(module)
            self._lent[module] = (
                found is not None
                and found == self.find(module)
                and self._rest.tops(module).isdisjoint(self._own)
            )
        if not self._lent[module]:
            return None
        if self._consulted:
            self._consult(self._rest.tops(module))
        return self._rest

    def tops(self, module: str) -> frozenset[str]:
        """Return the top-level modules of whose places it depends what is known of a module."""
        if module not in self._namespaces:
            is_lent = self._lent.get(module, False) or self._lender(module) is not None
            if is_lent and self._rest is not None:
                return self._rest.tops(module)
            self.namespace(module)
        return self._tops.get(module, frozenset((module.partition(".")[0],)))

    def _givers_of(self, module: str) -> Iterator[str]:
        """Yield the packages around a module that may give names to it, once all has run."""
        package, _, last = module.rpartition(".")
        while package:
            if package not in self._givers:
                found = self.find(package)
                file = found.file if found is not None and found.has_source else None
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
        text = self._read(file) if file is not None else None
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
        except RecursionError:
            if len(self._running) > 1 and module not in self._tried:
                raise _TooDeep(module) from None
            return None
        if not found.has_source:
            return _doubted(namespace, STUB)
        return namespace

    def asked(self, module: str) -> Namespace | None:
        """Return the names of a module of the standard library as an interpreter tells them.

        None if it may not be asked, or not now: while another module of the standard library is
        gone through, as that can be asked as a whole if its names are in doubt.
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
        return standing(_REAL_NAMES.get(module, module), found) if found is not None else None

    def _read(self, file: str) -> bytes | None:
        self._files += 1
        if self._files > _MOST_FILES or time.monotonic() > self._until:
            self._left_out.add(file)
            return None
        return content(file, _LARGEST)

    def star(self, module: str, user: str = "") -> Star:
        """Return what a star import of a module binds, in the module ``user``."""
        lender = self._lender(module)
        if lender is not None:
            return lender.star(module, user)
        star = self._known_star(module)
        # What a package loads of its own comes after it, and is whole when the package goes on.
        is_inside = module.startswith(f"{user}.")
        line = None if is_inside else self._loads_in(module).get(user)
        # Of a module that loads the user, there is then what stands before that; or all.
        return star if line is None or not user else _until(line, star)

    def _loads_in(self, module: str) -> Mapping[str, int]:
        namespace = self._namespaces.get(module)
        return namespace.loads if namespace is not None else {}

    def _known_star(self, module: str) -> Star:
        if module in self._stars:
            self._consult(self._tops[module])
            return self._stars[module]
        if self._is_running(module):
            return Star({}, CYCLE)
        namespace = self.namespace(module)
        if namespace is None:
            return Star({}, self.why_unknown(module))
        with self._consulting() as tops:
            star = self._star(module, namespace)
        self._depends(module, tops)
        if star.doubt or not all(bound.is_sure for bound in star.names.values()):
            told = self.asked(module)
            if told is None and self._standing(module) is not None:
                return star  # It may be asked another time.
            star = self._star(module, told) if told is not None else star
        if module in self._namespaces:
            self._stars[module] = star
        return star

    def _star(self, module: str, namespace: Namespace) -> Star:
        listed = namespace.names.get("__all__")
        if listed is None:
            names = {
                name: bound for name, bound in namespace.names.items() if not name.startswith("_")
            }
            found = self.find(module)
            own = (module,) if found is not None and found.folders else ()
            return Star(names, namespace.doubt, (*own, *namespace.packages))
        value = listed.value
        if value is UNKNOWN and listed.target is not None:
            value = self.constant(module, "__all__")
        doubtful: frozenset[Any]
        if isinstance(value, Partial):
            items, doubtful = value.items, value.doubtful
        elif isinstance(value, (list, tuple, set, frozenset, dict)):
            items, doubtful = tuple(value), frozenset()
        else:
            return Star({}, DYNAMIC)
        names = {}
        # Of a stub nothing is sure, even what it lists.
        is_stub = namespace.doubt in (STUB, OTHER_VERSION)
        doubt = namespace.doubt if is_stub else "" if listed.is_sure else DYNAMIC
        for name in (*items, *doubtful):
            if not isinstance(name, str):
                return Star({}, DYNAMIC)
            bound = namespace.names.get(name)
            # The import fails if the module does not have it.
            is_sure = listed.is_sure and name not in doubtful
            if bound is None:
                # A submodule, which the star import loads, or what `__getattr__` makes.
                target = Target(f"{module}.{name}", None)
                is_module = self.find(f"{module}.{name}") is not None
                bound = Bound(0, target if is_module else None)
                is_sure = is_sure and self.has(module, name) is not False
            names[name] = bound._replace(is_sure=is_sure)
        return Star(names, doubt)

    def why_unknown(self, module: str) -> str:
        """Say why there is no namespace for a module."""
        found = self.find(module)
        if found is None:
            return NOT_FOUND
        if found.file is not None and not found.has_source:
            return COMPILED
        return TOO_LARGE if (found.file or found.stub) in self._left_out else UNREADABLE

    def submodules(self, packages: tuple[str, ...]) -> dict[str, Bound]:
        """Return the submodules of packages that are loaded once these are, by their names."""
        return {
            name.rpartition(".")[2]: Bound(0, Target(name, None))
            for package in packages
            for name in sorted(self.loaded(package))
            if name.rpartition(".")[0] == package and not name.rpartition(".")[2].startswith("_")
        }

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

    def is_submodule(self, target: Target) -> bool:
        """Tell whether ``from module import name`` loads a submodule."""
        found = self.find(target.module)
        return (
            found is not None
            and bool(found.folders)
            and self.find(f"{target.module}.{target.name}") is not None
        )


def parsed(file: str) -> ast.Module | None:
    """Return the syntax tree of a file; None if it cannot be read."""
    text = content(file, _LARGEST)
    return tree_of(text) if text is not None else None


def _doubted(namespace: Namespace, doubt: str) -> Namespace:
    """Return a namespace of which nothing is sure."""
    names = {name: bound._replace(is_sure=False) for name, bound in namespace.names.items()}
    return namespace._replace(names=names, doubt=doubt)


@remembered
def resolver(folders: tuple[str, ...]) -> Resolver:
    """Return the resolver for modules in ``folders``, the one for all who ask."""
    return Resolver(folders)


def _is_standard(module: str) -> bool:
    return module.partition(".")[0] in sys.stdlib_module_names


def _until(line: int, star: Star) -> Star:
    """Return a star of which only what is bound before a line is sure."""
    names = {
        name: bound._replace(is_sure=bound.is_sure and 0 < bound.line < line)
        for name, bound in star.names.items()
    }
    return star._replace(names=names)


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
