// An exercise is set up: the file at one side with its faults at their places, the exercise and its solution beside it.
import { Engine } from "./engine.mjs";
import { element, filled, grafted, measure } from "./shown.mjs";
import { json, loading } from "./start.mjs";

const at = id => document.getElementById(id);
const { words, starter, sources, parts } = await json("exercises/editor.json");
const PLACE = `derive ${location.pathname} draft`;
const source = at("source"), numbers = at("numbers"), faults = at("faults");
const recall = () => { try { return localStorage.getItem(PLACE); } catch { return null; } };
const keep = () => { try { localStorage.setItem(PLACE, source.value); } catch { /* the file can be saved */ } };
source.value = recall() ?? starter;

const progress = loading(words, filled);
const engine = new Engine(told => { progress(told); if (told.ready) read(); });
const say = text => { at("outcome").textContent = text; };

// Line numbers, those with a fault marked.
let faulty = new Set();
const number = () => {
  const count = source.value.split("\n").length;
  const shown = Array.from({ length: count }, (_, k) => {
    const made = element("span", { textContent: k + 1 });
    if (faulty.has(k + 1)) made.className = "faulty";
    return [made, "\n"];
  });
  numbers.replaceChildren(...shown.flat(), "\n\n");
  numbers.scrollTop = source.scrollTop;
};
source.addEventListener("scroll", () => { numbers.scrollTop = source.scrollTop; });

const goTo = ({ line, at: column }) => {
  const lines = source.value.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  const from = column ? start + column - 1 : start;
  source.focus();
  source.setSelectionRange(Math.min(from, start + lines[line - 1].length), start + lines[line - 1].length);
  source.scrollTop = (line - 5) * parseFloat(getComputedStyle(source).lineHeight);
};
const faultOf = fault => {
  const made = element("li");
  if (fault.line) {
    const button = element("button", { type: "button", textContent: filled(words.place, { line: fault.line }) });
    button.addEventListener("click", () => goTo(fault));
    made.append(button, ` (${fault.place}): `);
  } else if (fault.place) made.append(`${fault.place}: `);
  made.append(fault.message);
  if (fault.source) made.append(element("code", { textContent: `${fault.source}\n${" ".repeat(Math.max(fault.column - 1, 0))}^` }));
  return made;
};
const show = found => {
  faulty = new Set(found.map(each => each.line));
  faults.replaceChildren(...(found.length ? found.map(faultOf) : [element("li", { textContent: words.no_faults })]));
  number();
};

const bytes = () => new TextEncoder().encode(source.value);
const read = async () => {
  if (!engine.isReady) return;
  const asked = source.value;
  const reply = await engine.ask({ kind: "draft" }, bytes(), { only: "draft" });
  if (reply.stopped === "late" || source.value !== asked) return;
  show(reply.faults ?? []);
  if (!reply.html) return;
  at("title").textContent = reply.title;
  at("statement").replaceChildren(...grafted(reply.html));
  document.querySelector(".asked").replaceChildren(...reply.questions.map(each => element("li", {}, ...grafted(each))));
  measure(words);
  later(solve, 1200);
};
const solve = async () => {
  if (!at("live").checked) return;
  say(words.solving);
  at("stop").hidden = false;
  const reply = await engine.ask({ kind: "draft", solve: true }, bytes(), { seconds: 240, only: "draft" });
  at("stop").hidden = true;
  if (reply.faults) { show(reply.faults); say(reply.faults[0].message); }
  if (reply.stopped) say(reply.stopped === "late" ? "" : filled(words[`stopped_${reply.stopped}`], { seconds: 240 }));
  if (!reply.solution) return;
  at("worked").replaceChildren(...grafted(reply.solution));
  say(words.solved);
  measure(words);
};
let waiting;
const later = (act, after) => { clearTimeout(waiting); waiting = setTimeout(act, after); };
const changed = () => { keep(); number(); later(read, 400); };

source.addEventListener("input", changed);
at("live").addEventListener("change", read);
at("stop").addEventListener("click", () => engine.stop());
at("start").addEventListener("change", () => { source.value = sources[at("start").value] ?? starter; changed(); });
at("insert").addEventListener("change", () => {
  const text = parts[at("insert").value];
  if (text) source.setRangeText(`\n${text}`, source.selectionEnd, source.selectionEnd, "end");
  at("insert").value = "";
  source.focus();
  changed();
});
at("file").addEventListener("change", async () => {
  const [file] = at("file").files;
  if (file) { source.value = await file.text(); changed(); }
});
at("save").addEventListener("click", () => {
  const url = URL.createObjectURL(new Blob([source.value], { type: "text/plain" }));
  element("a", { href: url, download: "problem.toml" }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
});
document.addEventListener("measure", () => measure(words));
number();
