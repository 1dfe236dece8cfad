"""What is written about the rules in Markdown: a page for each, and the table of all."""

from __future__ import annotations

from collections.abc import Iterable

from flake8_importstyle.options import OPTIONS, flag
from flake8_importstyle.registry import Default, Rule

_WHEN = {
    Default.ON: "Reported by default.",
    Default.CONFIG: "Reported once one of its options is given.",
    Default.OPT_IN: "Reported when selected by more than `IMP`, as by `{code}` or `{group}`.",
}


def page(rule: Rule) -> str:
    """Return the page of a rule: its docstring, with what its decorator knows around it."""
    sentence, _, sections = rule.text.partition("\n")
    when = _WHEN[rule.default].format(code=rule.code, group=rule.code[:4])
    if not rule.in_stubs:
        when += " Not in stub files (`.pyi`)."
    return "\n\n".join(
        (
            f"# {rule.code} {rule.name}",
            sentence,
            when,
            sections.strip(),
            "## Options",
            "\n".join(map(_option, rule.options)) or "None.",
            "## Fix",
            "By hand; there is no automatic one.\n",
        )
    )


def table(rules: Iterable[Rule]) -> str:
    """Return the table of rules for the README; its links lead to the pages."""
    lines = ["| code | name | default | what it reports |", "|---|---|---|---|"]
    for rule in rules:
        sentence = rule.text.partition("\n")[0].rstrip(".")
        link = f"[{rule.code}](docs/rules/{rule.code}.md)"
        lines.append(f"| {link} | {rule.name} | {rule.default.value} | {sentence} |")
    return "\n".join(lines) + "\n"


def _option(name: str) -> str:
    option = OPTIONS[name]
    value = f"={option.metavar}" if option.metavar else ""
    return f"- `{flag(name)}{value}`: {option.help}"
