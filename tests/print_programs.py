"""Arrays as programs print them: a function for each form, from rows of numbers to the text.

The forms are those that the programs' own printers give (numpy 2.4, torch 2.13, pandas 2.3, tabulate 0.9, Octave 7.3,
R 4.2, Julia 1.9, Maxima 5.46, Rust's ndarray 0.16, polars 1.9, Node 22), written out here so that any array can be put
into them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

Rows = Sequence[Sequence[float]]
Printer = Callable[[Rows], str]


def texts(rows: Rows, form: str) -> list[list[str]]:
    return [[format(x, form) for x in row] for row in rows]


def aligned(rows: list[list[str]], gap: str = " ") -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [gap.join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]


def numpy_print(rows: Rows) -> str:
    lines = aligned(texts(rows, ".8f"))
    return "[" + "\n ".join(f"[{line}]" for line in lines) + "]"


def torch_scientific(rows: Rows) -> str:
    lines = [", ".join(row) for row in texts(rows, ".4e")]
    return "tensor([" + ",\n        ".join(f"[{line}]" for line in lines) + "], device='cuda:0')"


def torch_old(rows: Rows) -> str:
    lines = aligned(texts(rows, ".4f"), "  ")
    return "\n" + "\n".join(lines) + f"\n[torch.FloatTensor of size {len(rows)}x{len(rows[0])}]\n"


def tensorflow(rows: Rows) -> str:
    return f"tf.Tensor(\n{numpy_print(rows)}, shape=({len(rows)}, {len(rows[0])}), dtype=float64)"


def tensorflow_variable(rows: Rows) -> str:
    inner = numpy_print(rows).replace("\n", ",\n       ")
    return (
        f"<tf.Variable 'V:0' shape=({len(rows)}, {len(rows[0])}) dtype=float32, numpy=\narray({inner}, dtype=float32)>"
    )


def mxnet(rows: Rows) -> str:
    return f"\n{numpy_print(rows)}\n<NDArray {len(rows)}x{len(rows[0])} @cpu(0)>"


def rust(rows: Rows) -> str:
    lines = ",\n ".join("[" + ", ".join(row) + "]" for row in texts(rows, ".6f"))
    return f"[{lines}], shape=[{len(rows)}, {len(rows[0])}], strides=[3, 1], layout=Cc (0x5), const ndim=2"


def pandas_print(rows: Rows) -> str:
    head = ["", *map(str, range(len(rows[0])))]
    body = [[str(k), *row] for k, row in enumerate(texts(rows, ".6f"))]
    lines = aligned([head, *body], "  ")
    return "\n".join(lines)


def pandas_wide(rows: Rows) -> str:
    """As a narrow terminal breaks it after the first column."""
    if len(rows[0]) < 2:
        return pandas_print(rows)
    first = pandas_print([row[:1] for row in rows]).split("\n")
    rest = pandas_print([row[1:] for row in rows])
    head = "   " + "  ".join(str(k).rjust(9) for k in range(1, len(rows[0])))
    first[0] += "  \\"
    return "\n".join([*first, "", head, *rest.split("\n")[1:]])


def pandas_named(rows: Rows) -> str:
    head = ["", *(f"w{k}" for k in range(1, len(rows[0]) + 1))]
    body = [[f"h{k}", *row] for k, row in enumerate(texts(rows, ".4f"), 1)]
    return "\n".join(aligned([head, *body], "  "))


def markdown_table(rows: Rows) -> str:
    head = "|    |" + "|".join(f" {k} " for k in range(len(rows[0]))) + "|"
    rule = "|---:|" + "|".join("----:" for _ in rows[0]) + "|"
    return "\n".join([head, rule, *(f"| {k} | {' | '.join(row)} |" for k, row in enumerate(texts(rows, ".4f")))])


def tabulate_simple(rows: Rows) -> str:
    lines = aligned(texts(rows, ".4f"), "  ")
    rule = "  ".join("-" * 7 for _ in rows[0])
    return "\n".join([rule, *lines, rule])


def tabulate_grid(rows: Rows) -> str:
    rule = "+" + "+".join("-" * 9 for _ in rows[0]) + "+"
    body = [f"| {' | '.join(row)} |" for row in texts(rows, "7.4f")]
    return "\n".join([rule, *(line for row in body for line in (row, rule))])


def console_table(rows: Rows) -> str:
    n = len(rows[0]) + 1
    lines = ["┌" + "┬".join(["─" * 9] * n) + "┐"]
    lines.append("│ " + " │ ".join(["(index)", *(str(k).ljust(7) for k in range(n - 1))]) + " │")
    lines.append("├" + "┼".join(["─" * 9] * n) + "┤")
    lines += ["│ " + " │ ".join([str(k).ljust(7), *row]) + " │" for k, row in enumerate(texts(rows, "7.4f"))]
    return "\n".join([*lines, "└" + "┴".join(["─" * 9] * n) + "┘"])


def polars(rows: Rows) -> str:
    n = len(rows[0])
    top = [f"shape: ({len(rows)}, {n})", "┌" + "┬".join(["─" * 11] * n) + "┐"]
    head = "│ " + " ┆ ".join(f"column_{k}".ljust(9) for k in range(n)) + " │"
    kinds = ["│ " + " ┆ ".join([mark.ljust(9)] * n) + " │" for mark in ("---", "f64")]
    body = ["│ " + " ┆ ".join(cell.ljust(9) for cell in row) + " │" for row in texts(rows, ".6f")]
    return "\n".join(
        [*top, head, *kinds, "╞" + "╪".join(["═" * 11] * n) + "╡", *body, "└" + "┴".join(["─" * 11] * n) + "┘"]
    )


def csv(rows: Rows) -> str:
    head = "," + ",".join(map(str, range(len(rows[0]))))
    return "\n".join([head, *(f"{k},{','.join(row)}" for k, row in enumerate(texts(rows, ".6f")))]) + "\n"


def csv_of_europe(rows: Rows) -> str:
    return "\n".join(";".join(row) for row in texts(rows, ".4f")).replace(".", ",")


def tabs(rows: Rows) -> str:
    return "\n".join("\t".join(row) for row in texts(rows, ".4f"))


def octave(rows: Rows) -> str:
    return "ans =\n\n" + "\n".join("  " + line for line in aligned(texts(rows, ".6f"), "  ")) + "\n"


def octave_factor(rows: Rows) -> str:
    scaled = [[10 * x for x in row] for row in rows]
    return "ans =\n\n   1.0e-01 *\n\n" + "\n".join("   " + line for line in aligned(texts(scaled, ".4f"), "   "))


def matlab_columns(rows: Rows) -> str:
    if len(rows[0]) < 3:
        return octave(rows)
    first = aligned(texts([row[:2] for row in rows], ".4f"), "   ")
    rest = aligned(texts([row[2:] for row in rows], ".4f"), "   ")
    last = len(rows[0])
    name = f"  Column {last}" if last == 3 else f"  Columns 3 through {last}"
    return "\n".join(["  Columns 1 through 2", "", *first, "", name, "", *rest])


def r_matrix(rows: Rows) -> str:
    head = ["", *(f"[,{k}]" for k in range(1, len(rows[0]) + 1))]
    return "\n".join(aligned([head, *([f"[{k},]", *row] for k, row in enumerate(texts(rows, ".7f"), 1))]))


def r_wide(rows: Rows) -> str:
    """As a narrow terminal breaks it after the first column."""
    if len(rows[0]) < 2:
        return r_matrix(rows)
    lines = r_matrix(rows).split("\n")
    head = ["", *(f"[,{k}]" for k in range(2, len(rows[0]) + 1))]
    rest = aligned([head, *([f"[{k},]", *row[1:]] for k, row in enumerate(texts(rows, ".7f"), 1))])
    first = aligned([["", "[,1]"], *([f"[{k},]", row[0]] for k, row in enumerate(texts(rows, ".7f"), 1))])
    assert lines
    return "\n".join([*first, *rest])


def r_frame(rows: Rows) -> str:
    head = ["", *(f"V{k}" for k in range(1, len(rows[0]) + 1))]
    return "\n".join(aligned([head, *([str(k), *row] for k, row in enumerate(texts(rows, ".4f"), 1))]))


def julia(rows: Rows) -> str:
    lines = "\n".join(" " + line for line in aligned(texts(rows, ".6f"), "  "))
    return f"{len(rows)}×{len(rows[0])} Matrix{{Float64}}:\n{lines}"


def maxima_string(rows: Rows) -> str:
    inside = ",".join("[" + ",".join(row) + "]" for row in texts(rows, ".4f"))
    return f"(%o3) matrix({inside})"


def maxima_box(rows: Rows) -> str:
    body = [[cell.replace("-", "- ") for cell in row] for row in texts(rows, ".4f")]
    lines = [f"           [ {line} ]" for line in aligned(body, "  ")]
    empty = "           [ " + " " * (len(lines[0]) - 15) + " ]"
    return f"\n{empty}\n".join(lines)


def pretty(rows: Rows) -> str:
    lines = aligned(texts(rows, ".4f"), "  ")
    if len(lines) == 1:
        return f"[{lines[0]}]"
    empty = " " * len(lines[0])
    body = [line for row in lines for line in (row, empty)][:-1]
    sides = ["⎡⎤", *["⎢⎥"] * (len(body) - 2), "⎣⎦"]
    return "\n".join(f"{left}{line}{right}" for line, (left, right) in zip(body, sides, strict=True))


def nalgebra(rows: Rows) -> str:
    lines = aligned(texts(rows, ".4f"))
    gap = " " * (len(lines[0]) + 2)
    return "\n".join([f"  ┌{gap}┐", *(f"  │ {line} │" for line in lines), f"  └{gap}┘"])


def mathematica(rows: Rows) -> str:
    return "{" + ", ".join("{" + ", ".join(row) + "}" for row in texts(rows, ".6f")) + "}"


def c_braces(rows: Rows) -> str:
    return "{\n" + "\n".join("    {" + "f, ".join(row) + "f}," for row in texts(rows, ".6f")) + "\n}"


def node(rows: Rows) -> str:
    return "[\n" + ",\n".join("  [ " + ", ".join(row) + " ]" for row in texts(rows, ".6f")) + "\n]"


def java(rows: Rows) -> str:
    return "[" + ", ".join("[" + ", ".join(row) + "]" for row in texts(rows, ".6f")) + "]"


def calculator(rows: Rows) -> str:
    return "[" + "".join("[" + " ".join(row) + "]" for row in texts(rows, ".4f")) + "]"


def calculator_lines(rows: Rows) -> str:
    return "[" + "\n ".join("[" + " ".join(row) + "]" for row in texts(rows, ".4f")) + "]"


def semicolons(rows: Rows) -> str:
    return "[" + "; ".join(", ".join(row) for row in texts(rows, ".4f")) + "]"


def unicode_math(rows: Rows) -> str:
    return "[■(" + "@".join("&".join(row) for row in texts(rows, ".4f")) + ")]"


def typst(rows: Rows) -> str:
    return "mat(" + "; ".join(", ".join(row) for row in texts(rows, ".4f")) + ")"


def typst_delimited(rows: Rows) -> str:
    return 'mat(delim: "[", ' + "; ".join(", ".join(row) for row in texts(rows, ".4f")) + ")"


def mpmath(rows: Rows) -> str:
    return (
        "matrix(\n["
        + ",\n ".join("[" + ", ".join(f"'{cell}'" for cell in row) + "]" for row in texts(rows, ".8f"))
        + "])"
    )


def scalars(rows: Rows) -> str:
    return "[" + ", ".join("[" + ", ".join(f"np.float32({c})" for c in row) + "]" for row in texts(rows, ".7f")) + "]"


def haskell(rows: Rows) -> str:
    lines = "\n , ".join(", ".join(row) for row in texts(rows, ".6f"))
    return f"({len(rows)}><{len(rows[0])})\n [ {lines} ]"


def html(rows: Rows) -> str:
    head = "<tr><th></th>" + "".join(f"<th>{k}</th>" for k in range(len(rows[0]))) + "</tr>"
    body = "\n".join(
        f"<tr>\n<th>{k}</th>\n" + "\n".join(f"<td>{cell}</td>" for cell in row) + "\n</tr>"
        for k, row in enumerate(texts(rows, ".6f"))
    )
    return f'<table border="1" class="dataframe">\n<thead>{head}</thead>\n<tbody>{body}</tbody>\n</table>'


def latex_table(rows: Rows) -> str:
    head = " & " + " & ".join(map(str, range(len(rows[0])))) + " \\\\"
    body = "\n".join(f"{k} & {' & '.join(row)} \\\\" for k, row in enumerate(texts(rows, ".6f")))
    columns = "l" + "r" * len(rows[0])
    ruled = f"\\toprule\n{head}\n\\midrule\n{body}\n\\bottomrule"
    return f"\\begin{{tabular}}{{{columns}}}\n{ruled}\n\\end{{tabular}}"


PRINTERS: tuple[Printer, ...] = (
    numpy_print, torch_scientific, torch_old, tensorflow, tensorflow_variable, mxnet, rust, pandas_print, pandas_wide,
    pandas_named, markdown_table, tabulate_simple, tabulate_grid, console_table, polars, csv, csv_of_europe, tabs,
    octave, octave_factor, matlab_columns, r_matrix, r_wide, r_frame, julia, maxima_string, maxima_box, pretty,
    nalgebra, mathematica, c_braces, node, java, calculator, calculator_lines, semicolons, unicode_math, typst,
    typst_delimited, mpmath, scalars, haskell, html, latex_table,
)  # fmt: skip
