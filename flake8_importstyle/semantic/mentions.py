"""Find names of the module that are mentioned in comments, doctests and strings with code.

Code in such text may use the names of the module. If the text only looks like code, the result has
too many names; so it may be used to keep names, but not to report them as missing.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterable, Iterator

from flake8_importstyle.syntax.control_flow import dotted_end
from flake8_importstyle.syntax.imports import bound_name
from flake8_importstyle.syntax.lines import has_plain_lines, have_any, lines_at, matches
from flake8_importstyle.syntax.nodes import nodes_in
from flake8_importstyle.syntax.parsing import tree_of
from flake8_importstyle.syntax.source import SourceFile
from flake8_importstyle.syntax.strings import spelled_type
from flake8_importstyle.syntax.suites import end, start

_TYPE_COMMENT = re.compile(r"#\s*type:(?!\s*ignore\b)(.*)")
_NAME = re.compile(r"(?<![\w.])[^\W\d]\w*")
_PROMPT = ">>> "
_EXAMPLE = re.compile(r"^([ \t]*)>>> (.*(?:\n\1\.\.\.(?: .*)?$)*)", re.MULTILINE)
_CONTINUED = re.compile(r"^[ \t]*\.\.\. ?", re.MULTILINE)
# Strings in a subscript of one of these are types, even outside of annotations.
_GENERICS = frozenset(
    (
        *("Callable", "ClassVar", "Dict", "Final", "FrozenSet", "Iterable", "Iterator", "List"),
        *("Mapping", "Optional", "Sequence", "Set", "Tuple", "Type", "Union", "dict", "frozenset"),
        *("list", "set", "tuple", "type"),
    )
)
# Functions that run code in a string, or look up the names in it.
_RUNNERS = frozenset(
    (
        *("Timer", "compile", "eval", "evaluate", "exec", "query", "repeat", "run", "runctx"),
        *("runeval", "timeit"),
    )
)

# If a string contains code, the text of its statement matches this. Walking the trees of all other
# statements would be a waste of time.
_STARTS = (_PROMPT, *sorted(_GENERICS), *sorted(_RUNNERS))
_MAY_HOLD_CODE = re.compile(
    rf"{_PROMPT}|\b(?:{'|'.join(sorted(_GENERICS))})[\s\\)]*\["
    rf"|\b(?:{'|'.join(sorted(_RUNNERS))})[\s\\)]*\("
)


def mentioned(source: SourceFile) -> frozenset[str]:
    """Return the names in comments and strings; call it as ``source.fact(mentioned)``."""
    return frozenset((*_names_in_comments(source), *_names_in_strings(source)))


def _names_in_comments(source: SourceFile) -> Iterator[str]:
    """Yield the names in type comments."""
    if not any(map(_TYPE_COMMENT.search, source.lines)):
        return
    try:
        for token in tokenize.generate_tokens(io.StringIO("".join(source.lines)).readline):
            comment = token.type == tokenize.COMMENT and _TYPE_COMMENT.match(token.string)
            if comment:
                yield from _NAME.findall(comment[1])
    except (tokenize.TokenError, SyntaxError):
        return


def _names_in_strings(source: SourceFile) -> Iterator[str]:
    """Yield the names in doctests, in types that are strings, and in code that is run."""
    for node in _nodes_with_code(source):
        if isinstance(node, ast.Constant):
            if isinstance(node.value, str) and _PROMPT in node.value:
                yield from in_doctests(node.value)
        elif isinstance(node, ast.Subscript):
            if dotted_end(node.value) in _GENERICS:
                yield from _names_in_types(nodes_in(node.slice))
        elif isinstance(node, ast.Call) and dotted_end(node.func) in _RUNNERS:
            words = [word.value for word in node.keywords]
            for text in _texts((*node.args, *words)):
                tree = tree_of(text.strip())
                yield from _read(tree) if tree is not None else ()


def _nodes_with_code(source: SourceFile) -> Iterator[ast.AST]:
    """Yield the nodes of a tree that may contain code in strings, and others beside them."""
    text = source.text
    lines = lines_at(sorted(matches(_STARTS, _MAY_HOLD_CODE, text)), text)
    is_plain = has_plain_lines(text)
    pending: list[ast.AST] = [source.tree] if lines else []
    while pending:
        node = pending.pop()
        if is_plain and isinstance(node, ast.stmt) and not _spans(node, lines):
            continue
        yield node
        pending += ast.iter_child_nodes(node)


def _spans(statement: ast.stmt, lines: list[int]) -> bool:
    """Tell whether a statement, with its decorators, spans one of the sorted lines."""
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    first = min(start(each)[0] for each in (statement, *decorators))
    return have_any(lines, first, end(statement)[0])


def _texts(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _names_in_types(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for text in _texts(nodes):
        expression = spelled_type(text)
        yield from _read(expression) if expression is not None else ()


def in_doctests(text: str) -> Iterator[str]:
    """Yield the names that the examples in a docstring read without binding them before."""
    bound: set[str] = set()
    for example in _EXAMPLE.finditer(text):
        code = _CONTINUED.sub("", example[2])
        tree = tree_of(code)
        if tree is None:
            yield from _NAME.findall(code)
            continue
        yield from (name for name in _read(tree) if name not in bound)
        bound |= _bound(tree)


def _read(root: ast.AST) -> Iterator[str]:
    """Yield the names that code reads or deletes."""
    for node in nodes_in(root):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Store):
            yield node.id


def _bound(tree: ast.Module) -> set[str]:
    """Return the names that top-level imports, definitions and simple assignments bind."""
    found: set[str] = set()
    for statement in tree.body:
        if isinstance(statement, (ast.Import, ast.ImportFrom)):
            found.update(map(bound_name, statement.names))
        elif isinstance(statement, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            found.add(statement.name)
        elif isinstance(statement, ast.Assign):
            found.update(each.id for each in statement.targets if isinstance(each, ast.Name))
    return found
