"""The words of human languages: every language has the same keys, and each of its words does what its key says."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from cases import writeups

from derive.cohort.by_variant import naming
from derive.feedback.check_answer import Checker
from derive.language.human_words import languages, longest_words, pattern
from derive.language.spoken_corrections import corrected, names_value
from derive.language.spoken_gradients import SpokenGradient, is_statement, spoken_before
from derive.language.spoken_sums import with_sums
from derive.problem import catalogue
from derive.reading.brackets import KEYWORDS
from derive.reading.remarks import without_remark
from derive.reading.spell import spell
from derive.writeup.chain import Chain
from derive.writeup.defining import renamings
from derive.writeup.read_file import read_submission
from derive.writeup.shown_names import said
from derive.writeup.told_in_words import gradients, tells_convention, tells_numerator, tells_vectors

Table = Mapping[str, list[str]]
CHECKER = Checker(catalogue.load("rnn"))
CASES = r"\begin{{cases}} \tanh(\bar h_1) & 1 = 1 \\ 0 & \text{{{0}}} \end{{cases}}"
GRADIENT = (1, r"\frac{\partial ⟦2⟧}{\partial ⟦3⟧}", 3)


def right(question: str, answer: str) -> bool:
    return CHECKER.check(question, answer).verdict == "right"


def judged(text: str) -> list[str]:
    return [line.verdict for line in writeups("rnn").check("a.md", text.encode()).lines]


def chains(text: str) -> list[Chain]:
    return list(read_submission("a.md", text.encode()).chains)


def stated(text: str) -> list[tuple[str, str, str]]:
    """The first two sides of each chain and what is between them."""
    return [(chain.sides[0].text, chain.relations[0], chain.sides[1].text) for chain in chains(text)]


def renamed(text: str) -> list[tuple[str, str]]:
    return [(new, old) for new, old, *_ in renamings(text)]


def gradient(words: Table, **given: str) -> bool:
    """Whether a gradient is named by a sentence of the first words of a language, or by those that are given."""
    names, by, article, noun, of, to = (
        given.get(key, words[key][0]).removesuffix("*")
        for key in ("names", "names_by", "articles", "gradients", "of", "with_respect_to")
    )
    return GRADIENT in gradients(f"{names}xx {by} ⟦1⟧ {article} {noun} {of} ⟦2⟧ {to} ⟦3⟧") or GRADIENT in gradients(
        f"{names} {by} ⟦1⟧ {article} {noun} {of} ⟦2⟧ {to} ⟦3⟧"
    )


def told(phrase: str) -> str:
    return phrase.replace("*", "").replace("…", "of the")


USES: Mapping[str, Callable[[Table, str], bool]] = {
    "introduces": lambda _, word: chains(f"{word} $a = b$")[0].is_definition,
    "attaches": lambda _, word: [c.is_definition for c in chains(f"$x = a$ {word} $a = b$")] == [False, True],
    "where": lambda _, word: right("L", f"2 a {word} a = 1.0072")
    and [c.is_definition for c in chains(f"$x = a$ {word} $a = b$")] == [False, True],
    "states": lambda _, word: not chains(f"We put it in, {word} that $a = b$")[0].is_definition,
    "for": lambda _, word: right("h[1]", f"h_t = tanh(hbar_t) {word} t > 0"),
    "unless": lambda _, word: stated(f"$a_t = b$ {word} $t = 0$") == [("a_t", "=", "b")],
    "supposes": lambda _, word: judged(f"{word} $L = 5$: $l_0 = 7$") == ["unread", "unread"],
    "goes_on": lambda _, word: judged(f"$L = 5 \\text{{ {word} l }}$") == ["unread"],
    "qualifies": lambda _, word: stated(f"$a_p = b \\text{{ {word} }} p = 0$") == [("a_p", "=", "b")],
    "every": lambda _, word: right("h[1]", f"h_t = tanh(hbar_t) for {word} t > 0"),
    "otherwise": lambda _, word: right("h[1]", CASES.format(word)),
    "other_cases": lambda _, word: right("h[1]", CASES.format(f"{word} {word}")),
    "and": lambda _, word: right("L", f"2 a + k where a = 1 {word} k = 0.0144")
    and stated(f"let $a = b$ {word} $c = d$")[1:] == [("c", "=", "d")],
    "or": lambda _, word: CHECKER.find("L", f"2.0144 {word} 2.0145").diagnosis == "several_answers",
    "alternatively": lambda _, word: judged(f"$L = 2.0144$, {word} $L = 3$") == ["unread", "unread"],
    "denies": lambda _, word: judged(f"xx {word} $L = 2.0144$") == ["unread"],
    "denied": lambda _, word: judged(f"$L = 2.0144$ {'(' * word.endswith(')')}{word}") == ["unread"],
    "concludes": lambda _, word: spell(word)[0] in KEYWORDS,
    "before_answers": lambda _, word: right("L", f"{word} 2.0144"),
    "always_prose": lambda _, word: right("L", f"answer {word} = 2.0144"),
    "units": lambda _, word: right("L", f"2.0144 {word}"),
    "short_words": lambda _, word: stated(f"x_1 = 2 {word}\n") == [("x_1", "=", "2")],
    "nouns": lambda _, word: stated(f"x_1 = 2 {word}\n") == [("x_1", "=", "2")],
    "times": lambda _, word: stated(f"| {word} | $h$ |\n|---|---|\n| 0 | 1 |\n") == [("h_{0}", "=", "1")],
    "entry": lambda _, word: stated(f"| x | {word} 2 |\n|---|---|\n| $h_0$ | 3 |\n") == [("(h_0)_{2}", "=", "3")],
    "no_values": lambda _, word: stated(f"| x | {word} |\n|---|---|\n| $h_0$ | 3 |\n") == [],
    "headings": lambda _, word: chains(f"{word} 1\n\n$a = b$")[0].heading == f"{word} 1",
    "captions": lambda _, word: chains(f"{word} 1: a picture\n\n$a = b$")[0].heading == f"{word} 1: a picture",
    "numbered": lambda _, word: stated(f"{word} 1: x_1 = 2\n") == [("x_1", "=", "2")],
    "exercises": lambda _, word: chains(f"# {word} 2\n\n$a = b$")[0].exercise == 2,
    "points": lambda _, word: stated(f"(3 {word}) x_1 = 2\n") == [("x_1", "=", "2")],
    "verbs": lambda _, word: stated(f"$L$ {word} $2$") == [("L", "=", "2")],
    "about": lambda words, word: stated(f"$L$ {words['verbs'][0]} {word} $2$") == [("L", "≈", "2")],
    "writes_new": lambda words, word: renamed(f"{word} ⟦1⟧ {words['instead_of_old'][0]} ⟦2⟧") == [("⟦1⟧", "⟦2⟧")],
    "instead_of_old": lambda words, word: renamed(f"{words['writes_new'][0]} ⟦1⟧ {word} ⟦2⟧") == [("⟦1⟧", "⟦2⟧")],
    "stands_for": lambda _, word: renamed(f"⟦1⟧ {word} ⟦2⟧") == [("⟦1⟧", "⟦2⟧")],
    "denotes_old": lambda words, word: renamed(f"{word} ⟦2⟧ {words['by_new'][0]} ⟦1⟧") == [("⟦1⟧", "⟦2⟧")],
    "by_new": lambda words, word: renamed(f"{words['denotes_old'][0]} ⟦2⟧ {word} ⟦1⟧") == [("⟦1⟧", "⟦2⟧")],
    "is_called": lambda _, word: renamed(f"⟦2⟧ {word} ⟦1⟧") == [("⟦1⟧", "⟦2⟧")],
    "adds": lambda words, word: len(
        renamed(f"{words['writes_new'][0]} ⟦1⟧ {words['instead_of_old'][0]} ⟦2⟧ {word} ⟦3⟧ "
                f"{words['instead_of_old'][0]} ⟦4⟧")
    ) == 2,
    "names": lambda words, word: gradient(words, names=word),
    "names_by": lambda words, word: gradient(words, names_by=word),
    "articles": lambda words, word: gradient(words, articles=word),
    "gradients": lambda words, word: gradient(words, gradients=word),
    "of": lambda words, word: gradient(words, of=word),
    "with_respect_to": lambda words, word: gradient(words, with_respect_to=word),
    "gradient_for": lambda words, word: spoken_before(f"{told(words['gradients'][0])} {word} ") == SpokenGradient(),
    "losses": lambda words, word: spoken_before(
        f"{told(words['gradients'][0])} {words['of'][0]} {word} {words['with_respect_to'][0]} "
    ) is not None,
    "links": lambda words, word: is_statement(f"{words['verbs'][0]} {word}"),
    "row_of": lambda _, word: ("u_i", ":=", "B_{i,:}") in stated(f"$u_1$ is the {word} $B$.\n"),
    "operates": lambda _, word: stated(f"$a = \\text{{an operation {word} }} b = c$") == [("a", "=", "c")],
    "sums_down": lambda _, word: with_sums(f"a = {word} X").strip() == "a = sum(X, axis=0)",
    "sums_across": lambda _, word: with_sums(f"a = {word} X").strip() == "a = sum(X, axis=1)",
    "sums_over_all": lambda _, word: with_sums(f"a = {word} X").strip() == "a = sum(X)",
    "corrects": lambda _, word: corrected(f"3 {word} 2") == "2",
    "corrects_with_mark": lambda _, word: corrected(f"3, {word}: 2") == "2" and corrected(f"3 {word} 2") != "2",
    "should_be": lambda _, word: corrected(f"3 {word} 2") == "2" and names_value(word),
    "means": lambda words, word: list(gradients(f"⟦1⟧ {word} {words['gradients'][0].strip('*')} ⟦2⟧"))
    == [(1, "⟦2⟧", 2)],
    "summation": lambda _, word: tells_convention(f"I use it here: {told(word)}.")
    and not tells_convention("I use it here: sums."),
    "row_vectors": lambda _, word: tells_vectors(f"{told(word)}.") == "rows",
    "numerator_layout": lambda _, word: tells_numerator(f"{told(word)}.") and not tells_numerator("Layout."),
    "matrix_shaped": lambda words, word: not tells_numerator(f"{told(words['numerator_layout'][0])}, xx {told(word)}"),
    "column_vectors": lambda _, word: tells_vectors(f"{told(word)}.") == "columns",
    "shows": lambda _, word: said(f"for $h_0$ xx {word}") == "h_0",
    "parts": lambda words, word: not judged(f"The first {word} {words['of'][0]} $L$ is $2$."),
    "unreal": lambda _, word: judged(f"It {word} $L = 7$.") == ["unread"],
    "by_means_of": lambda _, word: not said(f"xx {word} $h_0$:"),
    "remarks": lambda _, word: without_remark(f"3 ({word})") == "3" and without_remark(f"3 ({word} 2)") != "3",
    "variant": lambda _, word: naming().findall(f"({told(word)} 12)") == ["12"],
    "not": lambda words, word: not tells_convention(f"{told(word)} {told(words['summation'][0])}"),
}  # fmt: skip


def test_every_language_has_the_keys_of_english() -> None:
    assert set(languages()) >= {"en", "de", "fr", "es"}
    english = set(languages()["en"])
    assert [name for name, table in languages().items() if set(table) != english] == []


def test_every_key_has_a_use() -> None:
    assert set(USES) == set(languages()["en"])


@pytest.mark.parametrize("key", list(USES))
@pytest.mark.parametrize("language", list(languages()))
def test_a_word_does_what_its_key_says(language: str, key: str) -> None:
    table = languages()[language]
    assert [word for word in table[key] if not USES[key](table, word)] == []


WRITE_UPS = {
    "en": "Let $a = h_0$ where $c = 2$. Then:\n\ndL/dc is approximately [0.3630, -0.0457, -0.3172]\n",
    "de": "Sei $a = h_0$, wobei $c = 2$. Dann:\n\ndL/dc ist ungefähr [0.3630, -0.0457, -0.3172]\n",
    "fr": "Soit $a = h_0$ où $c = 2$. Donc :\n\ndL/dc vaut environ [0.3630, -0.0457, -0.3172]\n",
    "es": "Sea $a = h_0$ donde $c = 2$. Entonces:\n\ndL/dc es aproximadamente [0.3630, -0.0457, -0.3172]\n",
    "zh": "令 $a = h_0$, 其中 $c = 2$。\n\n因此 $dL/dc$ 约为 $[0.3630, -0.0457, -0.3172]$\n",
}


@pytest.mark.parametrize("language", list(WRITE_UPS))
def test_a_small_write_up_is_read_in_each_language(language: str) -> None:
    first, second, third = chains(WRITE_UPS[language])
    assert (first.is_definition, second.is_definition, third.is_definition) == (True, True, False)
    assert third.relations == ("≈",)
    assert third.sides[1].text == "[0.3630, -0.0457, -0.3172]"


@pytest.mark.parametrize("key", ["for", "otherwise", "introduces", "times", "verbs", "before_answers", "points"])
def test_a_word_of_no_language_does_nothing_of_the_kind(key: str) -> None:
    assert not USES[key](languages()["en"], "zzyzx")


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("sum*", r"sum\w*"),
        ("w.r.t.", r"w\.r\.t\."),
        ("in place of", r"in\s+place\s+of"),
        ("sum* … ind*", r"sum\w*\s+(?:\w+\s+){0,3}ind\w*"),
    ],
)
def test_a_phrase_is_a_pattern(phrase: str, expected: str) -> None:
    assert pattern(phrase) == expected


def test_a_text_without_the_longest_word_of_a_phrase_does_not_hold_it() -> None:
    for word in (word for table in languages().values() for word in table["summation"]):
        assert any(each in told(word).lower() for each in longest_words("summation"))
    assert "repeated" in longest_words("summation")
    assert "sum" not in longest_words("summation")
