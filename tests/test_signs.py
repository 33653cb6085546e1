"""The table of signs: each spelling means the same in an answer and in a write-up."""

from __future__ import annotations

import pytest

import derive
from derive.feedback.check_answer import Checker
from derive.language.signs import BY_SPELLING, SIGNS, Sign
from derive.problem import catalogue
from derive.reading.condition import Condition, conditions
from derive.reading.read import read_chain, vocabulary_of
from derive.reading.restricted import restricted
from derive.writeup.read_file import read_submission

PROBLEM = catalogue.load("rnn")
CHECKER = Checker(PROBLEM)
TRUE, FALSE = "[0.3630, -0.0457, -0.3172]", "[0.3630, -0.0457, 0.3172]"
FRACTION = r"\frac{\partial L}{\partial c}"
RELATIONS = [each for each, sign in BY_SPELLING.items() if sign.kind in ("relation", "near")]
LEADING = [each for each, sign in BY_SPELLING.items() if sign.kind in ("arrow", "step") and sign.meaning == "⇒"]
STACKED = [r"\stackrel{!}{=}", r"\overset{\text{def}}{=}", r"\overset{!}{\approx}", r"\mathrel{=}"]
FACTORS = [sign for sign in SIGNS if sign.kind == "op" and sign.meaning in ("·", "×", "⊙", "./", "/", "*")]
ORDERS = [sign for sign in SIGNS if sign.kind == "order" and sign.meaning in ("<", "<=", ">", ">=", "≠")]


def in_answer(statement: str) -> str:
    return CHECKER.check("dL/dc", statement).verdict


def in_writeup(statement: str) -> list[str]:
    return [line.verdict for line in derive.check_writeup("rnn", f"${statement}$\n").lines]


@pytest.mark.parametrize("sign", [*RELATIONS, *STACKED])
@pytest.mark.parametrize(("value", "verdict"), [(TRUE, "right"), (FALSE, "wrong")])
def test_a_relation_is_read_alike_in_an_answer_and_in_a_write_up(sign: str, value: str, verdict: str) -> None:
    assert in_answer(f"{FRACTION} {sign} {value}") == verdict
    assert in_writeup(f"{FRACTION} {sign} {value}") == [verdict]


@pytest.mark.parametrize("sign", [*RELATIONS, "~"])
def test_a_relation_needs_no_latex_around_it(sign: str) -> None:
    assert in_answer(f"dL/dc {sign} {TRUE}") == "right"


@pytest.mark.parametrize("sign", LEADING)
def test_an_arrow_leads_to_the_value_of_an_answer(sign: str) -> None:
    assert in_answer(f"{FRACTION} {sign} {TRUE}") == "right"
    assert in_answer(f"{FRACTION} {sign} {FALSE}") == "wrong"


@pytest.mark.parametrize("sign", [r"\mapsto", "↦", r"\because", "∵", r"\notin", r"\propto", "∝", r"\subset", "≪"])
def test_what_relates_no_values_is_unread(sign: str) -> None:
    assert in_answer(f"{FRACTION} {sign} {TRUE}") == "unread"


@pytest.mark.parametrize("sign", FACTORS, ids=lambda sign: sign.meaning)
def test_an_operator_is_read_alike_however_it_is_spelled(sign: Sign) -> None:
    vocabulary = vocabulary_of(PROBLEM)
    read = [read_chain(f"0.5 {each} 0.25", vocabulary, None).members[-1].expr for each in sign.spellings]
    assert len(set(read)) == 1


@pytest.mark.parametrize("sign", [each for each, sign in BY_SPELLING.items() if sign in FACTORS])
def test_a_row_that_begins_with_an_operator_goes_on(sign: str) -> None:
    text = f"\\begin{{align}}\na &= b \\\\\n{sign} c\n\\end{{align}}"
    (chain,) = read_submission("a.tex", text.encode()).chains
    assert len(chain.sides) == 2


@pytest.mark.parametrize("sign", ORDERS, ids=lambda sign: sign.meaning)
def test_a_condition_is_read_alike_however_it_is_spelled(sign: Sign) -> None:
    first, *others = [read_condition(each) for each in sign.spellings]
    assert first
    assert all(other == first for other in others)


def read_condition(sign: str) -> list[Condition]:
    return conditions(f"j {sign} t")


@pytest.mark.parametrize(
    ("meaning", "values"), [("<", [0, 1]), ("<=", [0, 1, 2]), (">", [3]), (">=", [2, 3]), ("=", [2])]
)
def test_the_values_of_an_index_are_restricted_alike(meaning: str, values: list[int]) -> None:
    for spelling in (each for each, sign in BY_SPELLING.items() if sign.meaning == meaning):
        assert list(restricted("t", range(4), f"for t {spelling} 2")) == values


def test_a_spelling_stands_in_one_row() -> None:
    spellings = [each for sign in SIGNS for each in sign.spellings]
    assert {each for each in spellings if spellings.count(each) > 1} == {"'"}


@pytest.mark.parametrize("sign", [each for each, sign in BY_SPELLING.items() if sign.kind in ("arrow", "step")])
def test_an_arrow_parts_two_statements(sign: str) -> None:
    chains = read_submission("a.md", f"$a = b {sign} c = d$".encode()).chains
    assert [[side.text for side in chain.sides] for chain in chains] == [["a", "b"], ["c", "d"]]


@pytest.mark.parametrize("sign", [each for each in LEADING if "\\" not in each and "=" not in each])
def test_an_arrow_of_a_plain_line_leads_to_a_value(sign: str) -> None:
    (chain,) = read_submission("a.md", f"dL/dc {sign} [1, 2, 3]\n".encode()).chains
    assert ([side.text for side in chain.sides], chain.relations) == (["dL/dc", "[1, 2, 3]"], ("=",))


@pytest.mark.parametrize("sign", [each for each in RELATIONS if BY_SPELLING[each].kind == "relation"])
def test_a_formula_that_is_left_open_ends_with_its_line_if_it_relates(sign: str) -> None:
    (chain,) = read_submission("a.md", f"$a {sign} b\n\nand no more.\n".encode()).chains
    assert {side.text for side in chain.sides} == {"a", "b"}
