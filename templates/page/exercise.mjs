// An exercise to practise on: what is handed in goes to the engine, what it says is shown line by line.
import { Engine } from "./engine.mjs";
import { ACCEPTED, UNREAD, element, filled, grafted, lineOf, measure, remarkOf } from "./shown.mjs";
import { json, loading } from "./start.mjs";

const at = id => document.getElementById(id);
const main = document.querySelector("main");
const exercise = await json(`exercises/${main.dataset.exercise}.json`);
const { words, reveal, after, questions } = exercise;
const cards = questions.map((_, number) => at(`question-${number}`));
const PLACE = `derive ${location.pathname} ${exercise.digest}`;
const fresh = () => ({ text: "", about: "", questions: questions.map(() => ({ tries: 0, hints: 0, done: false })) });

// Progress stays in this browser, where it lets a page keep anything.
const recall = () => {
  try { return { ...fresh(), ...JSON.parse(localStorage.getItem(PLACE)) }; } catch { return fresh(); }
};
let state = recall();
const keep = () => {
  try { localStorage.setItem(PLACE, JSON.stringify(state)); } catch { say(words.not_kept); }
};
const say = text => { at("status").textContent = text; };

const pieces = exercise.data.map(text => Uint8Array.from(atob(text), each => each.charCodeAt(0)));
const bytes = new Uint8Array(await new Blob(pieces).arrayBuffer());
const progress = loading(words, filled);
const engine = new Engine(told => { progress(told); if (told.ready) preview(); }, [exercise.opening, bytes]);

const offer = (number, text, act) => {
  const button = element("button", { type: "button", textContent: text });
  button.addEventListener("click", act);
  cards[number].querySelector(".offers").append(button);
};
const maySolve = ({ tries, done }) => reveal === "full" || (after && (tries >= after || done));

// A question's card: how far it is, the hints that were opened, and what may be opened next.
const draw = number => {
  const card = cards[number], mine = state.questions[number], { hints, letter, out_of } = questions[number];
  const earned = out_of !== null && Number(mine.marks ?? 0) > 0;
  const marks = earned ? ` (${filled(words.marks, { marks: mine.marks, out_of })})` : "";
  const badge = card.querySelector(".state");
  badge.textContent = mine.done ? `✓ ${words.done}${marks}` : `${words.open}${marks}`;
  badge.classList.toggle("done", mine.done);
  const reason = card.querySelector(".reason");
  reason.textContent = mine.reason ?? "";
  reason.hidden = !mine.reason;
  const list = card.querySelector(".hints");
  list.replaceChildren(...hints.slice(0, mine.hints).map(hint => element("li", {}, ...grafted(hint))));
  list.hidden = !mine.hints;
  card.querySelector(".offers").replaceChildren();
  if (mine.hints < hints.length) offer(number, mine.hints ? words.next_hint : words.hint, () => openHint(number));
  if (maySolve(mine)) offer(number, filled(words.solution_of, { letter }), () => solve(number));
  else if (after && mine.tries) card.querySelector(".offers").append(filled(words.solution_after, { count: after, tries: mine.tries }));
};
const openHint = number => {
  state.questions[number].hints += 1;
  keep();
  draw(number);
  const [button, last] = [cards[number].querySelector("button"), cards[number].querySelector(".hints > :last-child")];
  (button ?? last).focus();
  last.scrollIntoView({ block: "nearest" });
};

const solve = async number => {
  const place = at("solution");
  place.hidden = false;
  at("worked").textContent = filled(words.solution_of, { letter: questions[number].letter });
  place.querySelector(".solution").replaceChildren(element("p", { textContent: words.working_out }));
  at("worked").focus();
  const reply = await busy(engine.ask({ kind: "solve", number }, null, { seconds: 240 }));
  const shown = reply.html ? grafted(reply.html) : [element("p", { className: "notice", textContent: told(reply) })];
  place.querySelector(".solution").replaceChildren(...shown);
  measure(words);
};
const told = ({ stopped, faults }) =>
  faults ? faults.map(each => each.message).join(" ") : filled(words[`stopped_${stopped}`] ?? "", { seconds: 60 });

const busy = async reply => {
  at("stop").hidden = false;
  at("check").disabled = true;
  try { return await reply; } finally { at("stop").hidden = true; at("check").disabled = false; }
};

// A line's remark opens when it is asked for; behind it are the hints of the question that the line is about.
const offerRemark = (line, shown) => {
  const [number] = line.about;
  const more = number !== undefined && questions[number].hints.length > state.questions[number].hints;
  if (!line.remark && !more) return;
  const button = element("button", { type: "button", className: "ask", textContent: words.hint });
  button.setAttribute("aria-expanded", "false");
  const next = () => {
    const remark = remarkOf(element("p", { textContent: line.remark || words.no_more }));
    if (more) {
      const further = element("button", { type: "button", className: "ask" });
      further.textContent = filled(words.more_hints, { letter: questions[number].letter });
      further.addEventListener("click", () => openHint(number));
      remark.append(further);
    }
    button.setAttribute("aria-expanded", "true");
    button.disabled = true;
    shown.append(remark);
  };
  button.addEventListener("click", next);
  shown.querySelector(".mark").append(" ", button);
};
const judgedLine = line => {
  const shown = lineOf(line);
  const isFalse = ![...ACCEPTED, ...UNREAD].includes(line.verdict);
  if (isFalse) offerRemark(line, shown);
  else if (line.remark) shown.append(remarkOf(element("p", { textContent: line.remark })));
  return shown;
};

const list = at("verdicts").querySelector("ol");
const outcome = (lines, isAll) => {
  const of = verdicts => lines.filter(each => verdicts.includes(each.verdict)).length;
  const [right, unread] = [of(ACCEPTED), of(UNREAD)];
  const first = lines.find(each => ["wrong", "slip"].includes(each.verdict));
  const said = [filled(words.checked, { right, unread, wrong: lines.length - right - unread })];
  if (first && lines.length > 1) said.push(filled(words.first_error, { place: first.place }));
  if (isAll) said.push(words.all_right);
  return said.join(" ");
};
const announce = text => { at("outcome").textContent = text; say(text); };

const note = (number, found) => {
  const mine = state.questions[number];
  const isTried = found.done || !UNREAD.includes(found.verdict);
  if (isTried && !found.done) mine.tries += 1;
  if (!mine.done || found.done) Object.assign(mine, { done: found.done, marks: found.marks ?? mine.marks });
  mine.reason = isTried && !found.done ? found.reason : "";
  draw(number);
};

const handIn = async (name, data) => {
  at("verdicts").hidden = false;
  list.replaceChildren();
  announce(words.checking);
  const tell = said => said.lines?.forEach(line => list.append(judgedLine(line)));
  const reply = await busy(engine.ask({ kind: "check", name }, data, { tell }));
  if (!reply.lines) return announce(told(reply));
  readings.hidden = true;
  list.replaceChildren(...reply.lines.map(judgedLine));
  reply.questions.forEach((found, number) => note(number, found));
  keep();
  announce(outcome(reply.lines, state.questions.every(each => each.done)));
};
const handInAnswer = async (question, text) => {
  at("verdicts").hidden = false;
  list.replaceChildren();
  announce(words.checking);
  const reply = await busy(engine.ask({ kind: "answer", question }, new TextEncoder().encode(text)));
  if (!reply.verdict) return announce(told(reply));
  const line = { ...reply, place: question, sides: [], typed: text.trim(), remark: reply.message };
  list.replaceChildren(judgedLine(line));
  const [number] = reply.about;
  if (number !== undefined) noteAnswer(number, question, reply);
  announce(`${question}: ${reply.word}.`);
};

// A question of several quantities is done when each of them was answered rightly.
const noteAnswer = (number, question, { done, verdict }) => {
  const mine = state.questions[number];
  mine.answered = { ...mine.answered, [question]: done };
  const isAll = questions[number].names.every(name => mine.answered[name]);
  note(number, { done: isAll, verdict: done ? "unread" : verdict, reason: "" });
  keep();
};

const readings = at("read").parentElement;
const preview = async () => {
  const text = at("text").value;
  readings.hidden = !text.trim() || at("about").value !== "";
  if (readings.hidden || !engine.isReady) return;
  const reply = await engine.ask({ kind: "preview", name: "working.txt" }, new TextEncoder().encode(text), { only: "preview" });
  if (!reply.lines) return;
  const none = element("li", { className: "quiet", textContent: words.nothing_read });
  readings.querySelector("ol").replaceChildren(...(reply.lines.length ? reply.lines.map(line => lineOf(line, false)) : [none]));
  measure(words);
};
let waiting;
at("text").addEventListener("input", () => {
  state.text = at("text").value;
  keep();
  clearTimeout(waiting);
  waiting = setTimeout(preview, 300);
});
at("about").addEventListener("change", () => { state.about = at("about").value; keep(); preview(); });
at("hand-in").addEventListener("submit", event => {
  event.preventDefault();
  const text = at("text").value;
  if (!text.trim()) return announce(words.nothing);
  return at("about").value ? handInAnswer(at("about").value, text) : handIn("working.txt", new TextEncoder().encode(text));
});
at("text").addEventListener("keydown", event => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) at("hand-in").requestSubmit();
});
at("stop").addEventListener("click", () => engine.stop());
at("again").addEventListener("click", () => {
  if (!confirm(words.sure)) return;
  state = fresh();
  keep();
  show();
  at("verdicts").hidden = at("solution").hidden = true;
});

const take = async file => {
  if (file) await handIn(file.name, new Uint8Array(await file.arrayBuffer()));
};
at("file").addEventListener("change", () => take(at("file").files[0]));
["dragover", "dragleave", "drop"].forEach(name => at("text").addEventListener(name, event => {
  if (![...event.dataTransfer.types].includes("Files")) return;
  event.preventDefault();
  at("text").classList.toggle("over", name === "dragover");
  if (name === "drop") take(event.dataTransfer.files[0]);
}));

const show = () => {
  at("text").value = state.text;
  at("about").value = state.about;
  questions.forEach((_, number) => draw(number));
  preview();
};
document.addEventListener("measure", () => measure(words));
show();
measure(words);
