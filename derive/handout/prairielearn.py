"""Questions for PrairieLearn: a folder for each, whose server code chooses the variant and knows the usual mistakes.

https://docs.prairielearn.com/question/overview/.  Its elements compare relatively by default, so they are told to count
decimals; what looks like a tag of Mustache in a formula would be taken for one.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from typing import Any

from derive.documents.render import environment
from derive.handout.exercise_html import DOLLARS
from derive.handout.posed import Posed, PosedExercise, by_name
from derive.handout.wording import wording
from derive.handout.xml_tree import package

OWN = uuid.uuid5(uuid.NAMESPACE_URL, "derive-steps")
"""The space of identifiers of which each question has one, the same whenever it is written."""
OfVariants = Sequence[tuple[PosedExercise, Posed]]


def prairielearn_questions(exercises: Sequence[PosedExercise]) -> bytes:
    """A zip with a folder of `questions` for each quantity that is asked, its variants in it."""
    files: dict[str, bytes | str] = {}
    for posed in by_name(exercises):
        for name, content in question_files(posed).items():
            files[f"questions/{posed[0][0].family}/{posed[0][1].slug}/{name}"] = content
    return package(files)


def question_files(posed: OfVariants) -> dict[str, str]:
    exercise, question = posed[0]
    said = wording(exercise, DOLLARS)
    title = f"{exercise.name} ({question.letter}) {question.name}"
    identity = str(uuid.uuid5(OWN, f"{exercise.name}/{question.name}"))
    about = {"uuid": identity, "title": title, "topic": "Gradients", "tags": ["derive"], "type": "v3"}
    variants = json.dumps([told(each, own) for each, own in posed], indent=2, ensure_ascii=False)
    return {
        "info.json": json.dumps(about, indent=2, ensure_ascii=False) + "\n",
        "question.html": written("question.html", asked=untagged(said.asks(question)), element=element(question)),
        "server.py": written("server.py", tolerance=question.tolerance, variants=variants),
    }


def written(name: str, **places: str) -> str:
    return environment().get_template(f"prairielearn/{name}.j2").render(**places)


def untagged(html: str) -> str:
    """HTML in which no braces of a formula stand side by side, as those of Mustache do."""
    while "{{" in html:
        html = html.replace("{{", "{ {")
    return html


def element(question: Posed) -> str:
    kind = "pl-number-input" if len(question.entries) == 1 else "pl-matrix-component-input"
    own = {"answers-name": "answer", "comparison": "decdig", "digits": str(question.digits)}
    attributes = "".join(f' {key}="{value}"' for key, value in own.items())
    return f"<{kind}{attributes}></{kind}>"


def told(exercise: PosedExercise, question: Posed) -> dict[str, Any]:
    """One variant: what is shown, its answer, and the mistakes with their shares and hints."""
    mistakes = [
        {"answer": numbers(question, near.entries), "share": float(near.share), "hint": near.hint, "name": near.name}
        for near in question.near
    ]
    return {
        "variant": exercise.variant,
        "statement": wording(exercise, DOLLARS).intro(),
        "answer": numbers(question, question.entries),
        "mistakes": mistakes,
    }


def numbers(question: Posed, entries: Sequence[str]) -> Any:
    """Entries as rows of numbers, or one number alone."""
    found = [float(entry) for entry in entries]
    width = question.shape[1]
    return found[0] if len(found) == 1 else [found[k : k + width] for k in range(0, len(found), width)]
