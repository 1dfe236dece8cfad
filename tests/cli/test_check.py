"""``importstyle check``: flake8 with this plugin alone."""

from __future__ import annotations

import json
import multiprocessing
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent import futures
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from flake8.plugins import finder
from flake8.processor import FileProcessor

from flake8_importstyle.cli import check, flake8_alone, main, progress
from flake8_importstyle.fixes.edits import Applicability, Edit, Fix
from tests.conftest import Command
from tests.support import configure, write

pytestmark = pytest.mark.usefixtures("own_settings")

ALL_RULES = ("--extend-select=IMP1,IMP2,IMP3,IMP007,IMP008,IMP009", "--importstyle-preset=strict")
SUM = re.compile(r"\d+ findings?(, .*)?\n\Z")
TILL = "./till.py:1:1: IMP001 star import from 'goods': write 'from goods import price'\n"


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a folder with one finding that can be repaired."""
    write(tmp_path, {"goods.py": "price = 1\n", "till.py": "from goods import *\nprint(price)\n"})
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(shop: Path, capfd: pytest.CaptureFixture[str]) -> Command:
    """Run the command, and return its status, output and errors without the last line of these."""

    def run(*arguments: str) -> tuple[int, str, str]:
        try:
            status = main.main(["check", *arguments])
        except SystemExit as ended:
            status = int(ended.code or 0)
        sys.stdout.flush()
        captured = capfd.readouterr()
        return status, captured.out, SUM.sub("", captured.err)

    return run


def program(folder: Path, *command: str, text: str = "") -> tuple[int, list[str]]:
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout.splitlines()


@pytest.mark.parametrize(
    "options",
    [
        pytest.param((), id="default"),
        pytest.param(ALL_RULES, id="all", marks=pytest.mark.once),
    ],
)
def test_the_same_lines_as_flake8(whole: Path, options: Sequence[str]) -> None:
    expected = program(whole, "flake8", "--isolated", "--select=IMP", *options)
    assert len(expected[1]) > 500
    arguments = ("check", "--isolated", f"--jobs={4 if options else 1}", *options)
    assert program(whole, "flake8_importstyle", *arguments) == expected


@pytest.mark.parametrize(
    ("text", "is_parsed"),
    [
        ("x = {'import': 'from'}\nnot a Python\n", False),
        ("# import\nimportant = x\nfrom_ = 1\nnot a Python\n", False),
        ("\ufeffimport os\nnot a Python\n", True),
        ("x = 1; import os\nnot a Python\n", True),
        ("if x:\timport os\nnot a Python\n", True),
        ("def f():\n  \f  from.m import x\nnot a Python\n", True),
        ("from\\\n  m import x\nnot a Python\n", True),
        ("if x:\\\n  import os\nnot a Python\n", True),
        ("lazy import os\nnot a Python\n", True),
        ("lazy\\\n from m import x\nnot a Python\n", True),
    ],
)
def test_what_has_no_import_is_not_parsed(
    tmp_path: Path, run: Command, text: str, is_parsed: bool
) -> None:
    (tmp_path / "main.py").write_text(text, "utf-8")
    assert ("main.py" in run("--isolated", "main.py")[2]) == is_parsed


SEVERAL_LINES = "from goods import \\\n    *\n"


@pytest.mark.parametrize("text", [SEVERAL_LINES, SEVERAL_LINES[:-1] + "  # noqa: IMP002\n", ""])
def test_the_source_is_shown_as_by_flake8(shop: Path, text: str) -> None:
    (shop / "other.py").write_text(text)
    expected = program(shop, "flake8", "--isolated", "--select=IMP", "--show-source")
    assert program(shop, "flake8_importstyle", "check", "--isolated", "--show-source") == expected


def test_without_noqa_there_are_no_tokens(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("flake8.processor.FileProcessor.file_tokens")
    assert run("--isolated", "--jobs=1")[:2] == (1, TILL)


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_every_way_to_start_processes(shop: Path, method: str) -> None:
    (shop / "other.py").write_text("from goods import *\n")
    start = (
        "import multiprocessing, sys; from flake8_importstyle.cli.main import main\n"
        f"if __name__ == '__main__': multiprocessing.set_start_method('{method}'); sys.exit(main())"
    )
    (shop / "start").write_text(start)
    command = [sys.executable, "start", "check", "--jobs=2", "--extend-select=IMP103"]
    done = subprocess.run(command, cwd=shop, capture_output=True, text=True, check=False)
    assert (done.returncode, SUM.sub("", done.stderr)) == (1, "")
    assert TILL in done.stdout
    assert len(done.stdout.splitlines()) == 2


def test_the_beginning_of_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    handled = []
    monkeypatch.setattr("signal.signal", lambda *arguments: handled.append(arguments))
    monkeypatch.setattr(flake8_alone, "_options", None)
    flake8_alone._start(["--isolated", "--max-line-length=50"], None)
    assert handled == [(signal.SIGINT, signal.SIG_DFL)]
    options = flake8_alone._options
    assert options is not None
    assert options.max_line_length == 50
    # What is inherited is not read again.
    flake8_alone._start(["--isolated"], None)
    assert flake8_alone._options is options


@pytest.mark.parametrize(
    ("lines", "is_found"),
    [
        ([], True),
        (["select = IMP"], True),
        (["select = I"], True),
        (["select = IMP1"], False),
        # Whoever runs this plugin alone does not have to select it.
        (["select = E,F,W"], True),
        (["ignore = IMP001"], False),
        (["per-file-ignores = till.py:IMP001"], False),
        (["exclude = till.py"], False),
        (["importstyle-allow-star = goods"], False),
        (["require-plugins = flake8-nothing"], True),
    ],
)
def test_configuration(shop: Path, run: Command, lines: list[str], is_found: bool) -> None:
    configure(shop, *lines)
    assert run() == ((1, TILL, "") if is_found else (0, "", ""))


@pytest.mark.parametrize(
    "text",
    [
        "from goods import *  # noqa: IMP001\nprint(price)\n",
        "# flake8: noqa\nfrom goods import *\nprint(price)\n",
        "# FLAKE8: NOQA\nfrom goods import *\nprint(price)\n",
        "print('nothing is to be seen here')\n",
    ],
)
def test_clean(shop: Path, run: Command, text: str) -> None:
    (shop / "till.py").write_text(text)
    assert run() == (0, "", "")


def test_builtins_are_those_of_flake8(shop: Path, run: Command) -> None:
    (shop / "till.py").write_text("from goods import *\nprint(price, _, given)\n")
    assert "IMP012 undefined name 'given'" in run()[1]
    assert "IMP012" not in run("--builtins=given")[1]
    configure(shop, "builtins = given")
    assert "IMP012" not in run()[1]


def test_options_of_flake8(run: Command) -> None:
    assert run("--count", "--statistics") == (1, f"{TILL}1     {TILL.split(': ', 1)[1]}1\n", "")
    assert run("--exit-zero") == (0, TILL, "")
    assert run("--format=%(code)s") == (1, "IMP001\n", "")
    assert run("--output-format=json")[0] == 1
    assert run("goods.py") == (0, "", "")


def test_only_other_plugins_are_left_out(shop: Path, run: Command) -> None:
    (shop / "till.py").write_text("import os\nx = 1;\n")
    assert run() == (0, "", "")


def _remove(path: str) -> None:
    os.unlink(path)


def _fill(path: str) -> None:
    Path(path).write_bytes(b"\xff\0(((")


def _make_folder(path: str) -> None:
    os.unlink(path)
    os.mkdir(path)


@pytest.mark.parametrize("change", [_remove, _fill, _make_folder])
@pytest.mark.parametrize("number", range(1, 7))
def test_files_that_change_as_they_are_opened(
    shop: Path,
    run: Command,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    change: Callable[[str], None],
) -> None:
    texts = {"goods.py": "price = 1\n", "till.py": "from goods import *\nprint(price)\n"}
    write(shop, texts)
    opened: list[str] = []

    def opening(function: Callable[..., Any]) -> Callable[..., Any]:
        def open_(path: Any, *arguments: Any, **words: Any) -> Any:
            if str(path).endswith(".py") and os.path.isfile(path):
                opened.append(os.path.abspath(path))
                if len(opened) == number:
                    monkeypatch.undo()
                    monkeypatch.chdir(shop)
                    change(opened[-1])
            return function(path, *arguments, **words)

        return open_

    monkeypatch.setattr(os, "open", opening(os.open))
    monkeypatch.setattr("builtins.open", opening(open))
    status, _, err = run("--no-cache", "--jobs=1", "--fix", ".")
    assert status in (0, 1)
    assert "Traceback" not in err
    changed = opened[-1] if len(opened) >= number else ""
    for name, text in texts.items():
        if str(shop / name) != changed:
            assert (shop / name).read_text() in (text, text.replace("*", "price"))
    assert not [*shop.glob(".importstyle-*")]


@pytest.mark.parametrize("jobs", ["--jobs=1", "--jobs=2"])
def test_what_cannot_be_read_costs_no_other_file(shop: Path, run: Command, jobs: str) -> None:
    (shop / "deep.py").write_text("import os\nx = " + "-" * 20_000 + "1\n")
    (shop / "wrong.py").write_text("import\n")
    status, out, err = run(jobs, ".", "gone.py")
    assert (status, out) == (1, TILL)
    deep, wrong, gone = err.splitlines()
    assert deep.startswith("importstyle: ./deep.py cannot be checked: ")
    assert gone == "importstyle: gone.py cannot be checked: No such file or directory"
    assert wrong.startswith("importstyle: ./wrong.py cannot be checked: line 1: ")


def test_faulty_use(shop: Path, run: Command) -> None:
    status, out, err = run("--nothing")
    assert (status, out) == (2, "")
    assert "--nothing" in err
    assert run("--importstyle-lazy=never")[0] == 2
    status, out, err = run("--select=IMP1", "--importstyle-single-name")
    assert (status, out) == (2, "")
    assert err.startswith("importstyle: flake8-importstyle:\nIMP104 ")


def test_standard_input(shop: Path) -> None:
    text = "from goods import *\nprint(price)\n"
    command = ("flake8_importstyle", "check")
    status, out = program(shop, *command, "-", text=text)
    assert (status, len(out)) == (1, 1)
    assert out[0].startswith("stdin:1:1: IMP001")
    assert program(shop, *command, "--stdin-filename=till.py", "-", text=text) == (
        1,
        [TILL[2:-1]],
    )
    assert program(shop, *command, "--fix", "--stdin-filename=till.py", "-", text=text) == (
        0,
        ["from goods import price", "print(price)"],
    )


def test_diff(shop: Path, run: Command) -> None:
    status, out, err = run("--diff")
    assert status == 1
    assert "\n-from goods import *\n+from goods import price\n" in out
    assert err == ""
    assert "*" in (shop / "till.py").read_text()


def test_fix(shop: Path, run: Command) -> None:
    assert run("--fix") == (0, "", "Rewriting ./till.py\n")
    assert (shop / "till.py").read_text() == "from goods import price\nprint(price)\n"
    (shop / "other.py").write_text("from goods import *\nprint(price)\n")
    assert run("--fix", "--exit-non-zero-on-fix")[0] == 1
    assert run("--fix", "--exit-non-zero-on-fix")[0] == 0
    (shop / "other.py").write_text("from nowhere import *\n")
    assert run("--fix")[:2] == (
        1,
        (
            "./other.py:1:1: IMP001 star import from 'nowhere': module not found, so its names are"
            " unknown (see importstyle-python)\n"
        ),
    )


def test_unsafe_fixes(shop: Path, run: Command) -> None:
    (shop / "till.py").write_text("from goods import *\nprint(eval('price'), price)\n")
    assert run("--fix")[0] == 1
    assert run("--fix", "--unsafe-fixes")[0] == 0


def summed_up(capfd: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    main.main(["check", *arguments])
    return capfd.readouterr().err.splitlines()


def test_the_end_says_what_can_be_repaired(shop: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert summed_up(capfd) == ["1 finding, 1 can be repaired with --fix"]
    (shop / "other.py").write_text("from goods import *\nprint(price, dir())\n")
    (shop / "third.py").write_text("from nowhere import *\n")
    assert summed_up(capfd) == [
        "3 findings, 1 can be repaired with --fix, 1 more with --unsafe-fixes"
    ]
    assert summed_up(capfd, "other.py") == ["1 finding, 1 can be repaired with --unsafe-fixes"]
    assert summed_up(capfd, "third.py") == ["1 finding"]
    assert summed_up(capfd, "goods.py") == []
    assert summed_up(capfd, "--output-format=github") == []
    assert summed_up(capfd, "--quiet") == []


def test_the_end_comes_soon(
    shop: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter(range(0, 100_000, 100))
    monkeypatch.setattr("flake8_importstyle.cli.check.time.monotonic", lambda: next(clock))
    monkeypatch.setattr("flake8_importstyle.cli.check._SECONDS_TO_SUM_UP", 50)
    monkeypatch.setattr("flake8_importstyle.cli.check.Progress.__call__", lambda *_: None)
    (shop / "other.py").write_text("from goods import *\nprint(price)\n" * 20)
    (ending,) = summed_up(capfd)
    assert ending == "21 findings, --diff shows what can be repaired"


@pytest.mark.usefixtures("shop")
def test_no_project_is_searched_too_often_for_the_end(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # There are two files in the project, and one has a star import.
    for arguments in ((), ("till.py",)):
        monkeypatch.setattr("flake8_importstyle.cli.check._MOST_SEARCHED_TO_SUM_UP", 2)
        assert summed_up(capfd, *arguments) == ["1 finding, 1 can be repaired with --fix"]
        monkeypatch.setattr("flake8_importstyle.cli.check._MOST_SEARCHED_TO_SUM_UP", 1)
        assert summed_up(capfd, *arguments) == ["1 finding, --diff shows what can be repaired"]


def test_reasons_in_words(
    shop: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # It would stay as it is set for all tests that follow.
    monkeypatch.setattr("flake8.configure_logging", lambda *_: None)
    fix = Fix((Edit(0, 1, "x"),), Applicability.UNSAFE, reason="a reason")
    monkeypatch.setattr("flake8_importstyle.rules.reports.Report.proposal", lambda _: fix)
    assert "importstyle: ./till.py:1:1: IMP001 unsafe: a reason" in summed_up(capfd, "-v")
    assert summed_up(capfd) == ["1 finding, 1 can be repaired with --unsafe-fixes"]


def test_a_file_that_changes_is_not_summed_up(
    shop: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    report = flake8_alone.report

    def change(*arguments: Any) -> Any:
        (shop / "till.py").write_text("import goods\n")
        return report(*arguments)

    monkeypatch.setattr(flake8_alone, "report", change)
    assert summed_up(capfd) == ["1 finding"]


def test_explain(run: Command) -> None:
    status, out, _ = run("--explain", "IMP001")
    assert status == 0
    assert out.startswith("IMP001 star-import\n")


def test_settings(shop: Path, run: Command) -> None:
    arguments = (
        "--show-settings",
        "--select=IMP0,IMP103",
        "--importstyle-ban=mock except a.py = no",
        "--importstyle-ban-alias=* = ?, x",
        "--importstyle-builtins-allow=open,max",
        "--importstyle-idioms=import numpy as np | import numpy",
        "--importstyle-max-relative-level=",
        "--importstyle-single-name",
        "--importstyle-allow-star=tkinter",
    )
    status, out, err = run(*arguments)
    assert (status, err) == (0, "")
    rules, table, *lines = out.splitlines()
    assert rules.startswith("# active rules: IMP001 IMP002 ")
    assert rules.endswith(" IMP103")
    assert (table, lines) == (
        "[tool.importstyle]",
        [
            'select = ["IMP0", "IMP103"]',
            *(line for line in lines if line.startswith("exclude = ")),
            'allow-star = ["tkinter"]',
            'ban = ["mock except a.py = no"]',
            'ban-alias = ["* = ?, x"]',
            'builtins-allow = ["max", "open"]',
            'idioms = ["import numpy as np | import numpy"]',
            'max-relative-level = ""',
            "single-name = true",
        ],
    )
    # What is printed can be put where it is read from.
    (shop / "pyproject.toml").write_text(out)
    assert run("--show-settings") == (0, out, "")


def test_the_baseline_among_the_settings(shop: Path, run: Command) -> None:
    (shop / "old.baseline").write_text("till.py IMP001 goods\n")
    _, out, _ = run("--show-settings", "--importstyle-baseline=old.baseline")
    (line,) = (line for line in out.splitlines() if line.startswith("baseline = "))
    assert os.path.basename(json.loads(line.partition(" = ")[2])) == "old.baseline"


def test_help(run: Command) -> None:
    status, out, _ = run("--help")
    assert status == 0
    assert out.startswith("usage: importstyle check [OPTION")
    assert "--unsafe-fixes" in out


def test_no_other_plugin_is_imported(shop: Path) -> None:
    names = "{'pyflakes', 'pycodestyle', 'mccabe', 'bugbear'}"
    (shop / "start").write_text(
        "import sys; from flake8_importstyle.cli.main import main\n"
        f"assert main(['check']) == 1; sys.exit(not {names}.isdisjoint(sys.modules))"
    )
    command = [sys.executable, "start"]
    assert subprocess.run(command, cwd=shop, capture_output=True, check=False).returncode == 0


def test_interrupted(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, is_cached: bool) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(flake8_alone, "check", interrupted)
    assert run() == (130, "", "importstyle: stopped\n")


def test_without_processes(shop: Path, run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr(futures, "ProcessPoolExecutor", refused)
    assert run("--jobs=2") == (1, TILL, "")


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
def test_a_killed_process(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system kills one, for example, when there is no memory left."""
    main_process = os.getpid()

    class Deadly(FileProcessor):
        def __init__(self, filename: str, options: Any) -> None:
            if os.getpid() != main_process:
                os.kill(os.getpid(), signal.SIGKILL)  # pragma: no cover (it cannot tell)
            super().__init__(filename, options)

    # Only a process that is forked has this.
    monkeypatch.setattr(flake8_alone, "FileProcessor", Deadly)
    assert run("--jobs=2") == (1, TILL, "")


def test_processes_only_for_many_files(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(flake8_alone, "_FEWEST_FILES", 1)
    assert run() == (1, TILL, "")
    monkeypatch.setattr(flake8_alone, "_FEWEST_FILES", 100)
    monkeypatch.delattr(futures, "ProcessPoolExecutor")
    assert run() == (1, TILL, "")


def test_progress(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_PATIENCE", -1)
    assert run() == (1, TILL, "")  # It is no terminal.
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert run() == (1, TILL, "\r1 of 2 files\r2 of 2 files\r\x1b[K")


@pytest.fixture
def whole_flake8(monkeypatch: pytest.MonkeyPatch) -> list[Sequence[str]]:
    """Note what flake8 is called with, in place of a run of all plugins in this process."""
    calls: list[Sequence[str]] = []

    def called(argv: Sequence[str]) -> int:
        calls.append(argv)
        return 1

    monkeypatch.setattr("flake8.main.cli.main", called)
    return calls


def test_a_flake8_without_the_hooks(
    run: Command, monkeypatch: pytest.MonkeyPatch, whole_flake8: list[Sequence[str]]
) -> None:
    assert flake8_alone.missing_hooks() == []
    monkeypatch.delattr(finder, "find_plugins")
    note = "importstyle: this flake8 has no finder.find_plugins: running all of flake8 instead\n"
    assert run("--diff", "till.py") == (1, "", note)
    assert whole_flake8 == [["--select=IMP", "--format=importstyle-diff", "till.py"]]


def test_a_flake8_that_cannot_be_imported_from(
    run: Command, monkeypatch: pytest.MonkeyPatch, whole_flake8: list[Sequence[str]]
) -> None:
    monkeypatch.setitem(sys.modules, "flake8_importstyle.cli.flake8_alone", None)
    monkeypatch.delattr("flake8_importstyle.cli.flake8_alone")
    status, _, err = run()
    assert (status, whole_flake8) == (1, [["--select=IMP"]])
    assert "running all of flake8 instead" in err


TABLE = "[tool.importstyle]\n"


@pytest.mark.parametrize(
    ("lines", "arguments", "codes"),
    [
        ("", (), "001"),
        ('allow-star = ["goods"]', (), ""),
        ('ignore = ["IMP001"]', (), ""),
        ('extend-ignore = "IMP0"', (), ""),
        ('extend-select = ["IMP103"]', (), "001 103"),
        ('select = ["IMP103"]', (), "103"),
        ('select = ["IMP103"]', ("--select=IMP001",), "001"),
        ('select = ["IMP103"]', ("--isolated",), "001"),
        ('exclude = ["till.py"]', (), ""),
        ('per-file-ignores = { "till.py" = ["IMP001"] }', (), ""),
        ("jobs = 1", (), "001"),
    ],
)
def test_pyproject(
    shop: Path, run: Command, lines: str, arguments: tuple[str, ...], codes: str
) -> None:
    (shop / "till.py").write_text("from goods import *\nimport os, sys\nprint(price)\n")
    (shop / "pyproject.toml").write_text(TABLE + lines)
    _, out, err = run("--format=%(code)s", *arguments)
    assert out.replace("IMP", "").split() == codes.split()
    assert err == ""


@pytest.mark.parametrize(
    ("lines", "codes"),
    [
        ('allow-star = ["goods"]', ""),
        ('ignore = ["IMP001"]', ""),
        ('select = ["IMP103"]', "001 103"),
        ('extend-select = ["IMP103"]', "001 103"),
        # Other plugins run over the same files.
        ('exclude = ["till.py"]', "001"),
        ('per-file-ignores = { "till.py" = ["IMP001"] }', ""),
    ],
)
def test_pyproject_in_flake8(shop: Path, lines: str, codes: str) -> None:
    (shop / "till.py").write_text("from goods import *\nimport os, sys\nprint(price)\n")
    (shop / "pyproject.toml").write_text(TABLE + lines)
    configure(shop, "select = IMP", "per-file-ignores =", "    goods.py: E1")
    _, out = program(shop, "flake8", "--format=%(code)s")
    assert [line.removeprefix("IMP") for line in out] == codes.split()


def test_the_table_of_flake8_pyproject(shop: Path) -> None:
    (shop / "pyproject.toml").write_text('[tool.flake8]\nimportstyle-allow-star = "goods"\n')
    assert program(shop, "flake8", "--select=IMP") == (0, [])
    assert program(shop, "flake8_importstyle", "check") == (0, [])


def test_the_usage_is_our_own(shop: Path) -> None:
    command = [sys.executable, "-m", "flake8_importstyle", "check", "--nonsense"]
    done = subprocess.run(command, cwd=shop, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "usage: importstyle check [OPTION …] [PATH …]",
        "importstyle check: error: unrecognized arguments: --nonsense",
    ]


def test_faults_of_pyproject(shop: Path, run: Command) -> None:
    path = shop / "pyproject.toml"
    path.write_text(f"{TABLE}lazzy = 1\nselect = true\n")
    status, out, err = run()
    assert (status, out) == (2, "")
    assert err == (
        f"importstyle: flake8-importstyle:\n{path}: tool.importstyle.lazzy: no such option:"
        f" did you mean 'lazy'?\n{path}: tool.importstyle.select:"
        " write a string or a list of strings\n"
    )


def test_options_in_two_places(shop: Path, run: Command) -> None:
    path = shop / "pyproject.toml"
    path.write_text(f'{TABLE}allow-star = "goods"\n')
    configure(shop, "max-line-length = 100")
    assert run() == (0, "", "")
    configure(shop, "importstyle_single_name = true")
    status, out, err = run()
    assert (status, out) == (2, "")
    assert err == (
        f"importstyle: flake8-importstyle:\n{path} has a table 'tool.importstyle', and flake8's"
        f" configuration in {shop} sets 'importstyle_single_name': keep all options of this plugin"
        " in one place\n"
    )


@pytest.mark.parametrize(
    ("line", "faults"),
    [
        (
            "select = IMP9",
            ["IMP9 is selected, but no rule has such a code: did you mean 'IMP209'?"],
        ),
        (
            "extend-select = imp203, IMP1, E",
            [
                "imp203 is selected, but no rule has such a code: did you mean 'IMP203'?",
            ],
        ),
        (
            "importstyle-baned = os\nimportstyle_allow-star = os\nimportstyle-zzzzzzzzzzzzzzzz = y",
            [
                f"flake8's configuration in {{}}: no such option '{name}'{advice}"
                for name, advice in (
                    ("importstyle-baned", ": did you mean 'importstyle-ban'?"),
                    ("importstyle_allow-star", ": did you mean 'importstyle-allow-star'?"),
                    ("importstyle-zzzzzzzzzzzzzzzz", ""),
                )
            ],
        ),
    ],
)
def test_what_does_not_exist(shop: Path, run: Command, line: str, faults: list[str]) -> None:
    configure(shop, line)
    expected = "\n".join(("importstyle: flake8-importstyle:", *faults, "")).replace("{}", str(shop))
    assert run() == (2, "", expected)
    assert run("--isolated")[0] == 1


def test_add_noqa(shop: Path, run: Command) -> None:
    # What follows is a path, and no reason.
    assert run("--add-noqa", "till.py") == (0, "", "Rewriting till.py\n")
    text = "from goods import *  # noqa: IMP001\nprint(price)\n"
    assert (shop / "till.py").read_text() == text
    assert run() == (0, "", "")
    # It says so already.
    assert run("--disable-noqa", "--add-noqa=still to do") == (1, TILL, "")
    assert (shop / "till.py").read_text() == text


def test_a_reason_for_noqa(shop: Path, run: Command) -> None:
    assert run("--add-noqa=still to do", "till.py") == (0, "", "Rewriting till.py\n")
    text = "from goods import *  # noqa: IMP001  # still to do\nprint(price)\n"
    assert (shop / "till.py").read_text() == text


def test_without_flake8_pyproject(
    shop: Path, run: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = metadata.distribution

    def distribution(package: str) -> metadata.Distribution:
        if package == "Flake8-pyproject":
            raise metadata.PackageNotFoundError(package)
        return installed(package)

    monkeypatch.setattr(metadata, "distribution", distribution)
    assert run("--format=%(code)s")[1] == "IMP001\n"


@pytest.mark.skipif(sys.platform == "win32", reason="has no named pipes")
def test_pipes_in_a_folder(run: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe.py")
    Path("link.py").symlink_to("gone.py")
    Path("a.py").write_text("import os, os\n")
    status, out, _ = run("check", ".")
    assert status
    assert "pipe.py" not in out
    assert "./a.py:1:12: IMP005" in out


def test_colour_is_a_matter_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    def given(*arguments: str) -> list[str]:
        return check._for_flake8(check._parser().parse_args(arguments))

    monkeypatch.setenv("TERM", "xterm")
    assert given() == []
    monkeypatch.setenv("NO_COLOR", "1")
    assert given() == ["--color=never"]


def test_comments_that_suppress_nothing(shop: Path, run: Command) -> None:
    (shop / "till.py").write_text("import os  # noqa: IMP001\n")
    assert run("till.py")[0] == 0
    status, out, _ = run("--unused-noqa", "--select=E", "till.py")
    assert (status, ":1:12: IMP401 " in out) == (1, True)
    assert run("--unused-noqa", "--fix", "till.py")[0] == 0
    assert (shop / "till.py").read_text() == "import os\n"


@pytest.mark.parametrize(
    "codec", ["rot13", "base64", "punycode", "idna", "utf-7", "undefined", "x"]
)
def test_odd_codecs(shop: Path, run: Command, codec: str) -> None:
    content = f"# coding: {codec}\nimport os, os\nfrom goods import *\n".encode()
    (shop / "till.py").write_bytes(content)
    for option in ("--count", "--diff", "--add-noqa", "--fix"):
        status, _, err = run(option, "till.py")
        assert (status < 2, "Traceback" in err) == (True, False)
    assert (shop / "till.py").read_bytes().startswith(f"# coding: {codec}\n".encode())
