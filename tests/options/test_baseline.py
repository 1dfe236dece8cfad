"""The file that lists old findings."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from flake8_importstyle.options.baseline import Baseline, parsed, read_baseline

TEXT = "shop/app.py IMP301 torch 2\nshop/report.py IMP001 customers\n"
LISTED = {
    "shop/app.py": {("IMP301", "torch"): 2},
    "shop/report.py": {("IMP001", "customers"): 1},
}


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + TEXT.encode(),
        TEXT.rstrip().encode(),
        f"\n{TEXT}\n\n".encode(),
        # What a merge may leave.
        b"shop/report.py IMP001 customers\nshop/app.py IMP301 torch\nshop/app.py IMP301 torch 2\n",
    ],
)
def test_what_is_listed(content: bytes) -> None:
    found = parsed("/x/a.baseline", content)
    assert found.entries == LISTED
    assert found.total == 3
    assert found.encoded().decode() == TEXT
    assert found.encoded(b"a\r\n").decode() == TEXT.replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("shop/app.py", "'shop/app.py' is not 'PATH CODE NAME' or 'PATH CODE NAME COUNT'"),
        ("shop/app.py IMP1 torch", "is not 'PATH"),
        ("shop/app.py IMP001 torch 0", "is not 'PATH"),
        ("shop/app.py IMP001 torch two", "is not 'PATH"),
        ("# a comment", "is not 'PATH"),
        ("<<<<<<< HEAD", "'<<<<<<<' is left of a merge conflict: keep the lines of both sides"),
        ("||||||| base", "is left of a merge conflict"),
        ("=======", "is left of a merge conflict"),
        (">>>>>>> branch", "is left of a merge conflict"),
        ("\xff", "is not 'PATH"),
    ],
)
def test_a_line_that_is_wrong(line: str, fault: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError) as raised:
        parsed("/x/a.baseline", f"{TEXT}{line}\n".encode("latin-1"))
    assert str(raised.value).startswith("/x/a.baseline: line 3: ")
    assert fault in str(raised.value)


def test_a_file_that_is_something_else() -> None:
    with pytest.raises(argparse.ArgumentTypeError) as raised:
        parsed("/x/a", b"x\n" * 900)
    *lines, last = str(raised.value).splitlines()
    assert (len(lines), last) == (5, "/x/a: 895 more lines are wrong")


def test_what_cannot_be_read(tmp_path: Path) -> None:
    assert read_baseline(" ") is None
    with pytest.raises(argparse.ArgumentTypeError, match="write one path"):
        read_baseline("a\nb")
    missing = read_baseline(str(tmp_path / "a"))
    assert missing == Baseline(str(tmp_path / "a"), {}, is_missing=True)
    with pytest.raises(argparse.ArgumentTypeError, match="not a file"):
        read_baseline(str(tmp_path))
    (tmp_path / "link").symlink_to("nowhere")
    with pytest.raises(argparse.ArgumentTypeError, match="link: No such file"):
        read_baseline(str(tmp_path / "link"))


def test_files_are_known_from_everywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "shop" / "deep").mkdir(parents=True)
    (tmp_path / "link").symlink_to("shop")
    found = parsed(str(tmp_path / "link" / "a.baseline"), b"app.py IMP301 torch 2\n")
    for folder in (tmp_path, tmp_path / "shop", tmp_path / "shop" / "deep"):
        monkeypatch.chdir(folder)
        assert found.name(str(tmp_path / "shop" / "app.py")) == "app.py"
    assert found.of("../app.py") == {("IMP301", "torch"): 2}
    assert found.of("../other.py") == {}
    assert found.name(str(tmp_path / "x.py")) == "../x.py"
    assert not found.is_there("app.py")
    (tmp_path / "shop" / "app.py").touch()
    assert found.is_there("app.py")


NAMES = st.text(min_size=1).filter(lambda name: name != "." and "\0" not in name)


@given(st.dictionaries(NAMES, st.dictionaries(NAMES, st.integers(1, 9), min_size=1)))
def test_any_name_can_be_listed(names: dict[str, dict[str, int]]) -> None:
    entries = {
        name: Counter({("IMP001", about): count for about, count in listed.items()})
        for name, listed in names.items()
    }
    content = Baseline("/x", entries).encoded()
    assert parsed("/x", content).entries == entries
    lines = content.decode().splitlines()
    assert lines == sorted(lines)
    assert len(lines) == sum(map(len, entries.values()))
