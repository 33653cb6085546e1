"""Hostile answers are turned away or not read: nothing is run, nothing hangs, nothing is echoed that could do harm."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from derive.feedback.check_answer import Checker
from derive.feedback.records import write
from derive.problem.catalogue import load

CHECKER = Checker(load("rnn"), "full")
CANARY = "canary_of_an_answer"
RUNS = [
    f"__import__('os').system('touch {CANARY}')",
    f"open('{CANARY}', 'w').close()",
    f"exec(\"open('{CANARY}','w')\")",
    f'eval(\'open("{CANARY}","w")\')',
    f"().__class__.__base__.__subclasses__()[0]('touch {CANARY}')",
    f"[x for x in (1).__class__.__mro__][1] or open('{CANARY}','w')",
    f"(lambda: open('{CANARY}','w'))()",
    f"getattr(L, 'system')('{CANARY}')",
    f"\\immediate\\write18{{touch {CANARY}}}",
    f"\\input{{|touch {CANARY}}}",
    f"{{{{ cycler.__init__.__globals__.os.popen('touch {CANARY}').read() }}}}",
    f"{{% include '{CANARY}' %}}",
    f"$(touch {CANARY})",
    f"`touch {CANARY}`",
    f"=cmd|'/c touch {CANARY}'!A1",
    "np.load('file.npy', allow_pickle=True)",
    "torch.load('weights')",
    "lambda x: x",
    "L.func_globals",
    "h[0].T.base.__array_interface__",
]
COSTS = [
    "9**9**9**9",
    "9^{9^{9^{9}}}",
    "2^{2^{2^{2^{2^{2^2}}}}}",
    "(" * 39 + "9**9**9" + ")" * 39,
    "20!!!!",
    "10**400**2",
    "1e999999999",
    "1e-999999999",
    "0." + "9" * 1_000_000,
    "9" * 1_000_000,
    "1" + "+1" * 9000,
    "2*" * 9000 + "2",
    "(" * 10_000 + "1" + ")" * 10_000,
    "{" * 10_000,
    "[" * 10_000,
    "-" * 10_000 + "1",
    "\\frac{1}" * 5000,
    "\\sqrt{" * 5000,
    r"\sum_{i=1}^{1000000000} \sin(i)",
    r"\sum_{i=1}^{2000}\sum_{j=1}^{2000}\sum_{k=1}^{2000} ijk",
    "sum(sum(sum(i*j*k for i in range(2000)) for j in range(2000)) for k in range(2000))",
    "eye(1000000)",
    "ones(100000, 100000)",
    "np.zeros((100000, 100000))",
    "[" + ",".join(["[" + ",".join(["1"] * 100) + "]"] * 90) + "]",
    "exp(exp(exp(exp(exp(9)))))",
    "tanh(" * 38 + "1" + ")" * 38,
    "x where x = x",
    "a where a = b b, b = c c, c = d d, d = e e, e = f f, f = g g, g = k k, k = m m, m = n n, n = 2 2",
    "1.00000000000001**" + "9" * 50,
]
DEEP = ["1" + "^T" * 9000, "h_1" + "'" * 9000]
LOOKS = [
    "2.0144\u202e",
    "2.01\u200b44",
    "2.01\x0044",
    "\x1b[2J2.0144",
    "\u0430 + 1",
    "\ufeff2.0144",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(2)>",
    "2.0144<!-- -->",
    "\ud800",
    "２.0144\u2066",
    "𝟐.𝟎𝟏𝟒𝟒\u202d",
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("text", RUNS)
def test_nothing_is_run(text: str, folder: Path) -> None:
    before = set(sys.modules)
    record = CHECKER.check("L", text)
    assert record.verdict in ("refused", "unread", "wrong"), record
    assert not list(folder.iterdir())
    assert not {name for name in set(sys.modules) - before if not name.startswith(("derive", "unicodedata"))}


@pytest.mark.parametrize("question", ["L", "dL/dV"])
@pytest.mark.parametrize("text", COSTS, ids=[text[:24] for text in COSTS])
def test_nothing_hangs(text: str, question: str) -> None:
    record = CHECKER.check(question, text)
    assert record.verdict in ("refused", "unread", "wrong"), record
    assert len(record.message) < 2000


@pytest.mark.parametrize("text", DEEP, ids=["^T", "'"])
def test_marks_behind_a_name_are_counted(text: str) -> None:
    assert CHECKER.check("L", text).verdict in ("refused", "unread", "wrong")


@pytest.mark.parametrize("text", LOOKS, ids=map(ascii, LOOKS))
def test_what_looks_like_something_else_is_not_read(text: str) -> None:
    record = CHECKER.check("L", text)
    assert record.verdict in ("refused", "unread"), record


@pytest.mark.parametrize("text", [*RUNS, *LOOKS[:9]], ids=map(ascii, [*RUNS, *LOOKS[:9]]))
@pytest.mark.parametrize("form", ["md", "csv"])
def test_what_is_echoed_is_harmless(text: str, form: str) -> None:
    shown = write([CHECKER.check("L", text, id="=1+1")], form)
    assert not set(shown) & set("\x00\x1b\u202e\u2066\u200b")
    assert "<script" not in shown.replace("\\<", "") or form == "csv"
    assert "\n=1" not in shown


ACCEPTED_BY_WIDTH = [
    "10^{300}(h_1^T h_1 - h_1^T h_1)",
    "1e300*(tanh(1)-tanh(1))",
    "e^{e^{20}}(h_1^T h_1 - h_1^T h_1)",
    "0e3",
    "10000*0.0",
    "1/0.0",
    "0.0*10^{9}",
    "0.0^0.0",
    "1e-400/1e-400*0.0/0.00001",
    "tanh(1e300*(h_1^T h_1 - h_1^T h_1)) + 2",
    "log(0.0)",
    "exp(400) - exp(400) + 0e9",
    "softmax(10^{300}(h_1-h_1))^T y_0 + 1.5",
]


@pytest.mark.parametrize("text", ACCEPTED_BY_WIDTH)
@pytest.mark.parametrize("question", ["L", "l[0]", "h[1][0]"])
def test_a_number_too_wide_buys_nothing(text: str, question: str) -> None:
    assert CHECKER.check(question, text).verdict in ("wrong", "unread", "refused")
