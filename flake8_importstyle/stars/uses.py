"""Star uses: which names a file takes from which of its star imports.

A name is taken from a star import if that is what some use of it may see. Of several that give the
same object it is taken from the one whose module makes it, else from the first; what an import
gives as well is taken from none. Every use then still sees the same.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import partial
from typing import NamedTuple, TypeAlias

from flake8_importstyle.exports.definitions import WildcardNames
from flake8_importstyle.exports.identity import (
    chain_of,
    chain_through,
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
from flake8_importstyle.syntax.imports import ImportedName, imported_modules, module_text
from flake8_importstyle.syntax.source import SourceFile
from flake8_importstyle.syntax.suites import Position, Suite

# So often it is tried to leave out names of stars, each time of all names that are left.
_MOST_TRIALS = 8

_Origin: TypeAlias = Event | tuple[str, int] | None


class StarUses(NamedTuple):
    """What one star import gives to its file."""

    number: int
    """Its place among the star imports of the file, from 0."""
    statement: ast.ImportFrom
    wildcard: WildcardNames
    names: list[str]
    """The names that the file takes from it, in the order of the alphabet."""
    incomplete: str
    """Why these may not be all, or not be from there; empty if they are."""
    makers: tuple[str, ...] = ()
    """The modules, as written, from which names are taken that could be taken from here."""


def star_uses(source: SourceFile) -> list[StarUses]:
    """Return what each star import of a file gives to it, in the order of the text."""
    found = source.fact(flow)
    seen = _seen(found, found.uses)
    uses = source.fact(_attributed).uses
    taken = _seen(found, uses)
    return [
        StarUses(
            number,
            statement,
            star,
            sorted(names),
            incomplete,
            tuple(dict.fromkeys(_makers(source, uses, sorted(before - names)))),
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
    """Return which of some names that others take through a file are due to each of its stars.

    Whoever takes a name while the file is being loaded gets what is there by then.
    """
    known = source.fact(_reexported)
    asked = frozenset(names)
    if asked not in known:
        known[asked] = _due(source, asked)
    return known[asked]


def reexported_by(source: SourceFile, star: StarUses, names: Collection[str]) -> Collection[str]:
    """Return which of some names that others take through a file are due to one of its stars."""
    return reexported(source, names)[star.number]


def _reexported(source: SourceFile) -> dict[frozenset[str], list[set[str]]]:
    return {}  # What is found out is kept here.


def _due(source: SourceFile, names: frozenset[str]) -> list[set[str]]:
    stars = source.fact(flow).stars
    # Any of them may be asked before the next one is there.
    every = [{*star.names} & names for star in stars]
    if source.fact(leads_back):
        return every
    try:
        events = events_of(source, stars, sorted(names))
        planned = _plan(source, Flow(stars, *follow(source, events, {}, events), events), {})
    except TooLarge:
        return every
    return _seen(planned, planned.uses)


def _attributed(source: SourceFile) -> Flow:
    """Return the flow of the names if each is taken where it is at home."""
    found = source.fact(flow)
    reads = source.fact(analyse).of_module()
    return _plan(source, found, {name: reads[name] for name in found.uses if name in reads})


def _plan(source: SourceFile, found: Flow, reads: Mapping[str, list[Read]]) -> Flow:
    """Leave out of the stars what is not needed from them, as long as every use sees the same."""
    kinship = Kinship(source, found)
    pending = {
        name: trials
        for name, uses in found.uses.items()
        if (trials := list(kinship.trials(name, uses)))
    }
    events, uses = dict(found.events), dict(found.uses)
    reached = dict.fromkeys(pending, found.reached)
    for number in range(_MOST_TRIALS):
        if not pending:
            break
        tried = {
            name: [event for event in events[name] if event not in left_out]
            for name, trials in pending.items()
            for left_out in (frozenset(trials[0]),)
            if kinship.are_needless(name, left_out, uses[name], reached[name])
        }
        later = [name for name in tried if any(use.read is None for use in uses[name])]
        try:
            seen, after = follow(
                source, tried, {name: reads[name] for name in tried if name in reads}, later
            )
        except TooLarge:
            break  # What has been left out by now is not needed, whatever else is not.
        rest = {}
        for name, (_, *trials) in pending.items():
            if name in tried and all(map(partial(kinship.is_alike, name), uses[name], seen[name])):
                events[name], uses[name], reached[name] = tried[name], seen[name], after
                # After all of them at once there is nothing left.
                trials = trials if number else []
            if trials:
                rest[name] = trials
        pending = rest
    return found._replace(events=events, uses=uses)


class Kinship:
    """Which of the events that bind a name bind it to the same object."""

    def __init__(self, source: SourceFile, found: Flow) -> None:
        self.source = source
        self.stars = found.stars
        self.events = found.events
        self._origins: dict[str, dict[Event, _Origin]] = {}
        self._ways: dict[tuple[str, Event], list[Step]] = {}

    def trials(self, name: str, uses: list[Use]) -> Iterator[list[Event]]:
        """Yield sets of star events that may be needless; first all of them, then each."""
        seen = {event for use in uses for event in use.reaching if event is not None}
        if all(event.star is None for event in seen) or len(self.events[name]) < 2:
            return
        needless: list[Event] = []
        homes: list[Event] = []
        groups: dict[_Origin, list[Event]] = {}
        for event in self.events[name]:
            groups.setdefault(self.origin(name, event), []).append(event)
        for group in groups.values():
            stars = [event for event in group if event.star is not None]
            if stars and len(group) > 1 and not seen.isdisjoint(stars):
                home = min(group, key=partial(self.rank, name))
                needless += [event for event in stars if event is not home]
                homes += [home] if home.star is not None else []
        if needless:
            yield needless
            single = needless[::-1] if len(needless) > 1 else []
            # If some are needed, one of them may do for the others.
            yield from ([event] for event in (*single, *homes) if event in seen)

    def rank(self, name: str, event: Event) -> tuple[bool, bool, Position]:
        """Return by what it is decided which of several is the home of a name: an import first."""
        is_star = event.star is not None
        is_home = is_star and is_made_there(self.way(name, event))
        return is_star, not is_home, event.position

    def are_needless(
        self, name: str, left_out: frozenset[Event], uses: Iterable[Use], reached: Reached
    ) -> bool:
        """Tell whether a name has the same object on every path if some events are left out.

        Each of them binds the name to what it was bound to before, or nobody sees it.
        """
        seen = {event for use in uses for event in use.reaching if event is not None} & left_out
        hidden = left_out - seen
        return all(
            before not in hidden and self.origin(name, before) == self.origin(name, event)
            for event in seen
            for before in reached.replaced.get((name, event), ())
        )

    def is_alike(self, name: str, one: Use, other: Use) -> bool:
        """Tell whether two uses see the same objects."""
        return {self.origin(name, event) for event in one.reaching} == {
            self.origin(name, event) for event in other.reaching
        }

    def origin(self, name: str, event: Event | None) -> _Origin:
        """Return what stands for the object that an event binds a name to."""
        if event is None:
            return None
        if name not in self._origins:
            self._origins[name] = self._grouped(name)
        return self._origins[name].get(event, event)

    def _grouped(self, name: str) -> dict[Event, _Origin]:
        origins: dict[Event, _Origin] = {}
        groups: list[list[Step]] = []
        for event in self.events[name]:
            way = self.way(name, event)
            for number, other in enumerate(groups):
                if is_same_object(way, other):
                    origins[event] = name, number
                    break
            else:
                if is_same_object(way, way):
                    origins[event] = name, len(groups)
                    groups.append(way)
        return origins

    def way(self, name: str, event: Event) -> list[Step]:
        if (name, event) not in self._ways:
            self._ways[name, event] = self._way(name, event)
        return self._ways[name, event]

    def _way(self, name: str, event: Event) -> list[Step]:
        if event.star is None:
            owner = self.source.fact(imported_at).get((name, event.position))
            return chain_of(self.source, owner) if owner is not None and event.is_definite else []
        definition = self.stars[event.star].names.get(name)
        is_definite = (
            definition is not None
            and definition.is_definite
            and not self.stars[event.star].incomplete
        )
        statement, _ = self.source.stars[event.star]
        return chain_through(self.source, statement, name) if is_definite else []


def imported_at(source: SourceFile) -> dict[tuple[str, Position], ImportedName]:
    """Return the imported names of a file by what they bind, and where."""
    return {(each.name, each.position): each for each in source.imported_names}


def leads_back(source: SourceFile) -> bool:
    """Tell whether what a file imports may import from the file, before that has run to its end."""
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


def _seen(found: Flow, uses: Mapping[str, list[Use]]) -> list[set[str]]:
    """Return the names of which some use may see what a star gives, for each star."""
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
    """Yield the modules from which some names are taken, as they are written."""
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
    """Return of each star why its names may not be what the file takes from it."""
    incomplete = []
    below = ""
    for (statement, _), star in zip(reversed(statements), reversed(stars), strict=True):
        incomplete.append(star.incomplete or below)
        if star.incomplete:
            below = f"the star import on line {statement.lineno} may replace its names"
    return incomplete[::-1]
