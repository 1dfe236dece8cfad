"""Drawing: a graph as an SVG picture, in columns from importers to imported modules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import NamedTuple

MOST_NODES = 150
"""Draw at most this many nodes: nobody can read a picture with more."""


# All in pixels.
_LETTER = 7.2
_PADDING = 10
_HEIGHT = 26
_GAP = 10
_BETWEEN = 110
_MARGIN = 12
_ARROW = 7
# How many times to sort each column by the positions of linked nodes; more changes little.
_SWEEPS = 4
_LONGEST_LABEL = 40


class Node(NamedTuple):
    """A box of the picture."""

    key: str
    label: str
    title: str
    kind: str
    """Its class in the style sheet."""
    link: str
    """The address that it links to; empty for none."""


class Edge(NamedTuple):
    """A line from an importer to the module that it imports from."""

    start: str
    end: str
    title: str
    kind: str
    """Its class in the style sheet."""


class _Box(NamedTuple):
    left: float
    top: float
    width: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def middle(self) -> float:
        return self.top + _HEIGHT / 2


def drawing(nodes: Sequence[Node], edges: Sequence[Edge], title: str) -> str:
    """Return a picture of a graph, coloured by the style sheet of the page around it.

    If there are too many nodes, only those with the most edges are drawn.
    """
    nodes = _most_linked(nodes, edges)
    keys = {node.key for node in nodes}
    edges = [
        edge for edge in edges if edge.start in keys and edge.end in keys and edge.start != edge.end
    ]
    columns = _columns([node.key for node in nodes], edges)
    boxes = _boxes(columns, {node.key: node for node in nodes})
    width = max((box.right for box in boxes.values()), default=0) + _MARGIN
    height = max((box.top for box in boxes.values()), default=0) + _HEIGHT + _MARGIN
    size = f'width="{width:.0f}" height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}"'
    lines = [
        f'<svg role="group" aria-label="{escape(title)}" {size}>',
        *(_line(edge, boxes) for edge in edges),
        *(_box(node, boxes[node.key]) for node in nodes),
        "</svg>",
    ]
    return "\n".join(lines)


def _most_linked(nodes: Sequence[Node], edges: Iterable[Edge]) -> Sequence[Node]:
    if len(nodes) <= MOST_NODES:
        return nodes
    counts = dict.fromkeys((node.key for node in nodes), 0)
    for edge in edges:
        for key in (edge.start, edge.end):
            counts[key] += 1
    kept = sorted(counts, key=lambda key: -counts[key])[:MOST_NODES]
    return [node for node in nodes if node.key in set(kept)]


def _columns(keys: Sequence[str], edges: Sequence[Edge]) -> list[list[str]]:
    """Return the nodes of each column: an imported module is to the right of its importers.

    In a cycle, one of the lines leads back.
    """
    gives: dict[str, list[str]] = {key: [] for key in keys}
    for edge in edges:
        gives[edge.start].append(edge.end)
    order = _takers_first(keys, gives)
    place = {key: index for index, key in enumerate(order)}
    column = dict.fromkeys(keys, 0)
    for key in order:
        for other in gives[key]:
            if place[other] > place[key]:
                column[other] = max(column[other], column[key] + 1)
    columns: list[list[str]] = [[] for _ in range(max(column.values(), default=-1) + 1)]
    for key in keys:
        columns[column[key]].append(key)
    _arrange(columns, edges)
    return columns


def _takers_first(keys: Iterable[str], gives: Mapping[str, list[str]]) -> list[str]:
    """Return the nodes in an order in which most importers precede what they import from."""
    done: dict[str, None] = {}
    seen: set[str] = set()
    for first in keys:
        if first in seen:
            continue
        seen.add(first)
        pending = [(first, iter(gives[first]))]
        while pending:
            key, rest = pending[-1]
            for other in rest:
                if other not in seen:
                    seen.add(other)
                    pending.append((other, iter(gives[other])))
                    break
            else:
                done[key] = None
                pending.pop()
    return list(done)[::-1]


def _arrange(columns: list[list[str]], edges: Iterable[Edge]) -> None:
    """Sort each column by the positions of the nodes that its nodes are linked with."""
    linked: dict[str, list[str]] = {key: [] for column in columns for key in column}
    for edge in edges:
        linked[edge.start].append(edge.end)
        linked[edge.end].append(edge.start)
    for sweep in range(_SWEEPS):
        height = {
            key: (index + 0.5) / len(column)
            for column in columns
            for index, key in enumerate(column)
        }
        for column in columns if sweep % 2 == 0 else columns[::-1]:
            means = {
                key: sum(height[other] for other in linked[key]) / len(linked[key])
                for key in column
                if linked[key]
            }
            column.sort(key=lambda key, of=means: of.get(key, height[key]))  # type: ignore[misc]
            height.update((key, (index + 0.5) / len(column)) for index, key in enumerate(column))


def _boxes(columns: Sequence[Sequence[str]], nodes: Mapping[str, Node]) -> dict[str, _Box]:
    boxes = {}
    tallest = max(map(len, columns), default=0) * (_HEIGHT + _GAP)
    left = float(_MARGIN)
    for column in columns:
        widths = {key: len(_shortened(nodes[key].label)) * _LETTER + 2 * _PADDING for key in column}
        top = _MARGIN + (tallest - len(column) * (_HEIGHT + _GAP)) / 2
        for key in column:
            boxes[key] = _Box(left, top, widths[key])
            top += _HEIGHT + _GAP
        left += max(widths.values()) + _BETWEEN
    return boxes


def _shortened(label: str) -> str:
    """Shorten a long label, keeping its end, which says more than its start."""
    return label if len(label) <= _LONGEST_LABEL else f"…{label[1 - _LONGEST_LABEL :]}"


def _line(edge: Edge, boxes: Mapping[str, _Box]) -> str:
    start, end = boxes[edge.start], boxes[edge.end]
    if start.left < end.left:
        x, stop, bend = start.right, end.left, _BETWEEN * 0.6
        y, to = start.middle, end.middle
        tip, turn = stop - _ARROW, -_BETWEEN * 0.6
    else:  # It leads back, around both of them.
        x, stop, bend = start.right, end.right, _BETWEEN * 0.5
        y, to = start.middle + 4, end.middle - 4
        tip, turn = stop + _ARROW, _BETWEEN * 0.5
    path = f"M{x:.1f} {y:.1f}C{x + bend:.1f} {y:.1f} {tip + turn:.1f} {to:.1f} {tip:.1f} {to:.1f}"
    arrow = f"M{stop:.1f} {to:.1f}L{tip:.1f} {to - 4:.1f}L{tip:.1f} {to + 4:.1f}Z"
    return (
        f'<g class="edge {edge.kind}"><title>{escape(edge.title)}</title>'
        f'<path class="line" d="{path}"/><path class="tip" d="{arrow}"/></g>'
    )


def _box(node: Node, box: _Box) -> str:
    text = (
        f'<rect x="{box.left:.1f}" y="{box.top:.1f}" width="{box.width:.1f}" height="{_HEIGHT}"'
        f' rx="5"/><text x="{box.left + _PADDING:.1f}" y="{box.top + 17.5:.1f}">'
        f"{escape(_shortened(node.label))}</text>"
    )
    content = f'<g class="node {node.kind}"><title>{escape(node.title)}</title>{text}</g>'
    return f'<a href="{escape(node.link)}">{content}</a>' if node.link else content
