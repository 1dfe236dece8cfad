"""Comments for tools."""

from __future__ import annotations

import pytest

from flake8_importstyle.syntax.comments import (
    is_directive,
    is_for_tools_alone,
    keeps_unused,
    without_codes,
)


@pytest.mark.parametrize(
    ("comment", "codes", "rest"),
    [
        ("# noqa: F403", ["F403"], ""),
        ("# noqa: F403,IMP001", ["F403", "IMP001"], ""),
        ("# noqa: F403, F401", ["F403"], "# noqa: F401"),
        ("# noqa:f403 F401", ["F403"], "# noqa: F401"),
        ("# noqa: F403 because", ["F403"], "# because"),
        ("# why  # noqa: F403", ["F403"], "# why"),
        ("# noqa: F403  # why", ["F403"], "# why"),
        ("# why # noqa: F401,F403 # more", ["F403"], "# why # noqa: F401 # more"),
        ("# noqa", ["F403"], "# noqa"),
        ("# noqa: F401", ["F403"], "# noqa: F401"),
        ("# why", ["F403"], "# why"),
        ("# noqa: F403", [], "# noqa: F403"),
        ("# noqa: F403# why", ["F403"], "# why"),
        ("# noqa: F403because", ["F403"], "# noqa: F403because"),
        ("# noqa: F401 F403", ["F401"], "# noqa: F403"),
        # Where nothing is dropped nothing changes.
        ("# noqa:F401 E501 # why", ["F403"], "# noqa:F401 E501 # why"),
        ("# noqa:F401 E501 F403", ["F403"], "# noqa: F401,E501"),
        ("# why # noqa: F403 # more", ["F403"], "# why # more"),
        ("# NOQA: imp001, F403", ["IMP001"], "# noqa: F403"),
    ],
)
def test_a_comment_without_codes(comment: str, codes: list[str], rest: str) -> None:
    assert without_codes(comment, codes) == rest


@pytest.mark.parametrize(
    ("comment", "is_for_tools", "is_all"),
    [
        ("# noqa", True, True),
        ("#NoQA:F401,E501", True, True),
        ("# type: ignore[attr-defined]  # noqa: F401", True, True),
        ("# noqa: F401 E501, F811,", True, True),
        ("# noqa:", True, True),
        ("# pylint: disable=unused-import", True, True),
        ("# pylint:disable=unused-import, wrong-import-order", True, True),
        ("# isort: skip", True, True),
        ("#fmt:skip", True, True),
        ("# pragma: no cover", True, True),
        ("# nosec", True, True),
        ("# pyright: ignore[reportPrivateUsage]", True, True),
        ("# pyrefly: ignore", True, True),
        ("# ty: ignore[unresolved-import]  # type: ignore", True, True),
        # There is more to it.
        ("# noqa: F401 why", True, False),
        ("# pylint: disable=unused-import why", True, False),
        ("# type: ignored", True, False),
        ("# mypy: allow-untyped-defs", True, False),
        ("# ruff: noqa", True, False),
        ("# yapf: disable", True, False),
        ("# isort: split", True, False),
        ("# noqa  # why", True, False),
        ("# type: ignore, why", True, False),
        ("# why  # noqa", False, False),
        ("# noise", False, False),
    ],
)
def test_comments_for_tools(comment: str, is_for_tools: bool, is_all: bool) -> None:
    assert is_for_tools_alone(comment) is is_for_tools
    assert is_directive(comment) is is_all


@pytest.mark.parametrize(
    ("comment", "is_kept"),
    [
        ("# noqa: F401", True),
        ("#NoQA:E501,f401 why", True),
        ("# why  # noqa: F401", True),
        ("# noqa", False),
        ("# noqa: E501  # F401", False),
        ("# noqa: XF401,F4010", False),
        ("# F401", False),
    ],
)
def test_a_comment_that_keeps_what_is_not_used(comment: str, is_kept: bool) -> None:
    assert keeps_unused(comment) is is_kept


def test_a_comment_that_could_be_divided_in_many_ways() -> None:
    # A pattern for the whole would not end in a lifetime.
    assert not is_directive("# noqa: " * 50 + "x")
    assert is_directive("# noqa: " * 50_000)
    assert not is_directive("# pylint: disable=a" + " , a" * 50_000 + "!")
    assert not is_directive("#" + " " * 50_000 + "#")
