"""Rule selection: which rules run, and what is wrong with the options that decide it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator

from flake8.main.options import stage1_arg_parser
from flake8.options.config import load_config
from flake8.style_guide import Decision, DecisionEngine

from flake8_importstyle.checker.configuration import ALONE, is_alone
from flake8_importstyle.options.presets import OPPOSITE_RULES
from flake8_importstyle.options.settings import OPTIONS, PREFIX, Settings, flag
from flake8_importstyle.rules.registry import Default, Rule

CODE_PREFIX = "IMP"
_BASELINE_FORMAT = "importstyle-baseline"
"""The output format that writes the baseline; with it, the file need not exist yet."""


def available_rules(options: argparse.Namespace, settings: Settings) -> list[Rule]:
    """Return the rules among which the active ones are.

    Those that are off by default are loaded only if the user sets or selects anything.
    """
    prefixes = {*(options.select or ()), *(options.extend_select or ())} - {CODE_PREFIX}
    if settings.given or any(each.upper().startswith(CODE_PREFIX) for each in prefixes):
        from flake8_importstyle.rules.all import REVIEWS, RULES

        return [*RULES.values(), *REVIEWS.values()]
    from flake8_importstyle.rules import default

    return [*default.RULES.values()]


def active_rules(
    rules: Iterable[Rule], options: argparse.Namespace, settings: Settings
) -> Iterator[Rule]:
    """Yield the rules that run, given flake8's options and the plugin's own.

    flake8 itself drops findings that are not selected, but only after the work is done. It also
    does not know opt-in rules: once a user sets ``ignore``, its default for it no longer applies.
    """
    engine = DecisionEngine(options)
    prefixes = [*(options.select or ()), *(options.extend_select or ())]
    longer = tuple(prefix for prefix in prefixes if len(prefix) > len(CODE_PREFIX))
    found = {
        rule.code: rule
        for rule in rules
        if engine.decision_for(rule.code) is Decision.Selected and rule.is_on(settings, longer)
    }
    for code, opposite in OPPOSITE_RULES.items():
        # What the user asks for takes precedence over what only a preset turns on.
        if opposite in found and code in settings.rules_of_preset and not code.startswith(longer):
            found.pop(code, None)
    yield from found.values()


def baseline_faults(options: argparse.Namespace, settings: Settings) -> list[str]:
    """Return messages about why the baseline cannot be used."""
    is_to_be_written = getattr(options, "format", "") == _BASELINE_FORMAT
    if settings.baseline is None:
        if is_to_be_written:
            return [f"--format={_BASELINE_FORMAT} needs --importstyle-baseline: name the file"]
        return []
    if settings.baseline.is_missing and not is_to_be_written:
        path = settings.baseline.path
        advice = "write it with 'importstyle check --update-baseline'"
        return [f"importstyle-baseline: {path} is not there: {advice}"]
    return []


def unknown_names(rules: Iterable[Rule], options: argparse.Namespace) -> list[str]:
    """Return messages about options of this plugin and selected codes that do not exist."""
    codes = [rule.code for rule in rules]
    faults = [
        f"{each} is selected, but no rule has such a code{_nearest(each.upper(), codes)}"
        for each in dict.fromkeys((*(options.select or ()), *(options.extend_select or ())))
        if each.upper().startswith(CODE_PREFIX)
        and not any(code.startswith(each) for code in codes)
        and (is_alone(options) or not _is_of_another_plugin(each))
    ]
    given, _ = stage1_arg_parser().parse_known_args(getattr(options, ALONE, sys.argv[1:]))
    configuration, folder = load_config(given.config, given.append_config, isolated=given.isolated)
    names = [flag(name)[2:] for name in OPTIONS]
    known = {*names, *(name.replace("-", "_") for name in names)}
    for key in configuration.options("flake8") if configuration.has_section("flake8") else ():
        if key.startswith(PREFIX[2:-1]) and key not in known:
            near = _nearest(key.replace("_", "-"), names)
            faults.append(f"flake8's configuration in {folder}: no such option '{key}'{near}")
    return faults


def _nearest(word: str, words: Iterable[str]) -> str:
    """Return a "did you mean" question with the most similar word; empty if none is similar."""
    from difflib import get_close_matches

    near = get_close_matches(word, words, 1)
    return f": did you mean '{near[0]}'?" if near else ""


def _is_of_another_plugin(code: str) -> bool:
    from importlib.metadata import entry_points

    return any(
        code.startswith(each.name) and each.name != CODE_PREFIX
        for each in entry_points(group="flake8.extension")
    )


def contradictions(codes: set[str], settings: Settings) -> list[str]:
    """Return messages about active rules or options that contradict each other."""
    faults = []
    if codes >= {"IMP104", "IMP105"}:
        faults.append(
            "IMP104 (--importstyle-single-name) asks for several statements where IMP105 asks"
            " for one: ignore one of the two rules"
        )
    if codes >= {"IMP201", "IMP202"} and settings.max_relative_level == 0:
        faults.append(
            "IMP202 (--importstyle-relative-siblings) asks for relative imports, which IMP201"
            " (--importstyle-max-relative-level=0) forbids: raise the level to 1"
        )
    if settings.from_policy == "listed" and not settings.from_banned:
        faults.append(
            "--importstyle-from-policy=listed needs --importstyle-from-banned: list the modules"
        )
    if settings.from_policy != "listed" and settings.from_banned:
        faults.append(
            "--importstyle-from-banned implies the policy 'listed', but the policy is"
            f" '{settings.from_policy}': set only one of --importstyle-from-banned and"
            " --importstyle-from-policy"
        )
    return faults


def options_without_effect(
    rules: Iterable[Rule], options: argparse.Namespace, settings: Settings
) -> list[str]:
    """Return messages about what the user sets that has no effect without another option."""
    engine = DecisionEngine(options)
    named = {*(options.select or ()), *(options.extend_select or ())}
    faults = []
    for rule in rules:
        if rule.default is not Default.CONFIG or rule.is_on(settings, ()):
            continue
        first, *others = rule.options
        if rule.code in named and engine.decision_for(rule.code) is Decision.Selected:
            faults.append(f"{rule.code} is selected but does nothing without {flag(first)}")
        if not settings.differs(first):
            faults += [
                f"{flag(name)} does nothing without {flag(first)}"
                for name in others
                if name in settings.given and getattr(settings, name)
            ]
    return faults
