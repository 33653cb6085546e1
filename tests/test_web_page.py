"""The web page: one file that needs nothing else, read with eyes, ears and a telephone."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from browser import POLICY, shown, violations

import derive
from derive.documents.blocks import Document, Section, Text
from derive.documents.html_text import beside, chain
from derive.documents.manuscript import Manuscript

EMPTY = frozenset("meta mspace br hr input link img col wbr".split())


@cache
def page() -> str:
    return derive.load("rnn").solve().render("html")


class Elements(HTMLParser):
    """The elements of a page; those that were not closed, or closed in the wrong order, are `crossed`."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.crossed: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in EMPTY and not (self.get_starttag_text() or "").endswith("/>"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.crossed.append(tag)


@cache
def elements() -> Elements:
    return Elements(page())


def test_every_element_is_closed_and_every_name_stands_once() -> None:
    assert (elements().open, elements().crossed) == ([], [])
    names = [attrs["id"] for _, attrs in elements().found if "id" in attrs]
    assert len(names) == len(set(names))


def test_references_lead_somewhere_and_back() -> None:
    names = {attrs["id"] for _, attrs in elements().found if "id" in attrs}
    links = {attrs["href"] for tag, attrs in elements().found if tag == "a"}
    assert len(links) > 60
    assert {str(link)[1:] for link in links} <= names
    step = page().split('id="step-21"')[1].split("</details>")[0]
    assert re.findall(r'href="#step-(\d+)"', step) == ["10", "17", "22", "30", "53"]


def test_every_formula_has_its_words() -> None:
    labels = [attrs.get("aria-label") or "" for tag, attrs in elements().found if tag == "math"]
    assert len(labels) > 300
    assert all(label.strip() for label in labels)
    assert "is approximately the row minus 2.4070, minus 3.2252, minus 0.8200" in labels


def test_numbers_are_spoken_with_their_minus_as_a_sign() -> None:
    assert not re.search(r"<mn>[-−]", page())
    assert "ℎ" not in page()


def test_the_policy_lets_in_the_page_s_own_style_and_script_and_nothing_else() -> None:
    (policy,) = POLICY.findall(page())
    for tag in ("style", "script"):
        inner = re.findall(rf"<{tag}>(.*?)</{tag}>", page(), re.S)
        assert len(inner) == 1
        digest = base64.b64encode(hashlib.sha256(inner[0].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert not any({"src", "style", "onclick"} & set(attrs) for _, attrs in elements().found)
    assert not re.search(r"https?://", page())


def test_a_page_is_small() -> None:
    assert len(page().encode()) < 400_000


def test_what_somebody_wrote_stays_text() -> None:
    wrote = '<script>alert(1)</script> & "x" \' $\\frac{1}{3}$ **bold**'
    document = Document(wrote, (Text(wrote),), (Section(wrote, (Text(wrote),)),), "de")
    text = Manuscript(lambda: document).written("html")
    assert isinstance(text, str)
    assert Elements(text).crossed == []
    assert "<script>alert" not in text
    assert '<html lang="de">' in text
    assert 'aria-label="ein Drittel"' in text
    assert "<strong>bold</strong>" in text


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(scheme: str, tmp_path: Path) -> None:
    text = derive.load("rnn").solve("dL/dh[1]").render("html")
    assert violations(text, tmp_path, f"--blink-settings=preferredColorScheme={int(scheme == 'light')}") == []


def test_matrices_are_as_tall_as_their_rows_and_nothing_is_wider_than_a_telephone(tmp_path: Path) -> None:
    told = """<script>addEventListener("load", () => {
      const rows = [...document.querySelectorAll("mtable")].map(
        each => each.getBoundingClientRect().height / each.querySelectorAll(":scope > mtr").length);
      document.title = [Math.min(...rows), document.documentElement.scrollWidth - innerWidth].join(" ");
    });</script></body>"""
    whole = shown(POLICY.sub("", page()).replace("</body>", told), tmp_path, 500)
    found = re.search(r"<title>([\d.]+) (-?\d+)</title>", whole)
    assert found
    assert float(found[1]) > 12
    assert int(found[2]) <= 0


PRESSED = """<script>addEventListener("load", () => {
  const press = key => document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  const lines = slide => [...slide.querySelectorAll(".line")].filter(line => !line.matches(".later")).length;
  const seen = () => slides.flatMap((slide, k) => slide.hidden ? [] : [`${k}:${lines(slide)}`]);
  const told = [];
  const steps = [...document.querySelectorAll("p.step")];
  location.hash = "#" + steps.find(step => step.parentElement.querySelectorAll(".line").length > 2).id;
  setTimeout(() => {
    for (const key of ["", "ArrowLeft", "ArrowLeft", "ArrowRight", "Home", "PageDown", "End"]) {
      press(key);
      told.push(seen());
    }
    document.title = told.join(" ");
  }, 100);
});</script></body>"""


@cache
def slides() -> str:
    return str(derive.load("rnn").solve("dL/dh[1]").written("slides"))


def test_slides_are_turned_with_keys_and_a_step_builds_up_on_its_own(tmp_path: Path) -> None:
    text = slides()
    shown_slides = shown(POLICY.sub("", text).replace("</body>", PRESSED), tmp_path)
    found = re.search(r"<title>([\d: ]+)</title>", shown_slides)
    assert found
    places = [tuple(map(int, each.split(":"))) for each in found[1].split()]
    (slide, lines), less, lesser, again, (first, _), (second, _), (last, _) = places
    assert lines > 2
    assert (less, lesser, again) == ((slide, lines - 1), (slide, lines - 2), (slide, lines - 1))
    assert (first, second, last) == (0, 1, text.count('<section class="slide">') - 1)


@pytest.mark.sweep
def test_slides_are_whole_without_the_script_and_axe_finds_nothing(tmp_path: Path) -> None:
    text = re.sub("<script>.*?</script>", "", str(derive.load("logistic").solve("dL/db").written("slides")), flags=re.S)
    assert "hidden" not in text.partition("<main>")[2].partition('<nav class="turn"')[0].replace("aria-hidden", "")
    assert (Elements(text).open, Elements(text).crossed) == ([], [])
    assert violations(text, tmp_path) == []


def test_a_hint_tells_the_reason_of_the_next_step_and_goes_when_that_is_shown(tmp_path: Path) -> None:
    press = """<script>addEventListener("load", () => {
      const press = what => document.querySelector(`[data-does=${what}]`).click();
      const hint = () => document.querySelector(".hint")?.textContent;
      press("close"); press("hint");
      const first = hint();
      press("next");
      setTimeout(() => { document.title = `${first}|${hint()}|${steps.filter(step => step.open).length}`; }, 300);
    });</script></body>"""
    found = re.search(r"<title>(.*)</title>", shown(POLICY.sub("", page()).replace("</body>", press), tmp_path))
    assert found
    assert found[1] == "matrix products first, then the sum|undefined|1"


def test_the_sides_of_a_long_chain_go_below_each_other_and_the_result_needs_no_scrolling() -> None:
    wide = r"\approx \tanh\left(\begin{bmatrix} 3.3587 \\ -0.7971 \end{bmatrix}\right) + (a = b) + 1 \approx \boxed{2}"
    assert chain(wide) == [wide.removesuffix(r" \approx \boxed{2}"), r"\approx \boxed{2}"]
    assert chain(r"= a = b") == ["= a = b"]


def test_a_mark_behind_a_formula_stays_in_its_line() -> None:
    document = Document("A", (Text("So $a$, $b$: and $c$ (or $d$)."),), ())
    text = str(Manuscript(lambda: document).written("html"))
    assert re.findall(r'<span class="held"><math.*?</math>(.*?)</span>', text) == [",", ":", ")."]
    assert len(re.findall("<math", text)) == 4


def test_given_matrices_stand_below_each_other_where_they_do_not_fit_beside() -> None:
    """Each is a formula of its own that may wrap; what belongs to one formula is not torn."""
    text = r"a = \left(\begin{matrix} 1 & 2 \end{matrix}\right) \qquad b = \text{x \qquad y}"
    assert beside(text) == [r"a = \left(\begin{matrix} 1 & 2 \end{matrix}\right)", r"b = \text{x \qquad y}"]
    assert beside("a + b") == ["a + b"]
    given = page().partition('id="section-1"')[2].partition('id="section-2"')[0]
    assert given.count('<div class="beside">') == 2
    assert given.count("<math") > 11
