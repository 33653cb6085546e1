// Compiles the modules of an archive with the interpreter that will load them: node compile.mjs PYODIDE IN OUT
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, source, target] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`));
const python = await loadPyodide({ indexURL: `${folder}/` });
python.unpackArchive(readFileSync(source), "zip", { extractDir: "/source" });
python.runPython(`
import compileall, pathlib, py_compile, zipfile
root = pathlib.Path("/source")
compileall.compile_dir(root, quiet=2, legacy=True, stripdir="/source",
                       invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
with zipfile.ZipFile("/made.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
    for path in sorted(root.rglob("*")):
        if path.is_file() and not (path.suffix == ".py" and path.with_suffix(".pyc").exists()):
            entry = zipfile.ZipInfo(path.relative_to(root).as_posix(), (1980, 1, 1, 0, 0, 0))
            archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
`);
writeFileSync(`${target}.part`, python.FS.readFile("/made.zip"));
renameSync(`${target}.part`, target);
process.exit(0);
