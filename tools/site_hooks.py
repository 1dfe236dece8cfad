"""Hooks for MkDocs: what only the site needs."""

from __future__ import annotations

import re

# In the pages of rules, what an example needs stands behind ``python``.
_FENCE = re.compile(r"^```python (.+)$", re.MULTILINE)
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')


def on_page_markdown(markdown: str, **_: object) -> str:
    """Show the file and the options of an example as its title."""
    return _FENCE.sub(_titled, markdown)


def _titled(fence: re.Match[str]) -> str:
    attributes = dict(_ATTRIBUTE.findall(fence[1]))
    options = attributes.get("options", "").replace("\\n", " ↵ ").replace("'", "")
    since = attributes.get("since", "")
    parts = [attributes.get("filename", ""), options, since and f"Python {since}"]
    return f'```python title="{" · ".join(filter(None, parts))}"'
