"""The practice page in a real browser: a student's session, a tutor's, and what a page must not do.

Chromium is the system's; nothing is downloaded by the driver.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from browser import axe, chromium, judge
from click.testing import CliRunner
from pyodide_site import built, served

from derive.cli import main
from derive.practice.own_numbers import own_numbers
from derive.practice.runtime import LIBRARY
from derive.problem import catalogue

pytestmark = pytest.mark.sweep
READY = 180_000
"""Milliseconds to wait for the interpreter, on machines that are busy."""
VIOLATIONS = """async script => {
  (0, eval)(script);
  document.querySelectorAll("details").forEach(each => { each.open = true; });
  const found = await axe.run(document, {resultTypes: ["violations"]});
  return found.violations.map(each => [each.id, each.nodes.length, each.nodes[0].html]);
}"""
TRIED_IN_A_WORKER = """() => new Promise(resolve => {
  const tried = `
    const found = [];
    addEventListener("securitypolicyviolation", ({ effectiveDirective }) => {
      if (!found.includes(effectiveDirective)) found.push(effectiveDirective);
      if (found.length === 2) postMessage(found);
    });
    try { new Function("return 1")(); } catch { }
    fetch("http://127.0.0.2:9/").catch(() => {});
  `;
  const url = URL.createObjectURL(new Blob([tried], { type: "text/javascript" }));
  new Worker(url, { type: "module" }).onmessage = ({ data }) => resolve(data);
})"""
"""A worker that begins as the engine's does, with code of its own: what a debugger runs is bound by no policy."""
KEPT_MEMORY = """async () => {
  await new Promise(resolve => setTimeout(resolve, 200));
  const found = [];
  for await (const each of (await navigator.storage.getDirectory()).values()) found.push((await each.getFile()).size);
  return found;
}"""
DAMAGED_MEMORY = """async () => {
  for await (const each of (await navigator.storage.getDirectory()).values()) {
    const file = await each.createWritable();
    await file.write(new Uint8Array(1000));
    await file.close();
  }
}"""
RIGHT = """z = 1.75
yhat = 0.8520
L = 0.1602
dL/dyhat = -1.1738
dyhat/dz = 0.1261
dL/dz = -0.1480
dL/dw = [-0.2961, 0.0740, 0.1480]
dL/db = -0.1480
dL/dx = [-0.0740, 0.1480, -0.0370]
"""
HOSTILE = "L = <img src=x onerror=alert(1)> = 0.3\n<script>alert(1)</script> = 4\n[L](javascript:alert(1)) = 3"
Open = Callable[..., Any]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("site"), "logistic", "rnn")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    api = judge("playwright.sync_api")
    api.expect.set_options(timeout=READY)
    with api.sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])


@pytest.fixture
def expect(browser: Any) -> Any:
    from playwright.sync_api import expect

    return expect


@pytest.fixture
def opened(browser: Any, expect: Any, folder: Path) -> Iterator[Open]:
    """Opens a page of the folder, and fails for what a script did not catch, and for what opens a window."""
    faults: list[str] = []
    contexts: list[Any] = []
    with served(folder) as address:

        def page(name: str, ready: bool = True, **options: Any) -> Any:
            context = browser.new_context(**options)
            contexts.append(context)
            made = context.new_page()
            made.set_default_timeout(READY)
            made.on("pageerror", lambda error: faults.append(str(error)))
            made.on("dialog", lambda dialog: (faults.append(dialog.message), dialog.dismiss()))
            made.goto(f"{address}{name}.html")
            if ready:
                expect(made.locator("#status")).to_have_text("Ready.")
            return made

        yield page
        for context in contexts:
            context.close()
    assert not faults


def hand_in(page: Any, expect: Any, text: str) -> list[str]:
    """Type a text and have it checked; the verdicts as they stand on the page."""
    page.fill("#text", text)
    page.click("#check")
    expect(page.locator("#outcome")).to_contain_text("not read.")
    return [
        re.sub(r"^\W+", "", said).removesuffix("Hint").strip()
        for said in page.locator("#verdicts .mark").all_inner_texts()
    ]


def test_a_session_from_the_first_wrong_line_to_all_right(opened: Open, expect: Any) -> None:
    page = opened("logistic")
    found = hand_in(page, expect, RIGHT.replace("0.1602", "0.3").replace("1.1738", "0.1738"))
    assert (found[0], found[2], found[3]) == ("right", "wrong", "wrong")
    expect(page.locator("#outcome")).to_contain_text("The first error is in line 3.")
    assert page.locator("#verdicts .remark").count() == 0
    page.locator("#verdicts .ask").first.click()
    expect(page.locator("#verdicts .remark")).to_have_count(1)
    page.locator("#question-0 button").first.click()
    expect(page.locator("#question-0 .hints li")).to_have_count(1)
    page.locator("#question-0 button").first.click()
    expect(page.locator("#question-0 .hints li")).to_have_count(2)
    expect(page.locator("#question-2 .state")).to_contain_text("3 of 3 marks")
    assert page.get_by_role("button", name="Solution of (a)").count() == 0
    hand_in(page, expect, RIGHT.replace("0.1602", "0.3"))
    page.get_by_role("button", name="Solution of (a)").click()
    expect(page.locator("#solution .boxed").first).to_be_visible()
    assert set(hand_in(page, expect, RIGHT)) == {"right"}
    expect(page.locator("#outcome")).to_contain_text("Everything that is asked is right.")
    page.reload()
    expect(page.locator("#question-0 .state")).to_contain_text("done")
    assert page.input_value("#text") == RIGHT


def test_a_single_answer_and_a_file_are_judged_too(opened: Open, expect: Any, tmp_path: Path) -> None:
    page = opened("logistic")
    page.select_option("#about", "L")
    page.fill("#text", "0.1602")
    page.locator("#text").press("Control+Enter")
    expect(page.locator("#outcome")).to_have_text("L: right.")
    (tmp_path / "mine.tex").write_text("\\begin{document}$z = 1.75$ and $L = 0.9$\\end{document}", encoding="utf-8")
    page.set_input_files("#file", tmp_path / "mine.tex")
    expect(page.locator("#outcome")).to_contain_text("1 right, 1 with an error")
    (tmp_path / "mine.html").write_text("<!doctype html><p>L = 2</p>", encoding="utf-8")
    page.set_input_files("#file", tmp_path / "mine.html")
    expect(page.locator("#verdicts .remark")).to_contain_text("lxml is not installed")


def test_each_student_finds_their_own_numbers_by_name_or_number(browser: Any, expect: Any, tmp_path: Path) -> None:
    made = tmp_path / "class"
    (tmp_path / "class.csv").write_text("name,id\nAda Lovelace,s001\nGrößer Öner,s002\n", encoding="utf-8")
    command = ["vary", "logistic", "--roster", str(tmp_path / "class.csv"), "--seed", "7", "-o", str(made)]
    assert CliRunner().invoke(main, command).exit_code == 0
    logistic = catalogue.load("logistic")
    built(tmp_path / "site", "logistic", own=own_numbers(logistic, made))
    (truth, others) = ({row["question"]: row["answer"] for row in key if row["entry"] == "1"} for key in keys(made))
    with served(tmp_path / "site") as address:
        page = browser.new_page()
        page.set_default_timeout(READY)
        page.goto(address)
        page.fill("#whose", "Ada")
        page.press("#whose", "Enter")
        expect(page.locator("#found")).to_contain_text("1 to 2")
        page.fill("#whose", "LOVELACE, Ada")
        page.press("#whose", "Enter")
        expect(page.locator("main")).to_contain_text("variant 1")
        expect(page.locator("#status")).to_have_text("Ready.")
        assert hand_in(page, expect, f"L = {truth['L']}\nL = {others['L']}") == ["right", "wrong"]
        expect(page.locator("#offline")).to_be_visible()
        page.context.set_offline(True)
        page.goto(address)
        page.get_by_role("link", name="Go on with variant 1").click()
        expect(page.locator("#status")).to_have_text("Ready.")
        page.goto(address)
        page.fill("#whose", "2")
        page.click("#own button")
        expect(page.locator("#status")).to_have_text("Ready.")
        assert hand_in(page, expect, f"L = {truth['L']}\nL = {others['L']}") == ["wrong", "right"]


def keys(made: Path) -> list[list[dict[str, str]]]:
    """The answers to each variant by the table for the tutor."""
    rows = list(csv.DictReader((made / "key.csv").read_text(encoding="utf-8").splitlines()))
    return [[row for row in rows if row["variant"] == number] for number in ("1", "2")]


def test_a_hostile_text_is_shown_as_text(opened: Open, expect: Any) -> None:
    page = opened("logistic")
    hand_in(page, expect, HOSTILE)
    expect(page.locator("#verdicts")).to_contain_text("<script>alert(1)</script>")
    assert page.locator("main img, main script, main iframe, main a[href^=javascript]").count() == 0


def test_the_page_works_without_a_network_and_sends_nothing(opened: Open, expect: Any) -> None:
    page = opened("logistic")
    sent: list[tuple[str, str, str | None]] = []
    page.context.on("request", lambda asked: sent.append((asked.method, asked.url, asked.post_data)))
    expect(page.locator("#offline")).to_be_visible()
    hand_in(page, expect, RIGHT)
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("#status")).to_have_text("Ready.")
    assert set(hand_in(page, expect, RIGHT)) == {"right"}
    home = page.url.rsplit("/", 1)[0]
    assert {(method, body) for method, _, body in sent} <= {("GET", None)}
    assert all(url.startswith((home, f"blob:{home}")) and "?" not in url for _, url, _ in sent)
    assert page.context.cookies() == []


def test_work_is_stopped_and_the_next_text_is_judged(opened: Open, expect: Any) -> None:
    page = opened("rnn")
    page.fill("#text", "\n".join(f"dL/dW = [[{k}, 1, 2], [3, 4, 5], [6, 7, {k}]]" for k in range(300)))
    page.click("#check")
    expect(page.locator("#verdicts li").first).to_be_visible()
    page.click("#stop")
    expect(page.locator("#outcome")).to_contain_text("Stopped.")
    assert page.locator("#verdicts li").count() < 300
    assert hand_in(page, expect, "L = 2.0144") == ["right"]


def test_the_kept_memory_of_the_interpreter_is_used_and_a_damaged_one_replaced(opened: Open, expect: Any) -> None:
    page = opened("logistic")
    sizes: list[int] = []
    while not any(sizes):
        sizes = page.evaluate(KEPT_MEMORY)
    page.reload()
    expect(page.locator("#status")).to_have_text("Ready.")
    assert hand_in(page, expect, "L = 0.1602\nL = 0.3") == ["right", "wrong"]
    page.evaluate(DAMAGED_MEMORY)
    page.reload()
    expect(page.locator("#status")).to_have_text("Ready.")
    assert hand_in(page, expect, "L = 0.1602\nL = 0.3") == ["right", "wrong"]


def test_of_pythons_library_what_is_loaded_first_is_compiled(folder: Path) -> None:
    """As source its reading takes half of the start; what a solution asks for later stays, processes and mail go."""
    with ZipFile(folder / "engine" / LIBRARY) as archive:
        names = {*archive.namelist()}
    assert {"typing.pyc", "re/__init__.pyc", "_pyodide/_base.pyc", "timeit.py", "encodings/cp1252.py"} <= names
    assert not {"typing.py", "multiprocessing/__init__.py", "smtplib.py"} & names


def test_a_worker_is_bound_by_the_policy(opened: Open) -> None:
    page = opened("logistic", ready=False)
    assert page.evaluate(TRIED_IN_A_WORKER) == ["script-src", "connect-src"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(scheme: str, opened: Open, expect: Any) -> None:
    for name in ("logistic", "index", "editor"):
        page = opened(name, ready=name != "index", color_scheme=scheme, bypass_csp=True)
        if name == "logistic":
            hand_in(page, expect, RIGHT.replace("0.1602", "0.3") + "(((")
            page.locator("#verdicts .ask").first.click()
            page.locator("#question-0 button").first.click()
        if name == "editor":
            page.fill("#source", page.input_value("#source").replace("[model]", "[model"))
            expect(page.locator("#faults button")).to_have_count(1)
        assert page.evaluate(VIOLATIONS, axe()) == [], name


def test_a_phone_shows_everything_within_its_width_and_by_its_keyboard(opened: Open, expect: Any) -> None:
    page = opened("rnn", viewport={"width": 360, "height": 740}, is_mobile=True, has_touch=True)
    hand_in(page, expect, "h_0 = [-0.7616, 0, 0.9640]\nL = 3\n" + "W = [[1, 2, 3], [4, 5, 6], [7, 8, 9]] " * 6)
    page.locator("#verdicts .ask").first.tap()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.locator("#text").focus()
    for wanted in ("file", "check"):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") == wanted


def test_an_exercise_is_set_up_solved_and_saved(opened: Open, expect: Any, tmp_path: Path) -> None:
    page = opened("editor")
    page.select_option("#start", "logistic")
    expect(page.locator("#title")).to_have_text("Logistic regression, one example")
    expect(page.locator("#outcome")).to_have_text("Solved; every digit shown is proven.")
    source = page.input_value("#source")
    page.fill("#source", source.replace("sigmoid(z)", "sigmoid(z"))
    expect(page.locator("#faults button")).to_contain_text("line ")
    faulty = int(page.locator("#numbers .faulty").inner_text())
    assert "sigmoid(z" in source.splitlines()[faulty - 1]
    page.fill("#source", source.replace("b = 0.5", "b = -0.5"))
    expect(page.locator("#worked")).to_contain_text("0.6792")
    expect(page.locator("#progress")).to_be_hidden()  # what is fetched for a solution is not awaited by anything else
    with page.expect_download() as waiting:
        page.click("#save")
    saved = Path(waiting.value.path()).read_text(encoding="utf-8")
    assert saved == source.replace("b = 0.5", "b = -0.5")
    assert json.dumps(saved)
