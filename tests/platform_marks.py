"""How learning platforms mark, written down from what their own code does: an independent judge of exported files.

Moodle 4.1 and 5.0 (importer, qtype_numerical, cloze, GIFT), STACK 4.11 (importer's defaults, NumAbsolute), QTI 2.1
(`gte`, `lte`, NULL), Canvas' classic and New Quizzes (which of the three texts are equal), PrairieLearn
(element and question).  Each gives the share of the
marks, from 0 to 1, and what is said.  Of these programs none is a package that a test could install: they are parts of
servers.  A player of QTI and a reader of GIFT are, and mark in `test_players.py`.
"""

from __future__ import annotations

import io
import json
import re
import sys
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from unittest import mock
from xml.etree import ElementTree

import numpy as np

MOODLE_SHARES = set(
    "100 90 83.33333 80 75 70 66.66667 60 50 40 33.33333 30 25 20 16.66667 14.28571 12.5 11.11111 10 5 0".split()
)
PLAIN = re.compile(r"-?\d+(\.\d+)?")
QTI = "{http://www.imsglobal.org/xsd/imsqti_v2p1}"
ASI = "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}"
Mark = tuple[float, str]
Node = ElementTree.Element


def questions(xml: bytes, kind: str) -> dict[str, Node]:
    """The questions of a kind in Moodle's XML, by their names."""
    found = ElementTree.fromstring(xml).iter("question")
    return {each.findtext("name/text") or "": each for each in found if each.get("type") == kind}


def numerical(question: Node, typed: str) -> Mark:
    """The first answer that is near enough; an unknown share drops the question, an absent tolerance is none."""
    for answer in question.iter("answer"):
        share, tolerance = answer.get("fraction", ""), answer.findtext("tolerance")
        assert share in MOODLE_SHARES, share
        value = Decimal(answer.findtext("text") or "")
        if abs(Decimal(typed) - value) <= Decimal(tolerance or "0"):
            return float(share) / 100, answer.findtext("feedback/text") or ""
    return 0.0, ""


FIELD = re.compile(r"\{(\d+):NUMERICAL:((?:[^\\{}]|\\.)*)\}")


def cloze(html: str, typed: Sequence[str]) -> Mark:
    """The weighted mean of the fields; a brace or tilde without a backslash ends what it stands in."""
    fields = FIELD.findall(html)
    assert len(fields) == len(typed)
    assert "NUMERICAL" not in FIELD.sub("", html), "a field that is cut off shows its rest"
    marks = [alternatives(re.split(r"(?<!\\)~", body), text) for (_, body), text in zip(fields, typed, strict=True)]
    weights = [int(weight) for weight, _ in fields]
    total = sum(weight * share for weight, (share, _) in zip(weights, marks, strict=True)) / sum(weights)
    return total, next((said for share, said in marks if 0 < share < 1), "")


def alternatives(parts: Sequence[str], typed: str) -> Mark:
    for part in parts:
        found = re.fullmatch(
            r"(?:=|%(?P<share>[\d.]+)%)(?P<value>[^:#]*):(?P<off>[^:#]*)(?:(?<!\\)#(?P<said>.*))?", part
        )
        assert found, part
        assert PLAIN.fullmatch(found["value"]), part
        assert PLAIN.fullmatch(found["off"]), part
        if abs(Decimal(typed) - Decimal(found["value"])) <= Decimal(found["off"]):
            return float(found["share"] or 100) / 100, re.sub(r"\\(.)", r"\1", found["said"] or "")
    return 0.0, ""


def gift(text: str) -> dict[str, tuple[str, list[str]]]:
    """Title, shown text and answers of each question, as Moodle's importer takes them apart."""
    found = {}
    for block in re.split(r"\n\s*\n", text.strip()):
        hidden = re.sub(r"\\([:#={}~])", lambda m: f"\0{ord(m[1]):03}", block).replace("\\\\", "\0092")
        start, end = hidden.index("{"), hidden.rindex("}")
        head, body = hidden[:start], hidden[start + 1 : end]
        assert not {*"{}"} & {*body}, "braces that end nothing"
        assert not hidden[end + 1 :].strip(), "something behind the answers"
        assert body.startswith("#"), "no numerical question"
        title, shown = re.fullmatch(r"::(.*?)::(.*)", head, re.DOTALL).groups()  # type: ignore[union-attr]
        answers = [each.strip() for each in re.split(r"=", body[1:]) if each.strip()]
        assert "\\n" not in shown, "a backslash before an n is a new line"
        found[revealed(title)] = revealed(shown), [revealed(each) for each in answers]
    return found


def revealed(text: str) -> str:
    return re.sub("\0(\\d{3})", lambda m: chr(int(m[1])), text)


def gift_mark(answers: Sequence[str], typed: str) -> Mark:
    for answer in answers:
        found = re.fullmatch(r"(?:%(\d+)%)?([^:#]*):([^:#]*)(?:#(.*))?", answer, re.DOTALL)
        assert found, answer
        if abs(Decimal(typed) - Decimal(found[2])) <= Decimal(found[3]):
            return float(found[1] or 100) / 100, found[4] or ""
    return 0.0, ""


def stack(question: Node, seed: int, typed: Any) -> Mark:
    """The way through the response tree; what is left out is what the importer takes it for."""
    assert (question.findtext("input/forbidfloat") or "1") == "0", "absent means that all decimals are refused"
    assert str(seed) in [each.text for each in question.iter("deployedseed")]
    known = maxima(question.findtext("questionvariables/text") or "", seed)
    tree = question.find("prt")
    assert tree is not None
    nodes = {each.findtext("name"): each for each in tree.iter("node")}
    place: str | None = "0"
    while place != "-1":
        here = nodes[place]
        assert here.findtext("answertest") == "NumAbsolute"
        left, right = (side(here.findtext(tag) or "", {**known, "ans1": typed}) for tag in ("sans", "tans"))
        off = Decimal(here.findtext("testoptions") or "broken")
        is_near = len(left) == len(right) and all(abs(a - b) <= off for a, b in zip(left, right, strict=True))
        way = "true" if is_near else "false"
        score = float(here.findtext(f"{way}score") or ("1" if way == "false" else "0"))
        said = here.findtext(f"{way}feedback/text") or ""
        place = here.findtext(f"{way}nextnode")
        if is_near or place == "-1":
            return score, said
    raise AssertionError("a tree without an end")


def maxima(text: str, seed: int) -> dict[str, Any]:
    """The variables that are lists of numbers or matrices, and those chosen by the seed."""
    known: dict[str, Any] = {}
    for name, value in re.findall(r"(\w+):(.*?);", text, re.DOTALL):
        chosen = re.fullmatch(r"(\w+)\[k\]", value)
        if chosen:
            known[name] = known[chosen[1]][seed - 1]
        elif value.startswith("["):
            known[name] = listed(value)
    return known


def listed(text: str) -> list[Any]:
    """A list of Maxima's, whose matrices are lists of rows."""
    rows = re.sub(r"matrix\(([^()]*)\)", r"[\1]", text)
    assert re.fullmatch(r"[\[\],\d.minf/()-]*", rows), rows
    import json

    return list(json.loads(re.sub(r"-?(\d[\d.]*|minf)(/\d+)?\)?", lambda m: f'"{m[0]}"', rows).replace("(", "")))


def side(text: str, known: Mapping[str, Any]) -> list[Decimal]:
    """The entries of `list_matrix_entries(x)`, or a number; a matrix itself is refused by every numerical test."""
    inner = re.fullmatch(r"list_matrix_entries\((\w+)\)", text)
    value = known[inner[1] if inner else text]
    if inner:
        return [Decimal(entry) for row in value for entry in row]
    assert not isinstance(value, list), "a numerical test takes no matrix"
    return [Decimal(value)]


def qti(item: bytes, typed: Mapping[str, str]) -> Mark:
    """The first branch whose condition holds; with an empty field a comparison is NULL, and so is what it stands in."""
    root = ElementTree.fromstring(item)
    fields = [each.get("responseIdentifier") for each in root.iter(f"{QTI}textEntryInteraction")]
    declared = [each.get("identifier") for each in root.iter(f"{QTI}responseDeclaration")]
    assert fields == declared == list(typed)
    assert not [
        each for body in root.iter(f"{QTI}itemBody") for each in body if each.tag.endswith("textEntryInteraction")
    ]
    most = float(
        root.findtext(f".//{QTI}outcomeDeclaration[@identifier='MAXSCORE']/{QTI}defaultValue/{QTI}value") or ""
    )
    condition = root.find(f"{QTI}responseProcessing/{QTI}responseCondition")
    assert condition is not None
    told = {each.get("identifier"): "".join(each.itertext()) for each in root.iter(f"{QTI}modalFeedback")}
    for branch in condition:
        if holds(branch[0], typed):
            values = {each.get("identifier"): each[0].text for each in branch.iter(f"{QTI}setOutcomeValue")}
            return float(values["SCORE"] or "") / most, told.get(values.get("FEEDBACK"), "")
    return 0.0, ""


def holds(node: Node, typed: Mapping[str, str]) -> bool:
    kind = node.tag.removeprefix(QTI)
    if kind == "and":
        return all(holds(each, typed) for each in node)
    assert kind in ("gte", "lte"), f"{kind}: players disagree on it"
    variable, bound = node[0].get("identifier") or "", node[1].text or ""
    assert PLAIN.fullmatch(bound), bound
    if not typed[variable]:
        return False
    value = float(typed[variable])
    return value >= float(bound) if kind == "gte" else value <= float(bound)


def canvas_items(quiz: bytes) -> dict[str, Node]:
    return {each.get("title") or "": each for each in ElementTree.fromstring(quiz).iter(f"{ASI}item")}


def classic(item: Node, typed: str) -> float:
    """Canvas' classic quizzes: equal to the value, or between both bounds."""
    value, low, high = (item.findtext(f".//{ASI}{tag}") or "" for tag in ("varequal", "vargte", "varlte"))
    return float(Decimal(typed) == Decimal(value) or Decimal(low) <= Decimal(typed) <= Decimal(high))


def new_quizzes(item: Node, typed: str) -> float:
    """New Quizzes: a margin where both bounds are other texts than the value; one that is the same is not supported."""
    blank = item.find(f".//{ASI}render_fib")
    assert blank is not None
    assert blank.get("fibtype") == "Decimal"
    value, low, high = (item.findtext(f".//{ASI}{tag}") or "" for tag in ("varequal", "vargte", "varlte"))
    assert low != value != high, "Unsupported Numeric Type"
    return float(abs(Decimal(typed) - Decimal(value)) <= Decimal(value) - Decimal(low))


class PrairieLearn:
    """One question: a variant by its seed, parsed and graded by an element, then by the question's own code.

    The element for matrices names its fields by the answer and a number, refuses a field without a number, gives all or
    nothing, and counts decimals (half a unit and a little) only where it is told to; tags of Mustache are replaced
    before anything else.
    """

    def __init__(self, files: Mapping[str, bytes], folder: str, seed: int) -> None:
        about = json.loads(files[f"{folder}/info.json"])
        assert {"uuid", "title", "topic", "type"} <= set(about)
        self.page = files[f"{folder}/question.html"].decode()
        self.element = re.search(r'<pl-(number|matrix-component)-input answers-name="answer" ([^>]*)>', self.page)
        assert self.element
        assert 'comparison="decdig"' in self.element[2], "the default is one per cent of the value"
        library = SimpleNamespace(to_json=boxed, from_json=unboxed, set_weighted_score_data=weighted)
        self.code: dict[str, Any] = {"__name__": "server"}
        with_library = {**sys.modules, "prairielearn": library}
        with mock.patch.dict(sys.modules, with_library):
            exec(compile(files[f"{folder}/server.py"], "server.py", "exec"), self.code)
        self.data: dict[str, Any] = {"variant_seed": seed, "params": {}, "correct_answers": {}}
        self.code["generate"](self.data)

    def shown(self) -> str:
        """The page with the parameters put in; what is in them is not looked at again."""
        tags = re.findall(r"\{\{\{?(.*?)\}", self.page)
        assert set(tags) <= {"params.statement", "#feedback.answer", "feedback.answer", "/feedback.answer"}
        return self.page.replace("{{{params.statement}}}", self.data["params"]["statement"])

    def mark(self, typed: Sequence[str]) -> Mark:
        assert self.element is not None
        truth = np.atleast_2d(unboxed(self.data["correct_answers"]["answer"]))
        digits = int(re.search(r'digits="(\d+)"', self.element[2])[1])  # type: ignore[index]
        values = [float(each) for each in typed]
        is_right = np.all(np.abs(np.ravel(truth) - values) < 0.51 * 10.0**-digits)
        fields = {f"answer{k}": value for k, value in enumerate(values, 1)}
        is_single = self.element[1] == "number"
        whole = values[0] if is_single else boxed(np.reshape(values, truth.shape))
        data = {**self.data, "submitted_answers": {**({} if is_single else fields), "answer": whole}, "feedback": {}}
        data["partial_scores"] = {"answer": {"score": float(is_right), "weight": 1}}
        weighted(data)
        self.code["grade"](data)
        return data["score"], data["feedback"].get("answer", "")


def boxed(array: Any) -> Any:
    return {"_type": "ndarray", "_value": np.asarray(array).tolist()}


def unboxed(value: Any) -> Any:
    return np.array(value["_value"]) if isinstance(value, dict) else value


def weighted(data: dict[str, Any]) -> None:
    parts = data["partial_scores"].values()
    data["score"] = sum(part["score"] * part["weight"] for part in parts) / sum(part["weight"] for part in parts)


def zipped(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as found:
        return {name: found.read(name) for name in found.namelist()}


def members(archive: bytes) -> Iterator[tuple[str, bytes]]:
    """The files of a package, whose manifest names each of them."""
    with zipfile.ZipFile(io.BytesIO(archive)) as found:
        names = found.namelist()
        manifest = found.read("imsmanifest.xml").decode()
        for name in names:
            assert name == "imsmanifest.xml" or f'href="{name}"' in manifest, name
            yield name, found.read(name)
