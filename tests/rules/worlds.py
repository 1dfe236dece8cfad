"""Runs texts that come by standard input in several made-up worlds, and says what they saw there.

A program of its own, that knows nothing of the plugin and runs in the folder of a project. What a
text imports and nobody has is made up, and so is each name that nothing binds: things that can be
called, asked and gone through. In one world all modules are there and every test holds, in another
no module is there and no test holds, in the others some. All functions are called at the end. What
two texts see by their names, load and print is the same, or a repair has changed something.
"""

from __future__ import annotations

import ast
import builtins
import copy  # noqa: F401 - it looks for a module that is not there, but only once
import importlib
import inspect
import io
import json
import os
import re
import sys
import zlib
from collections.abc import Callable, Generator, Iterator, Sequence
from functools import partial
from importlib.abc import Loader
from importlib.machinery import ModuleSpec
from pathlib import PurePosixPath
from types import CoroutineType, FrameType, FunctionType, GeneratorType, ModuleType
from typing import Any

WORLDS = 5
"""How many there are; all modules are there in the first, and none in the second."""

# Loops end, by what is made up; but for `while True`.
_MOST_STEPS = 20_000
_OFTEN = 20

TEXT = "<text>"
# What the modules of the project read, though nothing binds it.
FREE = ("declare", "load", "load_plugin", "x")
_ADDRESS = re.compile(r" at 0x[0-9A-Fa-f]+")


class World:
    """What is there and what holds, and what was seen."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.asked: dict[str, int] = {}
        self.seen: list[str] = []
        self.later: list[Any] = []
        self.steps = 0

    def decides(self, what: str) -> bool:
        """Decide something anew: no world says yes for ever."""
        times = self.asked[what] = self.asked.get(what, 0) + 1
        if self.number < 2:
            return not self.number and times < _OFTEN
        return zlib.crc32(f"{self.number}{what}{times}".encode()) % 3 > 0

    def has(self, module: str) -> bool:
        """Decide whether a module is there."""
        if self.number < 2:
            return not self.number
        return zlib.crc32(f"{self.number}{module.partition('.')[0]}".encode()) % 4 > 0

    def trace(self, frame: FrameType, event: str, argument: object) -> Any:
        """Count the steps of the text, and end what does not end by itself."""
        if frame.f_code.co_filename != TEXT:
            return None
        frame.f_trace_opcodes = True  # A loop on one line has no lines.
        self.steps += 1
        if self.steps > _MOST_STEPS:
            raise TimeoutError
        return self.trace

    def see(self, value: Any) -> Any:
        """Take note of what a name stands for where it is read."""
        self.seen.append(described(value))
        return value

    def call_later(self, value: Any) -> Any:
        """Call something at the end, if it is a function."""
        if isinstance(value, FunctionType):
            self.later.append(value)
        return value

    def run_later(self) -> None:
        """Call what is to be called, and what comes up meanwhile."""
        for function in self.later:
            required = [
                each
                for each in inspect.signature(function).parameters.values()
                if each.kind not in (each.VAR_POSITIONAL, each.VAR_KEYWORD)
            ]
            words = {each.name: Thing(self, each.name) for each in required}
            things = [words.pop(e.name) for e in required if e.kind is not e.KEYWORD_ONLY]
            self.attempt(partial(function, *things, **words))

    def attempt(self, what: Callable[[], object]) -> None:
        """Do something, and take note of the exception that it ends in."""
        sys.settrace(self.trace)
        try:
            exhausted(what())
        except BaseException as fault:  # noqa: BLE001
            sys.settrace(None)
            self.seen.append(f"raises {type(fault).__name__}: {fault}")
        finally:
            sys.settrace(None)


def exhausted(value: object) -> None:
    """Run a generator or a coroutine to its end."""
    if isinstance(value, GeneratorType):
        for _ in value:
            pass
    elif isinstance(value, CoroutineType):
        try:
            while True:
                value.send(None)
        except StopIteration:
            pass


def described(value: object, depth: int = 2) -> str:
    """Return what can be said of a value that is the same in every run."""
    if isinstance(value, Thing):
        return f"<{value._path}>"
    if isinstance(value, ModuleType):
        return f"<{value.__name__}>"
    if isinstance(value, (type, FunctionType)):
        return f"{value.__module__}.{value.__qualname__}"
    if value is None or isinstance(value, (str, bytes, int, float)):
        return repr(value)
    if isinstance(value, (list, tuple)) and depth:
        return f"{type(value).__name__} {[described(each, depth - 1) for each in value]}"
    name = getattr(value, "__qualname__", "")
    return f"{type(value).__name__} {name}".rstrip()


class Thing:
    """Something made up, that takes part in everything."""

    def __init__(self, world: World, path: str) -> None:
        self._world = world
        self._path = path
        self._parts: dict[str, Thing] = {}

    def _part(self, name: str) -> Thing:
        return self._parts.setdefault(name, Thing(self._world, self._path + name))

    def __getattr__(self, name: str) -> Thing:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return self._part(f".{name}")

    def __call__(self, *arguments: object, **words: object) -> object:
        self._world.seen.append(f"calls {self._path}")
        if len(arguments) == 1 and isinstance(arguments[0], (FunctionType, type)):
            return arguments[0]  # As most decorators do.
        return self._part("()")

    def __bool__(self) -> bool:
        return self._world.decides(self._path)

    def __iter__(self) -> Iterator[Thing]:
        yield self._part("[0]")
        if self._world.decides(f"{self._path}[1]"):
            yield self._part("[1]")

    def __aiter__(self) -> Thing:
        self._rest = iter(self)
        return self

    async def __anext__(self) -> Thing:
        for each in self._rest:
            return each
        raise StopAsyncIteration

    def __await__(self) -> Generator[None, None, Thing]:
        yield
        return self._part(".awaited")

    def __enter__(self) -> object:
        return self._part(".entered")

    def __exit__(self, *fault: object) -> None: ...

    async def __aenter__(self) -> object:
        return self._part(".entered")

    async def __aexit__(self, *fault: object) -> None: ...

    def __getitem__(self, key: object) -> Thing:
        return self._part("[]")

    def __setitem__(self, key: object, value: object) -> None: ...

    def __contains__(self, key: object) -> bool:
        return self._world.decides(f"{self._path}[]")

    def __mro_entries__(self, bases: object) -> tuple[type, ...]:
        return ()

    def __add__(self, other: object) -> Thing:
        return self._part("+")

    __radd__ = __sub__ = __mul__ = __or__ = __ror__ = __and__ = __truediv__ = __mod__ = __add__
    __lt__ = __gt__ = __le__ = __ge__ = __add__

    def __repr__(self) -> str:
        return f"<{self._path}>"


class MadeUp(ModuleType):
    """A module that nobody has written."""

    def __init__(self, name: str, world: World) -> None:
        super().__init__(name)
        self.__path__: list[str] = []
        self.__all__: list[str] = []
        self.__world = world

    def __getattr__(self, name: str) -> Thing:
        if name.startswith("__"):
            raise AttributeError(name)
        thing = Thing(self.__world, f"{self.__name__}.{name}")
        setattr(self, name, thing)
        return thing


class Finder(Loader):
    """Finds, in a world, the modules that nobody else does."""

    def __init__(self, world: World) -> None:
        self.world = world

    def find_spec(self, name: str, path: object, target: object = None) -> ModuleSpec | None:
        if name.partition(".")[0] in sys.stdlib_module_names or not self.world.has(name):
            return None
        return ModuleSpec(name, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return MadeUp(spec.name, self.world)

    def exec_module(self, module: ModuleType) -> None: ...


class Witness:
    """Sees what is looked for, before all others."""

    def __init__(self, world: World) -> None:
        self.world = world

    def find_spec(self, name: str, path: object, target: object = None) -> None:
        if name.partition(".")[0] not in sys.stdlib_module_names:
            self.world.seen.append(f"loads {name}")


class Builtins(dict[str, Any]):
    """The builtins, and in a world all names that nothing binds."""

    def __init__(self, world: World, missing: Sequence[str]) -> None:
        super().__init__(vars(builtins))
        self.update({name: Thing(world, name) for name in missing if name not in self})
        for name in set(FREE).difference(missing):
            del self[name]
        self.update(__seen__=world.see, __later__=world.call_later)


class Instrumented(ast.NodeTransformer):
    """Lets a text tell what its names stand for, and its functions be called later."""

    def read(self, node: ast.expr) -> ast.expr:
        inner: ast.expr = node
        while isinstance(inner, ast.Attribute):
            inner = inner.value
        if not isinstance(inner, ast.Name):
            self.generic_visit(node)
            return node
        is_read = isinstance(node, (ast.Name, ast.Attribute)) and isinstance(node.ctx, ast.Load)
        return self.call("__seen__", node) if is_read else node

    visit_Name = visit_Attribute = read

    def call(self, name: str, argument: ast.expr) -> ast.expr:
        call = ast.Call(ast.Name(name, ast.Load()), [argument], [])
        return ast.fix_missing_locations(ast.copy_location(call, argument))

    def definition(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.stmt]:
        self.generic_visit(node)
        later = ast.Expr(self.call("__later__", ast.Name(node.name, ast.Load())))
        return [node, ast.fix_missing_locations(ast.copy_location(later, node))]

    visit_FunctionDef = visit_AsyncFunctionDef = definition

    def visit_Lambda(self, node: ast.Lambda) -> ast.expr:
        self.generic_visit(node)
        return self.call("__later__", node)

    def visit_match_case(self, node: ast.match_case) -> ast.match_case:
        # Patterns are no expressions.
        node.guard = node.guard and self.visit(node.guard)
        node.body = [each for part in node.body for each in _as_list(self.visit(part))]
        return node


def _as_list(node: Any) -> list[Any]:
    return node if isinstance(node, list) else [node]


def names_in_module(filename: str) -> tuple[str, str]:
    """Return the name of a file's module, and that of its package, where there is one."""
    path = PurePosixPath(filename)
    if path.is_absolute() or ".." in path.parts:
        return "example", ""
    parts = list(path.with_suffix("").parts)
    package = parts[:-1] if os.path.exists(os.path.join(*parts[:-1], "__init__.py")) else []
    if parts[-1] == "__init__":
        return ".".join(parts[:-1]), ".".join(parts[:-1])
    return ".".join([*package, parts[-1]]), ".".join(package)


def has_star(tree: ast.AST) -> bool:
    """Tell whether a text has a star import."""
    return any(isinstance(node, ast.alias) and node.name == "*" for node in ast.walk(tree))


def run(
    text: str, filename: str, missing: Sequence[str], number: int, *, keeps_names: bool
) -> list[str]:
    """Run a text in a world, and return what was seen; ``keeps_names``: also at the end."""
    world = World(number)
    before = dict(sys.modules)
    for free in FREE:
        setattr(builtins, free, Thing(world, free))
    kept = sys.meta_path[:]
    output = sys.stdout, sys.stderr
    sys.stdout = sys.stderr = io.StringIO()
    sys.meta_path[:] = [Witness(world), *kept, Finder(world)]
    try:
        name, package = names_in_module(filename)
        if package and package != name:
            world.attempt(lambda: importlib.import_module(package))
        module = ModuleType(name)
        if package == name:
            module.__path__ = [os.path.dirname(filename)]
        vars(module).update(
            __package__=package, __file__=filename, __builtins__=Builtins(world, missing)
        )
        sys.modules[name] = module
        tree = ast.fix_missing_locations(Instrumented().visit(ast.parse(text)))
        code = compile(tree, TEXT, "exec", dont_inherit=True)
        world.attempt(lambda: exec(code, vars(module)))  # noqa: S102
        world.run_later()
        if keeps_names:
            world.seen += sorted(
                f"{name} is {described(value)}"
                for name, value in vars(module).items()
                if not (name.startswith("__") and name.endswith("__"))
            )
        world.seen.append(f"prints {_ADDRESS.sub('', sys.stdout.getvalue())}")
    except SyntaxError as fault:
        world.seen.append(f"raises SyntaxError: {fault.msg}")
    finally:
        sys.meta_path[:] = kept
        sys.stdout, sys.stderr = output
        for added in sys.modules.keys() - before.keys():
            if added.partition(".")[0] not in sys.stdlib_module_names:
                del sys.modules[added]
        sys.modules.update(before)
        importlib.invalidate_caches()
    return world.seen


def main() -> None:
    """Run the texts of each task in all worlds, and print what each saw in each."""
    sys.path[0] = ""
    sys.dont_write_bytecode = True
    tasks = json.load(sys.stdin)
    print(json.dumps([list(outcomes(**task)) for task in tasks]))


def outcomes(filename: str, missing: Sequence[str], texts: Sequence[str]) -> Iterator[object]:
    """Yield for each text what it saw, world by world."""
    # Instead of a star may stand what is known to be taken.
    keeps_names = not has_star(ast.parse(texts[0]))
    for text in texts:
        yield [
            run(text, filename, missing, number, keeps_names=keeps_names)
            for number in range(WORLDS)
        ]


if __name__ == "__main__":
    main()
