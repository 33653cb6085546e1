// Compiles the modules of an archive with the interpreter that will load them: node compile.mjs PYODIDE IN OUT
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, source, target] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`));
const python = await loadPyodide({ indexURL: `${folder}/` });
python.unpackArchive(new Uint8Array(readFileSync(source)), "gztar", { extractDir: "/source" });
python.runPython(`
import ast, compileall, gzip, importlib.machinery, io, pathlib, py_compile, tarfile

DESCRIBED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)

def bare(loader, data, path, _optimize=-1):
    """The code of a module with empty docstrings, which nobody reads there; assertions stay."""
    tree = ast.parse(data)
    for node in ast.walk(tree):
        if isinstance(node, DESCRIBED) and ast.get_docstring(node, clean=False) is not None:
            node.body[0].value.value = ""
    return compile(tree, path, "exec", dont_inherit=True, optimize=_optimize)

importlib.machinery.SourceFileLoader.source_to_code = bare
root = pathlib.Path("/source")
compileall.compile_dir(root, quiet=2, legacy=True, stripdir="/source",
                       invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
packed = io.BytesIO()
with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive:
    for path in sorted(root.rglob("*")):
        if path.is_file() and not (path.suffix == ".py" and path.with_suffix(".pyc").exists()):
            entry = tarfile.TarInfo(path.relative_to(root).as_posix())
            entry.size = path.stat().st_size
            archive.addfile(entry, io.BytesIO(path.read_bytes()))
pathlib.Path("/made").write_bytes(gzip.compress(packed.getvalue(), 9, mtime=0))
`);
writeFileSync(`${target}.part`, python.FS.readFile("/made"));
renameSync(`${target}.part`, target);
process.exit(0);
