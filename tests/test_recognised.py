"""Recognised text: what can be restored in one way is, and nothing of a right text is called wrong for what was lost.

The texts are the hand-ins of `tests/handins`, whose statements were fixed with NumPy, damaged as machines damage them.
"""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest
from damage import DAMAGES, eaten
from test_handins import HANDINS, writeups
from tiers import sample

from derive.marking.report import Line, dumps, loads
from derive.sources.restored import restored

FALSE = ("wrong", "slip", "carried")
STATEMENTS = {"A": 35, "D": 29}
CASES = [(key, name) for name in DAMAGES for key in "AD"]


def source(key: str) -> str:
    return re.sub(r"```.*?```", "", (HANDINS / f"{key}.qmd").read_text("utf-8"), flags=re.DOTALL)


def judged(key: str, text: str) -> tuple[Line, ...]:
    return writeups(key).check(f"{key}.md", text.encode()).lines


@pytest.mark.parametrize(("key", "name"), sample(CASES, 12, seed=3))
def test_a_damaged_text_is_judged_as_it_was(key: str, name: str) -> None:
    wanted = json.loads((HANDINS / f"{key}.expected.json").read_text("utf-8"))["statements"]
    assert len(wanted) == STATEMENTS[key]
    counts = Counter(line.final for line in judged(key, DAMAGES[name](source(key))))
    assert not any(counts[verdict] for verdict in FALSE)
    assert counts["right"] + counts["rounded"] >= 0.9 * STATEMENTS[key]


@pytest.mark.parametrize(
    ("key", "before", "after"),
    [
        ("D", "-0.9590", "-0.9690"),
        ("D", "0.0410 \\\\ 0.1509", "-0.0410 \\\\ 0.1509"),
        ("D", "h_2 = o_2 \\odot", "h_2 = o_1 \\odot"),
    ],
)
def test_a_wrong_line_of_a_damaged_text_is_found(key: str, before: str, after: str) -> None:
    assert source(key).count(before) >= 1
    verdicts = [line.final for line in judged(key, eaten(source(key).replace(before, after, 1)))]
    assert set(verdicts) & {"wrong", "slip"}


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("-0.9590 \\\\", "0.9590 \\\\", "minus sign"),
        ("1.1509 \\end", "11509 \\end", "decimal point"),
        ("(0.1509 + 1)^2", "(01509 + 1)^2", "decimal point"),
        ("o_2 \\odot \\tanh(c_2)", "o_2 \\odot \\tanh(c_2) l", ""),
    ],
)
def test_one_usual_confusion_is_not_called_wrong(before: str, after: str, said: str) -> None:
    text = source("D").replace(before, after, 1)
    assert text != source("D")
    found = judged("D", eaten(text))
    assert not any(line.final in FALSE for line in found)
    assert not said or any(line.final == "unread" and said in line.message for line in found)
    if said:
        assert any(line.final in FALSE for line in judged("D", text)), "what is typed so stays wrong"


FRAGMENTS = (
    "h̄0 = U x0 + b = \uf8ef 0 \uf8fa ,     h0 = tanh(h̄0 ) = \uf8f00.0000\uf8fb\n",
    "\x0ch2 =\n0.9976\n−0.6624\n0.4844\nL = 1\n3(l0 + l1 + l2) = 2.0144\n",
    "ˆy0 = softmax(V h0\n+ c) = 0.0885\n\nL =\n1\n3\n(l0 + l1 + l2) = 2.0144\n",
    "𝐿 = 1\n3(𝑙0 + 𝑙1 + 𝑙2) = 2.0144\nℎ̄1 = 𝑊ℎ0 + 𝑈𝑥1 +\n𝑏 = [−0.7256 0.4768 −2.2744]\n",
    "ˆy0 = 0.0885   0.0610\n0.0723   0.7337\n",
)
"""What programs that take text from PDFs make of right statements."""


def test_what_goes_on_after_a_lost_value_is_not_judged_false() -> None:
    text = "f1 = σ(Uf x1 + bf ) =\n\n(cid:21)\n\n(cid:20)0.7685\n0.5987\n\n,\n\ni1 = σ(Uix1 + bi) =\n\n(cid:21)\n"
    assert [line.text for line in judged("D", text) if line.final in FALSE] == []


@pytest.mark.parametrize("text", FRAGMENTS)
def test_fragments_are_never_judged_false(text: str) -> None:
    assert [line.text for line in judged("A", text) if line.final in FALSE] == []


def test_a_report_says_what_was_restored() -> None:
    text = eaten("$$h_0 = \\tanh(\\bar{h}_0) = \\begin{bmatrix} -0.7616 \\\\ 0 \\\\ 0.9640 \\end{bmatrix}$$\n")
    report = writeups("A").check("a.md", text.encode())
    assert {line.restored for line in report.lines} == {("commands",)}
    assert all("restored" in line.message for line in report.lines)
    again = loads(dumps(report), "a.json")
    assert again.lines == report.lines


KEPT = (
    "x \\in [0, 1)",
    "A = [0.3, 0.4, x], y = 2",
    "h = (1 -2",
    "the car {h} is fast",
    "1 2 3",
    "(t = 0, 1, 2)",
    "f (a = [1, 2)",
    "h = [1, 2, 3\n4, 5]",
    "\n".join(f"{k}  0.5" for k in range(12)),
    "\\begin{bmatrix} 1 -2 \\\\ 3 -4 \\end{bmatrix}",
    "a¯b",
)
"""Texts in which nothing is to be restored."""


@pytest.mark.parametrize("text", KEPT)
def test_what_can_be_told_in_several_ways_stays(text: str) -> None:
    assert restored(text).text == text
    assert not restored(text).lines


@pytest.mark.parametrize("path", sorted(HANDINS.glob("*.qmd")), ids=lambda path: path.name)
def test_a_text_without_damage_stays(path: object) -> None:
    text = (HANDINS / str(path).rpartition("/")[2]).read_text("utf-8")
    found = restored(text)
    assert found.text == text
    assert not found.is_extracted
