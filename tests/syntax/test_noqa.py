"""Where flake8 looks for ``noqa``, and what it says."""

from __future__ import annotations

import argparse
import io

import pytest
from flake8.defaults import NOQA_INLINE_REGEXP
from flake8.processor import FileProcessor

from flake8_importstyle.syntax.noqa import codes_of, joined_lines, with_codes

COMMENTS = {
    "": "# noqa: IMP001,IMP005",
    "# why": "# why  # noqa: IMP001,IMP005",
    "# type: ignore": "# type: ignore  # noqa: IMP001,IMP005",
    "# type: ignore  # noqa: F401": "# type: ignore  # noqa: F401,IMP001,IMP005",
    "# noqa:F401, E1 why": "# noqa:F401, E1, IMP001, IMP005 why",
    "# noqa: F401 E1": "# noqa: F401 E1 IMP001 IMP005",
    "# noqa: F401, E1, ": "# noqa: F401, E1, IMP001, IMP005, ",
    "# NOQA: IMP005  # b": "# NOQA: IMP005,IMP001  # b",
    "#noqa: F401": "#noqa: F401  # noqa: IMP001,IMP005",
    "# noqa: E1  # noqa: IMP001": "# noqa: E1,IMP001,IMP005  # noqa: IMP001",
}


@pytest.mark.parametrize("comment", COMMENTS)
def test_codes_are_added(comment: str) -> None:
    after = COMMENTS[comment]
    assert with_codes(comment, ["IMP001", "IMP005"]) == after
    assert with_codes(comment, ["IMP001", "IMP005"], "old") == f"{after}  # old"
    assert with_codes(after, ["IMP005", "IMP001"], "old") == after


@pytest.mark.parametrize("comment", ["# noqa", "# noqa : IMP001", "# noqa: why", "# noqa:  E1"])
def test_a_comment_for_all_codes_stays(comment: str) -> None:
    assert with_codes(comment, ["IMP001"], "old") == comment


LINES = {
    "from a import (\n    b,  # one\n    c,\n)  # two\n": [(1, 1), (2, 2), (3, 3), (4, 4)],
    "from a import \\\n    b, \\\n    c  # noqa\nx\n": [(1, 3), (4, 4)],
    "import a; x = '''\n# noqa: E1\n'''  # noqa\n": [(1, 3)],
    "x = ('''\n''',\n1)\n": [(1, 2), (3, 3)],
    "if a:\n    import b\n\nimport c": [(1, 1), (2, 2), (3, 3), (4, 4)],
    "import a\r\nimport b  # c\r\n": [(1, 1), (2, 2)],
    "\x0cimport a\n\x0c\nimport b  # c\n": [(1, 1), (2, 2), (3, 3)],
    "import a\rimport b\r": [(1, 1), (2, 2)],
    "x = (\n": [],
    "": [],
}


@pytest.mark.parametrize("text", LINES)
def test_lines_are_joined_as_flake8_joins_them(text: str) -> None:
    lines = io.StringIO(text, newline="").readlines()
    found = joined_lines(lines)
    assert [(each.first, each.last) for each in found] == LINES[text]
    options = argparse.Namespace(hang_closing=False, indent_size=4, max_line_length=79)
    options.max_doc_length, options.verbose = None, 0
    # As it reads a file.
    read = io.StringIO(text, newline=None).readlines()
    processor = FileProcessor("a.py", options, read)
    for each in found:
        joined = "".join(read[each.first - 1 : each.last])
        assert processor.noqa_line_for(each.first) == joined == processor.noqa_line_for(each.last)


NOQAS = {
    "import a  # noqa: IMP001, E1\n": ["IMP001", "E1"],
    "import a  # why # NoQA:IMP001 why\n": ["IMP001"],
    "import a  # noqa\n": [],
    "import a; x = '''\n# noqa: E1\n'''  # noqa: IMP001\n": None,
    "import a; x = '# noqa: E1'  # noqa: IMP001\n": None,
    "import a  # why\n": None,
    "import a\n": None,
}


@pytest.mark.parametrize("text", NOQAS)
def test_the_first_counts_that_flake8_finds(text: str) -> None:
    lines = text.splitlines(True)
    found = joined_lines(lines)
    match = found[0].noqa(lines) if found else None
    assert (None if match is None else codes_of(match)) == NOQAS[text]
    if match is not None:
        flake8 = NOQA_INLINE_REGEXP.search(text)
        assert flake8 is not None
        assert flake8["codes"] == match["codes"]
