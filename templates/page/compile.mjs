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
import compileall, io, pathlib, py_compile, re, shutil, tarfile

# of SymPy, what no derivation loads: it stays as it is, and can be loaded all the same
SELDOM = "/sympy/(categories|codegen|crypto|diffgeom|holonomic|liealgebras|parsing|physics|stats|testing|unify)/"

root = pathlib.Path("/site")
compileall.compile_dir(root, quiet=2, legacy=True, stripdir="/site", optimize=2 if is_library else 0,
                       rx=re.compile(SELDOM), invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
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
writeFileSync(`${target}.part`, gzipSync(python.FS.readFile("/made"), { level: 6 }));
renameSync(`${target}.part`, target);
process.exit(0);
