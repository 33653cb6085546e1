"""What is said on a platform around a question."""

from __future__ import annotations

from functools import cache, lru_cache

from derive.documents.words import Words
from derive.handout.exercise_html import Setting, statement
from derive.handout.posed import Posed, PosedExercise


@cache
def sentences(language: str) -> Words:
    return Words(language, None, "handout")


class Wording:
    """The sentences of one exercise in the notation of a platform."""

    def __init__(self, exercise: PosedExercise, setting: Setting) -> None:
        self.exercise = exercise
        self.setting = setting
        self.words = sentences(exercise.problem.settings.language)
        self.intros: dict[bool, str] = {}

    def intro(self, with_values: bool = True) -> str:
        """The exercise without its questions, as HTML."""
        if with_values not in self.intros:
            self.intros[with_values] = statement(self.exercise.problem, self.setting, with_values)
        return self.intros[with_values]

    def asks(self, question: Posed, entry: int | None = None) -> str:
        """What is asked, as HTML: the whole of a quantity, or one entry of it (counted from 0)."""
        row, column = question.place(entry or 0)
        kind = "scalar" if len(question.entries) == 1 else "whole" if entry is None else "entry"
        places = {"name": question.latex, "digits": question.digits, "row": row, "column": column}
        return f"<p>{self.setting.text(self.words(f'ask.{kind}', **places))}</p>"

    def title(self, question: Posed, entry: int | None = None) -> str:
        """A name for lists: `rnn (e) dL/dV 1,1`."""
        parts = [self.exercise.name, f"({question.letter})", question.name]
        if entry is not None and len(question.entries) > 1:
            parts.append(",".join(map(str, question.place(entry))))
        if self.exercise.variant:
            parts.append(self.words("ask.variant", number=self.exercise.variant))
        return " ".join(parts)


@lru_cache(maxsize=400)
def wording(exercise: PosedExercise, setting: Setting) -> Wording:
    """The sentences of an exercise; what is the same for all its questions is written once.

    All of a class are kept: a bank goes question by question through all variants.
    """
    return Wording(exercise, setting)
