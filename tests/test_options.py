"""How the texts of options are read."""

from __future__ import annotations

import argparse

import pytest

from flake8_importstyle.values import globs, names, switch


@pytest.mark.parametrize(
    ("text", "name", "matches"),
    [
        ("", "a", False),
        ("", "", False),
        ("a", "a", True),
        ("a", "a.b", False),
        ("a.*", "a.b.c", True),
        ("a.*", "a", False),
        (" b , a\n c.? ", "c.d", True),
        ("*.[ab]", "x.b", True),
        ("*.[!ab]", "x.b", False),
        (".a", ".a", True),
        ("A", "a", False),
    ],
)
def test_globs(text: str, name: str, matches: bool) -> None:
    assert globs(text).match(name) is matches


def test_globs_are_false_when_there_are_none() -> None:
    assert not globs(" , \n")
    assert globs("a")


def test_a_bad_pattern_is_named() -> None:
    with pytest.raises(argparse.ArgumentTypeError, match=r"'a=b', 'c:d': not a module name"):
        globs("x, a=b, c:d")


def test_names() -> None:
    assert names(" open, max\nmin ") == {"open", "max", "min"}
    with pytest.raises(argparse.ArgumentTypeError, match=r"'a.b', '1': not a name"):
        names("open, a.b, 1")


@pytest.mark.parametrize("text", ["1", "on", "true", "Yes", " TRUE\n"])
def test_on(text: str) -> None:
    assert switch(text) is True


@pytest.mark.parametrize("text", ["0", "off", "false", "No"])
def test_off(text: str) -> None:
    assert switch(text) is False


@pytest.mark.parametrize("text", ["", "2", "maybe"])
def test_neither(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="write 'true' or 'false'"):
        switch(text)
