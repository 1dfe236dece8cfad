"""A baseline in real runs: of flake8, and of ``importstyle check``."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flake8_importstyle.checker import ImportStyleChecker
from flake8_importstyle.cli import main
from flake8_importstyle.formatters import baseline, repairing
from flake8_importstyle.formatters.shrinking import update
from flake8_importstyle.formatters.writing import LeftAlone, create
from flake8_importstyle.options.baseline import Baseline
from tests.conftest import Command, Run
from tests.support import configure, write

LOCAL = "def f{}():\n    import torch\n"
FILES = {
    "customers.py": "class Customer: ...\n",
    "shop/__init__.py": "",
    "shop/app.py": LOCAL.format(1) + LOCAL.format(2),
    "shop/report.py": "from customers import *\nprint(Customer)\n",
}
LISTED = "shop/app.py IMP301 torch 2\nshop/report.py IMP001 customers\n"
STALE = (
    "./shop/report.py:1:1: IMP402 'customers' (IMP001) is not found any more:"
    " delete its line in 'old.baseline'\n"
)


@pytest.fixture(autouse=True)
def _own_settings() -> Iterator[None]:
    """Leave the plugin as it was."""
    before = ImportStyleChecker.rules, ImportStyleChecker.settings, ImportStyleChecker.options
    yield
    ImportStyleChecker.rules, ImportStyleChecker.settings, ImportStyleChecker.options = before
    ImportStyleChecker._judge = None


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a project with a baseline that lists all of its findings."""
    write(tmp_path, FILES)
    configure(tmp_path, "extend-select = IMP301", "importstyle-baseline = old.baseline")
    (tmp_path / "old.baseline").write_text(LISTED)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(project: Path, capfd: pytest.CaptureFixture[str]) -> Command:
    """Run the command in the project."""

    def run(*arguments: str) -> tuple[int, str, str]:
        command = () if arguments[:1] == ("fix",) else ("check",)
        status = main.main([*command, *arguments])
        sys.stdout.flush()
        captured = capfd.readouterr()
        return status, captured.out, captured.err

    return run


def flake8(folder: Path, *arguments: str, text: bytes | None = None) -> Run:
    command = [sys.executable, "-m", "flake8", "--select=IMP", *arguments]
    return Run(subprocess.run(command, cwd=folder, input=text, capture_output=True, check=False))


def test_it_is_written_and_heeded(project: Path, run: Command) -> None:
    (project / "old.baseline").unlink()
    status, _, err = run()
    assert status == 2
    assert "old.baseline does not exist: " in err or "old.baseline is not there: " in err
    counted = "Writing old.baseline\n3 findings are listed\n"
    assert run("--update-baseline") == (0, "", counted)
    assert (project / "old.baseline").read_text() == LISTED
    assert run() == (0, "", "")
    assert run("--update-baseline") == (0, "", "")


def test_it_only_shrinks(project: Path, run: Command) -> None:
    new = "from gone import *\n"
    (project / "new.py").write_text(new)
    (project / "shop/report.py").write_text(new)
    status, out, err = run("--update-baseline")
    assert (status, out.count("\n")) == (1, 2)
    assert out.startswith("./new.py:1:1: IMP001 ")
    assert err == (
        "Rewriting old.baseline\n2 findings are listed, 1 fewer than before\n"
        "2 new findings are not listed: repair what is new, or delete old.baseline and run this"
        " again to list everything\n"
    )
    left = "shop/app.py IMP301 torch 2\n"
    assert (project / "old.baseline").read_text() == left
    (project / "new.py").unlink()
    done = flake8(project, "--format=importstyle-baseline")
    assert (done.returncode, done.stdout.count("\n")) == (1, 1)
    assert done.stderr.startswith("1 new finding is not listed: ")
    assert (project / "old.baseline").read_text() == left
    (project / "old.baseline").unlink()
    assert run("--update-baseline")[0] == 0
    assert run() == (0, "", "")


def test_flake8_does_the_same(project: Path) -> None:
    (project / "old.baseline").unlink()
    done = flake8(project, "--format=importstyle-baseline", "--jobs=2")
    assert (done.returncode, done.stdout) == (1, "")
    assert (project / "old.baseline").read_text() == LISTED
    done = flake8(project, "--jobs=2")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_last_of_several_are_reported(project: Path, run: Command) -> None:
    with (project / "shop/app.py").open("a") as file:
        file.write(LOCAL.format(3))
    status, out, _ = run()
    assert (status, out.count("\n")) == (1, 1)
    assert out.startswith("./shop/app.py:6:5: IMP301 ")
    # Wherever a run is started, and in a text that is in no file yet.
    os.chdir("shop")
    assert run()[1].replace("./app", "./shop/app") == out
    text = b"import os\n" + (project / "shop/app.py").read_bytes()
    done = flake8(project, "--stdin-display-name=shop/app.py", "-", text=text)
    assert done.stdout.startswith("shop/app.py:7:5: IMP301 ")
    assert done.stdout.count("\n") == 1


def test_what_is_gone_is_reported(project: Path, run: Command) -> None:
    (project / "shop/report.py").write_text("")
    (project / "shop/app.py").write_text(LOCAL.format(1))
    fewer = (
        "./shop/app.py:1:1: IMP402 'torch' (IMP301) is found 1 instead of 2 times:"
        " say so in 'old.baseline'\n"
    )
    assert run()[:2] == (1, fewer + STALE)
    assert flake8(project).stdout == fewer + STALE
    # Only of files that are looked at, and of rules that are on.
    assert run("shop/report.py")[1] == STALE.removeprefix("./")
    assert run("customers.py") == (0, "", "")
    assert run("--extend-ignore=IMP001")[1] == fewer
    assert run("--per-file-ignores=shop/app.py:IMP301")[1] == STALE
    assert run("--importstyle-baseline-stale=ignore") == (0, "", "")
    assert run("--extend-ignore=IMP4") == (0, "", "")
    _, _, err = run("--update-baseline")
    assert err == "Rewriting old.baseline\n1 finding is listed, 2 fewer than before\n"
    assert run() == (0, "", "")


def test_what_is_excused_otherwise_does_not_count(project: Path, run: Command) -> None:
    text = FILES["shop/report.py"].replace("*", "*  # noqa: IMP001")
    (project / "shop/report.py").write_text(text)
    assert run()[1] == STALE
    (project / "shop/report.py").write_text(f"# flake8: noqa\n{text}")
    assert run() == (0, "", "")
    assert run("--fix") == (0, "", "")
    assert (project / "old.baseline").read_text() == LISTED


@pytest.mark.parametrize("content", ["from customers import (\n", "\xff"])
def test_a_file_that_cannot_be_read(project: Path, run: Command, content: str) -> None:
    (project / "shop/report.py").write_text(content, "latin-1")
    run("--update-baseline")
    flake8(project, "--format=importstyle-fix")
    assert (project / "old.baseline").read_text() == LISTED


def test_what_is_not_found_for_want_of_a_module(project: Path, run: Command) -> None:
    (project / "old.baseline").write_text(f"{LISTED}shop/report.py IMP010 customers.open\n")
    assert "IMP402 'customers.open' (IMP010) is not found any more" in run()[1]
    (project / "customers.py").unlink()
    assert run() == (0, "", "")
    assert run("--importstyle-no-resolve") == (0, "", "")


def test_other_files_stay_listed(project: Path, run: Command) -> None:
    listed = f"{LISTED}shop/tests.py IMP001 gone\n"
    (project / "old.baseline").write_text(listed)
    (project / "shop/tests.py").write_text("")
    run("--update-baseline", "shop/app.py", "shop/report.py")
    assert (project / "old.baseline").read_text() == listed
    # What is not there any more does not.
    (project / "shop/tests.py").unlink()
    run("--update-baseline", "shop/app.py")
    assert (project / "old.baseline").read_text() == LISTED
    # What is not looked for does.
    run("--update-baseline", "--extend-ignore=IMP301")
    assert (project / "old.baseline").read_text() == LISTED


def test_repairs_see_what_is_listed(project: Path, run: Command) -> None:
    status, out, err = run("--diff")
    assert (status, err) == (1, "")
    assert "+from customers import Customer\n" in out
    assert "-shop/report.py IMP001 customers\n" in out
    rewriting = "Rewriting ./shop/report.py\nRewriting old.baseline\n"
    assert run("--fix") == (0, "", rewriting)
    left = "shop/app.py IMP301 torch 2\n"
    assert (project / "old.baseline").read_text() == left
    assert run() == (0, "", "")
    # It adds nothing.
    (project / "new.py").write_text("from torch import *\n")
    assert run("--fix")[1].startswith("./new.py:1:1: IMP001 ")
    assert (project / "old.baseline").read_text() == left


def test_the_same_in_flake8(project: Path) -> None:
    done = flake8(project, "--format=importstyle-fix")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "Rewriting ./shop/report.py\nRewriting old.baseline\n"
    (project / "shop/app.py").write_text("")
    done = flake8(project, "--format=importstyle-fix")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "Rewriting old.baseline\n")
    assert (project / "old.baseline").read_text() == ""


def test_a_filter_changes_no_file(project: Path) -> None:
    text = FILES["shop/report.py"].encode()
    arguments = ("--format=importstyle-fix", "--stdin-display-name=shop/report.py", "-")
    done = flake8(project, *arguments, text=text)
    assert done.output == text.replace(b"*", b"Customer")
    assert done.stderr.startswith("shop/report.py:1:1: IMP402 ")
    assert (project / "old.baseline").read_text() == LISTED


def test_room_that_a_repair_makes(project: Path, run: Command) -> None:
    (project / "shop/report.py").write_text("import a, a\nimport a\n")
    (project / "old.baseline").write_text("shop/report.py IMP005 a\n")
    status, out, _ = run("--diff", "shop/report.py")
    assert (status, out.startswith("--- ./shop/report.py")) == (1, True)
    assert "IMP005" in out


def test_importstyle_fix_takes_out_what_it_repairs(project: Path, run: Command) -> None:
    gone = "-shop/report.py IMP001 customers\n"
    status, out, _ = run("fix", "--diff")
    assert (status, "+from customers import Customer\n" in out, gone in out) == (1, True, True)
    assert run("fix", "--dry-run")[0] == 1
    assert (project / "old.baseline").read_text() == LISTED
    status, out, err = run("fix")
    assert (status, out) == (0, "")
    assert err.startswith("importstyle: Rewriting ./shop/report.py\nRewriting old.baseline\n")
    assert (project / "old.baseline").read_text() == "shop/app.py IMP301 torch 2\n"
    assert run() == (0, "", "")
    assert run("fix") == (0, "", "importstyle: no star imports\n")


def test_importstyle_fix_leaves_the_rest_listed(project: Path, run: Command) -> None:
    text = "from customers import *\nfrom gone import *\nprint(Customer)\n"
    (project / "shop/report.py").write_text(text)
    (project / "old.baseline").write_text(f"{LISTED}shop/report.py IMP001 gone\n")
    assert run("fix")[0] == 1
    assert run("fix", "--diff")[0] == 1
    assert (project / "old.baseline").read_text() == f"{LISTED}shop/report.py IMP001 gone\n"
    assert (project / "shop/report.py").read_text() == text


def test_json_for_editors_has_what_is_reported(project: Path) -> None:
    def in_editor(text: str) -> Any:
        arguments = ("--format=importstyle-json", "--stdin-display-name=shop/report.py", "-")
        done = flake8(project, *arguments, text=text.encode())
        return json.loads(done.stdout)

    assert in_editor(FILES["shop/report.py"]) == []
    [file] = in_editor(FILES["shop/report.py"] + "import os, os\n")
    [finding] = file["findings"]
    assert finding["code"] == "IMP005"
    assert [each["text"] for each in file["edits"]] == [""]
    [file] = in_editor("")
    assert file["findings"][0]["code"] == "IMP402"
    assert file["edits"] == []


def test_noqa_leaves_what_is_listed(project: Path, run: Command) -> None:
    assert run("--add-noqa") == (0, "", "")
    (project / "shop/report.py").write_text("")
    assert run("--add-noqa") == (0, "", "Rewriting old.baseline\n")


@pytest.mark.parametrize("folder", ["shop", "."])
def test_what_cannot_be_written(project: Path, run: Command, folder: str) -> None:
    (project / "old.baseline").unlink()
    status, out, err = run("--update-baseline", "--importstyle-baseline=no/old.baseline")
    assert (status, err) == (1, "no/old.baseline: left alone: No such file or directory\n")
    assert out.count("\n") == 3


def test_a_baseline_without_a_name(project: Path, run: Command) -> None:
    status, _, err = run("--isolated", "--update-baseline")
    assert (status, "needs --importstyle-baseline: name the file" in err) == (2, True)


@pytest.mark.parametrize("option", ["--fix", "--update-baseline"])
def test_one_that_changes_in_the_meantime(
    project: Path, run: Command, monkeypatch: pytest.MonkeyPatch, option: str
) -> None:
    def fail(*_: object) -> None:
        raise LeftAlone("it changed while flake8 ran")

    (project / "shop/report.py").write_text("")
    for module in (baseline, repairing):
        monkeypatch.setattr(module, "update", fail)
    status, out, err = run(option)
    assert (status, out, err) == (
        1,
        STALE,
        "old.baseline: left alone: it changed while flake8 ran\n",
    )
    assert (project / "old.baseline").read_text() == LISTED


def test_what_a_killed_run_has_left_goes(project: Path, run: Command) -> None:
    (project / "lists").mkdir()
    stray = project / "lists" / ".importstyle-abcdefgh"
    stray.write_text("")
    assert run("--update-baseline", "--importstyle-baseline=lists/new.baseline")[0] == 0
    assert [path.name for path in (project / "lists").iterdir()] == ["new.baseline"]


def test_what_other_plugins_find_stays(project: Path) -> None:
    (project / "new.py").write_text("x = 1 \n")
    done = flake8(project, "--format=importstyle-baseline", "--extend-select=W")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("./new.py:1:6: W291 ")


def test_one_that_others_write(project: Path) -> None:
    path = project / "old.baseline"
    before = Baseline(str(path), {})
    new = update(before, {})
    assert new.baseline.total == 3
    path.write_text("x\n")
    with pytest.raises(LeftAlone, match="it changed while flake8 ran"):
        new._replace(after=b"").write()
    with pytest.raises(LeftAlone, match="it changed while flake8 ran"):
        update(before, {})
    with pytest.raises(LeftAlone, match="it changed while flake8 ran"):
        create(str(path), b"")
    path.unlink()
    path.mkdir()
    with pytest.raises(LeftAlone, match="not a file"):
        update(before, {})


@pytest.mark.parametrize("method", ["fork", "forkserver", "spawn"])
def test_every_way_to_start_processes(project: Path, method: str) -> None:
    program = (
        "import multiprocessing, sys\n"
        "from flake8.main.cli import main\n"
        "if __name__ == '__main__':\n"
        f"    multiprocessing.set_start_method({method!r})\n"
        "    sys.exit(main())\n"
    )
    write(project, {"run_it.py": program, "new.py": "from torch import *\n"})
    command = [sys.executable, "run_it.py", "--select=IMP", "--jobs=2"]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    assert (done.stdout.count("\n"), done.stderr) == (1, "")
    assert done.stdout.startswith("./new.py:1:1: IMP001 ")
