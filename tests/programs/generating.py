"""Programs that are made up: modules, packages, a file that uses them, and one that uses that.

They do everything that gives names a meaning or takes it away, on every way through a program. The
same number gives the same program.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping

NAMES = ("a", "b", "c", "d", "e", "f")
_BUILTIN = "sum"
Known = set[str]
"""Names that a module gives, more or less: most programs shall not end at once."""
_DEEPEST = 3

# What is unknown until a program runs: `more` is true a few times only, so that loops end.
HELP = """\
import sys
class Stop(Exception): pass
_left = [7]
def more():
    _left[0] -= 1
    return _left[0] > 0
def yes(): return len(sys.argv) >= 0
def no(): return len(sys.argv) < 0
def run(function): return function()
def export(function):
    sys.modules[function.__module__].__all__.append(function.__name__)
    return function
def give(names, name): names[name] = name
def put(module, name): setattr(sys.modules[module], name, name)
def same(function): return function
class guard:
    def __enter__(self): return self
    def __exit__(self, *fault): return fault[0] is not None and issubclass(fault[0], Stop)
"""


class Writer:
    """Writes one file of a program."""

    def __init__(self, random: random.Random, module: str, others: Mapping[str, Known]) -> None:
        self.random = random
        self.module = module
        self.others = others
        """The modules that it may import, as it names them."""
        self.given: Known = set()
        """What it gives itself, more or less."""
        self.bound: list[str] = []
        """The modules that are imported as themselves."""
        self.functions: list[str] = []
        self.count = 0
        self.has_standard = False

    def choose(self, *choices: str) -> str:
        return self.random.choice(choices)

    def often(self, share: float) -> bool:
        return self.random.random() < share

    def name(self) -> str:
        return _BUILTIN if self.often(0.04) else self.random.choice(NAMES)

    def value(self) -> str:
        self.count += 1
        return f"'{self.module}{self.count}'"

    def fresh(self, kind: str) -> str:
        self.count += 1
        return f"{kind}{self.count}"

    # Statements of one line

    def star(self) -> list[str]:
        module = self.random.choice(list(self.others))
        self.given |= self.others[module]
        return [f"from {module} import *"]

    def from_import(self) -> list[str]:
        module = self.random.choice(list(self.others))
        names = sorted(self.others[module])
        if not names or self.often(0.03):
            names = list(NAMES)
        names = self.random.sample(names, self.random.randint(1, min(3, len(names))))
        parts = [
            f"{name} as {self.name() if self.often(0.5) else name}" if self.often(0.2) else name
            for name in names
        ]
        self.given.update(part.split()[-1] for part in parts)
        return [f"from {module} import {', '.join(parts)}"]

    def import_(self) -> list[str]:
        modules = [each for each in self.others if each[0] != "."]
        if not modules:
            return self.from_import()
        chosen = self.random.sample(modules, min(len(modules), 1 + self.often(0.3)))
        parts = []
        for module in chosen:
            if self.often(0.25):
                parts.append(f"{module} as {self.name()}")
            else:
                parts.append(module)
                self.bound.append(module)
        return [f"import {', '.join(parts)}"]

    def standard(self) -> list[str]:
        self.has_standard = True
        return [
            self.choose(
                "import os",
                "import os.path",
                "import json, os",
                "from os import sep as a",
                "from json import dumps as d",
                "import json as json",
                "from os import sep",
            )
        ]

    def read(self) -> list[str]:
        if self.bound and self.often(0.15):
            module = self.random.choice(self.bound)
            names = sorted(self.others[module]) or NAMES
            return [f"print({module}.{self.random.choice(names)})"]
        if self.has_standard and self.often(0.06):
            return [self.choose("print(os.sep)", "print(sep)", "print(json.dumps(1))")]
        return self.attempt() if self.often(0.4) else [f"print({self.name()})"]

    def attempt(self) -> list[str]:
        name = self.name()
        return ["try:", f"    print({name})", "except NameError:", f"    print('no {name}')"]

    def assign(self) -> list[str]:
        name, other = self.name(), self.name()
        self.given.add(name)
        return [
            self.choose(
                f"{name} = {self.value()}",
                f"{name} = {self.value()}",
                f"{name} = {other}",
                f"{name}, {other} = {self.value()}, {self.value()}",
                f"{name}: str = {self.value()}",
                f"{name}: str",
                f"{name} = str({name}) + '+'",
                f"{name} += {self.value()}",
                f"print({name} := {self.value()})",
                f"print(({other} and ({name} := {self.value()})))",
            )
        ]

    def delete(self) -> list[str]:
        return [f"del {self.name()}"]

    def expression(self) -> list[str]:
        name, other = self.name(), self.name()
        late = self.fresh("late")
        return self.random.choice(
            [
                [f"print([{name} for {name} in ({self.value()},)])"],
                [f"print([({name}, {other}) for {other} in ({name},)])"],
                [f"print({{{name}: {other} for _ in (1,)}})"],
                [f"print(list({name} for _ in (1, 2)))"],
                [f"{late} = ({name} for _ in (1,))", *self.suite_of(1), f"print(list({late}))"],
                [f"{late} = lambda: {name}", *self.suite_of(1), f"print({late}())"],
                [f"{late} = lambda {name}={name}: {name}", f"print({late}())"],
                [f"print(sorted([1, 2], key=lambda x: str({name})))"],
                [f"print(h.run(lambda: {name}))"],
                [f"print(f'{{{name}}} {{{other}!r:>3}}')"],
                [f"print((lambda {name}: {name})({other}))"],
            ]
        )

    def define(self) -> list[str]:
        name, function = self.name(), self.name() if self.often(0.1) else self.fresh("run")
        head = f"def {function}({name if self.often(0.2) else ''}):"
        if head.endswith("():"):
            self.functions.append(function)
        elif self.often(0.5):
            head = head.replace("):", f"={self.name()}):")
            self.functions.append(function)
        before = list(self.bound)
        inner = [f"    {line}" for line in self.suite(in_function=True, depth=_DEEPEST - 1)]
        self.bound = before
        declared = self.name()
        if self.often(0.2) and declared not in head and f"{declared}: str" not in str(inner):
            inner = [f"    global {declared}", *inner]
        decorator = [f"@h.{self.choose('same', 'run')}"] if self.often(0.15) else []
        return [*decorator, head, *inner]

    def call(self) -> list[str]:
        if not self.functions:
            return self.read()
        return [f"{self.random.choice(self.functions)}()"]

    def class_(self) -> list[str]:
        name = self.name() if self.often(0.2) else self.fresh("Class")
        base = f"(str if {self.name()} else str)" if self.often(0.1) else ""
        before, kept = list(self.bound), list(self.functions)
        inner = [f"    {line}" for line in self.suite(in_class=True, depth=_DEEPEST - 1)]
        self.bound, self.functions = before, kept
        declared = self.name()
        if self.often(0.2) and f"{declared}: str" not in str(inner):
            inner = [f"    global {declared}", *inner]
        method = ["    def method(self):", f"        print({self.name()})"]
        call = [f"{name}().method()"] if self.often(0.5) else []
        return [f"class {name}{base}:", *inner, *method, *call]

    # Statements with suites

    def condition(self) -> str:
        return self.choose("h.yes()", "h.no()", "h.more()", "True", "False", "h.yes", "not h.no()")

    def block(self, *, in_function: bool, in_class: bool, depth: int, in_loop: bool) -> list[str]:
        def suite(in_loop: bool = in_loop) -> list[str]:
            lines = self.suite(
                in_function=in_function, in_class=in_class, depth=depth + 1, in_loop=in_loop
            )
            return [f"    {line}" for line in lines]

        kind = self.random.randrange(9)
        if kind <= 2:
            lines = [f"if {self.condition()}:", *suite()]
            if self.often(0.3):
                lines += [f"elif {self.condition()}:", *suite()]
            return [*lines, "else:", *suite()] if self.often(0.5) else lines
        if kind == 3:
            target = self.name() if self.often(0.4) else "_"
            head = f"for {target} in {self.choose('()', '(1,)', '(1, 2)', f'[{self.name()}]')}:"
            otherwise = ["else:", *suite()] if self.often(0.3) else []
            return [head, *suite(in_loop=True), *otherwise]
        if kind == 4:
            otherwise = ["else:", *suite()] if self.often(0.3) else []
            return ["while h.more():", *suite(in_loop=True), *otherwise]
        if kind in (5, 6):
            lines = ["try:", *suite()]
            if self.often(0.3):
                lines.append(f"    {self.choose('raise h.Stop', 'missing', 'import missing')}")
            handlers = self.random.sample(["h.Stop", "NameError", "ImportError"], 2)
            if self.often(0.2):
                handlers[1] = "Exception"
            has_handlers = self.often(0.85)
            for handler in handlers[: self.random.randint(1, 2)] if has_handlers else ():
                with_name = f" as {self.name()}" if self.often(0.15) else ""
                lines += [f"except {handler}{with_name}:", *suite()]
            if has_handlers and self.often(0.25):
                lines += ["else:", *suite()]
            if not has_handlers or self.often(0.3):
                lines += ["finally:", *suite()]
            return lines
        if kind == 7:
            head = self.choose("h.guard()", "contextlib.suppress(NameError)", "suppress(h.Stop)")
            with_name = f" as {self.name()}" if self.often(0.2) else ""
            last = ["    raise h.Stop"] if self.often(0.25) else []
            return [f"with {head}{with_name}:", *suite(), *last]
        captured = self.name()
        chosen = [self.choose(f"'{self.module}'", f"[{captured}, _]", captured, "1 | 2")]
        if chosen != [captured] and self.often(0.6):
            chosen.append("_")
        lines = [f"match {self.choose('1', '(1, 2)', self.name())}:"]
        for case in chosen:
            lines += [f"    case {case}:", *(f"    {line}" for line in suite())]
        return lines

    def suite(
        self,
        *,
        in_function: bool = False,
        in_class: bool = False,
        depth: int = 0,
        in_loop: bool = False,
    ) -> list[str]:
        """Return the lines of a suite."""
        lines: list[str] = []
        for _ in range(self.random.randint(1, 2 if depth else 9)):
            if depth < _DEEPEST and self.often(0.3):
                lines += self.block(
                    in_function=in_function, in_class=in_class, depth=depth, in_loop=in_loop
                )
            else:
                lines += self.simple(in_function, in_class, depth)
            if depth and self.often(0.05):
                ways = ["raise h.Stop", *(["return"] if in_function else [])]
                ways += ["break", "continue"] if in_loop else []
                lines.append(self.random.choice(ways))
        return lines

    def suite_of(self, count: int) -> list[str]:
        """Return some statements without suites, which may stand anywhere."""
        return [line for _ in range(count) for line in self.simple(True, True, _DEEPEST)]

    def simple(self, in_function: bool, in_class: bool, depth: int) -> list[str]:
        """Return the lines of a statement without suites, or of a definition."""
        kinds: list[tuple[Callable[[], list[str]], int]] = [
            (self.read, 12),
            (self.assign, 4),
            (self.delete, 1 if self.often(0.3) else 0),
            (self.from_import, 3),
            (self.import_, 2),
            (self.standard, 1),
            (self.call, 3),
        ]
        if not (in_function or in_class):
            kinds.append((self.star, 5))
        if depth < _DEEPEST:
            kinds += [(self.expression, 3), (self.define, 3), (self.class_, 1)]
        (kind,) = self.random.choices(
            [each for each, _ in kinds], weights=[weight for _, weight in kinds]
        )
        return kind()


class Giver(Writer):
    """Writes a module that gives names to others, by every kind of statement."""

    def lines(self) -> list[str]:
        """Return the lines of the module."""
        parts: list[list[str]] = []
        for name in self.random.sample(NAMES, self.random.randint(2, 5)):
            if self.often(0.5):
                self.given.add(name)
                parts.append(self.plain(name))
            else:
                parts.append(self.indirect(name))
        if self.often(0.1):
            parts.append([f"{_BUILTIN} = {self.value()}"])
        if self.often(0.05):
            parts.append([f"del {self.random.choice(sorted(self.given) or NAMES)}"])
        if self.others and self.often(0.6):
            parts.insert(self.random.randrange(len(parts) + 1), self.star())
        if self.others and self.often(0.3):
            parts.insert(0, self.from_import())
        if self.others and self.often(0.15):
            parts.append(self.import_())
        if self.often(0.35):
            parts.append(self.listed())
            if self.often(0.1):
                parts.append(self.plain(self.name()))
        return ["import h", *(line for part in parts for line in part)]

    def plain(self, name: str) -> list[str]:
        """Return a statement that binds a name, for all who read it."""
        return self.random.choice(
            [
                [f"{name} = {self.value()}"],
                [f"def {name}(): return {self.value()}"],
                [f"class {name}: pass"],
                [f"{name}: str = {self.value()}"],
                [f"_p, {name} = 1, {self.value()}"],
                [f"print({name} := {self.value()})"],
            ]
        )

    def indirect(self, name: str) -> list[str]:
        """Return statements that bind a name, or perhaps do, by other ways."""
        value, function, other = self.value(), self.fresh("_f"), self.name()
        choices = [
            [f"if {self.condition()}: {name} = {value}"],
            [f"if {self.condition()}: {name} = {value}", f"else: {other} = {value}"],
            [f"for {name} in ({value},): pass"],
            [f"for {name} in (): pass"],
            ["while h.more():", f"    {name} = {value}", "    break"],
            [f"def {function}():", f"    global {name}", f"    {name} = {value}"],
            [f"def {function}():", f"    global {name}", f"    {name} = {value}", f"{function}()"],
            [f"class {function}:", f"    global {name}", f"    {name} = {value}"],
            [
                f"class {function}:",
                "    def method(self):",
                f"        global {name}",
                f"        {name} = {value}",
                f"{function}().method()",
            ],
            [f"globals()['{name}'] = {value}"],
            [f"globals().update({name}={value})"],
            [f"vars()['{name}'] = {value}"],
            [f"for _n in ['{name}', '{other}']: globals()[_n] = {value}"],
            ["import sys", f"setattr(sys.modules[__name__], '{name}', {value})"],
            ["import sys", "_m = sys.modules[__name__]", f"_m.{name} = {value}"],
            [
                "import sys",
                f"def {function}(n, v):",
                "    setattr(sys.modules[__name__], n, v)",
                f"{function}('{name}', {value})",
            ],
            [f"exec({f'{name} = 1'!r})"],
            [f"try: {name} = {value}", "except ImportError: pass"],
            [f"try: import missing as {name}", f"except ImportError: {name} = {value}"],
            ["try:", "    raise h.Stop", f"except h.Stop as {name}: pass"],
            ["try:", "    raise h.Stop", f"    {name} = 1", f"except h.Stop: {other} = {value}"],
            ["try: pass", f"except h.Stop: {name} = {value}", f"else: {other} = {value}"],
            ["try: pass", f"finally: {name} = {value}"],
            ["with h.guard():", "    raise h.Stop", f"    {name} = {value}"],
            [f"with h.guard() as {name}: pass"],
            [f"match {value}:", f"    case {name}: pass"],
            [f"match {value}:", f"    case [{name}, _]: pass", f"    case _: {other} = 1"],
            [f"print([{name} := _i for _i in (1,)])"],
            [f"print([{name} for {name} in (1,)])"],
            [
                f"{name} = {value}",
                f"def {function}():",
                f"    global {name}",
                f"    del {name}",
                f"{function}()",
            ],
            [f"for _i in (1,): {name} = {value}", "else: pass"],
            [
                "import sys",
                "if sys.version_info >= (3,):",
                f"    {name} = {value}",
                "else:",
                f"    {other} = {value}",
            ],
            ["from typing import TYPE_CHECKING", "if TYPE_CHECKING:", f"    {name} = {value}"],
            [f"if h.yes(): raise_ = {value}", f"{name} = raise_"],
            [f"h.give(globals(), '{name}')"],
            [f"h.put(__name__, '{name}')"],
        ]
        return self.random.choice(choices)

    def listed(self) -> list[str]:
        """Return statements that make `__all__`."""
        known = sorted(self.given) if self.given and self.often(0.99) else list(NAMES)
        names = self.random.sample(known, self.random.randint(1, len(known)))
        self.given = set(names)
        first, rest = names[:1], names[1:]
        choices = [
            [f"__all__ = {names}"],
            [f"__all__ = {tuple(names)}"],
            [f"__all__ = {first}", f"__all__ += {rest}"],
            [f"__all__ = {first} + {rest}"],
            [f"__all__ = {first}", f"__all__.extend({rest})"],
            [f"__all__ = {first}", *(f"__all__.append({each!r})" for each in rest)],
            [f"__all__ = [*{first}, *{rest}]"],
            [f"__all__ = {[*names, 'gone']}", "__all__.remove('gone')"],
            [f"__all__ = [_n for _n in {names}]"],
            [f"__all__ = [_n for _n in {[*names, '_p']} if not _n.startswith('_')]"],
            ["__all__ = [_n for _n in dir() if _n in 'abcdef']"],
            ["__all__ = [_n for _n in globals() if len(_n) == 1]"],
            [f"if h.yes(): __all__ = {names}", f"else: __all__ = {first}"],
            ["def _export(f):", "    __all__.append(f.__name__)", "    return f", "__all__ = []"]
            + [line for each in names for line in ("@_export", f"def {each}(): pass")],
            ["__all__ = []"]
            + [line for each in names for line in ("@h.export", f"def {each}(): pass")],
            [f"__all__ = list({names})"],
            [f"__all__ = sorted(set({names}))"],
            [f"__all__ = '{' '.join(names)}'.split()"],
        ]
        return self.random.choice(choices)


def program(seed: int) -> dict[str, str]:
    """Return the files of a program; ``app.py`` is the one to be run."""
    pick = random.Random(seed)
    files = {"h.py": HELP}
    known: dict[str, Known] = {}
    for module in ("m1", "m2", "m3")[: pick.randint(1, 3)]:
        others = known if pick.random() < 0.9 else {**known, "main": set(), "m3": set()}
        writer = Giver(pick, module, others)
        files[f"{module}.py"] = _text(writer.lines())
        known[module] = writer.given
    if pick.random() < 0.5:
        known.update(_package(pick, files, dict(known)))
    main = Writer(pick, "main", known)
    lines = ["import contextlib", "from contextlib import suppress", "import h"]
    if pick.random() < 0.7:
        # Something to read on every way.
        every = Giver(pick, "m0", {})
        files["m0.py"] = _text([line for name in NAMES for line in every.plain(name)])
        main.given |= set(NAMES)
        lines.append("from m0 import *")
    for _ in range(pick.randint(0, 2)):
        lines += main.star()
    lines += [*main.suite(), *main.suite()]
    if pick.random() < 0.15:
        lines.append(f"__all__ = {pick.sample(sorted(main.given) or NAMES, 1)}")
    files["main.py"] = _text(lines)
    files["app.py"] = _text(_app(pick, main))
    return files


def modules(seed: int) -> dict[str, str]:
    """Return modules, and a package, that give names to each other."""
    pick = random.Random(seed)
    files = {"h.py": HELP}
    known: dict[str, Known] = {}
    for module in ("m1", "m2", "m3"):
        others = known if pick.random() < 0.9 else {**known, "m3": set(), "pkg": set()}
        writer = Giver(pick, module, others)
        files[f"{module}.py"] = _text(writer.lines())
        known[module] = writer.given
    _package(pick, files, known)
    return files


def _text(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _package(
    pick: random.Random, files: dict[str, str], outside: dict[str, Known]
) -> dict[str, Known]:
    """Write a package, and return what its modules give."""
    near: dict[str, Known] = {}
    lines: list[str] = []
    facade = Giver(pick, "pkg", near)
    for name in ("one", "two")[: pick.randint(1, 2)]:
        others = {**near, **outside}
        if pick.random() < 0.1:
            others |= {"pkg": set(), ".": set()}
        writer = Giver(pick, f"pkg.{name}", others)
        files[f"pkg/{name}.py"] = _text(writer.lines())
        near[f".{name}"] = writer.given
        kind = pick.random()
        if kind < 0.5:
            lines.append(f"from .{name} import *")
            facade.given |= writer.given
        elif kind < 0.65:
            lines.append(f"from . import {name}")
        elif kind < 0.8:
            lines += facade.from_import()
    if pick.random() < 0.3:
        lines += facade.lines()
    files["pkg/__init__.py"] = _text(lines)
    return {"pkg": facade.given, **{f"pkg{name}": names for name, names in near.items()}}


def _app(pick: random.Random, main: Writer) -> list[str]:
    """Return the lines of the file that is run, and takes names through `main`."""
    lines = ["import main"]
    names = sorted(main.given) or list(NAMES)
    for name in pick.sample(names, min(len(names), pick.randint(0, 2))):
        lines += pick.choice(
            [
                [f"from main import {name}", f"print({name})"],
                [f"print(main.{name})"],
                ["from main import *", f"print({name})"],
                ["import main as z", f"print(z.{name})"],
                ["z = main", f"print(z.{name})"],
                [f"from main import {name} as other", "print(other)"],
            ]
        )
    if main.functions and pick.random() < 0.5:
        lines.append(f"main.{pick.choice(main.functions)}()")
    return lines
