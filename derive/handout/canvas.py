"""Canvas: a package in QTI 1.2, a numerical question for each entry.

https://www.imsglobal.org/question/qtiv1p2/imsqti_asi_infov1p2.html, as Canvas reads it.  New Quizzes takes both bounds
and the value for a margin where all three differ, so they have six decimals at least, symmetric.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from derive.handout.exercise_html import PICTURES
from derive.handout.posed import Posed, PosedExercise, fixed_text
from derive.handout.qti import CONTENT, named
from derive.handout.wording import wording
from derive.handout.xml_tree import Element, node, package, rooted, xml_of

ASI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
META = "http://canvas.instructure.com/xsd/cccv1p0"
DECIMALS = 6


def canvas_package(exercises: Sequence[PosedExercise]) -> bytes:
    """A zip with the manifest, and a folder for each exercise's quiz."""
    files: dict[str, bytes | str] = {"imsmanifest.xml": xml_of(manifest([each.slug for each in exercises]))}
    for exercise in exercises:
        files[f"{exercise.slug}/{exercise.slug}.xml"] = xml_of(quiz(exercise), pretty=False)
        files[f"{exercise.slug}/assessment_meta.xml"] = xml_of(meta(exercise))
    return package(files)


def manifest(slugs: Sequence[str]) -> Element:
    found = rooted("manifest", CONTENT, {"identifier": f"derive-{slugs[0]}"})
    found.append(node("metadata", node("schema", "IMS Content"), node("schemaversion", "1.1.3")))
    found.append(node("organizations"))
    resources = node("resources")
    for slug in slugs:
        depends = node("dependency", identifierref=f"{slug}-meta")
        resources.append(
            node("resource", node("file", href=f"{slug}/{slug}.xml"), depends, identifier=slug, type="imsqti_xmlv1p2")
        )
        path = f"{slug}/assessment_meta.xml"
        kind = "associatedcontent/imscc_xmlv1p1/learning-application-resource"
        resources.append(node("resource", node("file", href=path), identifier=f"{slug}-meta", type=kind, href=path))
    found.append(resources)
    return named(found, CONTENT)


def meta(exercise: PosedExercise) -> Element:
    points = sum((question.marks for question in exercise.questions), Fraction(0))
    found = rooted("quiz", META, {"identifier": exercise.slug})
    for tag, content in (
        ("title", exercise.problem.title),
        ("quiz_type", "assignment"),
        ("points_possible", f"{float(points):g}"),
    ):
        found.append(node(tag, content))
    return named(found, META)


def quiz(exercise: PosedExercise) -> Element:
    section = node("section", ident="root_section")
    for question in exercise.questions:
        section.extend(item(exercise, question, entry) for entry in range(len(question.entries)))
    root = rooted("questestinterop", ASI, {})
    root.append(node("assessment", section, ident=exercise.slug, title=exercise.problem.title))
    return named(root, ASI)


def item(exercise: PosedExercise, question: Posed, entry: int) -> Element:
    said = wording(exercise, PICTURES)
    ident = f"{exercise.slug}_{question.slug}_{entry + 1}"
    points = f"{float(question.marks / len(question.entries)):.6g}"
    fields = (("question_type", "numerical_question"), ("points_possible", points))
    metadata = node(
        "qtimetadata",
        *(node("qtimetadatafield", node("fieldlabel", key), node("fieldentry", value)) for key, value in fields),
    )
    shown = node("mattext", said.intro() + said.asks(question, entry), texttype="text/html")
    blank = node("render_fib", node("response_label", ident="answer1"), fibtype="Decimal")
    presentation = node(
        "presentation", node("material", shown), node("response_str", blank, ident="response1", rcardinality="Single")
    )
    parts = (node("itemmetadata", metadata), presentation, processing(question, entry))
    return node("item", *parts, ident=ident, title=said.title(question, entry))


def processing(question: Posed, entry: int) -> Element:
    outcome = {"maxvalue": "100", "minvalue": "0", "varname": "SCORE", "vartype": "Decimal"}
    score = node("setvar", "100", action="Set", varname="SCORE")
    right = node("respcondition", node("conditionvar", near_enough(question, entry)), score)
    right.set("continue", "No")
    return node("resprocessing", node("outcomes", node("decvar", **outcome)), right)


def near_enough(question: Posed, entry: int) -> Element:
    value, low, high = bounds(question, entry)
    own = {"respident": "response1"}
    equal = node("varequal", value, **own, margin=question.tolerance, margintype="absolute")
    return node("or", equal, node("and", node("vargte", low, **own), node("varlte", high, **own)))


def bounds(question: Posed, entry: int) -> Iterator[str]:
    """The value and both bounds, with as many decimals that the bounds are symmetric and differ from it."""
    places = max(DECIMALS, question.digits + 2)
    middle = round(Fraction(question.entries[entry]) * 10**places)
    margin = int(Fraction(question.tolerance) * 10**places)
    return (fixed_text(scaled, places) for scaled in (middle, middle - margin, middle + margin))
