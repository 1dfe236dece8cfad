"""Settings: declares each option once, with its name, default, help and reader.

Wherever their texts come from, the values end up in one immutable ``Settings``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from flake8_importstyle.options import types
from flake8_importstyle.options.baseline import Baseline, read_baseline
from flake8_importstyle.options.presets import NO_PRESET, PRESETS
from flake8_importstyle.resolver.environments import environment
from flake8_importstyle.syntax.source import Search

T = TypeVar("T")

PREFIX = "--importstyle-"

_DECLARED: list[Option] = []


class Option(NamedTuple):
    """How one option is read and explained."""

    read: Callable[[str], Any]
    """Turns the text into the setting; raises ``argparse.ArgumentTypeError``."""
    default: str
    metavar: str | None
    """The placeholder for the value in the help; None for a switch, which takes none."""
    help: str
    is_path: bool
    """Whether flake8 makes it absolute, as it does with its own path options."""
    other: str = ""
    """The word that a switch accepts besides yes and no, if any."""


def option(
    read: Callable[[str], T],
    default: str,
    metavar: str | None,
    help: str,
    *,
    is_path: bool = False,
    other: str = "",
) -> T:
    """Declare a field of ``Settings`` with the option of the same name; return its default."""
    _DECLARED.append(Option(read, default, metavar, help, is_path, other))
    return read(default)


class Settings(NamedTuple):
    """The checked values of all options. The field ``a_b`` is the option ``--importstyle-a-b``."""

    preset: str = option(
        types.one_of(*PRESETS),
        "",
        "|".join(PRESETS),
        "Turn on a set of rules and options at once. Options that you set yourself take"
        " precedence, and so do flake8's own.",
    )
    allow_star: types.Globs = option(
        types.globs,
        "",
        "GLOB,...",
        "Modules that may be star-imported. A pattern must match the complete dotted"
        " name; '*' also matches dots. The word '__all__'"
        " stands for the modules that list their names in it.",
    )
    ban: tuple[types.Ban, ...] = option(
        types.bans,
        "",
        "LINES",
        "Banned imports, one per line: 'name = message', 'package.* = message' for a"
        " package and everything in it, 'name except GLOB,... = message' to exempt"
        " files. A file pattern matches the end of a path, or a folder in it.",
    )
    ban_alias: tuple[types.BannedAlias, ...] = option(
        types.banned_aliases,
        "",
        "LINES",
        "Banned aliases, one line each: 'target = alias'. Both may be patterns, and"
        " several aliases are separated by commas.",
    )
    baseline: Baseline | None = option(
        read_baseline,
        "",
        "PATH",
        "A file that lists old findings, which are not reported. '--format=importstyle-baseline' or"
        " 'importstyle check --update-baseline' writes it, and takes out what is gone.",
        is_path=True,
    )
    baseline_stale: str = option(
        types.one_of("error", "ignore"),
        "error",
        "error|ignore",
        "Whether to report entries of the baseline whose findings are gone.",
    )
    builtins_allow: frozenset[str] = option(
        types.names, "", "NAME,...", "Builtins that an import may shadow."
    )
    from_policy: str = option(
        types.one_of("listed", "modules", "none"),
        "",
        "listed|modules|none",
        "What may be imported with 'from': everything except from the modules that"
        " '--importstyle-from-banned' lists, only modules, or nothing.",
    )
    from_banned: types.Globs = option(
        types.globs,
        "",
        "GLOB,...",
        "Modules from which no names may be imported. This implies the policy 'listed'.",
    )
    from_exempt: types.Globs = option(
        types.globs,
        "typing,typing_extensions,collections.abc",
        "GLOB,...",
        "Modules from which any name may be imported.",
    )
    heavy_modules: types.Globs = option(
        types.globs,
        "",
        "GLOB,...",
        "Modules and packages that are slow to load.",
    )
    idioms: types.Idioms = option(
        types.idioms,
        "",
        "LINES",
        "How modules are to be imported, one line per module, written as the import"
        " itself; '|' separates alternatives. The line 'scientific' adds the usual"
        " aliases of numpy, pandas, matplotlib and others.",
    )
    indirect: str = option(
        types.one_of("implicit", "package", "all"),
        "",
        "implicit|package|all",
        "Which indirect imports to report: 'implicit' for those of names that a module has only"
        " imported for itself, 'package' also for those from the '__init__' file of a package that"
        " the file is in, 'all' for those of any name that another module of the project defines.",
    )
    indirect_allow: types.Globs = option(
        types.globs,
        "",
        "GLOB,...",
        "Modules from which anything may be imported, wherever it is defined: '*.api' for those"
        " that only collect the names of others.",
    )
    lazy: str = option(
        types.one_of("ban", "require"),
        "",
        "ban|require",
        "Ban or require lazy imports at module level.",
    )
    lazy_modules: types.Globs = option(
        types.globs, "*", "GLOB,...", "The modules to which '--importstyle-lazy' applies."
    )
    local_allow: types.Globs = option(
        types.globs, "", "GLOB,...", "Modules that may be imported inside functions."
    )
    max_relative_level: int = option(
        types.limit,
        "",
        "N",
        "The maximum number of leading dots in a relative import: 0 for no relative"
        " imports, 1 for those from the file's own package.",
    )
    no_resolve: bool = option(
        types.switch,
        "false",
        None,
        "Read no file other than the one being checked; what depends on other files is"
        " not reported. For sandboxes that hide the other files, so that the findings"
        " are the same everywhere.",
    )
    noqa_reason: str = option(
        types.reason,
        "",
        "TEXT",
        "The reason that '--format=importstyle-noqa' adds after the codes.",
    )
    private_allow: types.Globs = option(
        types.globs, "", "GLOB,...", "Private modules and names that may be imported anyway."
    )
    python: tuple[str, ...] = option(
        environment,
        "",
        "PATH",
        "Where to look for installed modules: the folder of a virtual environment, or"
        " the path of an interpreter, which is never started. By default, the"
        " environment that runs flake8.",
        is_path=True,
    )
    relative_siblings: types.Globs = option(
        types.globs, "", "GLOB,...", "Packages whose modules import each other relatively."
    )
    single_name: bool | str = option(
        types.switch_or("modules"),
        "false",
        None,
        "Require each 'from' statement to import only one name; with 'modules' instead of 'true',"
        " require this of modules only.",
        other="modules",
    )
    single_name_exempt: types.Globs = option(
        types.globs, "", "GLOB,...", "Modules from which one statement may import several names."
    )
    src: tuple[str, ...] = option(
        types.folders,
        "",
        "DIR,...",
        "Folders with the project's top-level modules and packages, in addition to the"
        " folder in which the file's own packages begin. Patterns such as"
        " 'packages/*/src' match several folders. By default, the nearest folder"
        " above it with '.git', 'pyproject.toml', 'setup.cfg', 'setup.py' or 'tox.ini',"
        " the working directory, and 'src' in both.",
        is_path=True,
    )
    strict_aliases: bool = option(
        types.switch,
        "false",
        None,
        "Also report 'from m import y as y', which outside of '__init__.py' and stubs"
        " adds nothing to 'from m import y'.",
    )
    submodule_alias: str = option(
        types.one_of("from", "import"),
        "",
        "from|import",
        "How to give a submodule an alias: 'from a import b as c', or 'import a.b as c'.",
    )
    unsafe_fixes: bool = option(
        types.switch,
        "false",
        None,
        "With '--format=importstyle-diff' and '--format=importstyle-fix', also make"
        " repairs that may change what the program does.",
    )
    unused_noqa: bool = option(
        types.switch,
        "false",
        None,
        "Report codes of this plugin in 'noqa' comments where nothing is found any more.",
    )
    vague_names: frozenset[str] = option(
        types.vague_names,
        "",
        "NAME,...",
        "Names that are vague without their module; the word 'default' adds 'load',"
        " 'dump', 'parse', 'read' and the like.",
    )

    given: frozenset[str] = frozenset()
    """The fields for which the user gave a value."""
    max_line_length: int = 79
    """flake8's own option: the maximum length of lines that repairs write."""

    builtins: frozenset[str] = frozenset()
    """The names that flake8's own option ``--builtins`` adds."""

    is_whole_project: bool = False
    """Whether the user repairs the project as a whole, so that no other project counts."""

    @property
    def rules_of_preset(self) -> frozenset[str]:
        """The codes of the rules that the preset turns on."""
        return PRESETS.get(self.preset, NO_PRESET).rules

    @property
    def aliases_of_preset(self) -> frozenset[tuple[str, str]]:
        """The pairs of imported name and alias that the preset accepts as common."""
        return PRESETS.get(self.preset, NO_PRESET).aliases

    @property
    def search(self) -> Search:
        """The search path."""
        return Search(self.src, self.python)

    def differs(self, name: str) -> bool:
        """Tell whether a field differs from its default."""
        return bool(getattr(self, name) != getattr(DEFAULTS, name))


DEFAULTS = Settings()
"""The settings when no option is given."""

# The last fields of `Settings` are not options.
OPTIONS: dict[str, Option] = dict(zip(Settings._fields, _DECLARED, strict=False))
"""Every option by the name of its field, in the order of declaration."""


def flag(name: str) -> str:
    """Return the option of a field as it is written on the command line."""
    return PREFIX + name.replace("_", "-")
