const steps = [...document.querySelectorAll("details.step")];
const tools = document.querySelector(".tools");
const fold = open => steps.forEach(step => { step.open = open; });
const next = () => {
  const step = steps.find(each => !each.open);
  if (step) { step.open = true; step.scrollIntoView({ block: "center" }); }
};
const hint = () => {
  const step = steps.find(each => !each.open);
  if (!step || step.nextElementSibling?.className === "hint") return;
  const told = document.createElement("p");
  told.className = "hint";
  told.setAttribute("role", "status");
  step.after(told);
  told.textContent = (step.querySelector(".reason") || step.querySelector(".uses") || step.firstElementChild).textContent;
  told.scrollIntoView({ block: "center" });
  step.addEventListener("toggle", () => told.remove(), { once: true });
};
if (tools && steps.length) {
  tools.hidden = false;
  tools.addEventListener("click", event => {
    const does = { open: () => fold(true), close: () => fold(false), next, hint };
    does[event.target.dataset.does]?.();
  });
}
const contents = document.querySelector("nav > details");
if (contents && matchMedia("(max-width: 61.9rem)").matches) contents.open = false;
const reveal = () => {
  const found = location.hash && document.getElementById(location.hash.slice(1));
  if (found && found.tagName === "DETAILS") found.open = true;
};
addEventListener("hashchange", reveal);
reveal();
const glance = document.createElement("div");
glance.className = "glance";
glance.setAttribute("aria-hidden", "true");
const look = event => {
  const link = event.target.closest?.('a[href^="#step-"]');
  const step = link && document.getElementById(link.hash.slice(1))?.closest(".step, .line");
  glance.remove();
  if (!step || event.type === "mouseout") return;
  glance.replaceChildren(...[...step.children].map(child => child.cloneNode(true)));
  glance.querySelectorAll("[id]").forEach(each => each.removeAttribute("id"));
  glance.querySelectorAll("a, [tabindex]").forEach(each => { each.removeAttribute("href"); each.removeAttribute("tabindex"); });
  document.body.append(glance);
};
["mouseover", "mouseout"].forEach(name => document.addEventListener(name, look));
const measure = () => document.querySelectorAll(".scroll").forEach(each => {
  if (each.scrollWidth > each.clientWidth + 1) each.tabIndex = 0; else each.removeAttribute("tabindex");
});
addEventListener("resize", measure);
measure();
document.querySelectorAll(".copy").forEach(button => {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", () => navigator.clipboard
    .writeText(button.previousElementSibling.textContent.trim()).then(() => { button.textContent = button.dataset.done; }));
});
