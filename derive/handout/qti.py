"""A QTI 2.1 package: an item for each quantity, a field for each entry.

https://www.imsglobal.org/question/qtiv2p1/imsqti_implv2p1.html.  Players agree on `gte` and `lte` of plain decimals and
on little else, so nothing else compares; an empty field makes a comparison NULL, and earns nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from lxml import etree

from derive.handout.exercise_html import MATHML
from derive.handout.posed import PLACES, Near, Posed, PosedExercise, fixed_text, moved, shortened
from derive.handout.wording import Wording, wording
from derive.handout.xml_tree import Element, allowed, node, package, rooted, xml_of

QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
QTI_SCHEMA = f"{QTI} http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd"
CONTENT = "http://www.imsglobal.org/xsd/imscp_v1p1"
CONTENT_SCHEMA = f"{CONTENT} http://www.imsglobal.org/xsd/qti/qtiv2p1/qtiv2p1_imscpv1p2_v1p0.xsd"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
LOCATION = f"{{{INSTANCE}}}schemaLocation"


def qti_package(exercises: Sequence[PosedExercise]) -> bytes:
    """A zip with the manifest and the items."""
    items = {
        f"{each.slug}-{question.slug}": xml_of(item(each, question), pretty=False)
        for each in exercises
        for question in each.questions
    }
    files = {f"{name}.xml": content for name, content in items.items()}
    return package({"imsmanifest.xml": xml_of(manifest(exercises[0].name, list(items))), **files})


def manifest(name: str, items: Sequence[str]) -> Element:
    found = rooted("manifest", CONTENT, {"identifier": f"derive-{name}", LOCATION: CONTENT_SCHEMA})
    found.append(node("metadata", node("schema", "QTIv2.1 Package"), node("schemaversion", "1.0.0")))
    found.append(node("organizations"))
    found.append(node("resources", *map(resource, items)))
    return named(found, CONTENT)


def resource(item: str) -> Element:
    path = f"{item}.xml"
    return node("resource", node("file", href=path), identifier=item, type="imsqti_item_xmlv2p1", href=path)


def named(root: Element, namespace: str) -> Element:
    """The same tree with all its elements in a namespace that have none."""
    for each in root.iter():
        if isinstance(each.tag, str) and not each.tag.startswith("{"):
            each.tag = f"{{{namespace}}}{each.tag}"
    return root


def item(exercise: PosedExercise, question: Posed) -> Element:
    said = wording(exercise, MATHML)
    head = {"identifier": f"{exercise.slug}-{question.slug}", "title": said.title(question)}
    fixed = {"adaptive": "false", "timeDependent": "false", LOCATION: QTI_SCHEMA}
    found = rooted("assessmentItem", QTI, {**head, **fixed}, xsi=INSTANCE)
    found.extend(declarations(question))
    found.append(body(said, question))
    found.append(processing(question))
    for number, near in enumerate(question.near, 1):
        feedback = {"outcomeIdentifier": "FEEDBACK", "identifier": label(number, near), "showHide": "show"}
        found.append(node("modalFeedback", node("p", near.hint), **feedback))
    return named(found, QTI)


def label(number: int, near: Near) -> str:
    return f"{near.name.replace('_', '-')}-{number}"


def response(question: Posed, entry: int) -> str:
    """The identifier of an entry's field."""
    row, column = question.place(entry)
    return f"R{row}_{column}"


def declarations(question: Posed) -> Iterator[Element]:
    one = {"cardinality": "single"}
    for entry, value in enumerate(question.entries):
        correct = node("correctResponse", node("value", value))
        yield node("responseDeclaration", correct, identifier=response(question, entry), baseType="float", **one)
    most = number(question.marks)
    score = {"identifier": "SCORE", "baseType": "float", "normalMaximum": most}
    yield node("outcomeDeclaration", node("defaultValue", node("value", "0")), **one, **score)
    best = node("defaultValue", node("value", most))
    yield node("outcomeDeclaration", best, identifier="MAXSCORE", baseType="float", **one)
    yield node("outcomeDeclaration", identifier="FEEDBACK", baseType="identifier", **one)


def body(said: Wording, question: Posed) -> Element:
    """The exercise, what is asked, and the fields in a table."""
    written = etree.fromstring(allowed(f"<itemBody>{said.intro()}{said.asks(question)}</itemBody>"))
    rows, columns = question.shape
    cells = [
        node("td", node("textEntryInteraction", responseIdentifier=response(question, k), expectedLength="9"))
        for k in range(len(question.entries))
    ]
    table = (node("tr", *cells[row * columns : (row + 1) * columns]) for row in range(rows))
    written.append(node("table", node("tbody", *table)))
    return written


def processing(question: Posed) -> Element:
    """All entries right: the marks; all as a usual mistake makes them: its share, and its hint."""
    first = node("responseIf", near_enough(question, question.entries), scored(question.marks))
    found = node("responseCondition", first)
    for number, near in enumerate(question.near, 1):
        branch = node("responseElseIf", near_enough(question, near.entries), scored(question.marks * near.share))
        told = node("baseValue", label(number, near), baseType="identifier")
        branch.append(node("setOutcomeValue", told, identifier="FEEDBACK"))
        found.append(branch)
    return node("responseProcessing", found)


def number(marks: Fraction) -> str:
    return shortened(fixed_text(round(marks * 10**PLACES), PLACES))


def scored(marks: Fraction) -> Element:
    value = node("baseValue", number(marks), baseType="float")
    return node("setOutcomeValue", value, identifier="SCORE")


def near_enough(question: Posed, entries: Sequence[str]) -> Element:
    found = node("and")
    for entry, value in enumerate(entries):
        for sign, test in ((-1, "gte"), (1, "lte")):
            bound = node("baseValue", moved(value, question.tolerance, sign), baseType="float")
            found.append(node(test, node("variable", identifier=response(question, entry)), bound))
    return found
