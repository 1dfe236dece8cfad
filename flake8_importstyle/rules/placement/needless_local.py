"""The rule about imports in functions that could as well be at the top."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from flake8_importstyle.fixes.edits import Applicability, Edit, Fix
from flake8_importstyle.fixes.import_writer import import_writer
from flake8_importstyle.options.settings import Settings
from flake8_importstyle.resolver.modules import loaded, location, spellings
from flake8_importstyle.rules.registry import Default, Finding, Repair, about_modules, rule
from flake8_importstyle.semantic.model import analyse
from flake8_importstyle.syntax.comments import is_directive, may_keep_unused
from flake8_importstyle.syntax.control_flow import TRY
from flake8_importstyle.syntax.imports import (
    bound_name,
    imported_modules,
    imported_name,
    opening,
    spelled,
)
from flake8_importstyle.syntax.nodes import nodes_in
from flake8_importstyle.syntax.source import SourceFile
from flake8_importstyle.syntax.suites import FUNCTIONS, Import, Suite

if TYPE_CHECKING:
    from flake8_importstyle.exports.hoisting import Hoistable

# A function that uses one of these may control when a module is imported, or which one is found.
_ABOUT_IMPORTS = frozenset(
    (
        *("__import__", "chdir", "environ", "find_spec", "getenv", "import_module", "importlib"),
        *("importorskip", "invalidate_caches", "modules", "monkeypatch", "patch", "platform"),
        *("putenv", "reload", "setenv", "settrace", "syspath_prepend", "version_info"),
    )
)
# What people write who import something late to save time.
_SLOW = re.compile(
    r"\b(?:defer|delay|expensive|heav|laz[iy]|performance|slow|start-?up|(?:import|load) ?time)",
    re.IGNORECASE,
)
# Functions that Python or frameworks call to load a module late.
_LAZY = frozenset(("__dir__", "__getattr__", "ready"))


@rule(
    "IMP307",
    "needless-local-import",
    Default.OPT_IN,
    heeds=("heavy_modules", "local_allow"),
    in_stubs=False,
    repair=Repair.SOME_SAFE,
    related=("IMP301", "IMP303"),
    added="Unreleased",
)
def needless_local_import(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """An import in a function could as well be at the top.

    ## What it does

    Reports an import in a function if nothing speaks against it at the top of the file:

    - the imports at the top load the module anyway, or
    - it is in the standard library, on all systems and in all supported versions, or
    - it is in the project, and loading it never leads back to this file. All imports that run, or
      may run, when a module is loaded are followed. Whatever else is loaded then must be in the
      project, in the standard library, or needed by this file anyway, and must not lead back to
      this file by imports in functions either: one of these could move as well.

    Other files are read, never imported. Nothing is reported if it is not certain what a module
    loads, because it calls `import_module`, raises an exception, has a `__getattr__`, or calls
    functions with imports of their own; nor if a module that would be loaded earlier does more than
    define its names, such as registering something or reading a file; nor if the module passes the name
    to a function, for example to have its use reported as deprecated. Also accepted are imports within
    a `try` statement, for one system or version, in functions that change `sys.modules` or the
    environment, of a name that the file uses for something else, those that a comment such as
    `# noqa: F401` marks as unused, and those that a comment calls slow, heavy or deferred, unless the
    module is loaded anyway. `--importstyle-local-allow` names modules that may be imported anywhere,
    `--importstyle-heavy-modules` those that take long to load.

    IMP301 reports all imports in functions, and shows the cycle that an import would close at the
    top.

    ## Why this is bad

    Imports at the top show at one glance what a module depends on. An import in a function looks as
    if there were a reason for it.

    ## Example

    ```python
    def read(text):
        import json  # IMP307

        return json.loads(text)
    ```

    ```text
    IMP307 import of 'json' in function 'read' could be at the top: it is in the standard library
    ```

    ## Use instead

    ```python
    import json


    def read(text):
        return json.loads(text)
    ```

    ## Fix

    The import moves to the top, below the imports there. Safe where these load the module anyway,
    the name always stands for the same object, and no file of the project replaces it, as tests do
    with `mock.patch`, or takes it from this one; otherwise unsafe. No automatic fix where the import
    has a comment.

    ## References

    - [PEP 8: Imports](https://peps.python.org/pep-0008/#imports)
    """
    for statement, suite in source.imports:
        scope = suite.scope
        if (
            isinstance(scope, FUNCTIONS)
            and not _has_reason(source, suite)
            and not _is_allowed(source, statement, settings)
            and not _is_for_its_effect(source, statement, scope)
        ):
            # Import on demand: this takes as long as all the rules, and few files need it.
            from flake8_importstyle.exports.hoisting import Reason, hoistable

            found = hoistable(source, statement)
            if (
                not found
                or any(settings.heavy_modules.cover(name) for each in found for name in each.loaded)
                or not all(_is_free(source, suite, alias) for alias in statement.names)
            ):
                continue
            modules = imported_modules(statement)
            named = ", ".join(f"'{module}'" for module in modules)
            place = location(source)
            own = place.module if place is not None else ""
            reasons = {each.reason for each in found}
            if reasons != {Reason.LOADED} and _is_said_to_be_slow(source, statement):
                continue
            if Reason.PROJECT in reasons:
                why = f"loading it does not lead back to '{own}'"
            elif Reason.STANDARD in reasons:
                why = "it is in the standard library"
            else:
                why = "the imports there load it anyway"
            yield Finding(
                statement,
                about_modules(modules),
                f"import of {named} in function '{scope.name}' could be at the top: {why}",
                partial(_hoisted, source, statement, suite, settings, found),
            )


def _has_reason(source: SourceFile, suite: Suite) -> bool:
    """Tell whether the code around an import gives a reason for it to be local."""
    if (
        suite.is_type_checking
        or suite.expects_error
        or suite.asks_version
        or any(True for _ in suite.manages_modules())
        or suite.expects_missing_module
        or any(
            isinstance(each.statement, TRY) and each.statement.handlers
            for each in suite.within_scope()
        )
    ):
        return True
    return any(
        isinstance(each, FUNCTIONS) and (each.name in _LAZY or _is_about_imports(source, each))
        for each in {each.scope for each in suite.outward()}
    )


def _is_about_imports(source: SourceFile, function: ast.AST) -> bool:
    known = source.fact(_about_imports)
    if function not in known:
        known[function] = any(
            name in _ABOUT_IMPORTS
            or (name == "path" and isinstance(node, ast.Attribute) and _is_name(node.value, "sys"))
            or (name == "name" and isinstance(node, ast.Attribute) and _is_name(node.value, "os"))
            for node in nodes_in(function)
            for name in _names(node)
        )
    return known[function]


def _about_imports(source: SourceFile) -> dict[ast.AST, bool]:
    return {}


def _names(node: ast.AST) -> tuple[str, ...]:
    if isinstance(node, ast.Name):
        return (node.id,)
    if isinstance(node, ast.Attribute):
        return (node.attr,)
    if isinstance(node, ast.arg):
        return (node.arg,)
    return ()


def _is_name(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _is_for_its_effect(source: SourceFile, statement: Import, function: ast.AST) -> bool:
    """Tell whether an import is marked by a comment as unused, and nothing reads its names."""
    lines = source.lines[statement.lineno - 1 : statement.end_lineno]
    if not any(map(may_keep_unused, lines)):
        return False
    names = {bound_name(alias) for alias in statement.names}
    return not any(isinstance(each, ast.Name) and each.id in names for each in nodes_in(function))


def _is_said_to_be_slow(source: SourceFile, statement: Import) -> bool:
    """Tell whether a comment, on the lines of an import or above it, says what loading costs."""
    first = statement.lineno - 1
    while first and source.lines[first - 1].lstrip().startswith("#"):
        first -= 1
    lines = source.lines[first : statement.end_lineno]
    return any(_SLOW.search(line.partition("#")[2]) for line in lines)


def _is_allowed(source: SourceFile, statement: Import, settings: Settings) -> bool:
    """Tell whether the settings allow an imported module to be imported in functions."""
    targets = [target for _, target in loaded(source, statement)]
    return any(map(settings.heavy_modules.cover, targets)) or any(
        settings.local_allow.match(*spellings(source, module))
        for module in imported_modules(statement)
    )


def _is_free(source: SourceFile, suite: Suite, alias: ast.alias) -> bool:
    """Tell whether a name can be bound at module level instead of in the function."""
    name = bound_name(alias)
    names = source.fact(analyse)
    scope = names.scopes[suite.scope]
    return (
        name != "*"
        and not source.stars
        and not hasattr(builtins, name)
        and not name.startswith("__")
        and name not in names.declared_global
        and not source.is_foreign(suite.scope, name)
        and len(scope.bindings.get(name, ())) == 1
        and not any(each.binds(name) for each in scope.outward() if each is not scope)
    )


def _hoisted(
    source: SourceFile,
    statement: Import,
    suite: Suite,
    settings: Settings,
    found: list[Hoistable],
) -> Fix | None:
    """Return the fix that moves an import to the top."""
    from flake8_importstyle.exports.hoisting import Reason, last_import

    writer = import_writer(source, statement, settings)
    if writer.has_comments or not writer.is_alone:
        return None
    if writer.comment and not is_directive(writer.comment):
        return None
    removal = writer.remove(suite)
    line = opening(statement) + ", ".join(map(spelled, statement.names))
    if len(line) > writer.longest and isinstance(statement, ast.ImportFrom):
        inside = "".join(f"    {spelled(each)},{writer.newline}" for each in statement.names)
        line = f"{opening(statement)}({writer.newline}{inside})"
    insertion = _insertion(source, last_import(source), line, writer.newline)
    if removal is None or insertion is None:
        return None
    is_early = not all(each.reason is Reason.LOADED for each in found)
    is_safe = not is_early and _is_independent_of_time(source, statement, suite)
    reason = "others may use the name, or replace what it stands for"
    return Fix(
        tuple(sorted((*removal.edits, insertion))),
        Applicability.safe_if(is_safe),
        removal.group,
        "" if is_safe else "the module is loaded earlier" if is_early else reason,
    )


def _insertion(source: SourceFile, last: ast.stmt | None, line: str, newline: str) -> Edit | None:
    """Return the edit that inserts a line below the last import, or at the start of the code."""
    body = source.tree.body
    starts = source.places.starts
    if last is not None:
        end = last.end_lineno or last.lineno
        following = body[body.index(last) + 1]
        if following.lineno <= end:
            return None
        return Edit(starts[end], starts[end], line + newline)
    first = body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        end = first.end_lineno or first.lineno
        return Edit(starts[end], starts[end], f"{newline}{line}{newline}")
    decorators = getattr(first, "decorator_list", ())
    at = starts[min(each.lineno for each in (first, *decorators)) - 1]
    return Edit(at, at, f"{line}{newline}{newline}{newline}")


def _is_independent_of_time(source: SourceFile, statement: Import, suite: Suite) -> bool:
    """Tell whether an import binds the same objects at any time, and only this file uses them."""
    # Import on demand: finding importers is slow, and few files need it.
    from flake8_importstyle.exports.identity import chain_through, is_fixed
    from flake8_importstyle.stars.importers import Taken, taken
    from flake8_importstyle.stars.replaced import may_be_replaced

    return (
        isinstance(statement, ast.Import)
        or all(is_fixed(chain_through(source, statement, each.name)) for each in statement.names)
    ) and not (
        may_be_replaced(source, [imported_name(each, statement, suite) for each in statement.names])
        or taken(source, frozenset(map(bound_name, statement.names)), is_new=True) is not Taken.NO
    )
