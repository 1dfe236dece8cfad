"""Diffs: the changes to a file, in a format that other tools can apply."""

from __future__ import annotations

import difflib
import os
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence

from flake8_importstyle.resolver.files import relative_path

# Do not compare larger pieces, by the product of their line counts: replace them as a whole.
_MOST_COMPARED = 4_000_000


def diff(path: str, before: bytes, after: bytes) -> bytes:
    """Return the diff for ``git apply`` and ``patch -p0``, in the file's own encoding.

    ``path``: as the user has written it.
    """
    # A link is not followed by `git apply`.
    relative = relative_path(os.path.realpath(path), os.path.realpath(os.curdir))
    if not relative.startswith(".."):
        path = relative
    # `git apply` takes the first part of a path away, `patch -p0` does not.
    name = path if path.startswith((f".{os.sep}", "..", os.sep)) else os.path.join(".", path)
    name = name.replace(os.sep, "/")
    if re.search(r'[\x00-\x1f"\\\x7f]', name):
        escaped = re.sub(r'["\\]', r"\\\g<0>", name)
        name = (
            '"' + re.sub(r"[\x00-\x1f\x7f]", lambda match: f"\\{ord(match[0]):03o}", escaped) + '"'
        )
    elif " " in name:
        name += "\t"  # Where it ends.
    header = os.fsencode(name)
    parts = []
    for line in _unified(_lines(before), _lines(after), header):
        parts.append(line)
        if not line.endswith(b"\n"):
            parts.append(b"\n\\ No newline at end of file\n")
    return b"".join(parts)


def _unified(before: list[bytes], after: list[bytes], header: bytes) -> Iterator[bytes]:
    """Yield the lines of a unified diff, with their line ends."""
    groups = list(_Matcher(before, after).get_grouped_opcodes())
    if groups:
        yield b"--- %s\n" % header
        yield b"+++ %s\n" % header
    for group in groups:
        (_, old, _, new, _), (_, _, old_end, _, new_end) = group[0], group[-1]
        yield b"@@ -%s +%s @@\n" % (_span(old, old_end), _span(new, new_end))
        for kind, old, old_end, new, new_end in group:
            if kind == "equal":
                yield from (b" " + line for line in before[old:old_end])
            else:
                yield from (b"-" + line for line in before[old:old_end])
                yield from (b"+" + line for line in after[new:new_end])


def _span(start: int, end: int) -> bytes:
    """Return a span of lines as a diff writes it; an empty one starts at the line before it."""
    count = end - start
    if count == 1:
        return b"%d" % (start + 1)
    return b"%d,%d" % (start + bool(count), count)


class _Matcher(difflib.SequenceMatcher[bytes]):
    """Compares lines: first those that both sides have exactly once, then what is between them.

    Comparing all lines at once would take quadratic time if thousands have changed.
    """

    def __init__(self, before: Sequence[bytes], after: Sequence[bytes]) -> None:
        self._before, self._after = before, after
        super().__init__(None, before, after)

    def get_matching_blocks(self) -> list[difflib.Match]:
        """Return the spans that are the same on both sides, in order."""
        return [*self._blocks(), difflib.Match(len(self._before), len(self._after), 0)]

    def _blocks(self) -> Iterator[difflib.Match]:
        start_a = start_b = length = 0
        for a, b, size in self._pieces():
            if (a, b) != (start_a + length, start_b + length):
                if length:
                    yield difflib.Match(start_a, start_b, length)
                start_a, start_b, length = a, b, 0
            length += size
        if length:
            yield difflib.Match(start_a, start_b, length)

    def _pieces(self) -> Iterator[difflib.Match]:
        a = b = 0
        ends = len(self._before), len(self._after)
        for until_a, until_b in (*_common(self._before, self._after), ends):
            for each in _between(self._before[a:until_a], self._after[b:until_b]):
                yield difflib.Match(a + each.a, b + each.b, each.size)
            if (until_a, until_b) != ends:
                yield difflib.Match(until_a, until_b, 1)
            a, b = until_a + 1, until_b + 1


def _between(before: Sequence[bytes], after: Sequence[bytes]) -> list[difflib.Match]:
    """Return the spans that are the same in two pieces."""
    if len(before) * len(after) > _MOST_COMPARED:
        return []
    return difflib.SequenceMatcher(None, before, after).get_matching_blocks()[:-1]


def _common(before: Sequence[bytes], after: Sequence[bytes]) -> list[tuple[int, int]]:
    """Return the positions of lines that both sides have once, as many as are in the same order."""
    counts = Counter(before), Counter(after)
    places = {line: index for index, line in enumerate(after) if counts[1][line] == 1}
    pairs = [
        (index, places[line])
        for index, line in enumerate(before)
        if counts[0][line] == 1 and line in places
    ]
    # The longest increasing subsequence: for each length, keep the one that ends first.
    ends: list[int] = []
    chosen: list[int] = []
    previous: list[int] = []
    for number, (_, place) in enumerate(pairs):
        length = bisect_left(ends, place)
        ends[length : length + 1] = [place]
        chosen[length : length + 1] = [number]
        previous.append(chosen[length - 1] if length else -1)
    found = []
    number = chosen[-1] if chosen else -1
    while number >= 0:
        found.append(pairs[number])
        number = previous[number]
    return found[::-1]


def _lines(content: bytes) -> list[bytes]:
    """Return the lines as ``git`` and ``patch`` see them: only a line feed ends one."""
    return re.findall(rb"[^\n]*\n|[^\n]+", content)
