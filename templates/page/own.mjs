// Leads to the page with one's own numbers, by the number of the variant or by a name.
import { filled } from "./shown.mjs";
import { json } from "./start.mjs";

const at = id => document.getElementById(id);
const { pages, salt, rounds, names, words } = await json("exercises/own.json");
const PLACE = `derive ${location.pathname} own ${salt}`;
const recall = () => { try { return localStorage.getItem(PLACE); } catch { return null; } };
const keep = number => { try { localStorage.setItem(PLACE, number); } catch { /* it is asked again */ } };

// As `spelled` and `hashed` of own_numbers.py.
const spelled = name => (name.normalize("NFKC").toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).sort().join(" ");
const hashed = async name => {
  const bytes = text => new TextEncoder().encode(text);
  const key = await crypto.subtle.importKey("raw", bytes(name), "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: bytes(salt), iterations: rounds };
  const found = new Uint8Array(await crypto.subtle.deriveBits(how, key, 256));
  return [...found].map(each => each.toString(16).padStart(2, "0")).join("").slice(0, salt.length);
};
const numberOf = async text => {
  const typed = text.trim().replace(/^0+(?=\d)/, "");
  if (Object.hasOwn(pages, typed)) return typed;
  return Object.keys(names).length && spelled(text) && crypto.subtle ? names[await hashed(spelled(text))] : undefined;
};

at("own").addEventListener("submit", async event => {
  event.preventDefault();
  const number = await numberOf(at("whose").value);
  if (number === undefined) {
    const all = Object.keys(pages);
    const say = Object.keys(names).length ? (crypto.subtle ? words.nobody : words.only_number) : words.no_such;
    at("found").textContent = filled(say, { first: all[0], last: all.at(-1) });
    return;
  }
  keep(number);
  location.href = new URL(pages[number], location.href);
});

const last = recall();
if (last && Object.hasOwn(pages, last)) {
  const link = at("last").querySelector("a");
  link.href = pages[last];
  link.textContent = filled(words.go_on, { number: last });
  at("last").hidden = false;
}
