// Run tests on the Python that Pyodide brings, which is newer than most machines have.
//
// Usage: node tools/test_on_pyodide.mjs FOLDER PYODIDE [argument for pytest ...]
//
// FOLDER has `node_modules/PYODIDE`, and the packages that the tests need in `site`. There are no
// processes in WebAssembly: tests that fail because they start one count as skipped.

import path from "node:path";
import process from "node:process";

const [folder, pyodide, ...argv] = process.argv.slice(2);
const { loadPyodide } = await import(path.resolve(folder, "node_modules", pyodide, "pyodide.mjs"));
const python = await loadPyodide();

for (const [mount, root] of [["/project", process.cwd()], ["/site", path.resolve(folder, "site")]]) {
    python.FS.mkdirTree(mount);
    python.FS.mount(python.FS.filesystems.NODEFS, { root }, mount);
}
python.globals.set("argv", python.toPy(argv));
const program = `
import errno, os, sys, zipfile
# The rules look for files, so the standard library has to consist of such.
(library,) = [entry for entry in sys.path if entry.endswith(".zip")]
zipfile.ZipFile(library).extractall("/library")
sys.path[sys.path.index(library)] = "/library"
for module in list(sys.modules.values()):
    if (getattr(module, "__file__", None) or "").startswith(library):
        module.__file__ = module.__file__.replace(library, "/library")
sys.path[:0] = ["/project", "/site"]
sys.dont_write_bytecode = True
os.chdir("/project")
print(sys.version)
import pytest
class NoProcesses:
    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item, call):
        report = yield
        fault = call.excinfo and call.excinfo.value
        if isinstance(fault, OSError) and fault.errno == errno.ENOTSUP:
            report.outcome = "skipped"
            report.longrepr = (str(item.path), 0, f"Skipped: {fault.strerror}")
        return report
int(pytest.main(["-p", "no:cacheprovider", *argv], plugins=[NoProcesses()]))
`;
try {
    process.exit(python.runPython(program));
} catch (error) {
    // Without this, Node would print all of Pyodide before the message.
    console.error(error.message);
    process.exit(1);
}
