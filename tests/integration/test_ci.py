"""The formats and patterns of docs/ci.md, over what real flake8 prints."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from flake8_importstyle.cli.check import FORMATS
from tests.integration.running import flake8
from tools.write_docs import ROOT

PAGE = (ROOT / "docs" / "ci.md").read_text("utf-8")
LINE = re.compile(
    r"(?P<file>[\w/.]+):(?P<line>\d+):(?P<column>\d+): (?P<code>IMP\d+) (?P<message>.+)"
)
# https://github.com/reviewdog/errorformat
ERROR_FORMAT = {"%f": r"(?P<file>.+?)", "%l": r"(?P<line>\d+)", "%c": r"(?P<column>\d+)"}
ERROR_FORMAT |= {"%m": "(?P<message>.+)", "%t": "(?P<type>.)", "%n": r"(?P<number>\d+)"}
# The way in which SonarQube's analyser for Python reads such a report.
SONARQUBE = re.compile(
    r"(?P<file>.+):(?P<line>\d+):(?P<column>\d+): (?P<code>\S+[^:]):? (?P<message>.*)"
)


def shown(pattern: str) -> str:
    """Return the one thing on the page that fits a pattern."""
    (found,) = re.findall(pattern, PAGE)
    return str(found)


@pytest.fixture(scope="module")
def lines(whole: Path) -> list[str]:
    """Return what flake8 prints of all cases."""
    return sorted(flake8(whole, "."))


@pytest.fixture(scope="module")
def findings(lines: list[str]) -> list[dict[str, str]]:
    """Return the parts of these lines."""
    found = [match.groupdict() for match in map(LINE.fullmatch, lines) if match]
    assert len(found) == len(lines) > 300
    return found


def test_annotations_for_github(whole: Path, findings: list[dict[str, str]]) -> None:
    annotation = re.compile(
        r"::warning file=(?P<file>[^,:]+),line=(?P<line>\d+),col=(?P<column>\d+)"
        r",title=(?P<code>[^,:]+)::(?P<message>.+)"
    )
    lines = flake8(whole, "--format", shown("--format='(::.*)'"), ".")
    found = [match.groupdict() for match in map(annotation.fullmatch, lines) if match]
    assert len(found) == len(lines)
    assert sorted(map(str, found)) == sorted(map(str, findings))
    # What GitHub would decode.
    assert not any(re.search("%(25|0A|0D|2C|3A)", line) for line in lines)


def test_the_problem_matcher(lines: list[str], findings: list[dict[str, str]]) -> None:
    (matcher,) = json.loads(shown(r"```json\n([^`]*)```"))["problemMatcher"]
    (pattern,) = matcher["pattern"]
    for line, finding in zip(lines, findings, strict=True):
        match = re.search(pattern["regexp"], line)
        assert match
        assert {name: match[pattern[name]] for name in finding} == finding


def test_error_formats_of_reviewdog(lines: list[str], findings: list[dict[str, str]]) -> None:
    def compiled(text: str) -> re.Pattern[str]:
        return re.compile(re.sub("%.", lambda match: ERROR_FORMAT[match[0]], text))

    pattern = compiled(shown('-efmt="(.*?)"'))
    for line, finding in zip(lines, findings, strict=True):
        match = pattern.fullmatch(line)
        assert match
        code, message = match["message"].split(" ", 1)
        assert {**match.groupdict(), "code": code, "message": message} == finding
    # Its own format of that name.
    assert not any(map(compiled("%f:%l:%c: %t%n %m").fullmatch, lines))


def test_the_pattern_of_sonarqube(lines: list[str], findings: list[dict[str, str]]) -> None:
    for line, finding in zip(lines, findings, strict=True):
        match = SONARQUBE.fullmatch(line)
        assert match
        assert match.groupdict() == finding


def test_the_report_for_gitlab(whole: Path, findings: list[dict[str, str]]) -> None:
    issues = json.loads(
        "".join(flake8(whole, shown(r"`flake8 (--format=importstyle-gitlab)`"), "."))
    )
    assert sorted((issue["location"]["path"], issue["description"]) for issue in issues) == sorted(
        (each["file"].removeprefix("./"), f"{each['code']} {each['message']}") for each in findings
    )


def test_the_formats_exist() -> None:
    formats = re.findall(r"--output-format=(\w+)", PAGE)
    assert {"github", "gitlab", "sarif"} == set(formats)
    assert set(formats) < set(FORMATS)
