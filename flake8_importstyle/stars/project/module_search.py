"""Search a project for the users of a module, and the names that they take from it.

Only files whose text contains the module's name are searched, and they are parsed only if the name
may refer to the module there.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Container, Iterable, Iterator

from flake8_importstyle.resolver.files import remembered
from flake8_importstyle.resolver.modules import installed_roots, location
from flake8_importstyle.resolver.search_path import find, real_path
from flake8_importstyle.stars.project.expression_uses import ExpressionUses, expression_uses
from flake8_importstyle.stars.project.files import (
    CONFIGURATION,
    Project,
    ending,
    is_python,
    module_path,
)
from flake8_importstyle.stars.project.imported_modules import (
    ImportedModules,
    imported_modules,
    joined,
)
from flake8_importstyle.stars.project.mentions import modules_named, names_in
from flake8_importstyle.stars.project.text_uses import GIVING_ALL, dots, text_uses
from flake8_importstyle.syntax.escapes import utf8
from flake8_importstyle.syntax.source import SourceFile

# Functions that load a module by a name that may be computed.
_LOADERS = ("import_module", "__import__", "importorskip")
# Code that lists the files in a folder, that includes subfolders, and that finds its own folder.
_LISTING = re.compile(rb"\b(?:iter_modules|walk_packages|listdir|scandir|iterdir|glob|rglob)\b")
_WALKING = re.compile(rb"\b(?:walk_packages|rglob|os\.walk)\b")
_OWN_FOLDER = re.compile(rb"\b__(?:file|path)__\b")
# A call of a loader with anything but a constant string.
_MADE_UP = re.compile(
    rb"(?:%s)[ \t]*\(\s*(?![\"'][^\"'%%{\n]*[\"']\s*[,)])" % "|".join(_LOADERS).encode()
)
# The end of a computed name's constant prefix: a package, and the beginning of a module's name.
_BEGINNING = rb"(?<![\w\x80-\xff])%b\.([\w\x80-\xff]*)[\"'{%%]"
# Packages may have a table of names that are loaded lazily, by `__getattr__` or a library. The
# module's name is a key there, or a value, or the first item of a value.
_LAZY = re.compile(rb"lazy|\b__getattr__\b", re.IGNORECASE)
_IN_TABLE = rb"%b\s*:|:\s*[(\[{]?\s*%b"
_SELF = ("self", "cls")
_MAIN = "__main__"
# Give up if the module is re-exported under more names than this: each needs a search of its own.
_MOST_ALIASES = 50


def _is_elsewhere(text: bytes, word: bytes, froms: int) -> bool:
    """Tell whether a word occurs other than as the module of ``froms`` import statements."""
    name = re.escape(word)
    rest, count = re.subn(rb"\bfrom[ \t]+[\w.\x80-\xff]*%b[ \t]+import\b" % name, b"", text)
    return count > froms or bool(re.search(rb"(?<![\w\x80-\xff])%b(?![\w\x80-\xff])" % name, rest))


@remembered
def _loading(project: Project) -> tuple[str, ...]:
    """Return the files that load modules by names that may not be written in them."""
    files = dict.fromkeys(file for word in _LOADERS for file in project.mentioning(word))
    return tuple(
        file
        for file in files
        if is_python(file, project.texts[file]) and _MADE_UP.search(project.texts[file])
    )


@remembered
def _names_in_text(project: Project, file: str, word: str) -> frozenset[str]:
    """Return the names that a text that is not Python uses from a module called ``word``."""
    return frozenset(names_in(_letters(project.texts[file]), word))


@remembered
def _names_in_strings(project: Project, file: str, word: str) -> frozenset[str]:
    """Return the names that the strings of a Python file use from a module called ``word``."""
    return frozenset(names_in(expression_uses(project, file).strings, word))


def _letters(text: bytes) -> str:
    return text.decode("utf-8", "replace")


class Evidence:
    """The uses of a file that a search has found, whether the file has the used names or not."""

    def __init__(self) -> None:
        self.takes: dict[str, set[str]] = {}
        """The names that each user takes."""
        self.incomplete: dict[str, bool] = {}
        """The reasons why more names may be taken, and whether any name may be."""
        self.stars: dict[tuple[str, int], None] = {}
        """The file and line of each star import of the file."""

    @property
    def names(self) -> set[str]:
        """All names that are known to be taken."""
        return set().union(*self.takes.values())

    @property
    def is_open(self) -> bool:
        """Whether any other name may be taken as well."""
        return any(self.incomplete.values())

    def take(self, who: str, names: Collection[str]) -> None:
        """Record that a user takes some names, if there are any."""
        if names:
            self.takes.setdefault(who, set()).update(names)


class ModuleSearch:
    """Searches a project for the users of one file, and adds them to ``found``."""

    def __init__(
        self, project: Project, source: SourceFile, found: Evidence, wanted: Container[str] | None
    ) -> None:
        """``wanted``: the names that matter; None if all do."""
        self._project = project
        self._source = source
        self._found = found
        self._wanted = wanted
        self._file = real_path(source.filename)
        self._path = module_path(self._file)
        self._stem = os.path.basename(self._path)
        place = location(source)
        self._name = place.module if place is not None else ""
        self._is_script = "." not in self._name and not source.is_init
        self._aliases: dict[str, set[bytes]] = {self._stem: set()}
        """The names for the module, each with the modules that re-export it under that name."""
        if self._is_script:
            self._aliases[_MAIN] = set()
        self._denoting: dict[tuple[str, str], bool] = {}
        """The cache of ``_denotes``."""
        self._steps = self._search()

    def run(self, *, until_taken: bool = False) -> None:
        """Search all files; ``until_taken``: stop when one takes a name that matters.

        A later call goes on from there.
        """
        for _ in self._steps:
            if until_taken and any(self._matters(name) for name in self._found.names):
                return

    def _search(self) -> Iterator[None]:
        """Search one file after another for uses of the module by its names, then the others."""
        done: set[tuple[str, str]] = set()
        while left := [
            (file, word)
            for word in self._aliases
            for file in self._candidates(word)
            if (file, word) not in done
        ]:
            for file, word in left:
                self._search_file(file, word)
                yield
            done.update(left)
        for file in _loading(self._project):
            self._search_loader(file)
        self._search_lazy_tables()

    def _candidates(self, word: str) -> Iterator[str]:
        """Yield the files whose text may use the module under a name."""
        exporters = self._aliases[word]
        for file in self._project.mentioning(word):
            if not exporters or not exporters.isdisjoint(self._project.imported_words(file)):
                yield file
        if self._source.is_init and not exporters:
            inside = os.path.dirname(self._file) + os.sep
            for file, text in self._project.texts.items():
                is_inside = file.startswith(inside) and is_python(file, text)
                if is_inside and dots(self._project, file):
                    yield file

    def _search_file(self, file: str, word: str) -> None:
        text = self._project.texts[file]
        who = self._project.name_of(file)
        if is_python(file, text):
            if self._may_matter(file, text, word):
                self._search_python(file, who, text, word)
            return
        self._found.take(who, _names_in_text(self._project, file, word))
        if ending(file) in CONFIGURATION:
            named = modules_named(_letters(text), not self._source.is_init)
            if any(map(self._is_module_name, named)):
                self._mark_incomplete(f"{who} mentions this module")

    def _may_matter(self, file: str, text: bytes, word: str) -> bool:
        """Tell whether a file may take a name that matters, judging by its text."""
        uses = text_uses(self._project, file, word)
        if uses.is_open or self._any_matters(uses.attributes):
            return True
        if utf8(os.path.basename(self._file)) in text:
            return True
        froms = (*uses.froms, *dots(self._project, file)) if self._source.is_init else uses.froms
        folder = os.path.dirname(file)
        return any(
            self._any_matters(names) and self._denotes(folder, dotted) for dotted, names in froms
        )

    def _any_matters(self, names: Iterable[bytes]) -> bool:
        """Tell whether any of the names, or a star, matters."""
        return any(name == b"*" or self._matters(name.decode("utf-8", "replace")) for name in names)

    def _matters(self, name: str) -> bool:
        return self._wanted is None or name in self._wanted

    def _search_python(self, file: str, who: str, text: bytes, word: str) -> None:
        imported = imported_modules(self._project, file)
        if imported is None:
            if utf8(word) in self._project.imported_words(file):
                self._mark_incomplete(f"{who} imports this module but cannot be parsed")
            self._found.take(who, names_in(text.decode("latin-1"), word))
            return
        folder = os.path.dirname(file)
        names = {name for module, name in imported.names if self._denotes(folder, module)}
        self._found.take(who, names)
        for module, line in imported.stars:
            if file != self._file and self._denotes(folder, module):
                self._found.stars[file, line] = None
        froms = [module.rpartition(".")[2] for module in imported.froms].count(word)
        if self._source.is_init or _is_elsewhere(text, utf8(word), froms):
            self._search_expressions(file, who, word, imported)

    def _search_expressions(
        self, file: str, who: str, word: str, imported: ImportedModules
    ) -> None:
        uses = expression_uses(self._project, file)
        for owner in self._owners(file, word, imported, uses):
            names = uses.attributes.get(owner, set())
            self._found.take(who, names)
            root = owner.partition(".")[0]
            is_value = owner in uses.values or not GIVING_ALL.isdisjoint(names)
            if is_value and (root in imported.roots or root not in uses.bound):
                self._mark_incomplete(f"{who} uses this module as a value")
        self._found.take(who, _names_in_strings(self._project, file, word))
        if any(map(self._is_module_name, uses.loaded)):
            self._mark_incomplete(f"{who} loads this module by name")
        made_up = rf"(?<![\w.]){re.escape(self._name)}[.:#]+[{{%]"
        if self._name and re.search(made_up, uses.strings):
            self._mark_incomplete(f"{who} builds names of this module")
        own_name = rf"(?<![\w.-]){re.escape(os.path.basename(self._file))}(?!\w)"
        if uses.runs_files and re.search(own_name, uses.strings):
            self._mark_incomplete(f"{who} runs this file")

    def _search_loader(self, file: str) -> None:
        """Find out whether a file may load the module by a name that it computes."""
        if file == self._file:
            return
        text = self._project.texts[file]
        who = self._project.name_of(file)
        folder, around = os.path.dirname(file), os.path.dirname(self._path)
        beginnings = re.findall(_BEGINNING % re.escape(utf8(os.path.basename(around))), text)
        names_package = any(map(utf8(self._stem).startswith, beginnings))
        is_quoted = self._path.startswith(f"{folder}{os.sep}") and self._is_quoted(text)
        # Modules that are found by listing a folder, or by a relative name, are in the file's
        # folder or below it.
        is_near = around == folder or (
            around.startswith(f"{folder}{os.sep}") and _WALKING.search(text) is not None
        )
        lists_folder = is_near and _LISTING.search(text) and _OWN_FOLDER.search(text)
        if not (names_package or is_quoted or lists_folder):
            return  # Saves parsing the file.
        uses = expression_uses(self._project, file)
        for prefix in uses.prefixes:
            package, _, beginning = prefix.rpartition(".")
            tail = os.sep.join(["", *package.strip(".").split(".")])
            if self._stem.startswith(beginning) and around.endswith(tail):
                self._mark_incomplete(f"{who} loads the modules of '{package}'")
        if uses.computes_names or any(not each.strip(".") for each in uses.prefixes):
            if is_quoted:
                self._mark_incomplete(f"{who} loads this module by name")
            if lists_folder:
                self._mark_incomplete(f"{who} loads all modules in a folder")

    def _search_lazy_tables(self) -> None:
        """Find out whether a parent package has the module in a table of lazy imports."""
        folder = os.path.dirname(self._path)
        while (file := os.path.join(folder, "__init__.py")) in self._project.texts:
            text = self._project.texts[file]
            if file != self._file and _LAZY.search(text) and self._is_quoted(text, _IN_TABLE):
                self._mark_incomplete(f"{self._project.name_of(file)} loads this module by name")
            folder = os.path.dirname(folder)

    def _is_quoted(self, text: bytes, pattern: bytes = b"%b") -> bool:
        """Tell whether a text contains the module's name, or its last part, in quotes."""
        quoted = rb"[\"'](?:[\w.]*\.)?%b[\"']" % re.escape(self._stem.encode())
        return re.search(pattern.replace(b"%b", quoted), text) is not None

    def _owners(
        self, file: str, word: str, imported: ImportedModules, uses: ExpressionUses
    ) -> Iterator[str]:
        """Yield the dotted names that refer to the module in a file."""
        folder = os.path.dirname(file)
        for spelled, modules in imported.modules.items():
            if any(self._denotes(folder, module) for module in modules):
                yield spelled
                if spelled in imported.shared and spelled != self._stem:
                    self._add_alias(spelled, file)
        for owner in {*uses.attributes, *uses.values} - imported.modules.keys():
            if owner.rpartition(".")[2] == word and self._may_denote(folder, owner, imported, uses):
                yield owner

    def _add_alias(self, name: str, file: str) -> None:
        """Record that a file re-exports the module under another name, to search for that, too."""
        if name not in self._aliases and len(self._aliases) > _MOST_ALIASES:
            self._mark_incomplete("this module has too many names")
            return
        if name not in self._aliases:
            self._denoting.clear()
        self._aliases.setdefault(name, set()).add(utf8(os.path.basename(module_path(file))))

    def _may_denote(
        self, folder: str, owner: str, imported: ImportedModules, uses: ExpressionUses
    ) -> bool:
        """Tell whether a dotted name that no import binds may refer to the module."""
        parts = owner.split(".")
        for count in range(len(parts) - 1, 0, -1):
            modules = imported.modules.get(".".join(parts[:count]))
            if modules is not None:
                rest = ".".join(parts[count:])
                return any(self._denotes(folder, joined(module, rest)) for module in modules)
        if parts[0] in uses.bound:
            # Its first part may be a package that was passed as an argument.
            return len(parts) > 1 and parts[0] not in _SELF
        # A star import may bind the module, or a module that has it as an attribute.
        return any(
            self._denotes(folder, joined(module, owner))
            or (len(parts) > 1 and bool(self._modules_of(module, folder)))
            for module, _ in imported.stars
        )

    def _modules_of(self, dotted: str, folder: str) -> list[str]:
        return self._project.modules_of(dotted, folder)

    def _denotes(self, folder: str, dotted: str, seen: set[tuple[str, str]] | None = None) -> bool:
        """Tell whether a dotted name may refer to the module in a file in ``folder``."""
        if dotted == _MAIN:
            return self._is_script
        if dotted.strip(".") and dotted.rpartition(".")[2] not in self._aliases:
            return False
        if seen is None:
            key = folder, dotted
            if key not in self._denoting:
                self._denoting[key] = self._denotes(folder, dotted, set())
            return self._denoting[key]
        found = self._modules_of(dotted, folder)
        if found:
            return self._file in found and not self._is_installed(dotted)
        head, dot, name = dotted.rpartition(".")
        head = head if head.strip(".") else f"{head}{dot}"
        exporters = self._modules_of(head, folder) if head else ()
        return any(self._may_reexport(file, name, seen) for file in exporters)

    def _may_reexport(self, file: str, name: str, seen: set[tuple[str, str]]) -> bool:
        """Tell whether a file may re-export the module under a name."""
        if (file, name) in seen or not name:
            return False
        seen.add((file, name))
        words = self._project.imported_words(file)
        if utf8(name) not in words and b"*" not in words:
            return False
        imported = imported_modules(self._project, file)
        if imported is None:
            return True
        folder = os.path.dirname(file)
        return any(
            self._denotes(folder, module, seen) for module in imported.modules.get(name, ())
        ) or any(self._denotes(folder, joined(module, name), seen) for module, _ in imported.stars)

    def _is_installed(self, dotted: str) -> bool:
        """Tell whether a shortened name of the module is that of an installed module."""
        is_short = not dotted.startswith(".") and dotted.count(".") < self._name.count(".")
        return is_short and find(dotted, installed_roots(self._source)) is not None

    def _is_module_name(self, text: str) -> bool:
        """Tell whether a text is the module's name, or a dotted name that its path ends with."""
        if text == (self._name or self._stem):
            return True
        path = os.sep.join(["", *text.lstrip(".").split(".")])
        return "." in text and text.isprintable() and self._path.endswith(path)

    def _mark_incomplete(self, reason: str) -> None:
        self._found.incomplete[reason] = True
