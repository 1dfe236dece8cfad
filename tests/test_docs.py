"""Documentation, registry and options say the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from flake8_importstyle.cli.pages import page
from flake8_importstyle.options.presets import PRESETS
from flake8_importstyle.options.settings import OPTIONS, flag
from flake8_importstyle.rules.all import REVIEWS, RULES
from flake8_importstyle.rules.registry import UNRELEASED, Default, Rule
from tools.write_docs import ALL_RULES, ROOT, documents

RULE_BOOK = ROOT.parent / "shared" / "rules.md"


@pytest.mark.parametrize(("path", "text"), documents().items(), ids=lambda each: str(each)[-30:])
def test_generated_documents_are_current(path: Path, text: str) -> None:
    current = path.read_text("utf-8") if path.exists() else ""
    assert current == text, "run `make pages`"


def test_there_are_no_pages_of_other_rules() -> None:
    assert {path.stem for path in (ROOT / "docs" / "rules").glob("*")} == {
        *RULES,
        *REVIEWS,
        "index",
    }


def test_codes_are_well_formed_and_in_order() -> None:
    assert all(re.fullmatch(r"IMP[0-3]\d\d", code) for code in RULES)
    assert [rule.code for rule in RULES.values()] == list(RULES) == sorted(RULES)
    assert "IMP100" not in RULES


def test_names_are_unique() -> None:
    names = [rule.name for rule in ALL_RULES.values()]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", name) for name in names)


@pytest.mark.parametrize("rule", ALL_RULES.values(), ids=ALL_RULES)
def test_pages_have_their_sections(rule: Rule) -> None:
    headings = re.findall(r"^##? (.*)$", re.sub(r"(?ms)^```.*?^```$", "", page(rule)), re.MULTILINE)
    last = [
        *(["References"] if "\n## References\n" in rule.text else []),
        *(["Related rules"] if rule.related else []),
    ]
    assert headings == [
        f"{rule.code} {rule.name}",
        "What it does",
        "Why this is bad",
        "Example",
        "Use instead",
        "Options",
        "Fix",
        *last,
    ]


def test_the_changelog_announces_each_rule() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    announced = {}
    for section in changelog.split("\n## ")[1:]:
        announced.update(dict.fromkeys(re.findall(r"IMP\d{3}", section), section.split()[0]))
    for rule in ALL_RULES.values():
        assert announced.get(rule.code) == rule.added, f"{rule.code}: `added` != CHANGELOG.md"
    assert "Added in version 1.0.0." in page(RULES["IMP001"])
    assert "Not released yet." in page(RULES["IMP209"]) or RULES["IMP209"].added != UNRELEASED


def test_related_rules_exist() -> None:
    for rule in RULES.values():
        assert list(rule.related) == sorted({*rule.related} - {rule.code})
        assert {*rule.related} <= {*RULES}


def test_references_are_links() -> None:
    for rule in RULES.values():
        _, _, references = rule.text.partition("\n## References\n\n")
        for line in references.splitlines():
            assert re.fullmatch(r"- \[[^]]+\]\(https://[^ )]+\)", line)


@pytest.mark.parametrize(
    ("default", "text"),
    [
        (Default.ON, "Reported by default."),
        (Default.CONFIG, "Reported once `--importstyle-allow-star` is set."),
        (
            Default.OPT_IN,
            "more than `IMP`: by `IMP103` or `IMP1`, or once `--importstyle-allow-star` is set.",
        ),
    ],
)
def test_pages_say_when_a_rule_is_active(default: Default, text: str) -> None:
    rule = Rule("IMP103", "any", default, ("allow_star",), (), True, RULES["IMP103"].check)
    assert text in page(rule)


def test_every_option_belongs_to_a_rule_that_explains_it() -> None:
    belong = [name for rule in ALL_RULES.values() for name in rule.options]
    general = ["no_resolve", "noqa_reason", "preset", "python", "src", "unsafe_fixes"]
    assert sorted([*belong, *general]) == sorted(OPTIONS)
    for rule in ALL_RULES.values():
        named = set(re.findall(r"--importstyle-[a-z-]+", rule.text))
        assert named == set(map(flag, rule.options + rule.heeds))


@pytest.mark.skipif(not RULE_BOOK.exists(), reason="the rule book is not part of the repository")
def test_rules_are_those_of_the_rule_book() -> None:  # pragma: no cover
    rows = re.findall(
        r"^\| (IMP\d{3}) \| ([\w-]+) \| ([\w-]+)[ |]", RULE_BOOK.read_text("utf-8"), re.MULTILINE
    )
    book = {code: (name, default) for code, name, default in rows}
    # The book may be ahead of the code by whole rules, but not about one that is there.
    assert {code: (rule.name, rule.default.value) for code, rule in RULES.items()}.items() <= (
        book.items()
    )


def test_presets_name_rules_and_options_that_exist() -> None:
    for preset in PRESETS.values():
        assert preset.rules <= set(RULES)
        assert all(RULES[code].default is not Default.ON for code in preset.rules)
        for name, text in preset.options.items():
            OPTIONS[name].read(text)
        configured = {code for code in preset.rules if RULES[code].default is Default.CONFIG}
        assert all(RULES[code].options[0] in preset.options for code in configured)


def test_the_strict_preset_is_all_that_can_be() -> None:
    left = {
        code
        for code, rule in RULES.items()
        if rule.default is not Default.ON and code not in PRESETS["strict"].rules
    }
    # Opposites of others, and lists of one's own.
    expected = {"IMP104", "IMP202", "IMP203", "IMP304", "IMP305"}
    assert left == expected, "add the rule to the preset in options/presets.py"
