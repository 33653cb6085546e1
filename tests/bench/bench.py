"""How fast: one table, measured in one run, every figure beside what it is held against.

    python tests/bench/bench.py [RUNS]

Processes are started in turn, RUNS times (7 if not given) after one run that fills the caches; medians count.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
FLOOR = [sys.executable, "-c", "import sympy, jinja2"]
DERIVE = [sys.executable, "-m", "derive"]
PEAK = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
TIME_LIMIT = 60
SHORT, LONG = 10, 100
FURTHER = ("tex", "json", "ipynb", "docx", "typ", "html", "slides")
GOAL = 1.25


@dataclass(frozen=True)
class Line:
    """One line of the table: two measured things, their ratio, and what the ratio may be at most."""

    what: str
    ours: str
    beside: str
    ratio: str
    target: str = ""
    verdict: str = ""


def line(what: str, ours: float, beside: float, target: float | None = None, name: str = "") -> Line:
    ratio = ours / beside
    verdict = "" if target is None else "met" if ratio <= target else "missed"
    limit = "" if target is None else f"{target:g}"
    return Line(what, seconds(ours), f"{seconds(beside)} {name}".strip(), f"{ratio:.2f}", limit, verdict)


def seconds(time: float) -> str:
    return f"{time:.2f} s" if time >= 1 else f"{time * 1000:.1f} ms"


def environment(folder: Path) -> dict[str, str]:
    """This process's environment, with the checkout found first, and caches of this run's own."""
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "XDG_CACHE_HOME": str(folder / "cache")}


def output(command: list[str], folder: Path, limit: float | None = None) -> str:
    """The standard output of a process that runs in `folder`."""
    found = subprocess.run(
        command, cwd=folder, env=environment(folder), check=False, capture_output=True, text=True, timeout=limit
    )
    if found.returncode:
        sys.exit(f"{' '.join(command)}\n{found.stdout}{found.stderr}")
    return found.stdout


def task(name: str, folder: Path, *args: object, limit: float | None = None) -> Any:
    """What one of this file's own tasks measures in a process of its own."""
    return json.loads(output([sys.executable, str(HERE / "bench.py"), name, *map(str, args)], folder, limit))


def median(times: list[float]) -> float:
    return statistics.median(times)


def clock(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def cold(folder: Path, runs: int) -> dict[str, float]:
    """The medians of cold processes that were started in turn, and the very first ones, with empty caches."""
    commands = {
        "floor": FLOOR,
        "solve": [*DERIVE, "solve", "rnn", "-o", "solved"],
        "verify": [*DERIVE, "solve", "rnn", "--verify", "-o", "solved"],
        "help": [*DERIVE, "--help"],
    }
    first: dict[str, float] = {}
    times: dict[str, list[float]] = {name: [] for name in commands}
    for run in range(runs + 1):
        for name, command in commands.items():
            elapsed = clock(lambda command=command: output(command, folder))  # type: ignore[misc]
            if run:
                times[name].append(elapsed)
            else:
                first[f"first {name}"] = elapsed
    return first | {name: median(found) for name, found in times.items()}


def work() -> None:
    """A fresh problem object, solved and written in both formats."""
    import derive

    solution = derive.load("rnn").solve()
    solution.to_markdown()
    solution.to_latex()


def second() -> float:
    """Seconds for the second fresh problem object of a process."""
    work()
    return clock(work)


def phases() -> dict[str, float]:
    """Where a cold process spends its time, in seconds, in order."""
    marks = [("", time.perf_counter())]

    def mark(name: str) -> None:
        marks.append((name, time.perf_counter()))

    import jinja2

    mark(f"import jinja2 {jinja2.__version__}")
    import derive.api
    import derive.cli
    import derive.documents.render
    import derive.solving.derivation

    mark("import derive, flint, lark and click")
    problem = derive.api.load("rnn")
    mark("read the problem")
    derivation = derive.solving.derivation.solve(problem.problem)
    mark("derive the steps")
    solution = derive.api.Solution(derivation)
    mark("numbers, and both checks")
    solution.to_markdown()
    mark("Markdown")
    solution.to_latex()
    mark("LaTeX")
    return {name: end - start for (_, start), (name, end) in pairwise(marks)}


def backprop(runs: str) -> dict[str, float]:
    """Seconds to load, solve and check the network of `network.py`, for a few and for many steps."""
    from network import problem

    import derive

    files = {steps: Path(f"steps{steps}.toml") for steps in (SHORT, LONG)}
    for steps, file in files.items():
        file.write_text(problem(steps), encoding="utf-8")
    times: dict[int, list[float]] = {steps: [] for steps in files}
    for run in range(int(runs) + 1):
        for steps, file in files.items():
            elapsed = clock(lambda file=file: derive.load(file).solve(method="backprop"))  # type: ignore[misc]
            if run:
                times[steps].append(elapsed)
    return {str(steps): median(found) for steps, found in times.items()}


def processor() -> float:
    """Seconds of the processor, of this process and of those that it started."""
    used = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


def spent(action: Callable[[], object]) -> float:
    start = processor()
    action()
    return processor() - start


def further(form: str) -> list[float]:
    """Seconds of the processor for the derivation, and for a format after the first one."""
    import derive

    found: list[Any] = []
    derivation = spent(lambda: found.append(derive.load("rnn").solve()))
    found[0].written("md")
    return [derivation, spent(lambda: found[0].written(form))]


def engines() -> list[float]:
    """Seconds of the processor for the PDF by Typst, and by running pdflatex twice."""
    import derive
    from derive.documents.pdf import by_latex, by_typst

    solution = derive.load("rnn").solve()
    typ, tex = solution.render("typ"), solution.to_latex()
    by_typst(typ)
    return [spent(lambda: by_typst(typ)), spent(lambda: by_latex(tex))]


def documents(folder: Path, runs: int) -> list[Line]:
    """A line for each further format beside the derivation, and one for the two engines; their runs take turns."""
    times: dict[str, list[list[float]]] = {form: [] for form in FURTHER}
    compiled = []
    for _ in range(runs):
        for form, found in times.items():
            found.append(task("further", folder, form))
        if shutil.which("pdflatex"):
            compiled.append(task("engines", folder))
    lines = []
    for form, found in times.items():
        derivation, one = (median(list(each)) for each in zip(*found, strict=True))
        lines.append(line(f"rnn as {form}, after md", one, derivation, 0.15, "the derivation"))
    if compiled:
        typst, latex = (median(list(each)) for each in zip(*compiled, strict=True))
        lines.append(line("PDF by Typst", typst, latex, 0.25, "pdflatex twice"))
    return lines


def naive(steps: str) -> list[float]:
    """Seconds of SymPy alone, and the first entry of dL/dU."""
    from naive import gradients

    found: list[float] = []
    elapsed = clock(lambda: found.extend(gradients(int(steps))))
    return [elapsed, found[0]]


def ours(steps: str) -> list[float]:
    """Seconds of the whole solution without documents, and the first entry of dL/dU."""
    import sympy  # noqa: F401
    from network import problem

    import derive

    file = Path(f"steps{steps}.toml")
    file.write_text(problem(int(steps)), encoding="utf-8")
    found: list[float] = []
    elapsed = clock(lambda: found.append(float(derive.load(file).solve(digits=12)["dL/dU"].value[0][0])))
    return [elapsed, *found]


def peak(command: list[str], folder: Path) -> float:
    """The largest memory of a process in MB, seen by a parent that is itself small."""
    unit = 1e6 if sys.platform == "darwin" else 1e6 / 1024
    return int(output([sys.executable, "-c", PEAK, *command], folder)) / unit


def memory(folder: Path) -> Line:
    mine, floor = peak([*DERIVE, "solve", "rnn", "-o", "solved"], folder), peak(FLOOR, folder)
    verdict = "met" if mine <= 150 else "missed"
    return Line("peak memory of derive solve rnn", f"{mine:.0f} MB", f"{floor:.0f} MB floor", "", "150 MB", verdict)


def beside_sympy(folder: Path, steps: int) -> Line:
    mine, first = task("ours", folder, steps)
    what = f"T = {steps}: derive beside SymPy alone"
    try:
        theirs, same = task("naive", folder, steps, limit=TIME_LIMIT)
    except subprocess.TimeoutExpired:
        return Line(what, seconds(mine), f"> {TIME_LIMIT} s", f"< {mine / TIME_LIMIT:.4f}")
    if abs(first - same) > 1e-9:
        sys.exit(f"T = {steps}: dL/dU[1,1] is {first} here and {same} with SymPy alone")
    return line(what, mine, theirs)


def show(lines: list[Line]) -> None:
    rows = [("", "ours", "beside", "ratio", "at most", "")]
    rows += [(one.what, one.ours, one.beside, one.ratio, one.target, one.verdict) for one in lines]
    widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
    for row in rows:
        print("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip())


def explain(spent: dict[str, float]) -> None:
    """Where the time goes."""
    print("\nOne cold process, in order:")
    for name, elapsed in spent.items():
        print(f"  {seconds(elapsed):>9}  {name}")


def main(runs: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        times = cold(folder, runs)
        again = median([task("second", folder) for _ in range(runs)])
        scaling = task("backprop", folder, min(runs, 5))
        show(
            [
                line("derive solve rnn, cold", times["solve"], times["floor"], GOAL, "import sympy, jinja2"),
                line("the same with --verify", times["verify"], times["floor"], None, "import sympy, jinja2"),
                line(
                    "the very first, caches empty", times["first solve"], times["floor"], None, "import sympy, jinja2"
                ),
                line("derive --help", times["help"], times["floor"], 0.25, "import sympy, jinja2"),
                line("a second solve with both documents", again, times["verify"], 0.1, "first cold process"),
                line(f"backprop, T = {LONG}", scaling[str(LONG)], scaling[str(SHORT)], 12, f"T = {SHORT}"),
                *documents(folder, runs),
                memory(folder),
                *(beside_sympy(folder, steps) for steps in (1, 2, 3, 4)),
            ]
        )
        explain(task("phases", folder))


if __name__ == "__main__":
    TASKS: dict[str, Callable[..., Any]] = {
        f.__name__: f for f in (second, phases, backprop, further, engines, naive, ours)
    }
    if len(sys.argv) > 1 and sys.argv[1] in TASKS:
        print(json.dumps(TASKS[sys.argv[1]](*sys.argv[2:])))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
