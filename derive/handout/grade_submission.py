"""What Gradescope's harness runs: one submission to results.json.

`python -m derive.handout.grade_submission ROOT NAME REVEAL [VARIANTS]`, where ROOT has the folders of the harness.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from derive.cohort.by_variant import reporter_for
from derive.cohort.folder import Found, main_file
from derive.cohort.handed_out import read_handed
from derive.cohort.one_writeup import Reporter, WriteupJob
from derive.documents.save import save
from derive.feedback.overview import Overview
from derive.handout.autograder import PROBLEM_FILE, VARIANTS
from derive.problem.assembly import load_text

RESULTS, METADATA = Path("results") / "results.json", "submission_metadata.json"
FORM = "gradescope"


def grade(root: Path, name: str, reveal: str, has_variants: bool = False) -> str:
    """The text of results.json for the submission that lies in a root; what cannot be judged earns nothing."""
    source = (root / "source" / PROBLEM_FILE).read_text(encoding="utf-8")
    problem = load_text(source, name, PROBLEM_FILE)
    handed = read_handed(root / "source" / VARIANTS) if has_variants else ()
    job = replace(WriteupJob.of(problem, reveal, (FORM,)), handed=handed)
    reporter = reporter_for(job, problem)
    found = main_file(writer(root), root / "submission", root / "submission")
    data = found.content()
    if isinstance(data, Found):
        return nothing(reporter, data.fault, data.details)
    assert found.path is not None
    outcome = reporter.apart(f"{found.name}{found.path.suffix}", data, (FORM,), job.limits)
    if outcome.status != "done":
        return nothing(reporter, outcome.status, "")
    text: str = json.loads(outcome.result)["texts"][FORM]
    return text


def writer(root: Path) -> str:
    """The names and addresses of those who handed in, as the harness tells them."""
    path = root / METADATA
    try:
        data: Any = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    except ValueError:
        data = {}
    users = data.get("users") if isinstance(data, dict) else None
    told = [user.get(key) for user in users or () if isinstance(user, dict) for key in ("name", "email", "sid")]
    return " ".join(each for each in told if isinstance(each, str)).replace("/", " ") or "submission"


def nothing(reporter: Reporter, status: str, details: str) -> str:
    """Results with the reason why nothing was judged."""
    said = Overview(reporter.view).reason(status, details)
    return json.dumps({"score": 0, "output": said, "output_format": "text", "visibility": "visible"}) + "\n"


def main(arguments: list[str]) -> None:
    root, name, reveal, *variants = arguments
    save(Path(root) / RESULTS, grade(Path(root), name, reveal, bool(variants)))


if __name__ == "__main__":
    main(sys.argv[1:])
