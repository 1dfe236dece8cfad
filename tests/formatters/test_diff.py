"""Diffs of lines, taken as other tools do."""

from __future__ import annotations

import re

from hypothesis import given, strategies as st

from flake8_importstyle.formatters.diff import diff

LINES = st.lists(
    st.sampled_from([b"a\n", b"b\n", b"c\n", b"d\n", b"e\n", b"f\n", b"\n"]), max_size=30
)
HEADER = re.compile(rb"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@\n")


def patched(before: list[bytes], lines: list[bytes]) -> list[bytes]:
    """Return what a diff makes of lines, each of which has to be where it says."""
    after: list[bytes] = []
    place = 0
    for line in lines[2:]:
        header = HEADER.fullmatch(line)
        if header is not None:
            old, new = int(header[1]), int(header[3])
            old_count, new_count = (int(each or 1) for each in header.group(2, 4))
            start = old - bool(old_count)
            after += before[place:start]
            place = start
            assert len(after) == new - bool(new_count)
            continue
        assert line[:1] in (b" ", b"-", b"+")
        if line[:1] != b"+":
            assert before[place] == line[1:]
            place += 1
        if line[:1] != b"-":
            after.append(line[1:])
    return after + before[place:]


@given(LINES, LINES)
def test_a_diff_makes_one_of_the_other(before: list[bytes], after: list[bytes]) -> None:
    lines = diff("a.py", b"".join(before), b"".join(after)).splitlines(keepends=True)
    assert patched(before, lines) == after
    assert bool(lines) is (before != after)


def test_few_lines_are_changed() -> None:
    before = [b"%d\n" % number for number in range(100)]
    after = [*before[:10], *before[11:50], b"new\n", *before[50:]]
    text = diff("a.py", b"".join(before), b"".join(after))
    assert re.findall(rb"^[-+].*", text, re.MULTILINE) == [
        b"--- ./a.py",
        b"+++ ./a.py",
        b"-10",
        b"+new",
    ]
    assert HEADER.findall(text) == [(b"8", b"7", b"8", b"6"), (b"48", b"6", b"47", b"7")]
