"""Stars: what ``from module import *`` binds, and what else is asked about modules.

Where each name was defined, ``origins`` says.
"""

from __future__ import annotations

from typing import Any

from flake8_importstyle.exports.cache import Cache
from flake8_importstyle.exports.constants import PLATFORM, UNKNOWN, Partial, shared
from flake8_importstyle.exports.definitions import DYNAMIC, Bound, Namespace, Star, Target
from flake8_importstyle.exports.finder import Finder
from flake8_importstyle.exports.load_order import LoadOrder, Unfinished, cycle
from flake8_importstyle.exports.module_exports import STUB, ModuleExports
from flake8_importstyle.exports.registrars import Registrars
from flake8_importstyle.exports.shared import Shared, SharedResolver
from flake8_importstyle.resolver.environments import is_library
from flake8_importstyle.resolver.files import remembered
from flake8_importstyle.resolver.modules import Module
from flake8_importstyle.resolver.stdlib import OTHER_VERSION

_MOST_NEEDS = 30
# So many re-exports are followed.
_FARTHEST = 5
ATTRIBUTES = frozenset(
    ("__all__", "__doc__", "__file__", "__loader__", "__name__", "__package__", "__spec__")
)
"""What every module has."""


class Resolver:
    """Answers questions about modules that are found in ``folders``."""

    def __init__(self, folders: tuple[str, ...]) -> None:
        rest = folders[1:] if folders and not is_library(folders[0]) else ()
        self._finder = Finder(folders)
        self._shared = Shared(self._finder, resolver(rest)) if rest else None
        self._modules = ModuleExports(self._finder, self, self._shared)
        self._stars: Cache[Star] = Cache(self._finder)
        self._works: Cache[bool | None] = Cache(self._finder)
        self._registrars = Registrars(self._finder)
        self.order = LoadOrder(self._finder)

    def find(self, module: str) -> Module | None:
        """Find a module."""
        return self._finder.find(module)

    def leads_out(self, found: Module) -> bool:
        """Tell whether what can be read of a module is outside of all folders."""
        return self._finder.leads_out(found)

    def exists(self, module: str) -> bool | None:
        """Tell whether a module can be imported; None if that cannot be seen."""
        return self._finder.exists(module)

    def is_submodule(self, target: Target) -> bool:
        """Tell whether ``from module import name`` loads a submodule."""
        return self._finder.is_submodule(target)

    def namespace(self, module: str) -> Namespace | None:
        """Return the names of a module; None if its file is not found or cannot be read."""
        return self._modules.of(module)

    def asked(self, module: str) -> Namespace | None:
        """Return the names of a module of the standard library as an interpreter tells them."""
        return self._modules.asked(module)

    def why_unknown(self, module: str) -> str:
        """Say why a module has no names that can be seen."""
        return self._modules.why_unknown(module)

    def loaded(self, module: str) -> set[str]:
        """Return the modules that are loaded once ``module`` has been imported."""
        return self._modules.loaded(module)

    def dependencies(self, module: str) -> frozenset[str]:
        """Return the top-level modules on whose places it depends what is known of a module."""
        if not self._modules.is_known(module):
            shared = self._shared_for(module)
            if shared is not None:
                return shared.dependencies(module)
            self.namespace(module)
        return self._modules.dependencies(module) | self._stars.dependencies(module)

    def _shared_for(self, module: str) -> SharedResolver | None:
        return self._shared.resolver(module) if self._shared is not None else None

    def works(self, module: str) -> bool | None:
        """Tell whether importing a module succeeds, as far as what it needs can be seen."""
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
            # Packages that are installed are mostly whole, and the nearest needs tell most.
            is_near = each.partition(".")[0] == top and len(seen) < _MOST_NEEDS
            found = self.find(each)
            if (
                found is None
                or not found.has_source
                or not is_near
                or self._modules.is_running(each)
            ):
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
        is_made = "__getattr__" in namespace.names and name not in namespace.refused
        if namespace.doubt or is_made or name in ATTRIBUTES:
            return None
        if not self.is_submodule(Target(module, name)):
            return False
        return self.exists(f"{module}.{name}")

    def constant(self, module: str, name: str, farthest: int = _FARTHEST) -> Any:
        """Return what other modules may know of what a name of a module holds."""
        if (module, name) in PLATFORM:
            return PLATFORM[module, name]
        if self._modules.is_running(module) or not farthest:
            return UNKNOWN
        namespace = self.namespace(module)
        bound = namespace.names.get(name) if namespace is not None else None
        if bound is None or not bound.is_sure:
            return UNKNOWN
        target = bound.target
        if bound.value is not UNKNOWN or target is None or target.name is None:
            return shared(name, bound.value)
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

    def registers(self, module: str, name: str) -> bool:
        """Tell whether calling something, or deriving a class from it, may bind names somewhere.

        Without a name: a method of something that is in the module.
        """
        return self._registrars.has(module, name)

    def star(self, module: str, user: str = "") -> Star:
        """Return what a star import of a module binds, in the module ``user``."""
        shared = self._shared_for(module)
        if shared is not None:
            return shared.star(module, user)
        star = self._known_star(module)
        until = self.order.unfinished(module, user) if user else None
        # What is not loaded by then may be there in another order.
        return _until(until, star) if until is not None else star

    def _known_star(self, module: str) -> Star:
        if module in self._stars:
            return self._stars[module]
        if self._modules.is_running(module):
            return Star({}, self._cycle(module))
        namespace = self.namespace(module)
        if namespace is None:
            return Star({}, self.why_unknown(module))
        with self._finder.dependencies() as dependencies:
            star = self._star(module, namespace)
        self._finder.depend_on(dependencies)
        if star.doubt or not all(bound.is_sure for bound in star.names.values()):
            told = self.asked(module)
            if told is None and self._modules.standing(module) is not None:
                return star  # It may be asked another time.
            star = self._star(module, told) if told is not None else star
        if self._modules.is_known(module):
            self._stars.keep(module, star, dependencies | self._modules.dependencies(module))
        return star

    def _cycle(self, module: str) -> str:
        """Say in which cycle a module is that is being gone through."""
        running = self._modules.running
        way = self.order.way(module, running[-1])
        return cycle(way or running[running.index(module) :])

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
        missing = []
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
                if self.has(module, name) is False:
                    missing += [name] if is_sure else []
                    is_sure = False
            names[name] = bound._replace(is_sure=is_sure)
        return Star(names, doubt, is_listed=True, missing=tuple(missing))

    def submodules(self, packages: tuple[str, ...]) -> dict[str, Bound]:
        """Return the submodules of packages that are loaded once these are, by their names."""
        return {
            name.rpartition(".")[2]: Bound(0, Target(name, None))
            for package in packages
            for name in sorted(self.loaded(package))
            if name.rpartition(".")[0] == package and not name.rpartition(".")[2].startswith("_")
        }


@remembered
def resolver(folders: tuple[str, ...]) -> Resolver:
    """Return the resolver for modules in ``folders``, the one for all who ask."""
    return Resolver(folders)


def _until(until: Unfinished, star: Star) -> Star:
    """Return a star of which only what is bound before a line is sure."""
    names = {
        name: bound._replace(is_sure=bound.is_sure and 0 < bound.line < until.line)
        for name, bound in star.names.items()
    }
    return star._replace(names=names, unfinished=str(until))
