// The engine in a worker of its own: one request after the other, which the page may end at any time.
const here = new URL("./", import.meta.url);
const PARTS = ["engine/program.pack", "engine/numbers.pack"];
const SITE = "/site";
let python, ask, algebra;

const fetched = async name => {
  const answer = await fetch(new URL(name, here));
  if (!answer.ok) throw new Error(`missing: ${name}`);
  return answer.arrayBuffer();
};
const unpack = bytes => python.unpackArchive(bytes, "gztar", { extractDir: SITE });

const start = async () => {
  const archives = PARTS.map(fetched);
  archives.forEach(each => each.catch(() => {}));
  const { loadPyodide } = await import(new URL("engine/pyodide.mjs", here));
  postMessage({ part: 1 });
  python = await loadPyodide({ indexURL: new URL("engine/", here).href });
  postMessage({ part: 2 });
  for (const each of archives) unpack(await each);
  postMessage({ part: 3 });
  ask = python.runPython(`
import sys
sys.path.insert(0, "${SITE}")
from derive.practice.page_requests import asked
lambda request, data, tell: asked(request, data.to_bytes() if data else b"", tell)
`);
};

// SymPy is only fetched where something is solved.
const withAlgebra = () => algebra ??= fetched("engine/algebra.pack").then(unpack);

addEventListener("message", async ({ data: { id, request, data } }) => {
  try {
    if (request.kind === "solve" || request.solve) await withAlgebra();
    const reply = ask(JSON.stringify(request), data, said => postMessage({ id, said: JSON.parse(said) }));
    postMessage({ id, reply: JSON.parse(reply) });
  } catch (error) {
    postMessage({ id, fatal: String(error) });
  }
});

start().then(() => postMessage({ part: 4 }), error => postMessage({ failed: String(error) }));
