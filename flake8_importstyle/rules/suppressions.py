"""Rules about what keeps findings from being reported: comments, and the baseline."""

from __future__ import annotations

import ast
import os
from collections import Counter
from collections.abc import Iterator
from functools import partial

from flake8_importstyle.fixes.edits import Edit, Fix
from flake8_importstyle.options.baseline import Subject
from flake8_importstyle.options.settings import Settings
from flake8_importstyle.resolver.modules import reference
from flake8_importstyle.resolver.search_path import find, real_name
from flake8_importstyle.rules.registry import (
    REVIEWS,
    RULES,
    Default,
    Finding,
    Found,
    Needs,
    Repair,
    about_modules,
    failed,
    review,
)
from flake8_importstyle.syntax.comments import without_codes
from flake8_importstyle.syntax.imports import imported_modules
from flake8_importstyle.syntax.noqa import JoinedLines, codes_of, joined_lines
from flake8_importstyle.syntax.source import SourceFile

_BLANKS = " \t\f"


@review("IMP401", "unused-noqa", Default.OPT_IN, options=("unused_noqa",), repair=Repair.SAFE)
def unused_noqa(found: Found, settings: Settings) -> Iterator[Finding]:
    """A `noqa` comment lists a code of this plugin that it does not suppress.

    ## What it does

    Reports codes of this plugin in `# noqa: …` comments if their rules find nothing on the lines
    for which flake8 looks at the comment. Codes of rules that are not active, codes of other
    plugins, and comments without codes are left alone. Nothing is reported where a rule may be
    silent only because a module that the file imports is not found.

    `--importstyle-unused-noqa` and `importstyle check --unused-noqa` switch it on.

    ## Why this is bad

    The comment says that something is wrong with the line. The next thing that goes wrong there
    is hidden by it.

    ## Example

    ```python options="--importstyle-unused-noqa"
    from database import Query  # noqa: IMP001  # IMP401
    ```

    ## Use instead

    ```python options="--importstyle-unused-noqa"
    from database import Query
    ```

    ## Fix

    Safe: the code is removed from the comment, and the comment if nothing is left of it.
    """
    source = found.source
    if "IMP" not in source.text or "noqa" not in source.text.lower():
        return
    lines = [(finding.at.lineno, code) for code, finding in found.findings]
    for joined in joined_lines(source.lines):
        match = joined.noqa(source.lines)
        if match is None:
            continue
        here = {code for line, code in lines if joined.first <= line <= joined.last}
        unused = [
            each
            for each in codes_of(match)
            if not any(code.startswith(each) for code in here) and _is_about_active(found, each)
        ]
        if unused:
            column = len(match.string[: match.start()].encode("utf-8", "surrogatepass"))
            yield Finding(
                ast.Name("noqa", ast.Load(), lineno=joined.last, col_offset=column),
                about_modules(unused),
                f"unused 'noqa: {','.join(unused)}': nothing is found here, remove the comment"
                if len(unused) == len(codes_of(match))
                else f"unused 'noqa: {','.join(unused)}': nothing is found here, remove the code",
                partial(_without_codes, source, joined, unused, settings),
            )


def _is_about_active(found: Found, prefix: str) -> bool:
    """Tell whether all rules with a prefix have run and could report everything."""
    codes = [code for code in RULES if code.startswith(prefix)]
    return bool(codes) and all(_is_known(found, code) for code in codes)


def _without_codes(
    source: SourceFile, joined: JoinedLines, codes: list[str], settings: Settings
) -> Fix | None:
    line = source.lines[joined.last - 1]
    bare = line.rstrip("\r\n")
    start, end = joined.comment or 0, len(bare)
    comment = without_codes(bare[start:], codes)
    if settings.noqa_reason and comment == f"# {settings.noqa_reason}":
        comment = ""
    if not comment:
        start = len(bare[:start].rstrip(_BLANKS))
        if not start:
            end = len(line)
    first = source.places.starts[joined.last - 1]
    return Fix((Edit(first + start, first + end, comment),))


def listed_findings(found: Found, settings: Settings) -> list[bool]:
    """Return for each finding whether the baseline lists it.

    If it lists fewer of identical findings than there are, the first ones count as listed.
    """
    rest = _entries(found, settings)
    answers = []
    for code, finding in found.findings:
        answers.append(rest[code, finding.about] > 0)
        rest[code, finding.about] -= 1
    return answers


def stale_entries(found: Found, settings: Settings) -> Counter[Subject]:
    """Return the baseline entries for a file that no longer match a finding, with their counts.

    Entries of rules that are not active, or may be silent because of a missing module, are kept.
    """
    now = Counter((code, finding.about) for code, finding in found.findings)
    return Counter(
        {
            subject: count
            for subject, count in (_entries(found, settings) - now).items()
            if _is_known(found, subject[0])
        }
    )


def _entries(found: Found, settings: Settings) -> Counter[Subject]:
    entries = settings.baseline.of(found.source.filename) if settings.baseline else Counter()
    return Counter(entries)


@review(
    "IMP402",
    "stale-baseline-entry",
    Default.CONFIG,
    options=("baseline", "baseline_stale"),
    is_last=True,
)
def stale_entry(found: Found, settings: Settings) -> Iterator[Finding]:
    """The baseline lists a finding that is gone.

    ## What it does

    Reports entries of the file named by `--importstyle-baseline` whose findings are gone, because
    they were repaired or suppressed by a `noqa` comment. The report is on the first line of the
    file that the entry is about. Nothing is reported for files that are not checked, for rules that
    are not active, and where a rule may be silent only because a module that the file imports is
    not found. `--importstyle-baseline-stale=ignore` switches this off.

    ## Why this is bad

    As long as it is listed, the same may come back, and nobody is told. A baseline that only
    shrinks is a list of what is left to do.

    ## Example

    ```text
    shop/report.py:1:1: IMP402 'customers' (IMP001) is not found any more: delete its line in 'imports.baseline'
    ```

    ## Use instead

    Delete the line in the file, or have `importstyle check --update-baseline` do it for all
    files. `importstyle check --fix` does it for what it repairs, and what is stale already.
    """
    assert settings.baseline is not None
    if settings.baseline_stale == "ignore":
        return
    file = os.path.basename(settings.baseline.path)
    entries = _entries(found, settings)
    for (code, about), count in sorted(stale_entries(found, settings).items()):
        left = entries[code, about] - count
        advice = f"is not found any more: delete its line in '{file}'"
        if left:
            advice = f"is found {left} instead of {left + count} times: say so in '{file}'"
        yield Finding(ast.Pass(lineno=1, col_offset=0), about, f"'{about}' ({code}) {advice}")


def _is_known(found: Found, code: str) -> bool:
    """Tell whether a rule has run and could report everything there is."""
    if code not in found.codes or code in found.source.fact(failed):
        return False
    source = found.source
    # Rules are silent about modules that are not found, which may have been there when the comment
    # or the baseline was written.
    needs = (RULES.get(code) or REVIEWS[code]).needs
    is_all_here = needs is Needs.FILE or (needs is Needs.STARS and not source.stars)
    return is_all_here or source.fact(_finds_all_modules)


def _finds_all_modules(source: SourceFile) -> bool:
    """Tell whether all modules that a file imports are found."""
    if source.is_alone:
        return False
    for statement, _ in source.imports:
        for module in imported_modules(statement):
            where = reference(source, module)
            if where is None or find(real_name(where.module), where.folders) is None:
                return False
    return True
