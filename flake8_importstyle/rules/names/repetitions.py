"""Rules about imports that repeat another one."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator
from functools import partial

from flake8_importstyle.fixes.edits import Applicability, Fix
from flake8_importstyle.fixes.import_writer import import_writer
from flake8_importstyle.options.settings import Settings
from flake8_importstyle.resolver.modules import project_roots
from flake8_importstyle.resolver.search_path import find
from flake8_importstyle.rules.registry import Default, Finding, Needs, Repair, rule
from flake8_importstyle.semantic.model import analyse
from flake8_importstyle.semantic.redefinitions import repeats_module_level
from flake8_importstyle.semantic.repetitions import Repetition, may_be_read_before, repetitions
from flake8_importstyle.semantic.scopes import ALL_NAMES
from flake8_importstyle.syntax.control_flow import WITH
from flake8_importstyle.syntax.imports import ImportedName, imported_modules, keyword
from flake8_importstyle.syntax.source import SourceFile
from flake8_importstyle.syntax.suites import Import, Suite, start

# Importing these has side effects: they print something, or change how Python behaves.
_WITH_EFFECTS = frozenset(
    (
        *("__hello__", "__phello__", "antigravity", "idlelib", "readline", "rlcompleter", "site"),
        *("test", "this", "turtledemo"),
    )
)


@rule(
    "IMP005",
    "repeated-import",
    Default.ON,
    repair=Repair.SOME_SAFE,
    related=("IMP004", "IMP303"),
    needs=Needs.STARS,
)
def repeated_import(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """An import has no effect, because another one does the same.

    ## What it does

    Reports an import that binds the same thing to the same name in the same scope as another one:

    - the later of the two, if the earlier one has run whenever the later one is reached; also a name
      that is listed twice in one statement;
    - otherwise the earlier one, if the later one always runs after it, and nothing reads the name in
      between. After `from m import x`, `from m import x as x` is not a repetition but an explicit
      re-export, so here, too, the earlier one is reported.

    Nothing is reported if the name may be bound to something else in between, including by a star
    import, or if the earlier import is in a `try` that handles its failure. Imports under
    `TYPE_CHECKING` may be repeated outside of it. A module may be imported again after code that uses
    `sys.modules` or reloads modules, and in a `with` statement that patches modules, expects warnings
    or captures output. An import above `__lazy_modules__` may be needed to build that list, and may be
    repeated below it.

    ## Why this is bad

    A repeated import has no effect, and every reader has to make sure of that.

    ## Example

    ```python
    from database import Database
    from database import Database, Query  # IMP005
    ```

    ```text
    IMP005 'database.Database' is already imported as 'Database' on line 1: remove one of the two
    ```

    ## Use instead

    ```python
    from database import Database, Query
    ```

    ## Fix

    The redundant import is removed, along with its statement if no name is left. If the statement was
    alone in its block, `pass` replaces it; in a `try` with handlers there is no automatic fix. The fix
    is unsafe if code in between may rely on the module being loaded, or may change what is imported, if
    that is found to be a variable, given by a `__getattr__`, or replaced by a file of the project, as
    may be the name in this file itself; otherwise it is safe.
    """
    for each in source.fact(repetitions):
        redundant, other = each.redundant, each.other
        pair = (other, redundant) if each.is_later else (redundant, other)
        if _sets_lazy_modules(source, *pair) or _may_come_from_star(
            source, each.stars(), redundant.name
        ):
            continue
        reason = f"already imported as '{redundant.name}' on line {other.alias.lineno}"
        advice = "remove one of the two"
        if not each.is_later:
            reason = f"imported again on line {other.alias.lineno}, which always runs"
            advice = "remove this import"
        yield Finding(
            redundant.alias,
            redundant.target,
            f"'{redundant.target}' is {reason}: {advice}",
            partial(_removal_fix, source, each, settings),
        )


def _may_come_from_star(source: SourceFile, stars: Iterable[ast.ImportFrom], name: str) -> bool:
    """Tell whether one of some star imports may bind a name."""
    for each in stars:
        # Import on demand: this takes as long as all the rules, and few files need it.
        from flake8_importstyle.stars.flow import may_give

        if may_give(source, each, name):
            return True
    return False


def _may_differ(source: SourceFile, imported: ImportedName) -> bool:
    """Tell whether an import may bind a different object when it runs again."""
    from flake8_importstyle.exports.identity import may_vary
    from flake8_importstyle.stars.replaced import may_be_replaced

    return (imported.is_from and may_vary(source, imported)) or may_be_replaced(source, [imported])


def _removal_fix(source: SourceFile, found: Repetition, settings: Settings) -> Fix | None:
    """Return the fix that removes the redundant import."""
    fix = _without_import(source, found.redundant, found.other, settings, "IMP005")
    if fix is None:
        return None
    is_safe = _changes_nothing(source, found) if found.is_later else _may_wait(source, found)
    return fix._replace(applicability=Applicability.safe_if(is_safe))


def _changes_nothing(source: SourceFile, found: Repetition) -> bool:
    """Tell whether the later import certainly binds the object that the name already refers to."""
    around = set(found.redundant.suite.within_scope())
    apart = (suite for suite in found.other.suite.within_scope() if suite not in around)
    # A context manager may have suppressed an error of the earlier import.
    return not any(map(_is_in_call, apart)) and not (
        _may_run_code(source, found) and _may_be_replaced(source, found)
    )


def _may_run_code(source: SourceFile, found: Repetition) -> bool:
    """Tell whether code between two imports may set what they import, or rebind the name."""
    span = found.span
    if not found.redundant.is_from:
        return span.may_run_other_code
    # Another module can set a variable even while it is loaded.
    return span.may_run_any_code or not all(
        _does_nothing_else(source, each) for each in span.imports()
    )


def _may_be_replaced(source: SourceFile, found: Repetition) -> bool:
    """Tell whether code that is called in between may rebind the name."""
    from flake8_importstyle.stars.replaced import may_be_set_here

    if found.redundant.is_from:
        return _may_differ(source, found.redundant)
    return not found.span.scope.is_function and may_be_set_here(source, found.redundant.name)


def _is_in_call(suite: Suite) -> bool:
    """Tell whether a suite belongs to a `with` whose context is a call, unlike `with lock`."""
    statement = suite.statement
    return isinstance(statement, WITH) and any(
        isinstance(item.context_expr, ast.Call) for item in statement.items
    )


def _may_wait(source: SourceFile, found: Repetition) -> bool:
    """Tell whether it certainly makes no difference to load a module by the later import."""
    span, other, redundant = found.span, found.other, found.redundant
    between = [*span.imports(), *_statements_apart(redundant, other)]
    return not span.may_run_other_code and (
        all(_does_nothing_else(source, each) for each in between)
        # Other modules can see the names of a half-loaded module, but not those of a function.
        or (span.scope.is_function and _does_nothing_else(source, redundant.statement))
    )


def _statements_apart(earlier: ImportedName, later: ImportedName) -> Iterator[Import]:
    """Yield the statements of two imports that import other names between the two.

    Each name may load a module: `from m import b` loads the submodule `m.b` if it is one.
    """
    after = earlier.statement.names[earlier.statement.names.index(earlier.alias) + 1 :]
    before = later.statement.names[: later.statement.names.index(later.alias)]
    if earlier.statement is later.statement:
        before = after = [each for each in after if each in before]
    if any(each.name != earlier.alias.name for each in after):
        yield earlier.statement
    if any(each.name != later.alias.name for each in before):
        yield later.statement


def _does_nothing_else(source: SourceFile, statement: Import) -> bool:
    """Tell whether it only loads modules of the standard library that have no side effects."""
    tops = {module.partition(".")[0] for module in imported_modules(statement)}
    return all(
        top in sys.stdlib_module_names
        and top not in _WITH_EFFECTS
        and find(top, project_roots(source)) is None
        for top in tops
    )


def _sets_lazy_modules(source: SourceFile, earlier: ImportedName, later: ImportedName) -> bool:
    """Tell whether `__lazy_modules__`, which affects the imports below it, is set between two."""
    scope = source.fact(analyse).scopes[source.tree]
    return any(
        earlier.position < each.position < later.position
        for each in scope.bindings.get("__lazy_modules__", ())
    )


def _without_import(
    source: SourceFile, redundant: ImportedName, other: ImportedName, settings: Settings, code: str
) -> Fix | None:
    """Return the fix that removes one of two imports of the same object."""
    if keyword(redundant.statement) != keyword(other.statement):
        return None
    writer = import_writer(source, redundant.statement, settings)
    return writer.remove_name(redundant.alias, redundant.suite, drop=("F811", code))


@rule(
    "IMP303",
    "repeated-local-import",
    Default.OPT_IN,
    repair=Repair.SOME_SAFE,
    related=("IMP005", "IMP301", "IMP307"),
)
def repeated_local_import(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """An import in a function repeats one at module level.

    ## What it does

    Reports an import inside a function if the module always imports the same thing under the same name,
    and neither an assignment nor a star import may bind the name to something else.

    Functions that use `sys.modules` or reload modules are left alone, and so are files that get the
    source of functions with `getsource`, possibly in order to run it elsewhere.

    ## Why this is bad

    It changes nothing, but suggests that the module could not be imported at the top.

    ## Example

    ```python
    from database import Database


    def sell(product):
        from database import Database  # IMP303

        Database("shop.db").remove(product)
    ```

    ```text
    IMP303 'database.Database' is already imported as 'Database' on line 1: remove this import
    ```

    ## Use instead

    ```python
    from database import Database


    def sell(product):
        Database("shop.db").remove(product)
    ```

    ## Fix

    The name is removed, along with its statement if no name is left. If the statement was alone in its
    block, `pass` replaces it. The fix is unsafe if the module-level import is below the function, which
    might be called before that has run, if the function may read the name before its own import has run,
    or if the import is found to be a variable, which may refer to another object by then, given by a
    `__getattr__`, or replaced by a file of the project, as tests do with `mock.patch`; otherwise it is
    safe.
    """
    first: dict[tuple[str, str, str, bool], ImportedName] = {}
    for imported in source.imported_names:
        if imported.suite.always_runs:
            first.setdefault(imported.identity, imported)
    for imported in source.imported_names:
        earlier = first.get(imported.identity)
        if earlier is not None and repeats_module_level(imported, source):
            below = (each for each, _ in source.stars if start(each) > earlier.position)
            if _may_come_from_star(source, below, imported.name):
                continue
            yield Finding(
                imported.alias,
                imported.target,
                f"'{imported.target}' is already imported as '{imported.name}'"
                f" on line {earlier.alias.lineno}: remove this import",
                partial(_local_removal_fix, source, earlier, imported, settings),
            )


def _local_removal_fix(
    source: SourceFile, earlier: ImportedName, imported: ImportedName, settings: Settings
) -> Fix | None:
    """Return the fix that removes an import in a function that repeats one at module level."""
    fix = _without_import(source, imported, earlier, settings, "IMP303")
    if fix is None:
        return None
    is_above = earlier.position < start(imported.suite.scope)
    # The module may rebind the name before the function is called.
    is_safe = is_above and not may_be_read_before(source, imported)
    is_safe = is_safe and not source.fact(analyse).reads_of.get(ALL_NAMES)
    is_safe = is_safe and not _may_differ(source, imported)
    return fix._replace(applicability=Applicability.safe_if(is_safe))
