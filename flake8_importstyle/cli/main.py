"""The command line: ``importstyle``, or ``python -m flake8_importstyle``.

Nothing but the argument parser is loaded before a command is known.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

from flake8_importstyle import __version__
from flake8_importstyle.cli import terminal
from flake8_importstyle.syntax.escapes import one_line

if TYPE_CHECKING:
    from flake8_importstyle.cli.origins import Origin
    from flake8_importstyle.exports.origins import Step
    from flake8_importstyle.syntax.source import Search, SourceFile

_NAME = "importstyle"
# flake8 has options of its own, which these commands hand on to it as they are.
_WITH_FLAKE8 = {
    "check": "check import statements and nothing else",
    "fix": "replace the star imports of a project with the names that are needed",
    "stars": "list the star imports of a project, and show which modules use names through others",
}
_FOUND, _MISSING, _ERROR = 0, 1, 2
# As the shell has it for a program that ends by SIGPIPE.
_CLOSED = 141
# In bytes. No file with Python is larger; a device never ends.
_LARGEST = 50_000_000


class _Fault(Exception):
    """Something that the user is told in one line."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that the arguments name, and return the exit status.

    It is 0 if all was found, 1 if a name is not imported, and 2 for what cannot be read.
    """
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    try:
        if arguments and arguments[0] in _WITH_FLAKE8:
            status = _with_flake8(arguments[0])(arguments[1:])
        else:
            options = _parser().parse_args(arguments)
            run: Callable[[argparse.Namespace], int] = options.run
            status = run(options)
        sys.stdout.flush()
    except _Fault as fault:
        _say(str(fault))
        return _ERROR
    except BrokenPipeError:
        # https://docs.python.org/3/library/signal.html#note-on-sigpipe
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _CLOSED
    return status


def _with_flake8(command: str) -> Callable[[Sequence[str]], int]:
    if command == "check":
        from flake8_importstyle.cli.check import main as run
    elif command == "fix":
        from flake8_importstyle.cli.fix import main as run
    else:
        from flake8_importstyle.cli.stars import main as run
    return run


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=_NAME,
        description="Check import statements, repair them, and find out where names come from.",
    )
    parser.add_argument("--version", action="version", version=f"flake8-importstyle {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, what in _WITH_FLAKE8.items():
        commands.add_parser(name, help=what, add_help=False)
    origins = commands.add_parser(
        "origins",
        help="show where the imported names of a file come from",
        description="For each imported name, show where it is defined, which modules it passes"
        " through, and which statement imports it. Nothing is imported or run.",
        epilog="Exit status: 0; 1 if a NAME is not imported in the file; 2 if the file cannot be"
        " read.",
    )
    origins.add_argument("file", metavar="FILE", help="a Python file, or - for standard input")
    origins.add_argument(
        "names", metavar="NAME", nargs="*", help="the names to show; by default all"
    )
    origins.add_argument(
        "--all",
        action="store_true",
        help="show all names that a star import binds, not only those that are used",
    )
    origins.add_argument("--json", action="store_true", help="print JSON")
    origins.add_argument(
        "--stdin-display-name",
        metavar="PATH",
        default="stdin",
        help="the path of the file that is read from standard input",
    )
    origins.add_argument(
        "--src",
        metavar="DIR,...",
        type=_folders,
        default=(),
        help="where the project's top-level modules are; by default, in the project's folder, the"
        " working directory, and 'src' in both",
    )
    origins.add_argument(
        "--python",
        metavar="PATH",
        type=_environment,
        default=(),
        help="the virtual environment or interpreter that has the installed modules; by default,"
        " the one that runs this command",
    )
    origins.set_defaults(run=_origins)
    cycles = commands.add_parser(
        "cycles",
        help="show which modules load each other",
        description="Show the import cycles among the modules of a project, the shortest first,"
        " with the statements that make them. Only imports that run when a module is loaded count,"
        " not those in functions or for type checkers. Nothing is imported or run.",
        epilog="Exit status: 0 if there are no cycles; 1 if there are; 2 if PATH cannot be read.",
    )
    cycles.add_argument("path", metavar="PATH", nargs="?", default=".", help="a folder, or a file")
    cycles.add_argument("--json", action="store_true", help="print JSON, for programs")
    cycles.add_argument(
        "--src",
        metavar="DIR,...",
        type=_folders,
        default=(),
        help="where the project's top-level modules are",
    )
    cycles.set_defaults(run=_cycles)
    rule = commands.add_parser(
        "rule",
        help="explain a rule",
        description="Print the page of a rule, or a list of all rules.",
    )
    rule.add_argument("code", metavar="CODE", nargs="?", help="such as IMP001, or the rule's name")
    rule.set_defaults(run=_rule)
    schema = commands.add_parser(
        "schema",
        help="print the JSON schema of [tool.importstyle]",
        description="Print the JSON schema of the table 'tool.importstyle' in pyproject.toml, which"
        " editors use to complete and check it.",
    )
    schema.set_defaults(run=_schema)
    return parser


def _folders(text: str) -> tuple[str, ...]:
    from flake8_importstyle.options.types import folders

    return folders(text)


def _environment(text: str) -> tuple[str, ...]:
    from flake8_importstyle.resolver.environments import environment

    return environment(text)


def _say(text: str) -> None:
    print(f"{_NAME}: {one_line(text)}", file=sys.stderr)


def _print(text: str) -> None:
    sys.stdout.write(terminal.printable(text, sys.stdout.encoding) + "\n")


def _origins(options: argparse.Namespace) -> int:
    from unicodedata import normalize

    from flake8_importstyle.cli.origins import listing
    from flake8_importstyle.syntax.source import Search

    is_stdin = options.file == "-"
    filename = options.stdin_display_name if is_stdin else options.file
    source = _read(filename, Search(options.src, options.python), is_stdin=is_stdin)
    # https://docs.python.org/3/reference/lexical_analysis.html#identifiers
    names = [normalize("NFKC", name) for name in options.names]
    try:
        origins, missing = listing(source, names, everything=options.all)
    except RecursionError:
        raise _Fault(f"{filename}: too deeply nested") from None
    except MemoryError:
        raise _Fault(f"{filename}: too large") from None
    if options.json:
        _print(_json(origins))
    elif origins:
        for line in terminal.columns(_rows(source, origins, count_names=not names)):
            _print(line)
    elif not names:
        _say(f"{filename} has no imports")
    for name in missing:
        _say(_why_missing(source, name))
    return _MISSING if missing else _FOUND


def _read(filename: str, search: Search, *, is_stdin: bool) -> SourceFile:
    from flake8_importstyle.syntax.parsing import decoded, parsed, why_not_parsed

    try:
        if is_stdin:
            content = sys.stdin.buffer.read(_LARGEST + 1)
        else:
            with open(filename, "rb") as stream:
                content = stream.read(_LARGEST + 1)
    except OSError as fault:
        raise _Fault(f"{filename}: {fault.strerror}") from None
    except ValueError as fault:
        raise _Fault(f"{filename}: {fault}") from None
    if len(content) > _LARGEST:
        raise _Fault(f"{filename}: too large")
    text = decoded(content)
    source = parsed(text.text, filename, search=search) if text is not None else None
    if source is None:
        raise _Fault(f"{filename}: {why_not_parsed(content)}")
    return source


def _why_missing(source: SourceFile, name: str) -> str:
    import builtins

    from flake8_importstyle.cli.origins import incomplete_stars, place_of

    text = f"{name} is not imported in {source.filename}"
    line = place_of(source, name)
    if line is not None:
        return f"{text}: it is defined on line {line}"
    if hasattr(builtins, name):
        text += ": it is a builtin"
    for at, incomplete in incomplete_stars(source):
        text += f"; the star import on line {at} may provide it ({incomplete})"
    return text


def _json(origins: Sequence[Origin]) -> str:
    import json

    return json.dumps(
        [
            {
                "name": each.name,
                "line": each.line,
                "column": each.column,
                "statement": each.statement,
                "star": each.is_star,
                "definition": each.definition and _step(each.definition),
                "way": [_step(step) for step in each.way],
                "reason": each.reason or None,
            }
            for each in origins
        ],
        indent=2,
    )


def _step(step: Step) -> dict[str, str | int | None]:
    return {
        "module": step.module,
        "name": step.name,
        "file": step.file,
        "line": step.line or None,
    }


def _rows(source: SourceFile, origins: Sequence[Origin], *, count_names: bool) -> list[list[str]]:
    from flake8_importstyle.cli.origins import STAR, name_counts

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
    """Return the way of a name in words: ``products ← shop.models ← shop.database``."""
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
    """Return a path as short as a reader can find it.

    From the working directory; for what is installed, from the folder in which modules are found.
    """
    from flake8_importstyle.resolver.modules import installed_roots

    inside = os.path.relpath(file)
    is_inside = not inside.startswith(os.pardir) and not os.path.isabs(inside)
    if is_inside and "site-packages" not in inside.split(os.sep):
        return inside
    around = [each for each in installed_roots(source) if file.startswith(os.path.join(each, ""))]
    return os.path.relpath(file, max(around, key=len)) if around else file


def _cycles(options: argparse.Namespace) -> int:
    from flake8_importstyle.cli import cycles
    from flake8_importstyle.syntax.source import Search

    if not os.path.exists(options.path):
        raise _Fault(f"{options.path}: no such file or folder")
    found = cycles.cycles(options.path, Search(options.src))
    if options.json:
        _print(cycles.as_json(found))
    for line in () if options.json else cycles.lines(found):
        _print(line)
    if not found and not options.json:
        _say("no cycles")
    return _MISSING if found else _FOUND


def _rule(options: argparse.Namespace) -> int:
    from flake8_importstyle.cli.pages import page
    from flake8_importstyle.rules import REVIEWS, RULES

    rules = {**RULES, **REVIEWS}
    if options.code is None:
        rows = [
            [code, rule.name, rule.default.value, rule.text.partition("\n")[0]]
            for code, rule in rules.items()
        ]
        for line in terminal.columns(rows):
            _print(line)
        return _FOUND
    names = {rule.name: code for code, rule in rules.items()}
    code = names.get(options.code.lower(), options.code.upper())
    if code not in rules:
        near = _near(code, names)
        advice = f"did you mean {', '.join(near)}?" if near else f"'{_NAME} rule' lists all rules"
        raise _Fault(f"there is no rule '{options.code}': {advice}")
    _print(terminal.plain(page(rules[code])))
    return _FOUND


def _schema(_: argparse.Namespace) -> int:
    from flake8_importstyle.cli.schema import schema

    sys.stdout.write(schema())
    return _FOUND


def _near(code: str, names: Mapping[str, str]) -> list[str]:
    """Return the codes that somebody may mean; ``names`` are the rules' names with their codes."""
    from difflib import get_close_matches

    group = [each for each in names.values() if each.startswith(code)]
    if group:
        return group if len(group) < len(names) else []
    near = [names[name] for name in get_close_matches(code.lower(), names)]
    return near or get_close_matches(code, names.values())
