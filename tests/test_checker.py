"""The door to flake8, without flake8's own process."""

from __future__ import annotations

import argparse
import ast
import logging
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import EntryPoint

import pytest
from flake8.exceptions import ExecutionError
from flake8.options.manager import OptionManager

from flake8_importstyle.checker import ImportStyleChecker
from flake8_importstyle.checker.selection import active_rules, available_rules
from flake8_importstyle.options.presets import PRESETS
from flake8_importstyle.options.settings import OPTIONS, Settings, flag
from flake8_importstyle.options.types import globs
from flake8_importstyle.rules.all import REVIEWS, RULES
from flake8_importstyle.rules.registry import LOG, Default, Finding, Rule
from flake8_importstyle.syntax.source import SourceFile

ALL_RULES = {**RULES, **REVIEWS}


def fail(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    yield Finding(source.tree.body[0], "m", "first 'finding'")
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
    assert [message.split(" ")[0] for _, _, message, _ in found] == ["IMP001", "IMP999"]
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
    settings = Settings(allow_star=globs(allow_star), given=frozenset({"allow_star"}))
    assert bool(list(active_rules([rule], flake8_options(**changes), settings))) is is_active


@pytest.mark.parametrize(
    ("given", "changes", "has_all"),
    [
        ("", {}, False),
        ("", {"select": ["E", "IMP"], "extend_select": ["W"]}, False),
        ("", {"select": ["IMP2"]}, True),
        ("", {"extend_select": ["IMP404"]}, True),
        ("", {"select": ["imp"]}, True),
        ("preset", {}, True),
    ],
)
def test_rules_that_nobody_asks_for_are_not_loaded(
    given: str, changes: dict[str, list[str]], has_all: bool
) -> None:
    settings = Settings(given=frozenset(filter(None, [given])))
    codes = {rule.code for rule in available_rules(flake8_options(**changes), settings)}
    assert codes == {*ALL_RULES} if has_all else codes < {*ALL_RULES}
    assert codes >= {code for code, rule in ALL_RULES.items() if rule.default is Default.ON}


def test_families_are_where_they_belong() -> None:
    families = {rule.check.__module__ for rule in ALL_RULES.values() if rule.review is None}
    on = {rule.check.__module__ for rule in ALL_RULES.values() if rule.default is Default.ON}
    program = "import sys, flake8_importstyle.rules.default; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert {*done.stdout.decode().split()} & families == on


def test_all_bad_toml_values_are_named_at_once() -> None:
    options = flake8_options(importstyle_allow_star=["a", "b/c"], importstyle_strict_aliases=2)
    with pytest.raises(ExecutionError) as caught:
        ImportStyleChecker.parse_options(options)
    assert str(caught.value) == (
        "flake8-importstyle:\n"
        "importstyle-allow-star: 'b/c': not a module name or pattern\n"
        "importstyle-strict-aliases: '2': write 'true' or 'false'"
    )


@pytest.fixture
def checker(monkeypatch: pytest.MonkeyPatch) -> type[ImportStyleChecker]:
    monkeypatch.setattr(ImportStyleChecker, "rules", ())
    monkeypatch.setattr(ImportStyleChecker, "settings", Settings())
    return ImportStyleChecker


def test_a_preset(checker: type[ImportStyleChecker]) -> None:
    before = flake8_options()
    checker.parse_options(before)
    usual = {rule.code for rule in checker.rules}
    checker.parse_options(flake8_options(importstyle_preset="google"))
    assert {rule.code for rule in checker.rules} - usual == PRESETS["google"].rules
    assert checker.settings.max_relative_level == 0
    assert checker.settings.given == {"preset"}


def test_a_preset_gives_way(checker: type[ImportStyleChecker]) -> None:
    checker.parse_options(
        flake8_options(
            importstyle_preset="strict",
            importstyle_single_name=True,
            importstyle_relative_siblings=globs("shop"),
        )
    )
    codes = {rule.code for rule in checker.rules}
    assert {"IMP104", "IMP202"} <= codes
    assert not {"IMP105", "IMP201"} & codes


def test_all_contradictions_are_named_at_once(checker: type[ImportStyleChecker]) -> None:
    options = flake8_options(
        extend_select=["IMP105"],
        importstyle_single_name=True,
        importstyle_max_relative_level=0,
        importstyle_relative_siblings=globs("shop"),
        importstyle_from_policy="listed",
    )
    with pytest.raises(ExecutionError) as caught:
        checker.parse_options(options)
    assert str(caught.value).splitlines() == [
        "flake8-importstyle:",
        (
            "IMP104 (--importstyle-single-name) asks for several statements where IMP105 asks"
            " for one: ignore one of the two rules"
        ),
        (
            "IMP202 (--importstyle-relative-siblings) asks for relative imports, which IMP201"
            " (--importstyle-max-relative-level=0) forbids: raise the level to 1"
        ),
        "--importstyle-from-policy=listed needs --importstyle-from-banned: list the modules",
    ]


def test_all_that_has_no_effect_is_named_at_once(checker: type[ImportStyleChecker]) -> None:
    options = flake8_options(
        select=["E", "IMP", "IMP202", "IMP203"],
        extend_select=["IMP1", "IMP205", "IMP304"],
        ignore=["IMP304"],
        importstyle_preset="google",
        importstyle_ban=["mock = use unittest.mock"],
        importstyle_lazy_modules=globs("torch"),
        importstyle_single_name_exempt=globs(""),
    )
    with pytest.raises(ExecutionError) as caught:
        checker.parse_options(options)
    assert str(caught.value).splitlines() == [
        "flake8-importstyle:",
        "IMP202 is selected but does nothing without --importstyle-relative-siblings",
        "IMP205 is selected but does nothing without --importstyle-idioms",
        "--importstyle-lazy-modules does nothing without --importstyle-lazy",
    ]


def test_codes_of_other_plugins_may_begin_alike(
    checker: type[ImportStyleChecker], monkeypatch: pytest.MonkeyPatch
) -> None:
    options = flake8_options(select=["IMP", "IMP100"])
    others = [EntryPoint(name, "others:Plugin", "flake8.extension") for name in ("IMP", "E")]
    monkeypatch.setattr("importlib.metadata.entry_points", lambda **_: others)
    with pytest.raises(ExecutionError, match="IMP100 is selected, but no rule has such a code"):
        checker.parse_options(options)
    others.append(EntryPoint("IMP1", "others:Plugin", "flake8.extension"))
    checker.parse_options(options)


@pytest.mark.parametrize("preset", ["", "google"])
def test_a_list_of_banned_modules_is_a_policy(
    checker: type[ImportStyleChecker], preset: str
) -> None:
    banned = globs("os")
    options = flake8_options(
        extend_select=["IMP204"], importstyle_preset=preset, importstyle_from_banned=banned
    )
    checker.parse_options(options)
    assert checker.settings.from_policy == "listed"
    assert "IMP204" in {rule.code for rule in checker.rules}


def test_a_list_of_banned_modules_and_another_policy(checker: type[ImportStyleChecker]) -> None:
    options = flake8_options(importstyle_from_policy="none", importstyle_from_banned=globs("os"))
    with pytest.raises(ExecutionError) as caught:
        checker.parse_options(options)
    assert str(caught.value).splitlines()[1:] == [
        (
            "--importstyle-from-banned implies the policy 'listed', but the policy is 'none': set"
            " only one of --importstyle-from-banned and --importstyle-from-policy"
        )
    ]


def test_a_package_without_imports_is_checked_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    def report(source: SourceFile, settings: Settings) -> Iterator[Finding]:
        yield Finding(source.tree.body[0], "m", "'a'")

    monkeypatch.setattr(
        ImportStyleChecker, "rules", [Rule("IMP999", "any", Default.ON, (), (), True, report)]
    )
    for name, count in (("a.py", 0), ("__init__.py", 1)):
        assert len(list(ImportStyleChecker(ast.parse("a = 1"), ["a = 1"], name).run())) == count


def test_what_few_files_need_is_not_loaded_at_the_start() -> None:
    # Loading it would take longer than checking most files.
    rare = [
        f"flake8_importstyle.{name}."
        for name in (
            *("cli", "exports.body", "exports.definitions", "exports.wildcard", "fixes.writer"),
            *("formatters.repairing", "rules.all", "rules.names.star_checks"),
            *("semantic.collector", "stars"),
        )
    ]
    program = """
import ast, sys

from flake8.options.parse_args import parse_args

parse_args(["--isolated", "--select=IMP"])
checker = sys.modules["flake8_importstyle.checker"].ImportStyleChecker
assert not [*checker(ast.parse("import os"), ["import os"], "example.py").run()]
print(*sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    loaded = done.stdout.decode().split()
    assert "flake8_importstyle.rules.names.stars" in loaded
    assert not [each for each in loaded if f"{each}.".startswith(tuple(rare))]


def test_lines_that_the_parser_counts_otherwise() -> None:
    # flake8 splits standard input at line feeds only; the parser sees three lines here.
    text = "from m import a\rx = 1\rfrom m import b\r"
    source = SourceFile(ast.parse(text), [text], "example.py")
    assert [finding.at.lineno for finding in RULES["IMP105"].check(source, Settings())] == []
    text = "from m import a\r\rfrom m import b\r"
    source = SourceFile(ast.parse(text), [text], "example.py")
    assert [finding.at.lineno for finding in RULES["IMP105"].check(source, Settings())] == [3]
