"""Environments: the search path of a Python installation or virtual environment.

It is worked out from folder names, ``pyvenv.cfg`` and ``.pth`` files, without starting an
interpreter. See https://docs.python.org/3/library/site.html and
https://docs.python.org/3/library/sys_path_init.html.
"""

from __future__ import annotations

import argparse
import os
import re
import sysconfig
from collections.abc import Iterator
from functools import cache

from flake8_importstyle.resolver.disk import exists, is_file, is_folder, listing, without_links
from flake8_importstyle.resolver.files import content, remembered

# Ignore configuration files of more bytes; real ones have a few lines.
_LARGEST = 1_000_000
_LIBRARY = r"(?:python|pypy)(\d{1,3})\.(\d{1,3})t?"
_PROGRAM = r"(?i:(?:python|pypy)w?(\d{1,3})?(?:\.(\d{1,3}))?t?(?:\.exe)?)"
# Folders of programs inside an installation; elsewhere, programs are in its top folder.
_PROGRAMS = ("bin", "scripts")


def environment(text: str) -> tuple[str, ...]:
    """Return the search path of an environment: its standard library, then installed packages.

    ``text``: the folder of a virtual environment or another installation, or the path of an
    interpreter in one; if blank, the result is empty. Raises ``argparse.ArgumentTypeError`` if
    there is no environment there.
    """
    path = text.strip()
    if not path:
        return ()
    if not exists(path):
        raise argparse.ArgumentTypeError(f"{path!r}: no such file or folder")
    found = _environment(os.path.abspath(path))
    if not found:
        raise argparse.ArgumentTypeError(
            f"{path!r}: neither an interpreter nor a virtual environment (one has"
            " 'pyvenv.cfg', or a standard library in 'lib/pythonX.Y' or 'Lib')"
        )
    return tuple(dict.fromkeys(found))


@cache
def library() -> str:
    """Return the folder of this interpreter's standard library."""
    return sysconfig.get_path("stdlib")


@remembered
def is_library(folder: str) -> bool:
    """Tell whether a folder is a standard library."""
    last = os.path.basename(folder)
    is_named = re.fullmatch(_LIBRARY, last) or last.lower() == "lib"
    files = (os.path.join(folder, name) for name in ("abc.py", "os.py", "site.py"))
    return bool(is_named) and all(map(is_file, files))


def is_installed(folder: str) -> bool:
    """Tell whether a folder of a search path belongs to an environment, not to a project."""
    is_compiled = os.path.basename(folder) in ("DLLs", "lib-dynload")
    return is_compiled or _is_site(folder) or is_library(folder)


def is_of_this_version(folder: str) -> bool:
    """Tell whether a standard library belongs to the Python version of this interpreter.

    On Windows the folder does not show its version, and counts as another one.
    """
    return os.path.basename(folder) == f"python{sysconfig.get_python_version()}"


def _environment(path: str) -> list[str]:
    if is_folder(path):
        return _virtual(path) or _installed(path, None)
    if re.fullmatch(_PROGRAM, os.path.basename(path)) is None:
        return []
    # A virtual environment's interpreter is often a link: first look where the link is.
    for each in (path, without_links(path)):
        prefix = _prefix(os.path.dirname(each))
        found = _virtual(prefix) or _installed(prefix, _version(each))
        if found:
            return found
    return []


def _prefix(folder: str) -> str:
    """Return the folder of the installation whose programs are in ``folder``."""
    is_below = os.path.basename(folder).lower() in _PROGRAMS
    return os.path.dirname(folder) if is_below else folder


def _version(program: str) -> tuple[int, int] | None:
    """Return the version in the name of an interpreter, or in that of the link's target."""
    for each in (program, without_links(program)):
        match = re.fullmatch(_PROGRAM, os.path.basename(each))
        if match is not None and match[1] and match[2]:
            return int(match[1]), int(match[2])
    return None


def _virtual(prefix: str) -> list[str]:
    """Return the search path of a virtual environment; empty if ``prefix`` is not one."""
    configuration = os.path.join(prefix, "pyvenv.cfg")
    if not is_file(configuration):
        return []
    values = dict(_assignments(_text(configuration)))
    match = re.match(
        r"(\d{1,3})\.(\d{1,3})(?!\d)", values.get("version_info") or values.get("version", "")
    )
    version = (int(match[1]), int(match[2])) if match else None
    library, base = _base(values.get("home", ""), version)
    found = [*library]
    for folder in _libraries(prefix, version):
        found += _site(os.path.join(folder, "site-packages"))
    if values.get("include-system-site-packages", "").lower() == "true":
        found += base
    return found


def _base(home: str, version: tuple[int, int] | None) -> tuple[list[str], list[str]]:
    """Return the search path of a base installation: its standard library and its packages.

    ``home``: the folder of its programs.
    """
    programs = [home]
    if version is not None:
        # The folder of programs may hold only links to an installation elsewhere.
        program = os.path.join(home, f"python{version[0]}.{version[1]}")
        programs.append(os.path.dirname(without_links(program)))
    for folder in programs:
        found = _installed(_prefix(folder), version) if home else []
        if found:
            count = next((i for i, each in enumerate(found) if _is_site(each)), len(found))
            return found[:count], found[count:]
    return [library()], []


def _is_site(folder: str) -> bool:
    return os.path.basename(folder) in ("dist-packages", "site-packages")


def _installed(prefix: str, version: tuple[int, int] | None) -> list[str]:
    """Return the search path of an installation that is not a virtual environment."""
    for folder in _libraries(prefix, version):
        if not is_file(os.path.join(folder, "os.py")):
            continue
        name = os.path.basename(folder)
        sites = [
            os.path.join(folder, "site-packages"),
            # Debian's folders.
            os.path.join(prefix, "local", "lib", name, "dist-packages"),
            os.path.join(prefix, "lib", "python3", "dist-packages"),
        ]
        compiled = [os.path.join(folder, "lib-dynload"), os.path.join(prefix, "DLLs")]
        found = [folder, *filter(is_folder, compiled)]
        for site in sites:
            found += _site(site)
        return found
    return []


def _libraries(prefix: str, version: tuple[int, int] | None) -> list[str]:
    """Return the library folders below a prefix: of ``version``, or else of the newest one."""
    found = []
    for folder in ("lib", "lib64"):
        parent = os.path.join(prefix, folder)
        for name in listing(parent):
            match = re.fullmatch(_LIBRARY, name)
            if match is not None:
                number = int(match[1]), int(match[2])
                if version in (None, number):
                    found.append((number, os.path.join(parent, name)))
    newest = sorted(found, key=lambda each: each[0], reverse=True)
    kept = [folder for number, folder in newest if number == newest[0][0]]
    windows = os.path.join(prefix, "Lib")
    return kept or ([windows] if is_folder(windows) else [])


def _site(folder: str) -> list[str]:
    """Return a folder of installed packages and those that its ``.pth`` files add."""
    if not is_folder(folder):
        return []
    found = [folder]
    for name in listing(folder):
        if name.endswith(".pth") and not name.startswith("."):
            for line in _text(os.path.join(folder, name)).splitlines():
                # Python would run a line that starts with `import`; nothing is run here.
                if line.strip() and not line.startswith(("#", "import ", "import\t")):
                    added = os.path.abspath(os.path.join(folder, line.strip()))
                    found += [added] if is_folder(added) else []
    return found


def _assignments(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        key, equals, value = line.partition("=")
        if equals:
            yield key.strip().lower(), value.strip()


def _text(file: str) -> str:
    return (content(file, _LARGEST) or b"").decode("utf-8-sig", "replace")
