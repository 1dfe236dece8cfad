"""How the texts of options are read."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import pytest

from flake8_importstyle.options.types import (
    NO_LIMIT,
    Ban,
    banned_aliases,
    bans,
    folders,
    globs,
    idioms,
    limit,
    names,
    one_of,
    reason,
    switch,
    switch_or,
    vague_names,
)


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


@pytest.mark.parametrize(
    "text", ["scikit-learn", "a.", "a..b", "[a", "a]", "[numpy]", "[numpy, torch]", "1a", "a.2"]
)
def test_a_pattern_that_matches_nothing(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="not a module name"):
        globs(text)


def test_names() -> None:
    assert names(" open, max\nmin ") == {"open", "max", "min"}
    with pytest.raises(argparse.ArgumentTypeError, match=r"'a.b', '1': not a name"):
        names("open, a.b, 1")


@pytest.mark.parametrize("text", ["1", "on", "true", "Yes", " TRUE\n"])
def test_on(text: str) -> None:
    assert switch(text) is True


@pytest.mark.parametrize("text", ["", "0", "off", "false", "No"])
def test_off(text: str) -> None:
    assert switch(text) is False


@pytest.mark.parametrize("text", ["2", "maybe"])
def test_neither(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="write 'true' or 'false'"):
        switch(text)


def faults(read: Callable[[str], object], text: str) -> list[str]:
    """Return what the reader says against the text, line by line."""
    with pytest.raises(argparse.ArgumentTypeError) as caught:
        read(text)
    return str(caught.value).splitlines()


def test_globs_that_cover_a_package() -> None:
    found = globs("a.b,c.*")
    assert found.cover("a.b", None)
    assert found.cover("a.b.d.e")
    assert found.cover("c.d")
    assert not found.cover("a", "a.bc", "c", "..", "", None)
    assert not globs("").cover("a")


def test_no_name_matches_no_pattern() -> None:
    assert not globs("*").match(None)
    assert globs("a").match(None, "a")


def test_vague_names() -> None:
    assert vague_names("get") == {"get"}
    assert vague_names("get, default") > {"get", "load", "dumps"}
    assert "default" not in vague_names("default")


def test_limit() -> None:
    assert [limit(text) for text in ("", " ", "0", " 12 ", "1\x1d")] == [
        NO_LIMIT,
        NO_LIMIT,
        0,
        12,
        1,
    ]


@pytest.mark.parametrize("text", ["-1", "one", "1.5", "1 2", "٣", "9" * 5000])
def test_no_limit(text: str) -> None:
    assert faults(limit, text) == [f"{text!r}: write a number, 0 or more"]


def test_one_of() -> None:
    read = one_of("ban", "require")
    assert [read(text) for text in ("", "ban", " require\n", "ban, ban")] == [
        *("", "ban", "require", "ban")
    ]
    assert faults(read, "maybe") == ["'maybe': write 'ban' or 'require'"]
    assert faults(read, "ban,require") == [
        "'ban', 'require' exclude each other: write 'ban' or 'require'"
    ]


def test_bans() -> None:
    found = bans("\n  a = use b = c \n\n# a comment\n b.* except x/*.py,y   z= no\n")
    assert found == (Ban("a", "use b = c", ()), Ban("b.*", "no", ("x/*.py", "y", "z")))
    assert bans("") == ()


def test_all_faulty_bans_are_named() -> None:
    advice = "write 'name = message' or 'name except GLOB = message'"
    assert faults(bans, "a = b\nc\nd =\ne f = g\n= h\ni except = j\nk/l = m") == [
        f"line 2: 'c': {advice}",
        f"line 3: 'd =': {advice}",
        f"line 4: 'e f = g': {advice}",
        f"line 5: '= h': {advice}",
        f"line 6: 'i except = j': {advice}",
        "line 7: 'k/l' is not a name or pattern",
    ]


@pytest.mark.parametrize(
    ("pattern", "path", "is_exempt"),
    [
        ("a.py", "a.py", True),
        ("a.py", "./a.py", True),
        ("a.py", "b/a.py", True),
        ("a.py", "/b/a.py", True),
        ("a.py", "ba.py", False),
        ("b/a.py", "/c/b/a.py", True),
        ("b", "b/c/a.py", True),
        ("b", "bb/a.py", False),
        ("b/", "b/a.py", True),
        ("./b", "b/a.py", True),
        ("b/*", "c/b/d/a.py", True),
        ("test_*.py", "b/test_a.py", True),
        ("[ab].py", "b.py", True),
        ("**/b/*", "b/a.py", True),
    ],
)
def test_files_that_a_ban_spares(pattern: str, path: str, is_exempt: bool) -> None:
    (ban,) = bans(f"m except {pattern} = no")
    assert ban.exempts(path) is is_exempt


def test_banned_aliases() -> None:
    (first, second) = banned_aliases("a.b = c, d*\n* = ?")
    assert first.applies_to("a.b", "c")
    assert first.applies_to("a.b", "dd")
    assert not first.applies_to("a", "c")
    assert second.applies_to("x.y", "z")
    assert faults(banned_aliases, "a\n= b\nc =\nd = e/\nf/ = g\nh = i\nk = l.m") == [
        "line 1: 'a': write 'module = alias'",
        "line 2: '= b': write 'module = alias'",
        "line 3: 'c =': write 'module = alias'",
        "line 4: 'e/' is not a name or pattern",
        "line 5: 'f/' is not a name or pattern",
        "line 7: 'l.m' is not a name or pattern",
    ]


def test_idioms() -> None:
    found = idioms("import a.b as c\nimport  d|from d import e,f as g")
    assert [idiom.statements for idiom in found] == [
        ("import a.b as c",),
        ("import d", "from d import e, f as g"),
    ]
    assert found.ask_for("d.f", "g")
    assert not found.ask_for("d.f", "f")
    assert not idioms("")


def test_all_faulty_idioms_are_named() -> None:
    text = """
        import a as b
        a as c
        import d, e
        from f import *
        from .g import h
        import i; import j
        import k | import l
        from m import n, o | import p
        import a
        x = 1
        import \x00
    """
    assert faults(idioms, text) == [
        "line 2: 'a as c' is not an import of one module",
        "line 3: 'import d, e' is not an import of one module",
        "line 4: 'from f import *' is not an import of one module",
        "line 5: 'from .g import h' is relative: use the absolute name",
        "line 6: 'import i; import j' is not an import of one module",
        ("line 7: 'import k | import l': it imports several modules: use one line for each"),
        (
            "line 8: 'from m import n, o | import p': it imports several modules:"
            " use one line for each"
        ),
        "line 9: 'import a as b' is also about 'a': join the two with '|'",
        "line 10: 'x = 1' is not an import of one module",
        "line 11: 'import \\x00' is not an import of one module",
    ]


def test_the_usual_idioms() -> None:
    usual = idioms("scientific")
    assert usual.ask_for("numpy", "np")
    assert usual.ask_for("matplotlib", "matplotlib")
    assert usual == idioms("scientific\nscientific")
    own = idioms("scientific\nimport numpy as np\nimport pandas")
    assert len(own) == len(usual)
    assert own.ask_for("numpy", "np")
    assert not own.ask_for("pandas", "pd")


def test_folders_by_patterns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("packages/a/src", "packages/b/src", "packages/c", "[x]"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "packages" / "d").mkdir()
    (tmp_path / "packages" / "d" / "src").touch()
    monkeypatch.chdir(tmp_path)
    found = [Path(each).relative_to(tmp_path).as_posix() for each in folders("packages/*/src,[x]")]
    assert found == ["packages/a/src", "packages/b/src", "[x]"]
    with pytest.raises(argparse.ArgumentTypeError, match=r"^'lib/\*', 'src': not a folder$"):
        folders("packages/*/src\nlib/*\nsrc")


def test_a_switch_with_another_word() -> None:
    read = switch_or("modules")
    assert [read(text) for text in ("yes", "no", "", "Modules")] == [True, False, False, "modules"]
    with pytest.raises(
        argparse.ArgumentTypeError, match=r"^'x': write 'true', 'false' or 'modules'$"
    ):
        read("x")


def test_reasons() -> None:
    assert reason("  # legacy ") == "legacy"
    assert faults(reason, "one\nnoqa") == ["'one\\nnoqa': write one line"]
