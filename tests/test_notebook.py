"""A solution shows itself in Jupyter."""

from __future__ import annotations

import nbformat
from nbclient import NotebookClient


def test_a_notebook_shows_the_exercise_and_its_solution() -> None:
    cells = ["import derive\nexercise = derive.load('rnn')\nexercise", "exercise.solve('dL/dV')"]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    NotebookClient(notebook, kernel_name="python3", timeout=120).execute()
    shown = [cell.outputs[0].data["text/markdown"] for cell in notebook.cells]
    assert all(text.startswith("# Backpropagation through time, three steps") for text in shown)
    assert "What is asked" in shown[0]
    assert "0.2773" in shown[1]
