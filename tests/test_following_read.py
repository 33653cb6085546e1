"""What write-ups really look like: brackets without a partner, own names, spellings; each line read, or left unread."""

from __future__ import annotations

import pytest
from handwriting import shown, write

from derive import catalogue
from derive.answers import read_answer
from derive.marker import WriteUps
from derive.marking.report import Line

CHECKER = WriteUps(catalogue.load("rnn"), "full")
MLP = WriteUps(catalogue.load("mlp"), "full")
ATTENTION = WriteUps(catalogue.load("attention"), "full")
NORM = WriteUps(catalogue.load("layernorm"), "full")
LSTM = WriteUps(catalogue.load("lstm"), "full")
VALUES = {name: shown(value, 4) for name, value in write().values.items()}
H_0 = VALUES["h0"]


def lines(text: str, checker: WriteUps = CHECKER) -> list[Line]:
    report = checker.check("student.md", text.encode())
    assert not report.unread
    return list(report.lines)


def verdicts(text: str, checker: WriteUps = CHECKER) -> list[str]:
    return [line.verdict for line in lines(text, checker)]


@pytest.mark.parametrize(
    "start",
    [
        r"\left( h_0 = \tanh\left(U x_0 + b\right)",
        r"\left[h_0 = \tanh(U x_0 + b)",
        r"\left\{ h_0 = \tanh(U x_0 + b) \right.",
        r"\left. h_0 = \tanh(U x_0 + b)",
        r"h_0 \right) = \tanh(U x_0 + b)",
        r"h_0 \right. = \tanh(U x_0 + b)",
        r"(h_0 = \tanh(\left(U x_0 + b)",
        r"h_0 = \tanh U x_0 + b\right)",
        "h_0 &= \\tanh\\left(U x_0 \\right. \\\\\n & \\left. + b\\right) \\\\\n",
    ],
)
def test_a_bracket_without_its_partner_is_dropped_where_that_leaves_no_doubt(start: str) -> None:
    assert verdicts(f"$$\\begin{{aligned}} {start} &= {H_0} \\end{{aligned}}$$") == ["right", "right"]
    assert verdicts(f"$$\\begin{{aligned}} {start} &= {VALUES['h1']} \\end{{aligned}}$$") == ["right", "wrong"]


@pytest.mark.parametrize(
    "side", [r"\tanh\left(U x_0 + b", r"\tanh(U x_0 + b", r"\tanh(b + U x_0 \right.", r"-\tanh(-U (x_0 - b)"]
)
def test_a_bracket_that_can_be_closed_in_several_places_leaves_its_side_unread(side: str) -> None:
    assert verdicts(f"$$h_0 = {side} = {H_0}$$") == ["unread", "right"]


END = r"\frac{1}{3} V^\top (\hat{y}_2 - y_2)"


@pytest.mark.parametrize(
    ("general", "last"),
    [
        (r"\delta^h_t", r"\delta^h_2"),
        (r"\delta^{h}_{t}", r"\delta_2^{h}"),
        (r"\delta_t^{(h)}", r"\delta^{(h)}_2"),
        (r"\delta^{\text{out}}_t", r"\delta^{\mathrm{out}}_2"),
        (r"\delta^{h_t}", r"\delta^{h_2}"),
        (r"\delta^{(t)}", r"\delta^{(2)}"),
        (r"\delta^t", r"\delta^2"),
    ],
)
def test_a_name_of_the_writer_s_own_may_have_a_superscript(general: str, last: str) -> None:
    defined = rf"Let ${general} = \frac{{\partial L}}{{\partial h_t}}$."
    assert verdicts(rf"{defined} Then ${last} = {END}$.") == ["right"]
    assert verdicts(rf"{defined} Then ${last} = V^\top (\hat{{y}}_2 - y_2)$.") == ["wrong"]


def test_a_superscript_that_nobody_defined_is_unread() -> None:
    defined = r"Let $\delta^h_t = \frac{\partial L}{\partial h_t}$."
    assert verdicts(rf"{defined} $$\frac{{\partial L}}{{\partial h_2}} = \delta^k_2$$") == ["unread"]


def test_names_that_differ_in_a_superscript_are_different() -> None:
    text = r"Let $\delta^h_t = \frac{\partial L}{\partial h_t}$ and $\delta^y_t = \frac{1}{3} (\hat{y}_t - y_t)$. "
    assert verdicts(text + r"$$\frac{\partial L}{\partial c} = \sum_t \delta^y_t$$") == ["right"]
    assert verdicts(text + r"$$\frac{\partial L}{\partial c} = \sum_t \delta^h_t$$") == ["wrong"]
    assert verdicts(text + r"$$\frac{\partial L}{\partial V} = \sum_t \delta^y_t {h_t}^T$$") == ["right"]


@pytest.mark.parametrize("left", [r"q_t^2", r"q^{T}", r"q^{-1}"])
def test_a_power_is_no_name(left: str) -> None:
    assert verdicts(rf"Let ${left} = h_1$.") == ["unread"]


def test_a_definition_that_says_nothing_is_unread_at_its_place() -> None:
    (line,) = lines("All is known.\n\nLet $q_t = z_t h_t$.\n")
    assert (line.verdict, line.line, line.left) == ("unread", 3, "q_t")
    assert verdicts("Let $q_t = z_t h_t$ with $z_t = W$. Then $q_1 = W h_1$.") == ["right"]
    assert verdicts("Let $q_t = z_t h_t$.\n\nHere $z_t := W$.") == []


def test_an_own_recursion_ends_where_the_writer_says_so() -> None:
    step = r"W^\top ((1 - h_{t+1}^2) \odot \delta_{t+1})"
    arriving = r"\frac{1}{3} V^\top (\hat{y}_t - y_t)"
    then = rf"Then $\delta_2 = {END}$ and $\frac{{\partial L}}{{\partial h_2}} = \delta_2$, "
    then += r"$\frac{\partial L}{\partial h_1} = \delta_1$."
    assert verdicts(rf"Let $\delta_t = {arriving} + {step}$. {then}") == ["right"] * 3
    assert verdicts(rf"Let $\delta_t = {step}$. {then}") == ["right", "wrong"]


@pytest.mark.parametrize(
    ("definition", "then", "verdict"),
    [
        (r"dh_t = 1 - h_t \odot h_t", r"\frac{\partial h_t}{\partial \bar{h}_t} = \mathrm{diag}(dh_t)", ["right"]),
        (r"dh_t = 1 - h_t \odot h_t", rf"dh_2 = {END}", ["wrong"]),
        (r"dh_t = \frac{\partial L}{\partial h_t}", rf"dh_2 = {END}", ["right", "right"]),
        (r"dh_2 = V^\top (\hat{y}_2 - y_2)", r"\frac{\partial L}{\partial h_2} = dh_2", ["wrong", "right"]),
        (r"dh_2 = [1, 2, 3]", r"\frac{\partial L}{\partial h_2} = dh_2", ["wrong", "right"]),
    ],
)
def test_a_word_with_a_leading_d_means_what_the_writer_says(definition: str, then: str, verdict: list[str]) -> None:
    assert verdicts(f"Let ${definition}$. Then ${then}$.") == verdict


def test_a_gradient_before_an_activation_may_bear_the_name_of_the_one_behind_it() -> None:
    text = r"Define $df_t = \frac{\partial L}{\partial f_t} \odot f_t \odot (1 - f_t)$. "
    assert verdicts(text + r"$$\frac{\partial L}{\partial b_f} = \sum_t df_t$$", LSTM) == ["right"]


@pytest.mark.parametrize(
    "entry",
    [
        r"\hat{y}_{t,y_t}",
        r"\hat y_{t,y_t}",
        r"\hat{y}_{t}[y_t]",
        r"(\hat{y}_t)_{y_t}",
        r"\left[\hat{y}_t\right]_{y_t}",
        r"(\mathrm{softmax}(V h_t + c))_{y_t}",
    ],
)
def test_the_entry_at_a_label_is_the_product_with_its_one_hot_vector(entry: str) -> None:
    assert verdicts(rf"$$l_t = -\log {entry}$$") == ["right"]
    assert verdicts(rf"$$L = -\frac{{1}}{{3}} \sum_t \log {entry}$$") == ["right"]
    assert verdicts(rf"$$l_t = {entry}$$") == ["wrong"]


def test_a_label_without_an_index_is_one_too() -> None:
    text = r"$$L = -\log \hat{y}_y$$ $$\frac{\partial L}{\partial b_2} = \hat{y} - e_y = \hat{y} - 1_y$$"
    assert verdicts(text, MLP) == ["right"] * 3


def test_the_entry_at_a_label_has_the_number_of_its_class() -> None:
    assert verdicts(r"$$\hat{y}_{0,y_0} = 0.8391$$ $$l_0 = -\ln \hat{y}_{0,y_0} = 0.1754$$") == ["right"] * 3
    assert verdicts(r"$$\hat{y}_{0,y_0} = 0.0723$$") == ["wrong"]
    assert verdicts(r"Let $p_t = \hat{y}_t$. $$l_t = -\log p_{t,y_t}$$") == ["right"]


@pytest.mark.parametrize("entry", [r"\hat{y}_{t,h_t}", r"\hat{y}_{t,x_t}", r"(\hat{y}_t)_{x_t}", r"\hat{y}_{t,q_t}"])
def test_what_is_no_label_is_no_index(entry: str) -> None:
    assert verdicts(rf"$$l_t = -\log {entry}$$") == ["unread"]


@pytest.mark.parametrize("one", ["1", r"\mathbb{1}", r"\mathbf 1", "e", r"\mathbf{e}", r"\mathbf e", r"\vec{e}"])
def test_the_unit_vector_at_a_label(one: str) -> None:
    assert verdicts(rf"$$\frac{{\partial l_t}}{{\partial c}} = \hat{{y}}_t - {one}_{{y_t}}$$") == ["right"]
    assert verdicts(rf"$$\frac{{\partial l_t}}{{\partial c}} = \hat{{y}}_t + {one}_{{y_t}}$$") == ["wrong"]


def test_a_name_that_only_this_program_gave_is_free_for_the_writer() -> None:
    text = r"Here $z = W_1 x + b_1 = [1; 2; -2.5]$ and $h = \mathrm{relu}(z)$. "
    text += r"With $a = W_2 h + b_2$: $\frac{\partial L}{\partial a} = \hat{y} - y$."
    assert verdicts(text, MLP) == ["right"] * 3
    assert verdicts(r"$z = W_2 h + b_2 = [1; 2]$", MLP) == ["right"] * 2
    assert verdicts(r"$z = W_2 h$", MLP) == ["wrong"]


def test_a_name_used_before_the_writer_says_what_it_is_means_nothing_else() -> None:
    assert verdicts(r"$h = \mathrm{relu}(z)$ where $z = W_1 x + b_1$", MLP) == ["right"]
    assert verdicts(r"$h = \mathrm{relu}(z)$ where $z = W_1 x$", MLP) == ["wrong"]


def test_a_false_formula_of_another_shape_is_followed_by_others() -> None:
    text = r"$$h = \mathrm{relu}(W_2 h)$$ $$\hat{y} = \mathrm{softmax}(W_2 x)$$ $$L = y^\top \hat{y}$$"
    assert verdicts(text, MLP)[0] == "wrong"


POSITIVE = [
    "(z > 0)",
    "(0 < z)",
    "1[z > 0]",
    "[z>0]",
    r"\mathbb{1}[z > 0]",
    r"\mathbb{1}_{z>0}",
    r"\mathbb{1}_{[z>0]}",
    r"\mathbb{1}\{z>0\}",
    r"\mathbf{1}(W_1 x + b_1 > 0)",
    "I(z>0)",
    r"\mathbb{I}[h > 0]",
    r"\mathrm{relu}'(z)",
]


@pytest.mark.parametrize("positive", POSITIVE)
def test_a_comparison_with_0_is_the_derivative_of_a_rectifier(positive: str) -> None:
    left = r"Let $z = W_1 x + b_1$. $$\frac{\partial L}{\partial b_1} = "
    arriving = r"W_2^\top (\hat{y} - y)"
    assert verdicts(rf"{left} {arriving} \odot {positive}$$", MLP) == ["right"]
    assert verdicts(rf"{left} \mathrm{{diag}}({positive}) {arriving}$$", MLP) == ["right"]
    turned = positive.replace(">", "#").replace("<", ">").replace("#", "<")
    if turned != positive:
        assert verdicts(rf"{left} {arriving} \odot {turned}$$", MLP) == ["wrong"]


@pytest.mark.parametrize(
    "right", ["(z > 0)", "np.where(z > 0, 1, 0)", "(z > 0).astype(float)", "np.where(z < 0, 0, 1)", "(z >= 0)"]
)
def test_a_comparison_in_numpy(right: str) -> None:
    assert verdicts(f"Let $z = W_1 x + b_1$.\n\n`dL/db_1 = (W_2.T @ (yhat - y)) * {right}`", MLP) == ["right"]
    assert verdicts("`h = np.where(W_1 @ x + b_1 > 0, W_1 @ x + b_1, 0)`", MLP) == ["right"]
    assert verdicts("`h = np.where(W_1 @ x + b_1 > 0, 0, W_1 @ x + b_1)`", MLP) == ["wrong"]


def test_a_comparison_without_a_rectifier_is_unread() -> None:
    assert verdicts(r"$$h_0 = h_0 \odot (x_0 > 0)$$ $$h_0 = (h_0 > 1)$$") == ["unread"] * 2


def test_products_over_an_index() -> None:
    assert verdicts(r"$$\prod_{t=0}^{2} e^{-l_t} = e^{-3 L}$$ $$\prod_{t=0}^{1} e^{-l_t} = e^{-3 L}$$") == [
        "right",
        "wrong",
    ]
    assert verdicts(r"$$l_0 = -\log \prod_{k=1}^{3} \hat{y}_{0,k}^{y_{0,k}}$$") == ["right"]
    jacobians = r"$$\frac{\partial h_2}{\partial h_0} = \prod_{k=1}^{2} \frac{\partial h_k}{\partial h_{k-1}}$$"
    assert verdicts(jacobians) == ["right"]


def test_statistics_of_numpy() -> None:
    right = "`s2 = np.var(x)` `m = np.mean(x)` `s2 = np.std(x)**2` `xhat = (x - m) / np.sqrt(np.var(x) + 1e-5)`"
    assert verdicts(right, NORM) == ["right"] * 4
    assert verdicts("`s2 = np.var(x, ddof=1)` `s2 = np.std(x)`", NORM) == ["unread", "wrong"]


def test_softmax_along_an_axis() -> None:
    text = "`A = softmax(S, axis=1)` `A = softmax(S, axis=-1)` `A = softmax(S, axis=0)`"
    assert verdicts(text, ATTENTION) == ["right", "right", "unread"]
    assert verdicts("`yhat[0] = softmax(V @ h[0] + c, axis=0)`") == ["right"]
    root = r"Let $d_k = 2$. $$S = \frac{Q K^\top}{\sqrt{d_k}}$$"
    assert verdicts(root, ATTENTION) == ["right"]
    assert verdicts(root.replace("2", "3"), ATTENTION) == ["wrong"]


ENTRIES = r"0.2773 & -0.1984 & 0.1602 \\ 0.0556 & -0.0519 & 0.1193 \\ -0.3329 & 0.2503 & -0.2795"
MATRICES = [
    r"\left[\begin{array}{ccc} <> \end{array}\right]",
    r"\left(\begin{array}{*{3}{c}} <> \end{array}\right)",
    r"\left(\begin{array}{@{}r|r|r@{}} \hline <> \\ \hline \end{array}\right)",
    r"\left(\begin{array}[t]{S[table-format=1.4]SS} <> \end{array}\right)",
    r"\bigl(\begin{smallmatrix} <> \end{smallmatrix}\bigr)",
    r"\begin{bmatrix*}[r] <> \end{bmatrix*}",
    r"\matrix{<>}",
    r"\left[\matrix{<> \cr}\right]",
    r"\pmatrix{<>}",
]


@pytest.mark.parametrize("matrix", MATRICES)
def test_a_matrix_in_many_environments(matrix: str) -> None:
    for entries in (ENTRIES, ENTRIES.replace(r"\\", r"\cr"), ENTRIES.replace(r"\\", r"\\[4pt]")):
        written = rf"$$\frac{{\partial L}}{{\partial V}} = {matrix.replace('<>', entries)}$$"
        assert verdicts(written) == ["right"]
        assert verdicts(written.replace("0.0556", "0.0656")) == ["wrong"]


@pytest.mark.parametrize("row", ["\\\\\\\\", "\\\n"])
def test_row_ends_that_markdown_doubled_or_halved(row: str) -> None:
    entries = ENTRIES.replace("\\\\", row)
    assert verdicts(rf"$$\frac{{\partial L}}{{\partial V}} = \begin{{bmatrix}} {entries} \end{{bmatrix}}$$") == [
        "right"
    ]


LISTS = [
    "[[0.2773, -0.1984, 0.1602], [0.0556, -0.0519, 0.1193], [-0.3329, 0.2503, -0.2795]]",
    "[0.2773, -0.1984, 0.1602; 0.0556, -0.0519, 0.1193; -0.3329, 0.2503, -0.2795]",
    "((0.2773, -0.1984, 0.1602), (0.0556, -0.0519, 0.1193), (-0.3329, 0.2503, -0.2795))",
]


@pytest.mark.parametrize("matrix", LISTS)
def test_a_matrix_in_brackets(matrix: str) -> None:
    assert verdicts(rf"$$\frac{{\partial L}}{{\partial V}} = {matrix}$$") == ["right"]


COLUMNS = [
    r"\begin{pmatrix} -0.7616 & 0.0000 & 0.9640 \end{pmatrix}^\top",
    r"{\begin{pmatrix} -0.7616 & 0.0000 & 0.9640 \end{pmatrix}}^{\mathsf T}",
    "(-0.7616, 0.0000, 0.9640)^T",
    r"[-0.7616, 0.0000, 0.9640]^\top",
    r"\left(-0.7616 \quad 0.0000 \quad 0.9640\right)^{\top}",
    "(-0.7616; 0.0000; 0.9640)",
    r"\langle -0.7616, 0.0000, 0.9640 \rangle",
]


@pytest.mark.parametrize("column", COLUMNS)
def test_a_column_written_as_a_row(column: str) -> None:
    assert verdicts(rf"$$h_0 = {column}$$") == ["right"]
    assert verdicts(rf"$$h_1 = {column}$$") == ["wrong"]


@pytest.mark.parametrize("text", ["L = **2.0144**", "**L = 2.0144**", "**L** = 2.0144"])
def test_values_in_bold(text: str) -> None:
    assert verdicts(text) == ["right"]
    reading = read_answer(text, CHECKER.problem)
    assert [literal.text for literal in reading.literals.values()] == ["2.0144"]
    assert [literal.text for literal in read_answer("**2.0144**", CHECKER.problem).literals.values()] == ["2.0144"]
