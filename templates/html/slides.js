const slides = [...document.querySelectorAll(".slide")];
const stages = slides.map(slide => slide.querySelectorAll("p.step ~ .display .line").length || 1);
const place = { slide: 0, stage: 1 };
const turn = document.querySelector(".turn");
const show = () => {
  slides.forEach((slide, k) => { slide.hidden = k !== place.slide; });
  slides[place.slide].querySelectorAll("p.step ~ .display .line").forEach((line, k) => {
    line.classList.toggle("later", k >= place.stage);
  });
  turn.querySelector(".where").textContent = `${place.slide + 1} / ${slides.length}`;
};
const go = by => {
  if (by > 0 && place.stage < stages[place.slide]) place.stage += 1;
  else if (by < 0 && place.stage > 1) place.stage -= 1;
  else if (slides[place.slide + by]) {
    place.slide += by;
    place.stage = by > 0 ? 1 : stages[place.slide];
    scrollTo(0, 0);
  }
  show();
};
const keys = { ArrowRight: 1, PageDown: 1, " ": 1, ArrowLeft: -1, PageUp: -1 };
addEventListener("keydown", event => {
  const isTaken = event.altKey || event.ctrlKey || event.metaKey || event.target.closest("button, a, [tabindex]");
  if (event.key === "Home" || event.key === "End") {
    place.slide = event.key === "Home" ? 0 : slides.length - 1;
    place.stage = 1;
    show();
  } else if (keys[event.key] && !isTaken) {
    event.preventDefault();
    go(event.shiftKey ? -keys[event.key] : keys[event.key]);
  }
});
turn.addEventListener("click", event => go(Number(event.target.dataset.by || 0)));
const reveal = () => {
  const found = location.hash && document.getElementById(location.hash.slice(1))?.closest(".slide");
  if (!found) return;
  place.slide = slides.indexOf(found);
  place.stage = stages[place.slide];
  show();
};
addEventListener("hashchange", reveal);
document.body.classList.add("lecture");
turn.hidden = false;
show();
reveal();
