"""The load graph: which modules of a project are loaded with which, and the cycles among them.

An edge is an import that runs, or may run, when the module is loaded: imports in functions and
imports for type checkers only do not count. Loading a module first loads the packages it is in.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from flake8_importstyle.exports.finder import Finder
from flake8_importstyle.exports.foreign.graphs import components
from flake8_importstyle.exports.foreign.late_loads import LateLoads
from flake8_importstyle.exports.foreign.load_chains import way_back
from flake8_importstyle.exports.foreign.load_order import LoadOrder
from flake8_importstyle.exports.foreign.side_effects import has_side_effects, names_passed
from flake8_importstyle.exports.foreign.sketches import Sketch, package_of, sketch_of
from flake8_importstyle.resolver.files import LARGEST_MODULE, content, remembered
from flake8_importstyle.resolver.modules import resolve
from flake8_importstyle.resolver.search_path import Module
from flake8_importstyle.syntax.control_flow import dotted_end
from flake8_importstyle.syntax.imports import module_text, with_packages
from flake8_importstyle.syntax.parsing import source_of
from flake8_importstyle.syntax.suites import Import

# Give up after this many modules, so that a question ends in time; few projects have more.
_MOST_MODULES = 5_000
# Functions that load modules without an import statement, or stop the module from loading.
_DYNAMIC = frozenset(
    (
        *("__import__", "attach", "attach_stub", "autodiscover", "autodiscover_modules", "eval"),
        *("exec", "exec_module", "execfile", "exit", "import_module", "import_string"),
        *("importorskip", "iter_modules", "load_module", "load_source", "run_module", "run_path"),
        *("skip", "walk_packages"),
    )
)
_LOADING = frozenset(
    ("__import__", "autodiscover", "exec", "exec_module", "import_module", "walk_packages")
)
_DYNAMIC_WORD = re.compile(rb"\b(?:modules|raise|%b)\b" % "|".join(sorted(_DYNAMIC)).encode())
_IMPORT = rb"import[ \t]+\w|from[ \t]+[\w.]+[ \t]+import\b"
_INDENTED_IMPORT = re.compile(rb"\n[ \t]+(?:%b)" % _IMPORT)
_HEAD = re.compile(
    rb"\n([ \t]*)(?:(class|async|def|if|elif|else|for|while|with|try|except|finally)\b|%b)"
    % _IMPORT
)


class Edge(NamedTuple):
    """An import of ``module`` that runs while the importing module is being loaded."""

    module: str
    statement: Import
    is_explicit: bool
    """Whether the import uses the module; if not, it only loads it as a parent package."""
    is_guarded: bool
    """Whether the importer copes with the module being missing, as in a ``try`` statement."""
    is_definite: bool
    """Whether the import runs every time the importer is loaded."""


class Node(NamedTuple):
    """What loading one module does."""

    edges: tuple[Edge, ...]
    is_known: bool
    """Whether the module is readable, and loads nothing but what ``edges`` show."""
    makes_names: bool
    """Whether it has a ``__getattr__``, which may load more when a name is looked up."""
    has_side_effects: bool = False
    """Whether loading it does more than bind its own names."""
    loads_dynamically: bool = False
    """Whether it loads modules by code whose names are not seen."""
    names_passed: frozenset[str] = frozenset()
    """The strings that it passes to functions while it is being loaded, and that may be names."""


class _Following(NamedTuple):
    """What follows a module in the graph."""

    pairs: list[tuple[str, bool]]
    """The targets of its edges, each with whether the edge is explicit."""
    targets: list[str]
    """All of these targets."""
    implicit: frozenset[str]
    """The targets of edges that are not explicit."""


class LoadGraph:
    """The load graph of the modules that ``finder`` finds; each module is read when needed."""

    def __init__(self, finder: Finder, order: LoadOrder) -> None:
        self._finder = finder
        self._order = order
        self._nodes: dict[str, Node] = {}
        self._late = LateLoads(finder)
        self._near: dict[str, Callable[[str], bool]] = {}
        self._edges: dict[str, list[Edge]] = {}
        self._following: dict[str, _Following] = {}
        self._leads_back: dict[tuple[str, str], bool] = {}

    def node(self, module: str) -> Node:
        """Return what loading a module does, with its edges to modules of any project."""
        if module not in self._nodes:
            self._nodes[module] = self._read(module)
        return self._nodes[module]

    def edges(self, module: str, begun: Collection[str] = ()) -> Iterator[Edge]:
        """Yield the edges from a module to other modules of its project.

        Its parent packages, and the modules in ``begun``, are being loaded already: edges to them
        are left out unless they are explicit.
        """
        if module not in self._edges:
            is_near = self.neighbours(module)
            around = with_packages(module)
            self._edges[module] = [
                edge
                for edge in self.node(module).edges
                if (edge.is_explicit or edge.module not in around)
                and edge.module != module
                and is_near(edge.module)
            ]
        return (
            edge for edge in self._edges[module] if edge.is_explicit or edge.module not in begun
        )

    def following(self, module: str, begun: Collection[str]) -> list[str]:
        """Return the targets of ``edges``; a target may be repeated once."""
        if module not in self._following:
            pairs = dict.fromkeys((edge.module, edge.is_explicit) for edge in self.edges(module))
            implicit = frozenset(name for name, is_explicit in pairs if not is_explicit)
            targets = list(dict.fromkeys(name for name, _ in pairs))
            self._following[module] = _Following(list(pairs), targets, implicit)
        found = self._following[module]
        if found.implicit.isdisjoint(begun):
            return found.targets
        return [name for name, is_explicit in found.pairs if is_explicit or name not in begun]

    def neighbours(self, module: str) -> Callable[[str], bool]:
        """Return a predicate: whether a module belongs to the same project as ``module``."""
        top = module.partition(".")[0]
        if top not in self._near:
            self._near[top] = self._order.neighbours(top)
        return self._near[top]

    def outside(self, module: str) -> Iterator[Edge]:
        """Yield the edges to modules of other projects that ``module`` cannot be loaded without."""
        is_near = self.neighbours(module)
        for edge in self.node(module).edges:
            if edge.is_explicit and not edge.is_guarded and not is_near(edge.module):
                yield edge

    def find(self, module: str) -> Module | None:
        """Find a module."""
        return self._finder.find(module)

    def closure(self, module: str, user: str) -> dict[str, str | None]:
        """Return all that importing ``module`` in ``user`` loads, each with its first importer."""
        before: dict[str, str | None] = {}
        self._load(module, user, before)
        return before

    def leads_back(self, module: str, user: str) -> bool:
        """Tell whether importing ``module`` in ``user`` loads ``user``."""
        key = module, user
        if key not in self._leads_back:
            before: dict[str, str | None] = {}
            self._load(module, user, before, until_user=True)
            self._leads_back[key] = user in before
        return self._leads_back[key]

    def _load(
        self,
        module: str,
        user: str,
        before: dict[str, str | None],
        *,
        is_begun: bool = False,
        until_user: bool = False,
    ) -> list[str]:
        """Add to ``before`` all that importing ``module`` in ``user`` loads; return the new ones.

        ``before`` maps each loaded module to its first importer. ``is_begun``: whether ``user`` is
        being loaded already, so that its submodules do not load it. ``until_user``: stop as soon as
        ``user`` is loaded.
        """
        begun = set(with_packages(user)[1:])
        skipped = {*begun, user} if is_begun else begun
        new = [
            name
            for name in with_packages(module)[::-1]
            if name not in before and (name == module or name not in skipped)
        ]
        before.update(dict.fromkeys(new))
        for each in new:
            if len(before) > _MOST_MODULES or (until_user and user in before):
                break
            for name in self.following(each, begun) if each != user else ():
                if name not in before:
                    before[name] = each
                    new.append(name)
        return new

    def may_load_anything(self, module: str, user: str) -> bool:
        """Tell whether importing ``module`` in ``user`` may load modules that no import shows."""
        return any(self.node(each).loads_dynamically for each in self.closure(module, user))

    def cycle(self, module: str, user: str) -> list[str]:
        """Return the cycle that importing ``module`` in ``user`` closes; empty if none.

        It starts with ``user``. ``module`` may be a parent package of ``user``.
        """
        before: dict[str, str | None] = {}
        self._load(module, user, before, is_begun=True, until_user=True)
        if user not in before:
            return []
        return [user, *way_back(before, user)[:-1]]

    def loads_with(self, module: str, user: str) -> set[str] | None:
        """Return all that importing ``module`` loads, if ``user`` may import it at any time.

        None if an import leads back to ``user``, if the order of loading matters, or if unknown.
        """
        before = self.closure(module, user)
        loaded = set(before)
        if user in loaded or len(loaded) > _MOST_MODULES:
            return None
        begun = set(with_packages(user)[1:])
        edges = {name: list(self.edges(name, begun)) for name in sorted(loaded)}
        used = {module, *(e.module for each in edges.values() for e in each if e.is_explicit)}
        if not all(self.node(name).is_known for name in loaded) or any(
            self.node(name).makes_names for name in used
        ):
            return None
        # A cycle within one package always starts at that package: Python loads it first.
        names = {name: [edge.module for edge in each] for name, each in edges.items()}
        if not all(map(_has_one_entry, components(names))):
            return None
        # Functions that are called while modules are being loaded must not import it either.
        is_near = self.neighbours(user)
        may_return = self._late.may_lead_to(
            user, loaded, lambda name: self._load(name, user, before) if is_near(name) else []
        )
        return None if may_return else loaded

    def returns_late(self, modules: Iterable[str], user: str) -> bool:
        """Tell whether modules lead to ``user`` if imports in functions are followed as well."""
        is_near = self.neighbours(user)
        before: dict[str, str | None] = dict.fromkeys(modules)
        pending = list(before)
        for each in pending:  # It grows.
            if len(pending) > _MOST_MODULES:
                return True
            for module in self._late.in_functions(each) if is_near(each) else ():
                if module not in before and is_near(module):
                    pending += self._load(module, user, before, is_begun=True, until_user=True)
                    if user in before:
                        return True
        return False

    def _read(self, module: str) -> Node:
        found = self._finder.find(module)
        if found is None:
            return Node((), is_known=False, makes_names=False)
        if found.is_namespace:
            return Node((), is_known=True, makes_names=False)
        known = self._sketch(found)
        if known is None:
            return Node((), is_known=False, makes_names=False)
        source, text = known
        edges: list[Edge] = []
        package = package_of(self._finder, module)
        dynamic = (
            [each for each in _eager_nodes(source.tree) if _is_dynamic(each)]
            if _DYNAMIC_WORD.search(text)
            else []
        )
        is_known = not dynamic
        loads_dynamically = any(map(_loads_any, dynamic))
        for statement, suite in source.imports:
            if suite.runs_at_import:
                named = list(self._named(statement, package))
                is_known = is_known and bool(named)
                is_guarded = suite.expects_missing_module
                edges += (
                    Edge(name, statement, is_explicit, is_guarded, suite.always_runs)
                    for name, is_explicit in named
                )
        makes_names = any(
            isinstance(each, ast.FunctionDef) and each.name == "__getattr__"
            for each in source.tree.body
        )
        tree = source.tree
        return Node(
            tuple(edges),
            is_known,
            makes_names,
            has_side_effects(tree),
            loads_dynamically,
            names_passed(tree),
        )

    def _sketch(self, found: Module) -> Sketch | None:
        """Return the sketch of a module, with all bodies if any class has imports."""
        if found.file is None or not found.has_source or self._finder.leads_out(found):
            return None
        text = content(found.file, LARGEST_MODULE)
        if text is None:
            return None
        if has_imports_in_classes(text):
            source = source_of(text, found.file)
            return Sketch(source, text) if source is not None else None
        return sketch_of(text, found.file)

    def _named(self, statement: Import, package: str) -> Iterator[tuple[str, bool]]:
        """Yield the modules that a statement loads, each with whether the load is explicit."""
        if isinstance(statement, ast.Import):
            for alias in statement.names:
                yield from _with_packages_first(alias.name)
            return
        module = resolve(module_text(statement), package)
        if module is None:
            return
        names = [alias.name for alias in statement.names]
        if names == ["*"]:
            names += self._order.named_in_all(module)
        found = self._finder.find(module)
        is_package = found is not None and bool(found.folders)
        modules = [
            f"{module}.{name}"
            for name in names
            if is_package and self._finder.find(f"{module}.{name}") is not None
        ]
        for name, is_explicit in _with_packages_first(module):
            yield name, is_explicit and len(modules) < len(names)
        for each in modules:
            yield each, True


@remembered
def load_graph(folders: tuple[str, ...]) -> LoadGraph:
    """Return the load graph of the modules in ``folders``; all callers share it."""
    finder = Finder(folders)
    return LoadGraph(finder, LoadOrder(finder))


def _has_one_entry(component: Sequence[str]) -> bool:
    """Tell whether one module of a component is a package that contains all the others."""
    outermost = min(component, key=len)
    return all(each == outermost or each.startswith(f"{outermost}.") for each in component)


def _with_packages_first(module: str) -> list[tuple[str, bool]]:
    return [(name, name == module) for name in reversed(with_packages(module))]


def _eager_nodes(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield the nodes that run when a module is loaded: all but those inside functions."""
    pending: list[ast.AST] = list(tree.body)
    while pending:
        node = pending.pop()
        yield node
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            pending += ast.iter_child_nodes(node)


def _is_dynamic(node: ast.AST) -> bool:
    """Tell whether a node may load modules without an import statement, or stop the loading."""
    if isinstance(node, ast.Call):
        return dotted_end(node.func) in _DYNAMIC
    if isinstance(node, ast.Subscript):
        return isinstance(node.ctx, ast.Store) and dotted_end(node.value) == "modules"
    return isinstance(node, ast.Raise)


def has_imports_in_classes(text: bytes) -> bool:
    """Tell whether a class body may contain an import, judging by the indentation alone."""
    if _INDENTED_IMPORT.search(text) is None:
        return False
    around: list[tuple[int, bytes]] = []
    for match in _HEAD.finditer(text):
        indentation, kind = len(match[1]), match[2]
        while around and around[-1][0] >= indentation:
            around.pop()
        if kind is not None:
            around.append((indentation, kind))
        elif {b"class", b"def", b"async"}.intersection(each for _, each in around) == {b"class"}:
            return True
    return False


def _loads_any(node: ast.AST) -> bool:
    """Tell whether a node loads modules whose names it does not spell."""
    return (
        isinstance(node, ast.Call)
        and dotted_end(node.func) in _LOADING
        and not any(isinstance(each, ast.Constant) for each in node.args[:1])
    )
