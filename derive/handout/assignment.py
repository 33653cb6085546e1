"""An assignment for nbgrader: a notebook with a cell for each answer, and hidden tests that call `derive`.

https://nbgrader.readthedocs.io, metadata of schema version 3.  The value of a test cell's last line is its mark, if it
prints as a plain number; so each ends with `float(...)`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from keyword import iskeyword
from typing import Any

from derive.documents.notebook_file import FORMAT, MINOR
from derive.documents.render import environment, render_problem
from derive.handout.posed import Posed, PosedExercise, exercise
from derive.handout.wording import sentences
from derive.problem.problem import Problem

SCHEMA = 3
Cell = dict[str, Any]


def assignment(problem: Problem) -> dict[str, str]:
    """The files of an assignment by their paths: the notebook, and the problem file that its tests read."""
    posed = exercise(problem)
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    whole = {"cells": list(cells(posed)), "metadata": metadata, "nbformat": FORMAT, "nbformat_minor": MINOR}
    text = json.dumps(whole, ensure_ascii=False, indent=1) + "\n"
    folder = f"source/{posed.slug}"
    return {f"{folder}/{posed.slug}.ipynb": text, f"{folder}/{posed.slug}.toml": problem.source}


def cells(posed: PosedExercise) -> Iterator[Cell]:
    words = sentences(posed.problem.settings.language)
    yield cell("markdown", "exercise", render_problem(posed.problem, "md").strip())
    for question in posed.questions:
        kind = "scalar" if len(question.entries) == 1 else "whole"
        asked = words(f"ask.{kind}", name=question.latex, digits=question.digits)
        name = variable(question.name)
        said = words("ask.variable", asked=asked.rstrip("."), variable=name)
        places = {"variable": name, "value": literal(question), "question": question.name}
        marks = {"file": f"{posed.slug}.toml", "points": repr(float(question.marks)), "missing": said}
        yield cell("markdown", f"ask-{question.slug}", f"({question.letter}) {said}")
        yield graded(f"answer-{question.slug}", text("answer", places), solution=True)
        yield graded(
            f"test-{question.slug}",
            text("test", {**places, **marks}),
            grade=True,
            locked=True,
            points=float(question.marks),
        )


def text(kind: str, places: dict[str, str]) -> str:
    return environment().get_template(f"nbgrader/{kind}.py.j2").render(**places).strip()


def cell(kind: str, name: str, source: str) -> Cell:
    code: Cell = {"execution_count": None, "outputs": []} if kind == "code" else {}
    return {"cell_type": kind, "id": name[:64], "metadata": {}, "source": source.splitlines(keepends=True), **code}


def graded(name: str, source: str, **marks: object) -> Cell:
    found = cell("code", name, source)
    usual = {"grade": False, "solution": False, "locked": False, "task": False}
    found["metadata"] = {"nbgrader": {"schema_version": SCHEMA, "grade_id": name, **usual, **marks}}
    return found


def variable(name: str) -> str:
    """The name of a quantity as one of Python's: `dL_dV`."""
    found = re.sub(r"\W+", "_", name.replace("'", "_prime"), flags=re.ASCII).strip("_") or "answer"
    return f"{found}_" if iskeyword(found) or found[0].isdigit() else found


def literal(question: Posed) -> str:
    """The true value as Python has it: a number, a list, or a list of rows."""
    height, width = question.shape
    if len(question.shown) == 1:
        return question.shown[0]
    if width == 1:
        return f"[{', '.join(question.shown)}]"
    rows = (question.shown[k * width : (k + 1) * width] for k in range(height))
    return f"[{', '.join(f'[{chr(44).join(row)}]' for row in rows)}]"
