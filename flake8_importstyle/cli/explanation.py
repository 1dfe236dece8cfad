"""``importstyle rule``: the page of a rule, or a list of all of them."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from flake8_importstyle.cli.pages import page
from flake8_importstyle.cli.terminal import BOLD, CYAN, Fault, Terminal
from flake8_importstyle.rules.all import REVIEWS, RULES


def explain(code: str | None, terminal: Terminal) -> None:
    """Print the page of a rule, given by its code or name; without one, a table of all rules.

    Raises ``Fault`` if there is no such rule.
    """
    rules = {**RULES, **REVIEWS}
    if code is None:
        rows = [
            [each, rule.name, rule.default.value, rule.text.partition("\n")[0]]
            for each, rule in rules.items()
        ]
        terminal.table(rows, (BOLD, CYAN))
        return
    names = {rule.name: each for each, rule in rules.items()}
    known = names.get(code.lower(), code.upper())
    if known not in rules:
        near = _near(known, names)
        advice = (
            f"did you mean {', '.join(near)}?" if near else "'importstyle rule' lists all rules"
        )
        raise Fault(f"there is no rule '{code}': {advice}")
    terminal.page(page(rules[known]))


def _near(code: str, names: Mapping[str, str]) -> list[str]:
    """Return the codes that a misspelled code may mean; ``names`` maps rule names to codes."""
    group = [each for each in names.values() if each.startswith(code)]
    if group:
        return group if len(group) < len(names) else []
    near = [names[name] for name in get_close_matches(code.lower(), names)]
    return near or get_close_matches(code, names.values())
