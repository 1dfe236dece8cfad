"""Programs of several files, and what is true of them: the format of ``*.txt`` in this folder.

A program begins with a line ``=== name | what it is about``. The files follow, each below a line
``--- path``; a file of the one line ``#!EMPTY`` is empty. In between, or below, may stand

- ``--- RUN``: the code that runs them, in their folder; ``import main`` if there is a ``main.py``
  and nothing is said, nothing if the section is empty. It runs before and after the safe repairs
  of all files, and must print the same, and end in the same exception.
- ``--- OPTIONS words``: of flake8's command line; ``--select=IMP`` stands before them.
- ``--- IN folder``: where flake8 is started; by default where the files are.
- ``--- FOUND``: all that is reported before the repair, a line each: ``main.py:3: IMP005``, with
  the message or without it. An empty section says that nothing is.
- ``--- FIXED path``: the file after the safe repairs. ``#!SAME`` says that they leave it alone.
- ``--- WHOLE path``: the file after ``importstyle fix``, which repairs star imports only, and
  takes the files for a whole project.
- ``--- ORIGINS path``: while the program runs, what ``importstyle origins`` says of this file is
  compared with what its names are.
- ``--- FAILS why``: this is not so yet, and a test fails as soon as it is.

``python -m tests.programs FILE [name …]`` shows what becomes of the programs in a file, wherever
it is: what is found, how it is repaired, and what it printed before and after.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).parent
EMPTY = "#!EMPTY"
SAME = "#!SAME"

_PROGRAM = re.compile(r"^=== (?P<name>\S+)(?: \| (?P<about>.*))?\n", re.MULTILINE)
_SECTION = re.compile(r"^--- (?P<head>.*)\n", re.MULTILINE)


@dataclass
class Program:
    """Some files, and what is expected of them."""

    name: str
    about: str
    files: dict[str, str] = field(default_factory=dict)
    run: str = ""
    options: list[str] = field(default_factory=list)
    start: str = "."
    found: list[str] | None = None
    fixed: dict[str, str] = field(default_factory=dict)
    whole: dict[str, str] = field(default_factory=dict)
    origins: list[str] = field(default_factory=list)
    fails: str = ""


def programs(text: str) -> Iterator[Program]:
    """Yield the programs of a text. Raises ``ValueError`` for a section that makes no sense."""
    heads = list(_PROGRAM.finditer(text))
    for head, following in zip(heads, [*heads[1:], None], strict=True):
        body = text[head.end() : following.start() if following else len(text)]
        yield _program(Program(head["name"], head["about"] or ""), body)


def _program(program: Program, body: str) -> Program:
    code: str | None = None
    heads = list(_SECTION.finditer(body))
    for head, following in zip(heads, [*heads[1:], None], strict=True):
        content = body[head.end() : following.start() if following else len(body)]
        # An empty line separates a program from the next.
        content = content if following else content.rstrip("\n") + "\n" * bool(content.strip())
        word, _, rest = head["head"].partition(" ")
        if word == "RUN":
            code = content
        elif word == "OPTIONS":
            program.options = rest.split()
        elif word == "IN":
            program.start = rest
        elif word == "FOUND":
            program.found = content.splitlines()
        elif word in ("FIXED", "WHOLE"):
            same = content.strip() == SAME
            texts = program.fixed if word == "FIXED" else program.whole
            texts[rest] = program.files[rest] if same else content
        elif word == "ORIGINS":
            program.origins.append(rest)
        elif word == "FAILS":
            program.fails = rest
        elif word.isupper() or rest or not word:
            raise ValueError(f"{program.name}: what is '{head[0].strip()}'?")
        else:
            program.files[word] = "" if content.strip() == EMPTY else content
    program.run = code if code is not None else "import main\n" * ("main.py" in program.files)
    return program


def all_programs() -> Iterator[tuple[str, Program]]:
    """Yield the programs of this folder, each with the name of its file."""
    for path in sorted(FOLDER.glob("*.txt")):
        for program in programs(path.read_text("utf-8")):
            yield path.stem, program
