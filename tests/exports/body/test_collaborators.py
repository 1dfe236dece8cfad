"""What goes through the body of a module is made of parts, each of which works alone."""

from __future__ import annotations

import ast
from collections.abc import Collection
from typing import Any, cast

import pytest

from flake8_importstyle.exports.body.assignments import Assignments
from flake8_importstyle.exports.body.effects import Effects
from flake8_importstyle.exports.body.evaluator import Evaluator
from flake8_importstyle.exports.body.failures import Failures
from flake8_importstyle.exports.body.growing import written_out
from flake8_importstyle.exports.body.imports import Imports
from flake8_importstyle.exports.body.own_module import OwnModule
from flake8_importstyle.exports.body.state import State
from flake8_importstyle.exports.definitions import Definition, Failure, Target, WildcardNames
from flake8_importstyle.exports.evaluation.constants import THING, UNKNOWN
from flake8_importstyle.exports.evaluation.sizes import HEAVIEST
from flake8_importstyle.syntax.budget import Budget


class Modules:
    """Other modules of which these are there, each with a constant ``one``."""

    def __init__(self, *names: str) -> None:
        self.names = names

    def exists(self, module: str) -> bool | None:
        return module in self.names

    works = exists

    def has(self, module: str, name: str) -> bool | None:
        return module in self.names and name == "one"

    def constant(self, module: str, name: str) -> Any:
        return 1 if self.has(module, name) else UNKNOWN

    answer = constant

    def wildcard_names(self, module: str, user: str = "") -> WildcardNames:
        return (
            WildcardNames({"one": Definition(1)}, "")
            if module in self.names
            else WildcardNames({}, "module not found")
        )

    def is_module(self, module: str, name: str) -> bool | None:
        raise NotImplementedError

    def is_submodule(self, target: Target) -> bool:
        raise NotImplementedError

    def extends_all(self, module: str, name: str) -> bool:
        raise NotImplementedError

    registers = may_register = extends_all


@pytest.fixture
def state() -> State:
    """Return the state of a module ``p.m`` that has bound some names."""
    state = State("p.m", "p", Budget(1_000_000), is_stub=False)
    state.bind("names", Definition(1, value=["a"]))
    state.bind("other", Definition(2, target=Target("other", None), value=THING))
    state.loads["other"] = 2
    return state


def expression(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def statements(text: str) -> list[ast.stmt]:
    return ast.parse(text).body


def bound(state: State) -> Collection[str]:
    return set(state.names) - {"names", "other"}


def test_what_is_within_a_value_too_large_to_weigh(state: State) -> None:
    inner = ["a"]
    state.bind("inner", Definition(1, value=inner))
    state.bind("large", Definition(2, value=[inner, *range(HEAVIEST)]))
    state.set_value("inner", ["a", "b"])
    assert state.names["large"].value is UNKNOWN


def test_the_state(state: State) -> None:
    state.bind("same", state.names["names"])
    state.set_value("same", ["b"])
    assert state.names["names"].value == ["b"]
    state.forget_value(expression("names[0].x()"))
    assert state.names["same"].value is UNKNOWN
    state.mark_incomplete("first")
    state.mark_incomplete("second")
    assert state.exports().incomplete == "first"


def test_values_that_are_too_heavy(state: State) -> None:
    inner: list[str] = []
    state.bind("heavy", Definition(1, value=[inner, ["x"] * 100_000]))
    state.bind("inner", Definition(2, value=inner))
    state.set_value("inner", ["y"])
    assert state.names["heavy"].value is UNKNOWN


def test_the_evaluator(state: State) -> None:
    evaluator = Evaluator(state, Modules("other"))
    assert evaluator.value(expression("other.one + 1")) == 2
    assert evaluator.value(expression("[*names, __name__]")) == ["a", "p.m"]
    assert evaluator.value(expression("other.two")) is UNKNOWN
    assert evaluator.has_attribute(expression("other.two")) is False
    assert evaluator.has_attribute(expression("names.two")) is None
    refusing = statements("def __getattr__(name):\n    if name == '__all__': raise AttributeError")
    assert evaluator.refuses(cast("ast.FunctionDef", refusing[0]), "__all__")


def test_effects(state: State) -> None:
    ran: list[list[ast.stmt]] = []
    modules = Modules()
    evaluator = Evaluator(state, modules)
    own = OwnModule(state, evaluator)
    effects = Effects(state, evaluator, own, modules, ran.append, Imports(state, modules).only_load)
    effects.follow(expression("f((a := 1), exec('b = 1'))"))
    assert bound(state) == {"a"}
    assert [ast.unparse(body) for (body,) in ran] == ["b = 1"]
    call = expression("names.append('b')")
    assert isinstance(call, ast.Call)
    effects.follow_statement(call)
    assert written_out(state.names["names"].value) == ["a", "b"]
    state.handled.append(frozenset({"NameError"}))
    with pytest.raises(Failure):
        effects.raise_for(expression("gone"))


def test_imports(state: State) -> None:
    imports = Imports(state, Modules("other", "more"))
    (plain,) = statements("import other.sub as x")
    assert isinstance(plain, ast.Import)
    imports.follow(plain)
    (star,) = statements("from more import *")
    assert isinstance(star, ast.ImportFrom)
    imports.follow_from(star)
    assert imports.succeed(star)
    assert not imports.succeed(plain)
    assert bound(state) == {"x", "one"}
    assert list(state.needs) == ["other.sub", "more"]
    state.handled.append(frozenset({"ImportError"}))
    with pytest.raises(Failure):
        imports.follow(plain)


def test_assignments(state: State) -> None:
    evaluator = Evaluator(state, Modules())
    assignments = Assignments(state, evaluator, OwnModule(state, evaluator))
    assignments.assign(expression("(a, *b, names[0], globals()['c'])"), UNKNOWN, None)
    assignments.assign(expression("other.two"), 2, None)
    assert bound(state) == {"a", "b", "c"}
    assert state.names["names"].value is UNKNOWN
    assert state.foreign_assignments == {Target("other", "two"): Definition(0, value=2)}
    (deletion,) = statements("del a, globals()['b']")
    assert isinstance(deletion, ast.Delete)
    for target in deletion.targets:
        assignments.delete(target)
    assert bound(state) == {"c"}


@pytest.mark.parametrize(
    ("text", "handled", "expected"),
    [
        ("x = 1\nnames.append(y)\nimport other", "ImportError", True),
        ("import gone", "ImportError", False),
        ("x = f()", "ImportError", True),
        ("x = f()", "NameError", False),
    ],
)
def test_failures(state: State, text: str, handled: str, *, expected: bool) -> None:
    modules = Modules("other")
    failures = Failures(Evaluator(state, modules), Imports(state, modules))
    assert failures.are_excluded(frozenset({handled}), statements(text)) is expected
