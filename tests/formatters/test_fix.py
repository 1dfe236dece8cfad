"""The formatters that repair, inside real flake8 runs."""

from __future__ import annotations

import argparse
import os
import shutil
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from flake8.violation import Violation

from flake8_importstyle.checker import ImportStyleChecker
from flake8_importstyle.formatters.fix import FixFormatter
from flake8_importstyle.formatters.rounds import Repaired, repair
from flake8_importstyle.rules.all import RULES
from flake8_importstyle.rules.registry import LOG
from flake8_importstyle.rules.reports import Report
from flake8_importstyle.syntax.parsing import parsed
from tests.conftest import Flake8

DIFF = "--format=importstyle-diff"
FIX = "--format=importstyle-fix"
SELECT = "--select=E,F,IMP,IMP103"
REPAIR = "flake8_importstyle.formatters.rounds.repair"
METHOD = (
    "IMP107 '__init__' of 'm' is a method of the module object, not the package: import the"
    " names you need from 'm'"
)


def test_a_diff(flake8: Flake8, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import os, sys\nimport os\n\nprint(os, sys)\n")
    result = flake8(SELECT, DIFF, ".")
    assert result.stdout.splitlines() == [
        "--- ./a.py",
        "+++ ./a.py",
        "@@ -1,4 +1,4 @@",
        "-import os, sys",
        " import os",
        "+import sys",
        " ",
        " print(os, sys)",
    ]
    assert result.stderr.splitlines() == [
        "./a.py:1:10: E401 multiple imports on one line",
        "./a.py:2:1: F811 redefinition of unused 'os' from line 1",
    ]
    assert result.returncode == 1
    assert (tmp_path / "a.py").read_text().startswith("import os, sys\n")


@pytest.mark.parametrize("command", ["git apply", "patch -p0"])
def test_other_tools_take_the_diff(flake8: Flake8, tmp_path: Path, command: str) -> None:
    program, *arguments = command.split()
    if shutil.which(program) is None:  # pragma: no cover
        pytest.skip(f"{program} is not installed")
    contents = {
        "a.py": b"import os, os",
        "crlf.py": b"import os, os\r\nimport a, b\r\n",
        "latin.py": b"# coding: latin-1\nimport os, os  # \xe9\n",
        "bom.py": b"\xef\xbb\xbfimport os, os\n",
        "a folder/näme.py": b"import os, os\n\x0c\nx = '\\u2028'\n",
        "returns.py": b"import os, os\rimport a\r",
    }
    if sys.platform != "win32":  # pragma: no branch
        contents['a "folder"/a\\b.py'] = b"import os, os\n"
    for name, content in contents.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    patch = flake8(SELECT, DIFF).output
    done = subprocess.run(
        [program, *arguments], cwd=tmp_path, input=patch, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    fixed = {name: (tmp_path / name).read_bytes() for name in contents}
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    flake8(SELECT, FIX)
    assert fixed == {name: (tmp_path / name).read_bytes() for name in contents}
    assert all(b"os, os" not in content for content in fixed.values())


def test_a_diff_of_a_file_elsewhere(flake8: Flake8, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (tmp_path / "a.py").write_text("import a, a\n")
    result = flake8(DIFF, str(tmp_path / "a.py"))
    assert result.stdout.startswith("--- ./a.py\n")
    done = subprocess.run(
        [sys.executable, "-m", "flake8", "--isolated", DIFF, "../a.py"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.startswith("--- ../a.py\n")


def test_repairs_are_written(flake8: Flake8, tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("import os, sys\nimport os\nfrom m import __init__\n\nprint(os)\n")
    result = flake8(SELECT, FIX)
    assert path.read_text() == "import os\nimport sys\nfrom m import __init__\n\nprint(os)\n"
    assert result.stderr == "Rewriting ./a.py\n"
    # What is left, where it stands now; other plugins are asked again.
    assert result.stdout.splitlines() == [
        "./a.py:2:1: F401 'sys' imported but unused",
        "./a.py:3:1: F401 'm.__init__' imported but unused",
        f"./a.py:3:15: {METHOD}",
    ]
    assert result.returncode == 1


def test_nothing_to_repair(flake8: Flake8, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import os\n\nprint(os)\n")
    (tmp_path / "b.py").write_text("x =\n")
    for form in (DIFF, FIX):
        result = flake8(SELECT, form, "a.py")
        assert (result.stdout, result.stderr, result.returncode) == ("", "", 0)
    assert "E999" in flake8(SELECT, DIFF).stderr
    assert "E999" in flake8(SELECT, FIX).stdout


def test_what_is_not_reported_is_not_repaired(flake8: Flake8, tmp_path: Path) -> None:
    (tmp_path / "setup.cfg").write_text("[flake8]\nper-file-ignores = b.py:IMP\nexclude = c.py\n")
    text = "import a, a  # noqa: IMP005\nimport b, c  # noqa\nimport d, d\n"
    for name in "abc":
        (tmp_path / f"{name}.py").write_text(text)
    (tmp_path / "d.py").write_text("# flake8: noqa\n" + text)
    command = [sys.executable, "-m", "flake8", FIX]
    subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert (tmp_path / "a.py").read_text() == text.replace("d, d", "d")
    for name in "bcd":
        assert (tmp_path / f"{name}.py").read_text().endswith(text)


def test_new_findings_are_held_to_the_options_as_well(flake8: Flake8, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import a, a\nimport b, c  # noqa: IMP005\n")
    flake8(SELECT, "--per-file-ignores=a.py:IMP005", FIX)
    # That `a` is imported twice is ignored here, also when it stands on a line of its own.
    assert (tmp_path / "a.py").read_text() == (
        "import a\nimport a\nimport b  # noqa: IMP005\nimport c  # noqa: IMP005\n"
    )


def test_unsafe_repairs(flake8: Flake8, tmp_path: Path) -> None:
    text = "from shop.__init__ import x\n"
    (tmp_path / "a.py").write_text(text)
    result = flake8("--select=IMP", FIX)
    assert (tmp_path / "a.py").read_text() == text
    assert "IMP107" in result.stdout
    assert not result.stderr
    flake8("--select=IMP", "--importstyle-unsafe-fixes", FIX)
    assert (tmp_path / "a.py").read_text() == "from shop import x\n"


@pytest.mark.parametrize("form", [DIFF, FIX])
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_many_files_and_jobs(flake8: Flake8, tmp_path: Path, form: str, jobs: str) -> None:
    for number in range(6):
        (tmp_path / f"m{number}.py").write_text("import a, a\n")
    result = flake8("--select=IMP", f"--jobs={jobs}", form)
    assert (result.stdout + result.stderr).count("./m") == (12 if form == DIFF else 6)


def test_standard_input_is_a_filter(flake8: Flake8) -> None:
    source = b"\xef\xbb\xbfimport a, a\r\nx = '\xc3\xa9'\r\nimport b"
    result = flake8("--select=F,IMP", FIX, "-", input=source)
    assert result.output == source.replace(b"a, a", b"a")
    assert result.stderr.splitlines() == [
        "stdin:1:1: F401 'a' imported but unused",
        "stdin:3:1: F401 'b' imported but unused",
    ]
    for text in (b"import a\r\n", b"", b"x =\n", b"# coding: nonsense\nimport a, a\n"):
        assert flake8("--select=IMP", FIX, "-", input=text).output == text
    result = flake8("--select=IMP", DIFF, "--stdin-display-name=x/y.py", "-", input=source)
    assert result.stdout.startswith("--- ./x/y.py\n")


def test_standard_input_among_files(flake8: Flake8, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import a, a\n")
    result = flake8("--select=IMP", FIX, "-", "a.py", input=b"import b, b\n")
    assert result.stdout == "import b\n"
    assert (tmp_path / "a.py").read_text() == "import a\n"


def test_an_output_file(flake8: Flake8, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import a, a\n")
    flake8("--select=IMP", DIFF, "--output-file=out.diff")
    assert "+import a\n" in (tmp_path / "out.diff").read_text()
    assert flake8("--select=F,IMP", FIX, "--output-file=out.txt").stdout == ""
    assert "F401" in (tmp_path / "out.txt").read_text()


@pytest.mark.skipif(sys.platform == "win32", reason="needs links and permissions")
def test_links_and_permissions_are_kept(flake8: Flake8, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import a, a\n")
    (tmp_path / "a.py").chmod(0o750)
    (tmp_path / "link.py").symlink_to("a.py")
    (tmp_path / "b.py").write_text("import a, a\n")
    os.link(tmp_path / "b.py", tmp_path / "c.txt")
    result = flake8("--select=F,IMP", FIX)
    assert (tmp_path / "link.py").is_symlink()
    assert (tmp_path / "link.py").read_text() == "import a\n"
    assert stat.S_IMODE((tmp_path / "a.py").stat().st_mode) == 0o750
    assert (tmp_path / "b.py").read_text() == (tmp_path / "c.txt").read_text() == "import a, a\n"
    assert result.stderr.splitlines() == [
        "Rewriting ./a.py",
        "./b.py: left alone: it has several names (hard links)",
    ]
    assert "./b.py:1:11: IMP005" in result.stdout
    assert "./link.py:1:11: IMP005" not in result.stdout
    diff = flake8("--select=IMP", DIFF, "b.py", "link.py")
    assert diff.stdout.count("+++") == 1


def test_a_file_that_changes_meanwhile(flake8: Flake8, tmp_path: Path) -> None:
    # Another plugin, which changes a file while flake8 runs.
    (tmp_path / "change.py").write_text(
        "class Plugin:\n"
        "    def __init__(self, tree, filename):\n"
        "        if 'a.py' in filename:\n"
        "            with open(filename, 'a') as file:\n"
        "                file.write('x = 1\\n')\n"
        "    def run(self):\n"
        "        return []\n"
    )
    (tmp_path / "tox.ini").write_text(
        "[flake8]\nselect = IMP\n[flake8:local-plugins]\nextension =\n"
        "    XXX = change:Plugin\npaths = .\n"
    )
    for name in "ab":
        (tmp_path / f"{name}.py").write_text("import a, a\n")
    time.sleep(0.02)
    command = [sys.executable, "-m", "flake8", FIX, "a.py", "b.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stderr.splitlines() == [
        "a.py: left alone: it, or what it imports from, changed while flake8 ran",
        "Rewriting b.py",
    ]
    assert (tmp_path / "a.py").read_text() == "import a, a\nx = 1\n"
    assert "a.py:1:11: IMP005" in done.stdout


class Formatter(FixFormatter):
    """The formatter outside of a run of flake8."""

    def __init__(self, *filenames: str) -> None:
        super().__init__(
            argparse.Namespace(
                filenames=list(filenames),
                format="importstyle-fix",
                output_file=None,
                tee=False,
                color="never",
                show_source=False,
                select=["F", "IMP"],
                ignore=None,
                extend_select=None,
                extend_ignore=None,
                extended_default_select=["F", "IMP"],
                extended_default_ignore=[],
                per_file_ignores="",
                disable_noqa=False,
                stdin_display_name="stdin",
                max_doc_length=None,
                hang_closing=False,
                max_line_length=79,
                indent_size=4,
                verbose=0,
            )
        )


def violation(filename: object, line: int = 1, code: str = "IMP005") -> Violation:
    return Violation(code, str(filename), line, 11, "alias", None)


@pytest.fixture
def aliases(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(ImportStyleChecker, "rules", [RULES["IMP005"]])
    monkeypatch.setattr(sys, "argv", ["flake8"])
    path = tmp_path / "a.py"
    path.write_text("import a, a\nimport é, é\n", "utf-8")
    time.sleep(0.02)
    return path


def test_without_a_command_line(aliases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    formatter = Formatter(str(aliases))
    for error in (
        violation(aliases),
        violation(aliases, 2),
        violation(aliases, code="F401"),
    ):
        formatter.handle(error)
    formatter.stop()
    printed = capsys.readouterr()
    assert aliases.read_text("utf-8") == "import a\nimport é\n"
    assert printed.out == f"{aliases}:1:11: F401 alias\n"
    assert printed.err == f"Rewriting {aliases}\n"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"import b\n", "it, or what it imports from, changed while flake8 ran"),
        (b"import\n", "it, or what it imports from, changed while flake8 ran"),
        (None, "No such file or directory"),
    ],
)
def test_what_is_another_file_by_now(
    aliases: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, reason: str
) -> None:
    if content is None:
        aliases.unlink()
    else:
        aliases.write_bytes(content)
        time.sleep(0.02)
    formatter = Formatter()
    formatter.handle(violation(aliases))
    formatter.stop()
    assert capsys.readouterr().err == f"{aliases}: left alone: {reason}\n"


def test_a_file_that_changes_after_it_was_read(
    aliases: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:

    def write_and_repair(*arguments: object) -> Repaired:
        aliases.write_text("import other\n")
        return repair(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(REPAIR, write_and_repair)
    formatter = Formatter()
    for line in (1, 2):
        formatter.handle(violation(aliases, line))
    formatter.stop()
    assert aliases.read_text() == "import other\n"
    assert "left alone: it changed while flake8 ran" in capsys.readouterr().err


def test_a_fault_of_ones_own(
    aliases: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object) -> None:
        raise RecursionError

    monkeypatch.setattr(REPAIR, fail)
    monkeypatch.setattr(LOG, "disabled", True)
    formatter = Formatter()
    formatter.handle(violation(aliases))
    formatter.stop()
    printed = capsys.readouterr()
    assert "left alone: internal error in this plugin" in printed.err
    assert "IMP005" in printed.out


def test_an_encoding_that_lacks_a_letter(
    aliases: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def to_euros(source: object, *arguments: object) -> Repaired:
        left = [Report(1, 10, "IMP005", "m", None)]  # type: ignore[arg-type]
        new = parsed("import a  # \u20ac\n", str(aliases))
        assert new is not None
        return Repaired(new.text, left, [], new, [[]])

    aliases.write_bytes(b"# coding: latin-1\nimport a, a\n")
    time.sleep(0.02)
    monkeypatch.setattr(REPAIR, to_euros)
    formatter = Formatter()
    formatter.handle(violation(aliases))
    formatter.stop()
    expected = f"{aliases}: left alone: the repair cannot be written in iso-8859-1\n"
    assert capsys.readouterr().err == expected
