"""The command line: ``importstyle``, or ``python -m flake8_importstyle``.

Nothing but the argument parser is imported before the command is known.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from flake8_importstyle import __version__
from flake8_importstyle.cli.garbage import collect_seldom
from flake8_importstyle.cli.terminal import Fault, Terminal, add_color, say

AddParser: TypeAlias = Callable[..., argparse.ArgumentParser]

_NAME = "importstyle"
# These commands pass flake8's own options on to it unchanged.
_WITH_FLAKE8 = {
    "check": "check import statements and nothing else",
    "fix": "replace the star imports of a project with the names that are needed",
    "stars": "list the star imports of a project, and show which modules use names through others",
}
_FOUND, _MISSING, _ERROR = 0, 1, 2
# As the shell has it for programs that end by SIGPIPE and SIGINT.
_CLOSED, _STOPPED = 141, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that the arguments name, and return the exit status.

    It is 0 on success, 1 if a name is not imported, and 2 for invalid arguments or files, or if the
    output cannot be written.
    """
    collect_seldom()
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    try:
        if arguments and arguments[0] in _WITH_FLAKE8:
            status = _with_flake8(arguments[0])(arguments[1:])
        else:
            options = _parsed(arguments)
            run: Callable[[argparse.Namespace], int] = options.run
            status = run(options)
        sys.stdout.flush()
    except Fault as fault:
        say(str(fault))
        return _ERROR
    except KeyboardInterrupt:
        say("stopped")
        return _STOPPED
    except BrokenPipeError:
        _drop_output()
        return _CLOSED
    except OSError as error:
        # As on a full disk. Whatever is read is read where such errors are expected.
        _drop_output()
        say(f"{error.filename or 'the output cannot be written'}: {error.strerror or error}")
        return _ERROR
    return status


def _drop_output() -> None:
    """Keep Python from writing the rest of the output when it ends, which would fail again.

    https://docs.python.org/3/library/signal.html#note-on-sigpipe
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _with_flake8(command: str) -> Callable[[Sequence[str]], int]:
    if command == "check":
        from flake8_importstyle.cli.check import main as run
    elif command == "fix":
        from flake8_importstyle.cli.stars.fix import main as run
    else:
        from flake8_importstyle.cli.stars.command import main as run
    return run


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser, commands = _parsers()
    if arguments and arguments[0] in commands:
        # Options may stand between files and names, which sub-parsers do not allow.
        return commands[arguments[0]].parse_intermixed_args(arguments[1:])
    return parser.parse_args(arguments)


def _parsers() -> tuple[argparse.ArgumentParser, Mapping[str, argparse.ArgumentParser]]:
    parser = argparse.ArgumentParser(
        prog=_NAME,
        description="Check import statements, repair them, and find out where names come from.",
        epilog="'importstyle COMMAND --help' explains a command. On a terminal, tables and pages"
        " are fitted to its width and coloured; NO_COLOR and FORCE_COLOR are honoured.",
    )
    parser.add_argument("--version", action="version", version=f"flake8-importstyle {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, what in _WITH_FLAKE8.items():
        commands.add_parser(name, help=what, add_help=False)
    return parser, {
        "origins": _add_origins(commands.add_parser),
        "cycles": _add_cycles(commands.add_parser),
        "rule": _add_rule(commands.add_parser),
        "schema": _add_schema(commands.add_parser),
    }


def _add_origins(add_parser: AddParser) -> argparse.ArgumentParser:
    parser = add_parser(
        "origins",
        help="show where imported names come from",
        description="For each imported name, show where it is defined, which modules it passes"
        " through, and which statement imports it. Of a folder, all Python files are read. Nothing"
        " is imported or run.",
        epilog="Exit status: 0; 1 if a NAME is not imported; 2 if a file cannot be read.",
    )
    parser.add_argument(
        "file", metavar="PATH", help="a Python file, a folder, or - for standard input"
    )
    parser.add_argument(
        "names", metavar="NAME", nargs="*", help="the names to show; by default all"
    )
    parser.add_argument(
        "--all",
        action="store_true",
        help="show all names that a star import binds, not only those that are used",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument(
        "--stdin-display-name",
        metavar="PATH",
        default="stdin",
        help="the path of the file that is read from standard input",
    )
    parser.add_argument(
        "--src",
        metavar="DIR,...",
        type=_folders,
        default=(),
        help="where the project's top-level modules are; by default, in the project's folder, the"
        " working directory, and 'src' in both",
    )
    parser.add_argument(
        "--python",
        metavar="PATH",
        type=_environment,
        default=(),
        help="the virtual environment or interpreter that has the installed modules; by default,"
        " the one that runs this command",
    )
    add_color(parser)
    parser.set_defaults(run=_origins)
    return parser


def _add_cycles(add_parser: AddParser) -> argparse.ArgumentParser:
    parser = add_parser(
        "cycles",
        help="show which modules load each other",
        description="Show the import cycles among the modules of a project, the shortest first,"
        " with the statements that make them. Only imports that run when a module is loaded count,"
        " not those in functions or for type checkers. Nothing is imported or run.",
        epilog="Exit status: 0 if there are no cycles; 1 if there are; 2 if PATH cannot be read.",
    )
    parser.add_argument("path", metavar="PATH", nargs="?", default=".", help="a folder, or a file")
    parser.add_argument("--json", action="store_true", help="print JSON, for programs")
    parser.add_argument(
        "--src",
        metavar="DIR,...",
        type=_folders,
        default=(),
        help="where the project's top-level modules are",
    )
    add_color(parser)
    parser.set_defaults(run=_cycles)
    return parser


def _add_rule(add_parser: AddParser) -> argparse.ArgumentParser:
    parser = add_parser(
        "rule",
        help="explain a rule",
        description="Print the page of a rule, or a list of all rules.",
    )
    parser.add_argument(
        "code", metavar="CODE", nargs="?", help="such as IMP001, or the rule's name"
    )
    add_color(parser)
    parser.set_defaults(run=_rule)
    return parser


def _add_schema(add_parser: AddParser) -> argparse.ArgumentParser:
    parser = add_parser(
        "schema",
        help="print the JSON schema of [tool.importstyle]",
        description="Print the JSON schema of the table 'tool.importstyle' in pyproject.toml, which"
        " editors use to complete and check it.",
    )
    parser.set_defaults(run=_schema)
    return parser


def _folders(text: str) -> tuple[str, ...]:
    from flake8_importstyle.options.types import folders

    return folders(text)


def _environment(text: str) -> tuple[str, ...]:
    from flake8_importstyle.resolver.environments import environment

    return environment(text)


def _origins(options: argparse.Namespace) -> int:
    from flake8_importstyle.cli.origins_command import run

    return run(options)


def _cycles(options: argparse.Namespace) -> int:
    from flake8_importstyle.cli import cycles
    from flake8_importstyle.syntax.source import Search

    if not os.path.exists(options.path):
        raise Fault(f"{options.path}: no such file or folder")
    found = cycles.cycles(options.path, Search(options.src))
    terminal = Terminal(options.color)
    if options.json:
        terminal.write(cycles.as_json(found))
    else:
        cycles.show(found, terminal)
    summary = "" if options.json else cycles.summary(found)
    if summary:
        say(summary)
    return _MISSING if found else _FOUND


def _rule(options: argparse.Namespace) -> int:
    from flake8_importstyle.cli.explanation import explain

    explain(options.code, Terminal(options.color))
    return _FOUND


def _schema(_: argparse.Namespace) -> int:
    from flake8_importstyle.cli.schema import schema

    sys.stdout.write(schema())
    return _FOUND
