"""STACK questions for Moodle: matrices as inputs, response trees that know the usual mistakes, a seed for each variant.

https://docs.stack-assessment.org.  What an element leaves out is imported as full marks or as a refusal, so all are
written; numerical tests take lists, not matrices.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from derive.documents.render import unsolved
from derive.handout.exercise_html import MATHJAX
from derive.handout.moodle import category, text
from derive.handout.posed import Near, Posed, PosedExercise, by_name
from derive.handout.wording import Wording, wording
from derive.handout.xml_tree import Element, html, node, xml_of
from derive.language.expr import Number, Ref
from derive.language.plain import entry_texts

VERSION = "2026010500"
OPTIONS = (
    *(("questionsimplify", "1"), ("assumepositive", "0"), ("assumereal", "0")),
    *(("decimals", "."), ("scientificnotation", "*10"), ("multiplicationsign", "dot"), ("sqrtsign", "1")),
    *(("complexno", "i"), ("inversetrig", "cos-1"), ("logicsymbol", "lang"), ("matrixparens", "[")),
    ("variantsselectionseed", ""),
)
INPUT = (
    *(("insertstars", "0"), ("syntaxhint", ""), ("syntaxattribute", "0"), ("forbidwords", ""), ("allowwords", "")),
    *(("forbidfloat", "0"), ("requirelowestterms", "0"), ("checkanswertype", "0"), ("mustverify", "0")),
    *(("showvalidation", "1"), ("options", "")),
)
END = "-1"
"""The next node of one that ends the tree."""
FAR = 123456789012
"""What nobody answers: the number of a mistake that a variant cannot show; those of other mistakes follow it."""
OfVariants = Sequence[tuple[PosedExercise, Posed]]


def stack_quiz(exercises: Sequence[PosedExercise]) -> bytes:
    """A question for each quantity that is asked, its variants deployed in it."""
    quiz = node("quiz", category(f"{exercises[0].name}/stack"))
    quiz.extend(stack(posed) for posed in by_name(exercises))
    return xml_of(quiz)


def stack(posed: OfVariants) -> Element:
    exercise, question = posed[0]
    said, mistakes = wording(exercise, MATHJAX), mistakes_in(posed)
    name = f"{exercise.name} ({question.letter}) {question.name}"
    found = node("question", node("name", node("text", name)), type="stack")
    found.append(text("questiontext", body(posed, said)))
    found.append(text("generalfeedback", f"<p>{said.words('ask.value', value='{@shown@}')}</p>"))
    found.extend((node("defaultgrade", f"{float(question.marks):g}"), node("penalty", "0.1"), node("hidden", "0")))
    found.append(node("idnumber", f"{exercise.name}-{question.slug}"))
    found.append(node("stackversion", node("text", VERSION)))
    found.append(node("questionvariables", html("text", "\n".join(variables(posed, mistakes)))))
    found.append(text("specificfeedback", "[[feedback:prt1]]"))
    found.append(text("questionnote", said.words("ask.variant", number="{@k@}")))
    found.append(text("questiondescription"))
    for key, word in (("prtcorrect", "right"), ("prtpartiallycorrect", "partly"), ("prtincorrect", "wrong")):
        found.append(text(key, said.words(f"ask.{word}")))
    found.extend(node(tag, setting) for tag, setting in OPTIONS)
    found.append(entry_fields(question))
    found.append(tree(question, mistakes))
    found.extend(node("deployedseed", str(k)) for k in range(1, len(posed) + 1))
    found.extend(tests(mistakes))
    return found


def mistakes_in(posed: OfVariants) -> dict[str, Near]:
    """The mistakes that some variant shows, by names for Maxima; one of a kind in each variant at most."""
    found: dict[str, Near] = {}
    for _, question in posed:
        found = {**numbered(question), **found}
    return found


def numbered(question: Posed) -> dict[str, Near]:
    """The mistakes of one variant, the second of a name with a number behind it."""
    found: dict[str, Near] = {}
    for near in question.near:
        count = sum(each.name == near.name for each in found.values())
        found[f"m_{near.name}{count + 1 if count else ''}"] = near
    return found


def body(posed: OfVariants, said: Wording) -> str:
    """The network, what is given in this variant, and what is asked."""
    latex = unsolved(posed[0][0].problem).latex
    given = [f"\\({latex(ref)} = {{@g{k}@}}\\)" for k, ref in enumerate(numbers(posed[0][0]), 1)]
    listed = f"<p>{said.words('ask.given')} {', '.join(given)}.</p>"
    fields = "<p>[[input:ans1]] [[validation:ans1]]</p>"
    return said.intro(with_values=False) + listed + said.asks(posed[0][1]) + fields


def numbers(exercise: PosedExercise) -> dict[Ref, Number]:
    return {ref: number for ref, number in exercise.problem.given.items() if number is not None}


def variables(posed: OfVariants, mistakes: dict[str, Near]) -> Iterator[str]:
    """The numbers of all variants in lists, and of each list the one whose place is the seed."""
    yield "k:stack_seed;"
    for place in range(len(numbers(posed[0][0]))):
        given = (list(numbers(exercise).values())[place] for exercise, _ in posed)
        yield chosen(f"g{place + 1}", [matrix(entry_texts(n), n.shape[1] if n.shape else 0) for n in given])
    yield chosen("ta1", [value(question, question.entries) for _, question in posed])
    for place, name in enumerate(mistakes):
        known = ((question, numbered(question).get(name)) for _, question in posed)
        far = (str(FAR + place),) * len(posed[0][1].entries)
        yield chosen(name, [value(question, near.entries if near else far) for question, near in known])
    digits = posed[0][1].digits
    shown = f"dispdp(ta1,{digits})" if is_single(posed[0][1]) else f"matrixmap(lambda([x],dispdp(x,{digits})),ta1)"
    yield f"shown:{shown};"


def chosen(name: str, values: Sequence[str]) -> str:
    return f"{name}s:[{','.join(values)}];\n{name}:{name}s[k];"


def is_single(question: Posed) -> bool:
    return len(question.entries) == 1


def value(question: Posed, entries: Sequence[str]) -> str:
    return matrix(entries, 0 if is_single(question) else question.shape[1])


def matrix(entries: Sequence[str], columns: int) -> str:
    """Numbers as Maxima has them: a matrix with so many columns, or a number alone."""
    texts = [f"({each})" if "/" in each else each.replace("-inf", "minf") for each in entries]
    if not columns:
        return texts[0]
    rows = (texts[k : k + columns] for k in range(0, len(texts), columns))
    return f"matrix({','.join(f'[{chr(44).join(row)}]' for row in rows)})"


def entry_fields(question: Posed) -> Element:
    kind = "numerical" if is_single(question) else "matrix"
    head = (("name", "ans1"), ("type", kind), ("tans", "shown"), ("boxsize", "9"))
    return node("input", *(node(tag, setting) for tag, setting in (*head, *INPUT)))


def tree(question: Posed, mistakes: dict[str, Near]) -> Element:
    """The response tree: the right answer, then each mistake, then nothing."""
    head = (("name", "prt1"), ("value", "1"), ("autosimplify", "1"), ("feedbackstyle", "1"))
    found = node("prt", *(node(tag, setting) for tag, setting in head))
    found.append(node("feedbackvariables", node("text")))
    rows = [("right", "ta1", Fraction(1), ""), *((n.name, key, n.share, n.hint) for key, n in mistakes.items())]
    for number, (name, variable, share, hint) in enumerate(rows):
        after = END if number == len(rows) - 1 else str(number + 1)
        found.append(branch(question, number, name, variable, share, hint, after))
    return found


def branch(question: Posed, number: int, name: str, variable: str, share: Fraction, hint: str, after: str) -> Element:
    sides = ("ans1", variable) if is_single(question) else (as_list("ans1"), as_list(variable))
    parts = (
        *(("name", str(number)), ("description", name), ("answertest", "NumAbsolute"), ("sans", sides[0])),
        *(("tans", sides[1]), ("testoptions", question.tolerance), ("quiet", "1")),
        *(("truescoremode", "="), ("truescore", f"{float(share):g}"), ("truepenalty", ""), ("truenextnode", END)),
        ("trueanswernote", name),
    )
    others = (
        *(("falsescoremode", "="), ("falsescore", "0"), ("falsepenalty", ""), ("falsenextnode", after)),
        ("falseanswernote", f"not-{name}"),
    )
    found = node("node", *(node(tag, setting) for tag, setting in parts))
    found.append(text("truefeedback", f"<p>{hint}</p>" if hint else ""))
    found.extend(node(tag, setting) for tag, setting in others)
    found.append(text("falsefeedback"))
    return found


def as_list(variable: str) -> str:
    return f"list_matrix_entries({variable})"


def tests(mistakes: dict[str, Near]) -> Iterator[Element]:
    """Test cases that STACK itself runs: the right answer and each mistake."""
    rows = [("right", "ta1", Fraction(1)), *((near.name, key, near.share) for key, near in mistakes.items())]
    for number, (name, variable, share) in enumerate(rows, 1):
        penalty = 0 if share == 1 else 0.1
        yield node(
            "qtest",
            node("testcase", str(number)),
            node("description", name),
            node("testinput", node("name", "ans1"), node("value", variable)),
            node(
                "expected",
                node("name", "prt1"),
                node("expectedscore", f"{float(share):.7f}"),
                node("expectedpenalty", f"{penalty:.7f}"),
                node("expectedanswernote", name),
            ),
        )
