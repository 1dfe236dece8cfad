"""Shows what becomes of the programs in a file: ``python -m tests.programs FILE [name …]``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from flake8_importstyle.formatters.diff import diff
from tests.programs import Program, programs
from tests.programs.running import execute, repaired, told
from tests.support import write


def show(program: Program) -> bool:
    """Print all that there is to say of a program, and tell whether it stays the same."""
    print(f"=== {program.name} | {program.about}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder).resolve()
        write(path, program.files)
        before = execute(path, program.run, told(program, path))
        found, changed = repaired(program, path)
        after = execute(path, program.run)
    for line in found:
        print(line)
    for name, text in changed.items():
        lines = diff(name, program.files[name].encode(), text.encode())
        print(lines.decode(), end="")
    for line in before.untrue:
        print(f"NOT TRUE: {line}")
    is_same = before[:2] == after[:2]
    for when, outcome in (("before", before), ("after", after))[: 1 if is_same else 2]:
        print(f"{when}: {outcome.output.strip()} {outcome.exception}".rstrip())
    if not is_same:
        print("NOT THE SAME")
    for name, text in program.fixed.items():
        if changed.get(name, program.files[name]) != text:
            print(f"NOT AS EXPECTED: {name}")
    return is_same and not before.untrue


def main() -> int:
    """Show the programs that the arguments name; all of the file if they name none."""
    file, *names = sys.argv[1:]
    chosen = [
        program
        for program in programs(Path(file).read_text("utf-8"))
        if not names or program.name in names
    ]
    failed = [program.name for program in chosen if not show(program)]
    print(f"{len(chosen)} programs, {len(failed)} not right: {' '.join(failed)}")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
