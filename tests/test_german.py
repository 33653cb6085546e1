"""Documents and reports in German and French: every word is from the language's files, and decimals have commas."""

import ast
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from exercises import exercise

import derive
from derive import load
from derive.cli import main
from derive.cohort.one_writeup import Reporter
from derive.documents import words
from derive.documents.decimal_marks import formula
from derive.documents.formats import Choices
from derive.documents.render import environment, md_math
from derive.documents.told_faults import ToldFaults
from derive.feedback.report_page import ReportView
from derive.judging.finding import VERDICTS
from derive.language.errors import ProblemError
from derive.language.resources import document_languages, template_folders
from derive.problem import catalogue

FOLDER = template_folders()[-1]
TABLES = ("reasons", "verdicts", "spoken")
OTHERS = [language for language in document_languages() if language != "en"]
ENGLISH = re.compile(r"\b(the|of|and|is|are|with|which|from|by|at|for|that|this|not|where|each|every|step|right)\b")
WRITEUP = Path(__file__).parent / "writeups" / "02-own-deltas.md"
GERMAN = {"language": "de"}
DE = 'language = "de"'


def sentences(table: str, language: str) -> dict[str, str]:
    return dict(flat(tomllib.loads((FOLDER / table / f"{language}.toml").read_text())))


def flat(table: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from flat(value, f"{path}{key}.")
        else:
            yield f"{path}{key}", value


def prose(markdown: str) -> str:
    """A document without its formulas and what was typed."""
    return re.sub(r"\$\$.*?\$\$|\$[^$]+\$|`[^`]*`", "", markdown, flags=re.S)


@pytest.mark.parametrize("language", OTHERS)
def test_a_fault_is_known_in_all_languages_or_in_none(language: str) -> None:
    told = f"templates/faults/{language}.toml: a row of another language is missing"
    rows = {each: set(sentences("faults", each)) for each in OTHERS}
    assert sorted(set.union(*rows.values()) - rows[language]) == [], told


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("table", TABLES)
def test_every_sentence_has_one_in_each_language_with_the_same_places(table: str, language: str) -> None:
    english, other = sentences(table, "en"), sentences(table, language)
    told = f"templates/{table}/{language}.toml: a sentence of en.toml needs its own in each language"
    assert sorted(english.keys() ^ other.keys()) == [], told
    for key, sentence in english.items():
        assert set(re.findall(r"<\w+>", sentence)) == set(re.findall(r"<\w+>", other[key])), key


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("table", TABLES[:2])
def test_no_sentence_of_another_language_has_english_words(table: str, language: str) -> None:
    told = sentences(table, language).items()
    found = {key: ENGLISH.findall(prose(re.sub(r"<\w+>", "", text))) for key, text in told}
    assert {key: named for key, named in found.items() if named} == {}


def own_words(text: str, network: Any) -> str:
    """A document without what the author of the problem wrote."""
    for written in (network.problem.title, *network.problem.about.prose):
        text = text.replace(written, "")
    return text


@pytest.mark.parametrize(
    ("name", "edition", "settings"),
    [
        ("rnn", "solution", {}),
        ("rnn", "hints", {}),
        ("rnn", "guide", {}),
        ("mazur", "summary", {}),
        ("attention", "solution", {"method": "backprop", "layout": "jacobian"}),
        ("mlp", "solution", {"method": "index"}),
        ("rnn-scalar", "sheet", {"method": "forward"}),
        ("rnn", "solution", {"language": "fr"}),
        ("rnn", "hints", {"language": "fr"}),
        ("mazur", "guide", {"language": "fr"}),
        ("cnn", "solution", {"language": "fr", "method": "backprop"}),
    ],
)
def test_a_document_in_another_language_has_no_english_sentence(
    name: str, edition: str, settings: dict[str, str]
) -> None:
    network = load(name, None, {**GERMAN, **settings})
    solution = network.solve(verify=False)
    text = own_words(str(solution.written("md", Choices(edition=edition, hints=99))), network)
    assert ENGLISH.findall(prose(text)) == []
    assert not re.search(r"\d\.\d", text)


def test_what_is_said_of_a_kink_is_german() -> None:
    at_zero = exercise(
        "z = W x\nh = relu(z)\nL = sum(h)", "W = [[1.5, -1.5], [1, 2]]\nx = [1, 1]", "dL/dW", settings=DE
    )
    text = str(at_zero.solve(verify=False).written("md"))
    assert "hat bei Eintrag $1$ von $z$ einen Knick" in text
    assert ENGLISH.findall(prose(text)) == []
    assert re.search(r"\d\\mathord\{,\}\d", text)
    assert not re.search(r"\d\.\d", text)


@pytest.mark.parametrize(("language", "total"), [("de", "**7,5 von 12 Punkten.**"), ("fr", "**7,5 points sur 12.**")])
def test_a_report_in_another_language_has_no_english_sentence_and_leaves_what_the_student_wrote(
    language: str, total: str
) -> None:
    problem = catalogue.load("rnn", None, {"language": language})
    reporter = Reporter(problem, "full")
    report = reporter.check("a.md", WRITEUP.read_bytes())
    text = reporter.written(report, "md").replace(problem.title, "")
    assert ENGLISH.findall(prose(text)) == []
    assert total in text
    assert "0.7616" in text


def test_a_report_is_added_up_again_in_its_language(tmp_path: Path) -> None:
    run = CliRunner().invoke(main, ["check", "rnn", str(WRITEUP), "--lang", "de", "--to", "json", "-o", "-"])
    path = tmp_path / "report.json"
    path.write_text(run.stdout)
    assert json.loads(run.stdout)["language"] == "de"
    again = CliRunner().invoke(main, ["total", str(path), "--to", "md", "-o", "-"])
    assert "7,5 von 12 Punkten" in again.stdout


def test_words_of_every_format_come_from_the_files_of_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    """With every sentence made of one strange letter, no other word is left in a document."""

    def strange(found: Any) -> Any:
        if isinstance(found, Mapping):
            return {key: strange(value) for key, value in found.items()}
        return re.sub(r"<\w+>|\$[^$]+\$|[A-Za-z]", lambda m: m[0] if len(m[0]) > 1 else "ж", found)

    known = words.load_words
    monkeypatch.setattr(words, "load_words", lambda path: strange(known(path)))
    environment.cache_clear()
    network = load("rnn", None, GERMAN)
    solution = network.solve(verify=False)
    in_md = own_words(solution.written("md"), network)
    assert re.findall(r"[A-Za-z]{2,}", re.sub(r"<br>", "", prose(in_md))) == []
    in_html = own_words(solution.written("html"), network)
    body = re.sub(r"<(style|script|title|math)\b.*?</\1>|<[^>]*>|&\w+;", " ", in_html, flags=re.S)
    assert re.findall(r"[A-Za-z]{2,}", body) == []
    view = ReportView(network.problem)
    report = Reporter(network.problem).check("a.md", WRITEUP.read_bytes())
    assert "ж" in view.document(report).sections[0].title
    environment.cache_clear()


@pytest.mark.parametrize(
    ("latex", "german"),
    [
        (r"0.25 x + 12", r"0{,}25 x + 12"),
        (r"\mathrm{LeakyReLU}(x, 0.01)", r"\mathrm{LeakyReLU}(x; 0{,}01)"),
        (r"0.5, \dots, 1.5", r"0{,}5; \dots; 1{,}5"),
        (r"h_{1, 2} = 3", r"h_{1, 2} = 3"),
        (r"1.5\cdot 10^{-36}", r"1{,}5\cdot 10^{-36}"),
    ],
)
def test_decimals_have_commas_and_lists_of_them_semicolons(latex: str, german: str) -> None:
    assert formula(latex) == german


@pytest.mark.parametrize("form", ["tex", "typ", "html", "md", "ipynb"])
def test_every_notation_takes_the_comma(form: str) -> None:
    text = load("rnn", None, GERMAN).solve("dL/dc", verify=False).written(form)
    wanted = {
        **{"tex": "0{,}3630", "typ": '"0,3630"', "html": "<mn>0,3630</mn>"},
        **{"md": r"0\mathord{,}3630", "ipynb": r"0\\mathord{,}3630"},
    }[form]
    assert wanted in text
    assert form == "ipynb" or "0.3630" not in text


def test_to_mathjax_no_decimal_comma_of_markdown_parts_thousands() -> None:
    """Its rule for a number: digits, and behind a comma in braces always three, which splits 0{,}2773."""
    text = load("rnn", None, GERMAN).solve("dL/dc", verify=False).written("md")
    assert not re.search(r"\d\{,\}\d{3}", text)
    assert md_math(r"0{,}5 + 0\mathord{,}25 + h_{1{,}2}") == r"0\mathord{,}5 + 0\mathord{,}25 + h_{1\mathord{,}2}"


def test_a_page_that_was_set_in_one_language_leaves_nothing_in_the_next() -> None:
    pages = [
        load("rnn", None, {"language": each}).solve("dL/dc", verify=False).written("html") for each in "de en".split()
    ]
    assert [re.findall(r'<nav aria-label="(\w+)"', page) for page in pages] == [["Inhalt"], ["Contents"]]


def test_a_language_that_there_is_not_is_told_with_those_there_are() -> None:
    run = CliRunner().invoke(main, ["solve", "rnn", "--lang", "xx"])
    assert run.exit_code == 2
    assert re.search(r"\ben\b.*\bde\b", run.stderr)


READERS = ("reading", "writeup", "sources", "following", "judging")
FAULTS = {
    "Unreadable",
    "Refused",
    "Misshapen",
    "NotAValue",
    "shape_error",
    "ReadSide",
    "unread",
    "fault",
    "Broken",
    "Gap",
}
NAMES = {"message", "limit", "found"}


def messages() -> Iterator[str]:
    """What readers say of a passage: the first texts of the calls that make faults, with something in their places."""
    for room in READERS:
        for path in sorted((FOLDER.parent / "derive" / room).glob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in FAULTS:
                    yield from filter(None, map(filled, node.args))
                elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in NAMES:
                    yield from filter(None, [filled(node.value)])


def filled(node: ast.expr) -> str:
    """The text of a message, `2` in its places; empty for anything else."""
    if isinstance(node, ast.JoinedStr):
        text = "".join(part.value if isinstance(part, ast.Constant) else "2" for part in node.values)  # type: ignore[misc]
    else:
        text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
    return text if " " in text.strip() and text[0].isalnum() else ""


@pytest.mark.parametrize("language", OTHERS)
def test_what_readers_say_of_a_passage_has_a_sentence_in_each_language(language: str) -> None:
    said = ToldFaults(language)
    found = {text: said(text) for text in messages()}
    assert len(found) > 100
    english = {text: other for text, other in found.items() if ENGLISH.search(other) or other == text}
    assert english == {}, f"what is said needs a row in templates/faults/{language}.toml"


def test_a_fault_is_told_in_german_and_the_students_text_stays() -> None:
    run = CliRunner().invoke(main, ["check", "rnn", "--lang", "de", "--question", "L", "1/3 sum_t (l_t"])
    assert "der Text endet zu früh; erwartet: ')', um '(' zu schließen" in run.stdout
    assert "1/3 sum_t (l_t" in run.stdout


def test_a_sentence_of_ones_own_and_one_that_a_language_lacks(tmp_path: Path) -> None:
    """A file with a single sentence changes that one; everything else is as it was."""
    (tmp_path / "reasons").mkdir()
    (tmp_path / "reasons" / "de.toml").write_text('[document]\ngiven = "Angaben"\n')
    own = words.Words("de", tmp_path)
    assert own("document.given") == "Angaben"
    assert own("document.asked") == "Gesucht"
    lacking = words.layered([{"document": {"given": "Angaben"}}, {"document": {"asked": "What is asked"}}])
    assert lacking == {"document": {"given": "Angaben", "asked": "What is asked"}}


@pytest.mark.parametrize("language", OTHERS)
def test_every_exercise_of_the_catalogue_has_its_title_and_prose_in_each_language(language: str) -> None:
    for name in catalogue.names():
        english, other = load(name).problem, load(name, None, {"language": language}).problem
        assert other.title != english.title, f"{name}: [translated.{language}]"
        assert len(other.about.prose) == len(english.about.prose), name
        assert ENGLISH.findall(prose(" ".join([other.title, *other.about.prose]))) == [], name
        formulas = [sorted(re.findall(r"\$[^$]+\$", " ".join(each.about.prose))) for each in (english, other)]
        assert set(formulas[1]) == set(formulas[0]), name


def test_a_problem_of_ones_own_says_its_title_in_other_languages_and_what_is_no_language_is_told(
    tmp_path: Path,
) -> None:
    text = (Path(derive.__file__).parent / "problem/networks/logistic.toml").read_text(encoding="utf-8")
    path = tmp_path / "own.toml"
    path.write_text(text.replace("[translated.de]\ntitle = ", '[translated.de]\ntitle = "Mein Blatt"\n# '), "utf-8")
    assert load(path, None, GERMAN).problem.title == "Mein Blatt"
    assert load(path).problem.title == "Logistic regression, one example"
    path.write_text(text.replace("[translated.de]", "[translated.xx]"), "utf-8")
    with pytest.raises(ProblemError, match="unknown key"):
        load(path)
    path.write_text(text.replace("[translated.de]\ntitle = ", "[translated.de]\ntitel = "), "utf-8")
    with pytest.raises(ProblemError, match="did you mean title"):
        load(path)


def test_the_terminal_says_in_german_what_it_says_of_an_answer() -> None:
    words_ = ["check", "rnn", "--question", "dL/dc", "[0.3630, -0.0457, -0.3172]", "--lang", "de"]
    said = CliRunner().invoke(main, words_).output
    assert said.startswith("dL/dc: richtig\n    gelesen als: ")
    assert CliRunner().invoke(main, words_[:-2]).output.startswith("dL/dc: right\n    read as: ")
    assert CliRunner().invoke(main, [*words_[:-1], "fr"]).output.startswith("dL/dc: juste\n    lu comme: ")
    assert {f"terminal.{verdict}" for verdict in VERDICTS} < sentences("verdicts", "de").keys()


def test_french_has_the_words_of_the_subject_and_its_typography() -> None:
    """What a French course calls them; a space that does not break stands before a colon."""
    said = sentences("reasons", "fr")
    text = " ".join(said.values())
    for term in (
        "matrice jacobienne",
        "règle de la chaîne",
        "entropie croisée",
        "rétropropagation",
        "notation indicielle",
    ):
        assert term in text
    assert "Rétropropagation" in load("rnn", None, {"language": "fr"}).problem.title
    assert "pas à pas" in load("mazur", None, {"language": "fr"}).problem.title
    assert [
        key for key, sentence in said.items() if re.search(r"[^\xa0\W][:;?!](\s|$)|\w [:;?!]", prose(sentence))
    ] == []


def test_a_formula_is_spoken_in_french() -> None:
    text = str(load("rnn", None, {"language": "fr"}).solve("dL/dV", verify=False).written("html"))
    assert "la matrice 3 par 3, ligne 1: 0,2773, moins 0,1984, 0,1602" in text
    assert "égale un tiers fois parenthèse ouvrante la dérivée de l indice 0 par rapport à V plus" in text


def test_french_has_room_at_which_no_line_ends_before_its_high_marks() -> None:
    text = str(derive.load("rnn", None, {"language": "fr"}).solve(verify=False).written("md"))
    plain = re.sub(r"\$\$.*?\$\$|\$[^$]*\$", "$", text, flags=re.S)
    assert re.findall(r".{9}[^\u00a0][:;!?]\s", plain) == []
    assert "\u00a0: les exponentielles" in text
