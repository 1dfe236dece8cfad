"""Attribute each name that a file uses to one of its star imports.

A name is attributed to a star import if some use may see its binding. If several bind the same
object, the one whose module defines it gets the name, or else the first; if an explicit import
binds it as well, none does. With only these bindings, every use still sees the same objects.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import partial
from typing import NamedTuple, TypeAlias

from flake8_importstyle.exports.definitions import WildcardNames
from flake8_importstyle.exports.identity import (
    identifying_chain,
    is_made_there,
    is_same_object,
)
from flake8_importstyle.exports.origins import Step
from flake8_importstyle.exports.wildcard import resolver
from flake8_importstyle.resolver.modules import reference
from flake8_importstyle.semantic.model import analyse
from flake8_importstyle.semantic.parts import Event
from flake8_importstyle.semantic.reaching_definitions import Reached
from flake8_importstyle.semantic.scopes import Read
from flake8_importstyle.stars.flow import Flow, Use, events_of, flow, follow
from flake8_importstyle.syntax.budget import TooLarge
from flake8_importstyle.syntax.control_flow import LOOPS, TRY
from flake8_importstyle.syntax.imports import ImportedName, imported_modules, module_text
from flake8_importstyle.syntax.source import SourceFile
from flake8_importstyle.syntax.suites import Position, Suite

# Give up after this many attempts to leave out bindings; each one analyses the file again.
_MOST_TRIALS = 8

_Origin: TypeAlias = Event | tuple[str, int] | None


class StarUses(NamedTuple):
    """The names that a file uses from one of its star imports."""

    number: int
    """Its index among the star imports of the file."""
    statement: ast.ImportFrom
    wildcard: WildcardNames
    names: list[str]
    """The used names that are attributed to it, sorted."""
    incomplete: str
    """Why some names may be missing or come from elsewhere; empty if the list is certain."""
    makers: tuple[str, ...] = ()
    """The modules, as written, to which names are attributed that this one binds as well."""
    seen: frozenset[str] = frozenset()
    """The names of which some use may see its binding, wherever they are attributed to."""


def star_uses(source: SourceFile) -> list[StarUses]:
    """Return which names a file uses from each of its star imports, in source order."""
    found = source.fact(flow)
    seen = _names_seen(found, found.uses)
    uses = source.fact(_attributed).uses
    taken = _names_seen(found, uses)
    return [
        StarUses(
            number,
            statement,
            star,
            sorted(names),
            incomplete,
            tuple(dict.fromkeys(_makers(source, uses, sorted(before - names)))),
            frozenset(before),
        )
        for number, ((statement, _), star, before, names, incomplete) in enumerate(
            zip(
                source.stars,
                found.stars,
                seen,
                taken,
                _incomplete(source.stars, found.stars),
                strict=True,
            )
        )
    ]


def reexported(source: SourceFile, names: Collection[str]) -> list[set[str]]:
    """Return, for each star import, which of the names that importers take must come from it.

    In an import cycle, importers see the names bound so far, so nothing may be left out.
    """
    known = source.fact(_reexported)
    asked = frozenset(names)
    if asked not in known:
        known[asked] = _attributed_reexports(source, asked)
    return known[asked]


def reexported_by(source: SourceFile, star: StarUses, names: Collection[str]) -> Collection[str]:
    """Return which of the names that importers take through a file must come from this star."""
    return reexported(source, names)[star.number]


def _reexported(source: SourceFile) -> dict[frozenset[str], list[set[str]]]:
    return {}  # The cache of `reexported`.


def _attributed_reexports(source: SourceFile, names: frozenset[str]) -> list[set[str]]:
    stars = source.fact(flow).stars
    # In an import cycle, an importer may read a name before the next star import runs.
    every = [{*star.names} & names for star in stars]
    if source.fact(is_in_cycle):
        return every
    try:
        events = events_of(source, stars, sorted(names))
        planned = _plan(source, Flow(stars, *follow(source, events, {}, events), events), {})
    except TooLarge:
        return every
    return _names_seen(planned, planned.uses)


def _attributed(source: SourceFile) -> Flow:
    """Return the flow of the file's names with redundant bindings by star imports left out."""
    found = source.fact(flow)
    reads = source.fact(analyse).module_reads
    return _plan(source, found, {name: reads[name] for name in found.uses if name in reads})


def _plan(source: SourceFile, found: Flow, reads: Mapping[str, list[Read]]) -> Flow:
    """Return a flow without redundant star bindings, in which every use sees the same objects."""
    origins = EventOrigins(source, found)
    pending = {
        name: candidates
        for name, uses in found.uses.items()
        if (candidates := list(origins.redundant_candidates(name, uses)))
    }
    events, uses = dict(found.events), dict(found.uses)
    reached = dict.fromkeys(pending, found.reached)
    for number in range(_MOST_TRIALS):
        if not pending:
            break
        tried = {
            name: [event for event in events[name] if event not in left_out]
            for name, candidates in pending.items()
            for left_out in (frozenset(candidates[0]),)
            if origins.are_redundant(name, left_out, uses[name], reached[name])
        }
        later = [name for name in tried if any(use.read is None for use in uses[name])]
        try:
            seen, after = follow(
                source, tried, {name: reads[name] for name in tried if name in reads}, later
            )
        except TooLarge:
            break  # The bindings that are left out so far are redundant in any case.
        rest = {}
        for name, (_, *candidates) in pending.items():
            if name in tried and all(
                map(partial(origins.is_same_use, name), uses[name], seen[name])
            ):
                events[name], uses[name], reached[name] = tried[name], seen[name], after
                # The first candidate is all redundant events at once.
                candidates = candidates if number else []
            if candidates:
                rest[name] = candidates
        pending = rest
    return found._replace(events=events, uses=uses)


class EventOrigins:
    """Tells which of the events that bind a name bind it to the same object."""

    def __init__(self, source: SourceFile, found: Flow) -> None:
        self.source = source
        self.stars = found.stars
        self.events = found.events
        self._origins: dict[str, dict[Event, _Origin]] = {}
        self._chains: dict[tuple[str, Event], list[Step]] = {}

    def redundant_candidates(self, name: str, uses: list[Use]) -> Iterator[list[Event]]:
        """Yield lists of star events that may be redundant: first all together, then each alone.

        An event may be redundant if another one binds the name to the same object.
        """
        seen = {event for use in uses for event in use.reaching if event is not None}
        if all(event.star is None for event in seen) or len(self.events[name]) < 2:
            return
        redundant: list[Event] = []
        preferred: list[Event] = []
        groups: dict[_Origin, list[Event]] = {}
        for event in self.events[name]:
            groups.setdefault(self.origin(name, event), []).append(event)
        for group in groups.values():
            stars = [event for event in group if event.star is not None]
            if stars and len(group) > 1 and not seen.isdisjoint(stars):
                first = min(group, key=partial(self.rank, name))
                redundant += [event for event in stars if event is not first]
                preferred += [first] if first.star is not None else []
        if redundant:
            yield redundant
            single = redundant[::-1] if len(redundant) > 1 else []
            # If some are needed after all, one of them may make the preferred one redundant.
            yield from ([event] for event in (*single, *preferred) if event in seen)

    def rank(self, name: str, event: Event) -> tuple[bool, bool, Position]:
        """Return a sort key: explicit imports first, then star imports of the defining module."""
        is_star = event.star is not None
        is_definition = is_star and is_made_there(self.chain(name, event))
        return is_star, not is_definition, event.position

    def are_redundant(
        self, name: str, left_out: frozenset[Event], uses: Iterable[Use], reached: Reached
    ) -> bool:
        """Tell whether a name refers to the same object on every path without some events.

        Each of them rebinds the name to the same object, or no use sees its binding.
        """
        seen = {event for use in uses for event in use.reaching if event is not None} & left_out
        hidden = left_out - seen
        for event in seen:
            pending, known = [event], {event}
            while pending:
                for before in reached.replaced.get((name, pending.pop()), ()):
                    if before in hidden and (name, before) in reached.replaced:
                        # What this one has replaced comes to light.
                        pending += {before} - known
                        known.add(before)
                    elif before in hidden or self.origin(name, before) != self.origin(name, event):
                        return False
        return True

    def is_same_use(self, name: str, one: Use, other: Use) -> bool:
        """Tell whether two uses see the same objects."""
        return {self.origin(name, event) for event in one.reaching} == {
            self.origin(name, event) for event in other.reaching
        }

    def origin(self, name: str, event: Event | None) -> _Origin:
        """Return a key that is equal for events that bind a name to the same object."""
        if event is None:
            return None
        if name not in self._origins:
            self._origins[name] = self._grouped(name)
        return self._origins[name].get(event, event)

    def _grouped(self, name: str) -> dict[Event, _Origin]:
        origins: dict[Event, _Origin] = {}
        if name in self.source.fact(analyse).declared_global:
            return origins  # A function that is called in between may bind it to anything.
        groups: list[list[Step]] = []
        for event in self.events[name]:
            chain = self.chain(name, event)
            for number, other in enumerate(groups):
                if is_same_object(chain, other):
                    origins[event] = name, number
                    break
            else:
                if is_same_object(chain, chain):
                    origins[event] = name, len(groups)
                    groups.append(chain)
        return origins

    def chain(self, name: str, event: Event) -> list[Step]:
        """Return the chain of imports behind an event; empty if it may not bind the name."""
        if (name, event) not in self._chains:
            self._chains[name, event] = self._find_chain(name, event)
        return self._chains[name, event]

    def _find_chain(self, name: str, event: Event) -> list[Step]:
        if event.star is None:
            owner = self.source.fact(imported_at).get((name, event.position))
            if owner is None or not event.is_definite:
                return []
            return identifying_chain(self.source, owner, name)
        definition = self.stars[event.star].names.get(name)
        is_definite = (
            definition is not None
            and definition.is_definite
            and not self.stars[event.star].incomplete
        )
        statement, _ = self.source.stars[event.star]
        return identifying_chain(self.source, statement, name) if is_definite else []


def imported_at(source: SourceFile) -> dict[tuple[str, Position], ImportedName]:
    """Return the explicitly imported names of a file by the bound name and its position."""
    return {(each.name, each.position): each for each in source.imported_names}


def is_in_cycle(source: SourceFile) -> bool:
    """Tell whether the file is in an import cycle: a module that it imports may import it back."""
    return any(
        _may_load(source, module)
        for statement, _ in source.imports
        for module in imported_modules(statement)
    )


def _may_load(source: SourceFile, module: str) -> bool:
    named = reference(source, module)
    if named is None or not named.user:
        return False
    order = resolver(named.folders).order
    return bool(order.way(named.module, named.user)) or (
        source.is_init and order.asks(named.module, named.user)
    )


def _names_seen(found: Flow, uses: Mapping[str, list[Use]]) -> list[set[str]]:
    """Return, for each star import, the names with a use that may see its binding."""
    taken: list[set[str]] = [set() for _ in found.stars]
    for name, each in uses.items():
        for event in {event for use in each for event in use.reaching}:
            if (
                event is not None
                and event.star is not None
                and name in found.stars[event.star].names
            ):
                taken[event.star].add(name)
    return taken


def _makers(
    source: SourceFile, uses: Mapping[str, list[Use]], names: Iterable[str]
) -> Iterator[str]:
    """Yield the modules to which the names are attributed, as written in the imports."""
    for name in names:
        for event in sorted(
            {event for use in uses[name] for event in use.reaching if event is not None},
            key=lambda event: event.position,
        ):
            if event.star is not None:
                yield module_text(source.stars[event.star][0])
            elif (owner := source.fact(imported_at).get((name, event.position))) is not None:
                yield (
                    module_text(owner.statement)
                    if isinstance(owner.statement, ast.ImportFrom)
                    else owner.origin
                )


def _incomplete(
    statements: list[tuple[ast.ImportFrom, Suite]], stars: list[WildcardNames]
) -> list[str]:
    """Return, for each star import, why its names are uncertain; empty if they are not."""
    incomplete = []
    below: list[tuple[ast.ImportFrom, Suite]] = []
    for each, star in zip(reversed(statements), reversed(stars), strict=True):
        later = next((one for one, suite in reversed(below) if _may_follow(*each, suite)), None)
        hidden = f"the star import on line {later.lineno} may replace its names" if later else ""
        incomplete.append(star.incomplete or hidden)
        if star.incomplete:
            below.append(each)
    return incomplete[::-1]


def _may_follow(statement: ast.ImportFrom, suite: Suite, later: Suite) -> bool:
    """Tell whether code in a suite below a star import may run once that has run to its end."""
    if any(isinstance(each.statement, LOOPS) for each in suite.within_scope()):
        return True
    is_guarded = isinstance(suite.statement, TRY) and suite.clause == "body"
    is_handler = is_guarded and any(
        each.statement is suite.statement and isinstance(each.clause, ast.ExceptHandler)
        for each in later.outward()
    )
    return not (suite.rules_out(later) or (is_handler and suite.body[-1] is statement))
