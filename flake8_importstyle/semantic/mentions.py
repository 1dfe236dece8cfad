"""Names in texts: those that comments, doctests and strings with code in them spell.

Whoever runs or reads such a text finds the names in the module. Where a text only looks like code,
a name too many is no harm here, and so none of these counts where a name is looked for that is
missing.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterable, Iterator

from flake8_importstyle.syntax.control_flow import dotted_end
from flake8_importstyle.syntax.imports import bound_name
from flake8_importstyle.syntax.parsing import tree_of
from flake8_importstyle.syntax.source import SourceFile
from flake8_importstyle.syntax.strings import spelled_type

_TYPE_COMMENT = re.compile(r"#\s*type:(?!\s*ignore\b)(.*)")
_NAME = re.compile(r"(?<![\w.])[^\W\d]\w*")
_PROMPT = ">>> "
_EXAMPLE = re.compile(r"^([ \t]*)>>> (.*(?:\n\1\.\.\.(?: .*)?$)*)", re.MULTILINE)
_CONTINUED = re.compile(r"^[ \t]*\.\.\. ?", re.MULTILINE)
# What stands between the brackets of these is a type, in a type alias as well.
_GENERICS = frozenset(
    (
        *("Callable", "ClassVar", "Dict", "Final", "FrozenSet", "Iterable", "Iterator", "List"),
        *("Mapping", "Optional", "Sequence", "Set", "Tuple", "Type", "Union", "dict", "frozenset"),
        *("list", "set", "tuple", "type"),
    )
)
# These run a text, or look up what it names where they are called.
_RUNNERS = frozenset(
    (
        *("Timer", "compile", "eval", "evaluate", "exec", "query", "repeat", "run", "runctx"),
        *("runeval", "timeit"),
    )
)


def mentioned(source: SourceFile) -> frozenset[str]:
    """Return the names of the module that texts spell; ask by ``source.fact(mentioned)``."""
    return frozenset((*_in_comments(source), *_in_strings(source)))


def _in_comments(source: SourceFile) -> Iterator[str]:
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


def _in_strings(source: SourceFile) -> Iterator[str]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant):
            if isinstance(node.value, str) and _PROMPT in node.value:
                yield from in_doctests(node.value)
        elif isinstance(node, ast.Subscript):
            if dotted_end(node.value) in _GENERICS:
                yield from _in_types(ast.walk(node.slice))
        elif isinstance(node, ast.Call) and dotted_end(node.func) in _RUNNERS:
            words = [word.value for word in node.keywords]
            for text in _texts((*node.args, *words)):
                tree = tree_of(text.strip())
                yield from _loaded(tree) if tree is not None else ()


def _texts(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _in_types(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for text in _texts(nodes):
        expression = spelled_type(text)
        yield from _loaded(expression) if expression is not None else ()


def in_doctests(text: str) -> Iterator[str]:
    """Yield the names that the examples in a docstring read before they bind them."""
    bound: set[str] = set()
    for example in _EXAMPLE.finditer(text):
        code = _CONTINUED.sub("", example[2])
        tree = tree_of(code)
        if tree is None:
            yield from _NAME.findall(code)
            continue
        yield from (name for name in _loaded(tree) if name not in bound)
        bound |= _bound(tree)


def _loaded(root: ast.AST) -> Iterator[str]:
    for node in ast.walk(root):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Store):
            yield node.id


def _bound(tree: ast.Module) -> set[str]:
    """Return what statements bind that are no part of others."""
    found: set[str] = set()
    for statement in tree.body:
        if isinstance(statement, (ast.Import, ast.ImportFrom)):
            found.update(map(bound_name, statement.names))
        elif isinstance(statement, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            found.add(statement.name)
        elif isinstance(statement, ast.Assign):
            found.update(each.id for each in statement.targets if isinstance(each, ast.Name))
    return found
