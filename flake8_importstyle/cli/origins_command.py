"""``importstyle origins``: where the imported names of files come from."""

from __future__ import annotations

import argparse
import builtins
import json
import os
import sys
from collections.abc import Sequence
from itertools import zip_longest
from unicodedata import normalize

from flake8_importstyle.cli.cycles import python_files
from flake8_importstyle.cli.origins import (
    STAR,
    Listing,
    Origin,
    incomplete_stars,
    listing,
    name_counts,
    place_of,
)
from flake8_importstyle.cli.terminal import BOLD, CYAN, DIM, Fault, Terminal, say
from flake8_importstyle.exports.origins import Step
from flake8_importstyle.resolver.files import relative_path
from flake8_importstyle.resolver.modules import installed_roots
from flake8_importstyle.syntax.parsing import decoded, parsed, why_not_parsed
from flake8_importstyle.syntax.source import Search, SourceFile

_FOUND, _MISSING, _ERROR = 0, 1, 2
_STANDARD_INPUT = "-"
_STYLES = (BOLD, CYAN, "", DIM)
# Read at most this many bytes: no Python file is larger, and a device may never end.
_LARGEST = 50_000_000


def run(options: argparse.Namespace) -> int:
    """Print the origins of names, and return the exit status.

    Raises ``Fault`` if the file in the options cannot be read.
    """
    # https://docs.python.org/3/reference/lexical_analysis.html#identifiers
    names = [normalize("NFKC", name) for name in options.names]
    if options.file != _STANDARD_INPUT and os.path.isdir(options.file):
        return _of_folder(options, names)
    source, found = _listed(options, options.file, names)
    terminal = Terminal(options.color)
    if options.json:
        _write_json(terminal, [_described(source.filename, each) for each in found.origins])
    elif found.origins:
        terminal.table(_rows(source, found.origins, count_names=not names), _STYLES)
    elif not names:
        say(f"{source.filename} has no imports")
    for name in found.missing:
        say(_why_missing(source, name))
    return _MISSING if found.missing else _FOUND


def _of_folder(options: argparse.Namespace, names: Sequence[str]) -> int:
    """Print the origins for each Python file in a folder that imports a requested name."""
    terminal = Terminal(options.color)
    missing, status = dict.fromkeys(names), _FOUND
    described: list[dict[str, object]] = []
    is_first = True
    for path in python_files(options.file):
        filename = os.path.normpath(path)
        try:
            source, (origins, absent) = _listed(options, filename, names)
        except Fault as fault:
            say(str(fault))
            status = _ERROR
            continue
        missing = {name: None for name in missing if name in absent}
        if options.json:
            described += [_described(filename, each) for each in origins]
        elif origins:
            if not is_first:
                terminal.write("")
            terminal.line(filename)
            terminal.table(_rows(source, origins, count_names=not names), _STYLES)
            is_first = False
    if options.json:
        _write_json(terminal, described)
    elif is_first and not names:
        say(f"{options.file} has no imports")
    for name in missing:
        say(f"{name} is not imported in {options.file}")
    return status or (_MISSING if missing else _FOUND)


def _listed(
    options: argparse.Namespace, path: str, names: Sequence[str]
) -> tuple[SourceFile, Listing]:
    """Return a source file, and the requested origins in it. Raises ``Fault``."""
    is_stdin = path == _STANDARD_INPUT
    filename = options.stdin_display_name if is_stdin else path
    source = _read(filename, Search(options.src, options.python), is_stdin=is_stdin)
    try:
        return source, listing(source, names, everything=options.all)
    except RecursionError:
        raise Fault(f"{filename}: too deeply nested") from None
    except MemoryError:
        raise Fault(f"{filename}: too large") from None


def _read(filename: str, search: Search, *, is_stdin: bool) -> SourceFile:
    try:
        if is_stdin:
            content = sys.stdin.buffer.read(_LARGEST + 1)
        else:
            with open(filename, "rb") as stream:
                content = stream.read(_LARGEST + 1)
    except OSError as fault:
        raise Fault(f"{filename}: {fault.strerror}") from None
    except ValueError as fault:
        raise Fault(f"{filename}: {fault}") from None
    if len(content) > _LARGEST:
        raise Fault(f"{filename}: too large")
    text = decoded(content)
    source = parsed(text.text, filename, search=search) if text is not None else None
    if source is None:
        raise Fault(f"{filename}: {why_not_parsed(content)}")
    return source


def _write_json(terminal: Terminal, described: Sequence[object]) -> None:
    terminal.write(json.dumps(described, indent=2))


def _why_missing(source: SourceFile, name: str) -> str:
    text = f"{name} is not imported in {source.filename}"
    line = place_of(source, name)
    if line is not None:
        return f"{text}: it is defined on line {line}"
    if hasattr(builtins, name):
        text += ": it is a builtin"
    for at, incomplete in incomplete_stars(source):
        text += f"; the star import on line {at} may provide it ({incomplete})"
    return text


def _described(filename: str, origin: Origin) -> dict[str, object]:
    return {
        "path": filename,
        "name": origin.name,
        "line": origin.line,
        "column": origin.column,
        "statement": origin.statement,
        "star": origin.is_star,
        "definition": origin.definition and _step(origin.definition),
        "way": [_step(step) for step in origin.way],
        "reason": origin.reason or None,
    }


def _step(step: Step) -> dict[str, str | int | None]:
    return {
        "module": step.module,
        "name": step.name,
        "file": step.file,
        "line": step.line or None,
    }


def _rows(source: SourceFile, origins: Sequence[Origin], *, count_names: bool) -> list[list[str]]:
    counts = name_counts(source) if count_names else {}
    rows = []
    for each in origins:
        is_star_name = each.is_star and each.name != STAR
        way = _way(each)
        if each.name == STAR and (each.line, each.column) in counts:
            taken, known = counts[each.line, each.column]
            way = f"{way} ({taken or 'none'} of {known} names used here)"
        rows.append(
            [
                f"  {each.name}" if is_star_name else each.name,
                _place(each.definition, source),
                way,
                "" if is_star_name else f"{each.line}: {each.statement}",
            ]
        )
    return rows


def _way(origin: Origin) -> str:
    """Return the re-export chain of a name: ``products ← shop.models ← shop.database``."""
    parts, name = [origin.name], origin.name
    for step, following in zip_longest(origin.way, origin.way[1:]):
        whole = f"{step.module}.{step.name}" if step.name else step.module
        is_submodule = following is not None and following.module == whole
        parts.append(step.module if step.name == name or is_submodule else whole)
        name = step.name or name
    if parts[0] in (parts[1], "*"):
        del parts[0]
    return " ← ".join(parts) + (f" ({origin.reason})" if origin.reason else "")


def _place(definition: Step | None, source: SourceFile) -> str:
    if definition is None:
        return "?"
    if definition.file is None:
        return "-"
    file = _short(definition.file, source)
    has_line = definition.line and definition.name is not None
    return f"{file}:{definition.line}" if has_line else file


def _short(file: str, source: SourceFile) -> str:
    """Return a path in its shortest clear form.

    Relative to the working directory, or for an installed file, to its folder on the search path.
    """
    inside = relative_path(file)
    is_inside = not inside.startswith(os.pardir) and not os.path.isabs(inside)
    if is_inside and "site-packages" not in inside.split(os.sep):
        return inside
    around = [each for each in installed_roots(source) if file.startswith(os.path.join(each, ""))]
    return os.path.relpath(file, max(around, key=len)) if around else file
