"""The folder of a practice page: its pages, what the browser runs, and the interpreter's files."""

from __future__ import annotations

import gzip
import hashlib
import json
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from derive.documents.formats import web
from derive.documents.render import environment
from derive.documents.save import save
from derive.documents.words import Words
from derive.language.errors import fault
from derive.language.record import record
from derive.language.resources import template_folders
from derive.practice import fragments, packing
from derive.practice.own_numbers import OwnNumbers
from derive.practice.problem_parts import files_of, schema_parts
from derive.practice.runtime import ABI, PYODIDE, PYTHON, TAG, Runtime
from derive.problem import catalogue
from derive.problem.problem import Problem

POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self' blob:; "
    "style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"
)
"""What the pages may load and run; the worker begins as a blob, which inherits it."""
SCRIPTS = ("engine.mjs", "exercise.mjs", "own.mjs", "editor.mjs", "shown.mjs", "start.mjs", "icon.svg")
STYLES = ("html/style.css", "page/page.css")
ENGINE = "engine"
LATER = f"{ENGINE}/algebra.pack"
"""What is fetched after the first verdict, if at all."""
Files = dict[str, bytes]
Hints = list[list[str]]


@record
class Offer:
    """How much the page tells: `none`, `hint` or `full`, and after how many tries the solution opens (0 for never)."""

    reveal: str = "hint"
    after: int = 0


def site(problems: Iterable[Problem], offer: Offer, runtime: Runtime | None, own: OwnNumbers | None = None) -> Files:
    """The files of the folder by name; without a `runtime` those of the engine are left out.

    With `own` numbers, which are for the only problem, each variant has a page, and the first page asks for whom.
    """
    found = list(problems)
    language = found[0].settings.language
    words = Words(language, None, "page")
    files: Files = {name: template(f"page/{name}") for name in SCRIPTS}
    files["page.css"] = b"".join(map(template, STYLES))
    for problem in [] if own else found:
        files |= exercise_files(problem, offer, len(found) > 1)
    if own:
        files |= own_files(own, offer)
    elif len(found) == 1:
        files["index.html"] = files.pop(f"{found[0].name}.html")
    else:
        files["index.html"] = page("list", words, exercises=[(each.name, each.title) for each in found])
    files |= editor_files(words, len(found) > 1)
    files |= engine_files(runtime, words)
    engine = {name: data for name, data in files.items() if name.startswith(ENGINE)}
    total = sum(len(data) for name, data in engine.items() if name != LATER and not name.endswith(".mjs"))
    worker = environment().get_template("page/worker.mjs.j2").render(version=version(engine), total=total)
    files["worker.mjs"] = worker.encode()
    return {**files, "offline.js": offline(files)}


def template(name: str) -> bytes:
    """A file among the templates, as it is."""
    return next(folder / name for folder in template_folders() if (folder / name).is_file()).read_bytes()


def page(name: str, words: Words, **parts: object) -> bytes:
    """A page of the folder in the language of its words."""
    env = environment(None, web, words.language)
    text = env.get_template(f"page/{name}.html.j2").render(policy=POLICY, language=words.language, words=words, **parts)
    return text.strip().encode() + b"\n"


def own_files(own: OwnNumbers, offer: Offer) -> Files:
    """A page for each variant, and the first one, which asks for the number or the name."""
    words = Words(own.problem.settings.language, None, "page")
    opened = fragments.hints(own.problem) if offer.reveal != "none" else None
    files: Files = {}
    for number, variant in own.variants:
        files |= exercise_files(variant, offer, True, opened, number)
    title = fragments.text_of(words.language).text(own.problem.title)
    asking = page("own", words, title=title, has_names=bool(own.names))
    return {**files, "index.html": asking, "exercises/own.json": own.script_data(words)}


def exercise_files(
    problem: Problem, offer: Offer, others: bool, opened: Hints | None = None, variant: str = ""
) -> Files:
    """The page of an exercise and what its script knows of it; `opened` are its hints, where they are known."""
    words = Words(problem.settings.language, None, "page")
    titles = fragments.titles(problem)
    names = [
        (name, question.letter)
        for number, question in enumerate(problem.questions)
        for name in fragments.asked(problem, number)
    ]
    parts = {"title": problem.title, "statement": fragments.statement(problem), "questions": titles, "names": names}
    opened = fragments.hints(problem) if opened is None and offer.reveal != "none" else opened
    data = json.dumps(exercise(problem, offer, words, opened), ensure_ascii=False, sort_keys=True)
    return {
        f"{problem.name}.html": page("exercise", words, data=problem.name, others=others, variant=variant, **parts),
        f"exercises/{problem.name}.json": data.encode(),
    }


def exercise(problem: Problem, offer: Offer, words: Words, opened: Hints | None) -> dict[str, Any]:
    """What the page's script knows of an exercise; `opening` is what it asks of the engine first."""
    hints = opened if opened is not None and offer.reveal != "none" else [[] for _ in problem.questions]
    questions = [
        {
            "letter": f"({question.letter})",
            "names": fragments.asked(problem, number),
            "hints": hints[number],
            "out_of": None if question.asked.marks is None else str(question.asked.marks),
        }
        for number, question in enumerate(problem.questions)
    ]
    files = list(value_files(problem))
    opening = {
        **{"kind": "open", "name": problem.name, "source": problem.source, "changes": dict(problem.changes)},
        "settings": {"language": problem.settings.language},
        "reveal": "none" if offer.reveal == "none" else "hint",
        "files": [(name, len(data)) for name, data in files],
    }
    data = [b64encode(each).decode() for _, each in files]
    return {
        "opening": opening,
        "data": data,
        "digest": hashlib.sha256(json.dumps([opening, data]).encode()).hexdigest()[:16],
        "reveal": offer.reveal,
        "after": offer.after,
        "questions": questions,
        "words": words.tables["page"],
    }


def value_files(problem: Problem) -> Iterator[tuple[str, bytes]]:
    """The files that an exercise takes values from, which the page needs too.  Errors: one outside its folder."""
    for name in files_of(problem.source, problem.name):
        assert problem.folder is not None
        if Path(name).is_absolute() or ".." in Path(name).parts:
            raise fault(f"takes values from {name}, which is not below its folder; copy the file there", problem.name)
        yield name, (problem.folder / name).read_bytes()


def editor_files(words: Words, others: bool) -> Files:
    """The page on which an exercise is set up, with the catalogue to start from."""
    entries = [(entry.name, entry.title) for entry in catalogue.entries()]
    sources = {name: catalogue.locate(name).read_text(encoding="utf-8") for name, _ in entries}
    parts = schema_parts()
    table = {
        "words": {**words.tables["page"], **words.tables["editor"]},
        "starter": catalogue.starter("mine"),
        "sources": sources,
        "parts": {name: text for name, _, text in parts},
    }
    shown = [(name, said) for name, said, _ in parts]
    return {
        "editor.html": page("editor", words, catalogue=entries, parts=shown, others=others),
        "exercises/editor.json": json.dumps(table, ensure_ascii=False).encode(),
    }


def engine_files(runtime: Runtime | None, words: Words) -> Files:
    """The interpreter and the packages, or what to fetch where there is no network."""
    if runtime is None:
        places = {"package": PYODIDE, "tag": TAG, "python": PYTHON, "abi": ABI}
        return {f"{ENGINE}/README.txt": words("site.lacking_file", **places).strip().encode() + b"\n"}
    files = {f"{ENGINE}/{path.name}": path.read_bytes() for path in runtime.interpreter}
    numbers = packing.numbers_archive(runtime.numbers)
    files[f"{ENGINE}/numbers.pack"] = numbers
    with ThreadPoolExecutor(2) as side_by_side:
        algebra = side_by_side.submit(packing.algebra_archive, runtime)
        program, library = packing.program_archives(runtime, numbers)
        files |= {f"{ENGINE}/program.pack": program, f"{ENGINE}/{runtime.library.name}": library}
        files[LATER] = algebra.result()
    return files


def version(files: Mapping[str, bytes]) -> str:
    """What tells a set of files from any other."""
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(name.encode() + b"\0" + hashlib.sha256(files[name]).digest())
    return digest.hexdigest()[:16]


def offline(files: Mapping[str, bytes]) -> bytes:
    """The worker that keeps the files for use without a network; another set of files has another version."""
    names = ["./", *(name for name in sorted(files) if name != f"{ENGINE}/README.txt")]
    text = environment().get_template("page/offline.js.j2")
    return text.render(version=version(files), files=json.dumps(names)).encode()


def written(files: Files, folder: Path) -> tuple[int, int]:
    """Write the folder; the bytes in all, and compressed those that are fetched before the first verdict."""
    for name, data in files.items():
        save(folder / name, data)
    first = {name: sent(name, data) for name, data in files.items() if is_first(name)}
    own = {name: first[f"{name}.html"] + first[f"exercises/{name}.json"] for name in exercises(first)}
    return sum(map(len, files.values())), sum(first.values()) - sum(own.values()) + max(own.values(), default=0)


def sent(name: str, data: bytes) -> int:
    """How many bytes of a file travel: an archive is compressed already."""
    return len(data) if name.endswith((".pack", ".zip")) else len(gzip.compress(data, 6))


def is_first(name: str) -> bool:
    return name not in (LATER, "offline.js") and "editor" not in name


def exercises(names: Mapping[str, int]) -> list[str]:
    """Those that have a page of their own among others: only one of them is opened first."""
    return [Path(name).stem for name in names if name.startswith("exercises/") and f"{Path(name).stem}.html" in names]
