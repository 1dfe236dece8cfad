"""The repaired text of every case does what the case does, in all worlds."""

from __future__ import annotations

import ast
import builtins
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from flake8_importstyle.formatters.rounds import repair
from flake8_importstyle.rules.all import RULES
from flake8_importstyle.syntax.imports import module_text
from flake8_importstyle.syntax.parsing import parsed
from tests.markdown import Case
from tests.rules.test_cases import ALL
from tests.support import PROJECT, configured, repaired, write
from tests.tree import is_valid

Outcomes = list[list[list[str]]]
"""Of each text in each world, what it saw."""

# As many are there to be compared at least, and of these so many end without an exception where
# all modules are there.
_MOST_PAIRS, _MOST_WITHOUT_EXCEPTION = 120, 0.75


def in_all_worlds(folder: Path, tasks: Sequence[dict[str, Any]]) -> list[Outcomes]:
    """Run the texts of some tasks in a folder."""
    result = subprocess.run(
        [sys.executable, "-B", "-S", str(Path(__file__).with_name("worlds.py"))],
        cwd=folder,
        input=json.dumps(tasks),
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
        env={"PYTHONUTF8": "1", "PYTHONHASHSEED": "0"},
    )
    assert not result.returncode, result.stderr
    answer: list[Outcomes] = json.loads(result.stdout)
    return answer


def unbound(text: str) -> list[str]:
    """Return the names in a text that nothing in it binds, builtins apart."""
    found: set[str] = set()
    bound = set(dir(builtins))
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Name):
            (found if isinstance(node.ctx, ast.Load) else bound).add(node.id)
        elif isinstance(node, ast.alias):
            bound.add((node.asname or node.name).partition(".")[0])
        elif not isinstance(node, ast.keyword):  # pragma: no branch
            # Definitions, parameters, handlers, patterns and type parameters.
            names = (getattr(node, field, None) for field in ("name", "arg", "rest"))
            bound.update(name for name in names if isinstance(name, str))
    return sorted(found - bound)


def without_moved(text: str, outcome: list[list[str]], *, from_policy: str) -> list[list[str]]:
    """Leave out what a module's names are that functions of the text import.

    Where IMP307 moves such an import to the top, the module has the name as well, on purpose. Where
    IMP204 uses names through their module, it has that in place of them.
    """
    tree = ast.parse(text)
    functions = (ast.FunctionDef, ast.AsyncFunctionDef, *([ast.Module] if from_policy else []))
    names = {
        bound
        for function in ast.walk(tree)
        if isinstance(function, functions)
        for node in ast.walk(function)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for alias in node.names
        for bound in (
            (alias.asname or alias.name).partition(".")[0],
            *(
                module_text(node).split(".")
                if from_policy and isinstance(node, ast.ImportFrom)
                else ()
            ),
        )
    }
    starts = tuple(f"{name} is " for name in names)
    return [[line for line in world if not str(line).startswith(starts)] for world in outcome]


def by_all_rules(case: Case) -> str:
    """Return the text of a case after the safe repairs of all rules that go together."""
    settings = configured(case.options)
    rules = [
        rule
        for rule in RULES.values()
        if rule.is_on(settings, ("IMP",))
        and rule.code != ("IMP105" if settings.single_name else "IMP104")
    ]
    source = parsed(case.unmarked, case.filename, is_alone=settings.no_resolve)
    assert source is not None
    return repair(source, rules, settings, lambda _, found: found).text


def pairs() -> Iterator[tuple[str, Case, str]]:
    """Yield the cases that a repair changes, with what it makes of them."""
    for code, _, case in ALL:
        if sys.version_info < case.since or not is_valid(case.source):
            continue
        if case.filename.endswith(".pyi"):
            continue  # Nobody runs a stub.
        arguments = case.unmarked, code, case.filename
        texts = {code: repaired(*arguments, options=case.options), "all": by_all_rules(case)}
        for kind, text in texts.items():
            if text != case.unmarked:
                yield f"{code} {case.name} ({kind})", case, text


@pytest.mark.once
def test_repaired_cases_do_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, PROJECT)
    monkeypatch.chdir(tmp_path)
    found = list(pairs())
    outcomes = in_all_worlds(
        tmp_path,
        [
            {
                "filename": case.filename,
                "missing": unbound(case.unmarked),
                "texts": [case.unmarked, text],
            }
            for _, case, text in found
        ],
    )
    compared = [
        [
            without_moved(case.unmarked, each, from_policy=configured(case.options).from_policy)
            for each in outcome
        ]
        for (_, case, _), outcome in zip(found, outcomes, strict=True)
    ]
    changed = {
        name: next((b, a) for b, a in zip(before, after, strict=True) if b != a)
        for (name, _, _), (before, after) in zip(found, compared, strict=True)
        if before != after
    }
    expected = {name for name, case, _ in found if case.fails}
    assert changed.keys() == expected, {name: changed[name] for name in changed.keys() - expected}
    complete = [not any(each.startswith("raises") for each in before[0]) for before, _ in outcomes]
    assert len(complete) >= _MOST_PAIRS
    assert sum(complete) / len(complete) >= _MOST_WITHOUT_EXCEPTION


@pytest.mark.parametrize(
    ("before", "after", "is_same"),
    [
        ("import a; print(a)", "import a; print(a)", True),
        ("import a; import b", "import b; import a", False),
        ("import a", "pass", False),
        # Only where a test fails; only where a module is not there; only when it is called.
        ("if x: import a\nimport a\na", "if x: import a\na", False),
        ("try: import a\nexcept ImportError: a = 1", "import a", False),
        ("import a\ndef f(): return a.b", "import a\ndef f(): return a.c", False),
        ("import a\nclass A:\n def f(self): a", "import a\nclass A:\n def f(self): b", False),
        ("import a\nf = lambda: a", "import a\nf = lambda: a.b", False),
        ("import a\nasync def f(): await a", "import a\nasync def f(): await a.b", False),
        ("def f():\n def g(): x\n return g", "def f():\n def g(): y\n return g", False),
        ("from a import b; b()", "import a; a.b()", False),
        ("from colours import *; red", "from colours import red; red", True),
        ("from colours import *; red", "from colours import green; red", False),
        ("open", "from colours import open; open", False),
        ("while True: pass", "while True: pass", True),
        ("match x:\n case a.b: y", "match x:\n case a.b: y", True),
    ],
)
def test_worlds(tmp_path: Path, before: str, after: str, is_same: bool) -> None:
    write(tmp_path, PROJECT)
    task = {"filename": "example.py", "missing": unbound(before), "texts": [before, after]}
    ((one, other),) = in_all_worlds(tmp_path, [task])
    assert (one == other) is is_same
    assert all(world[-1].startswith("prints") for world in one)


@pytest.mark.parametrize(
    ("filename", "text"),
    [
        ("shop/orders.py", "from .database import Database; Database.__module__"),
        ("shop/__init__.py", "from .orders import Order; Order.__module__"),
        ("shop/models/size.py", "from ..orders import Order; Order.__module__"),
    ],
)
def test_texts_in_packages(tmp_path: Path, filename: str, text: str) -> None:
    write(tmp_path, PROJECT)
    task = {"filename": filename, "missing": [], "texts": [text]}
    ((worlds,),) = in_all_worlds(tmp_path, [task])
    assert not any(each.startswith("raises") for each in worlds[0])
