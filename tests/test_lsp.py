"""Quick fixes, by speaking to a real python-lsp-server."""

from __future__ import annotations

import json
import ntpath
import os
import queue
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

pytestmark = pytest.mark.once

# It cannot be imported where the server is not installed.
lsp = pytest.importorskip("flake8_importstyle.lsp")

SHOP = {
    "database.py": "class Database: ...\n\n\nclass Query: ...\n",
    "setup.cfg": "[flake8]\nextend-select = IMP103,IMP302\n",
}
TEXT = """\
import os as os
x = "äöü😀😀"; import json as json; from database import *
import re, sys

query = Query(Database(os, json))


class Shop:
    import csv
"""


class Editor:
    """An editor as the server sees it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-m", "pylsp"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.messages: queue.Queue[dict[str, Any]] = queue.Queue()
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()
        self.count = 0
        self.ask("initialize", processId=None, rootUri=folder.as_uri(), capabilities={})
        self.tell("initialized")
        off = {name: {"enabled": False} for name in ("pycodestyle", "pyflakes", "mccabe")}
        plugins = {"flake8": {"enabled": True}, **off}
        self.tell("workspace/didChangeConfiguration", settings={"pylsp": {"plugins": plugins}})

    def read(self) -> None:
        output = self.process.stdout
        assert output
        while header := output.readline():
            length = int(header.partition(b":")[2])
            while output.readline().strip():
                pass
            self.messages.put(json.loads(output.read(length)))

    def send(self, **message: object) -> None:
        assert self.process.stdin
        content = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(content), content))
        self.process.stdin.flush()

    def tell(self, method: str, **params: object) -> None:
        self.send(method=method, params=params)

    def ask(self, method: str, **params: object) -> Any:
        self.count += 1
        self.send(id=self.count, method=method, params=params)
        return next(each["result"] for each in self.received() if each.get("id") == self.count)

    def received(self) -> Iterator[dict[str, Any]]:
        while True:
            yield self.messages.get(timeout=60)

    def open(self, name: str, text: str) -> None:
        document = {"uri": self.uri(name), "languageId": "python", "version": 1, "text": text}
        self.tell("textDocument/didOpen", textDocument=document)

    def diagnostics(self) -> list[dict[str, Any]]:
        """Wait for the next diagnostics, and return those of ours."""
        method = "textDocument/publishDiagnostics"
        message = next(each for each in self.received() if each.get("method") == method)
        found = message["params"]["diagnostics"]
        return [each for each in found if str(each.get("code")).startswith("IMP")]

    def actions(
        self, name: str, diagnostics: list[dict[str, Any]], **context: object
    ) -> list[dict[str, Any]]:
        ends = {"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}}
        found = self.ask(
            "textDocument/codeAction",
            textDocument={"uri": self.uri(name)},
            range=ends,
            context={"diagnostics": diagnostics, **context},
        )
        assert isinstance(found, list)
        return found

    def applied(self, name: str, text: str, action: dict[str, Any]) -> str:
        """Do what an action asks for, with lines and columns as LSP counts them."""
        ((uri, edits),) = action["edit"]["changes"].items()
        assert uri == self.uri(name)
        units = text.encode("utf-16-le")
        lines = [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", text))]

        def offset(position: dict[str, int]) -> int:
            before = text[: lines[position["line"]]]
            return len(before.encode("utf-16-le")) + 2 * position["character"]

        for edit in sorted(edits, key=lambda edit: offset(edit["range"]["start"]), reverse=True):
            start, end = offset(edit["range"]["start"]), offset(edit["range"]["end"])
            units = units[:start] + edit["newText"].encode("utf-16-le") + units[end:]
        return units.decode("utf-16-le")

    def repaired(self, name: str, text: str) -> str:
        """Return what the formatter makes of a text."""
        command = [sys.executable, "-m", "flake8", "--format=importstyle-fix"]
        result = subprocess.run(
            [*command, f"--stdin-display-name={name}", "-"],
            cwd=self.folder,
            input=text.encode(),
            capture_output=True,
            check=False,
        )
        return result.stdout.decode()

    def uri(self, name: str) -> str:
        return (self.folder / name).as_uri()

    def close(self) -> None:
        self.ask("shutdown")
        self.tell("exit")
        self.process.wait(60)
        self.reader.join(60)
        for stream in (self.process.stdin, self.process.stdout):
            assert stream
            stream.close()


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    folder = tmp_path_factory.mktemp("shop")
    for name, text in SHOP.items():
        (folder / name).write_text(text)
    found = Editor(folder)
    yield found
    found.close()


@pytest.mark.parametrize(("is_saved", "ending"), [(True, "\n"), (False, "\r\n")])
def test_quick_fixes(editor: Editor, is_saved: bool, ending: str) -> None:
    name = f"till{is_saved}{len(ending)}.py"
    text = TEXT.replace("\n", ending)
    (editor.folder / name).write_text(text if is_saved else "import os\n", newline="")
    editor.open(name, text if is_saved else "")
    if not is_saved:
        editor.diagnostics()
        version = {"uri": editor.uri(name), "version": 2}
        editor.tell("textDocument/didChange", textDocument=version, contentChanges=[{"text": text}])
    diagnostics = editor.diagnostics()
    found = [
        (each["code"], each["range"]["start"]["line"], each["range"]["start"]["character"])
        for each in diagnostics
    ]
    assert found == [
        ("IMP101", 0, 7),
        ("IMP101", 1, 20),
        ("IMP001", 1, 34),
        ("IMP103", 2, 0),
        ("IMP302", 8, 4),
    ]
    assert {each["severity"] for each in diagnostics} == {2}
    actions = editor.actions(name, diagnostics)
    assert [action["title"] for action in actions] == [
        "Repair IMP101: write 'import os'",
        "Repair IMP101: write 'import json'",
        "Replace the star import with 'from database import Database, Query'",
        "Repair IMP103: write one statement for each",
        "Repair all imports in this file",
    ]
    assert {action["kind"] for action in actions} == {"quickfix"}
    assert [each["diagnostics"] for each in actions[:-1]] == [[each] for each in diagnostics[:4]]
    assert editor.applied(name, text, actions[-1]) == editor.repaired(name, text) != text
    star = editor.applied(name, text, actions[2])
    assert star == text.replace("import *", "import Database, Query")
    one = editor.applied(name, text, actions[1])
    assert one == text.replace("import json as json", "import json")
    (only,) = editor.actions(name, diagnostics[3:4], only=["quickfix"])[:-1]
    assert only["title"] == actions[3]["title"]
    for kind in ("source.fixAll", "source"):
        (all_,) = editor.actions(name, [], only=[kind])
        assert all_["kind"] == "source.fixAll"
        assert all_["edit"] == actions[-1]["edit"]
    assert not editor.actions(name, [])
    assert not editor.actions(name, diagnostics, only=["refactor"])


def test_nothing_to_repair(editor: Editor) -> None:
    text = "class Shop:\n    import csv\n"
    editor.open("class.py", text)
    diagnostics = editor.diagnostics()
    assert [each["code"] for each in diagnostics] == ["IMP302"]
    assert not editor.actions("class.py", diagnostics)


def actions(
    tmp_path: Path, text: str, *, root: str | None = "", **settings: object
) -> list[dict[str, Any]]:
    """Return what can be done about a text as a whole, asked within this process."""
    return asked(tmp_path, text, {"only": ["source.fixAll"]}, settings, root)


def asked(
    tmp_path: Path,
    text: str,
    context: dict[str, Any],
    settings: dict[str, Any],
    root: str | None = "",
) -> list[dict[str, Any]]:
    (tmp_path / "a.py").touch()
    found = lsp.pylsp_code_actions(
        config=SimpleNamespace(plugin_settings=lambda name, document_path: settings),
        workspace=SimpleNamespace(root_path=str(tmp_path) if root == "" else root),
        document=SimpleNamespace(source=text, path=str(tmp_path / "a.py"), uri="a"),
        range={},
        context=context,
    )
    assert isinstance(found, list)
    return found


def test_diagnostics_of_others_are_left_alone(tmp_path: Path) -> None:
    text = "import a as a\nimport b as b\nprint(a, b)\n"
    message = "IMP101 redundant alias 'b': write 'import b'"
    ours = {"code": "IMP101", "message": message, "range": {"start": {"line": 1}}}
    theirs = {"code": "E501", "message": "E501 line too long", "range": {"start": {"line": 0}}}
    assert not asked(tmp_path, text, {"diagnostics": [theirs]}, {})
    found = asked(tmp_path, text, {"diagnostics": [theirs, ours]}, {})
    assert [(each["title"], each.get("diagnostics")) for each in found] == [
        ("Repair IMP101: write 'import b'", [ours]),
        ("Repair all imports in this file", None),
    ]


def new_texts(found: list[dict[str, Any]]) -> list[str]:
    return [edit["newText"] for each in found for edit in each["edit"]["changes"]["a"]]


def test_places_are_counted_in_utf_16(tmp_path: Path) -> None:
    (action,) = actions(tmp_path, '\ufeffx = "é😀"; import a as a\r\rimport b as b\na, b\n')
    assert [edit["range"] for edit in action["edit"]["changes"]["a"]] == [
        {"start": {"line": 0, "character": 19}, "end": {"line": 0, "character": 25}},
        {"start": {"line": 2, "character": 7}, "end": {"line": 2, "character": 13}},
    ]


@pytest.mark.parametrize("cookie", ["latin-1", "ascii", "nonsense"])
def test_encodings(tmp_path: Path, cookie: str) -> None:
    text = f"# coding: {cookie}\nx = 'é'; import b as b\nb\n"
    found = actions(tmp_path, text)
    if cookie == "latin-1":
        assert new_texts(found) == ["b"]
        ((edit,),) = [each["edit"]["changes"]["a"] for each in found]
        assert edit["range"]["start"] == {"line": 1, "character": 16}
    # What cannot be written in the encoding that it names is not Python.
    assert bool(found) is (cookie == "latin-1")


@pytest.mark.parametrize("executable", ["flake8", "/nowhere/flake8", sys.executable])
def test_executables(tmp_path: Path, executable: str) -> None:
    found = actions(tmp_path, "import a as a\na\n", executable=executable)
    # Python is no flake8.
    assert bool(found) is (executable != sys.executable)


def test_a_flake8_of_another_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the one that the server runs, so it is asked as well."""
    script = tmp_path / "flake8"
    script.write_text("")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert next(lsp._executables("flake8")) == [str(script)]
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    assert next(lsp._executables("flake8"))[0] == sys.executable


def test_without_any_flake8(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert not actions(tmp_path, "import a as a\na\n", executable="/nowhere/flake8")


TRAP = "import pathlib\npathlib.Path({!r}).write_text('')\n"


@pytest.mark.parametrize("executable", ["flake8", "./bin/none", "/nowhere/flake8"])
def test_no_file_of_the_project_is_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, executable: str
) -> None:
    mark = tmp_path / "mark"
    project = tmp_path / "project"
    (project / "lib").mkdir(parents=True)
    (project / "flake8").mkdir()
    (project / "flake8" / "__main__.py").write_text(TRAP.format(str(mark)))
    modules = ("flake8/__init__", "json", "argparse", "sitecustomize", "usercustomize", "pylsp")
    for module in (*modules, "lib/json", "lib/argparse", "lib/sitecustomize", "own"):
        (project / f"{module}.py").write_text(TRAP.format(str(mark)))
    (project / "bin").mkdir()
    for name in ("flake8", "bin/flake8.exe", "bin/flake8"):
        script = project / name
        if not script.exists():
            script.write_text(f"#!{sys.executable}\n{TRAP.format(str(mark))}")
            script.chmod(0o755)
    monkeypatch.chdir(project)
    paths = ("", ".", "lib", str(project), str(project / "lib"))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(paths))
    if executable == "flake8":
        monkeypatch.setenv("PATH", os.pathsep.join(("", ".", "bin")))
    text = "import a, a\nfrom own import *\n"
    assert new_texts(actions(tmp_path, text, root=str(project), executable=executable))
    assert not mark.exists()


def test_environments_in_the_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = str(tmp_path / ".venv" / "lib" / "site-packages")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join((site, "/away", str(tmp_path / "src"))))
    for root in (str(tmp_path), None):
        found = lsp._environment(root)["PYTHONPATH"].split(os.pathsep)
        assert found[:2] == [site, "/away"]
        assert (len(found) == 2) is (root is not None)


@pytest.mark.skipif(sys.platform == "win32", reason="needs scripts as programs")
def test_a_flake8_that_never_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "flake8"
    script.write_text(f"#!{sys.executable}\nimport time\ntime.sleep(100)\n")
    script.chmod(0o755)
    monkeypatch.setattr(lsp, "_MOST_SECONDS", 0.5)
    assert not actions(tmp_path, "import a as a\n", executable=str(script))


@pytest.mark.parametrize(
    ("settings", "is_repaired"),
    [
        ({}, False),
        ({"extendSelect": ["IMP103"]}, True),
        ({"select": ["E", "IMP1"], "maxLineLength": 99}, True),
        ({"select": ["IMP1"], "perFileIgnores": ["b.py:IMP1", "a.py:IMP103"]}, False),
    ],
)
def test_settings(tmp_path: Path, settings: dict[str, Any], is_repaired: bool) -> None:
    assert bool(actions(tmp_path, "import a, b\n", **settings)) is is_repaired


def test_files_elsewhere(tmp_path: Path) -> None:
    for root in (None, str(tmp_path / "project")):
        (tmp_path / "project").mkdir(exist_ok=True)
        assert new_texts(actions(tmp_path, "import a, a\n", root=root)) == [""]


def test_cells_of_notebooks(tmp_path: Path) -> None:
    document = SimpleNamespace(notebook_uri="n")
    context = {"only": ["source.fixAll"]}
    assert not lsp.pylsp_code_actions(
        config=None, workspace=None, document=document, range={}, context=context
    )


def test_titles() -> None:
    for message, title in (
        (
            "star import from 'a': write 'from a import b'",
            "Replace the star import with 'from a import b'",
        ),
        ("star import from 'a': none is used", "Repair IMP001: none is used"),
    ):
        finding = {"code": "IMP001", "message": message, "applicability": "safe", "reason": None}
        assert lsp.title(finding) == title
        finding["applicability"] = "unsafe"
        assert lsp.title(finding) == f"{title} (unsafe)"
        finding["reason"] = "till.py takes 'b'"
        assert lsp.title(finding) == f"{title} (unsafe: till.py takes 'b')"


def test_folders_on_another_drive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "path", ntpath)
    assert not lsp._is_in("C:\\packages", "D:\\shop")
    assert lsp._is_in("D:\\shop\\packages", "D:\\shop")
