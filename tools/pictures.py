"""Draw the pictures of the site, as SVG: what a terminal shows, a chart, the logo.

``python -m tools.pictures`` writes them. What a terminal shows is what the commands print.
"""

from __future__ import annotations

import os
import re
import select
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from tools.write_docs import DOCS, ROOT

IMAGES = DOCS / "images"
EXAMPLE = """\
from database import *

products = Query(Database("shop.db"), "products")
"""
COMMANDS = {
    "find": ["check", "example.py"],
    "repair": ["check", "--diff", "example.py"],
    "origin": ["origins", "example.py", "Query"],
}
# In pixels: a character of the usual monospaced fonts at 14 pixels, and a line.
_CHARACTER, _LINE, _MARGIN = 8.43, 21, 12
# In characters: all terminals are as wide as this, so that they can be read on a phone.
_COLUMNS = 60
_COLOURS = {"+": "#7ee787", "-": "#ffa198", "@": "#79c0ff", "$": "#d2a8ff"}
_SHADES = ("#9fa8da", "#5c6bc0", "#283593")


def shown(name: str) -> list[str]:
    """Return the lines that a terminal shows after one of the commands has run."""
    arguments = COMMANDS[name]
    with tempfile.TemporaryDirectory() as folder:
        for path in (ROOT / "examples" / "shop").glob("*.py"):
            (Path(folder) / path.name).write_bytes(path.read_bytes())
        (Path(folder) / "example.py").write_text(EXAMPLE)
        printed = _printed([sys.executable, "-m", "flake8_importstyle", *arguments], folder)
    return [f"$ importstyle {' '.join(arguments)}", *printed.decode().splitlines()]


def _printed(command: Sequence[str], folder: str) -> bytes:
    """Return what a command prints in a terminal: its output, then its errors."""
    own = {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "NO_COLOR": "1"}
    leader, follower = os.openpty()
    try:
        result = subprocess.run(
            command,
            cwd=folder,
            env={**os.environ, **own, "COLUMNS": str(_COLUMNS)},
            stdout=follower,
            stderr=subprocess.PIPE,
            check=False,
        )
        output = b""
        # The output is small enough to wait in the terminal's buffer.
        while select.select([leader], [], [], 0)[0]:
            output += os.read(leader, 4096)
    finally:
        os.close(leader)
        os.close(follower)
    return output + result.stderr


def terminal(lines: Sequence[str]) -> str:
    """Return a picture of a terminal that shows some lines."""
    rows = [part for line in lines for part in _wrapped(line)]
    width = round(2 * _MARGIN + _CHARACTER * _COLUMNS)
    height = 2 * _MARGIN + _LINE * len(rows)
    texts = [
        f'<text x="{_MARGIN}" y="{_MARGIN + _LINE * (number + 0.7):.1f}"'
        f' fill="{_COLOURS.get(row[:1], "#e6edf3")}" xml:space="preserve">{escape(row)}</text>'
        for number, row in enumerate(rows)
    ]
    return _svg(
        width,
        height,
        " ".join(lines),
        [
            f'<rect width="{width}" height="{height}" rx="8" fill="#161b22"/>',
            '<g font-family="ui-monospace,Menlo,Consolas,monospace" font-size="14">',
            *texts,
            "</g>",
        ],
    )


def _wrapped(line: str) -> Iterator[str]:
    """Yield the styled parts of a line as a terminal shows it; an empty line is one part."""
    while len(line) > _COLUMNS:
        at = line.rfind(" ", 0, _COLUMNS)
        yield line[:at]
        line = f"    {line[at + 1 :]}"
    yield line


def chart(markdown: str) -> str:
    """Return the first table of a page as bars: a group for each column, a bar for each row."""
    first = re.search(r"(?:^\|.*\|\n)+", markdown, re.MULTILINE)
    assert first is not None
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in first[0].splitlines()
    ]
    head, _, *rows = cells
    width, whole, group = 480, 390, 18 * len(rows) + 34
    height = group * (len(head) - 1) + 24 * len(rows) + 20
    parts = [f'<rect width="{width}" height="{height}" rx="8" fill="#ffffff"/>']
    parts.append('<g font-family="system-ui,sans-serif" font-size="13" fill="#24292f">')
    for index, peer in enumerate(head[1:]):
        top = group * index + 24
        parts.append(f'<text x="16" y="{top}" font-weight="600">{peer} = 1</text>')
        parts.append(f'<rect x="16" y="{top + 6}" width="{whole}" height="2" fill="#d0d7de"/>')
        for number, row in enumerate(rows):
            share, y = float(row[index + 1]), top + 12 + 18 * number
            size = (
                f'width="{whole * share:.0f}" height="13" fill="{_SHADES[number % len(_SHADES)]}"'
            )
            parts.append(f'<rect x="16" y="{y}" {size}/>')
            parts.append(f'<text x="{24 + whole * share:.0f}" y="{y + 11}">{row[index + 1]}</text>')
    for number, row in enumerate(rows):
        y = group * (len(head) - 1) + 24 * number + 16
        shade = _SHADES[number % len(_SHADES)]
        parts.append(f'<rect x="16" y="{y}" width="13" height="13" fill="{shade}"/>')
        parts.append(f'<text x="38" y="{y + 11}">{escape(row[0])}</text>')
    return _svg(width, height, "Time of the rules as a share of other plugins", [*parts, "</g>"])


def logo() -> str:
    """Return the logo: an asterisk from which one arrow leads to its origin."""
    spokes = [
        f'<path d="M32 32 L32 10" transform="rotate({angle} 32 32)"/>'
        for angle in range(60, 360, 60)
    ]
    return _svg(
        64,
        64,
        "flake8-importstyle",
        [
            '<g fill="none" stroke="#9fa8da" stroke-width="6" stroke-linecap="round">',
            *spokes,
            "</g>",
            (
                '<path d="M32 32 L32 8 M23 17 L32 8 L41 17" fill="none" stroke="#ffffff"'
                ' stroke-width="6" stroke-linecap="round" stroke-linejoin="round"/>'
            ),
        ],
    )


def _svg(width: int, height: int, title: str, parts: Sequence[str]) -> str:
    return "\n".join(
        (
            (
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
                f' width="{width}" height="{height}" role="img">'
            ),
            f"<title>{escape(title)}</title>",
            *parts,
            "</svg>\n",
        )
    )


def pictures() -> dict[Path, str]:
    """Return what each picture should be."""
    return {
        **{IMAGES / f"{name}.svg": terminal(shown(name)) for name in COMMANDS},
        IMAGES / "code.svg": terminal(EXAMPLE.splitlines()),
        IMAGES / "performance.svg": chart((DOCS / "performance.md").read_text("utf-8")),
        IMAGES / "logo.svg": logo(),
    }


if __name__ == "__main__":
    IMAGES.mkdir(exist_ok=True)
    for path, text in pictures().items():
        path.write_text(text, "utf-8")
