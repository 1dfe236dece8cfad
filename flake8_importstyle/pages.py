"""What is written about the rules in Markdown: a page for each, their table, options, presets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from flake8_importstyle.options import OPTIONS, PREFIX, flag
from flake8_importstyle.presets import PRESETS
from flake8_importstyle.registry import Default, Rule

_WHEN = {
    Default.ON: "Reported by default.",
    Default.CONFIG: "Reported once `{option}` is given.",
    Default.OPT_IN: "Reported when selected by more than `IMP`: by `{code}` or `{group}`{option}.",
}

_PRESETS = (
    "A preset turns on rules and sets options with one word, on top of the rules that are on by"
    " default:"
)
_PRESETS_AND_OPTIONS = (
    "What you set yourself wins: an option that is given keeps its value, an option given as empty"
    " is as if the preset did not have it, and `ignore`, `extend-ignore` and `per-file-ignores`"
    " hold for the preset's rules as for all others. Where a preset and an option of yours ask for"
    " opposite things (IMP105 and `--importstyle-single-name`, a maximal level of 0 and"
    " `--importstyle-relative-siblings`), yours holds."
)

_RULES = (
    "Each page says what its rule reports, why, and what to write instead. The column *default* says"
    " [when a rule runs](../configuration.md#which-rules-run), *repair* whether its findings can be"
    " repaired: *safe* repairs surely leave what the program does as it is."
)
_CONFIGURATION = """\
# Configuration

Options stand in the section `[flake8]` of `setup.cfg`, `tox.ini` or `.flake8`, or on the command line, with two dashes in
front:

```ini
[flake8]
extend-select = IMP103
importstyle-allow-star = tkinter, shop.settings.*
importstyle-ban =
    mock = use unittest.mock
    shop.database.* except shop/models = go through shop.models
importstyle-strict-aliases = true
```

With [Flake8-pyproject](https://pypi.org/project/Flake8-pyproject/), they stand in `pyproject.toml`, and a list works like
lines:

```toml
[tool.flake8]
extend-select = ["IMP103"]
importstyle-allow-star = ["tkinter", "shop.settings.*"]
importstyle-ban = [
    "mock = use unittest.mock",
    "shop.database.* except shop/models = go through shop.models",
]
importstyle-strict-aliases = true
```

A value that cannot be read, and two options that contradict each other, are errors at the start, with each faulty line
named.

## Which rules run

- A rule that is *on* runs when flake8 selects it, as it does by default. If your configuration sets `select`, add `IMP`.
- An *opt-in* rule runs when it is selected by more than `IMP`, as `IMP103` or `IMP1` in `extend-select`, or when its
  first option is given.
- A *config* rule runs when its first option is given.

`ignore`, `extend-ignore`, `per-file-ignores` and `# noqa: IMP001` hold as for any flake8 code. To turn on a whole set, see
[presets](presets.md).

## How values are written

| value | meaning |
|---|---|
| `GLOB,...` | patterns for whole dotted names, with commas, spaces or new lines between them; `*` also matches dots, so `shop.*` is all in `shop`, but not `shop` itself |
| `NAME,...` | names, in the same way |
| `LINES` | one entry a line; empty lines and those that begin with `#` do not count |
| `N` | a number |
| words with bars between them | one of these words |
| none | a switch: `true` or `false` in a file, nothing on the command line |

## The options
"""

# In the help, which is plain text.
_QUOTED = re.compile(r"(?<!\w)'([^']+)'(?!\w)")


def page(rule: Rule) -> str:
    """Return the page of a rule: its docstring, with what its decorator knows around it."""
    text, _, fix = rule.text.partition("\n## Fix\n")
    sentence, _, sections = text.partition("\n")
    option = flag(rule.options[0]) if rule.options else ""
    if option and rule.default is Default.OPT_IN:
        option = f", or once `{option}` is given"
    when = _WHEN[rule.default].format(code=rule.code, group=rule.code[:4], option=option)
    if not rule.in_stubs:
        when += " Not in stub files (`.pyi`)."
    return "\n\n".join(
        (
            f"# {rule.code} {rule.name}",
            sentence,
            when,
            sections.strip(),
            "## Options",
            "\n".join(map(_option, rule.options + rule.heeds)) or "None.",
            "## Fix",
            (fix.strip() or "By hand; there is no automatic one.") + "\n",
        )
    )


def table(rules: Iterable[Rule], folder: str) -> str:
    """Return the table of rules; ``folder``, with a slash if any, is where their pages are."""
    lines = [
        "| code | name | default | what it reports | options | repair |",
        "|---|---|---|---|---|---|",
    ]
    for rule in rules:
        sentence = rule.text.partition("\n")[0].rstrip(".")
        link = f"[{rule.code}]({folder}{rule.code}.md)"
        options = "<br>".join(f"`{flag(name)[len(PREFIX) :]}`" for name in rule.options)
        columns = (
            link,
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
            "The rules, besides those that are on by default:",
            "\n".join(items),
            "The options that these rules go by:",
            "\n".join(["```ini", "[flake8]", *options, "```"]),
        ]
    return "\n\n".join(parts) + "\n"


def rules_page(rules: Iterable[Rule]) -> str:
    """Return the page that leads to those of the rules."""
    return f"# Rules\n\n{_RULES}\n\n{table(rules, '')}"


def configuration_page(rules: Iterable[Rule]) -> str:
    """Return the page about all options."""
    rules = list(rules)
    parts = [_CONFIGURATION]
    for name, option in OPTIONS.items():
        value = f" = {option.metavar}" if option.metavar else ""
        links = [f"[{rule.code}](rules/{rule.code}.md)" for rule in _readers(name, rules)]
        facts = [f"By default `{option.default}`." if option.default else ""]
        facts.append(f"Read by {', '.join(links)}." if links else "")
        parts += [
            f"### {flag(name)[2:]}",
            f"```ini\n{flag(name)[2:]}{value or ' = true'}\n```",
            _QUOTED.sub(r"`\1`", option.help),
            " ".join(filter(None, facts)),
        ]
    return "\n\n".join(part.strip() for part in parts if part) + "\n"


def _readers(name: str, rules: Iterable[Rule]) -> Iterator[Rule]:
    return (rule for rule in rules if name in rule.options + rule.heeds)


def _option(name: str) -> str:
    option = OPTIONS[name]
    value = f"={option.metavar}" if option.metavar else ""
    default = f" By default `{option.default}`." if option.default not in ("", "false") else ""
    return f"- `{flag(name)}{value}`: {option.help}{default}"
