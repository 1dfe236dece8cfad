"""Configuration: combines flake8's configuration files with ``pyproject.toml``."""

from __future__ import annotations

import argparse
import os
import re
import sys

from flake8.main.options import stage1_arg_parser
from flake8.options.config import load_config

from flake8_importstyle.options import pyproject
from flake8_importstyle.options.settings import PREFIX

# flake8's configuration files, in the order in which it looks for them.
_FILES = ("setup.cfg", "tox.ini", ".flake8")
ALONE = "importstyle_alone"
"""The attribute that ``importstyle check`` adds to flake8's options: its arguments."""


def is_alone(options: argparse.Namespace) -> bool:
    """Tell whether this is the only plugin that runs, as in ``importstyle check``."""
    return hasattr(options, ALONE)


def option_origin(name: str) -> str:
    """Return the flake8 configuration file that sets an option; empty if none does.

    Called only for an option whose value is invalid.
    """
    argv = sys.argv[1:]
    # On the command line, an option may be abbreviated.
    options = (each.partition("=")[0] for each in argv if each.startswith(PREFIX))
    if any(f"--{name}".startswith(each) for each in options):
        return ""
    given, _ = stage1_arg_parser().parse_known_args(argv)
    configuration, folder = load_config(given.config, given.append_config, isolated=given.isolated)
    section = configuration["flake8"] if configuration.has_section("flake8") else {}
    if not {name, name.replace("-", "_")} & set(section):
        return ""
    paths = [given.config] if given.config else [os.path.join(folder, each) for each in _FILES]
    found = [path for path in (*paths, *given.append_config) if _sets(path, name)]
    return found[-1] if found else folder


def _sets(path: str, name: str) -> bool:
    """Tell whether a flake8 configuration file sets an option."""
    try:
        with open(path, encoding="utf-8") as stream:
            return re.search(rf"(?m)^{name.replace('-', '[-_]')}\s*[=:]", stream.read()) is not None
    except (OSError, UnicodeDecodeError):
        return False


def own_table(options: argparse.Namespace) -> pyproject.Table | None:
    """Return the plugin's table in ``pyproject.toml``, if it has one.

    Raises ``argparse.ArgumentTypeError`` if flake8's own files set the plugin's options as well.
    """
    # flake8 removes the options that name its configuration files before it calls plugins.
    argv = getattr(options, ALONE, sys.argv[1:])
    given, _ = stage1_arg_parser().parse_known_args(argv)
    table = pyproject.table(os.getcwd()) if not given.isolated else None
    if table is not None and table.options:
        configuration, folder = load_config(given.config, given.append_config)
        section = configuration.options("flake8") if configuration.has_section("flake8") else []
        prefix = PREFIX.lstrip("-")
        both = sorted(key for key in section if key.replace("_", "-").startswith(prefix))
        if both:
            raise argparse.ArgumentTypeError(
                f"{table.path} has a table 'tool.importstyle', and flake8's configuration in"
                f" {folder} sets '{both[0]}': keep all options of this plugin in one place"
            )
    return table


def apply_to_flake8(table: pyproject.Table, options: argparse.Namespace) -> None:
    """Add the table's codes to those that flake8's options select and ignore.

    The table's options about files do not apply: other plugins check those files too.
    """
    codes = {key: table.of_flake8.get(key, []) for key in pyproject.CODES}
    options.extend_select = [
        *(options.extend_select or ()),
        *codes["select"],
        *codes["extend-select"],
    ]
    options.extend_ignore = [
        *(options.extend_ignore or ()),
        *codes["ignore"],
        *codes["extend-ignore"],
    ]
    per_file = table.of_flake8.get("per-file-ignores", [])
    options.per_file_ignores = "\n".join((options.per_file_ignores or "", *per_file))


def locate_baseline(options: argparse.Namespace) -> None:
    """Resolve a baseline path without a slash against the folder of the configuration file.

    flake8 itself makes only paths with a slash absolute.
    """
    name = options.importstyle_baseline
    if not isinstance(name, str) or not name.strip() or os.path.dirname(name):
        return
    argv = getattr(options, ALONE, sys.argv[1:])
    given, rest = stage1_arg_parser().parse_known_args(argv)
    if given.isolated or any(each.startswith("--importstyle-baseline") for each in rest):
        return
    configuration, folder = load_config(given.config, given.append_config)
    section = dict(configuration["flake8"]) if configuration.has_section("flake8") else {}
    for key, value in section.items():
        if key.replace("_", "-") == "importstyle-baseline" and value.strip() == name.strip():
            options.importstyle_baseline = os.path.join(folder, name.strip())
