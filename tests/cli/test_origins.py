"""The command importstyle origins."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from flake8_importstyle.resolver.files import forget
from tests.conftest import Command

pytestmark = pytest.mark.usefixtures("memory")


def test_origins(run: Command) -> None:
    status, out, err = run("origins", "main.py")
    assert [line.rstrip() for line in out.splitlines()] == [
        "os.path     posixpath.py        os.path                                      1: import os.path",
        "j           json/__init__.py    j ← json                                     1: import json as j",
        "*           shop/__init__.py    shop (2 of 5 names used here)                2: from shop import *",
        "  Database  shop/database.py:3  Database ← shop ← shop.database",
        "  Order     shop/models.py:1    Order ← shop ← shop.models",
        "Thing       shop/models.py:1    Thing ← shop.stock.Item ← shop.models.Order  4: from shop.stock import Item as Thing",
        "price       shop/stock.py:4     price ← shop.stock (also bound on line 6)    5: from shop.stock import price",
        "lost        ?                   lost ← gone (module not found)               7: from gone import lost",
        "models      shop/models.py      models ← shop ← shop.models                  8: from shop import models",
        "Query       shop/models.py:2    Query ← shop.models                          12: from shop.models import Query",
        "sys         -                   sys (built into the interpreter)             15: import sys",
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
def test_which_names(run: Command, arguments: list[str], names: list[str]) -> None:
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
def test_names_that_are_not_imported(run: Command, name: str, why: str) -> None:
    status, out, err = run("origins", "main.py", "Query", name)
    assert out.startswith("Query  ")
    assert (status, err) == (1, f"importstyle: {name} is not imported in main.py{why}\n")


def test_names_that_a_star_may_bring(run: Command) -> None:
    assert run("origins", "unknown.py", "x") == (
        1,
        "",
        "importstyle: x is not imported in unknown.py; the star import on line 2 may provide it (compiled, without a stub)\n",
    )


def test_no_imports(run: Command) -> None:
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


def test_json(run: Command, tmp_path: Path) -> None:
    def step(module: str, name: str | None, file: str, line: int) -> dict[str, Any]:
        return {"module": module, "name": name, "file": str(tmp_path / file), "line": line}

    _, out, _ = run("origins", "--json", "main.py", "Thing", "Database", "lost")
    path = {"path": "main.py"}
    star = {**path, "line": 2, "column": 1, "statement": "from shop import *", "star": True}
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
            **path,
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
            **path,
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
                ("* < compiled", "compiled, without a stub", True),
                ("* < shop.models", "", True),
                ("Order < shop.models", "", True),
            ],
        ),
        (
            "conditional.py",
            [
                ("* < unsure", "", True),
                ("size < passed < unsure", "bound only conditionally", True),
            ],
        ),
        (
            "shop/relative.py",
            [
                ("models < shop < shop.models", "", True),
                ("gone < shop", "it has no such name", False),
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
def test_what_is_not_known(run: Command, file: str, expected: list[tuple[str, str, bool]]) -> None:
    _, out, _ = run("origins", "--json", file)
    assert ways(out) == expected


def test_reasons_name_the_module_if_it_is_not_the_last(run: Command, tmp_path: Path) -> None:
    (tmp_path / "either.py").write_text("if x:\n    from shop.models import Order\n")
    (tmp_path / "m.py").write_text("from either import Order\n")
    _, out, _ = run("origins", "m.py")
    assert "Order ← either ← shop.models (bound only conditionally in either)" in out


def test_a_star_that_may_not_bind_a_name(run: Command, tmp_path: Path) -> None:
    (tmp_path / "m.py").write_text("from unsure import *\nprint(size)\n")
    _, out, _ = run("origins", "m.py")
    assert "size  unsure.py:2  size ← unsure (the star import may not bind it)" in out


def test_a_later_star_may_replace_names(run: Command, tmp_path: Path) -> None:
    (tmp_path / "m.py").write_text("from shop.models import *\nfrom compiled import *\nOrder\n")
    _, out, _ = run("origins", "m.py")
    assert "Order ← shop.models (the star import on line 2 may replace its names)" in out


def test_a_package_that_may_be_part_of_another(run: Command, tmp_path: Path) -> None:
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


def test_standard_input(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
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
def test_files_of_all_kinds(run: Command, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "m.py").write_bytes(content)
    status, out, err = run("origins", "m.py", "json")
    assert out.startswith("json  json/__init__.py  json  ")
    assert (status, err) == (0, "")


def test_columns_are_characters(run: Command, tmp_path: Path) -> None:
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
def test_files_that_cannot_be_read(
    run: Command, tmp_path: Path, content: bytes, fault: str
) -> None:
    (tmp_path / "m.py").write_bytes(content)
    status, out, err = run("origins", "m.py")
    assert (status, out) == (2, "")
    assert err.startswith("importstyle: m.py: ")
    assert fault in err
    assert err.count("\n") == 1


def test_a_file_that_only_its_parser_understands(
    run: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flake8_importstyle.cli.origins_command.decoded", lambda content: None)
    fault = "importstyle: main.py: it is not valid Python\n"
    assert run("origins", "main.py") == (2, "", fault)


def test_files_that_are_not_there(run: Command) -> None:
    assert run("origins", "gone.py") == (
        2,
        "",
        "importstyle: gone.py: No such file or directory\n",
    )
    status, _, err = run("origins", "a\0b")
    assert (status, err.count("\n")) == (2, 1)


@pytest.mark.parametrize(
    ("error", "fault"), [(RecursionError, "too deeply nested"), (MemoryError, "too large")]
)
def test_code_that_there_is_no_room_for(
    run: Command, monkeypatch: pytest.MonkeyPatch, error: type[Exception], fault: str
) -> None:
    def overflow(*arguments: object, **words: object) -> None:
        raise error

    monkeypatch.setattr("flake8_importstyle.cli.origins_command.listing", overflow)
    assert run("origins", "main.py") == (2, "", f"importstyle: main.py: {fault}\n")


def test_large_files(run: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flake8_importstyle.cli.origins_command._LARGEST", 12)
    for text, status in ((b"import json\n", 0), (b"import json \n", 2)):
        (tmp_path / "m.py").write_bytes(text)
        assert run("origins", "m.py")[0] == status
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
        assert run("origins", "-")[0] == status


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="needs a device that never ends")
def test_a_device(run: Command) -> None:
    assert run("origins", "/dev/zero") == (2, "", "importstyle: /dev/zero: too large\n")


def test_installed_packages_are_named_from_their_root(run: Command, tmp_path: Path) -> None:
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


def test_where_modules_are(run: Command, tmp_path: Path) -> None:
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


def test_files_elsewhere_have_their_whole_path(run: Command, tmp_path: Path) -> None:
    os.chdir(tmp_path / "space")
    _, out, _ = run("origins", str(tmp_path / "shop" / "__init__.py"), "Order")
    assert str(tmp_path / "shop" / "models.py") + ":1" in out


def test_too_many_names_that_nobody_takes(
    run: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flake8_importstyle.cli.origins._MOST_LISTED", 3)
    monkeypatch.chdir(tmp_path)
    Path("m.py").write_text("a = b = c = 1\n")
    Path("n.py").write_text("from m import *\nprint(a)\n" * 2)
    status, out, _ = run("origins", "--all", "n.py")
    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert [line.partition(" ")[0] for line in lines] == ["*", "a", "b", "c", "*"]
    assert "too large to analyse" in lines[4]
    assert "too large to analyse" not in lines[0]
    assert not status


def test_options_may_stand_anywhere(run: Command) -> None:
    expected = run("origins", "--json", "main.py", "Order", "sys")
    assert expected[0] == 0
    assert run("origins", "main.py", "--json", "Order", "sys") == expected
    assert run("origins", "main.py", "Order", "--json", "--src", ".", "sys") == expected


@pytest.fixture
def folder(run: Command, tmp_path: Path) -> Path:
    """A folder with files of some kinds."""
    folder = tmp_path / "few"
    folder.mkdir()
    (folder / "a.py").write_text("import sys\nimport json\n")
    (folder / "b.py").write_text("x = 1\n")
    (folder / "c.py").write_text("from b import x\nimport json\n")
    return folder


def test_a_folder(run: Command, folder: Path) -> None:
    status, out, err = run("origins", "few")
    assert out.replace(os.sep, "/").splitlines() == [
        "few/a.py",
        "sys   -                 sys (built into the interpreter)  1: import sys",
        "json  json/__init__.py  json                              2: import json",
        "",
        "few/c.py",
        "x     few/b.py:1        x ← b  1: from b import x",
        "json  json/__init__.py  json   2: import json",
    ]
    assert (status, err) == (0, "")


def test_names_in_a_folder(run: Command, folder: Path) -> None:
    status, out, err = run("origins", "few", "x", "nothing", "sys")
    assert [line.split()[0] for line in out.splitlines() if line] == [
        os.path.join("few", "a.py"),
        "sys",
        os.path.join("few", "c.py"),
        "x",
    ]
    assert (status, err) == (1, "importstyle: nothing is not imported in few\n")


def test_a_folder_as_json(run: Command, folder: Path) -> None:
    status, out, err = run("origins", "few", "--json", "json")
    assert [(each["path"], each["line"]) for each in json.loads(out)] == [
        (os.path.join("few", "a.py"), 2),
        (os.path.join("few", "c.py"), 2),
    ]
    assert (status, err) == (0, "")


def test_folders_with_nothing_to_show(run: Command, folder: Path) -> None:
    (folder / "a.py").unlink()
    (folder / "c.py").unlink()
    assert run("origins", "few") == (0, "", "importstyle: few has no imports\n")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")
def test_what_cannot_be_read_in_a_folder(run: Command, folder: Path) -> None:
    os.mkfifo(folder / "pipe.py")
    (folder / "b.py").write_text("import\n")
    status, out, err = run("origins", "few", "json")
    assert out.count("import json") == 2
    assert status == 2
    assert err == f"importstyle: {os.path.join('few', 'b.py')}: invalid syntax (line 1)\n"


def test_names_that_could_command_the_terminal(run: Command, tmp_path: Path) -> None:
    (tmp_path / "evil.py").write_text("__all__ = ['a\\n\\x1b[2J']\nglobals()[__all__[0]] = 1\n")
    folder = tmp_path / "new\nline\x1b"
    folder.mkdir()
    (folder / "m.py").write_text("from evil import *\n")
    _, out, err = run("origins", str(folder), "--all", "--src", ".")
    assert "\x1b" not in out + err
    assert "new\\nline\\x1b/m.py" in out.splitlines()[0].replace(os.sep, "/")
    assert any(line.startswith("  a\\n\\x1b[2J  ") for line in out.splitlines())
