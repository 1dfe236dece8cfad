"""Comments for tools."""

from __future__ import annotations

import pytest

from flake8_importstyle.comments import without_codes


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
    ],
)
def test_a_comment_without_codes(comment: str, codes: list[str], rest: str) -> None:
    assert without_codes(comment, codes) == rest
