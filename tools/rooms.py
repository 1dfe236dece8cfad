"""The rooms of the package, and which of them imports from which, drawn as a Mermaid flowchart."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from graphlib import TopologicalSorter
from pathlib import Path

import flake8_importstyle

PACKAGE = Path(flake8_importstyle.__file__).parent


def picture() -> str:
    """Return the flowchart: a box for each room, highest first, with arrows to what it imports.

    If a room reaches another one through a third, the direct arrow is left out.
    """
    rooms = dict(arrows())
    lowest_first = TopologicalSorter(rooms).static_order()
    boxes = [f'    {name}["<b>{name}</b><br>{_purpose(name)}"]' for name in lowest_first]
    lines = [
        f"    {name} --> {other}"
        for name, others in rooms.items()
        for other in sorted(others)
        if not any(other in _reached(rooms, via) for via in others - {other})
    ]
    return "\n".join(("```mermaid", "flowchart TD", *reversed(boxes), *lines, "```", ""))


def arrows() -> Iterator[tuple[str, set[str]]]:
    """Yield each room with the rooms that it imports from."""
    names = sorted(
        path.stem
        for path in PACKAGE.iterdir()
        if (path.is_dir() or path.suffix == ".py") and not path.stem.startswith("_")
    )
    for name in names:
        yield name, {room for room in _imported(name) if room in names and room != name}


def _files(room: str) -> list[Path]:
    folder = PACKAGE / room
    return sorted(folder.rglob("*.py")) if folder.is_dir() else [folder.with_suffix(".py")]


def _imported(room: str) -> Iterator[str]:
    for file in _files(room):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                names = (f"{node.module}.{alias.name}" for alias in node.names)
                for package, other, *_ in (name.split(".") for name in names):
                    if package == PACKAGE.name:
                        yield other


def _purpose(room: str) -> str:
    """Return the first sentence of a room's docstring."""
    text = ast.get_docstring(ast.parse(_files(room)[0].read_text("utf-8"))) or ""
    sentence = text.partition("\n\n")[0].replace("\n", " ").rstrip(".").replace("``", "")
    return sentence.replace('"', "#quot;")


def _reached(rooms: Mapping[str, set[str]], start: str) -> set[str]:
    """Return the rooms that ``start`` imports from, directly or indirectly."""
    reached: set[str] = set()
    pending = [start]
    while pending:
        new = rooms[pending.pop()] - reached
        reached |= new
        pending += new
    return reached
