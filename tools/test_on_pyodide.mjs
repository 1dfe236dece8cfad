// Run tests on the Python that Pyodide brings, which is newer than most machines have.
//
// Usage: node tools/test_on_pyodide.mjs FOLDER PYODIDE [argument for pytest ...]
//
// FOLDER has `node_modules/PYODIDE`, and the packages that the tests need in `site`. There are no
// processes and threads in WebAssembly: tests that fail because they start one count as skipped.

import path from "node:path";
import process from "node:process";

const [folder, pyodide, ...argv] = process.argv.slice(2);
const { loadPyodide } = await import(path.resolve(folder, "node_modules", pyodide, "pyodide.mjs"));
const python = await loadPyodide();

for (const [mount, root] of [["/project", process.cwd()], ["/site-packages", path.resolve(folder, "site")]]) {
    python.FS.mkdirTree(mount);
    python.FS.mount(python.FS.filesystems.NODEFS, { root }, mount);
}
python.globals.set("argv", python.toPy(argv));
const program = `
import contextlib, io, os, re, sys, sysconfig, zipfile
# The rules look for files, so the standard library has to consist of such, and of an interpreter.
(library,) = [entry for entry in sys.path if entry.endswith(".zip")]
folder = sysconfig.get_path("stdlib")
zipfile.ZipFile(library).extractall(folder)
sys.path[sys.path.index(library)] = folder
for module in list(sys.modules.values()):
    if (getattr(module, "__file__", None) or "").startswith(library):
        module.__file__ = module.__file__.replace(library, folder)
sys.executable = interpreter = os.path.join(sys.prefix, "bin", "python3")
os.makedirs(os.path.dirname(interpreter), exist_ok=True)
open(interpreter, "w").close()
sys.path[:] = ["/project", "/site-packages", *filter(None, sys.path)]
sys.dont_write_bytecode = True
os.chdir("/project")
os.environ["TOX_ENV_NAME"] = "pyodide"
print(sys.version)
from flake8_importstyle.resolver import stdlib
def printed(command):
    """Run what the plugin asks of a fresh interpreter in this one, and nothing else."""
    if command[:5] != [interpreter, "-I", "-S", "-B", "-c"]:
        raise OSError("emscripten does not support processes.")
    output, argv = io.StringIO(), sys.argv
    sys.argv = command[4:5] + command[6:]
    try:
        with contextlib.redirect_stdout(output):
            exec(command[5], {})
    except Exception as fault:
        raise OSError from fault
    finally:
        sys.argv = argv
    return output.getvalue().encode()
stdlib._printed = printed
# What WebAssembly does not have.
LACKING = "does not support processes|can't start new thread|module 'os' has no attribute"
import pytest
class Skip:
    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item, call):
        report = yield
        lacking = call.excinfo and re.search(LACKING, str(call.excinfo.value))
        if lacking:
            report.outcome = "skipped"
            report.longrepr = (str(item.path), 0, f"Skipped: {lacking[0]}")
        return report
# These are about an interpreter that is another process, or not in the folder "/".
ELSEWHERE = [
    "tests/resolver/test_environments.py::test_the_interpreter_that_runs_here",
    "tests/exports/test_origins.py::test_compiled_modules",
    "tests/exports/test_wildcard.py::test_another_version_of_python",
]
options = ["-p", "no:cacheprovider", *(f"--deselect={test}" for test in ELSEWHERE)]
int(pytest.main([*options, *argv], plugins=[Skip()]))
`;
try {
    process.exit(python.runPython(program));
} catch (error) {
    // Without this, Node would print all of Pyodide before the message.
    console.error(error.message);
    process.exit(1);
}
