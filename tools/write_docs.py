"""Write the generated documentation: the rules' pages, the presets', and the README's table."""

from __future__ import annotations

from pathlib import Path

from flake8_importstyle.pages import page, presets_page, table
from flake8_importstyle.rules import RULES

ROOT = Path(__file__).parent.parent
BEGIN = "<!-- rules: written by `make docs` -->\n"
END = "<!-- end of rules -->\n"


def documents() -> dict[Path, str]:
    """Return the text that each generated file should have."""
    readme = ROOT / "README.md"
    before, _, rest = readme.read_text("utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    texts = {readme: f"{before}{BEGIN}\n{table(RULES.values())}\n{END}{after}"}
    texts[ROOT / "docs" / "presets.md"] = presets_page(RULES)
    for code, rule in RULES.items():
        texts[ROOT / "docs" / "rules" / f"{code}.md"] = page(rule)
    return texts


if __name__ == "__main__":
    for path, text in documents().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
