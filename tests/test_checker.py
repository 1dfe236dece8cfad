"""The door to flake8, without flake8's own process."""

from __future__ import annotations

import argparse
import ast
import logging
from collections.abc import Iterator

import pytest
from flake8.exceptions import ExecutionError
from flake8.options.manager import OptionManager

from flake8_importstyle.checker import LOG, ImportStyleChecker, active
from flake8_importstyle.options import OPTIONS, Settings, flag
from flake8_importstyle.registry import Default, Finding, Rule
from flake8_importstyle.rules import RULES
from flake8_importstyle.source import SourceFile
from flake8_importstyle.values import globs


def fail(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    yield Finding(source.tree.body[0], "first 'finding'")
    raise RecursionError("too deep")


FAILING = Rule("IMP999", "failing", Default.ON, (), (), True, fail)


def flake8_options(**changes: object) -> argparse.Namespace:
    lists = dict.fromkeys(("select", "extend_select", "ignore", "extend_ignore"))
    extended = {"extended_default_select": ["IMP"], "extended_default_ignore": []}
    own = {f"importstyle_{name}": None for name in OPTIONS}
    return argparse.Namespace(**{**lists, **extended, **own, **changes})


def test_a_fault_in_a_rule_loses_no_other_finding(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(LOG, "handlers", [])
    monkeypatch.setattr(ImportStyleChecker, "rules", [FAILING, RULES["IMP001"]])
    text = "from a import *\n"
    with caplog.at_level(logging.ERROR):
        found = list(ImportStyleChecker(ast.parse(text), [text], "example.py").run())
    assert [message.split(" ")[0] for _, _, message, _ in found] == ["IMP999", "IMP001"]
    assert {kind for *_, kind in found} == {ImportStyleChecker}
    assert caplog.messages == ["IMP999 failed on example.py"]


def test_no_other_test_overlooks_such_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ImportStyleChecker, "rules", [FAILING])
    with pytest.raises(AssertionError, match="IMP999 failed on"):
        list(ImportStyleChecker(ast.parse("import a"), ["import a"], "example.py").run())


def test_options_are_registered_with_flake8() -> None:
    manager = OptionManager(version="", plugin_versions="", parents=[], formatter_names=[])
    ImportStyleChecker.add_options(manager)
    assert {option.long_option_name for option in manager.options} == set(map(flag, OPTIONS))
    assert all(option.parse_from_config and option.help for option in manager.options)


def test_the_log_is_flake8s() -> None:
    parent = LOG.parent
    assert parent is not None
    assert parent.name == "flake8"


def test_a_file_without_an_import_asks_no_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ImportStyleChecker, "rules", [FAILING])
    assert not list(ImportStyleChecker(ast.parse("x = 1\n"), ["x = 1\n"], "example.py").run())


@pytest.mark.parametrize(
    ("default", "allow_star", "changes", "is_active"),
    [
        (Default.ON, "", {}, True),
        (Default.ON, "", {"select": ["E"]}, False),
        (Default.CONFIG, "", {}, False),
        (Default.CONFIG, "", {"select": ["IMP102"]}, False),
        (Default.CONFIG, "a", {}, True),
        (Default.CONFIG, "a", {"ignore": ["IMP1"]}, False),
        (Default.OPT_IN, "", {}, False),
        (Default.OPT_IN, "", {"select": ["IMP"]}, False),
        (Default.OPT_IN, "", {"select": ["I"]}, False),
        (Default.OPT_IN, "", {"select": ["E", "IMP1"]}, True),
        (Default.OPT_IN, "", {"select": ["IMP2"]}, False),
        (Default.OPT_IN, "", {"extend_select": ["IMP102"]}, True),
        (Default.OPT_IN, "", {"extend_select": ["IMP1"], "ignore": ["IMP102"]}, False),
        (Default.OPT_IN, "", {"ignore": ["E501"]}, False),
        (Default.OPT_IN, "a", {}, True),
    ],
)
def test_which_rules_are_active(
    default: Default, allow_star: str, changes: dict[str, list[str]], is_active: bool
) -> None:
    rule = Rule("IMP102", "any", default, ("allow_star",), (), True, fail)
    settings = Settings(allow_star=globs(allow_star))
    assert bool(list(active([rule], flake8_options(**changes), settings))) is is_active


def test_toml_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ImportStyleChecker, "rules", ())
    monkeypatch.setattr(ImportStyleChecker, "settings", Settings())
    options = flake8_options(
        importstyle_allow_star=["tkinter", "shop.*"], importstyle_strict_aliases=True
    )
    ImportStyleChecker.parse_options(options)
    assert ImportStyleChecker.settings.allow_star.patterns == ("tkinter", "shop.*")
    assert ImportStyleChecker.settings.strict_aliases is True


def test_all_bad_toml_values_are_named_at_once() -> None:
    options = flake8_options(importstyle_allow_star=["a", "b/c"], importstyle_strict_aliases=2)
    with pytest.raises(ExecutionError) as caught:
        ImportStyleChecker.parse_options(options)
    assert str(caught.value) == (
        "flake8-importstyle:\n"
        "importstyle-allow-star: 'b/c': not a module name or a pattern\n"
        "importstyle-strict-aliases: '2': write 'true' or 'false'"
    )
