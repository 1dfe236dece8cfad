"""What is printed for services, read back as they read it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from flake8.violation import Violation

from flake8_importstyle.formatters.ci import _result, path_of
from flake8_importstyle.rules.all import RULES
from tests.conftest import Flake8
from tests.support import write

MESSAGE = "star import from 'goods': write 'from goods import price'"
FILES = {
    "goods.py": "price = 1\n",
    "a b/50%,c:d.py": "import os\nfrom goods import *\nprint(price)\n",
    "till.py": "from goods import *\nprint(price)\nif price:\n    from goods import *\n",
}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    write(tmp_path, FILES)
    return tmp_path


def github(line: str) -> tuple[str, dict[str, str], str]:
    """Return the parts of a workflow command, as the runner of GitHub Actions takes them apart."""
    match = re.fullmatch(r"::(\w+) (.*?)::(.*)", line)
    assert match is not None
    properties = dict(each.split("=", 1) for each in match[2].split(","))
    return match[1], {key: unquote(value) for key, value in properties.items()}, unquote(match[3])


def test_github(flake8: Flake8, shop: Path) -> None:
    done = flake8("--select=IMP", "--format=importstyle-github")
    odd, plain, _ = map(github, done.stdout.splitlines())
    assert odd == (
        "error",
        {"file": "a b/50%,c:d.py", "line": "2", "col": "1", "title": "IMP001"},
        MESSAGE,
    )
    assert plain[1]["file"] == "till.py"
    # No text of a command ends the command.
    assert "50%25%2Cc%3Ad.py" in done.stdout


def test_gitlab(flake8: Flake8, shop: Path) -> None:
    issues = json.loads(flake8("--select=IMP", "--format=importstyle-gitlab").stdout)
    assert issues[0] == {
        "description": f"IMP001 {MESSAGE}",
        "check_name": "IMP001",
        "fingerprint": issues[0]["fingerprint"],
        "severity": "minor",
        "location": {"path": "a b/50%,c:d.py", "lines": {"begin": 2}},
    }
    prints = [each["fingerprint"] for each in issues]
    assert len(set(prints)) == len(prints) == 3
    (shop / "till.py").write_text("\n\n" + FILES["till.py"])
    moved = json.loads(flake8("--select=IMP", "--format=importstyle-gitlab").stdout)
    assert [each["fingerprint"] for each in moved] == prints


@pytest.mark.parametrize(
    ("name", "path", "uri"),
    [
        ("shop/till.py", "shop/till.py", "shop/till.py"),
        ("./a b.py", "a b.py", "a%20b.py"),
        ("{here}/shop/till.py", "shop/till.py", "shop/till.py"),
        ("{here}/../a b.py", "{above}/a b.py", "file://{above}/a%20b.py"),
        ("../till.py", "../till.py", "../till.py"),
    ],
)
def test_paths(name: str, path: str, uri: str) -> None:
    here = Path.cwd().as_posix()
    values = {"here": here, "above": here.rpartition("/")[0]}
    error = Violation("IMP001", name.format(**values), 1, 1, "text", None)
    assert path_of(error) == path.format(**values)
    (location,) = _result(error, 0)["locations"]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == uri.format(**values)


def test_sarif(flake8: Flake8, shop: Path) -> None:
    sarif = pytest.importorskip("sarif_pydantic")
    done = flake8("--select=IMP", "--format=importstyle-sarif")
    (run,) = sarif.Sarif.model_validate_json(done.stdout).runs
    rules = run.tool.driver.rules
    (described,) = rules
    assert described.name == "star-import"
    assert described.help.text == RULES["IMP001"].text
    assert described.help.markdown.startswith("## What it does")
    result = run.results[0]
    assert rules[result.rule_index].id == result.rule_id == "IMP001"
    assert result.message.text == MESSAGE
    place = result.locations[0].physical_location
    assert unquote(place.artifact_location.uri) == "a b/50%,c:d.py"
    assert (place.region.start_line, place.region.start_column) == (2, 1)


def test_nothing_is_a_document_too(flake8: Flake8, shop: Path) -> None:
    arguments = ("--select=IMP", "goods.py")
    assert flake8("--format=importstyle-github", *arguments).stdout == ""
    assert json.loads(flake8("--format=importstyle-gitlab", *arguments).stdout) == []
    (run,) = json.loads(flake8("--format=importstyle-sarif", *arguments).stdout)["runs"]
    assert (run["results"], run["tool"]["driver"]["rules"]) == ([], [])


def test_findings_of_other_plugins(flake8: Flake8, shop: Path) -> None:
    (shop / "till.py").write_text("import os\nx=1\n")
    (run,) = json.loads(flake8("--format=importstyle-sarif", "till.py").stdout)["runs"]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["E225", "F401"]
