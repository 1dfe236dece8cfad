"""Module search: which files of a project use a module, and what of it.

Only files whose text has the module's name are looked at, and only those are parsed in which it
stands where it may mean the module.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Container, Iterable, Iterator

from flake8_importstyle.resolver.modules import installed_roots, location
from flake8_importstyle.resolver.search_path import find
from flake8_importstyle.stars.project.expression_uses import ExpressionUses, expression_uses
from flake8_importstyle.stars.project.files import CONFIGURATION, Project, is_python, module_path
from flake8_importstyle.stars.project.imported_modules import (
    ImportedModules,
    imported_modules,
    joined,
)
from flake8_importstyle.stars.project.mentions import modules_named, names_in
from flake8_importstyle.stars.project.text_uses import GIVING_ALL, dots, text_uses
from flake8_importstyle.syntax.escapes import utf8
from flake8_importstyle.syntax.source import SourceFile

# Who loads modules by names that are made up uses one of these.
_LOADERS = ("import_module", "__import__", "importorskip")
# A package that looks what is in its own folder.
_LISTING = re.compile(rb"\b(?:iter_modules|walk_packages|listdir|scandir|iterdir|glob|rglob)\b")
_WALKING = re.compile(rb"\b(?:walk_packages|rglob|os\.walk)\b")
_OWN_FOLDER = re.compile(rb"\b__(?:file|path)__\b")
# A call of one of these with anything but a plain text.
_MADE_UP = re.compile(
    rb"(?:%s)[ \t]*\(\s*(?![\"'][^\"'%%{\n]*[\"']\s*[,)])" % "|".join(_LOADERS).encode()
)
# Tables of names that are loaded when they are asked for, by `__getattr__` or a tool for that; the
# module is the key there, or the value, or the first item of that.
_LAZY = re.compile(rb"lazy|\b__getattr__\b", re.IGNORECASE)
_IN_TABLE = rb"%b\s*:|:\s*[(\[{]?\s*%b"
_SELF = ("self", "cls")
_MAIN = "__main__"
# So many other names by which files pass the module on are followed.
_MOST_WORDS = 50


def _is_elsewhere(text: bytes, word: bytes, froms: int) -> bool:
    """Tell whether a word stands elsewhere than in so many ``from … import`` statements."""
    name = re.escape(word)
    rest, count = re.subn(rb"\bfrom[ \t]+[\w.\x80-\xff]*%b[ \t]+import\b" % name, b"", text)
    return count > froms or bool(re.search(rb"(?<![\w\x80-\xff])%b(?![\w\x80-\xff])" % name, rest))


class Evidence:
    """What was found out about who takes names from a file, whether it has these names or not."""

    def __init__(self) -> None:
        self.takes: dict[str, set[str]] = {}
        """The names that are taken, by who does."""
        self.incomplete: dict[str, bool] = {}
        """Why more may be taken, in words, each with whether that may be any name."""
        self.stars: dict[tuple[str, int], None] = {}
        """The files that take all names by a star import, each with its line."""

    @property
    def names(self) -> set[str]:
        """All names that somebody takes for sure."""
        return set().union(*self.takes.values())

    @property
    def is_open(self) -> bool:
        """Whether any other name may be taken as well."""
        return any(self.incomplete.values())

    def take(self, who: str, names: Collection[str]) -> None:
        """Note who takes names, if there are any."""
        if names:
            self.takes.setdefault(who, set()).update(names)


class ModuleSearch:
    """Looks in a project for the users of one file. What is found goes into ``found``."""

    def __init__(
        self, project: Project, source: SourceFile, found: Evidence, asked: Container[str] | None
    ) -> None:
        """``asked``: the names that matter, if not all do."""
        self._project = project
        self._source = source
        self._found = found
        self._asked = asked
        self._file = os.path.realpath(source.filename)
        self._path = module_path(self._file)
        self._stem = os.path.basename(self._path)
        place = location(source)
        self._name = place.module if place is not None else ""
        self._is_script = "." not in self._name and not source.is_init
        self._hubs: dict[str, set[bytes]] = {self._stem: set()}
        """The names by which the module is called, each with the modules that call it so."""
        if self._is_script:
            self._hubs[_MAIN] = set()
        self._answers: dict[tuple[str, str], bool] = {}

    def run(self, *, until_taken: bool = False) -> None:
        """Look at all files that may use the module, or until one takes a name that matters."""
        done: set[tuple[str, str]] = set()
        while left := [
            (file, word)
            for word in self._hubs
            for file in self._candidates(word)
            if (file, word) not in done
        ]:
            for file, word in left:
                self._look_at(file, word)
                if until_taken and any(self._matters(name) for name in self._found.names):
                    return
            done.update(left)
        for file in dict.fromkeys(
            file for word in _LOADERS for file in self._project.mentioning(word)
        ):
            self._look_at_loader(file)
        self._look_at_packages()

    def _candidates(self, word: str) -> Iterator[str]:
        hubs = self._hubs[word]
        for file in self._project.mentioning(word):
            if not hubs or not hubs.isdisjoint(self._project.imported_words(file)):
                yield file
        if self._source.is_init and not hubs:
            inside = os.path.dirname(self._file) + os.sep
            for file, text in self._project.texts.items():
                is_inside = file.startswith(inside) and is_python(file, text)
                if is_inside and dots(self._project, file):
                    yield file

    def _look_at(self, file: str, word: str) -> None:
        text = self._project.texts[file]
        who = self._project.name_of(file)
        if is_python(file, text):
            if self._may_matter(file, text, word):
                self._look_at_python(file, who, text, word)
            return
        letters = text.decode("utf-8", "replace")
        self._found.take(who, names_in(letters, word))
        is_configuration = os.path.splitext(file)[1] in CONFIGURATION
        if is_configuration and any(
            map(self._is_called, modules_named(letters, not self._source.is_init))
        ):
            self._mark_incomplete(f"{who} mentions this module")

    def _may_matter(self, file: str, text: bytes, word: str) -> bool:
        """Tell whether a file may take one of the names that matter, as far as its text shows."""
        uses = text_uses(self._project, file, word)
        if uses.is_open or self._are_asked(uses.attributes):
            return True
        if utf8(os.path.basename(self._file)) in text:
            return True
        froms = (*uses.froms, *dots(self._project, file)) if self._source.is_init else uses.froms
        folder = os.path.dirname(file)
        return any(
            self._are_asked(names) and self._denotes(folder, dotted) for dotted, names in froms
        )

    def _are_asked(self, names: Iterable[bytes]) -> bool:
        """Tell whether one of some names is among those that matter, or stands for any."""
        return any(name == b"*" or self._matters(name.decode("utf-8", "replace")) for name in names)

    def _matters(self, name: str) -> bool:
        return self._asked is None or name in self._asked

    def _look_at_python(self, file: str, who: str, text: bytes, word: str) -> None:
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
            self._look_at_expressions(file, who, word, imported)

    def _look_at_expressions(
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
        self._found.take(who, names_in(uses.strings, word))
        if any(map(self._is_called, uses.loaded)):
            self._mark_incomplete(f"{who} loads this module by name")
        made_up = rf"(?<![\w.]){re.escape(self._name)}[.:#]+[{{%]"
        if self._name and re.search(made_up, uses.strings):
            self._mark_incomplete(f"{who} builds names of this module")
        own_name = rf"(?<![\w.-]){re.escape(os.path.basename(self._file))}(?!\w)"
        if uses.runs_files and re.search(own_name, uses.strings):
            self._mark_incomplete(f"{who} runs this file")

    def _look_at_loader(self, file: str) -> None:
        """Look whether a file may load the module by a name that is not written in it."""
        project = self._project
        text = project.texts[file]
        if file == self._file or not is_python(file, text) or not _MADE_UP.search(text):
            return
        uses = expression_uses(project, file)
        around = os.path.dirname(self._path)
        for prefix in uses.prefixes:
            package, _, beginning = prefix.rpartition(".")
            if self._stem.startswith(beginning) and package.strip("."):
                ending = os.sep.join(["", *package.strip(".").split(".")])
                if around.endswith(ending):
                    self._mark_incomplete(
                        f"{project.name_of(file)} loads the modules of '{package}'"
                    )
        # What is found in a folder, or said to be relative, is beside the file, or below it.
        folder = os.path.dirname(file)
        is_near = around == folder or (
            around.startswith(f"{folder}{os.sep}") and _WALKING.search(text) is not None
        )
        makes_up = uses.makes_up or any(not each.strip(".") for each in uses.prefixes)
        is_below = self._path.startswith(f"{folder}{os.sep}")
        if is_below and makes_up and self._is_quoted(text):
            self._mark_incomplete(f"{project.name_of(file)} loads this module by name")
        if is_near and makes_up and _LISTING.search(text) and _OWN_FOLDER.search(text):
            self._mark_incomplete(f"{project.name_of(file)} loads all modules in a folder")

    def _look_at_packages(self) -> None:
        """Look whether a package around the module has it in a table of what is loaded lazily."""
        folder = os.path.dirname(self._path)
        while (file := os.path.join(folder, "__init__.py")) in self._project.texts:
            text = self._project.texts[file]
            if file != self._file and _LAZY.search(text) and self._is_quoted(text, _IN_TABLE):
                self._mark_incomplete(f"{self._project.name_of(file)} loads this module by name")
            folder = os.path.dirname(folder)

    def _is_quoted(self, text: bytes, pattern: bytes = b"%b") -> bool:
        """Tell whether a text has the module's name, or the end of it, between quotes."""
        quoted = rb"[\"'](?:[\w.]*\.)?%b[\"']" % re.escape(self._stem.encode())
        return re.search(pattern.replace(b"%b", quoted), text) is not None

    def _owners(
        self, file: str, word: str, imported: ImportedModules, uses: ExpressionUses
    ) -> Iterator[str]:
        """Yield the dotted names in a file that stand for the module."""
        folder = os.path.dirname(file)
        for spelled, modules in imported.modules.items():
            if any(self._denotes(folder, module) for module in modules):
                yield spelled
                if spelled in imported.shared and spelled != self._stem:
                    self._follow(spelled, file)
        for owner in {*uses.attributes, *uses.values} - imported.modules.keys():
            if owner.rpartition(".")[2] == word and self._leads(folder, owner, imported, uses):
                yield owner

    def _follow(self, name: str, hub: str) -> None:
        """Look for those who take the module by another name, from the file that gives it."""
        if name not in self._hubs and len(self._hubs) > _MOST_WORDS:
            self._mark_incomplete("this module has too many names")
            return
        if name not in self._hubs:
            self._answers.clear()
        self._hubs.setdefault(name, set()).add(utf8(os.path.basename(module_path(hub))))

    def _leads(
        self, folder: str, owner: str, imported: ImportedModules, uses: ExpressionUses
    ) -> bool:
        """Tell whether a dotted name that is not imported may stand for the module."""
        parts = owner.split(".")
        for count in range(len(parts) - 1, 0, -1):
            modules = imported.modules.get(".".join(parts[:count]))
            if modules is not None:
                rest = ".".join(parts[count:])
                return any(self._denotes(folder, joined(module, rest)) for module in modules)
        if parts[0] in uses.bound:
            # It may stand for a package that was handed over.
            return len(parts) > 1 and parts[0] not in _SELF
        # What a star gives may be the module, or one that has it.
        return any(
            self._denotes(folder, joined(module, owner))
            or (len(parts) > 1 and bool(self._modules_of(module, folder)))
            for module, _ in imported.stars
        )

    def _modules_of(self, dotted: str, folder: str) -> list[str]:
        return self._project.modules_of(dotted, folder)

    def _denotes(self, folder: str, dotted: str, seen: set[tuple[str, str]] | None = None) -> bool:
        """Tell whether a dotted name may stand for the module in a file that is in ``folder``."""
        if dotted == _MAIN:
            return self._is_script
        if dotted.strip(".") and dotted.rpartition(".")[2] not in self._hubs:
            return False
        if seen is None:
            key = folder, dotted
            if key not in self._answers:
                self._answers[key] = self._denotes(folder, dotted, set())
            return self._answers[key]
        found = self._modules_of(dotted, folder)
        if found:
            return self._file in found and not self._is_installed(dotted)
        head, dot, name = dotted.rpartition(".")
        head = head if head.strip(".") else f"{head}{dot}"
        hubs = self._modules_of(head, folder) if head else ()
        return any(self._has(hub, name, seen) for hub in hubs)

    def _has(self, hub: str, name: str, seen: set[tuple[str, str]]) -> bool:
        """Tell whether the module may be what another one has by a name."""
        if (hub, name) in seen or not name:
            return False
        seen.add((hub, name))
        words = self._project.imported_words(hub)
        if utf8(name) not in words and b"*" not in words:
            return False
        imported = imported_modules(self._project, hub)
        if imported is None:
            return True
        folder = os.path.dirname(hub)
        return any(
            self._denotes(folder, module, seen) for module in imported.modules.get(name, ())
        ) or any(self._denotes(folder, joined(module, name), seen) for module, _ in imported.stars)

    def _is_installed(self, dotted: str) -> bool:
        """Tell whether a name that is but the end of the module's own is that of another one."""
        is_short = not dotted.startswith(".") and dotted.count(".") < self._name.count(".")
        return is_short and find(dotted, installed_roots(self._source)) is not None

    def _is_called(self, text: str) -> bool:
        """Tell whether a text is the name of the module."""
        if text == (self._name or self._stem):
            return True
        path = os.sep.join(["", *text.lstrip(".").split(".")])
        return "." in text and text.isprintable() and self._path.endswith(path)

    def _mark_incomplete(self, reason: str) -> None:
        self._found.incomplete[reason] = True
