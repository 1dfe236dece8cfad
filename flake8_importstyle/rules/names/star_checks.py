"""The checks of the rules about star imports, for files that have one."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import NamedTuple

from flake8_importstyle.exports.identity import chain_of, chain_through, is_same_object
from flake8_importstyle.exports.module_exports import NOT_FOUND
from flake8_importstyle.exports.origins import chain
from flake8_importstyle.exports.wildcard import resolver
from flake8_importstyle.options.settings import Settings
from flake8_importstyle.resolver.modules import location, roots, spellings
from flake8_importstyle.rules.registry import Finding, quoted
from flake8_importstyle.semantic.model import analyse
from flake8_importstyle.semantic.parts import Event
from flake8_importstyle.semantic.redefinitions import Owner
from flake8_importstyle.semantic.scopes import BUILTINS, replaces_builtins
from flake8_importstyle.stars.expand import replacement
from flake8_importstyle.stars.failing import missing_names
from flake8_importstyle.stars.flow import Use, flow
from flake8_importstyle.stars.frameworks import read_by_tools
from flake8_importstyle.stars.importers import imported_through, is_passed_on
from flake8_importstyle.stars.unresolved import absent
from flake8_importstyle.stars.uses import StarUses, star_uses
from flake8_importstyle.syntax.imports import ImportedName, module_text, name_in, opening
from flake8_importstyle.syntax.source import DefinedName, SourceFile
from flake8_importstyle.syntax.suites import Position

# "To override the basic Tk widgets, the import should follow the Tk import":
# https://docs.python.org/3/library/tkinter.ttk.html
_INTENDED = frozenset({("tkinter", "tkinter.ttk")})
# With more undefined names than this, they are hardly misspelled, so none is suggested instead.
_MOST_ADVISED = 20
# In characters: a misspelled name differs in length by at most this.
_MOST_DIFFERENCE = 2
# The similarity that `difflib` must measure, from 0 to 1: with two of five letters swapped, 0.8.
_LEAST_SIMILARITY = 0.75

# In the list of modules that may be star-imported, this means all modules that have an `__all__`.
_LISTING = "__all__"


def star_imports(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """Find the star imports that are not allowed."""
    for star in source.fact(star_uses):
        module = module_text(star.statement)
        if _is_allowed(source, settings, module):
            continue
        yield Finding(
            star.statement,
            module,
            f"star import from '{module}'{_advice(source, star)}",
            partial(replacement, source, star, settings),
        )


def _advice(source: SourceFile, star: StarUses) -> str:
    """Return the part of a message that tells what to write instead, as far as that is known."""
    head = opening(star.statement)
    if star.incomplete:
        names = source.fact(analyse).unbound() if len(source.fact(star_uses)) == 1 else []
        return _advice_for_unknown(source, star, f"probably {quoted(head, names)}" if names else "")
    if not star.wildcard.names and star.wildcard.is_listed:
        return " binds nothing: its '__all__' is empty"
    gone = missing_names(source, star)
    if gone:
        return f" fails: {_failure(*gone)}"
    count = len(star.wildcard.names)
    re_exports = f" re-exports {count} name{'' if count == 1 else 's'}"
    is_facade = source.is_init or (not star.names and source.is_facade)
    if is_facade or read_by_tools(source):
        return f"{re_exports}: list the ones meant for others"
    if star.names:
        return f": write {quoted(head, star.names)}{_doubt(star)}"
    if is_passed_on(source, star):
        return f"{re_exports}: list the ones meant for others"
    if list(star.makers) == [module_text(star.statement)]:
        return ": the names used here come from another star import of this module"
    if star.makers:
        *rest, last = (f"'{module}'" for module in star.makers)
        makers = f"{', '.join(rest)} and {last}" if rest else last
        return f": the names used here are defined in {makers}, so import them from there"
    others = source.fact(imported_through)
    # If there is no file yet, nothing can import from it.
    is_unsure = others.incomplete and location(source) is not None
    unsure = f", but others may use them ({others.incomplete[0]})" if is_unsure else ""
    return f": none of its names are used here{unsure}"


def _doubt(star: StarUses) -> str:
    """Return the part of a message about used names that a star import may not bind."""
    # A submodule has no line in its package, and can be imported in any case.
    first, *more = [
        name
        for name in star.names
        if not star.wildcard.names[name].is_definite and star.wildcard.names[name].line
    ] or [""]
    others = f" and {len(more)} more" if more else ""
    return f" (it may not bind '{first}'{others})" if first else ""


def _advice_for_unknown(source: SourceFile, star: StarUses, probable: str) -> str:
    """Return the part of a message about unknown names; ``probable``: a guess at the statement."""
    if source.is_alone:
        return ": import the names you need" + (probable and f", {probable}")
    effect = "its names are not fully known"
    if not star.wildcard.incomplete:
        effect = "the names used here are not fully known"
    elif star.incomplete == NOT_FOUND:
        effect = "its names are unknown"
        if not star.statement.level:
            effect += " (see importstyle-python)"
    return f": {star.incomplete}, so {effect}" + (probable and f"; {probable}")


def _failure(name: str, parts: tuple[str, str] | None) -> str:
    """Return why a star import fails; ``parts``: two adjacent strings that form the name."""
    text = f"its '__all__' lists '{name}', which does not exist"
    first, second = parts or ("", "")
    return f"{text} (missing comma between {first!r} and {second!r}?)" if parts else text


def replaced_names(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """Find star imports that replace a builtin, or a name that the file imports or defines."""
    for name, event, module, before, line in _unintended(source, settings):
        if before is None:
            # If the file exports the name, or the module replaces builtins, this is intended.
            is_intended = name in source.fact(analyse).exported or replaces_builtins(module)
            if name not in BUILTINS or is_intended:
                continue
            what, other = f"the builtin '{name}'", chain(resolver(roots(source)), "builtins", name)
        elif before.star is None:
            owner = source.fact(_owners).get((name, before.position))
            if owner is None:
                continue
            what, other = _described(owner), chain_of(source, owner)
        else:
            continue
        statement, _ = source.stars[event.star or 0]
        if is_same_object(chain_through(source, statement, name), other) is False:
            yield Finding(
                statement,
                name_in(module, name),
                f"star import from '{module}' replaces {what}, used on line {line}: import the names"
                f" you need, or write '{opening(statement)}{name}' to say that you mean it",
            )


def colliding_names(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """Find star imports that replace a name of an earlier one."""
    for name, event, module, before, line in _unintended(source, settings):
        if before is None or before.star is None or not before.is_definite:
            continue
        statement = source.stars[before.star][0]
        later = source.stars[event.star or 0][0]
        earlier = module_text(statement)
        chains = (chain_through(source, each, name) for each in (statement, later))
        if (earlier, module) not in _INTENDED and is_same_object(*chains) is False:
            yield Finding(
                later,
                name_in(module, name),
                f"star import from '{module}' replaces '{name}' from '{earlier}'"
                f" (line {statement.lineno}), used on line {line}:"
                " import the one you mean explicitly",
            )


def undefined_names(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """Find names that neither a star import nor anything else binds."""
    modules = list(dict.fromkeys(module_text(statement) for statement, _ in source.stars))
    nobody = f"'{modules[0]}' does not define it"
    if len(modules) == 2:
        nobody = f"neither '{modules[0]}' nor '{modules[1]}' defines it"
    elif len(modules) > 2:
        nobody = f"none of the {len(modules)} star-imported modules defines it"
    reads = [read for read in absent(source) if read.name not in settings.builtins]
    for count, read in enumerate(reads):
        line, column = read.position
        near = _similar(source, read.name) if count < _MOST_ADVISED else ""
        advice = f" (did you mean '{near}'?)" if near else ", and neither does this file"
        yield Finding(
            ast.Name(read.name, ast.Load(), lineno=line, col_offset=column),
            read.name,
            f"undefined name '{read.name}': {nobody}{advice}",
        )


def _similar(source: SourceFile, name: str) -> str:
    """Return the known name that is most similar to a misspelled one; empty if none is similar."""
    from difflib import get_close_matches
    from keyword import iskeyword

    known = {each for star in source.fact(star_uses) for each in star.wildcard.names}
    known.update(source.fact(analyse).scopes[source.tree].bindings, BUILTINS)
    # Comparing lengths first rules out most names, and is fast.
    near = sorted(
        each
        for each in known
        if abs(len(each) - len(name)) <= _MOST_DIFFERENCE and not iskeyword(each)
    )
    return next(iter(get_close_matches(name, near, 1, _LEAST_SIMILARITY)), "")


class _Replacement(NamedTuple):
    """A star import that rebinds a name, where a later read certainly sees the new binding."""

    name: str
    event: Event
    module: str
    """The module of the star import, as written."""
    before: Event | None
    """The earlier binding; None if the name was unbound, so perhaps a builtin."""
    line: int
    """The line of the first read that sees the new binding."""


def _unintended(source: SourceFile, settings: Settings) -> Iterator[_Replacement]:
    for each in source.fact(_replacements):
        if not _is_allowed(source, settings, each.module):
            yield each


def _replacements(source: SourceFile) -> list[_Replacement]:
    """Return the replacements without a sign that they are intended."""
    _, uses, reached, _ = source.fact(flow)
    reads = _first_reads(uses)
    declared_global = source.fact(analyse).declared_global
    found = []
    for (name, event), old in sorted(
        reached.replaced.items(), key=lambda each: (each[0][1].position, each[0][0])
    ):
        if event.star is None or len(old) != 1 or (name, event) not in reads:
            continue
        statement, suite = source.stars[event.star]
        if not suite.expects_missing_module and name not in declared_global:
            (before,) = old
            line = reads[name, event]
            found.append(_Replacement(name, event, module_text(statement), before, line))
    return found


def _first_reads(uses: Mapping[str, Iterable[Use]]) -> dict[tuple[str, Event], int]:
    """Return the line of the first read that can see only a given binding, by name and binding."""
    found: dict[tuple[str, Event], int] = {}
    for name, reads in uses.items():
        for read, reaching in reads:
            event = next(iter(reaching), None) if len(reaching) == 1 else None
            if read is not None and event is not None:
                line = read.position[0]
                found[name, event] = min(line, found.get((name, event), line))
    return found


def _is_allowed(source: SourceFile, settings: Settings, module: str) -> bool:
    allowed = settings.allow_star
    if not allowed:
        return False
    if allowed.match(*spellings(source, module)):
        return True
    return _LISTING in allowed and any(
        star.wildcard.is_listed
        for star in source.fact(star_uses)
        if module_text(star.statement) == module
    )


def _owners(source: SourceFile) -> dict[tuple[str, Position], Owner]:
    """Return the imports, classes and functions of a file by the bound name and its position."""
    owners: list[Owner] = [
        *(each for each in source.imported_names),
        *(
            DefinedName(statement.name, statement, suite)
            for statement, suite in source.outline.definitions
        ),
    ]
    return {(each.name, each.position): each for each in owners}


def _described(owner: Owner) -> str:
    if isinstance(owner, ImportedName):
        return f"the import of '{owner.name}' on line {owner.position[0]}"
    kind = "class" if isinstance(owner.statement, ast.ClassDef) else "function"
    return f"the {kind} '{owner.name}' on line {owner.statement.lineno}"
