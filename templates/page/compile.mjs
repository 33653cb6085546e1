// Compiles the modules of an archive with the interpreter that will load them: node compile.mjs PYODIDE IN OUT NUMBERS
// With numbers (an archive that is not empty) it runs the program once, and keeps what that keeps on disk; what has none
// is a library in which nobody looks for docstrings and assertions, and is compiled without them, which is quicker.
// Python's own library is then written to OUT.library: what was loaded by that run is compiled, for it comes as source.
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
  python.FS.writeFile("/library.zip", readFileSync(`${folder}/python_stdlib.zip`));
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

import zipfile

# what no page can use: processes, servers, mail, and the tools of somebody who writes programs
FOLDERS = "_pyrepl http multiprocessing pydoc_data sqlite3 unittest wsgiref xmlrpc"
MODULES = ("bdb doctest ftplib imaplib mailbox modulefinder pdb poplib profile pstats pydoc smtplib socketserver"
           " tabnanny trace")
useless = {*(f"{name}.py" for name in MODULES.split()), *FOLDERS.split()}
# their docstrings are asked for when the interpreter starts
DESCRIBED = re.compile("_?pyodide/")
specs = [module.__spec__ for module in sys.modules.values() if getattr(module, "__spec__", None)]
loaded = {str(spec.origin).partition(".zip/")[2] for spec in specs}
given, made = zipfile.ZipFile("/library.zip"), zipfile.ZipFile("/library", "w")
for entry in given.infolist():
    name, data = entry.filename, given.read(entry)
    if name in loaded:
        pathlib.Path("/source.py").write_bytes(data)
        py_compile.compile("/source.py", "/source.pyc", name, doraise=True,
                           optimize=0 if DESCRIBED.match(name) else 2,
                           invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
        name, data = name + "c", pathlib.Path("/source.pyc").read_bytes()
    elif name.partition("/")[0] in useless:
        continue
    made.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED, 9)
made.close()
`);
  writeFileSync(`${target}.library`, python.FS.readFile("/library"));
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
