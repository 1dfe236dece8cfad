"""Comments: which of them are meant for tools, and how to remove codes from ``noqa``."""

from __future__ import annotations

import re
from collections.abc import Iterable

# Comments that tools read, and apply to the line that they are on.
_FOR_TOOLS = (
    r"#\s*(?:noqa|type:|pragma|pylint:|isort:|fmt:|nosec|ruff:|pyrefly:|pyright:|mypy:|ty:|yapf:)"
)
_KEPT = (
    r"(?i:#\s*noqa\s*(?!:)|#\s*pylint:[^#]*\b(?:unused-import|W0611)\b|#.*\bre-?export(?:s|ed)?\b)"
)
_ALIAS_KEPT = r"(?i:#\s*noqa:[^#]*\bPLC0414\b|#\s*pylint:[^#]*\buseless-import-alias\b)"
_NOQA = r"(?i:# noqa:\s?(?P<codes>(?:[A-Z]+[0-9]+(?:[,\s]+|(?=\W|$)))+))"
_DIRECTIVE = (
    r"(?i:#\s*(?:noqa(?::(?:[\s,]*[A-Z]+[0-9]+)*[\s,]*)?"
    r"|(?:type|pyrefly|pyright|ty):\s*ignore(?:\[[^]#]*\])?"
    r"|pylint:\s*disable=[\w-]+(?:\s*,\s*[\w-]+)*"
    r"|(?:isort|fmt):\s*skip|pragma:\s*no\s*cover|nosec)\s*)"
)


def keeps_unused(comment: str) -> bool:
    """Tell whether a comment keeps flake8 from reporting an unused import."""
    return re.search(r"#\s*noqa:[^#]*\bF401\b", comment, re.IGNORECASE) is not None


def may_keep_unused(line: str) -> bool:
    """Tell whether a line has a comment that keeps some linter from reporting unused imports."""
    return "#" in line and (keeps_unused(line) or re.search(_KEPT, line) is not None)


def keeps_alias(line: str) -> bool:
    """Tell whether a line has a comment that keeps other linters from reporting ``x as x``."""
    return "#" in line and re.search(_ALIAS_KEPT, line) is not None


def is_for_tools_alone(comment: str) -> bool:
    """Tell whether a comment is for tools, so that it has to stay on its line."""
    return re.match(_FOR_TOOLS, comment, re.IGNORECASE) is not None


def without_codes(comment: str, codes: Iterable[str]) -> str:
    """Return a comment without these ``noqa`` codes; empty if nothing else is left."""
    dropped = {code.upper() for code in codes}
    match = re.search(_NOQA, comment)
    if match is None:
        return comment
    listed = [code for code in re.split(r"[,\s]+", match["codes"]) if code]
    kept = [code for code in listed if code.upper() not in dropped]
    if kept == listed:
        return comment
    head, tail = comment[: match.start()].rstrip(), comment[match.end() :].strip()
    if kept:
        return " ".join(filter(None, (head, f"# noqa: {','.join(kept)}", tail)))
    if tail and not tail.startswith("#"):
        tail = f"# {tail}"
    return " ".join(filter(None, (head, tail)))


def is_directive(comment: str) -> bool:
    """Tell whether a comment consists of nothing but directives for tools."""
    # Match one directive at a time: a repeated pattern would backtrack exponentially.
    at = 0
    while at < len(comment):
        match = re.compile(_DIRECTIVE).match(comment, at)
        if match is None:
            return False
        at = match.end()
    return True
