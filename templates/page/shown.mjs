// What is put on the page: text as text, and of the engine's HTML only what is known.
const TAGS = new Set(`a code details div em h2 h3 li ol p span strong summary table tbody td th thead tr ul
  math mfrac mi mn mo mover mpadded mphantom mroot mrow mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr
  munder munderover merror`.split(/\s+/));
const ATTRIBUTES = new Set(`aria-hidden aria-label class id open role scope tabindex accent accentunder columnspan depth
  dir display displaystyle fence form height largeop linethickness lspace mathcolor mathsize mathvariant maxsize minsize
  movablelimits rowspan rspace scriptlevel separator stretchy symmetric voffset width`.split(/\s+/));

const clean = node => {
  for (const child of [...node.children]) {
    if (!TAGS.has(child.localName)) { child.remove(); continue; }
    for (const { name, value } of [...child.attributes]) {
      if (!ATTRIBUTES.has(name) && !(name === "href" && value.startsWith("#"))) child.removeAttribute(name);
    }
    clean(child);
  }
};

export const grafted = html => {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  clean(body);
  return [...body.childNodes].map(node => document.importNode(node, true));
};

export const element = (tag, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
};

export const filled = (sentence, places) => sentence.replace(/<(\w+)>/g, (_, name) => places[name] ?? "");

const SIGNS = { right: "✓", rounded: "✓", shorthand: "✓", carried: "↪", slip: "↛", wrong: "✗", unread: "?", refused: "?" };
export const ACCEPTED = ["right", "rounded", "shorthand"];
export const UNREAD = ["unread", "refused"];

const display = sides => element("div", { className: "display" }, ...sides.map(([left, right]) => {
  const scroll = element("div", { className: "scroll" }, ...grafted(right));
  const before = element("div", { className: "left" }, ...grafted(left));
  return element("div", { className: left ? "line" : "line onward" }, before, scroll);
}));

// A line of somebody's working; without verdicts it is only shown as it is read.
export const lineOf = (line, judged = true) => {
  const made = element("li", { className: `marked ${judged ? line.verdict : "plain"}` });
  made.append(element("span", { className: "place", textContent: line.place }));
  made.append(line.sides.length ? display(line.sides) : element("code", { textContent: line.typed }));
  if (judged || UNREAD.includes(line.verdict)) {
    const sign = element("span", { textContent: `${SIGNS[line.verdict]} ` });
    sign.setAttribute("aria-hidden", "true");
    made.append(element("span", { className: "mark" }, sign, line.word));
  }
  return made;
};

export const remarkOf = (...children) => element("div", { className: "remark" }, ...children);

// A formula that is too wide can be reached with the keyboard.
export const measure = words => document.querySelectorAll(".scroll").forEach(each => {
  const isWide = each.scrollWidth > each.clientWidth + 1;
  if (isWide) { each.tabIndex = 0; each.setAttribute("role", "group"); each.setAttribute("aria-label", words.wide); }
  else ["tabindex", "role", "aria-label"].forEach(name => each.removeAttribute(name));
});
addEventListener("resize", () => document.dispatchEvent(new Event("measure")));
