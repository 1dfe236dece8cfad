"""Where a file may read names dynamically."""

from __future__ import annotations

import ast

import pytest

from flake8_importstyle.semantic.model import analyse
from flake8_importstyle.semantic.scopes import ALL_NAMES, LOCAL_NAMES, OWN_MODULE, SYS_MODULES
from flake8_importstyle.syntax.source import SourceFile

KEYS = {"all": ALL_NAMES, "local": LOCAL_NAMES, "own": OWN_MODULE, "sys": SYS_MODULES}

CASES = [
    ("eval(x)", "all"),
    ("e = exec", "all"),
    ("f(globals)", "all"),
    ("f(**globals())", "all"),
    ("def f(eval): eval(x)", ""),
    ("def f():\n    globals = 1\n    globals", ""),
    ("def eval(x): ...\neval(x)", ""),
    ("def f(eval): eval(x)\neval(x)", "all all"),
    ("from y import eval\neval(x)", "all"),
    ("x.eval()\nx.vars()\nx.locals", ""),
    ("import builtins\nbuiltins.eval(x)", "all"),
    ("import builtins as b\nb.vars()", "all"),
    ("import builtins\nbuiltins.open(x)", ""),
    ("import builtins\nbuiltins.open = x", "all"),
    ("import builtins\nf(builtins)", "all"),
    ("__builtins__", "all"),
    ("from builtins import eval as e", "all"),
    ("from .builtins import eval as e", ""),
    ("from y import eval as e", ""),
    ("from y import e as eval", ""),
    ("f.__globals__", "all"),
    ("frame.f_locals, frame.f_code", "all"),
    ("getattr(frame, 'f_globals')", "all"),
    ("import inspect\ninspect.getmodule(f)", "all"),
    ("from inspect import getmodule as g", "all"),
    ("from inspect import stack as g", ""),
    ("locals()", "local"),
    ("vars()", "local"),
    ("dir()", "local"),
    ("vars(x), dir(x)", ""),
    ("vars(*x)", "local"),
    ("def f(vars): vars()", ""),
    ("map(vars, x)", "all"),
    ("__import__('os')", ""),
    ("__import__('example'), __import__('p.example')", "own own"),
    ("__import__('__main__')", "own"),
    ("__import__(x), __import__()", "own own"),
    ("f(__import__)", "own"),
    ("import_module(__name__)", "own"),
    ("import_module(x)\nimport_module()\nx(__name__)", ""),
    ("import sys\nsys.modules", "sys"),
    ("import sys as s\ns.modules", "sys"),
    ("x.modules", ""),
    ("from sys import modules\nmodules", "sys"),
    ("from sys import modules as m", "sys"),
    ("modules = []\nmodules", ""),
    ("import sys\nmodules = sys.modules\nmodules", "sys sys"),
    ("def f(reload): reload", ""),
    ("importlib.reload(x)", "sys"),
    ("patch('sys.modules')", "sys"),
]


@pytest.mark.parametrize(("text", "found"), CASES)
def test_dynamic_access(text: str, found: str) -> None:
    source = SourceFile(ast.parse(text), text.splitlines(keepends=True), "example.py")
    reads_of = analyse(source).reads_of
    assert [name for name, key in KEYS.items() for _ in reads_of.get(key, ())] == found.split()
