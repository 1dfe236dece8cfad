"""What names a module has: a module goes in, the names of a star import of it come out."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from flake8_importstyle.exports.evaluation.operations import PURE_FUNCTIONS
from tests.support import star, write_modules

pytestmark = pytest.mark.usefixtures("memory")

WRITES = "(it may change its namespace dynamically)"
OTHER = {
    "other": "__all__ = ['one', 'two']\nflag = True\none = two = three = 1\nnames = ['n1', 'n2']\n",
    "plain": "import os\nfrom other import one as uno\n_private = public = 1\n",
    "decorators": (
        "def export(thing):\n    globals_of(thing)['__all__'].append(thing)\n    return thing\n"
        "def plain(thing): ...\n"
    ),
    "computed": "__all__ = load()\n",
    "unsure": "if x:\n    one = 1\n",
    "again": "from decorators import export\n",
    "setters": (
        "import sys\n"
        "def put(module, name):\n    setattr(sys.modules[module], name, 1)\n"
        "def export(thing):\n    sys.modules[thing.__module__].__all__.append(thing.__name__)\n"
    ),
    "passing": "import setters, plain\nfrom setters import put as given\n",
    "pack/__init__": "",
    "pack/inner": "def put(module):\n    sys.modules.get(module).name = 1\n",
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
    ("assert (a := 1)\nmatch (b := x):\n    case 1: ...\nwith (c := x): ...", "a b c"),
    ("a: int = (b := 1)\na += (c := 1)\n[d, e] = f", "a b c d e"),
    ("@(a := x)\ndef f(b=(c := 1), *, d, e=(g := 1)): ...", "a c f g"),
    ("@(a := x)\nclass C((b := y), metaclass=(c := z)): ...", "C a b c"),
    ("while (a := x): ...\nfor b in (c := x): ...", "a b? c"),
    ("(a := x) and (b := x)\n(c := 1) if (d := x) else (e := 1)", "a b? c? d e?"),
    ("(a := 1) < (b := 2) < (c := 3)\nd = lambda e=(f := 1): (g := 1)", "a b c? d f"),
    ("assert (a := 1), (b := 2)\nc = [d := e for e in (f := x)]", "a c d? f"),
    ("a = x\nx and (a := 1)", "a"),
    ("from __future__ import annotations", "annotations"),
    ("import a.b, c as d\nfrom e import f as g", "a d g"),
    ("raise ValueError\na = 1", ""),
    ("import os\ntry:\n    a = 1\nfinally:\n    b = 1", "a b os"),
    # Branches
    ("if x:\n    try: raise KeyError\n    except ValueError: ...\n    a = 1\nb = 1", "b"),
    ("if x: a = [1]\nelse: a = [1]\nif a == [1]: b = 1", "a b"),
    ("if x:\n    a = b = 1\nelse:\n    a = 1", "a b?"),
    ("if x:\n    a = 1\nelif y:\n    a = 2", "a?"),
    ("if x:\n    raise ValueError\na = 1", "a"),
    ("if x:\n    raise ValueError\nelse:\n    raise KeyError\na = 1", ""),
    ("a = 1\nif x:\n    raise ValueError\nelse:\n    raise KeyError\nb = 1", "a"),
    ("if x: a = 1\nelse: a = 1\nif a: b = 1", "a b"),
    ("if x:\n    def f(): ...\nelse:\n    def f(): ...\nif f: a = 1", "a f"),
    ("if x: y = ['a']\nelse: y = [[]]\nif y is None: a = 1", "a? y"),
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
    ("a, b = 1, 0\nif a: c = 1\nif b: d = 1", "a b c"),
    ("a, b = [0, 1]\nif a: c = 1\nif b: d = 1", "a b d"),
    ("a, *b = 1, 2, 3", "a b"),
    (
        "for a in {1: 2}:\n    b = a\nfor c in {1}:\n    d = c\nfor e in frozenset('a'):\n    f = e",
        "a b c d e f",
    ),
    ("for a in range(10_000):\n    b = a", "a b"),
    ("for a in 1, 2:\n    break\nb = 1", "a b"),
    ("while x:\n    a = 1\n    continue", "a?"),
    # What stands behind a `break`, and in the `else` of its loop.
    ("for a in 1, 2:\n    if a == 2:\n        break\nelse:\n    b = 1", "a"),
    ("for a in 1, 2:\n    if a == 3:\n        break\nelse:\n    b = 1", "a b"),
    ("for a in 1, 2:\n    if x:\n        break\n    b = 1\nelse:\n    c = 1", "a b? c?"),
    ("for a in 1, 2:\n    b = 1\n    if x:\n        break", "a b"),
    ("for a in 1, 2:\n    if x:\n        continue\n    b = 1\nelse:\n    c = 1", "a b? c"),
    ("__all__ = []\nfor a in 'bc':\n    __all__.append(a)\n    break\nb = c = 1", "b"),
    (
        (
            "__all__ = []\nfor a in 'bc':\n    if a == 'b':\n        continue\n"
            "    __all__.append(a)\nb = c = 1"
        ),
        "c",
    ),
    ("for a in 1, 2:\n    for b in 1, 2:\n        break\n    c = 1\nd = 1", "a b c d"),
    ("for a in 1, 2:\n    try:\n        continue\n    finally:\n        b = 1\n    c = 1", "a b"),
    ("for a in 1, 2:\n    try:\n        break\n    finally:\n        b = 1\n    c = 1", "a b"),
    ("for a in 1, 2:\n    if x:\n        break\n    raise ValueError\nb = 1", "a b"),
    ("for a in 1, 2:\n    if a == 3:\n        break\n    raise ValueError\nb = 1", "a"),
    ("for a in 1, 2:\n    exec('break')\nb = 1", "a b"),
    ("for a in 1, 2:\n    exec('continue')\nb = 1", "a b"),
    ("n = 2\nwhile n:\n    n -= 1\n    globals()[f'a{n}'] = 1\nelse:\n    b = 1", "a0 a1 b n"),
    ("n = 2\nwhile n:\n    n -= 1\n    if n:\n        break\nelse:\n    b = 1", "n"),
    ("n = 2\nwhile n:\n    n += 1\n    a = 1", "a n"),
    ("n = 2\nwhile n:\n    n = x()\n    a = 1", "a n"),
    (
        (
            "__all__ = ['a']\nwhile True:\n    if len(__all__) > 2:\n        break\n"
            "    __all__.append('a')\na = 1"
        ),
        "(its '__all__' is dynamic)",
    ),
    ("while True:\n    a = 1", "a"),
    ("while True:\n    def a(): ...\n    b = 1\n    del b\n    if x:\n        break", "a"),
    # Names that are taken out.
    ("a = b = 1\nglobals().pop('a')\nc = globals().pop('b', None)", "c"),
    ("globals().setdefault('__all__', []).append('a')", "(its '__all__' is dynamic)"),
    # What may be suppressed.
    (
        "from contextlib import suppress\nwith suppress(ImportError):\n    import gone\n    a = 1",
        "a? gone? suppress",
    ),
    (
        "from contextlib import suppress\nwith suppress(ImportError):\n    import os\n    a = 1",
        "a os suppress",
    ),
    ("with suppress():\n    a = x()", "a?"),
    ("while True:\n    a = 1\n    break\nb = 1", "a b"),
    ("while True:\n    a = 1\n    break\n    b = 1", "a"),
    ("while 0:\n    a = 1\nelse:\n    b = 1", "b"),
    ("for x in y:\n    try:\n        break\n    finally:\n        a = 1\n    b = 1", "a? x?"),
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
    ("try:\n    import os.gone\nexcept ImportError:\n    a = 1", "a"),
    ("try:\n    unicode\nexcept NameError:\n    unicode = str", "unicode"),
    ("try:\n    a = unicode\nexcept NameError:\n    a = str\nelse:\n    b = 1", "a"),
    ("try:\n    a = str\nexcept NameError:\n    b = 1", "a"),
    ("try:\n    del a\nexcept NameError:\n    b = 1", "b"),
    ("import time\ntry:\n    a = time.gone\nexcept AttributeError:\n    b = 1", "b time"),
    ("import time\ntry:\n    a = time.sleep\nexcept AttributeError:\n    b = 1", "a time"),
    ("try:\n    a = f()\nexcept Exception as e:\n    b = 1\nelse:\n    c = 1", "a? b? c?"),
    ("try:\n    a = f()\nexcept ImportError:\n    b = 1", "a"),
    ("try:\n    a = f()\nexcept (ImportError, ModuleNotFoundError):\n    b = 1", "a"),
    ("try:\n    f()\nexcept NameError:\n    a = 1", "a?"),
    ("try:\n    f()\nexcept KeyError:\n    a = 1", "a?"),
    ("try:\n    x.append\nexcept KeyError:\n    a = 1", "a?"),
    ("try:\n    x.append(1)\nexcept KeyError:\n    a = 1", "a?"),
    ("x = ['a']\ntry:\n    x.remove('a')\nexcept ValueError:\n    a = 1", "a? x"),
    ("x = ['a']\ntry:\n    x.extend(['b'])\nexcept KeyError:\n    a = 1", "x"),
    ("x = ['a']\nif y: x += ['b']\ntry:\n    x.append('c')\nexcept KeyError:\n    a = 1", "x"),
    ("try:\n    a = lambda: 1\n    'b'\n    a\nexcept KeyError:\n    b = 1", "a"),
    (
        "try:\n    def a(): ...\n    async def b(): ...\n    pass\n    global c\nexcept KeyError:\n    d = 1",
        "a b",
    ),
    (
        "import time\ntry:\n    a: int = time.gone\nexcept AttributeError:\n    b = 1",
        "b time",
    ),
    ("a = 1\ntry:\n    del a\nexcept NameError:\n    b = 1", "a? b?"),
    ("try:\n    raise ImportError('x')\nexcept ImportError:\n    a = 1", "a"),
    ("try:\n    raise\nexcept ImportError:\n    a = 1", "a"),
    ("try:\n    raise ImportError\nexcept Exception:\n    a = 1", "a"),
    ("try:\n    raise KeyError\nexcept ImportError:\n    a = 1\nexcept KeyError:\n    b = 1", "b"),
    (
        "try:\n    raise KeyError(x)\nexcept ImportError:\n    a = 1\nexcept KeyError:\n    b = 1",
        "b",
    ),
    ("try:\n    raise ImportError\nexcept BaseException:\n    a = 1", "a"),
    ("try:\n    raise KeyError\nexcept KeyError:\n    a = 1\nexcept Exception:\n    b = 1", "a"),
    ("try:\n    with x:\n        import msvcrt\nexcept ImportError:\n    a = 1", "a"),
    ("with x:\n    raise KeyError\na = 1", "a"),
    ("with x:\n    if y:\n        raise KeyError\n    a = 1\nb = 1", "a? b"),
    ("with x:\n    def _f():\n        raise KeyError\n    a = 1", "a"),
    ("try:\n    a = 1\nfinally:\n    raise KeyError\nb = 1", "a"),
    ("try:\n    a = 1\nexcept ImportError: ...\nimport msvcrt", "a msvcrt"),
    ("a = 1\ntry:\n    f()\nexcept KeyError as a: ...", "a?"),
    (
        "a = 1\ntry:\n    a = f()\n    g()\nexcept KeyError:\n    if a: b = 1\n    else: c = 1",
        "a b? c?",
    ),
    (
        "try:\n    a = 1\n    if x: raise ValueError\n    else: raise KeyError\nexcept ValueError:\n    b = 1",
        "a? b",
    ),
    (
        "try:\n    if x: raise ImportError\n    from time import sleep\nexcept ImportError:\n    a = 1",
        "a? sleep?",
    ),
    (
        "try:\n    if x: raise ImportError\n    else: raise ImportError\nexcept ImportError:\n    a = 1\nb = 1",
        "a b",
    ),
    (
        "try:\n    if x:\n        a = 1\n        import msvcrt\n    b = 1\nexcept ImportError:\n    c = 1",
        "a? b? c?",
    ),
    (
        "try:\n    try:\n        if x: raise ImportError\n    except KeyError: ...\n    a = 1\nexcept ImportError:\n    b = 1",
        "a? b?",
    ),
    (
        "try:\n    if x: raise KeyError\n    import msvcrt\nexcept ImportError:\n    a = 1\nexcept KeyError:\n    b = 1",
        "a? b?",
    ),
    (
        "from contextlib import suppress\nwith suppress(KeyError):\n    if x:\n        a = 1\n        raise KeyError\n    b = 1",
        "a? b? suppress",
    ),
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
    (
        "from contextlib import suppress\nimport time\nwith suppress(AttributeError):\n    a = time.gone",
        "suppress time",
    ),
    ("from contextlib import suppress\nwith suppress(NameError):\n    a = unicode", "suppress"),
    (
        "from contextlib import suppress\nwith suppress(KeyError):\n    a = 1\nimport msvcrt",
        "a msvcrt suppress",
    ),
    (
        "from contextlib import suppress\nwith suppress(KeyError):\n    if x: raise KeyError\n    else: raise KeyError\na = 1",
        "a suppress",
    ),
    # Stars
    ("from other import *", "one two"),
    ("from plain import *", "os public uno"),
    (
        "from gone import *\na = 1",
        "a (it star-imports 'gone' (module not found))",
    ),
    ("from msvcrt import *", "(it star-imports 'msvcrt' (module not found))"),
    (
        "one = 1\nfrom computed import *",
        "one (it star-imports 'computed' (its '__all__' is dynamic))",
    ),
    ("from m import *", "(it is part of the import cycle m → m)"),
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
    ("names = ['n1']\n__all__ = [*names, f'{names[0]}x']\nn1 = n2 = n1x = 1", "n1 n1x"),
    ("from other import *\nfrom other import __all__ as names\n__all__ = list(names)", "one two"),
    ("a = _b = 1\n__all__ = [n for n in dir() if not n.startswith('_')]", "a"),
    ("a = B = 1\n__all__ = sorted(n for n, v in globals().items() if n.isupper())", "B"),
    ("__all__ = [k + s for k, s in (('a', 'x'), ('b', 'y'))]\nax = by = 1", "ax by"),
    ("__all__ = ['a'] if 1 < 2 < 3 else ['b']\na = b = 1", "a"),
    ("__all__ = list({'a': f(), **{'b': 1}}.keys())\na = b = 1", "a b"),
    ("__all__ = [*{'a', 'b'} - {'b'}]\na = b = 1", "a"),
    ("__all__ = [*map(lambda n: n + 'x', 'ab'), *map(len, 'c')][:2]\nax = bx = 1", "ax bx"),
    ("a = _b = 1\n__all__ = list(filter(lambda n: not n.startswith('_'), dir()))", "a"),
    ("if x: a = 1\n__all__ = list(filter(lambda n: n == 'a', dir()))", "a?"),
    ("__all__ = list(filter(None, ['a', '']))\na = b = 1", "a"),
    ("__all__ = list(filter(str.isupper, ['A']))\nA = 1", "(its '__all__' is dynamic)"),
    ("__all__ = list(map(lambda *n: n[0], ['a']))\na = 1", "(its '__all__' is dynamic)"),
    ("def str(n): ...\n__all__ = list(map(str, ['a']))\na = 1", "(its '__all__' is dynamic)"),
    ("__all__ = (n for n in ['a'])\na = 1", "(its '__all__' is dynamic)"),
    ("n = map(str, ['a'])\nlist(n)\n__all__ = list(n)\na = 1", "(its '__all__' is dynamic)"),
    ("import itertools\n__all__ = list(itertools.chain(['a'], *[['b']]))\na = b = 1", "a b"),
    (
        "from itertools import chain\n__all__ = [*chain.from_iterable({1: 'ab'}.values())]\na = b = 1",
        "a b",
    ),
    ("__all__ = list(dict.fromkeys(['a', 'b', 'a']))\na = b = 1", "a b"),
    (
        "from x import dict\n__all__ = list(dict.fromkeys(['a']))\na = 1",
        "(its '__all__' is dynamic)",
    ),
    (
        "import other\nk = 'one'\n__all__ = [k for k in ('a', 'one') if hasattr(other, k)]\na = one = 1",
        "one",
    ),
    (
        "import other\nk = 'one'\n__all__ = [k for k in 'a' if hasattr(other, k + 'b')]\na = 1",
        "(its '__all__' is dynamic)",
    ),
    (
        "import other\n__all__ = [k for k, other in [('a', x)] if other.flag]\na = 1",
        "(its '__all__' is dynamic)",
    ),
    ("__all__ = ['a%s' % 1, 'b'[:1]]\na1 = b = 1", "a1 b"),
    ("__all__ = ['a']\nif x:\n    __all__ += ['b']\na = b = 1", "a b?"),
    (
        "__all__ = ['a']\nif x:\n    __all__.append('b')\n__all__ += ['c']\n__all__.append('d')\na = b = c = d = 1",
        "a b? c d",
    ),
    ("if x:\n    __all__ = ['a']\na = b = 1", "a? (its '__all__' is dynamic)"),
    ("if x: __all__ = ('a', 'b')\nelse: __all__ = ['a', 'c']\na = b = c = 1", "a b? c?"),
    (
        "__all__ = ['a']\nif x: __all__ += ['b']\nif y: __all__ = ['a', 'c']\na = b = c = 1",
        "a b? c?",
    ),
    ("if x: from other import __all__", "(its '__all__' is dynamic)"),
    ("__all__ = ['a', 'gone']\na = 1", "a gone?"),
    ("__all__ = ['a', 'b']\ndef __getattr__(name): ...", "a b"),
    ("__all__ = ['a', 1]\na = 1", "(its '__all__' is dynamic)"),
    *(
        (f"__all__ = {value}\na = 1", "(its '__all__' is dynamic)")
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
    ("__all__ = ['a']\n__all__[0] = 'b'\na = b = 1", "(its '__all__' is dynamic)"),
    ("__all__ = ['a']\n__all__.pop()\na = b = 1", "(its '__all__' is dynamic)"),
    ("__all__ = ['a']\nfill(__all__)\na = b = 1", "(its '__all__' is dynamic)"),
    (
        "__all__ = ['a']\ndef add(n):\n    __all__.append(n)\na = b = 1",
        "(its '__all__' is dynamic)",
    ),
    (
        "__all__ = ['a']\ndef add(n):\n    global __all__\n    __all__ += n\na = b = 1",
        "(its '__all__' is dynamic)",
    ),
    (
        "if x:\n    __all__ = ['a']\nelse:\n    __all__ = load()\na = 1",
        "(its '__all__' is dynamic)",
    ),
    ("if x:\n    __all__ = ['a']\nelse:\n    __all__ = [[]]\na = 1", "(its '__all__' is dynamic)"),
    ("from decorators import export\n@export\ndef a(): ...\n@export\nclass b: ...\nc = 1", "a b"),
    (
        "from again import export\n__all__ = load()\n@export\ndef a(): ...",
        "(its '__all__' is dynamic)",
    ),
    ("from gone import export\n@export\ndef a(): ...", "a export"),
    ("from again import export\n@export\ndef a(): ...\nb = 1", "a"),
    ("from other import one\n@one\n@x.y\ndef a(): ...", "a one"),
    ("from decorators import export\n@x\n@export\ndef a(): ...\nb = 1", "a"),
    ("from decorators import plain\n@plain\ndef a(): ...\nb = 1", "a b plain"),
    # Other means
    ("globals()['a'] = 1\nb = 1\ndel globals()['b']", "a"),
    ("globals().update({'a': 1}, b=2)\nglobals().update(c=3)", "a b c"),
    ("globals().setdefault('a', 1)\nglobals().get('b')\nvars()['c'] = 1", "a c"),
    ("for n in ('a', 'b'):\n    globals()[n] = 1\ndel n", "a b"),
    *(
        (f"a = 1\n{text}", f"a {WRITES}")
        for text in (
            *("globals()[x] = 1", "globals().update(x)", "globals().pop(x)", "fill(globals())"),
            *("del globals()[x]", "IntEnum._convert_('A', __name__, f)"),
            *("setattr(sys.modules[__name__], x, 1)", "setattr(sys.modules[__name__])"),
        )
    ),
    ("a = globals()", f"a {WRITES}"),
    ("setattr(sys.modules[__name__], 'a', 1)", "a"),
    ("import other\nsetattr(other, load(), 1)\nsetattr(load(), 'a', 1)", "other"),
    # Deeper than what is looked at
    ("b = []\n" + "b = [b]\n" * 99 + "c = []\nc.append(b)\na = []\na += c", "a b c"),
    ("sys.modules[__name__] = x", "(it replaces itself in 'sys.modules')"),
    ("sys.modules['other'] = x\na = {}\na[__name__] = 1\ndel a['m']", "a"),
    ("exec('a = 1')\nb = 1", "a b"),
    ("exec(code)\nexec()", "(it runs code with 'exec')"),
    # The first reason counts
    (
        "exec(code)\nglobals()[x] = 1\na = globals()\ndel globals()[x]\nsys.modules[__name__] = x\ndel sys.modules[__name__]",
        "a (it runs code with 'exec')",
    ),
    ("exec(code)\ndef __getattr__(name):\n    import_module(name)", "(it runs code with 'exec')"),
    ("exec(code)\ntry:\n    raise KeyError\nexcept ValueError: ...", "(it runs code with 'exec')"),
    ("for n in 'ab': exec(n + ' = 1')", "a b n"),
    ("exec('a b')", "(it runs code with 'exec')"),
    ("ns = {}\nexec(code, ns)", "ns"),
    ("exec(code, globals())", f"{WRITES}"),
    ("def a(n):\n    globals()[n] = 1", f"a {WRITES}"),
    ("def a(n):\n    g = globals()\n    g[n] = 1", f"a {WRITES}"),
    ("def a(n):\n    globals().update(n)", f"a {WRITES}"),
    ("def a(n):\n    setattr(sys.modules[__name__], n, 1)", f"a {WRITES}"),
    ("@enum.global_enum\nclass a: ...", f"a {WRITES}"),
    # What functions of other modules do
    ("import setters as _s\n_s.put(__name__, 'a')", f"{WRITES}"),
    ("import passing as _p\n_p.given(__name__, 'a')", f"{WRITES}"),
    ("from passing import setters as _s\n_s.put(__name__, 'a')", f"{WRITES}"),
    ("from passing import setters as _s\n__all__ = []\n@_s.export\ndef a(): ...\nb = 1", "a"),
    ("from passing import given as _g\n_g.x.y(__name__)", f"{WRITES}"),
    ("from passing import plain as _p\n_p.put(__name__, 'a')", ""),
    ("from pack import inner as _i\n_i.put(__name__)", f"{WRITES}"),
    ("import setters\n__all__ = []\n@setters.export\ndef a(): ...\nb = 1", "a"),
    ("from setters import export\n__all__ = []\n@export\ndef a(): ...\nb = 1", "a"),
    (
        "from setters import export\n__all__ = []\n@export()\ndef a(): ...\nb = 1",
        "(its '__all__' is dynamic)",
    ),
    (
        "from setters import export\n__all__ = []\ndef a(): ...\nexport(a)\nb = 1",
        "(its '__all__' is dynamic)",
    ),
    (
        (
            "from importlib import import_module as _load\nfor _name in x():\n    try:\n"
            "        _m = _load(_name)\n        break\n    except ImportError:\n        a = 1\nb = 1"
        ),
        "a? b",
    ),
    ("from other import __all__ as _names\nshuffle(_names)\na = 1", "a"),
    # What functions delete
    ("a = 1\ndef _f():\n    global a\n    del a", "a?"),
    ("a = 1\ndef _f():\n    del globals()['a']", "a?"),
    ("a = b = 1\ndef _f():\n    global a, c\n    a = 2\n    del c", "a b"),
    (
        "a = 1\ndef _f():\n    global a\n    del a\n_f()\n__all__ = [n for n in dir() if n == 'a']",
        "a?",
    ),
    ("def _f():\n    global a, b\n    a = 1\ndef _g():\n    _f(), _g()\nb = 1\n_g()", "a? b"),
    ("def _f(x):\n    global a\n@_f\ndef b(): ...", "a? b"),
    ("def _f():\n    global a", ""),
    (
        "def __getattr__(name):\n    return getattr(x, name)",
        "(its '__getattr__' may provide more names)",
    ),
    (
        "if x:\n" + "".join("  " * n + "if x:\n" for n in range(1, 70)) + "  " * 70 + "a = 1",
        "(it is nested too deeply)",
    ),
    ("a = 1\nx.b += 1\ndef c(*, d, e=1): ...", "a c"),
    ("one = 1\nfrom unsure import *", "one"),
    ("__all__ = ['a']\nif x:\n    __all__ += ['b']\nfor n in __all__: ...\na = b = 1", "a b?"),
    ("if x:\n    a = 1\nb = 1\n__all__ = [n for n in dir() if n[0] != '_']", "a? b"),
    ("if x:\n    a = 1\n__all__ = [*globals()]", "(its '__all__' is dynamic)"),
    (
        "__all__ = []\nif x: __all__.append('a')\n__all__.append(y)\na = 1",
        "(its '__all__' is dynamic)",
    ),
    ("if x: l = ['a']\nelse: l = ['b']\n__all__ = l + ['c']\na = b = c = 1", "a? b? c"),
    ("if x: __all__ = ['a']\nelse: __all__ = ['b']\n__all__.append('c')\na = b = c = 1", "a? b? c"),
    ("__all__ = {x for x in ('a', 'b')}\na = b = c = 1", "a b"),
    ("if ''.join([1]) == '1': a = 1", "a?"),
    ("a = []\nb = a\nb = 1\na.append('x')\nif b: c = 1", "a b c"),
    ("a = [{1}]\nb = a\nif b: c = 1", "a b c"),
    ("__all__ = ['a']\n__all__.append(x)\na = 1", "(its '__all__' is dynamic)"),
    ("__all__ = ['a']\n__all__.remove('b')\na = 1", "(its '__all__' is dynamic)"),
    # Modules, functions and classes are there, whatever they are
    ("import os\nif os is not None and os: a = 1\nelse: b = 1", "a os"),
    ("def f(): ...\nif f is None: a = 1\nif not f: b = 1", "f"),
    ("class f: ...\ng = f\nif g is not None: a = 1", "a f g"),
    ("@x\ndef f(): ...\nif f is None: a = 1", "a? f"),
    ("@x\nclass f: ...\nif f is None: a = 1", "a? f"),
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
        "(its '__all__' is dynamic)",
    ),
    ("try:\n    import gone as a\nexcept ImportError:\n    a = None\nif a is None: b = 1", "a b?"),
    # What is known of lists of unknown items
    ("for a in [f(), g()]: b = 1", "a b"),
    ("for a, b in zip([f()], [g()]): c = 1", "a b c"),
    ("for a, b in enumerate((f(),)): c = 1\nfor d in reversed(['x']): ...", "a b c d"),
    ("for a in [f(), *g]: ...", "a?"),
    ("x = [f()]\nif len(x) == 1: a = 1\nif 'b' in x: b = 1\nif x[0]: c = 1", "a b? c? x"),
    ("__all__ = ['a', f()]\na = 1", "(its '__all__' is dynamic)"),
    ("x = ['a']\n__all__ = x\nx.append('b')\nx += ['c']\na = b = c = d = 1", "a b c"),
    ("x = ['a']\n__all__ = x\nfill(x)\na = 1", "(its '__all__' is dynamic)"),
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
        "(its '__all__' is dynamic)",
    ),
    (
        "a = f()\n__all__ = [k for k, v in globals().items() if isinstance(v, int)]",
        "(its '__all__' is dynamic)",
    ),
    (
        "if x: a = 1\n__all__ = sorted(set(n for n in dir() if n[0] != '_'))\nif __all__: b = 1\nif len(__all__): c = 1",
        "a?",
    ),
    (
        "__all__ = ['a']\nif x: __all__ += ['b']\n__all__ = [*__all__, 'c']\na = b = c = 1",
        "(its '__all__' is dynamic)",
    ),
    ("__all__ = []\nif x: __all__ += ['b']\nif __all__: b = 1", "b?"),
    ("__all__ = ['a']\nif x: __all__ = [f()]\na = 1", "(its '__all__' is dynamic)"),
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
        "(its '__getattr__' may provide more names)",
    ),
    ("a = 1\ndef __getattr__(name):\n    return x[name]", "a"),
    (
        "def __getattr__(name):\n    import_module(name)",
        "(its '__getattr__' may provide more names)",
    ),
    (
        "a = 1\ndef __getattr__(name):\n    for n in x: ...\n    getattr(x, n)",
        "a (its '__getattr__' may provide more names)",
    ),
    # What is in `__all__` is there once a star import succeeds
    ("if x: a = 1\n__all__ = ['a']", "a"),
    ("from computed import *\n__all__ = ['a']", "a"),
    ("from other import __all__", "one? two?"),
    ("from other import *\nfrom other import __all__", "one two"),
    # Replacing itself, and reading only
    ("import sys\ndel sys.modules['m']\na = 1", "a sys (it replaces itself in 'sys.modules')"),
    ("import sys\nsys.modules['m'] = 1", "sys (it replaces itself in 'sys.modules')"),
    ("import sys\nsys.modules[__spec__.name] = 1", "sys (it replaces itself in 'sys.modules')"),
    ("import sys\nsys.modules.pop('m')", "sys (it replaces itself in 'sys.modules')"),
    ("import sys\nsys.modules.update({'m': 1, **x})", "sys (it replaces itself in 'sys.modules')"),
    ("import sys\nsys.modules.update({'other': 1}, b=2)\nsys.modules.get('m')", "sys"),
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
    ("x = [['a']]\nx[0].copy()\nif len(x[0]) == 1: a = 1\nelse: b = 1", "a x"),
    (
        "x = f()\nif isinstance(x, int): a = 1\nif isinstance(x, Kind): b = 1\nx.copy().copy()",
        "a? b? x",
    ),
    ("x = [f()]\nif isinstance(x[0], int): a = 1", "a? x"),
    ("exec(code)\n__all__ = dir()", "(its '__all__' is dynamic)"),
    ("def f():\n    global a\n    g()()\na = 1", "a f"),
    # Types
    ("if x: a = 1\n" * 70, "a?"),
    (
        "import sys\nprint(sys._getframe().f_globals.setdefault('a', 1))",
        "sys (it may change its namespace dynamically)",
    ),
    # A call that loads what a function imports
    ("def f():\n    global a\n    import json\n    a = 1\nf()", "a f"),
    ("a = [1]\na.append(2)\nb = len(a)", "a b"),
]


@pytest.mark.parametrize(("text", "names"), NAMESPACES)
def test_names_of_a_module(tmp_path: Path, text: str, names: str) -> None:
    assert star(write_modules(tmp_path, m=text, **OTHER), "m").strip() == names


def test_a_decorator_too_large_to_tell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flake8_importstyle.exports.foreign.registrars._MOST_STEPS", 1)
    text = "from decorators import export\n@export\ndef a(): ...\nb = 1"
    assert star(write_modules(tmp_path, m=text, **OTHER), "m") == f"a b export {WRITES}"


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


def test_large_constants_are_unknown(tmp_path: Path) -> None:
    text = "__all__ = ['a']\n" + "__all__ += __all__\n" * 40
    assert star(write_modules(tmp_path, m=text), "m") == " (its '__all__' is dynamic)"


@pytest.mark.parametrize("text", ["-" * 20_000 + "1", "(" * 500 + ")" * 500, "x" + ".x" * 50_000])
def test_code_that_the_parser_has_no_room_for(tmp_path: Path, text: str) -> None:
    folders = write_modules(tmp_path, m=f"x = 1\nexec({text!r})\ny = 1\n")
    found = star(folders, "m")
    assert found in ("x y (it runs code with 'exec')", "x y", " (its file cannot be read)")


@pytest.mark.parametrize("fault", [MemoryError, RecursionError, OverflowError])
def test_values_that_there_is_no_room_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: type[Exception]
) -> None:
    def fail(*_: object) -> None:
        raise fault

    monkeypatch.setitem(PURE_FUNCTIONS, "sorted", fail)
    folders = write_modules(tmp_path, m="x = sorted('ab')\n__all__ = sorted(['x'])\n")
    assert star(folders, "m") == " (its '__all__' is dynamic)"


def test_a_module_that_there_is_no_room_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("flake8_importstyle.exports.module_exports.exports_of", fail)
    assert star(write_modules(tmp_path, m="x = 1\n"), "m") == " (its file cannot be read)"
