#!/usr/bin/env bash
# pyodide 314.0.7 (npm): Python's own library comes as source, and is compiled anew at every start.
#
# One would guess: what is made for a browser has its modules compiled; CPython keeps what it compiled in __pycache__, so
# that only the first start is slow.
# What happens: python_stdlib.zip has no .pyc at all. The interpreter imports from the archive, beside which nothing can be
# kept, and the file system is gone with the page: each visit reads 125 modules as source before the first line of
# its own. With the same archive made of .pyc loadPyodide took 0.55 s in place of 2.0 (Chromium, two cores).
# Seen: "0 compiled, 559 as source; at the start 125 from source, 0 compiled"
# Why it matters: a practice page has its first verdict 1.5 seconds earlier with the archive compiled. `derive page` does so
# with the interpreter itself, for the modules that are loaded first: templates/page/compile.mjs.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-fund --no-audit pyodide@314.0.7 > /dev/null 2>&1
cat > told.mjs <<'JS'
import { loadPyodide } from "pyodide";
const python = await loadPyodide();
console.log(python.runPython(`
import sys
specs = [module.__spec__ for module in sys.modules.values() if getattr(module, "__spec__", None)]
first = [str(spec.origin) for spec in specs if ".zip/" in str(spec.origin)]
import zipfile
names = zipfile.ZipFile(next(place for place in sys.path if place.endswith(".zip"))).namelist()
count = lambda names, end: sum(name.endswith(end) for name in names)
f"{count(names, '.pyc')} compiled, {count(names, '.py')} as source; at the start {count(first, '.py')} from source, {count(first, '.pyc')} compiled"
`));
process.exit(0);
JS
found=$(node told.mjs)
echo "$found"
test "$found" = "0 compiled, 559 as source; at the start 125 from source, 0 compiled"
