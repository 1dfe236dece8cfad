"""The documentation of rules in Markdown: a page for each, their table, options and presets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from flake8_importstyle.options.presets import PRESETS
from flake8_importstyle.options.settings import OPTIONS, PREFIX, flag
from flake8_importstyle.rules.registry import RULES, UNRELEASED, Default, Rule

_WHEN = {
    Default.ON: "Reported by default.",
    Default.CONFIG: "Reported once `{option}` is set.",
    Default.OPT_IN: "Reported if selected by more than `IMP`: by `{code}` or `{group}`{option}.",
}

_PRESETS = (
    "A preset turns on rules and sets options with a single word, in addition to the rules that are"
    " on by default:"
)
_PRESETS_AND_OPTIONS = (
    "Your own settings take precedence: an option that you set keeps its value, an option set to"
    " nothing is removed from the preset, and `ignore`, `extend-ignore` and `per-file-ignores`"
    " apply to the preset's rules as to all others. If a preset and one of your options ask for"
    " opposite things (IMP105 and `--importstyle-single-name`, a maximum level of 0 and"
    " `--importstyle-relative-siblings`), your option is followed."
)

_RULES = (
    "Each page says what a rule reports, why, and what to write instead. The column *default* says"
    " [when the rule runs](../configuration.md#which-rules-run), and *repair* whether its findings"
    " can be repaired: *safe* repairs do not change what the program does."
)
# Quoted words in help texts, which are plain text.
_QUOTED = re.compile(r"(?<!\w)'([^']+)'(?!\w)")


def page(rule: Rule) -> str:
    """Return the page of a rule: its docstring, with the metadata from its decorator."""
    text, _, references = rule.text.partition("\n## References\n")
    text, _, fix = text.partition("\n## Fix\n")
    sentence, _, sections = text.partition("\n")
    option = flag(rule.options[0]) if rule.options else ""
    if option and rule.default is Default.OPT_IN:
        option = f", or once `{option}` is set"
    when = _WHEN[rule.default].format(code=rule.code, group=rule.code[:4], option=option)
    if not rule.in_stubs:
        when += " Not in stub files (`.pyi`)."
    when += " Not released yet." if rule.added == UNRELEASED else f" Added in version {rule.added}."
    links = [f"- [{code}]({code}.md) {RULES[code].name}" for code in rule.related]
    further = (("References", references.strip()), ("Related rules", "\n".join(links)))
    return (
        "\n\n".join(
            (
                f"# {rule.code} {rule.name}",
                sentence,
                when,
                sections.strip(),
                "## Options",
                "\n".join(map(_option, rule.options + rule.heeds)) or "None.",
                "## Fix",
                fix.strip() or "No automatic fix.",
                *(f"## {title}\n\n{part}" for title, part in further if part),
            )
        )
        + "\n"
    )


def table(rules: Iterable[Rule], link: str) -> str:
    """Return the table of rules; ``link``: where the page of the rule ``{code}`` is."""
    lines = [
        "| code | name | default | what it reports | options | repair |",
        "|---|---|---|---|---|---|",
    ]
    for rule in rules:
        sentence = rule.text.partition("\n")[0].rstrip(".")
        options = "<br>".join(f"`{flag(name)[len(PREFIX) :]}`" for name in rule.options)
        columns = (
            f"[{rule.code}]({link.format(code=rule.code)})",
            rule.name,
            rule.default.value,
            sentence,
            options,
            rule.repair.value,
        )
        lines.append(f"| {' | '.join(columns)} |".replace("|  |", "| |"))
    return "\n".join(lines) + "\n"


def presets_page(rules: Mapping[str, Rule]) -> str:
    """Return the page about the presets; ``rules`` are all rules by their codes."""
    parts = [
        "# Presets",
        _PRESETS,
        "```ini\n[flake8]\nimportstyle-preset = google\n```",
        _PRESETS_AND_OPTIONS,
    ]
    for name, preset in PRESETS.items():
        items = [f"- [{code}](rules/{code}.md) {rules[code].name}" for code in sorted(preset.rules)]
        options = [
            f"importstyle-{field.replace('_', '-')} = {text}"
            for field, text in preset.options.items()
        ]
        parts += [
            f"## {name}",
            preset.purpose,
            "Rules, in addition to those that are on by default:",
            "\n".join(items),
            "Options:",
            "\n".join(["```ini", "[flake8]", *options, "```"]),
        ]
    return "\n\n".join(parts) + "\n"


def rules_page(rules: Iterable[Rule]) -> str:
    """Return the page with links to the pages of all rules."""
    return f"# Rules\n\n{_RULES}\n\n{table(rules, '{code}.md')}"


def options_list(rules: Iterable[Rule]) -> str:
    """Return the list of all options, with links to the pages of ``rules``."""
    rules = list(rules)
    parts = []
    for name, option in OPTIONS.items():
        links = [f"[{rule.code}](rules/{rule.code}.md)" for rule in _readers(name, rules)]
        facts = [f"By default `{option.default}`." if option.default else ""]
        facts.append(f"Read by {', '.join(links)}." if links else "")
        parts += [
            f"### {flag(name)[2:]}",
            f"```ini\n{flag(name)[2:]} = {option.metavar or 'true'}\n```",
            _QUOTED.sub(r"`\1`", option.help),
            " ".join(filter(None, facts)),
        ]
    return "\n\n".join(filter(None, parts)) + "\n"


def _readers(name: str, rules: Iterable[Rule]) -> Iterator[Rule]:
    return (rule for rule in rules if name in rule.options + rule.heeds)


def _option(name: str) -> str:
    option = OPTIONS[name]
    value = f"={option.metavar}" if option.metavar else ""
    default = f" By default `{option.default}`." if option.default not in ("", "false") else ""
    return f"- `{flag(name)}{value}`: {option.help}{default}"
