"""Quick fixes for python-lsp-server, which finds this module by its entry point ``pylsp``.

The server runs flake8 on the text in the editor and shows its findings. This module runs flake8
again in the same way, with a formatter that prints repairs, and makes sure that no file of the
project can shadow a module of flake8 or Python.
https://github.com/python-lsp/python-lsp-server
"""

from __future__ import annotations

import io
import json
import logging
import os
import re
import shutil
import subprocess
import sys
import tokenize
from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

from pylsp import hookimpl

from flake8_importstyle.resolver.files import relative_path

LOG = logging.getLogger(__name__)

_PREFIX = "IMP"
_QUICK_FIX = "quickfix"
_FIX_ALL = "source.fixAll"
# Maps the server's settings to flake8's options.
_OPTIONS = {
    "config": "config",
    "exclude": "exclude",
    "extendIgnore": "extend-ignore",
    "extendSelect": "extend-select",
    "filename": "filename",
    "ignore": "ignore",
    "maxLineLength": "max-line-length",
    "perFileIgnores": "per-file-ignores",
    "select": "select",
}
# Give up after this time: the editor is waiting, and the user will have moved on.
_MOST_SECONDS = 30
# Used instead of `python -m`, which would look for modules in the working directory first.
_CHECK = """
import sys
sys.path[:] = filter(None, sys.path)
from flake8_importstyle.cli.main import main
sys.exit(main(["check", *sys.argv[1:]]))
"""
_LINE_END = re.compile(r"\r\n|\r|\n")
_BOM = "\ufeff"

_Json: TypeAlias = dict[str, Any]


@hookimpl
def pylsp_code_actions(
    config: Any, workspace: Any, document: Any, range: _Json, context: _Json
) -> list[_Json]:
    """Return the code actions for the diagnostics in a range of lines."""
    only = context.get("only") or [_QUICK_FIX]
    is_quick = _includes(only, _QUICK_FIX)
    diagnostics = [
        each
        for each in context.get("diagnostics", ())
        if str(each.get("code", "")).startswith(_PREFIX)
    ]
    if not (diagnostics if is_quick else _includes(only, _FIX_ALL)):
        return []
    # A cell of a notebook is only a part of its module.
    if hasattr(document, "notebook_uri"):
        return []
    settings = config.plugin_settings("flake8", document_path=document.path)
    text = document.source
    found = repairs(settings, workspace.root_path, document.path, text)
    actions = []
    for finding in found.get("findings", ()):
        concerned = finding["edits"] and [each for each in diagnostics if _is_about(each, finding)]
        if concerned and is_quick:
            action = _action(title(finding), _QUICK_FIX, document.uri, text, finding["edits"])
            actions.append({**action, "diagnostics": concerned})
    if found.get("edits"):
        kind = _QUICK_FIX if is_quick else _FIX_ALL
        all_ = "Repair all imports in this file"
        actions.append(_action(all_, kind, document.uri, text, found["edits"]))
    return actions


def repairs(settings: _Json, root: str | None, path: str | None, text: str) -> _Json:
    """Return the repairs of a text as flake8 prints them in JSON; empty if there are none.

    ``settings``: the server's settings for flake8. ``root``: the folder of the project.
    """
    command = ["--format=importstyle-json", *_options(settings)]
    if path and root and path.startswith(root):
        command.append(f"--stdin-display-name={os.path.relpath(path, root)}")
    content = text.encode(_encoding(text), "surrogatepass")
    output = b""
    for flake8 in _executables(settings.get("executable", "flake8")):
        try:
            done = subprocess.run(
                [*flake8, *command, "-"],
                cwd=root or None,
                env=_environment(root),
                input=content,
                capture_output=True,
                check=False,
                timeout=_MOST_SECONDS,
            )
        except OSError:
            continue
        except subprocess.TimeoutExpired:
            LOG.warning("flake8 took too long to list the repairs")
            return {}
        output = done.stdout
        LOG.debug("%s says: %s", flake8, done.stderr)
        break
    try:
        found: list[_Json] = json.loads(output)
    except ValueError:
        LOG.info("flake8 printed no repairs: is this plugin installed beside it?")
        return {}
    return found[0] if found else {}


def title(finding: _Json) -> str:
    """Return the title of the repair of a finding, with the reason if it is unsafe."""
    code, message = finding["code"], finding["message"]
    write = re.search(": write ('.*)", message)
    text = f"Repair {code}: {message.rpartition(': ')[2]}"
    if code == "IMP001" and write:
        text = f"Replace the star import with {write[1]}"
    if finding["applicability"] == "safe":
        return text
    return f"{text} (unsafe{': ' if finding['reason'] else ''}{finding['reason'] or ''})"


def text_edits(text: str, edits: Iterable[_Json]) -> list[_Json]:
    """Return edits with lines and columns as LSP counts them, in units of UTF-16."""
    starts = [0, *(match.end() for match in _LINE_END.finditer(text))]
    first = int(text.startswith(_BOM))

    def position(offset: int) -> _Json:
        offset += first
        line = max(index for index, start in enumerate(starts) if start <= offset)
        before = text[starts[line] : offset].encode("utf-16-le", "surrogatepass")
        return {"line": line, "character": len(before) // 2}

    return [
        {
            "range": {"start": position(each["start"]), "end": position(each["end"])},
            "newText": each["text"],
        }
        for each in edits
    ]


def _action(title: str, kind: str, uri: str, text: str, edits: Iterable[_Json]) -> _Json:
    return {
        "title": title,
        "kind": kind,
        "edit": {"changes": {uri: text_edits(text, edits)}},
    }


def _includes(asked: Iterable[str], kind: str) -> bool:
    """Tell whether a kind of code action is requested, by itself or as part of a wider kind."""
    return any(kind == each or kind.startswith(f"{each}.") for each in asked)


def _is_about(diagnostic: _Json, finding: _Json) -> bool:
    is_here = diagnostic["range"]["start"]["line"] == finding["line"] - 1
    return is_here and diagnostic.get("message") == f"{finding['code']} {finding['message']}"


def _options(settings: _Json) -> Iterator[str]:
    for name, option in _OPTIONS.items():
        value = settings.get(name)
        if value:
            text = ",".join(map(str, value)) if isinstance(value, list) else value
            yield f"--{option}={text}"


def _executables(name: str) -> Iterator[list[str]]:
    """Yield the commands that may start flake8, in the order in which the server tries them.

    A name without a folder is looked up on ``PATH``, but not in the working directory.
    """
    if os.sep in name:
        yield [os.path.abspath(os.path.expanduser(os.path.expandvars(name)))]
    else:
        folders = filter(os.path.isabs, os.environ.get("PATH", "").split(os.pathsep))
        found = shutil.which(name, path=os.pathsep.join(folders))
        # This interpreter has this plugin, which runs faster on its own.
        is_here = found is not None and os.path.dirname(found) == os.path.dirname(sys.executable)
        if found is not None and not is_here:
            yield [found]
    yield [sys.executable, "-c", _CHECK]


def _environment(root: str | None) -> dict[str, str]:
    """Return environment variables for flake8 that keep it from finding modules in the project."""
    kept = [
        folder
        for folder in os.environ.get("PYTHONPATH", "").split(os.pathsep)
        if os.path.isabs(folder) and not (root and _is_in(folder, root))
    ]
    # Since Python 3.11, the second one keeps out the working directory.
    return {**os.environ, "PYTHONPATH": os.pathsep.join(kept), "PYTHONSAFEPATH": "1"}


def _is_in(folder: str, root: str) -> bool:
    inside = relative_path(os.path.realpath(folder), os.path.realpath(root))
    parts = inside.split(os.sep)
    is_outside = parts[0] == os.pardir or os.path.isabs(inside)
    # A virtual environment may be inside the project.
    return not is_outside and "site-packages" not in parts


def _encoding(text: str) -> str:
    """Return the encoding in which flake8 will read a text, if it can encode the text."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(text.encode()).readline)
        text.encode(encoding)
    except (SyntaxError, UnicodeError):
        return "utf-8"
    # A byte order mark is part of the text.
    return encoding.removesuffix("-sig")
