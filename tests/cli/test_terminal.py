"""Text for a terminal."""

from __future__ import annotations

from flake8_importstyle.cli import terminal


def test_columns() -> None:
    rows = [["a", "数据库", "x"], ["bcd", "e\u0301", "y"]]
    assert list(terminal.columns(rows)) == ["a    数据库  x", "bcd  e\u0301       y"]
    assert list(terminal.columns([["a", ""]])) == ["a"]


def test_plain_text() -> None:
    page = (
        "# Title\n\nText with a [page](https://a.b/c)\nand [another](other.md).\n\n## What\n\n"
        "```ini\nx\n\n# y\n```\n\n- one\n  two\n- three " + "and more " * 12 + "\n"
    )
    assert terminal.plain(page).splitlines() == [
        "Title",
        "",
        "Text with a page (https://a.b/c) and another.",
        "",
        "WHAT",
        "",
        "    x",
        "",
        "    # y",
        "",
        "- one two",
        "- three " + "and more " * 8 + "and more",
        "  and more and more and more",
    ]


def test_printable() -> None:
    assert terminal.printable("a ← b…", "ascii") == "a <- b..."
    assert terminal.printable("a ← b…", "latin-1") == "a <- b..."
    assert terminal.printable("a ← \udce9", None) == "a <- \\udce9"
