"""STACK's marking in plain Maxima: own short definitions of the test it uses, and the way through a response tree.

NumAbsolute takes numbers, lists and sets of numbers, no matrices, and its bound is closed; without Maxima tests skip
with a reason, or fail if DERIVE_REQUIRE_MAXIMA is set.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest

DEFINITIONS = """
decimalplaces(x, n) := float(round(10^n * x) / 10^n)$
dispdp(x, n) := decimalplaces(x, n)$
members(x) := if listp(x) then x elseif setp(x) then listify(x) else [x]$
is_numerical(x) := every(lambda([each], numberp(float(each))), members(x))$
num_absolute(answer, truth, off) :=
    is_numerical(answer) and is_numerical(truth) and is(listp(answer) = listp(truth))
    and is(length(members(answer)) = length(members(truth)))
    and every(lambda([x, y], is(abs(float(x) - float(y)) <= off)), members(answer), members(truth))$
walk(tree, place) := block([here, way],
    here: tree[place + 1],
    way: if num_absolute(ev(here[1]), ev(here[2]), here[3]) then here[4] else here[5],
    if way[2] = -1 then way else walk(tree, way[2]))$
"""
Node = ElementTree.Element


@dataclass(frozen=True)
class Marked:
    """The share of the marks, the note for the statistics, and what the student is told."""

    share: float
    note: str
    told: str


def need_maxima() -> str:
    found = shutil.which("maxima")
    if found is None:
        if os.environ.get("DERIVE_REQUIRE_MAXIMA"):
            pytest.fail("maxima is not installed, and DERIVE_REQUIRE_MAXIMA is set")
        pytest.skip("maxima is not installed")
    return found


def marked(cases: Sequence[tuple[Node, int, str]], folder: Path) -> list[Marked]:
    """What STACK gives for answers in Maxima's notation to questions, each with the seed of its variant."""
    script = folder / "marks.mac"
    script.write_text(DEFINITIONS + "".join(case(*each) for each in cases), encoding="utf-8")
    command = [need_maxima(), "--very-quiet", "-r", f'load("{script}")$ quit()$']
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True, stdin=subprocess.DEVNULL)
    found = re.findall(r'^"?MARK"? (\S+) (\d+) (true|false)', done.stdout, re.MULTILINE)
    assert len(found) == len(cases), done.stdout[-2000:]
    return [told(question, *each) for (question, _, _), each in zip(cases, found, strict=True)]


def case(question: Node, seed: int, answer: str) -> str:
    """The question's variables as they are, the answer, and the walk."""
    nodes = ", ".join(branch(each) for each in sorted(question.iter("node"), key=name_of))
    variables = question.findtext("questionvariables/text")
    return (
        f"\nkill(ans1)$ stack_seed: {seed}$\n{variables}\nans1: {answer}$\n"
        f"found: walk([{nodes}], 0)$\nprint(MARK, found[1], found[3], found[4])$\n"
    )


def name_of(node: Node) -> int:
    return int(node.findtext("name") or "")


def branch(node: Node) -> str:
    """Both sides unevaluated, the option, and what either outcome leads to."""
    assert node.findtext("answertest") == "NumAbsolute"
    ways = (
        f"[{node.findtext(f'{way}score')}, {node.findtext(f'{way}nextnode')}, {name_of(node)}, {way}]"
        for way in ("true", "false")
    )
    return (
        f"['({node.findtext('sans')}), '({node.findtext('tans')}), {node.findtext('testoptions')}, {', '.join(ways)}]"
    )


def told(question: Node, share: str, number: str, way: str) -> Marked:
    node = next(each for each in question.iter("node") if each.findtext("name") == number)
    note, said = node.findtext(f"{way}answernote"), node.findtext(f"{way}feedback/text")
    return Marked(float(share), note or "", said or "")
