"""What may happen between two imports of one thing."""

from __future__ import annotations

import pytest

from tests.support import check, counted


@pytest.mark.parametrize(
    ("between", "is_reported"),
    [
        ("f(1)\n", True),
        ("f(m.b)\nm.c = 1\nx = 'd.a.c'\n", True),
        ("f(1)\nm.a = 1\n", False),
        ("del f(1).a\n", False),
        ("def g():\n    f('d.a')\ng()\n", False),
    ],
)
def test_what_may_be_set(between: str, is_reported: bool) -> None:
    text = f"from m import a\n{between}from m import a\nm.a = 1\n"
    assert bool(check(text, select=["IMP005"])) is is_reported


def test_in_a_function() -> None:
    imports = "        if u: from m import a\n        from m import a\n        f(1)\n"
    text = f"def g():\n    try:\n{imports}    finally: pass\nm.a = 1\n"
    assert check(text, select=["IMP005"])
    assert not check(text.replace("f(1)", "m.a = 1"), select=["IMP005"])


def test_a_star_import_in_the_other_branch() -> None:
    text = "import os\nif u:\n    from gone import *\nelse:\n    import os\n"
    assert [each.line for each in check(text) if each.code == "IMP005"] == [5]


def test_work_grows_with_the_file() -> None:
    def work(count: int) -> int:
        return counted(lambda: check("from m import a\nf(1)\n" * count))[1]

    work(2)  # What is loaded then is not loaded again.
    assert work(200) < 2.5 * work(100)
