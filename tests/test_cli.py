"""The command line."""

from __future__ import annotations

import io
import json
import os
import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flake8_importstyle import __version__, cli, terminal
from flake8_importstyle.files import forget
from flake8_importstyle.rules import RULES
from tests.support import write

Run = Callable[..., tuple[int, str, str]]

SHOP = {
    "main.py": """\
import os.path, json as j
from shop import *
from shop.stock import (
    Item as Thing,
    price,
)
from gone import lost
from shop import models


class Till:
    from shop.models import Query

    def open(self, key):
        import sys
        return Order(Database(key), sys.path)
""",
    "shop/__init__.py": "from .database import *\nfrom shop.models import Order\nOPEN = True\n",
    "shop/database.py": "\n\nclass Database: ...\n",
    "shop/models.py": "class Order: ...\nclass Query: ...\n",
    "shop/stock.py": (
        "from .models import Order as Item\n\nif open():\n    price = 1\nelse:\n    price = 2\n"
    ),
    "shop/relative.py": "from . import models, gone\nfrom .. import x\n",
    "unknown.py": "import os\nfrom compiled import *\nfrom shop.models import *\nprint(Order)\n",
    "compiled.abi3.so": "",
    "space/inner/deep.py": "from . import near\nfrom .near import one\nfrom ....x import y\n",
    "space/inner/near.py": "one = 1\n",
    "plain.py": "x = 1\n",
    "conditional.py": "from unsure import *\nfrom passed import size\nprint(size)\n",
    "unsure.py": "if x:\n    size = 1\n",
    "passed.py": "from unsure import size\n",
}


pytestmark = pytest.mark.usefixtures("memory")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command among the files of a small project."""
    write(tmp_path, SHOP)
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[int, str, str]:
        try:
            status = cli.main(arguments)
        except SystemExit as ended:
            status = int(ended.code or 0)
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


def test_origins(run: Run) -> None:
    status, out, err = run("origins", "main.py")
    assert [line.rstrip() for line in out.splitlines()] == [
        "os.path     posixpath.py        os.path                                       1: import os.path",
        "j           json/__init__.py    j ← json                                      1: import json as j",
        "*           shop/__init__.py    shop (2 of 5 names used here)                 2: from shop import *",
        "  Database  shop/database.py:3  Database ← shop ← shop.database",
        "  Order     shop/models.py:1    Order ← shop ← shop.models",
        "Thing       shop/models.py:1    Thing ← shop.stock.Item ← shop.models.Order   4: from shop.stock import Item as Thing",
        "price       shop/stock.py:4     price ← shop.stock (bound on line 6 as well)  5: from shop.stock import price",
        "lost        ?                   lost ← gone (module not found)                7: from gone import lost",
        "models      shop/models.py      models ← shop ← shop.models                   8: from shop import models",
        "Query       shop/models.py:2    Query ← shop.models                           12: from shop.models import Query",
        "sys         -                   sys (built into the interpreter)              15: import sys",
    ]
    assert (status, err) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (["main.py", "Order"], ["*", "Order"]),
        (["main.py", "OPEN", "sys"], ["*", "OPEN", "sys"]),
        (["main.py", "os"], ["os.path"]),
        (["main.py", "os.path", "j"], ["os.path", "j"]),
        (["conditional.py", "\uff53ize"], ["*", "size", "size"]),
        (["unknown.py", "--all"], ["os", "*", "*", "Order", "Query"]),
        (["unknown.py"], ["os", "*", "*", "Order"]),
    ],
)
def test_which_names(run: Run, arguments: list[str], names: list[str]) -> None:
    status, out, err = run("origins", *arguments)
    assert [line.split()[0] for line in out.splitlines()] == names
    assert (status, err) == (0, "")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("nothing", ""),
        ("Till", ": it is defined on line 11"),
        ("key", ": it is defined on line 14"),
        ("print", ": it is a builtin"),
        ("lost.x", ""),
    ],
)
def test_names_that_are_not_imported(run: Run, name: str, why: str) -> None:
    status, out, err = run("origins", "main.py", "Query", name)
    assert out.startswith("Query  ")
    assert (status, err) == (1, f"importstyle: {name} is not imported in main.py{why}\n")


def test_names_that_a_star_may_bring(run: Run) -> None:
    assert run("origins", "unknown.py", "x") == (
        1,
        "",
        "importstyle: x is not imported in unknown.py; the star import on line 2 may bring it (compiled without a stub)\n",
    )


def test_no_imports(run: Run) -> None:
    assert run("origins", "plain.py") == (0, "", "importstyle: plain.py has no imports\n")
    assert run("origins", "plain.py", "--json") == (0, "[]\n", "")


def ways(out: str) -> list[tuple[str, str, bool]]:
    """Return of each name in JSON its way, the reason, and whether its definition is known."""
    return [
        (
            " < ".join([each["name"], *(step["module"] for step in each["way"])]),
            each["reason"] or "",
            each["definition"] is not None,
        )
        for each in json.loads(out)
    ]


def test_json(run: Run, tmp_path: Path) -> None:
    def step(module: str, name: str | None, file: str, line: int) -> dict[str, Any]:
        return {"module": module, "name": name, "file": str(tmp_path / file), "line": line}

    _, out, _ = run("origins", "--json", "main.py", "Thing", "Database", "lost")
    star = {"line": 2, "column": 1, "statement": "from shop import *", "star": True}
    shop, database = (
        step("shop", None, "shop/__init__.py", 1),
        step("shop.database", "Database", "shop/database.py", 3),
    )
    order = step("shop.models", "Order", "shop/models.py", 1)
    assert json.loads(out) == [
        {"name": "*", **star, "definition": shop, "way": [shop], "reason": None},
        {
            "name": "Database",
            **star,
            "definition": database,
            "way": [step("shop", "Database", "shop/__init__.py", 1), database],
            "reason": None,
        },
        {
            "name": "Thing",
            "line": 4,
            "column": 5,
            "statement": "from shop.stock import Item as Thing",
            "star": False,
            "definition": order,
            "way": [step("shop.stock", "Item", "shop/stock.py", 1), order],
            "reason": None,
        },
        {
            "name": "lost",
            "line": 7,
            "column": 18,
            "statement": "from gone import lost",
            "star": False,
            "definition": None,
            "way": [{"module": "gone", "name": "lost", "file": None, "line": None}],
            "reason": "module not found",
        },
    ]


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        (
            "unknown.py",
            [
                ("os < os", "", True),
                ("* < compiled", "compiled without a stub", True),
                ("* < shop.models", "", True),
                ("Order < shop.models", "", True),
            ],
        ),
        (
            "conditional.py",
            [
                ("* < unsure", "", True),
                ("size < passed < unsure", "bound only under a condition", True),
            ],
        ),
        (
            "shop/relative.py",
            [
                ("models < shop < shop.models", "", True),
                ("gone < shop", "no statement of it binds the name", False),
                ("x < ..", "the file's own package is not known", False),
            ],
        ),
        (
            "space/inner/deep.py",
            [
                ("near < space.inner < space.inner.near", "", True),
                ("one < space.inner.near", "", True),
                ("y < ....x", "the file's own package is not known", False),
            ],
        ),
    ],
)
def test_what_is_not_known(run: Run, file: str, expected: list[tuple[str, str, bool]]) -> None:
    _, out, _ = run("origins", "--json", file)
    assert ways(out) == expected


def test_reasons_name_the_module_if_it_is_not_the_last(run: Run, tmp_path: Path) -> None:
    (tmp_path / "either.py").write_text("if x:\n    from shop.models import Order\n")
    (tmp_path / "m.py").write_text("from either import Order\n")
    _, out, _ = run("origins", "m.py")
    assert "Order ← either ← shop.models (bound only under a condition in either)" in out


def test_a_star_that_may_not_bind_a_name(run: Run, tmp_path: Path) -> None:
    (tmp_path / "m.py").write_text("from unsure import *\nprint(size)\n")
    _, out, _ = run("origins", "m.py")
    assert "size  unsure.py:2  size ← unsure (the star import may not bind it)" in out


def test_a_later_star_may_replace_names(run: Run, tmp_path: Path) -> None:
    (tmp_path / "m.py").write_text("from shop.models import *\nfrom compiled import *\nOrder\n")
    _, out, _ = run("origins", "m.py")
    assert "Order ← shop.models (the star import on line 2 may replace them)" in out


def test_a_package_that_may_be_part_of_another(run: Run, tmp_path: Path) -> None:
    """Its own folder is no import root, so an import by a whole name is of something else."""
    (tmp_path / "setup.py").write_text("")
    package = tmp_path / "plugins" / "json"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("import json\nfrom json import loads\nfrom . import own\n")
    (package / "own.py").write_text("")
    _, out, _ = run("origins", "plugins/json/__init__.py")
    assert [line.split()[1] for line in out.splitlines()] == [
        "json/__init__.py",
        out.split("loads")[1].split()[0],
        "plugins/json/own.py",
    ]
    assert "loads ← json\n" not in out
    assert out.count("plugins") == 1


def test_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def give(text: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))

    give(b"from . import models\n")
    _, out, _ = run("origins", "-", "--stdin-display-name", "shop/stock.py")
    assert out == "models  shop/models.py  models ← shop ← shop.models  1: from . import models\n"
    give(b"from . import models\n")
    _, out, _ = run("origins", "-")
    assert out.startswith("models  ?  models ← . (the file's own package is not known)")
    give(b"from\n")
    assert run("origins", "-") == (2, "", "importstyle: stdin: invalid syntax (line 1)\n")


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbfimport json\n",
        b"\xef\xbb\xbf# coding: utf-8\r\nimport json\r\n",
        b"# coding: latin-1\nimport json  # \xe9\n",
        b"\x0cimport json\n\x0c\nx = 1\n",
        b"import json\rx = 1\r",
        b"import json\nx = '\\d'\n",
        b"import json",
    ],
)
def test_files_of_all_kinds(run: Run, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "m.py").write_bytes(content)
    status, out, err = run("origins", "m.py", "json")
    assert out.startswith("json  json/__init__.py  json  ")
    assert (status, err) == (0, "")


def test_columns_are_characters(run: Run, tmp_path: Path) -> None:
    (tmp_path / "m.py").write_bytes("'€'; import json\n".encode("utf-8-sig"))
    _, out, _ = run("origins", "--json", "m.py")
    assert json.loads(out)[0]["column"] == 13


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"import\n", "(line 1)"),
        (b"# coding: nonsense\n", "unknown encoding"),
        (b"x = '\xe9'\n", ""),
        (b"# coding: ascii\nx = '\xe9'\n", "can't decode byte"),
        (b"\0", "null byte"),
        (b"x = " + b"(" * 100_000, ""),
        (b"x = " + b"-" * 100_000 + b"1", ""),
    ],
)
def test_files_that_cannot_be_read(run: Run, tmp_path: Path, content: bytes, fault: str) -> None:
    (tmp_path / "m.py").write_bytes(content)
    status, out, err = run("origins", "m.py")
    assert (status, out) == (2, "")
    assert err.startswith("importstyle: m.py: ")
    assert fault in err
    assert err.count("\n") == 1


def test_a_file_that_only_its_parser_understands(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flake8_importstyle.reading.decoded", lambda content: None)
    fault = "importstyle: main.py: it cannot be read as Python\n"
    assert run("origins", "main.py") == (2, "", fault)


def test_files_that_are_not_there(run: Run) -> None:
    assert run("origins", "gone.py") == (
        2,
        "",
        "importstyle: gone.py: No such file or directory\n",
    )
    status, _, err = run("origins", "shop")
    assert status == 2
    assert err.startswith("importstyle: shop: ")
    status, _, err = run("origins", "a\0b")
    assert (status, err.count("\n")) == (2, 1)


def test_deep_code(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def overflow(*arguments: object, **words: object) -> None:
        raise RecursionError

    monkeypatch.setattr("flake8_importstyle.listing.listing", overflow)
    assert run("origins", "main.py") == (2, "", "importstyle: main.py: too deeply nested\n")


def test_usage(run: Run) -> None:
    assert run("--version") == (0, f"flake8-importstyle {__version__}\n", "")
    for arguments in ([], ["origins"], ["nothing"], ["origins", "main.py", "--nothing"]):
        status, out, err = run(*arguments)
        assert (status, out) == (2, "")
        assert err.startswith("usage: importstyle")
    status, out, _ = run("origins", "--help")
    assert status == 0
    assert "--all" in out


def test_installed_packages_are_named_from_their_root(run: Run, tmp_path: Path) -> None:
    (tmp_path / "m.py").write_text("from pytest import fixture\n")
    _, out, _ = run("origins", "m.py")
    assert out.split()[1].replace(os.sep, "/").startswith("_pytest/fixtures.py:")
    # Also if they are below the working directory.
    inside = tmp_path / "env" / "site-packages"
    inside.mkdir(parents=True)
    (inside / "found.py").write_text("x = 1\n")
    (inside / "m.py").write_text("from found import x\n")
    _, out, _ = run("origins", "env/site-packages/m.py")
    assert out.split()[1] == f"{inside / 'found.py'}:1"
    sys.path.append(str(inside))
    forget()
    try:
        assert run("origins", "env/site-packages/m.py")[1].split()[1] == "found.py:1"
    finally:
        sys.path.remove(str(inside))


def test_where_modules_are(run: Run, tmp_path: Path) -> None:
    library = tmp_path / "env" / "lib" / f"python3.{sys.version_info.minor}"
    (library / "site-packages").mkdir(parents=True)
    (library / "os.py").write_text("")
    (library / "site-packages" / "installed.py").write_text("x = 1\n")
    (tmp_path / "env" / "pyvenv.cfg").write_text("home = /nowhere\n")
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "own.py").write_text("y = 1\n")
    (tmp_path / "m.py").write_text("from installed import x\nfrom own import y\n")
    _, out, _ = run("origins", "m.py", "--src", "lib", "--python=env")
    assert [line.split()[1] for line in out.splitlines()] == ["installed.py:1", "lib/own.py:1"]
    _, out, _ = run("origins", "m.py")
    assert [line.split()[1] for line in out.splitlines()] == ["?", "?"]
    for option in ("--src", "--python"):
        status, _, err = run("origins", "m.py", f"{option}=gone")
        assert status == 2
        assert f"argument {option}: 'gone': " in err


def test_files_elsewhere_have_their_whole_path(run: Run, tmp_path: Path) -> None:
    os.chdir(tmp_path / "space")
    _, out, _ = run("origins", str(tmp_path / "shop" / "__init__.py"), "Order")
    assert str(tmp_path / "shop" / "models.py") + ":1" in out


def test_rule(run: Run) -> None:
    status, out, err = run("rule", "imp001")
    assert out.startswith("IMP001 star-import\n\nA star import binds names that the file does not")
    assert "\n    from database import *  # IMP001\n" in out
    assert "\nWHAT IT DOES\n" in out
    assert "```" not in out
    assert (status, err) == (0, "")
    assert run("rule", "star-import") == (0, out, "")


@pytest.mark.parametrize("code", RULES)
def test_every_page_is_plain_text(run: Run, code: str) -> None:
    _, out, _ = run("rule", code)
    assert not any(line.startswith(("#", "```")) for line in out.splitlines())
    assert "](" not in out


def test_all_rules(run: Run) -> None:
    _, out, _ = run("rule")
    assert [line.split()[0] for line in out.splitlines()] == list(RULES)
    assert all(
        line.endswith(rule.text.partition("\n")[0])
        for line, rule in zip(out.splitlines(), RULES.values(), strict=True)
    )


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        ("IMP30", "did you mean IMP301, IMP302, IMP303, IMP304, IMP305, IMP306?"),
        ("IPM306", "did you mean IMP306, IMP305, IMP304?"),
        ("IMP", "'importstyle rule' lists all"),
        ("star-imports", "did you mean IMP001, IMP006, IMP105?"),
        ("E501", "'importstyle rule' lists all"),
    ],
)
def test_rules_that_do_not_exist(run: Run, code: str, advice: str) -> None:
    assert run("rule", code) == (
        2,
        "",
        f"importstyle: there is no rule '{code}': {advice}\n",
    )


def test_the_module_can_be_run(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["", "origins", "plain.py"])
    monkeypatch.setattr(sys, "path", [os.getcwd(), *sys.path])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("flake8_importstyle", run_name="__main__")
    assert ended.value.code == 0
    assert sys.path[0] != os.getcwd()
    # Without the folder in front, as the script has it, or for those who import it.
    monkeypatch.setattr(sys, "path", sys.path[:])
    runpy.run_module("flake8_importstyle.__main__", run_name="imported")


def process(
    folder: Path, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "flake8_importstyle", *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
    )


def test_neither_the_file_nor_its_neighbours_are_run(run: Run, tmp_path: Path) -> None:
    mark = f"open({str(tmp_path / 'mark')!r}, 'w')\n"
    for name in ("other", "json", "ast", "argparse", "subprocess", "unicodedata"):
        (tmp_path / f"{name}.py").write_text(f"{mark}x = 1\n")
    (tmp_path / "m.py").write_text(f"{mark}from other import *\nprint(x)\n")
    result = process(tmp_path, "origins", "m.py", "--json")
    assert result.returncode == 0
    assert b'"name": "x"' in result.stdout
    assert not (tmp_path / "mark").exists()


def test_what_the_terminal_cannot_print(run: Run, tmp_path: Path) -> None:
    (tmp_path / "m.py").write_text("from plain import x as größe\n", "utf-8")
    out = process(tmp_path, "origins", "m.py", PYTHONIOENCODING="ascii").stdout
    assert out.split(b"  ")[:3] == [b"gr\\xf6\\xdfe", b"plain.py:1", b"gr\\xf6\\xdfe <- plain.x"]
    out = process(tmp_path, "origins", "m.py", PYTHONIOENCODING="utf-8").stdout
    assert "größe ← plain.x".encode() in out


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="there are other pipes")
def test_a_closed_pipe(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read, write = os.pipe()
    os.close(read)
    # Its end, and what is left in buffers then, is a process's own.
    result = subprocess.run(
        [sys.executable, "-m", "flake8_importstyle", "rule"],
        cwd=tmp_path,
        stdout=write,
        stderr=subprocess.PIPE,
        check=False,
    )
    assert (result.returncode, result.stderr) == (141, b"")
    with open(write, "w", encoding="utf-8") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        assert cli.main(["origins", "main.py"]) == 141


def test_the_plugin_does_not_load_it() -> None:
    code = (
        "import sys, flake8_importstyle.checker;"
        "print({'flake8_importstyle.cli', 'flake8_importstyle.listing'} & set(sys.modules))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout
    assert out.split() == [b"set()"]


def test_help_loads_nothing_else() -> None:
    code = (
        "import sys; from flake8_importstyle.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: print({'ast', 'flake8', 'flake8_importstyle.rules'} & set(sys.modules))"
    )
    # The measuring of coverage would load more.
    bare = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    done = subprocess.run([sys.executable, "-c", code], env=bare, capture_output=True, check=True)
    assert done.stdout.split()[-1] == b"set()"


def test_columns() -> None:
    rows = [["a", "数据库", "x"], ["bcd", "e\u0301", "y"]]
    assert list(terminal.columns(rows)) == ["a    数据库  x", "bcd  e\u0301       y"]
    assert list(terminal.columns([["a", ""]])) == ["a"]


def test_plain_text() -> None:
    page = (
        "# Title\n\nText with a [page](https://a.b/c)\nand [another](other.md).\n\n## What\n\n"
        "```ini\nx\n\n# y\n```\n\n- one\n  two\n- three " + "and more " * 12 + "\n"
    )
    assert terminal.plain(page).splitlines() == [
        "Title",
        "",
        "Text with a page (https://a.b/c) and another.",
        "",
        "WHAT",
        "",
        "    x",
        "",
        "    # y",
        "",
        "- one two",
        "- three " + "and more " * 8 + "and more",
        "  and more and more and more",
    ]


def test_printable() -> None:
    assert terminal.printable("a ← b…", "ascii") == "a <- b..."
    assert terminal.printable("a ← b…", "latin-1") == "a <- b..."
    assert terminal.printable("a ← \udce9", None) == "a <- \\udce9"
