"""Write the generated documentation: pages, the README's table, and the site's navigation."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from flake8_importstyle.pages import configuration_page, page, presets_page, rules_page, table
from flake8_importstyle.rules import RULES

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
BEGIN = "<!-- rules: written by `make docs` -->\n"
END = "<!-- end of rules -->\n"
NAVIGATION = "# The rest is written by `make docs`.\n"

# Pages in the order in which they are read; some need not exist.
SECTIONS = {
    "Start": {
        "What it is": "index.md",
        "Configuration": "configuration.md",
        "Presets": "presets.md",
        "Repairing": "repairing.md",
        "Where names come from": "origins.md",
        "How it works": "how-it-works.md",
    },
    "Where it runs": {
        "Editors": "editors.md",
        "pre-commit": "pre-commit.md",
        "Continuous integration": "ci.md",
        "Notebooks": "notebooks.md",
        "Pants and Bazel": "sandboxes.md",
    },
    "Other tools": {
        "Beside Ruff": "ruff.md",
        "Coming from another tool": "coming-from.md",
    },
}
GROUPS = {
    "IMP0": "What imports do to names",
    "IMP1": "How they are written",
    "IMP2": "What may be imported",
    "IMP3": "Where and when",
}


def documents() -> dict[Path, str]:
    """Return the text that each generated file should have."""
    rules = RULES.values()
    texts = {
        DOCS / "configuration.md": configuration_page(rules),
        DOCS / "presets.md": presets_page(RULES),
        DOCS / "rules" / "index.md": rules_page(rules),
        **{DOCS / "rules" / f"{code}.md": page(rule) for code, rule in RULES.items()},
    }
    readme, site = ROOT / "README.md", ROOT / "mkdocs.yml"
    before, _, rest = readme.read_text("utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    settings = site.read_text("utf-8").partition(NAVIGATION)[0]
    return {
        **texts,
        readme: f"{before}{BEGIN}\n{table(rules, 'docs/rules/')}\n{END}{after}",
        site: f"{settings}{NAVIGATION}{navigation(set(texts))}",
    }


def navigation(written: Collection[Path]) -> str:
    """Return the part of the site's settings that names its pages; ``written`` will exist."""
    lines = ["nav:"]
    for section, pages in SECTIONS.items():
        lines.append(f"- {section}:")
        for title, name in pages.items():
            if DOCS / name in written or (DOCS / name).exists():
                lines.append(f"  - {title}: {name}")
    lines += ["- Rules:", "  - rules/index.md"]
    for prefix, title in GROUPS.items():
        lines.append(f"  - {prefix}nn {title}:")
        lines += [
            f"    - {code} {rule.name}: rules/{code}.md"
            for code, rule in RULES.items()
            if code.startswith(prefix)
        ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    for path, text in documents().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
