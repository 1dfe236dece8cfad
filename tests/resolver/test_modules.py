"""Where modules are, and what is in them."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from flake8_importstyle.resolver.files import forget
from flake8_importstyle.resolver.modules import absolute, location, reference, resolve, roots
from flake8_importstyle.resolver.search_path import Module, find, shown, submodules
from flake8_importstyle.syntax.source import Search, SourceFile
from tests.support import write

pytestmark = pytest.mark.usefixtures("memory")


def touch(folder: Path, *names: str) -> None:
    write(folder, dict.fromkeys(names, ""))


def source(path: Path) -> SourceFile:
    return SourceFile(ast.parse(""), [], str(path))


@pytest.mark.parametrize(
    ("name", "package", "whole"),
    [
        ("a.b", "", "a.b"),
        ("a.b", "c", "a.b"),
        (".", "a.b", "a.b"),
        (".c", "a.b", "a.b.c"),
        ("..", "a.b", "a"),
        ("..c.d", "a.b", "a.c.d"),
        ("...", "a.b", None),
        (".c", "", None),
    ],
)
def test_relative_names(name: str, package: str, whole: str | None) -> None:
    assert resolve(name, package) == whole


@pytest.mark.parametrize(
    ("file", "root", "package", "module"),
    [
        ("a/b/c.py", ".", "a.b", "a.b.c"),
        ("a/b/__init__.py", ".", "a.b", "a.b"),
        ("a/stub/x.py", ".", "a.stub", "a.stub.x"),
        ("plain/x.py", "plain", "", "x"),
        ("plain/inner/x.py", "plain", "inner", "inner.x"),
        ("my-app/__init__.py", "my-app", "", ""),
        ("my-app/x.py", "my-app", "", "x"),
        ("a/b.local.py", ".", "a", ""),
        ("a/script", ".", "a", ""),
    ],
)
def test_where_a_file_stands(
    tmp_path: Path, file: str, root: str, package: str, module: str
) -> None:
    touch(tmp_path, "a/__init__.py", "a/b/__init__.py", "a/b/c.py", "a/stub/__init__.pyi")
    touch(tmp_path, "a/stub/x.py", "plain/x.py", "plain/inner/__init__.py", "plain/inner/x.py")
    touch(tmp_path, "my-app/__init__.py", "my-app/x.py", "a/b.local.py", "a/script")
    assert location(source(tmp_path / file)) == (str(tmp_path / root), package, module, True)


@pytest.mark.parametrize("file", ["a/nowhere.py", "nowhere/b.py", "stdin", "-", "a\0b.py"])
def test_a_file_that_does_not_exist(tmp_path: Path, file: str) -> None:
    touch(tmp_path, "a/__init__.py")
    assert location(source(tmp_path / file)) is None


def test_finding(tmp_path: Path) -> None:
    touch(tmp_path, "one/a.py", "one/b/__init__.py", "one/b.py", "one/n/c.py", "two/a.py")
    touch(tmp_path, "two/n/d.py", "two/d.pyi", "one/e.abi3.so", "one/e.py", "one/text.txt")
    one, two = str(tmp_path / "one"), str(tmp_path / "two")
    both = (one, two)
    assert find("a", both) == Module(f"{one}/a.py", ())
    assert find("b", both) == Module(f"{one}/b/__init__.py", (f"{one}/b",))
    assert find("n", both) == Module(None, (f"{one}/n", f"{two}/n"))
    assert find("n.d", both) == Module(f"{two}/n/d.py", ())
    assert find("d", both) == Module(None, (), f"{two}/d.pyi")
    assert find("e", both) == Module(f"{one}/e.abi3.so", ())
    assert find("sys", both) == Module(None, ())
    assert [find(name, both) for name in ("x", "a.x", "n.x", "text", "text.txt", "A")] == [None] * 6
    assert find(".".join(["b"] * 100_000), both) is None


@pytest.mark.parametrize(
    ("files", "name", "file", "stub"),
    [
        # The source of a module wins over its stub, wherever the two are.
        (["a/m.py", "a/m.pyi"], "m", "a/m.py", None),
        (["a/m.pyi", "b/m.py"], "m", "b/m.py", None),
        (["a/p/__init__.py", "a/p/__init__.pyi"], "p", "a/p/__init__.py", None),
        (["a/m.pyi", "b/p/m.py", "b/p/__init__.py", "b/p-stubs/m.pyi"], "p.m", "b/p/m.py", None),
        # A stub beside what is compiled, or in place of it.
        (["a/m.abi3.so", "a/m.pyi"], "m", "a/m.abi3.so", "a/m.pyi"),
        (["a/m.abi3.so", "a/m.py", "a/m.pyi"], "m", "a/m.abi3.so", "a/m.pyi"),
        (["a/m.pyi"], "m", None, "a/m.pyi"),
        (["a/m.pyi", "b/m.pyi"], "m", None, "a/m.pyi"),
        (["a/p/__init__.pyi", "b/p.pyi"], "p", None, "a/p/__init__.pyi"),
        (["a/p/__init__.so", "a/p/__init__.pyi"], "p", "a/p/__init__.so", "a/p/__init__.pyi"),
        # Packages of stubs.
        (["b/m-stubs/__init__.pyi"], "m", None, "b/m-stubs/__init__.pyi"),
        (["b/p-stubs/q/r.pyi"], "p.q.r", None, "b/p-stubs/q/r.pyi"),
        (
            ["a/p/__init__.py", "a/p/m.abi3.so", "b/p-stubs/m.pyi"],
            "p.m",
            "a/p/m.abi3.so",
            "b/p-stubs/m.pyi",
        ),
        (
            ["a/p/__init__.py", "a/p/m.so", "a/p/m.pyi", "b/p-stubs/m.pyi"],
            "p.m",
            "a/p/m.so",
            "a/p/m.pyi",
        ),
        (["a/m.so", "b/m-stubs/other.pyi"], "m", "a/m.so", None),
        # What other versions of Python may load.
        (["a/m.cpython-27-other.so"], "m", "a/m.cpython-27-other.so", None),
        (["a/m.cp27-win_other.pyd", "a/m.pyi"], "m", "a/m.cp27-win_other.pyd", "a/m.pyi"),
    ],
)
def test_stubs_stand_in_where_there_is_no_source(
    tmp_path: Path, files: list[str], name: str, file: str | None, stub: str | None
) -> None:
    touch(tmp_path, *files)
    module = find(name, (str(tmp_path / "a"), str(tmp_path / "b")))
    assert module is not None
    expected = [str(tmp_path / each) if each else None for each in (file, stub)]
    assert [module.file, module.stub] == expected
    is_foreign = file is not None and "27" in file
    assert module.is_definite is ((file is not None or bool(module.folders)) and not is_foreign)


@pytest.mark.parametrize("name", ["m", "p.m", "p"])
def test_no_stub(tmp_path: Path, name: str) -> None:
    touch(tmp_path, "p-stubs/other.pyi", "n/m.txt")
    assert find(name, (str(tmp_path),)) is None


def test_what_changes_is_seen_after_forgetting(tmp_path: Path) -> None:
    folders = (str(tmp_path),)
    assert find("a", folders) is None
    touch(tmp_path, "a.py")
    assert find("a", folders) is None
    forget()
    assert find("a", folders) is not None


def test_roots(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    touch(tmp_path, "lib/a/__init__.py", "lib/a/b.py")
    monkeypatch.chdir(tmp_path)
    first = [str(tmp_path / "lib"), str(tmp_path), str(tmp_path / "src")]
    assert list(roots(source(tmp_path / "lib/a/b.py")))[:3] == first
    assert list(roots(source(tmp_path / "lib/a/nowhere.py")))[:2] == first[1:]


def test_the_project_is_a_root_wherever_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    touch(tmp_path, "repo/setup.py", "repo/shop/__init__.py", "repo/examples/a.py", "repo/b/c.py")
    project = [str(tmp_path / name) for name in ("repo", "repo/src")]
    for folder in (".", "repo", "repo/b"):
        monkeypatch.chdir(tmp_path / folder)
        found = roots(source(tmp_path / "repo/examples/a.py"))
        assert list(found)[:3] == [str(tmp_path / "repo/examples"), *project]
        # In the working directory the project's folder is called as its package.
        assert find("shop", found) == Module(
            str(tmp_path / "repo/shop/__init__.py"), (str(tmp_path / "repo/shop"),)
        )


def test_roots_that_the_user_gives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    touch(tmp_path, "lib/a/__init__.py", "lib/a/b.py")
    monkeypatch.chdir(tmp_path)
    search = Search((str(tmp_path / "one"), str(tmp_path / "two")), (str(tmp_path / "env"),))
    file = SourceFile(ast.parse(""), [], str(tmp_path / "lib/a/b.py"), search=search)
    assert roots(file) == tuple(str(tmp_path / name) for name in ("lib", "one", "two", "env"))


@pytest.mark.parametrize(
    ("sources", "root", "package"),
    [
        ([], "src/company", "shop"),
        (["src"], "src", "company.shop"),
        ([".", "src"], "src", "company.shop"),
        (["src/company"], "src/company", "shop"),
        # An `__init__` file in what is a root by the option makes no package of it.
        (["other", "src/company/shop"], "src/company/shop", ""),
        (["."], ".", "src.company.shop"),
    ],
)
def test_namespace_packages_below_the_roots_that_the_user_gives(
    tmp_path: Path, sources: list[str], root: str, package: str
) -> None:
    touch(tmp_path, "pyproject.toml", "src/company/shop/__init__.py", "src/company/shop/till.py")
    file = SourceFile(
        ast.parse(""),
        [],
        str(tmp_path / "src/company/shop/till.py"),
        search=Search(tuple(str(tmp_path / name) for name in sources)),
    )
    module = f"{package}.till".lstrip(".")
    assert location(file) == (str(tmp_path / root), package, module, root in sources)


def test_a_stray_init_file_in_a_root_that_the_user_gives(tmp_path: Path) -> None:
    touch(tmp_path, "src/__init__.py", "src/p/__init__.py", "src/p/a.py", "src/p/q/b.py")
    touch(tmp_path, "src/p/q/__init__.py")
    search = Search((str(tmp_path / "src"),))
    for name, package in (("p/a", "p"), ("p/q/b", "p.q")):
        file = SourceFile(ast.parse(""), [], str(tmp_path / f"src/{name}.py"), search=search)
        assert location(file) == (str(tmp_path / "src"), package, name.replace("/", "."), True)


@pytest.mark.skipif(sys.platform == "win32", reason="needs symbolic links")
def test_roots_and_files_that_are_reached_by_links(tmp_path: Path) -> None:
    touch(tmp_path, "real/src/__init__.py", "real/src/p/__init__.py", "real/src/p/a.py")
    (tmp_path / "link").symlink_to("real")
    for given, used in (("link", "real"), ("real", "link")):
        search = Search((str(tmp_path / given / "src"),))
        name = str(tmp_path / used / "src/p/a.py")
        place = location(SourceFile(ast.parse(""), [], name, search=search))
        assert place == (str(tmp_path / given / "src"), "p", "p.a", True)


@pytest.mark.parametrize(
    ("file", "name", "module", "user", "root"),
    [
        # Packages whose whole name is not known.
        ("acme/cloud/shop/use.py", "._patch", "shop._patch", "shop.use", "acme/cloud"),
        ("acme/cloud/shop/__init__.py", "._patch", "shop._patch", "shop", "acme/cloud"),
        ("acme/cloud/shop/use.py", "..other", "cloud.other", "cloud.shop.use", "acme"),
        ("acme/cloud/shop/use.py", "...", "acme", "acme.cloud.shop.use", "."),
        # Folders without an `__init__` file.
        ("acme/cloud/plain.py", ".other", "cloud.other", "cloud.plain", "acme"),
        ("acme/cloud/my-plain.py", "..other", "acme.other", "", "."),
        # Folders called like a module that would win over them.
        ("acme/plain/use.py", ".other", "acme.plain.other", "acme.plain.use", "."),
        ("acme/html/use.py", ".other", "acme.html.other", "acme.html.use", "."),
        ("acme/my.app{}/x.py", ".", "my\0app{}", "my\0app{}.x", "acme"),
        ("acme/my.app{}/x.py", "a", "a", "x", "acme/my.app{}"),
    ],
)
def test_what_a_file_names(
    tmp_path: Path, file: str, name: str, module: str, user: str, root: str
) -> None:
    touch(tmp_path, "pyproject.toml", "acme/cloud/shop/__init__.py", "acme/cloud/shop/use.py")
    touch(tmp_path, "acme/cloud/plain.py", "acme/cloud/my-plain.py", "acme/my.app{}/x.py")
    touch(tmp_path, "acme/plain/plain.py", "acme/plain/use.py", "acme/html/use.py")
    found = reference(source(tmp_path / file), name)
    assert found is not None
    assert found[:2] == (module.replace("\\0", "\0"), user.replace("\\0", "\0"))
    assert found.folders[0] == str(tmp_path / root)
    assert absolute(source(tmp_path / file), name) in (None, found.module)


def test_modules_in_folders_of_any_name(tmp_path: Path) -> None:
    touch(tmp_path, "my.app{}/x.py", "my-app/p/__init__.py", "my-app/p/y.py")
    found = reference(source(tmp_path / "my.app{}/x.py"), ".x")
    assert found is not None
    assert find(found.module, found.folders) == Module(str(tmp_path / "my.app{}/x.py"), ())
    assert shown(found.module) == "my.app{}.x"
    assert reference(source(tmp_path / "my-app/p/y.py"), "." * 100 + "x") is None


def test_what_cannot_be_named(tmp_path: Path) -> None:
    touch(tmp_path, "sys/x.py", "a.py")
    assert reference(source(tmp_path / "sys/x.py"), ".") is None
    assert reference(source(tmp_path / "gone.py"), ".a") is None
    alone = SourceFile(ast.parse(""), [], str(tmp_path / "a.py"), is_alone=True)
    assert reference(alone, "a") is None
    assert reference(alone, ".a") is None


def test_submodules(tmp_path: Path) -> None:
    touch(
        tmp_path, "__init__.py", "a.py", "b/__init__.py", "c/data.txt", "d.txt", "e-f.py", "g.pyi"
    )
    # A stub alone does not show that there is a module.
    assert submodules(str(tmp_path)) == {"a", "b"}


def test_a_file_that_is_alone(tmp_path: Path) -> None:
    touch(tmp_path, "a/__init__.py", "a/b.py")
    alone = SourceFile(ast.parse(""), [], str(tmp_path / "a/b.py"), is_alone=True)
    assert location(alone) is None
    assert roots(alone) == ()


@pytest.mark.parametrize(
    ("files", "is_whole"),
    [
        ([], True),
        (["pyproject.toml"], True),
        (["../setup.py"], False),
        (["../setup.py", "pyproject.toml"], True),
        (["../../.git"], False),
    ],
)
def test_packages_may_be_part_of_a_namespace_package(
    tmp_path: Path, files: list[str], is_whole: bool
) -> None:
    folder = tmp_path / "project" / "packages"
    touch(folder, "a/__init__.py", "a/b.py", *files)
    place = location(source(folder / "a/b.py"))
    assert place is not None
    assert place.is_whole is is_whole


@pytest.mark.parametrize("name", ["lib", "src", "python"])
def test_folders_for_sources_are_roots(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    touch(tmp_path, f"{name}/a/__init__.py", f"{name}/a/b.py")
    place = location(source(tmp_path / name / "a/b.py"))
    assert place is not None
    assert place.is_whole
