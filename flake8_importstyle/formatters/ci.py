"""Formatters for continuous integration: GitHub, GitLab, SARIF."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from hashlib import sha256
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from flake8.formatting.base import BaseFormatter
from flake8.violation import Violation

from flake8_importstyle import __version__
from flake8_importstyle.resolver.files import short_path
from flake8_importstyle.rules.all import REVIEWS, RULES
from flake8_importstyle.syntax.escapes import one_line

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)


class GithubFormatter(BaseFormatter):
    """Prints commands that GitHub Actions turns into annotations.

    https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
    """

    def format(self, error: Violation) -> str:
        """Return the command for one finding."""
        properties = {
            "file": path_of(error),
            "line": error.line_number,
            "col": error.column_number,
            "title": error.code,
        }
        listed = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
        # Our messages have no control characters, but the path may.
        return one_line(f"::error {listed}::{_data(error.text)}")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


class _Document(BaseFormatter):
    """Prints one JSON document about all findings."""

    def after_init(self) -> None:
        self.errors: list[Violation] = []

    def handle(self, error: Violation) -> None:
        """Keep a finding for the document."""
        self.errors.append(error)

    def stop(self) -> None:
        """Print the document."""
        self._write(json.dumps(self.document(), indent=2))
        super().stop()

    def document(self) -> Any:
        """Return the content of the document."""
        raise NotImplementedError


class GitlabFormatter(_Document):
    """Prints a code quality report for GitLab.

    https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
    """

    def document(self) -> list[dict[str, Any]]:
        """Return the report: an issue for each finding."""
        seen: Counter[str] = Counter()
        issues = []
        for error in self.errors:
            path = path_of(error)
            # Leave lines out, also in messages: a finding that moves is still the same issue.
            what = f"{path}\0{error.code}\0{re.sub('[0-9]+', '', error.text)}"
            fingerprint = sha256(
                f"{what}\0{seen[what]}".encode("utf-8", "surrogateescape")
            ).hexdigest()
            seen[what] += 1
            issues.append(
                {
                    "description": f"{error.code} {error.text}",
                    "check_name": error.code,
                    "fingerprint": fingerprint,
                    "severity": "minor",
                    "location": {"path": path, "lines": {"begin": error.line_number}},
                }
            )
        return issues


class SarifFormatter(_Document):
    """Prints a log in the Static Analysis Results Interchange Format, version 2.1.0.

    https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
    """

    def document(self) -> dict[str, Any]:
        """Return the log: one run, with the rules that have findings and their pages as help."""
        codes = sorted({error.code for error in self.errors})
        index = {code: number for number, code in enumerate(codes)}
        driver = {
            "name": "flake8-importstyle",
            "version": __version__,
            "rules": [_described(code) for code in codes],
        }
        run = {
            "tool": {"driver": driver},
            "columnKind": "unicodeCodePoints",
            "results": [_result(error, index[error.code]) for error in self.errors],
        }
        return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _described(code: str) -> dict[str, Any]:
    """Return the description of a rule; of another plugin's rule, only the code is known."""
    rule = {**RULES, **REVIEWS}.get(code)
    if rule is None:
        return {"id": code}
    first, _, rest = rule.text.partition("\n")
    return {
        "id": code,
        "name": rule.name,
        "shortDescription": {"text": first},
        "help": {"text": rule.text, "markdown": rest.strip()},
    }


def _result(error: Violation, index: int) -> dict[str, Any]:
    region = {"startLine": max(error.line_number, 1), "startColumn": max(error.column_number, 1)}
    path = PurePath(path_of(error))
    uri = path.as_uri() if path.is_absolute() else quote(os.fsencode(path.as_posix()))
    artifact = {"uri": uri}
    return {
        "ruleId": error.code,
        "ruleIndex": index,
        "level": "warning",
        "message": {"text": error.text},
        "locations": [{"physicalLocation": {"artifactLocation": artifact, "region": region}}],
    }


def path_of(error: Violation) -> str:
    """Return the path of a file relative to the working directory, with forward slashes.

    It is absolute if the file is elsewhere.
    """
    path = os.path.normpath(error.filename)
    return PurePath(short_path(path) if os.path.isabs(path) else path).as_posix()
