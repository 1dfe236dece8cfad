"""Text for a terminal."""

from __future__ import annotations

import io
import os
import sys
from types import SimpleNamespace

import pytest

from flake8_importstyle.cli import terminal
from tests.conftest import Command


def test_columns() -> None:
    rows = [["a", "数据库", "x"], ["bcd", "e\u0301", "y"]]
    assert list(terminal.columns(rows)) == ["a    数据库  x", "bcd  e\u0301       y"]
    assert list(terminal.columns([["a", ""]])) == ["a"]


def test_plain_text(capsys: pytest.CaptureFixture[str]) -> None:
    page = (
        "# Title\n\nText with a [page](https://a.b/c)\nand [another](other.md).\n\n## What\n\n"
        "```ini\nx\n\n# y\n```\n\n- one\n  two\n- three " + "and more " * 12 + "\n"
    )
    terminal.Terminal().page(page)
    assert capsys.readouterr().out.splitlines() == [
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


class Screen(io.StringIO):
    """A terminal of some width, as standard output."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        raise OSError


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    """Have standard output be a terminal of 40 columns that has colours."""
    screen = Screen()
    # pytest has its own standard output again when the test begins.
    names = SimpleNamespace(stdout=screen, stderr=io.StringIO(), maxsize=sys.maxsize)
    monkeypatch.setattr(terminal, "sys", names)
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("WT_SESSION", "1")
    return screen


def test_wide_tables_are_wrapped_in_their_columns() -> None:
    rows = [["name", "a/long/path/to/a/file.py:1", "some words of text"], ["数据库的", "?", "b"]]
    assert list(terminal.columns(rows, 34)) == [
        "name      a/long/path  some words",
        "          /to/a/file.  of text",
        "          py:1",
        "数据库的  ?            b",
    ]
    # No column becomes narrower than 8.
    assert list(terminal.columns([["a" * 9, "b" * 9]], 5)) == ["aaaaaaaa  bbbbbbbb", "a         b"]
    assert list(terminal.columns([["  indented name"]], 10)) == ["  indented", "name"]
    assert list(terminal.columns([["x"], [""]], 20, (terminal.BOLD,))) == ["\033[1mx\033[0m", ""]


def test_a_terminal_has_a_width(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    assert terminal.columns_of(screen) == 40
    monkeypatch.setenv("COLUMNS", "3")
    assert terminal.columns_of(screen) == 20
    monkeypatch.delenv("COLUMNS")
    assert terminal.columns_of(screen) == 80
    monkeypatch.setattr(screen, "fileno", lambda: 1)
    monkeypatch.setattr(os, "get_terminal_size", lambda at: os.terminal_size((100, 20)))
    assert terminal.columns_of(screen) == 100
    monkeypatch.setattr(os, "get_terminal_size", lambda at: os.terminal_size((0, 0)))
    assert terminal.columns_of(screen) == 80
    assert terminal.columns_of(io.StringIO()) is None


@pytest.mark.parametrize(
    ("environment", "choice", "expected"),
    [
        ({}, "auto", True),
        ({"TERM": "dumb"}, "auto", False),
        ({"NO_COLOR": "1"}, "auto", False),
        ({"NO_COLOR": "1"}, "always", True),
        ({"NO_COLOR": ""}, "auto", True),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, "auto", False),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, "auto", True),
        ({"FORCE_COLOR": "1"}, "never", False),
    ],
)
def test_colour(
    screen: Screen,
    monkeypatch: pytest.MonkeyPatch,
    environment: dict[str, str],
    choice: str,
    expected: bool,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert terminal.Terminal(choice).has_color is expected


def test_no_colour_but_on_terminals(capsys: pytest.CaptureFixture[str]) -> None:
    assert not terminal.Terminal().has_color
    assert terminal.Terminal("always").has_color


def test_lines_are_indented_further_where_they_are_wrapped(screen: Screen) -> None:
    output = terminal.Terminal("never")
    output.line("a.py:1", ": " + "word " * 12, indent="  ")
    output.line("x" * 50)
    assert screen.getvalue().splitlines() == [
        "  a.py:1: word word word word word word",
        "      word word word word word word",
        "x" * 40,
        "    " + "x" * 10,
    ]


def test_commands_on_a_terminal(run: Command, screen: Screen) -> None:
    run("origins", "main.py", "Thing")
    first, second, *_ = screen.getvalue().splitlines()
    assert first == (
        "\033[1mThing\033[0m  \033[36mshop/mode\033[0m  Thing ←    \033[2m4: from\033[0m"
    )
    assert second == ("       \033[36mls.py:1\033[0m    shop.stoc  \033[2mshop.stoc\033[0m")
    for command in (["rule", "IMP001"], ["rule"], ["cycles", "."]):
        screen.seek(0)
        screen.truncate()
        run(*command, "--color=never")
        plain = screen.getvalue()
        assert "\033" not in plain
        # Code and addresses are not divided.
        whole = [line for line in plain.splitlines() if line.startswith("    ") or "://" in line]
        assert all(len(line) <= 40 for line in plain.splitlines() if line not in whole)


def test_pages_on_a_terminal(run: Command, screen: Screen) -> None:
    run("rule", "IMP001")
    lines = screen.getvalue().splitlines()
    assert lines[0] == "\033[1mIMP001 star-import\033[0m"
    assert "\033[1mWHAT IT DOES\033[0m" in lines
    assert any(line.startswith("\033[36m    from ") for line in lines)
