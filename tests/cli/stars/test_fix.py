"""``importstyle fix``: the star imports of a project are replaced by the names that are needed."""

from __future__ import annotations

import os
import sys
import tokenize
from pathlib import Path

import pytest

from flake8_importstyle.cli import flake8_alone, main, progress
from flake8_importstyle.fixes import star_writer
from flake8_importstyle.formatters import project_repairs
from tests.conftest import Command
from tests.programs.running import execute
from tests.support import write

pytestmark = pytest.mark.usefixtures("own_settings")

# till takes price through goods, which has it from market; market has it from makers.
CHAIN = {
    "pyproject.toml": "",
    "makers.py": "price = 1\nweight = 2\ncolour = 3\n",
    "market.py": "from makers import *\nstall = weight\n",
    "goods.py": "from market import *\nshelf = stall\n",
    "till.py": "from goods import *\nprint(price, shelf)  # noqa: F405\n",
}
REPAIRED = {
    "makers.py": CHAIN["makers.py"],
    "market.py": "from makers import price as price\nfrom makers import weight\nstall = weight\n",
    "goods.py": "from market import price as price\nfrom market import stall\nshelf = stall\n",
    "till.py": "from goods import price, shelf\nprint(price, shelf)\n",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, CHAIN)
    return tmp_path


@pytest.fixture
def run(folder: Path, capfd: pytest.CaptureFixture[str]) -> Command:
    """Run the command, and return its status, output and errors."""

    def run(*arguments: str) -> tuple[int, str, str]:
        status = main.main(["fix", *arguments])
        sys.stdout.flush()
        captured = capfd.readouterr()
        return status, captured.out, captured.err.replace("importstyle: ", "")

    return run


def texts(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.glob("*.py")}


def test_importers_are_repaired_first(folder: Path, run: Command) -> None:
    before = execute(folder, "import till")
    assert run() == (
        0,
        "",
        (
            "Rewriting ./till.py\nRewriting ./goods.py\nRewriting ./market.py\n"
            "3 star imports in 3 files: 3 replaced, 0 left\n"
        ),
    )
    assert texts(folder) == REPAIRED
    assert execute(folder, "import till") == before
    assert run() == (0, "", "no star imports\n")


def test_nothing_is_written_to_see_what_would_be(folder: Path, run: Command) -> None:
    assert run("--dry-run") == (
        1,
        "",
        (
            "./till.py: 1 of 1 star import can be replaced\n"
            "./goods.py: 1 of 1 star import can be replaced\n"
            "./market.py: 1 of 1 star import can be replaced\n"
            "3 star imports in 3 files: 3 can be replaced, 0 left\n"
        ),
    )
    status, diff, errors = run("--diff", "till.py")
    assert (status, errors) == (1, "1 star import in 1 file: 1 can be replaced, 0 left\n")
    assert "+from goods import price, shelf" in diff
    assert texts(folder) == {name: text for name, text in CHAIN.items() if name.endswith(".py")}


def test_what_stays_is_told(folder: Path, run: Command) -> None:
    write(
        folder,
        {
            "market.py": "from makers import *\nfrom gone import *\n",
            "reading.py": "from makers import *\nprint(eval('price'), weight)\n",
            "allowed.py": "from makers import *\nprint(price)\n",
            "excused.py": "from makers import *  # noqa\nprint(price)\n",
            "ignored.py": "# flake8: noqa\nfrom makers import *\nprint(price)\n",
            "old.py": "from makers import *\nprint price\n",
        },
    )
    files = ("market.py", "reading.py", "allowed.py", "excused.py", "ignored.py", "old.py")
    per_file = "--per-file-ignores=allowed.py:IMP001"
    assert run(*files, per_file) == (
        1,
        (
            "allowed.py:1:1: star import from 'makers' stays: a comment or the configuration"
            " excuses it\n"
            "excused.py:1:1: star import from 'makers' stays: a comment or the configuration"
            " excuses it\n"
            "ignored.py:2:1: star import from 'makers' stays: a comment or the configuration"
            " excuses it\n"
            "market.py:1:1: star import from 'makers' stays: the star import on line 2 may replace"
            " its names\n"
            "market.py:2:1: star import from 'gone' stays: module not found\n"
            "reading.py:1:1: star import from 'makers' stays: this file may read names"
            " dynamically (--unsafe-fixes replaces it)\n"
        ),
        (
            "old.py: left alone: Missing parentheses in call to 'print'. Did you mean print(...)?"
            " (line 2)\n"
            "6 star imports in 5 files: 0 replaced, 6 left, 1 of these with --unsafe-fixes\n"
        ),
    )
    status, output, _ = run("allowed.py", "--importstyle-allow-star=makers")
    assert (status, output) == (
        1,
        "allowed.py:1:1: star import from 'makers' stays: the configuration allows it\n",
    )
    assert run("reading.py", "--unsafe-fixes", "--dry-run") == (
        1,
        "",
        (
            "reading.py: 1 of 1 star import can be replaced, 1 of them by unsafe repairs\n"
            "1 star import in 1 file: 1 can be replaced, 0 left\n"
        ),
    )


def test_what_others_may_take_stays(folder: Path, run: Command) -> None:
    write(folder, {"using.py": "import goods\nprint(vars(goods))\n"})
    _, output, _ = run("goods.py", "market.py")
    assert output == (
        "goods.py:1:1: star import from 'market' stays: using.py uses this module as a value"
        " (--unsafe-fixes replaces it)\n"
    )
    assert "import *" not in (folder / "market.py").read_text()
    assert "colour" in (folder / "market.py").read_text()


def test_what_a_guard_refuses_stays(folder: Path, run: Command) -> None:
    write(folder, {"till.py": "from goods import *\nprint(price, prize)\n"})
    assert run("till.py")[1] == (
        "till.py:1:1: star import from 'goods' stays: the name 'prize' would be undefined\n"
    )


def test_files_that_import_from_each_other(folder: Path, run: Command) -> None:
    write(
        folder,
        {
            "left.py": "def a(): 1\nfrom right import *\nb\n",
            "right.py": "def b(): 1\ndef c():\n    from left import a\nfrom left import *\na\n",
        },
    )
    status, output, errors = run("left.py", "right.py")
    assert status == 1
    assert len(output.splitlines()) == 2
    assert errors == "2 star imports in 2 files: 0 replaced, 2 left\n"


def test_rounds_end(folder: Path, run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(project_repairs, "_MOST_ROUNDS", 1)
    monkeypatch.setattr(project_repairs, "_MOST_REPETITIONS", 0)
    assert run()[0] == 0
    assert texts(folder) == REPAIRED


def test_what_is_left_is_looked_at_again(
    folder: Path, run: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(project_repairs.ProjectRepairs, "_in_order", lambda _: None)
    assert run()[0] == 0
    assert texts(folder) == REPAIRED


def test_what_a_repair_brings_is_repaired(folder: Path, run: Command) -> None:
    write(
        folder,
        {"till.py": "import os\nfrom goods import price\n\nfrom goods import *\nprint(shelf)\n"},
    )
    assert run("till.py", "--extend-select=IMP1")[0] == 0
    assert (folder / "till.py").read_text() == (
        "import os\nfrom goods import price, shelf\n\nprint(shelf)\n"
    )


def test_comments_go_with_the_last_star(folder: Path, run: Command) -> None:
    write(
        folder,
        {
            "till.py": (
                "from goods import *  # noqa: F403, F405\n"
                "'''price  # noqa: F405'''\n"
                "# noqa: F405\n"
                "x = price  # noqa: F405\n"
                "y = price  # noqa:F405,E501 # why\n"
                "z = price  # NOQA: f405 why\n"
                "w = price  # plain\n"
            ),
            "two.py": "from goods import *\nfrom gone import *\nx = price  # noqa: F405\n",
        },
    )
    run("till.py", "two.py")
    assert (folder / "till.py").read_text() == (
        "from goods import price\n"
        "'''price  # noqa: F405'''\n"
        "# noqa: F405\n"
        "x = price\n"
        "y = price  # noqa: E501 # why\n"
        "z = price  # why\n"
        "w = price  # plain\n"
    )
    assert (folder / "two.py").read_text().endswith("x = price  # noqa: F405\n")


def test_comments_that_cannot_be_told_stay(
    folder: Path, run: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise tokenize.TokenError

    monkeypatch.setattr(star_writer, "_comments", fail)
    run("till.py")
    assert "price, shelf)  # noqa: F405" in (folder / "till.py").read_text()


def test_texts_that_only_look_like_stars(folder: Path, run: Command) -> None:
    write(folder, {"plain.py": "x = 'from a import *'\n"})
    assert run("plain.py") == (0, "", "no star imports\n")


def test_faults(folder: Path, run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("gone.py") == (2, "", "gone.py: no such file or folder\n")
    assert run("-") == (2, "", "standard input is no project: name its folder\n")
    assert run("--importstyle-no-resolve") == (
        2,
        "",
        "--importstyle-no-resolve: the names of other modules are needed here\n",
    )
    assert run("--ignore=IMP001") == (
        2,
        "",
        "IMP001 is not selected, so no star import is reported or repaired\n",
    )
    status, _, errors = run("--importstyle-src=gone")
    assert status == 2
    assert "gone" in errors
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert run("till.py") == (2, "", "till.py: permission denied\n")
    monkeypatch.setattr(flake8_alone, "missing_hooks", lambda: ["finder"])
    assert run() == (2, "", "this flake8 has no finder\n")


def test_files_that_cannot_be_written(folder: Path, run: Command, tmp_path: Path) -> None:
    os.link(folder / "till.py", folder / "till.txt")
    (folder / "unreadable.py").symlink_to("unreadable.py")
    (folder / "again.py").symlink_to("goods.py")
    status, output, errors = run()
    assert (status, output) == (1, "")
    assert errors == (
        "./unreadable.py: left alone: Too many levels of symbolic links\n"
        "./till.py: left alone: it has several names (hard links)\n"
        "Rewriting ./again.py\nRewriting ./market.py\n"
        "3 star imports in 3 files: 2 replaced, 1 left\n"
    )


def test_links_that_lead_out_are_left_alone(folder: Path, run: Command) -> None:
    write(folder, {"inside/plain.py": ""})
    (folder / "inside" / "till.py").symlink_to(folder / "till.py")
    (folder / "inside" / "makers.py").symlink_to(folder / "makers.py")
    said = (
        "inside/till.py: left alone: it is a link to a file outside the paths given to flake8\n"
        "no star imports\n"
    )
    assert run("inside") == (1, "", said)
    assert run("inside", "--diff") == (1, "", said)
    assert (folder / "till.py").read_text() == CHAIN["till.py"]


def test_what_a_killed_run_has_left_goes(folder: Path, run: Command) -> None:
    stray = folder / ".importstyle-abcdefgh"
    stray.write_text("")
    run("--dry-run")
    assert stray.exists()
    write(folder, {"till.py": "from gone import *\n"})
    assert run("till.py")[0] == 1
    assert not stray.exists()


def test_encodings(folder: Path, run: Command) -> None:
    (folder / "till.py").write_bytes(
        b"\xef\xbb\xbffrom goods import *\r\nprint(price, '\xc3\xa9')\r\n"
    )
    assert run("till.py")[0] == 0
    assert (folder / "till.py").read_bytes() == (
        b"\xef\xbb\xbffrom goods import price\r\nprint(price, '\xc3\xa9')\r\n"
    )


def test_names_that_the_file_cannot_spell(folder: Path, run: Command) -> None:
    write(folder, {"makers.py": "prix\u00e9 = 2\n", "taking.py": "from till import prix\u00e9\n"})
    text = b"# coding: ascii\nfrom makers import *\nx = 1\n"
    (folder / "till.py").write_bytes(text)
    assert run("till.py") == (
        1,
        "till.py:2:1: star import from 'makers' stays: its names cannot be written in ascii\n",
        "1 star import in 1 file: 0 replaced, 1 left\n",
    )
    assert (folder / "till.py").read_bytes() == text


def test_stopping(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(project_repairs.ProjectRepairs, "plan", stop)
    assert run() == (130, "", "stopped\n")


def test_progress(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_PATIENCE", -1)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert run("till.py")[2].startswith("\r1 of 1 files\r\x1b[KRewriting till.py\n")


def test_unsafe_repairs_that_cannot_be_made_are_not_promised(folder: Path, run: Command) -> None:
    write(folder, {"till.py": "from goods import *\nprint(price, eval('shelf'), prize)\n"})
    assert run("till.py") == (
        1,
        "till.py:1:1: star import from 'goods' stays: the name 'prize' would be undefined\n",
        "1 star import in 1 file: 0 replaced, 1 left\n",
    )


def test_a_planned_repair_counts_for_other_files(run: Command, folder: Path) -> None:
    # As long as till star-imports, that might bind market, and the use of market as a value.
    write(
        folder,
        {
            "market.py": "from makers import *\nstall = weight\n",
            "goods.py": "class stand: market = 1\n",
            "till.py": "from goods import *\nprint(stand.market)\n",
        },
    )
    assert run(".")[0] == 0
    found = texts(folder)
    assert found["market.py"] == "from makers import weight\nstall = weight\n"
    assert found["till.py"] == "from goods import stand\nprint(stand.market)\n"
