// Compiles the modules of an archive with the interpreter that will load them: node compile.mjs PYODIDE IN OUT NUMBERS
// With numbers (an archive that is not empty) it runs the program once, and keeps what that keeps on disk; what has none
// is a library in which nobody looks for docstrings and assertions, and is compiled without them, which is quicker.
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

const [folder, source, target, numbers] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`));
const python = await loadPyodide({ indexURL: `${folder}/` });
python.unpackArchive(new Uint8Array(readFileSync(source)), "gztar", { extractDir: "/site" });
const used = readFileSync(numbers);
python.globals.set("is_library", !used.length);
python.runPython(`
import ast, compileall, importlib.machinery, io, pathlib, py_compile, shutil, tarfile

DESCRIBED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
SHORT = ast.Constant(" ", lineno=1, col_offset=0)

def bare(loader, data, path, _optimize=-1):
    """The code of a module without its docstrings, which nobody reads there; assertions stay.

    A class has one of a single blank: dataclasses write one where there is none, which takes them long.
    """
    tree = ast.parse(data)
    for node in ast.walk(tree):
        if isinstance(node, DESCRIBED) and ast.get_docstring(node, clean=False) is not None:
            node.body[0].value = SHORT
        elif isinstance(node, ast.ClassDef):
            node.body.insert(0, ast.Expr(SHORT, lineno=1, col_offset=0))
    return compile(ast.fix_missing_locations(tree), path, "exec", dont_inherit=True, optimize=_optimize)

if not is_library:
    importlib.machinery.SourceFileLoader.source_to_code = bare
root = pathlib.Path("/site")
compileall.compile_dir(root, quiet=2, legacy=True, stripdir="/site", optimize=2 if is_library else 0,
                       invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
for path in root.rglob("*.py"):
    if path.with_suffix(".pyc").exists():
        path.unlink()
`);
if (used.length) {
  python.unpackArchive(new Uint8Array(used), "gztar", { extractDir: "/numbers" });
  python.runPython(`
import os, sys
os.environ["XDG_CACHE_HOME"] = str(root / "kept")
sys.path[:0] = [str(root), "/numbers"]
from derive.practice.beforehand import noted
(root / "kept").mkdir()
noted(root / "kept")
for place in root.rglob("__pycache__"):
    shutil.rmtree(place)
`);
}
python.runPython(`
with tarfile.open("/made", mode="w", format=tarfile.USTAR_FORMAT) as archive:
    for path in sorted(root.rglob("*")):
        if path.is_file():
            entry = tarfile.TarInfo(path.relative_to(root).as_posix())
            entry.size = path.stat().st_size
            archive.addfile(entry, io.BytesIO(path.read_bytes()))
`);
writeFileSync(`${target}.part`, gzipSync(python.FS.readFile("/made"), { level: 9 }));
renameSync(`${target}.part`, target);
process.exit(0);
