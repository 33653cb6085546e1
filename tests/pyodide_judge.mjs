// Asks the engine of a practice page in Node.js: node pyodide_judge.mjs SITE REQUESTS.json REPLIES.json
// Where the site has a folder `loose` the engine's files are taken from there, else from its archives.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [site, requests, replies] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${site}/engine/pyodide.mjs`));
const python = await loadPyodide({ indexURL: `${site}/engine/` });
const loose = `${site}/loose`;
if (existsSync(loose)) {
  python.FS.mkdirTree("/site");
  python.mountNodeFS("/site", loose);
} else {
  for (const name of ["program", "numbers", "algebra"]) {
    const bytes = new Uint8Array(readFileSync(`${site}/engine/${name}.pack`));
    python.unpackArchive(bytes, "gztar", { extractDir: "/site" });
  }
}
const ask = python.runPython(`
import os, sys
sys.path.insert(0, "/site")
sys.dont_write_bytecode = True
sys.setdlopenflags(os.RTLD_NOW | os.RTLD_GLOBAL)
from derive.practice.page_requests import asked
lambda request, text: asked(request, text.encode())
`);
const found = JSON.parse(readFileSync(requests, "utf8")).map(([request, text]) => ask(JSON.stringify(request), text));
writeFileSync(replies, JSON.stringify(found));
process.exit(0);
