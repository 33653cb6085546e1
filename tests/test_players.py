"""Exported questions in programs of others: a player of QTI in a real browser, and a reader of GIFT under Node.js.

What the two know is taken from themselves; `platform_marks.py` has what platforms do that nobody can run here.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from xml.etree import ElementTree

import numpy as np
import platform_marks as marks
import pytest
from browser import chromium, global_package, judge
from four_answers import NAME, truth, typed, ways

from derive.handout.platforms import exported
from derive.problem import catalogue

pytestmark = pytest.mark.sweep
PLAYER = "@citolab/qti-components/cdn/index.global.js"
NEW = "{http://www.imsglobal.org/xsd/imsqtiasi_v3p0}"
Play = Callable[[str, Mapping[str, str]], dict[str, Any]]
PLAYED = """async ([item, answers]) => {
  const shown = document.createElement("qti-item"), inner = document.createElement("div");
  inner.append(QtiComponents.qtiTransformItem().parse(item).htmlDoc().cloneNode(true));
  shown.append(inner);
  document.body.replaceChildren(shown);
  const pause = () => new Promise(resolve => setTimeout(resolve, 50));
  let found = null;
  while (!(found = document.querySelector("qti-assessment-item"))) await pause();
  await pause();
  for (const [field, text] of answers) found.updateResponseVariable(field, text);
  found.processResponse();
  await pause();
  return Object.fromEntries(found.variables.map(({ identifier, value }) => [identifier, value]));
}"""
READ = """
const gift = await import(process.argv[1]);
let text = "";
for await (const chunk of process.stdin) text += chunk;
console.log(JSON.stringify((gift.parse ?? gift.default.parse)(text)));
"""


@pytest.fixture(scope="module")
def values() -> dict[str, Any]:
    return truth((catalogue.CATALOGUE / f"{NAME}.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def play() -> Iterator[Play]:
    """Plays an item: what its variables are after some answers."""
    api = judge("playwright.sync_api")
    script = global_package(PLAYER).read_text(encoding="utf-8")
    with api.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        page = started.new_page()
        page.set_content("<!doctype html><title>Player</title>")
        page.add_script_tag(content=script)
        yield lambda item, answers: dict(page.evaluate(PLAYED, [item, list(answers.items())]))
        started.close()


def newer(item: bytes) -> str:
    """An item of QTI 2.1 as one of 3.0: the same elements and attributes, with other names."""
    root = ElementTree.fromstring(item)
    for node in [*root.iter()]:
        name = node.tag.removeprefix(marks.QTI)
        if name == node.tag:
            continue
        is_of_html = re.fullmatch("p|h[1-6]|table|tbody|tr|td", name)
        node.tag = NEW + (name if is_of_html else f"qti-{dashed(name)}")
        attributes = {dashed(key): value for key, value in node.attrib.items() if not key.startswith("{")}
        node.attrib.clear()
        node.attrib.update(attributes)
    ElementTree.register_namespace("", NEW.strip("{}"))
    return ElementTree.tostring(root, "unicode", short_empty_elements=False)


def dashed(name: str) -> str:
    return re.sub("(?<!^)([A-Z])", r"-\1", name).lower()


def test_a_player_of_qti_marks_as_the_format_says(play: Play, values: dict[str, Any]) -> None:
    items = dict(marks.members(exported(NAME, ["qti"])[f"{NAME}.qti.zip"]))  # type: ignore[arg-type]
    count = 0
    for name, value in values.items():
        item = items[f"{NAME}-{name.replace('/', '-')}.xml"]
        fields = [f"R{i + 1}_{j + 1}" for i in range(value.shape[0]) for j in range(value.shape[1])]
        empty = [([*typed(value)[:-1], ""], 0.0, "")] if value.size > 1 else []
        for answer, share, told in (*ways(value), *empty):
            found = play(newer(item), dict(zip(fields, answer, strict=True)))
            assert float(found["SCORE"] or 0) / float(found["MAXSCORE"]) == pytest.approx(share, rel=1e-5), (
                name,
                answer,
            )
            assert told in feedback(item, found["FEEDBACK"]), (name, answer)
            count += 1
    assert count == 29


def feedback(item: bytes, shown: str | None) -> str:
    found = ElementTree.fromstring(item).iter(f"{marks.QTI}modalFeedback")
    return next(("".join(each.itertext()) for each in found if each.get("identifier") == shown), "")


def read(text: str) -> list[dict[str, Any]]:
    """The questions that the reader finds in a file of GIFT, without its categories."""
    script = global_package("gift-pegjs/pegjs-gift.js")
    command = ["node", "--input-type=module", "-e", READ, script.as_uri()]
    run = subprocess.run(command, input=text, capture_output=True, text=True, check=True)
    return [each for each in json.loads(run.stdout) if each["type"] != "Category"]


def marked(choices: Sequence[Mapping[str, Any]], answer: str) -> tuple[float, str]:
    """The first choice whose range has the number, with its weight in per cent (all where it has none)."""
    for choice in choices:
        centre, span = choice["text"]["number"], choice["text"]["range"]
        if abs(float(answer) - centre) <= span:
            weight = choice["weight"]
            return (1.0 if weight is None else weight / 100), (choice["feedback"] or {}).get("text", "")
    return 0.0, ""


def test_a_reader_of_gift_finds_the_numbers_and_shares(values: dict[str, Any]) -> None:
    found = {each["title"]: each for each in read(str(exported(NAME, ["gift"])[f"{NAME}.gift"]))}
    assert len(found) == 37
    assert {each["type"] for each in found.values()} == {"Numerical"}
    for name, value in values.items():
        for place, entry in np.ndenumerate(value):
            index = f" {place[0] + 1},{place[1] + 1}" if value.size > 1 else ""
            question = next(each for title, each in found.items() if title.endswith(f") {name}{index}"))
            for answer, share, told in ways(np.array([[entry]])):
                if abs(entry) < 1e-3 and share == 0.5:
                    continue
                mark, said = marked(question["choices"], answer[0])
                assert (mark, told in said) == (share, True), (name, place, answer)


@pytest.mark.parametrize("name", [entry.name for entry in catalogue.entries()])
def test_every_exercise_is_read_as_numbers_by_a_reader_of_gift(name: str) -> None:
    text = str(exported(name, ["gift"])[f"{name}.gift"])
    questions = read(text)
    assert {each["title"] for each in questions} == {*marks.gift(text)}
    assert {each["type"] for each in questions} == {"Numerical"}
    assert not [each for each in questions if re.search(r"(?<!\\)\n", each["stem"]["text"])]
