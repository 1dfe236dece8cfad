// Run tests on the Python that Pyodide brings, which parses lazy imports.
//
// Usage: node tools/test_on_pyodide.mjs FOLDER [argument for pytest ...]
//
// FOLDER has `node_modules/pyodide`, and the packages that the tests need in `site`. There are no
// processes in WebAssembly, so tests that start flake8 cannot run here.

import path from "node:path";
import process from "node:process";

const [folder, ...argv] = process.argv.slice(2);
const { loadPyodide } = await import(path.resolve(folder, "node_modules/pyodide/pyodide.mjs"));
const python = await loadPyodide();

for (const [mount, root] of [["/project", process.cwd()], ["/site", path.resolve(folder, "site")]]) {
    python.FS.mkdirTree(mount);
    python.FS.mount(python.FS.filesystems.NODEFS, { root }, mount);
}
python.globals.set("argv", python.toPy(argv));
const program = `
import os, sys, zipfile
# The rules look for files, so the standard library has to consist of such.
(library,) = [entry for entry in sys.path if entry.endswith(".zip")]
zipfile.ZipFile(library).extractall("/library")
sys.path[sys.path.index(library)] = "/library"
sys.path[:0] = ["/project", "/site"]
sys.dont_write_bytecode = True
os.chdir("/project")
print(sys.version)
import pytest
int(pytest.main(["-p", "no:cacheprovider", *argv]))
`;
try {
    process.exit(python.runPython(program));
} catch (error) {
    // Without this, Node would print all of Pyodide before the message.
    console.error(error.message);
    process.exit(1);
}
