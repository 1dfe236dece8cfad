"""The page of ``importstyle stars --html``: a single file without scripts, for any browser."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from html import escape

from flake8_importstyle import __version__
from flake8_importstyle.cli.origins import Origin
from flake8_importstyle.cli.stars.drawing import MOST_NODES, Edge, Node, drawing
from flake8_importstyle.cli.stars.inventory import NONE, SAFE, UNSAFE, ListedStar
from flake8_importstyle.resolver.files import relative_path
from flake8_importstyle.syntax.escapes import one_line

_KINDS = {
    SAFE: "safe",
    UNSAFE: "unsafe",
    NONE: "stays",
}
_MEANING = {
    SAFE: "“importstyle fix” replaces it",
    UNSAFE: "“importstyle fix --unsafe-fixes” replaces it",
    NONE: "it cannot be replaced yet",
}
_STYLE = """\
:root { color-scheme: light dark; --paper: #fff; --ink: #1c2230; --faint: #5a6374; --rule: #d5dae3;
  --box: #f3f5f9; --safe: #1a7f37; --unsafe: #9a5b00; --stays: #c02434; --other: #6b7484; }
@media (prefers-color-scheme: dark) { :root { --paper: #14181f; --ink: #e4e8ef; --faint: #9aa4b5;
  --rule: #323a48; --box: #1f2632; --safe: #4ac26b; --unsafe: #e0a33a; --stays: #ff7b84;
  --other: #8791a3; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 1.5rem 1rem 4rem; background: var(--paper);
  color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; } h2 { font-size: 1.2rem; margin: 2.5rem 0 .5rem; }
h3 { font-size: 1rem; margin: 1.75rem 0 .25rem; overflow-wrap: anywhere; }
p { margin: .25rem 0; } a { color: inherit; }
code, h3, svg text { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
code { font-size: .9em; overflow-wrap: anywhere; }
.faint { color: var(--faint); }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; padding: 0; margin: .75rem 0;
  list-style: none; }
.kind { font-weight: 600; white-space: nowrap; }
.kind::before { content: "■ "; } .kind.unsafe::before { content: "▲ "; }
.kind.stays::before { content: "✕ "; }
.kind.safe { color: var(--safe); } .kind.unsafe { color: var(--unsafe); }
.kind.stays { color: var(--stays); }
.picture { margin-top: .75rem; overflow: auto; max-height: 85vh; border: 1px solid var(--rule);
  border-radius: 8px; }
.picture:focus-visible, a:focus-visible, summary:focus-visible { outline: 3px solid var(--unsafe);
  outline-offset: 2px; }
svg { display: block; } svg text { font-size: 12px; fill: var(--ink); }
.node rect { fill: var(--box); stroke: var(--faint); } .node.outside rect { stroke-dasharray: 3 3; }
a:hover .node rect, a:focus .node rect { stroke: var(--ink); stroke-width: 2.5; }
.line { fill: none; stroke-width: 1.5; stroke: var(--other); } .tip { fill: var(--other); }
.edge.safe .line { stroke: var(--safe); } .edge.safe .tip { fill: var(--safe); }
.edge.unsafe .line { stroke: var(--unsafe); stroke-dasharray: 7 3; }
.edge.unsafe .tip { fill: var(--unsafe); }
.edge.stays .line { stroke: var(--stays); stroke-width: 2; }
.edge.stays .tip { fill: var(--stays); }
.edge.takes .line { stroke-dasharray: 2 4; } .edge:hover .line { stroke-width: 4; }
.star { border-left: 4px solid var(--rule); padding: .1rem 0 .1rem .75rem; margin: .6rem 0; }
.star.safe { border-color: var(--safe); } .star.unsafe { border-color: var(--unsafe); }
.star.stays { border-color: var(--stays); } .star:target, h3:target { background: var(--box); }
summary { cursor: pointer; } table { border-collapse: collapse; margin: .5rem 0; width: 100%; }
th, td { text-align: left; padding: .15rem 1rem .15rem 0; vertical-align: top;
  border-bottom: 1px solid var(--rule); overflow-wrap: anywhere; }
th { color: var(--faint); font-weight: 400; }
@media (max-width: 40rem) { body { font-size: 15px; padding: 1rem .75rem 3rem; } }
@media print { .picture { max-height: none; } }
"""


def page(stars: Sequence[ListedStar], summary: str, project: str) -> str:
    """Return the page about the star imports of a project."""
    title = f"Star imports of {project}"
    files: dict[str, list[ListedStar]] = {}
    for star in stars:
        files.setdefault(star.path, []).append(star)
    body = [
        f"<h1>{_text(title)}</h1>",
        f"<p>{_text(summary[:1].upper() + summary[1:])}.</p>",
        *(_picture(files) if stars else ()),
        *(["<h2>File by file</h2>"] if stars else ()),
        *(line for each in files.values() for line in _file(each, list(files).index(each[0].path))),
    ]
    return (
        "<!doctype html>\n"
        '<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="generator" content="flake8-importstyle {__version__}">\n'
        f"<title>{_text(title)}</title>\n<style>\n{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(body)
        + "\n</main>\n</body>\n</html>\n"
    )


def _text(text: str) -> str:
    return escape(one_line(text))


def _legend() -> Iterator[str]:
    yield '<ul class="legend">'
    for kind, word in _KINDS.items():
        yield f'<li><span class="kind {word}">{word}</span> {_MEANING[kind]}</li>'
    yield "</ul>"


def _picture(files: dict[str, list[ListedStar]]) -> Iterator[str]:
    yield from _legend()
    nodes, edges = graph(files)
    yield "<h2>Who takes names through whom</h2>"
    more = (
        f" Of {len(nodes)} files, the {MOST_NODES} with the most lines are drawn."
        if len(nodes) > MOST_NODES
        else ""
    )
    yield (
        '<p class="faint">A line leads from a file to the module that it takes names from: by a'
        " star import, or, where it is dotted, by other imports of names that come by a star."
        f" A box with a dashed border is outside of what was looked at.{more}</p>"
    )
    yield '<div class="picture" tabindex="0" role="region" aria-label="Picture, can be scrolled">'
    yield drawing(nodes, edges, "Who takes names through whom")
    yield "</div>"


def graph(files: dict[str, list[ListedStar]]) -> tuple[list[Node], list[Edge]]:
    """Return the graph of modules and of who imports names through whom.

    ``files``: the star imports of each file.
    """

    nodes = {
        path: Node(path, _short(stars[0].filename), stars[0].filename, "own", f"#f{number}")
        for number, (path, stars) in enumerate(files.items())
    }
    edges: dict[tuple[str, str], Edge] = {}
    for path, stars in files.items():
        for star in stars:
            provider = star.provider or star.module
            if provider not in nodes:
                label = _short(relative_path(provider)) if star.provider else star.module
                if label.startswith(os.pardir) or os.path.isabs(label):
                    label = star.module
                nodes[provider] = Node(provider, label, label, "outside", "")
            title = f"{star.filename}, line {star.line}: {_used(star)} of '{star.module}'"
            kind = _KINDS[star.repair]
            edges[path, provider] = Edge(path, provider, title, kind)
        for star in stars:
            for importer in star.importers:
                user = importer.path or importer.who
                nodes.setdefault(user, Node(user, importer.who, importer.who, "outside", ""))
                title = f"{importer.who} takes {', '.join(importer.names)}"
                edges.setdefault((user, path), Edge(user, path, title, "takes"))
    return list(nodes.values()), list(edges.values())


def _short(filename: str) -> str:
    return filename.removeprefix(f".{os.sep}").replace(os.sep, "/")


def _used(star: ListedStar) -> str:
    count = len(star.names)
    return f"{count} name{'' if count == 1 else 's'}"


def _file(stars: Sequence[ListedStar], number: int) -> Iterator[str]:
    yield f'<h3 id="f{number}">{_text(_short(stars[0].filename))}</h3>'
    for star in stars:
        yield from _star(star)


def _star(star: ListedStar) -> Iterator[str]:
    word = _KINDS[star.repair]
    count = f"{star.binds}{'' if star.is_complete else ' or more'}"
    reason = f": {_text(star.reason)}" if star.reason else ""
    yield f'<div class="star {word}">'
    yield (
        f'<p><span class="faint">Line {star.line}</span>'
        f" <code>from {_text(star.module)} import *</code>"
        f' <span class="kind {word}">{word}</span>{reason}</p>'
    )
    used = f"{_used(star)} of {count} used here" if star.names else f"none of {count} used here"
    if star.names:
        yield f"<details><summary>{used}</summary><table>"
        yield "<tr><th>Name</th><th>Defined in</th></tr>"
        for origin in star.names:
            yield f"<tr><td><code>{_text(origin.name)}</code></td><td>{_defined(origin)}</td></tr>"
        yield "</table></details>"
    else:
        yield f"<p>{used}</p>"
    if star.importers:
        others = len(star.importers)
        yield (
            f"<details><summary>{len(star.reexported)} taken through this file by {others}"
            f" other{'' if others == 1 else 's'}</summary><table>"
            "<tr><th>Who</th><th>Names</th></tr>"
        )
        for importer in star.importers:
            names = ", ".join(f"<code>{_text(name)}</code>" for name in importer.names)
            yield f"<tr><td>{_text(importer.who)}</td><td>{names}</td></tr>"
        yield "</table></details>"
    yield "</div>"


def _defined(origin: Origin) -> str:
    if origin.definition is None:
        return f'<span class="faint">{_text(origin.reason or "not known")}</span>'
    step = origin.definition
    line = f", line {step.line}" if step.line and step.name is not None else ""
    return f"<code>{_text(step.module)}</code>{line}"
