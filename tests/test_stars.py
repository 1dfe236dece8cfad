"""What star imports bind, and what names stand for."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from flake8_importstyle.constants import UNKNOWN
from flake8_importstyle.files import forget
from flake8_importstyle.interpreter import _asked, ask
from flake8_importstyle.namespaces import Target
from flake8_importstyle.stars import Resolver, resolver
from tests.support import star, write_modules

pytestmark = pytest.mark.usefixtures("memory")


def is_module(module: str, name: str, folders: tuple[str, ...]) -> bool | None:
    return resolver(folders).is_module(module, name)


WRITES = "(it writes its namespace by other means than statements)"
OTHER = {
    "other": "__all__ = ['one', 'two']\nflag = True\none = two = three = 1\nnames = ['n1', 'n2']\n",
    "plain": "import os\nfrom other import one as uno\n_private = public = 1\n",
    "decorators": (
        "def export(thing):\n    globals_of(thing)['__all__'].append(thing)\n    return thing\n"
    ),
    "computed": "__all__ = load()\n",
    "unsure": "if x:\n    one = 1\n",
    "again": "from decorators import export\n",
}
NAMESPACES = [
    # Statements
    ("a = 1\nb: int = 2\nc: int\n(d, *e), f = g", "a b d e f"),
    ("def a(): ...\nasync def b(): ...\nclass c: ...\n_d = 1", "a b c"),
    ("a = b = 1\ndel a", "b"),
    ("del a\nb = 1", "b"),
    ("x.a = y[0] = 1\na += 1\nx()()", "a"),
    ("with open('a') as a, b as (c, d):\n    e = 1", "a c d e"),
    ("if (a := 1): ...\nprint(b := 2)", "a b"),
    ("from __future__ import annotations", "annotations"),
    ("import a.b, c as d\nfrom e import f as g", "a d g"),
    ("raise ValueError\na = 1", ""),
    ("import os\ntry:\n    a = 1\nfinally:\n    b = 1", "a b os"),
    # Branches
    ("if x:\n    a = b = 1\nelse:\n    a = 1", "a b?"),
    ("if x:\n    a = 1\nelif y:\n    a = 2", "a?"),
    ("if x:\n    raise ValueError\na = 1", "a"),
    ("if x:\n    raise ValueError\nelse:\n    raise KeyError\na = 1", ""),
    ("if True:\n    a = 1\nelse:\n    b = 1", "a"),
    ("if not __debug__:\n    a = 1", ""),
    ("if __name__ == '__main__':\n    a = 1", ""),
    ("import sys\nif sys.version_info >= (3, 8):\n    a = 1\nelse:\n    b = 1", "a sys"),
    ("import sys\nif sys.version_info.major < 3 or sys.platform == 'x':\n    a = 1", "sys"),
    ("import sys\nif sys.platform.startswith('no') and x:\n    a = 1", "sys"),
    ("import sys\nif sys.version_info[0] == 2:\n    a = 1", "sys"),
    ("import os\nif os.name != 'nothing':\n    a = 1", "a os"),
    ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    a = 1", "TYPE_CHECKING"),
    ("import typing as t\nif t.TYPE_CHECKING or 0:\n    a = 1", "t"),
    ("from other import flag\nif flag:\n    a = 1", "a flag"),
    ("import other\nif other.flag and not other.gone:\n    a = 1", "a? other"),
    (
        "import time\nif hasattr(time, 'sleep'):\n    a = 1\nif hasattr(time, 'x'):\n    b = 1",
        "a time",
    ),
    ("if hasattr(x, 'y'):\n    a = 1", "a?"),
    (
        "match x:\n    case [a, *b]:\n        c = 1\n    case {'k': d, **e}:\n        c = 1",
        "a? b? c? d? e?",
    ),
    # Loops
    ("for a in x:\n    b = 1\nelse:\n    c = 1", "a? b? c"),
    ("for a in ():\n    b = 1", ""),
    ("for a in (1, 2):\n    b = a", "a b"),
    ("for a in range(10_000):\n    b = a", "a b"),
    ("for a in 1, 2:\n    break\nb = 1", "a b"),
    ("while x:\n    a = 1\n    continue", "a?"),
    ("while True:\n    a = 1\n    break\nb = 1", "a b"),
    ("while 0:\n    a = 1\nelse:\n    b = 1", "b"),
    # Exceptions
    ("try:\n    import a\nexcept ImportError:\n    b = 1", "a? b?"),
    ("try:\n    import os\nexcept ImportError:\n    os = None", "os"),
    (
        "try:\n    import msvcrt as a\n    b = 1\nexcept ImportError:\n    c = 1\nelse:\n    d = 1",
        "c",
    ),
    ("try:\n    from time import gone\nexcept ImportError:\n    a = 1", "a"),
    (
        "try:\n    from time import sleep\nexcept (ImportError, KeyError):\n    a = 1\nelse:\n    b = 1",
        "b sleep",
    ),
    ("try:\n    from other import three\nexcept ImportError:\n    a = 1", "three"),
    ("try:\n    from plain import gone\nexcept ImportError:\n    a = 1", "a"),
    ("try:\n    unicode\nexcept NameError:\n    unicode = str", "unicode"),
    ("try:\n    a = unicode\nexcept NameError:\n    a = str\nelse:\n    b = 1", "a"),
    ("try:\n    a = str\nexcept NameError:\n    b = 1", "a"),
    ("try:\n    del a\nexcept NameError:\n    b = 1", "b"),
    ("import time\ntry:\n    a = time.gone\nexcept AttributeError:\n    b = 1", "b time"),
    ("import time\ntry:\n    a = time.sleep\nexcept AttributeError:\n    b = 1", "a time"),
    ("try:\n    a = f()\nexcept Exception as e:\n    b = 1\nelse:\n    c = 1", "a? b? c?"),
    ("try:\n    a = f()\nexcept ImportError:\n    b = 1", "a"),
    ("try:\n    raise ImportError('x')\nexcept ImportError:\n    a = 1", "a"),
    ("try:\n    raise\nexcept ImportError:\n    a = 1", "a"),
    ("try:\n    if x: raise KeyError\n    a = 1\nexcept:\n    b = 1", "a? b?"),
    (
        "try:\n    raise KeyError\nexcept ValueError:\n    a = 1\nfinally:\n    b = 1\nc = 1",
        "b (it raises an exception)",
    ),
    ("for x in y:\n    try:\n        continue\n    except KeyError:\n        a = 1", "a? x?"),
    (
        "from contextlib import suppress\nwith suppress(ImportError):\n    import msvcrt\n    a = 1",
        "suppress",
    ),
    ("from contextlib import suppress\nwith suppress(ImportError):\n    import os", "os suppress"),
    # Stars
    ("from other import *", "one two"),
    ("from plain import *", "os public uno"),
    (
        "from gone import *\na = 1",
        "a (its star import of 'gone' is not fully known: module not found)",
    ),
    ("from msvcrt import *", "(its star import of 'msvcrt' is not fully known: module not found)"),
    (
        "one = 1\nfrom computed import *",
        "one (its star import of 'computed' is not fully known: dynamic '__all__')",
    ),
    ("from m import *", "(its star import of 'm' is not fully known: it is part of a cycle)"),
    # __all__
    ("__all__ = ['a']\na = b = 1", "a"),
    ("__all__ = 'a', 'b'\na = b = c = 1", "a b"),
    ("__all__ = 'a b'.split()\na = b = 1", "a b"),
    (
        "__all__ = ['a']\n__all__ += ['b']\n__all__.append('c')\n__all__.extend(('d', 'e'))\n__all__.remove('a')\na = b = c = d = e = f = 1",
        "b c d e",
    ),
    ("__all__ = ['b', 'a']\n__all__.sort()\na = b = 1", "a b"),
    ("import other\n__all__ = ['a'] + other.__all__\na = one = two = 1", "a one two"),
    ("from other import names\n__all__ = [*names, f'{names[0]}x']\nn1 = n2 = n1x = 1", "n1 n1x n2"),
    ("from other import *\nfrom other import __all__ as names\n__all__ = list(names)", "one two"),
    ("a = _b = 1\n__all__ = [n for n in dir() if not n.startswith('_')]", "a"),
    ("a = B = 1\n__all__ = sorted(n for n, v in globals().items() if n.isupper())", "B"),
    ("__all__ = [k + s for k, s in (('a', 'x'), ('b', 'y'))]\nax = by = 1", "ax by"),
    ("__all__ = ['a'] if 1 < 2 < 3 else ['b']\na = b = 1", "a"),
    ("__all__ = list({'a': f(), **{'b': 1}}.keys())\na = b = 1", "a b"),
    ("__all__ = [*{'a', 'b'} - {'b'}]\na = b = 1", "a"),
    ("__all__ = ['a%s' % 1, 'b'[:1]]\na1 = b = 1", "a1 b"),
    ("__all__ = ['a']\nif x:\n    __all__ += ['b']\na = b = 1", "a b?"),
    (
        "__all__ = ['a']\nif x:\n    __all__.append('b')\n__all__ += ['c']\n__all__.append('d')\na = b = c = d = 1",
        "a b? c d",
    ),
    ("if x:\n    __all__ = ['a']\na = b = 1", "a? (dynamic '__all__')"),
    ("__all__ = ['a', 'gone']\na = 1", "a gone?"),
    ("__all__ = ['a', 'b']\ndef __getattr__(name): ...", "a b"),
    ("__all__ = ['a', 1]\na = 1", "(dynamic '__all__')"),
    *(
        (f"__all__ = {value}\na = 1", "(dynamic '__all__')")
        for value in (
            *("load()", "[x]", "['a'] * 2", "'a' + 1", "[n for n in x]", "[x for x.y in 'a']"),
            *("'%5d' % 1", "{}['a']", "f'{a!r}'", "['a'].pop()", "list(range(10**9))", "max()"),
            *("['a'] + 'b'", "[n for n in 5]", "[v for k, v in {'a': f()}.items()]"),
            *(
                "{'b': 1}.get('a')",
                "dict(a=1)",
                "[n for n, in ['ab']]",
                "x.y",
                "1 if x else 2",
                "~'a'",
                "[-[1][0]]",
            ),
        )
    ),
    ("__all__ = ['a']\n__all__[0] = 'b'\na = b = 1", "(dynamic '__all__')"),
    ("__all__ = ['a']\n__all__.pop()\na = b = 1", "(dynamic '__all__')"),
    ("__all__ = ['a']\nfill(__all__)\na = b = 1", "(dynamic '__all__')"),
    (
        "__all__ = ['a']\ndef add(n):\n    __all__.append(n)\na = b = 1",
        "(dynamic '__all__')",
    ),
    (
        "__all__ = ['a']\ndef add(n):\n    global __all__\n    __all__ += n\na = b = 1",
        "(dynamic '__all__')",
    ),
    (
        "if x:\n    __all__ = ['a']\nelse:\n    __all__ = load()\na = 1",
        "(dynamic '__all__')",
    ),
    ("if x:\n    __all__ = ['a']\nelse:\n    __all__ = [[]]\na = 1", "(dynamic '__all__')"),
    ("from decorators import export\n@export\ndef a(): ...\n@export\nclass b: ...\nc = 1", "a b"),
    (
        "from again import export\n__all__ = load()\n@export\ndef a(): ...",
        "(dynamic '__all__')",
    ),
    ("from gone import export\n@export\ndef a(): ...", "a export"),
    ("from other import one\n@one\n@x.y\ndef a(): ...", "a one"),
    # Other means
    ("globals()['a'] = 1\nb = 1\ndel globals()['b']", "a"),
    ("globals().update({'a': 1}, b=2)\nglobals().update(c=3)", "a b c"),
    ("globals().setdefault('a', 1)\nglobals().get('b')\nvars()['c'] = 1", "a c"),
    ("for n in ('a', 'b'):\n    globals()[n] = 1\ndel n", "a b"),
    *(
        (f"a = 1\n{text}", f"a {WRITES}")
        for text in (
            *("globals()[x] = 1", "globals().update(x)", "globals().pop('a')", "fill(globals())"),
            *("del globals()[x]", "IntEnum._convert_('A', __name__, f)"),
            *("setattr(sys.modules[__name__], x, 1)", "setattr(sys.modules[__name__])"),
        )
    ),
    ("a = globals()", f"a {WRITES}"),
    ("setattr(sys.modules[__name__], 'a', 1)", "a"),
    ("sys.modules[__name__] = x", "(it replaces itself in 'sys.modules')"),
    ("exec('a = 1')\nb = 1", "a b"),
    ("exec(code)\nexec()", "(it runs code by 'exec')"),
    ("for n in 'ab': exec(n + ' = 1')", "a b n"),
    ("exec('a b')", "(it runs code by 'exec')"),
    ("ns = {}\nexec(code, ns)", "ns"),
    ("exec(code, globals())", f"{WRITES}"),
    ("def a(n):\n    globals()[n] = 1", f"a {WRITES}"),
    ("def a(n):\n    g = globals()\n    g[n] = 1", f"a {WRITES}"),
    ("def a(n):\n    globals().update(n)", f"a {WRITES}"),
    ("def a(n):\n    setattr(sys.modules[__name__], n, 1)", f"a {WRITES}"),
    ("@enum.global_enum\nclass a: ...", f"a {WRITES}"),
    ("def _f():\n    global a, b\n    a = 1\ndef _g():\n    _f(), _g()\nb = 1\n_g()", "a? b"),
    ("def _f(x):\n    global a\n@_f\ndef b(): ...", "a? b"),
    ("def _f():\n    global a", ""),
    ("def __getattr__(name):\n    return getattr(x, name)", "(its '__getattr__' may know more)"),
    (
        "if x:\n" + "".join("  " * n + "if x:\n" for n in range(1, 70)) + "  " * 70 + "a = 1",
        "(it is nested too deep)",
    ),
    ("a = 1\nx.b += 1\ndef c(*, d, e=1): ...", "a c"),
    ("one = 1\nfrom unsure import *", "one"),
    ("__all__ = ['a']\nif x:\n    __all__ += ['b']\nfor n in __all__: ...\na = b = 1", "a b?"),
    ("if x:\n    a = 1\nb = 1\n__all__ = [n for n in dir() if n[0] != '_']", "a? b"),
    ("if x:\n    a = 1\n__all__ = [*globals()]", "(dynamic '__all__')"),
    ("__all__ = ['a']\n__all__.append(x)\na = 1", "(dynamic '__all__')"),
    ("__all__ = ['a']\n__all__.remove('b')\na = 1", "(dynamic '__all__')"),
    # Modules, functions and classes are there, whatever they are
    ("import os\nif os is not None and os: a = 1\nelse: b = 1", "a os"),
    ("def f(): ...\nif f is None: a = 1\nif not f: b = 1", "f"),
    ("class f: ...\ng = f\nif g is not None: a = 1", "a f g"),
    ("@x\ndef f(): ...\nif f is None: a = 1", "a? f"),
    ("class f(metaclass=x): ...\nif f: a = 1", "a? f"),
    ("from other import two\nif two is None: a = 1", "two"),
    ("from plain import os\nif os is None: a = 1", "os"),
    (
        "def f(): ...\ndef g(): ...\nif f is g: a = 1\nif f == g: b = 1\nif f in (f, g): c = 1",
        "a? b? c? f g",
    ),
    (
        "def f(): ...\nif [f] == [f]: a = 1\nif {1: f} != {1: f}: b = 1\nif [f] == ['f']: c = 1",
        "a? b? c? f",
    ),
    (
        "def f(): ...\nif str(f) == 'f': a = 1\nif f'{f}' == 'f': b = 1\nif '%s' % f == 'f': c = 1",
        "a? b? c? f",
    ),
    ("def f(): ...\nx = 'a' if f else 'b'\nif f < 1: a = 1\nfor b in f: ...", "a? b? f x"),
    (
        "if x or True: a = 1\ny = x or [1]\nif y is not None: b = 1\n__all__ = y",
        "(dynamic '__all__')",
    ),
    ("try:\n    import gone as a\nexcept ImportError:\n    a = None\nif a is None: b = 1", "a b?"),
    # What is known of lists of unknown items
    ("for a in [f(), g()]: b = 1", "a b"),
    ("for a, b in zip([f()], [g()]): c = 1", "a b c"),
    ("for a, b in enumerate((f(),)): c = 1\nfor d in reversed(['x']): ...", "a b c d"),
    ("for a in [f(), *g]: ...", "a?"),
    ("x = [f()]\nif len(x) == 1: a = 1\nif 'b' in x: b = 1\nif x[0]: c = 1", "a b? c? x"),
    ("__all__ = ['a', f()]\na = 1", "(dynamic '__all__')"),
    ("x = ['a']\n__all__ = x\nx.append('b')\nx += ['c']\na = b = c = d = 1", "a b c"),
    ("x = ['a']\n__all__ = x\nfill(x)\na = 1", "(dynamic '__all__')"),
    ("x = 1\nx.append(2)\na = [1]\na.remove(f())\nb = [1]\nb.extend('ab')", "a b x"),
    ("d = {k: 1 for k in ['a']}\n__all__ = list(d)\na = b = 1", "a"),
    ("__all__ = [s for p in [['a'], ['b']] for s in p]\na = b = c = 1", "a b"),
    ("if tuple(map(int, '1.2'.split('.'))) < (2, 0): a = 1\nelse: b = 1", "a"),
    ("if map(x, [1]): a = 1\nif map(int, x): b = 1", "a? b?"),
    ("if 2 ** 3 == 1 << 3: a = 1", "a"),
    ("if str(1) == '1' and '%d' % 1 == '1': a = 1\nif str([1]) == x: b = 1", "a b?"),
    ("def len(x): ...\nif len([1]) == 1: a = 1", "a? len"),
    (
        "a = 1\nb = 'x'\n__all__ = [k for k, v in globals().items() if k[0] != '_' and isinstance(v, (int, list))]",
        "a",
    ),
    (
        "import os\n__all__ = [k for k, v in globals().items() if isinstance(v, x)]",
        "(dynamic '__all__')",
    ),
    (
        "a = f()\n__all__ = [k for k, v in globals().items() if isinstance(v, int)]",
        "(dynamic '__all__')",
    ),
    (
        "if x: a = 1\n__all__ = sorted(set(n for n in dir() if n[0] != '_'))\nif __all__: b = 1\nif len(__all__): c = 1",
        "a?",
    ),
    (
        "__all__ = ['a']\nif x: __all__ += ['b']\n__all__ = [*__all__, 'c']\na = b = c = 1",
        "(dynamic '__all__')",
    ),
    ("__all__ = []\nif x: __all__ += ['b']\nif __all__: b = 1", "b?"),
    ("__all__ = ['a']\nif x: __all__ = [f()]\na = 1", "(dynamic '__all__')"),
    # What Python says of itself
    ("import platform\nif platform.python_implementation() == 'none': a = 1", "platform"),
    ("from platform import system\nif system() == 'none': a = 1", "system"),
    ("import platform\nif platform.machine() == 'none': a = 1", "a? platform"),
    (
        "import time\nif getattr(time, 'gone', None) is None: a = 1\nif getattr(time, 'sleep', 1) == 1: b = 1",
        "a b? time",
    ),
    (
        "import os.path\nif hasattr(os.path, 'gone'): a = 1\nif hasattr(os.gone, 'x'): b = 1",
        "b? os",
    ),
    ("import sys\nif '3' not in sys.version: a = 1", "sys"),
    # Functions that are called
    ("def _f():\n    global a, b\n    a = b = 1\n    if x: return\n    c = 1\n_f()", "a b"),
    ("def _f():\n    global a, b\n    a = 1\n    if x: return\n    b = 1\n_f()", "a b?"),
    ("def _f():\n    global a\n    a = 1\n    yield\n_f()", "a?"),
    ("async def _f():\n    global a\n    a = 1\n_f()", "a?"),
    ("@x\ndef _f():\n    global a\n    a = 1\n_f()", "a?"),
    # What is asked for `__all__`
    (
        "def __getattr__(name):\n    if name not in ['a']:\n        raise AttributeError\n    return getattr(x, name)",
        "",
    ),
    (
        "def __getattr__(name):\n    'x'\n    import y\n    z: int\n    n = name\n    if n == 'a':\n        return getattr(y, n)\n    raise AttributeError(n)",
        "",
    ),
    (
        "def __getattr__(name):\n    if name in x:\n        raise AttributeError\n    return getattr(x, name)",
        "(its '__getattr__' may know more)",
    ),
    ("def __getattr__(name):\n    import_module(name)", "(its '__getattr__' may know more)"),
    (
        "a = 1\ndef __getattr__(name):\n    for n in x: ...\n    getattr(x, n)",
        "a (its '__getattr__' may know more)",
    ),
    # What is in `__all__` is there once a star import succeeds
    ("if x: a = 1\n__all__ = ['a']", "a"),
    ("from computed import *\n__all__ = ['a']", "a"),
    ("from other import __all__", "one? two?"),
    ("from other import *\nfrom other import __all__", "one two"),
    # Replacing itself, and reading only
    ("import sys\ndel sys.modules['m']\na = 1", "a sys (it replaces itself in 'sys.modules')"),
    ("import sys\ndel sys.modules[__name__]", "sys (it replaces itself in 'sys.modules')"),
    ("import sys\ndel sys.modules['other']", "sys"),
    ("fill(names=globals())", WRITES),
    (
        "a = sorted(globals())\nb = globals().keys()\ndef f(): return list(globals()), globals().items(), locals()",
        "a b f",
    ),
    ("def f(): fill(names=globals())", f"f {WRITES}"),
    ("def sorted(x): ...\nsorted(globals())", f"sorted {WRITES}"),
    (
        "import sys\ntry:\n    a = sys.path\n    b = ['x']\n    b.append('y')\nexcept AttributeError:\n    c = 1",
        "a b sys",
    ),
    # Whatever may change a value
    *(
        (
            f"x = [['a'], {{'b': 1}}]\n{change}\nif len(x) == 2: a = 1\nif len(x[0]) == 1: b = 1",
            names,
        )
        for change, names in (
            ("x[0] == 1, x.count(1), len(x), ''.join(x)", "a b x"),
            *((change, "a? b? x") for change in ("x[0].append('b')", "x[0][0] = 1", "x[0] += [1]")),
            *((change, "a? b? x") for change in ("del x[0]", "del x[1]['b']", "x[1].pop('b')")),
            *((change, "a? b? x") for change in ("y.fill(x)", "fill(x[0])", "x[0].clear()")),
            ("y = x.pop()", "a? b? x y"),
            ("y = x[0]\ny.append(1)", "a? b? x y"),
            ("for y in x: y.clear()", "a? b? x y"),
            ("y = {'k': x}\nx[0].clear()\nif y['k'][0]: c = 1", "a? b? c? x y"),
        )
    ),
    ("__all__ = ['a']\nif x: __all__ += ['b']\nif __all__: b = 1\na = 1", "a b?"),
    (
        "x = f()\nif isinstance(x, int): a = 1\nif isinstance(x, Kind): b = 1\nx.copy().copy()",
        "a? b? x",
    ),
    ("x = [f()]\nif isinstance(x[0], int): a = 1", "a? x"),
    ("exec(code)\n__all__ = dir()", "(dynamic '__all__')"),
    ("def f():\n    global a\n    g()()\na = 1", "a f"),
    # Types
    ("if x: a = 1\n" * 3, "a?"),
    ("a = [1]\na.append(2)\nb = len(a)", "a b"),
]


@pytest.mark.parametrize(("text", "names"), NAMESPACES)
def test_names_of_a_module(tmp_path: Path, text: str, names: str) -> None:
    assert star(write_modules(tmp_path, m=text, **OTHER), "m").strip() == names


@pytest.mark.skipif(sys.version_info < (3, 12), reason="needs type statements")
def test_type_statements(tmp_path: Path) -> None:  # pragma: >=3.12 cover
    assert star(write_modules(tmp_path, m="type A = int"), "m") == "A"


@pytest.mark.skipif(sys.version_info < (3, 11), reason="needs exception groups")
def test_exception_groups(tmp_path: Path) -> None:  # pragma: >=3.11 cover
    assert (
        star(write_modules(tmp_path, m="try:\n    a = f()\nexcept* KeyError:\n    b = 1"), "m")
        == "a? b?"
    )


def test_async_statements(tmp_path: Path) -> None:
    text = "if 0:\n    async def f():\n        async for a in b: ...\n        async with c: ...\n"
    assert star(write_modules(tmp_path, m=text), "m") == ""


def test_packages(tmp_path: Path) -> None:
    files = {
        "p/__init__": (
            "from .a import one\nfrom . import b\nfrom p import one as uno\nfrom .c import *\n"
        ),
        "p/a": "one = 1\n",
        "p/b": "import gone\nfrom . import d\n",
        "p/c": "two = 1\n",
        "p/d": "",
        "p/e": "",
        "p/sub/__init__": "from .. import a\nfrom .... import too_far\nimport p.e\n",
        "q/__init__": "__all__ = ['a', 'b']\n",
        "q/a": "",
    }
    folders = write_modules(tmp_path, **files)
    assert star(folders, "p") == "a b c one two uno"
    assert star(folders, "p.sub") == "a p too_far"
    assert star(folders, "q") == "a b?"
    found = Resolver(folders)
    assert set(found.submodules(("p",))) == {"a", "b", "c", "d"}
    assert found.star("p").names["b"].target == Target("p.b", None)
    assert found.star("p") is found.star("p")
    assert found.star("q").names["a"].target == Target("q.a", None)


def test_a_star_passes_on_what_a_package_has_loaded(tmp_path: Path) -> None:
    files = {"m": "from p import *\n", "p/__init__": "import p.a\n", "p/a": ""}
    folders = write_modules(tmp_path, **files)
    assert Resolver(folders).star("m").packages == ("p",)


def test_cycles(tmp_path: Path) -> None:
    folders = write_modules(tmp_path, a="from b import *\nx = 1\n", b="from a import *\ny = 1\n")
    doubt = "is not fully known: it is part of a cycle"
    assert star(folders, "a") == (
        f"x y? (its star import of 'b' is not fully known: its star import of 'a' {doubt})"
    )
    folders = write_modules(
        tmp_path,
        c="try:\n    from d import x\nexcept ImportError:\n    x = 1\n",
        d="import c\nif c.x: y = 1\nif hasattr(c, 'x'): z = 1\n",
    )
    assert star(folders, "c") == "x"


def test_a_star_import_of_what_loads_the_module(tmp_path: Path) -> None:
    files = {
        "p/__init__": "import os\na = 1\nfrom . import b\nc = 1\n",
        "p/b": "from p import *\nd = 1\n",
        "p/e": "from p import *\n",
    }
    folders = write_modules(tmp_path, **files)
    assert star(folders, "p") == "a b c os"
    assert star(folders, "p.b") == "a b? c? d os"
    assert star(folders, "p.e") == "a b c os"


def test_long_chains(tmp_path: Path) -> None:
    chain = {f"m{number}": f"from m{number + 1} import *\n" for number in range(100)}
    folders = write_modules(tmp_path, **chain, m100="x = 1\n")
    assert "x" not in star(folders, "m0").partition(" (")[0]
    assert star(folders, "m90") == "x"


def test_long_chains_of_deep_modules(tmp_path: Path) -> None:
    ifs = "".join("  " * depth + "if True:\n" for depth in range(50))
    chain = {
        f"m{number}": f"{ifs}{'  ' * 50}from m{number + 1} import *\nx = 1\n"
        for number in range(60)
    }
    # Somewhere Python's own stack ends; what is above is known to be in doubt.
    assert "not fully known" in star(write_modules(tmp_path, **chain), "m0")


def test_a_budget(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flake8_importstyle.stars._MOST_FILES", 1)
    folders = write_modules(tmp_path, a="from b import *\n", b="x = 1\n")
    assert star(folders, "a") == (
        " (its star import of 'b' is not fully known: too large to analyse)"
    )


def test_stubs(tmp_path: Path) -> None:
    folders = write_modules(tmp_path, c="g = 1\n", user="from s import *\nh = 1\n")[:1]
    (tmp_path / "s.pyi").write_text(
        "import a\nimport b as b\nfrom c import d, e as e\nfrom c import *\nx: int\n"
        "def f() -> int: ...\n"
    )
    doubt = "known only from a stub"
    assert star(folders, "s") == f"b? e? f? g? x? ({doubt})"
    assert star(folders, "user") == (
        f"b? e? f? g? h x? (its star import of 's' is not fully known: {doubt})"
    )
    found = Resolver(folders)
    assert found.exists("s") is None
    assert found.has("s", "f") is None
    assert found.is_module("s", "f") is None
    assert found.constant("s", "f") is UNKNOWN


def test_stubs_of_compiled_modules(tmp_path: Path) -> None:
    folders = write_modules(
        tmp_path,
        **{
            "p/__init__": "from .fast import f\nfrom .fast import g\nfrom . import fast\n",
            "m": "from p.fast import *\n",
        },
    )
    (tmp_path / "p" / "fast.abi3.so").write_text("")
    (tmp_path / "p" / "fast.pyi").write_text("from . import other\ndef f(): ...\n")
    assert star(folders, "p.fast") == "f? (known only from a stub)"
    assert star(folders, "p") == "f fast g"
    (tmp_path / "p" / "fast.pyi").write_text("def f(:\n")
    forget()
    assert star(folders, "p.fast") == " (compiled without a stub)"
    (tmp_path / "p" / "fast.pyi").unlink()
    (tmp_path / "p-stubs").mkdir()
    (tmp_path / "p-stubs" / "fast.pyi").write_text("def g(): ...\n")
    forget()
    assert star(folders, "p.fast") == "g? (known only from a stub)"
    assert star(folders, "m") == (
        "g? (its star import of 'p.fast' is not fully known: known only from a stub)"
    )


def test_packages_of_stubs(tmp_path: Path) -> None:
    stubs = tmp_path / "p-stubs"
    (stubs / "q").mkdir(parents=True)
    (stubs / "__init__.pyi").write_text("from .q import *\nfrom . import r as r\n")
    (stubs / "q" / "__init__.pyi").write_text("from ..r import *\nx: int\n")
    (stubs / "r.pyi").write_text("y: int\n")
    folders = write_modules(tmp_path, n="try:\n    import p\nexcept ImportError:\n    z = 1\n")
    assert star(folders, "p") == "q? r? x? y? (known only from a stub)"
    assert star(folders, "n") == "p? z?"


def test_what_another_version_of_python_may_load(tmp_path: Path) -> None:
    text = "try:\n    import c\nexcept ImportError:\n    c = None\nelse:\n    a = 1\n"
    folders = write_modules(tmp_path, m=text)
    (tmp_path / "c.cpython-27-other.so").write_text("")
    assert star(folders, "c") == " (compiled without a stub)"
    assert star(folders, "m") == "a? c"


def test_compiled_modules_are_asked_only_if_they_are_of_the_standard_library(
    tmp_path: Path,
) -> None:
    (tmp_path / "c.abi3.so").write_text("")
    folders = (str(tmp_path), *sys.path)
    assert star(folders, "c") == " (compiled without a stub)"
    assert "sleep" in star(folders, "time").split()
    assert "environ" in star(folders, "os").split()
    assert "b64decode" in star(folders, "base64").split()
    assert "(" not in star(folders, "token")
    assert star(folders, "socket").startswith("A")  # Its names are made by code.
    assert "(" not in star(folders, "socket")


def test_an_answer_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    _asked.cache_clear()
    assert ask("selectors") is None
    _asked.cache_clear()


def test_constants(tmp_path: Path) -> None:
    folders = write_modules(
        tmp_path,
        a="from b import x as y\nfrom a import z\nif q: w = 1\n",
        b="x = 1\n",
    )
    found = Resolver(folders)
    assert found.constant("a", "y") == 1
    assert found.constant("a", "z") is UNKNOWN
    assert found.constant("a", "w") is UNKNOWN
    assert found.constant("gone", "x") is UNKNOWN
    assert repr(UNKNOWN) == "UNKNOWN"


def test_names_that_packages_give_to_their_modules(tmp_path: Path) -> None:
    files = {
        "p/__init__": (
            "from . import a\nimport p.q.b\nfrom .a import one\na.two = two = 1\np.q.b.three = one\n"
            "if x: a.four = 1\na.one == 1\nother.five = 1\na.six: int = 1\n"
        ),
        "p/a": "one = 1\n",
        "p/q/__init__": "",
        "p/q/b": "",
        "p/c": "from p.a import *\n",
        "p/d": "from .e import *\n",
        "p/e": "",
    }
    folders = write_modules(tmp_path, **files)
    assert star(folders, "p.a") == "four? one six two"
    assert star(folders, "p.q.b") == "three"
    assert star(folders, "p.c") == "four? one six two"
    found = Resolver(folders)
    assert found.star("p.q.b").names["three"].target == Target("p", "one")
    assert found.has("p.a", "two") is True
    # While the package itself is gone through, nothing has been given yet.
    files["p/__init__"] = "from .a import *\nfrom . import a\na.two = 1\n"
    folders = write_modules(tmp_path, **files)
    found = Resolver(folders)
    assert set(found.star("p").names) == {"a", "one"}
    assert set(found.star("p.a").names) == {"one", "two"}


@pytest.mark.parametrize(
    ("imported", "works"),
    [
        ("import os", True),
        ("import gone", None),
        ("import msvcrt_gone", None),
        ("import p.b", None),
        ("import p.a", True),
        ("import p.c", True),
        ("import p.d", None),
        ("import p.bad", None),
        ("import p.self", True),
        ("import p.e.x", True),
    ],
)
def test_modules_that_need_others(tmp_path: Path, imported: str, works: bool | None) -> None:
    files = {
        "p/__init__": "",
        "p/a": "try:\n    import gone\nexcept ImportError: ...\nif x: import gone\n",
        "p/b": "import p.b2\n",
        "p/b2": "from gone import x\n",
        "p/c": "import p.a\nimport other.x\n",
        "p/d": "from p.b import x\n",
        "p/bad": "(",
        "p/self": "import p.self\nimport p.c\n",
        "p/e/__init__": "",
        "p/e/x": "",
        "other/__init__": "",
        "other/x": "import gone\n",
    }
    module = imported.partition(" ")[2]
    folders = write_modules(tmp_path, **files)
    assert Resolver(folders).works(module) is works
    text = f"try:\n    {imported}\n    a = 1\nexcept ImportError:\n    b = 1\n"
    names = star(write_modules(tmp_path, m=text, **files), "m").split()
    assert ("b?" in names) is not bool(works)


def test_only_so_many_needs_are_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {f"p/m{number}": f"import p.m{number + 1}\n" for number in range(9)}
    folders = write_modules(tmp_path, **files, **{"p/__init__": "", "p/m9": "import gone\n"})
    assert Resolver(folders).works("p.m0") is None
    monkeypatch.setattr("flake8_importstyle.stars._MOST_NEEDS", 5)
    assert Resolver(folders).works("p.m0") is True


def test_roots_share_what_is_the_same_for_them(tmp_path: Path) -> None:
    files = {
        "one/own": "from lib import *\nfrom json import *\nfrom deep import *\n",
        "two/own": "from lib import *\nfrom json import *\nfrom deep import *\n",
        "two/leaf": "hidden = 1\n",
        "one/again": "from far import *\n",
        "two/again": "from far import *\n",
        "site/far": "from farther import *\nfrom listed import __all__\n",
        "site/farther": "b = hidden = 1\n",
        "site/listed": "from leaf import *\n__all__ = ['b']\ntry:\n    import leaf\nexcept ImportError: ...\n",
        "site/lib": "a = 1\nfrom os.path import join\n",
        "site/deep": "from leaf import *\n",
        "site/leaf": "b = 1\n",
    }
    _, *library = write_modules(tmp_path, **files)
    site = str(tmp_path / "site")
    one, two = (resolver((str(tmp_path / name), site, *library)) for name in ("one", "two"))
    assert one.namespace("lib") is two.namespace("lib")
    assert one.namespace("json") is two.namespace("json")
    assert one.star("json") is two.star("json")
    assert one.namespace("own") is not two.namespace("own")
    # What depends on a module that the one root hides is not shared, nor that itself.
    assert set(one.star("deep").names) == {"b"}
    assert set(two.star("deep").names) == {"hidden"}
    assert {"b"} <= set(one.star("own").names)
    assert {"hidden"} <= set(two.star("own").names)
    assert "hidden" not in one.star("own").names
    for root in (one, two):
        root.star("again")
        assert root.star("far") is root.star("far")
    assert one.star("far") is not two.star("far")
    # A folder that could be part of a namespace package counts as well.
    (tmp_path / "one" / "posixpath").mkdir()
    forget()
    other = resolver((str(tmp_path / "one"), site, *library))
    assert set(other.star("lib").names) == {"a", "join"}


def test_another_version_of_python(tmp_path: Path) -> None:
    library = tmp_path / "lib" / "python3.5"
    write_modules(tmp_path, **{f"lib/python3.5/{name}": "" for name in ("abc", "site")})
    write_modules(tmp_path, **{"lib/python3.5/os": "__all__ = load()\npath = 1\n"})
    (library / "lib-dynload").mkdir()
    (library / "lib-dynload" / "_decimal.cpython-35m-other.so").write_text("")
    folders = (str(library), str(library / "lib-dynload"))
    doubt = "known only from another version of Python"
    names, told, _ = Resolver(folders).star("os")
    assert told == doubt
    assert not any(bound.is_sure for bound in names.values())
    assert "getcwd" in names
    assert Resolver(folders).star("_decimal").doubt == doubt
    assert "Decimal" in Resolver(folders).star("_decimal").names
    assert Resolver(folders).has("_decimal", "Decimal") is None


def test_the_standard_library_may_take_what_is_installed(tmp_path: Path) -> None:
    library = tmp_path / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}"
    text = "try:\n    from kit import hammer\nexcept ImportError: ...\n"
    write_modules(tmp_path, **{str(library / name): text for name in ("abc", "os", "site")})
    assert star((str(library),), "abc") == "hammer?"


def test_names_that_go_round(tmp_path: Path) -> None:
    folders = write_modules(
        tmp_path,
        a="from b import x\nfrom b import export\n",
        b="from a import x\nfrom a import export\n",
        c="from a import x, export\nif x: y = 1\n@export\ndef z(): ...\n",
    )
    assert Resolver(folders).constant("a", "x") is UNKNOWN
    assert star(folders, "c") == "export x y? z"


def test_large_constants_are_unknown(tmp_path: Path) -> None:
    text = "__all__ = ['a']\n" + "__all__ += __all__\n" * 40
    assert star(write_modules(tmp_path, m=text), "m") == " (dynamic '__all__')"


def test_what_is_read_is_not_run(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    (tmp_path / "a.py").write_text(f"open({str(mark)!r}, 'w')\nclass B: ...\n")
    assert is_module("a", "B", (str(tmp_path),)) is False
    assert not mark.exists()
    assert "a" not in sys.modules


@pytest.mark.parametrize(
    "content",
    [
        b"class B: ...\nfrom",
        b"# coding: nonsense\nclass B: ...",
        b"\xff\xfe",
        b"class B: ...\n" + b"#" * 2_000_000,
        b"class B: ...\nx = " + b"-" * 100_000 + b"1",
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.py").write_bytes(content)
    assert is_module("a", "B", (str(tmp_path),)) is None


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    (tmp_path / "a.py").symlink_to(tmp_path / "nowhere.py")
    assert is_module("a", "B", (str(tmp_path),)) is None


def test_warnings_of_other_files_stay_away(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(r"x = '\d'; B = 1")
    assert is_module("a", "B", (str(tmp_path),)) is False


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("class b: ...", False),
        ("def b(): ...", False),
        ("b = 1", False),
        ("a = b = [1]", False),
        ("b = namedtuple('b', 'c')", False),
        ("b = logging.getLogger()", False),
        ("b = Union[int, str]", False),
        ("b = modules['b']", None),
        ("b = a.c", None),
        ("b = import_module('c')", None),
        ("b = LazyModule('c')", None),
        ("b = (1, 2)[0]", None),
        ("b: int = 1", False),
        ("b = 1\nb += 1", False),
        ("b = 1\ndef f():\n    global b\n    b = load()", None),
        ("for b in c: ...", None),
        ("b, c = 1, 2", None),
        ("import b", True),
        ("import c.d as b", True),
        ("try:\n    import b\nexcept ImportError:\n    b = None", None),
        ("from math import pi as b", False),
        ("from os import path as b", True),
        ("from . import b", None),
        ("from m import b", None),
        ("from .. import b", None),
        ("from builtins import *", None),
        ("from time import sleep as b", False),
        ("from _decimal import *", None),
        ("from string import *\nfrom .. import *", None),
        ("from m import *", None),
        ("def c():\n    b = 1", None),
        ("", None),
    ],
)
def test_what_a_name_stands_for(tmp_path: Path, text: str, answer: bool | None) -> None:
    (tmp_path / "m.py").write_text(text)
    forget()
    assert is_module("m", "b", (str(tmp_path), *sys.path)) is answer


def test_a_package_and_its_submodules(tmp_path: Path) -> None:
    files = {
        "p/__init__": "from .b import b\nfrom . import c\nfrom . import b as module\nfrom .b import *\n",
        "p/b": "def b(): ...\ndef e(): ...\n",
        "q/__init__": "",
        **dict.fromkeys(("p/a", "p/c", "p/d", "n/a", "q/a"), ""),
    }
    folders = write_modules(tmp_path, **files)
    answers = {name: is_module("p", name, folders) for name in ("a", "b", "c", "e", "module")}
    assert answers == {"a": True, "b": False, "c": True, "e": False, "module": False}
    assert is_module("q", "a", folders) is True
    assert is_module("n", "a", folders) is True
    assert is_module("n", "b", folders) is None


def test_compiled_modules(tmp_path: Path) -> None:
    (tmp_path / "c.abi3.so").write_text("")
    folders = (str(tmp_path), *sys.path)
    assert is_module("sys", "path", folders) is False
    assert is_module("sys", "monitoring", folders) is (
        True if sys.version_info >= (3, 12) else None
    )
    assert is_module("sys", "nothing", folders) is None
    assert is_module("_decimal", "Decimal", folders) is False
    assert is_module("c", "x", folders) is None
    assert is_module("gone", "x", folders) is None
