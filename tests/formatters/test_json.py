"""The formatter for editors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flake8.main.cli import main
from flake8.options import aggregator, config

from flake8_importstyle.checker import ImportStyleChecker
from flake8_importstyle.fixes.edits import Edit, applied
from flake8_importstyle.options.settings import Settings
from flake8_importstyle.syntax.parsing import decoded


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in an empty folder; the process is as before afterwards."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(ImportStyleChecker, "rules", ())
    monkeypatch.setattr(ImportStyleChecker, "settings", Settings())
    # Flake8-pyproject replaces these for good.
    monkeypatch.setattr(aggregator, "aggregate_options", aggregator.aggregate_options)
    monkeypatch.setattr(config, "parse_config", config.parse_config)
    return tmp_path


def suggestions(
    capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 1
) -> list[dict[str, Any]]:
    command = ["--isolated", "--jobs=1", "--format=importstyle-json", *arguments]
    assert main(command) == status
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, list)
    return found


def repaired(path: Path, edits: list[dict[str, Any]]) -> bytes:
    text = decoded(path.read_bytes())
    assert text
    return text.encoded(applied(text.text, [Edit(**each) for each in edits]))


CONTENT = "\ufeffimport a, a, c, c\r\nx = 'é'; import b, b  # noqa: E501\r\n".encode()


def test_edits(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "a.py"
    path.write_bytes(CONTENT)
    (found,) = suggestions(capsys, "a.py")
    assert found["path"] == "a.py"
    places = [(each["line"], each["column"], each["code"]) for each in found["findings"]]
    assert places == [(1, 11, "IMP005"), (1, 17, "IMP005"), (2, 20, "IMP005")]
    assert found["findings"][2]["message"] == (
        "'b' is already imported as 'b' on line 2: remove one of the two"
    )
    assert repaired(path, found["findings"][1]["edits"]) == CONTENT.replace(b"c, c", b"c")
    assert repaired(path, found["edits"]) == (
        CONTENT.replace(b"a, a", b"a").replace(b"b, b", b"b").replace(b"c, c", b"c")
    )
    assert path.read_bytes() == CONTENT


def test_repairs_that_make_room_for_others(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "a.py"
    content = b"x = 1\nimport a, a, b, b\nimport a\ny = x\n"
    path.write_bytes(content)
    (found,) = suggestions(capsys, "--extend-select=IMP103", "a.py")
    (edit,) = found["edits"]
    assert repaired(path, found["edits"]) == b"x = 1\nimport a\nimport b\ny = x\n"
    assert edit["start"] >= len("x = 1\nimport a")
    assert edit["end"] <= len(content) - len("y = x\n")


def test_what_has_no_repair(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a.py").write_text("class C:\n    import a\n")
    (folder / "b.py").write_text("import c, c\n\n\nclass C:\n    import a\n")
    found = suggestions(capsys, "--extend-select=IMP302", "a.py", "b.py")
    assert [
        [(each["code"], each["applicability"], bool(each["edits"])) for each in file["findings"]]
        for file in found
    ] == [[("IMP302", None, False)], [("IMP005", "safe", True), ("IMP302", None, False)]]
    assert [bool(file["edits"]) for file in found] == [False, True]


def test_what_is_unsafe(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "b.py").write_text("class C: ...\n")
    (folder / "a.py").write_text("from b import *\n\nprint(C, dir())\n")
    (found,) = suggestions(capsys, "a.py")
    (finding,) = found["findings"]
    assert (finding["applicability"], len(finding["edits"])) == ("unsafe", 1)
    assert found["edits"] == []
    (found,) = suggestions(capsys, "--importstyle-unsafe-fixes", "a.py")
    assert found["edits"] == found["findings"][0]["edits"] == finding["edits"]


def test_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a.py").write_text("import a\n\nprint(a)\n")
    assert suggestions(capsys, "a.py", status=0) == []


def test_what_would_do_harm_is_not_offered(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "m.py").write_text("a = 1\n")
    (folder / "a.py").write_text("from m import *\nprint(a, typo)\n")
    (found,) = suggestions(capsys, "--select=IMP001", "a.py")
    (finding,) = found["findings"]
    assert (finding["edits"], finding["applicability"]) == ([], "display-only")
    assert finding["reason"] == "the name 'typo' would be undefined"
