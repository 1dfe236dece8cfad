"""Write the generated documentation: whole pages, parts of others, and the site's navigation."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from flake8_importstyle.cli.pages import options_list, page, presets_page, rules_page, table
from flake8_importstyle.cli.schema import schema
from flake8_importstyle.options.pyproject import loads_toml
from flake8_importstyle.rules.all import REVIEWS, RULES
from tools import rooms

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
URLS = loads_toml((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["urls"]
"""The project's addresses."""
NAVIGATION = "# The rest is written by `make pages`.\n"

# Pages in the order in which they are read; some need not exist.
SECTIONS = {
    "Get started": {
        "What it is": "index.md",
        "With flake8": "flake8.md",
        "With Ruff": "ruff.md",
        "In an old code base": "adopting.md",
        "Coming from another tool": "coming-from.md",
    },
    "Use it": {
        "importstyle check": "check.md",
        "Configuration": "configuration.md",
        "Presets": "presets.md",
        "Repairing": "repairing.md",
        "Removing star imports": "project-repairs.md",
        "Where names come from": "origins.md",
    },
    "Where it runs": {
        "Editors": "editors.md",
        "pre-commit": "pre-commit.md",
        "Continuous integration": "ci.md",
        "Notebooks": "notebooks.md",
        "Pants and Bazel": "sandboxes.md",
    },
    "The project": {
        "How it works": "how-it-works.md",
        "Performance": "performance.md",
        "Changelog": "changelog.md",
        "Contributing": "contributing.md",
    },
}
GROUPS = {
    "IMP0": "What imports do to names",
    "IMP1": "How they are written",
    "IMP2": "What may be imported",
    "IMP3": "Where and when",
    "IMP4": "What suppresses findings",
}
ALL_RULES = {**RULES, **REVIEWS}


def documents() -> dict[Path, str]:
    """Return the text that each generated file should have."""
    rules = ALL_RULES.values()
    readme, site = ROOT / "README.md", ROOT / "mkdocs.yml"
    options, inside = DOCS / "configuration.md", DOCS / "how-it-works.md"
    texts = {
        readme: filled(readme, "rules", table(rules, f"{URLS['Documentation']}/rules/{{code}}/")),
        options: filled(options, "options", options_list(rules)),
        DOCS / "importstyle.schema.json": schema(),
        inside: filled(inside, "rooms", rooms.picture()),
        DOCS / "presets.md": presets_page(RULES),
        # The site needs all of its pages in one folder.
        DOCS / "changelog.md": (ROOT / "CHANGELOG.md").read_text("utf-8"),
        DOCS / "contributing.md": (ROOT / "CONTRIBUTING.md").read_text("utf-8"),
        DOCS / "rules" / "index.md": rules_page(rules),
        **{DOCS / "rules" / f"{code}.md": page(rule) for code, rule in ALL_RULES.items()},
    }
    settings = site.read_text("utf-8").partition(NAVIGATION)[0]
    return {**texts, site: f"{settings}{NAVIGATION}{navigation(texts)}"}


def filled(path: Path, name: str, text: str) -> str:
    """Return the text of a file with ``text`` between its marks of this name."""
    begin, end = f"<!-- {name}: written by `make pages` -->\n", f"<!-- end of {name} -->\n"
    before, _, rest = path.read_text("utf-8").partition(begin)
    return f"{before}{begin}\n{text}\n{end}{rest.partition(end)[2]}"


def navigation(written: Collection[Path]) -> str:
    """Return the site's navigation settings; ``written``: the pages that will be generated."""

    lines = ["nav:"]
    for section, pages in SECTIONS.items():
        lines.append(f"- {section}:")
        lines += [
            f"  - {title}: {name}"
            for title, name in pages.items()
            if DOCS / name in written or (DOCS / name).exists()
        ]
    lines += ["- Rules:", "  - rules/index.md"]
    for prefix, title in GROUPS.items():
        lines.append(f"  - {prefix}nn {title}:")
        lines += [
            f"    - {code} {rule.name}: rules/{code}.md"
            for code, rule in ALL_RULES.items()
            if code.startswith(prefix)
        ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    for path, text in documents().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
