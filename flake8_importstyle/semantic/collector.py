"""The collector of a file's names: it visits every statement and every expression.

Nothing here recurses, so deeply nested code cannot exhaust the stack.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeAlias

from flake8_importstyle.semantic.dynamic import DynamicAccess
from flake8_importstyle.semantic.scopes import POSITION, Binding, Names, Read, Scope, mangled
from flake8_importstyle.syntax.control_flow import TRY, WITH, dotted_end
from flake8_importstyle.syntax.imports import bound_name, is_future
from flake8_importstyle.syntax.nodes import CHILD_FIELDS
from flake8_importstyle.syntax.source import SourceFile
from flake8_importstyle.syntax.strings import (
    GENERICS,
    TypingNames,
    arguments,
    exported,
    spelled_type,
)
from flake8_importstyle.syntax.suites import FUNCTIONS, Function, Position, Suite, end, start

_Comprehension: TypeAlias = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
_Capture: TypeAlias = ast.MatchAs | ast.MatchStar | ast.MatchMapping

_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_CAPTURES = (ast.MatchAs, ast.MatchStar, ast.MatchMapping)
_FORMATTED = (ast.JoinedStr, getattr(ast, "TemplateStr", ast.JoinedStr))  # Python 3.14
_TYPE_ALIAS: type[ast.AST] = getattr(ast, "TypeAlias", ast.Module)  # Python 3.12


def collected(source: SourceFile) -> Names:
    """Return all bindings and reads of a file."""
    names = Names()
    collector = _Collector(source, names)
    collector.collect()
    collector.dynamic.settle(names)
    for scope in names.scopes.values():
        for bindings in scope.bindings.values():
            bindings.sort(key=POSITION)
    for reads in names.reads_of.values():
        reads.sort(key=POSITION)
    return names


class _Context(NamedTuple):
    """How a part of the tree is evaluated. For the flags see ``Read``."""

    scope: Scope
    at: Position | None = None
    """The position to use for all nodes in it; None: their own."""
    is_deferred: bool = False
    is_annotation: bool = False
    """Whether strings in it are expressions."""
    is_late: bool = False
    is_hint: bool = False


_Work: TypeAlias = tuple[ast.AST, _Context]
"""A part of the tree that is still to be visited, and its context."""


class _Collector:
    """Adds the bindings and reads of a file to a ``Names``."""

    def __init__(self, source: SourceFile, names: Names) -> None:
        self.source = source
        self.names = names
        imports = [statement for statement, _ in source.outline.imports]
        self.dynamic = DynamicAccess(imports, source.filename)
        self.typing = TypingNames(imports)
        # Each takes a node of the type that is its key, and returns the parts still to visit.
        self.visitors: dict[type[ast.AST], Callable[..., Iterable[_Work]]] = {
            ast.Name: self.name,
            ast.Attribute: self.attribute,
            ast.Constant: self.constant,
            ast.NamedExpr: self.walrus,
            ast.Lambda: self.lambda_,
            ast.Call: self.call,
            **dict.fromkeys(_COMPREHENSIONS, self.comprehension),
            **dict.fromkeys(_FORMATTED, self.formatted),
            **dict.fromkeys(_CAPTURES, self.capture),
        }
        self.annotation_visitors: dict[type[ast.AST], Callable[..., Iterable[_Work]]] = {
            **self.visitors,
            ast.Constant: self.string,
            ast.Subscript: self.subscript,
        }
        self.postponed = any(
            is_future(statement) and any(each.name == "annotations" for each in statement.names)
            for statement in imports
        )

    def collect(self) -> None:
        module = Scope(self.source.tree, None)
        self.names.scopes[self.source.tree] = module
        for suite in self.source.outline.suites:
            self.suite = suite
            scope = self.names.scopes[suite.scope]
            self.clause(suite, scope)
            for statement in suite.body:
                self.statement(statement, scope)

    def clause(self, suite: Suite, scope: Scope) -> None:
        """Visit the part of a clause between its keyword and its colon."""
        clause = suite.clause
        if isinstance(clause, ast.match_case):
            self.expression(clause.pattern, scope)
            if clause.guard is not None:
                self.expression(clause.guard, scope)
        elif isinstance(clause, ast.ExceptHandler) and clause.type is not None:
            self.expression(clause.type, scope)
            if clause.name is not None:
                self.bind(clause.name, scope, end(clause.type))
                # https://docs.python.org/3/reference/compound_stmts.html#except-clause
                self.bind(clause.name, scope, end(clause))

    def statement(self, node: ast.stmt, scope: Scope) -> None:
        """Visit a statement, without its suites."""
        if isinstance(node, (ast.If, ast.While)):
            self.expression(node.test, scope)
        elif isinstance(node, (ast.For, ast.AsyncFor)):
            self.expression(node.iter, scope)
            self.expression(node.target, scope, bound_at=end(node.iter))
        elif isinstance(node, WITH):
            for item in node.items:
                self.expression(item, scope)
        elif isinstance(node, ast.Match):
            self.expression(node.subject, scope)
        elif isinstance(node, FUNCTIONS):
            self.function(node, scope)
        elif isinstance(node, ast.ClassDef):
            self.class_(node, scope)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            for alias in node.names:
                self.bind(bound_name(alias), scope, start(alias))
                if start(alias) in self.dynamic.renamed:
                    self.read(self.dynamic.renamed[start(alias)], scope, start(alias))
        elif isinstance(node, (ast.Global, ast.Nonlocal)):
            # At module level, `global` has no effect.
            names = [mangled(name, scope) for name in node.names]
            if scope.parent is not None:
                scope.foreign.update(names)
            if isinstance(node, ast.Global):
                scope.of_module.update(names)
                self.names.declared_global.update(names)
        elif isinstance(node, ast.AnnAssign):
            self.annotated(node, scope)
            self.exports(node, scope)
        elif isinstance(node, _TYPE_ALIAS):  # pragma: >=3.12 cover
            self.type_alias(node, scope)
        elif not isinstance(node, TRY):
            self.expression(node, scope, bound_at=end(node))
            if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
                self.read(node.target.id, scope, start(node.target))
            self.exports(node, scope)

    def exports(self, node: ast.stmt, scope: Scope) -> None:
        """Record the names in the file's own ``__all__`` as read by importers.

        In a package this is not done: such a name may be a submodule that nothing binds.
        """
        if not isinstance(scope.node, ast.Module) or self.source.is_init:
            return
        for name, position in exported(node):
            self.read(name, scope, position, is_deferred=True)
            self.names.exported.add(name)

    def function(self, node: Function, scope: Scope) -> None:
        arguments = node.args
        defaults = (*arguments.defaults, *filter(None, arguments.kw_defaults))
        for part in (*node.decorator_list, *defaults):
            self.expression(part, scope)
        self.bind(node.name, scope, end(node))
        scope = self.type_parameters(node, scope)
        own = self.names.scopes[node] = Scope(node, scope)
        for argument in self.bind_arguments(arguments, own):
            self.annotation(argument.annotation, scope)
        self.annotation(node.returns, scope)

    def bind_arguments(self, arguments: ast.arguments, scope: Scope) -> list[ast.arg]:
        """Bind a function's arguments in its scope, and return them."""
        every = [
            *arguments.posonlyargs,
            *arguments.args,
            *arguments.kwonlyargs,
            *filter(None, (arguments.vararg, arguments.kwarg)),
        ]
        for argument in every:
            self.bind(argument.arg, scope, start(argument))
        return every

    def class_(self, node: ast.ClassDef, scope: Scope) -> None:
        for decorator in node.decorator_list:
            self.expression(decorator, scope)
        self.bind(node.name, scope, end(node))
        scope = self.type_parameters(node, scope)
        for base in (*node.bases, *node.keywords):
            self.expression(base, scope)
        self.names.scopes[node] = Scope(node, scope)

    def type_parameters(self, node: ast.AST, scope: Scope) -> Scope:
        """Return the scope in which a statement's annotations, bases or value are evaluated.

        https://docs.python.org/3/reference/executionmodel.html#annotation-scopes
        """
        parameters: list[ast.AST] = getattr(node, "type_params", [])
        if parameters:  # pragma: >=3.12 cover
            scope = Scope(parameters[0], scope)
        for parameter in parameters:  # pragma: >=3.12 cover
            self.bind(parameter.name, scope, start(parameter))  # type: ignore[attr-defined]
            for part in ast.iter_child_nodes(parameter):
                self.expression(part, scope, is_deferred=True)
        return scope

    def type_alias(self, node: ast.AST, scope: Scope) -> None:  # pragma: >=3.12 cover
        name, value = node.name, node.value  # type: ignore[attr-defined]
        self.bind(name.id, scope, end(node))
        self.expression(value, self.type_parameters(node, scope), is_deferred=True)

    def annotated(self, node: ast.AnnAssign, scope: Scope) -> None:
        # https://docs.python.org/3/reference/simple_stmts.html#annotated-assignment-statements
        self.annotation(node.annotation, scope, is_evaluated=not scope.is_function)
        if node.value is not None:
            # https://docs.python.org/3/library/typing.html#typing.TypeAlias
            is_type = dotted_end(node.annotation) == "TypeAlias"
            context = _Context(scope, is_annotation=is_type)
            self.expression(node.value, scope, context=context)
        elif isinstance(node.target, ast.Name):
            self.names.declared.add(node.target.id)
        # In a function even a bare annotation makes the name a local one.
        if node.value is not None or scope.is_function or not isinstance(node.target, ast.Name):
            self.expression(node.target, scope, bound_at=end(node))

    def annotation(self, node: ast.expr | None, scope: Scope, *, is_evaluated: bool = True) -> None:
        if node is not None:
            is_deferred = self.postponed or not is_evaluated
            is_hint = self.postponed and is_evaluated
            context = _Context(scope, is_deferred=is_deferred, is_annotation=True, is_late=True)
            self.expression(node, scope, context=context._replace(is_hint=is_hint))

    def expression(
        self,
        root: ast.AST,
        scope: Scope,
        *,
        bound_at: Position | None = None,
        is_deferred: bool = False,
        context: _Context | None = None,
    ) -> None:
        """Visit an expression, pattern or simple statement with all its parts.

        ``bound_at``: the position at which the assigned names are bound; None: their own.
        """
        self.bound_at = bound_at
        pending: list[_Work] = [(root, context or _Context(scope, None, is_deferred))]
        while pending:
            node, context = pending.pop()
            kind = node.__class__
            visitors = self.annotation_visitors if context.is_annotation else self.visitors
            visit = visitors.get(kind)
            if visit is not None:
                pending += visit(node, context)
                continue
            for field in CHILD_FIELDS[kind]:
                value = getattr(node, field)
                if value.__class__ is list:
                    pending += [(child, context) for child in value]
                else:
                    pending.append((value, context))

    def name(self, node: ast.Name, context: _Context) -> Iterable[_Work]:
        position = context.at or start(node)
        if isinstance(node.ctx, ast.Load):
            self.look_up(node, context, self.dynamic.of_name(node.id))
        elif isinstance(node.ctx, ast.Store):
            self.bind(node.id, context.scope, self.bound_at or position)
        else:
            # `del` fails if the name is unbound, so it reads the name.
            self.read(node.id, context.scope, position)
            self.bind(node.id, context.scope, end(node), is_deletion=True)
        return ()

    def look_up(self, node: ast.Name, context: _Context, access: str | None) -> None:
        """Record a read of a name; ``access``: the pseudo-name for its usual value, if any."""
        scope, position = context.scope, context.at or start(node)
        kind = {"is_late": context.is_late, "is_hint": context.is_hint}
        read = self.read(node.id, scope, position, is_deferred=context.is_deferred, **kind)
        if access:
            self.dynamic.keep(access, read)

    def attribute(self, node: ast.Attribute, context: _Context) -> Iterable[_Work]:
        access = self.dynamic.of_attribute(node)
        if access is not None:
            self.read(access, context.scope, context.at or start(node))
        if isinstance(node.value, ast.Name) and self.dynamic.is_harmless(node):
            self.look_up(node.value, context, None)
            return ()
        return ((node.value, context),)

    def constant(self, node: ast.Constant, context: _Context) -> Iterable[_Work]:
        access = self.dynamic.of_text(node.value) if isinstance(node.value, str) else None
        if access is not None:
            self.read(access, context.scope, context.at or start(node))
        return ()

    def walrus(self, node: ast.NamedExpr, context: _Context) -> Iterable[_Work]:
        # https://peps.python.org/pep-0572/#scope-of-the-target
        scope = context.scope
        while isinstance(scope.node, _COMPREHENSIONS) and scope.parent is not None:
            scope = scope.parent
        # It may not be evaluated, as after an `and`.
        self.bind(node.target.id, scope, context.at or end(node), is_definite=False)
        return ((node.value, context),)

    def lambda_(self, node: ast.Lambda, context: _Context) -> Iterable[_Work]:
        own = Scope(node, context.scope)
        self.bind_arguments(node.args, own)
        yield node.body, context._replace(scope=own)
        for default in (*node.args.defaults, *filter(None, node.args.kw_defaults)):
            yield default, context

    def comprehension(self, node: _Comprehension, context: _Context) -> Iterable[_Work]:
        # The first iterable is evaluated outside:
        # https://docs.python.org/3/reference/expressions.html#displays-for-lists-sets-and-dictionaries
        first = node.generators[0]
        yield first.iter, context
        is_late = context.is_late or isinstance(node, ast.GeneratorExp)
        inner = context._replace(scope=Scope(node, context.scope), is_late=is_late)
        for part in (first.target, *first.ifs, *node.generators[1:]):
            yield part, inner
        for part in (node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,):
            yield part, inner

    def formatted(self, node: ast.JoinedStr, context: _Context) -> Iterable[_Work]:
        # Before Python 3.12 the parts of an f-string have positions of their own.
        yield from ((part, context._replace(at=context.at or start(node))) for part in node.values)

    def capture(self, node: _Capture, context: _Context) -> Iterable[_Work]:
        name = node.rest if isinstance(node, ast.MatchMapping) else node.name
        if name is not None:
            self.bind(name, context.scope, start(node))
        for part in ast.iter_child_nodes(node):
            yield part, context

    def string(self, node: ast.Constant, context: _Context) -> Iterable[_Work]:
        """Yield the expression in a string annotation, if the string is one."""
        if isinstance(node.value, str):
            expression = spelled_type(node.value)
            if expression is not None:
                at = context.at or start(node)
                # The annotation of a local variable is never evaluated.
                is_hint = context.is_hint or not context.is_deferred
                yield expression, context._replace(at=at, is_deferred=True, is_hint=is_hint)

    def subscript(self, node: ast.Subscript, context: _Context) -> Iterable[_Work]:
        """Yield the parts of a subscript; strings in it are types only in known generics."""
        yield node.value, context
        name = dotted_end(node.value)
        if name == "Annotated" and isinstance(node.slice, ast.Tuple):
            # https://docs.python.org/3/library/typing.html#typing.Annotated
            expression, *texts = node.slice.elts
            yield expression, context
        else:
            texts = [node.slice]
        for text in texts:
            yield text, context._replace(is_annotation=name in GENERICS)

    def call(self, node: ast.Call, context: _Context) -> Iterable[_Work]:
        plain = context._replace(is_annotation=False) if context.is_annotation else context
        access = self.dynamic.of_call(node)
        if access is not None:
            self.read(access, context.scope, context.at or start(node))
        access = self.dynamic.of_function(node)
        if isinstance(node.func, ast.Name) and access is not None:
            self.look_up(node.func, plain, access)
        else:
            yield node.func, plain
        for part, is_type in arguments(node, self.typing):
            yield part, plain._replace(is_annotation=True) if is_type else plain

    def read(self, name: str, scope: Scope, position: Position, **kind: bool) -> Read:
        """Record a read of a name; ``kind``: fields of ``Read``."""
        name = mangled(name, scope)
        read = Read(name, position, self.suite, scope, **kind)
        self.names.reads_of.setdefault(name, []).append(read)
        return read

    def bind(self, name: str, scope: Scope, position: Position, **kind: bool) -> None:
        """Record a binding of a name; ``kind``: fields of ``Binding``."""
        binding = Binding(position, self.suite, **kind)
        scope.bindings.setdefault(mangled(name, scope), []).append(binding)
