"""The resolver: what ``from module import *`` binds, and other questions about modules.

``origins`` says where each name was defined.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import Any

from flake8_importstyle.exports.cache import Cache
from flake8_importstyle.exports.definitions import (
    DYNAMIC,
    Definition,
    Exports,
    Target,
    WildcardNames,
    all_possible,
    possible,
)
from flake8_importstyle.exports.evaluation.constants import (
    ANSWERS,
    PLATFORM,
    UNKNOWN,
    Partial,
    public_value,
)
from flake8_importstyle.exports.finder import Finder
from flake8_importstyle.exports.foreign.load_order import LoadOrder, Unfinished, cycle
from flake8_importstyle.exports.foreign.registrars import Registrars
from flake8_importstyle.exports.module_exports import FOLDER, STUB, ModuleExports
from flake8_importstyle.exports.shared import Shared, SharedResolver
from flake8_importstyle.resolver.environments import is_library
from flake8_importstyle.resolver.files import remembered
from flake8_importstyle.resolver.search_path import Module, real_name
from flake8_importstyle.resolver.stdlib import OTHER_VERSION

# Look at no more needed modules than this: the nearest ones show most failing imports.
_MOST_NEEDS = 30
# Follow at most this many re-exports; real chains are shorter.
_FARTHEST = 5
ATTRIBUTES = frozenset(dir(ModuleType)).union(
    ("__all__", "__builtins__", "__cached__", "__file__", "__loader__", "__name__", "__package__"),
    ("__path__", "__spec__"),
)
"""Attributes that every module may have without binding them."""


class Resolver:
    """Answers questions about the modules in ``folders``.

    ``is_portable``: give only answers that hold for any version of Python, any system, and any set
    of installed packages.
    """

    def __init__(self, folders: tuple[str, ...], *, is_portable: bool = False) -> None:
        rest = folders[1:] if folders and not is_library(folders[0]) else ()
        self._finder = Finder(folders)
        around = portable if is_portable else resolver
        self._shared = Shared(self._finder, around(rest)) if rest else None
        self._is_portable = is_portable
        self._modules = ModuleExports(self._finder, self, self._shared)
        self._stars: Cache[WildcardNames] = Cache(self._finder)
        self._works: Cache[bool | None] = Cache(self._finder)
        self._registrars = Registrars(self._finder)
        self.order = LoadOrder(self._finder)

    def find(self, module: str) -> Module | None:
        """Find a module."""
        return self._finder.find(module)

    def leads_out(self, found: Module) -> bool:
        """Tell whether the source or stub of a module is a link to a file outside all folders."""
        return self._finder.leads_out(found)

    def exists(self, module: str) -> bool | None:
        """Tell whether a module can be found; None if that is unknown."""
        return self._finder.exists(module)

    def is_submodule(self, target: Target) -> bool:
        """Tell whether ``from module import name`` loads a submodule."""
        return self._finder.is_submodule(target)

    def exports(self, module: str) -> Exports | None:
        """Return the names of a module; None if its file is not found or cannot be read."""
        return self._modules.of(module)

    def ask_interpreter(self, module: str) -> Exports | None:
        """Return the names of a module of the standard library as an interpreter reports them."""
        return self._modules.ask_interpreter(module)

    def why_unknown(self, module: str) -> str:
        """Return why the names of a module are unknown."""
        return self._modules.why_unknown(module)

    def loaded(self, module: str) -> set[str]:
        """Return the modules that may be loaded once ``module`` has been imported."""
        return self._modules.loaded(module)

    def dependencies(self, module: str) -> frozenset[str]:
        """Return the top-level modules on whose location the answers about a module depend."""
        if not self._modules.is_known(module):
            shared = self._shared_for(module)
            if shared is not None:
                return shared.dependencies(module)
            self.exports(module)
        return self._modules.dependencies(module) | self._stars.dependencies(module)

    def _shared_for(self, module: str) -> SharedResolver | None:
        return self._shared.resolver(module) if self._shared is not None else None

    def works(self, module: str) -> bool | None:
        """Tell whether importing a module succeeds, judging by the modules that it needs.

        None if that is unknown.
        """
        if module not in self._works:
            with self._finder.dependencies() as dependencies:
                answer = self._has_needs(module)
            self._works.keep(module, answer, dependencies)
        return self._works[module]

    def _has_needs(self, module: str) -> bool | None:
        exists = self.exists(module)
        top = module.partition(".")[0]
        pending, seen = [module], {module}
        for each in pending:
            if not self.exists(each):
                return exists and None
            # Installed packages are mostly complete, and the nearest modules tell the most.
            is_near = each.partition(".")[0] == top and len(seen) < _MOST_NEEDS
            found = self.find(each)
            if (
                found is None
                or not found.has_source
                or not is_near
                or self._modules.is_running(each)
            ):
                continue
            exports = self.exports(each)
            if exports is None:
                return None
            new = [need for need in exports.needs if need not in seen]
            seen.update(new)
            pending += new
        return exists

    def has(self, module: str, name: str) -> bool | None:
        """Tell whether a module has a name; None if that is unknown."""
        exports = self.exports(module)
        if exports is None:
            return self.exists(module) and None
        answer = self._has(exports, module, name)
        if answer is None:
            reported = self.ask_interpreter(module)
            return self._has(reported, module, name) if reported is not None else None
        return answer

    def _has(self, exports: Exports, module: str, name: str) -> bool | None:
        definition = exports.names.get(name)
        if definition is not None:
            return True if definition.is_definite else None
        is_made = "__getattr__" in exports.names and name not in exports.refused
        if exports.incomplete or is_made or name in ATTRIBUTES:
            return None
        if not self.is_submodule(Target(module, name)):
            return False
        return self.exists(f"{module}.{name}")

    def constant(self, module: str, name: str, farthest: int = _FARTHEST) -> Any:
        """Return the value of a name of a module if it is a constant, else ``UNKNOWN``.

        Follows at most ``farthest`` re-exports. See ``public_value`` for what is held back.
        """
        if (module, name) in PLATFORM:
            is_open = self._is_portable and name != "TYPE_CHECKING"
            return UNKNOWN if is_open else PLATFORM[module, name]
        if self._modules.is_running(module) or not farthest:
            return UNKNOWN
        exports = self.exports(module)
        definition = exports.names.get(name) if exports is not None else None
        if definition is None or not definition.is_definite:
            return UNKNOWN
        target = definition.target
        if definition.value is not UNKNOWN or target is None or target.name is None:
            return public_value(name, definition.value)
        return self.constant(target.module, target.name, farthest - 1)

    def answer(self, module: str, function: str) -> Any:
        """Return what a function returns when called without arguments, or ``UNKNOWN``."""
        return UNKNOWN if self._is_portable else ANSWERS.get((module, function), UNKNOWN)

    def is_module(self, module: str, name: str, farthest: int = _FARTHEST) -> bool | None:
        """Tell whether ``from module import name`` binds a module; None if that is unknown."""
        found = self.find(module)
        exports = self.exports(module)
        if found is None or farthest == 0:
            return None
        is_submodule = self.is_submodule(Target(module, name))
        if exports is None:
            return is_submodule or None
        definition = exports.names.get(name)
        if exports.incomplete if definition is None else not definition.is_definite:
            exports = self.ask_interpreter(module) or exports
            definition = exports.names.get(name)
        if definition is None:
            return True if is_submodule and not exports.incomplete else None
        target = definition.target
        if not definition.is_definite:
            return None
        if target is None:
            return definition.is_module
        if target.name is None:
            return True
        return self.is_module(target.module, target.name, farthest - 1)

    def is_own_submodule(self, package: str, name: str) -> bool:
        """Tell whether ``from package import name`` certainly binds the package's submodule."""
        own = f"{package}.{name}"
        if real_name(own) != own:
            return True
        exports = self.exports(package)
        if exports is None:
            return False
        definition = exports.names.get(name)
        if definition is not None:
            is_it = definition.target in (Target(package, name), Target(own, None))
            return is_it and definition.is_definite
        # Python calls `__getattr__` before it loads the submodule.
        is_made = "__getattr__" in exports.names
        return not exports.incomplete and not is_made and self.is_submodule(Target(package, name))

    def extends_all(self, module: str, name: str) -> bool:
        """Tell whether calling ``name`` of ``module`` may add names to the caller's ``__all__``."""
        return self._registrars.has_exporter(module, name)

    def registers(self, module: str, name: str) -> bool:
        """Tell whether calling ``name``, or deriving a class from it, may bind names elsewhere."""
        return self._registrars.has(module, name)

    def may_register(self, module: str, name: str) -> bool:
        """Tell whether calling an attribute of ``name`` may bind names elsewhere."""
        return self._registrars.may_have(module, name)

    def wildcard_names(self, module: str, user: str = "") -> WildcardNames:
        """Return what a star import of a module binds, in the module ``user``."""
        shared = self._shared_for(module)
        if shared is not None:
            return shared.wildcard_names(module, user)
        star = self._known_star(module)
        is_own = module.partition(".")[0] == user.partition(".")[0]
        if self._is_portable and not is_own and not self.order.is_of_project(module):
            return star._replace(names=all_possible(star.names))
        until = self.order.unfinished(module, user) if user else None
        if until is None:
            return star
        # If modules are loaded in another order, names may be there that this order lacks.
        exports = self.exports(module) if star.is_listed else None
        return _until(until, star, exports.names if exports is not None else {})

    def _known_star(self, module: str) -> WildcardNames:
        if module in self._stars:
            return self._stars[module]
        if self._modules.is_running(module):
            return WildcardNames({}, self._cycle(module))
        exports = self.exports(module)
        if exports is None:
            return WildcardNames({}, self.why_unknown(module))
        with self._finder.dependencies() as dependencies:
            star = self._star(module, exports)
        self._finder.depend_on(dependencies)
        if star.incomplete or not all(definition.is_definite for definition in star.names.values()):
            reported = self.ask_interpreter(module)
            if reported is None and self._modules.caveat(module) is not None:
                return star  # Do not keep it: the interpreter may be asked later.
            star = self._star(module, reported) if reported is not None else star
        if self._modules.is_known(module):
            self._stars.keep(module, star, dependencies | self._modules.dependencies(module))
        return star

    def _cycle(self, module: str) -> str:
        """Return the reason text for a module that is being evaluated: its import cycle."""
        running = self._modules.running
        way = self.order.way(module, running[-1])
        return cycle(way or running[running.index(module) :])

    def _star(self, module: str, exports: Exports) -> WildcardNames:
        listed = exports.names.get("__all__")
        if listed is None:
            names = {
                name: definition
                for name, definition in exports.names.items()
                if not name.startswith("_")
            }
            found = self.find(module)
            own = (module,) if found is not None and found.folders else ()
            # Nobody star-imports a namespace package: the author means another module of that name.
            is_namespace = found is not None and found.is_namespace
            incomplete = exports.incomplete or (FOLDER if is_namespace else "")
            return WildcardNames(names, incomplete, (*own, *exports.packages))
        value = listed.value
        if value is UNKNOWN and listed.target is not None:
            value = self.constant(module, "__all__")
        possible: frozenset[Any]
        if isinstance(value, Partial):
            items, possible = value.items, value.possible
        elif isinstance(value, (list, tuple, set, frozenset, dict)):
            items, possible = tuple(value), frozenset()
        else:
            return WildcardNames({}, DYNAMIC)
        names = {}
        missing = []
        made = []
        unsure = []
        # A stub may differ from the module, even in its `__all__`.
        is_stub = exports.incomplete in (STUB, OTHER_VERSION)
        incomplete = exports.incomplete if is_stub else "" if listed.is_definite else DYNAMIC
        for name in (*items, *possible):
            if not isinstance(name, str):
                return WildcardNames({}, DYNAMIC)
            definition = exports.names.get(name)
            # A name in `__all__` is bound for certain: the import fails if the module lacks it.
            is_definite = listed.is_definite and name not in possible
            if definition is None:
                # A submodule, which the star import loads, or what `__getattr__` makes.
                target = Target(f"{module}.{name}", None)
                is_module = self.find(f"{module}.{name}") is not None
                definition = Definition(0, target if is_module else None)
                made.append(name)
                if self.has(module, name) is False:
                    missing += [name] if is_definite else []
                    is_definite = False
            elif not definition.is_definite:
                unsure.append(name)
            names[name] = definition._replace(is_definite=is_definite)
        return WildcardNames(
            names,
            incomplete,
            is_listed=True,
            missing=tuple(missing),
            made=frozenset(made),
            unsure=frozenset(unsure),
        )

    def submodules(self, packages: tuple[str, ...]) -> dict[str, Definition]:
        """Return the public submodules, by name, that are loaded once ``packages`` are."""
        return {
            name.rpartition(".")[2]: Definition(0, Target(name, None))
            for package in packages
            for name in sorted(self.loaded(package))
            if name.rpartition(".")[0] == package and not name.rpartition(".")[2].startswith("_")
        }


@remembered
def resolver(folders: tuple[str, ...]) -> Resolver:
    """Return the resolver for modules in ``folders``; all callers share it."""
    return Resolver(folders)


@remembered
def portable(folders: tuple[str, ...]) -> Resolver:
    """Return the resolver whose answers hold everywhere; see ``is_portable``."""
    return Resolver(folders, is_portable=True)


def _until(
    until: Unfinished, star: WildcardNames, names_of_module: Mapping[str, Definition]
) -> WildcardNames:
    """Return what a star import binds from a module that has only run ``until`` a line.

    ``names_of_module``: all names of the module, needed only if it has an ``__all__``.
    """
    if star.is_listed:
        # At that line, `__all__` may not exist yet, or may not be complete.
        public = {name: each for name, each in names_of_module.items() if not name.startswith("_")}
        names = all_possible({**public, **star.names})
        return star._replace(names=names, unfinished=str(until), is_listed=False)
    names = {
        name: each if 0 < each.line < until.line else possible(each)
        for name, each in star.names.items()
    }
    return star._replace(names=names, unfinished=str(until))
