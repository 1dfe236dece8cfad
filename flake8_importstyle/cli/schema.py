"""The JSON schema of ``[tool.importstyle]``, with which editors complete and check the table."""

from __future__ import annotations

import json
from typing import Any

from flake8_importstyle.options import types
from flake8_importstyle.options.pyproject import CODES
from flake8_importstyle.options.settings import DEFAULTS, OPTIONS, Option

_TEXTS: dict[str, Any] = {
    "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]
}
_PAIRS: dict[str, Any] = {"type": "object", "additionalProperties": {"type": "string"}}


def schema() -> str:
    """Return the schema, as the text of a file."""
    properties = {
        name.replace("_", "-"): {"description": option.help, **_type(name, option)}
        for name, option in OPTIONS.items()
    }
    for key in CODES:
        properties[key] = {"description": f"As flake8's '{key}', with codes of this plugin."}
        properties[key] |= _TEXTS
    properties["exclude"] = {
        "description": "Patterns for files and folders that 'importstyle check' leaves out.",
        **_TEXTS,
    }
    properties["jobs"] = {
        "description": "How many processes 'importstyle check' uses, or 'auto'.",
        "anyOf": [{"type": "integer", "minimum": 0}, {"const": "auto"}],
    }
    properties["per-file-ignores"] = {
        "description": "Codes that are not reported in the files that a pattern matches.",
        "type": "object",
        "additionalProperties": _TEXTS,
    }
    whole = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "flake8-importstyle",
        "description": "The table 'tool.importstyle' of pyproject.toml.",
        "type": "object",
        "additionalProperties": False,
        "properties": dict(sorted(properties.items())),
    }
    return json.dumps(whole, indent=2) + "\n"


def _type(name: str, option: Option) -> dict[str, Any]:
    if option.other:
        return {"anyOf": [{"type": "boolean"}, {"const": option.other}], "default": False}
    if option.metavar is None:
        return {"type": "boolean", "default": getattr(DEFAULTS, name)}
    if option.read is types.limit:
        return {"type": "integer", "minimum": 0}
    if option.metavar == "LINES":
        has_pairs = option.read is not types.idioms
        return {"anyOf": [*_TEXTS["anyOf"], *([_PAIRS] if has_pairs else [])]}
    if option.metavar in {"PATH", "TEXT"}:
        return {"type": "string"}
    if "|" in option.metavar:
        return {"enum": option.metavar.split("|")}
    return _TEXTS
