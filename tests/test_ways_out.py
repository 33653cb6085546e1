"""Clumsy spellings in problem files: each is answered once, at its place, with the way out."""

from __future__ import annotations

import pytest
from exercises import toml

from derive.language.errors import Complaint, ProblemError
from derive.problem.assembly import load_text

VALUES = "W = [[1, 2], [3, 4]]\nx = [1, 2]\nb = [1, -1]\nX = [[1, 2], [3, 4], [5, 6]]\nv = [[1, 2], [3, 4]]\nk = 1"
REST = "h[t] = tanh(v[t])\nL = sum(z) + sum(W) + sum(x) + sum(b) + sum(X) + sum(t, sum(h[t])) + k"

CLUMSY = [
    ("z = max(X, W)", "max", "the shapes 3×2 and 2×2 differ"),
    ("z = concatenate(x, b)", ",", "concatenate is no operation that is known; write [a, b] or concat(a, b)"),
    ("z = torch.cat(x, b)", ".", "operations stand without a module: write cat(…)"),
    ("z = vstack(x, b)", ",", "write [a; b] or concat(a; b) below each other"),
    ("z = [x, X]", "[", "the rows of 2×1 and 3×2 differ in number"),
    ("z = [x, 1]", "[", "below each other with ';' they fit"),
    ("z = (x, b)", ",", "arrays stand in square brackets: [a; b] below each other, [A, B] side by side"),
    ("z = W x +. b", ".", "write + or -"),
    ("z = W x .+ b", ".", "write + or -"),
    ("z = softmax(X, axis=0)", "axis", 'an axis has a word: axis="rows" or axis="columns"'),
    ("z = softmax(X, dim=-1)", "dim", 'an axis has a word: axis="rows" or axis="columns"'),
    ("z = sum(X, axis=1)", "axis", 'an axis has a word: axis="rows" or axis="columns"'),
    ('z = softmax(X, axis="row")', "axis", "did you mean rows?"),
    ("z = tanh(X, axis=1)", "axis", "tanh takes 1 argument(s); it is not taken along an axis"),
    ("z = softmax(x, 1)", "softmax", 'softmax takes 1 argument(s) (axis="rows"'),
    ("z = softmax(X)", "softmax", 'softmax(X, axis="rows")'),
    ("z = x - inf", "inf", "a mask in [values] may have -inf"),
    ("z = -∞ x", "∞", "a mask in [values] may have -inf"),
    ("z = ||x", "", "expected '+' or '-' or '‖'"),
    ("z = W[2]", "W", "row 2 is [2, :], column 2 is [:, 2]"),
    ("z = x[0]", "0]", "single entries are counted from 1"),
    ("z = x[0:2:1]", ":1", "a slice has a start and an end, no step"),
    ("z = X[0:9, :]", "0:9", "there are 3 places here, 0:3"),
    ("z = X W + b", "X W", "written as a row such as [[1, 2]], it goes with every row"),
    ("z = X[0:2, :] W + b", "X[0:2", "b is a flat list and X[0:2] W as wide as it is high"),
    ("z == W x", "= W", "one ="),
    ("z := W x", ":=", "both sides of an equation have ="),
    ("z <- W x", "<-", "both sides of an equation have ="),
    ("z = W x = b", "= b", "an equation has one ="),
    ("z = x @ b", "x", "write .* for the entrywise product; with x', which is 1×2, they fit"),
    ("z = np.tanh(W x)", ".", "operations stand without a module: write tanh(…)"),
    ("z = torch.nn.functional.relu(W x)", ".", "write relu(…)"),
    ("z = x**2", "*2", "a power is written with ^"),
    ("z = pow(x, 2)", ",", "pow is no operation that is known; write x^2"),
    ("z = x²", "x²", "a power is written with ^"),
    ("z = W·x", "·", "a product is written side by side"),
    ("z = x − b", "−", "write the sign - of the keyboard"),
    ("z = √x", "√", "a root is written sqrt(x)"),
    ("z = expit(x)", "expit", "write sigmoid(x)"),
    ("z = W.T x", ".", "a transpose is written W' or W^T"),
    ("z = W.dot(x)", ".", "a product is written side by side, W x"),
    ("z = (W x).sum()", ".", "an operation stands before its argument: write sum(…)"),
    ("z = dot(x, b)", ",", "dot is no operation that is known; write a' b"),
    ("z = matmul(W, x)", ",", "matmul is no operation that is known; write A B"),
    ("z = Log(x)", "Log", "write log(x)"),
    ("z = W x + b .", ".", "an equation ends with its line, without a full stop"),
    ("z = log softmax(x)", "softmax", "the argument of log stands in brackets: log(softmax(…))"),
    ("z = W x; a = z", ";", "each equation stands on a line of its own"),
    ("z = W x, a = z", ",", "each equation stands on a line of its own"),
    ("z = (W x)_1", "_1", "an entry is (W x)[1]"),
    ("z = |W x|_2", "_2", "‖x‖ is norm(x)"),
    ("z = x_1", "x_1", "an entry stands in square brackets: x[1]"),
    ("z = norm(x, 1)", "norm", "the 1-norm is sum(abs(x))"),
    ("z = sum(i, x_i)", "i, x", "an index is declared under [index]"),
    ("dL/dx = x\nz = x", "= x", "what is asked stands under [[questions]]"),
    ("W x = b\nz = x", "= b", "an equation has one name on its left side, such as L or h[t]"),
    ("z(x) = W x", "= W", "an equation has one name on its left side, without what it depends on"),
    ("z = huber(x, b, 1)", "huber", "it is of a difference: huber(x - y, 1)"),
    ("z = avgpool(X, 2, padding=1)", "avgpool", "libraries differ in whether the border counts in a mean"),
    ("z = conv2d(X, W, mode='same')", "mode", 'mode="same" is padding=1 for a kernel of 3×3'),
    ("z = layernorm(x)", "layernorm", "write it out: (x - mean(x)) / sqrt(var(x) + eps)"),
    ("s = 1 + sum(CE(k, softmax(x)))\nz = x", "CE", "a class is given as k = { one_hot = 2 }"),
    ("z = cosh(x)", "cosh", "write (exp(x) - exp(-x))/2 for sinh"),
    ("z = smooth_l1(x - b)", "smooth_l1", "write huber(x - y, 1)"),
    ("z = tan(x)", "tan", "write sin(x)/cos(x)"),
    ("z = sofmax(x)", "sofmax", "did you mean softmax?"),
    ("z = tanh x", "x", "the argument of tanh stands in brackets"),
    ("z = tanh'(x)", "'", "the derivative of a function is written out"),
    (r"z = \tanh(W x)", "\\", "equations are plain text, no LaTeX"),
    ("z = {x + b}", "{", "brackets in formulas are round"),
    ("z = W x;", ";", "an equation ends with its line"),
    ("z = W x // hidden", "/ hidden", "a remark begins with #"),
    ("z = h_1", "h_1", "an index stands in square brackets: h[1]"),
    ("z = h + x", "h +", "h needs an index, such as h[t]"),
    ("z = sum_t v[t]", "sum_t", "a sum over an index is written sum(t, x[t])"),
    ("z = sum(x for t in range(3))", "for", "a sum over an index is written sum(t, x[t])"),
    ("z = sum(t=1:3, x)", ":", "two dots between them, as in t=1..3"),
    ("z = x if x else b", "if", "cases are written with max, min, step or clip"),
    ("z = where(x > 0, x, b)", ">", "write max, min, step or clip"),
    ("z = 1,5 x", ",", "decimals have a point: 1.5"),
    ("z = leaky_relu(x)", "leaky_relu", "leaky_relu takes 2 argument(s) (slope=), found 1"),
    ("z = leaky_relu(x, leak=0.1)", "leaky_relu", "found leak=; leaky_relu takes 2 argument(s) (slope=)"),
    ("z = exp(x; b)", "exp", "exp takes its arguments with ',' between them"),
    ("z = cross_entropy(b, x)", ",", "write CE(y, p)"),
    ("z = W(x, b)", ",", "W is a quantity, no operation"),
    ("W x = z", "= z", "an equation has one name on its left side"),
    ("z = logistic(W x)", "logistic", "write sigmoid(x)"),
    ("z = Relu(x)", "Relu", "write relu(x)"),
    ("z = relu(0, x)", "relu", "max(0, x) has two"),
    ("z = log(x, 2)", "log", "with another base log2(x)"),
    ("z = log_2(x)", "log_2", "write log2(x)"),
    ("z = grad(L, x)", ",", "write dL/dw for the gradient as a value"),
    ("z = grad_x L", "grad_x", "write dL/dx for the gradient as a value"),
    ("z = ∇L", "∇", "a gradient as a value is written dL/dw"),
    ("z = exp^x", "^x", "what it is of stands in brackets: exp(x)"),
    ("z = onehot(2, 3)", ",", "write y = { one_hot = 2 } in [values]"),
    ("z = cumsum(x)", "cumsum", "write sum(k, k <= t, x[k]) for each t"),
    ("z = pad(x, 1)", ",", "write padding=1 in a convolution"),
    ("z = conv(X, W)", ",", "write conv2d(X, K) of matrices"),
    ("z = randn(2)", "randn", "what is drawn is given"),
    ("z = sort(x)", "sort", "an order has no derivative"),
    ("z = x.shape", ".", "how many there are is a name in [values]"),
    ("z = softmax(X, axis=rows)", "axis", "found axis= without a word in quotes"),
    ("z = softmax(X, 'rows')", "'rows", 'a word has the name of what it tells: axis="rows"'),
    ("z = lambda x: x", ": x", "a function of its own stands under [functions]"),
    ("z = concat([x, b])", "concat", "concat(a, b), below each other concat(a; b)"),
    ("z = ones(2)", "ones", "a column of three is ones(3, 1)"),
    ("z = leaky_relu(x)", "leaky_relu", "leaky_relu(x, 0.01)"),
    ("z = clip(x, -1)", "clip", "clip(x, -1, 1)"),
    ("z = CE(x)", "CE", "of labels and probabilities: CE(y, p)"),
    ("z = MSE(x, b, 1)", "MSE", "1/2 MSE(y, p)"),
    ("z = W x + b,", ",", "an equation ends with its line, without ','"),
    ("z = max_i x[i]", "max_i", "max([x[1]; x[2]])"),
    ("z = argmax(x)", "argmax", "a choice of a class has no derivative"),
    ("z = W^-1 x", "W", "write A A, A .* A or inv(A)"),
    ("z = W \\ x", "\\", "a system is solved with the inverse: inv(A) b"),
    ("z = 1[x > 0]", "[", "an indicator is written step(x)"),
    ("z = step(x > 0)", "step", "the comparison is in it: step(x) is 1 where x > 0"),
    ("z = indicator(x)", "indicator", "write step(x), which is 1 where x > 0"),
    ("z = .5 x", ".", "a decimal has a digit before its point: 0.5"),
    ("z += b", "=", "a value after a step has a name of its own, w_new"),
    ("z = W⨯x", "⨯", "a product is written side by side"),
    ("z = prod(x)", "prod", "write it out, x[1] x[2] x[3]"),
    ("z = round(x)", "round", "what is rounded has no derivative"),
    ("z = inverse(W) x", "inverse", "write inv(A)"),
    ("z = embedding(W, 1)", ",", "write E[3, :] for a row of E"),
    ("z = attention(x, x, x)", ",", 'write it out: softmax(Q K\' / sqrt(d), axis="rows") V'),
    ("z = CrossEntropyLoss(x, b)", ",", "write CE(y, p) of labels and probabilities"),
    ("z = maximum(x, b)", ",", "write max(a, b)"),
    ("z = d(k)/d(x)", "d", "write dL/dw for the gradient as a value"),
    ("z = max(x > 0, x)", "max", "found a comparison; it is read as a condition of a sum or of piecewise only"),
    ("z = tanh(x < 2)", "tanh", "found a comparison; it is read as a condition of a sum or of piecewise only"),
    ("z = sum(t in 0..1, h[t])", "..", "an index from one number to another is written sum(t=1..3, x[t])"),
    ("z = sum(t, h[t], t > 0)", "sum", "found a comparison"),
    ("z = sum(t, h[t] > 0)", "h", "what is added up stands last: sum(t, t > 1, x[t])"),
    ("z = delta(x)", "delta", "delta takes two indices, delta(i, j)"),
    ("z = delta(x, i=2)", "delta", "delta takes two indices, delta(i, j)"),
    ("z = 1.e-8 + x", ".", "a decimal has a digit behind its point: 1.0"),
    ("z = 3! x", "!", "a factorial is written out"),
    ("z = x / std(x)", "std", "write sqrt(var(x))"),
    ("z = tr(W)", "tr", "write trace(A)"),
    ("z = relu6(x)", "relu6", "write clip(x, 0, 6)"),
    ("return W x", "return", "found an expression; expected an equation with '='"),
]


def answered(text: str) -> Complaint:
    """The only complaint about a problem file."""
    with pytest.raises(ProblemError) as caught:
        load_text(text, "clumsy", "clumsy.toml")
    (complaint,) = caught.value.complaints
    return complaint


@pytest.mark.parametrize(("line", "at", "told"), CLUMSY, ids=[line for line, _, _ in CLUMSY])
def test_a_clumsy_spelling_is_answered_once_with_the_way_out(line: str, at: str, told: str) -> None:
    complaint = answered(toml(f"{line}\n{REST}", VALUES, "L", "t = [0, 1]"))
    assert complaint.place == "model.equations, line 1"
    assert told in complaint.message
    assert line[complaint.column - 1 :].startswith(at)


@pytest.mark.parametrize(("one", "other"), [("b", "b_"), ("W1", "W_1"), ("θ", "theta")])
def test_names_that_formulas_show_alike_are_told_apart_by_their_author(one: str, other: str) -> None:
    text = toml(f"L = {one} + {other}", f"'{one}' = 1\n{other} = 2", "L")
    assert str(answered(text)) == f"{other}: in formulas {other} looks like {one}; give one of them another name"
    assert load_text(f"{text}[notation]\n{other} = 'q'", "fine", "fine.toml")


@pytest.mark.parametrize(("line", "meant"), [("σ(x)", "sigmoid(x)"), ("ReLU(W x)", "relu(W x)"), ("ln(b)", "log(b)")])
def test_customary_names_of_operations_are_understood_unless_they_name_something(line: str, meant: str) -> None:
    values = "W = [[1, 2], [3, 4]]\nx = [1, 2]\nb = [1, 2]"
    texts = (toml(f"L = sum({call}) + sum(W (x + b))", values, "L") for call in (line, meant))
    first, second = (load_text(text, "s", "s.toml").equations for text in texts)
    assert first == second
    own = load_text(toml("σ = 2 x\nL = sum(σ (b' x))", "x = [1, 2]\nb = [1, 2]", "L"), "s", "s.toml")
    assert own.equations[0].target.shape == (2, 1)


def test_without_the_clumsy_line_nothing_is_wrong() -> None:
    assert load_text(toml(f"z = W x\n{REST}", VALUES, "L", "t = [0, 1]"), "fine", "fine.toml")


@pytest.mark.parametrize(
    ("equations", "values", "place", "told"),
    [
        ("L = sum(x + m)", "x = [1, 2]\nm = [0, -inf]", "values.m", "only a mask may have it"),
        ("L = sum(x[a:3])", "x = [1, 2, 3]\na = { class = 2 }", "values.a", "a class is its number alone"),
        ("v = [a, b]\nL = sqnorm(v)\nw = a - dL/da", "a = 1\nb = 2", "model.equations, line 1", "write [a; b]"),
        ("L = x[a]", "x = [1, 2, 3]\na = { class = 2 }", "values.a", "a class is its number alone"),
        ("L = sum(W x)", "W = { shape = [2, 2] }\nx = [1, 2]", "values.W", 'is a text: "matrix 3 x 4"'),
        ("z = W y\nL = y' y + sum(z)", "W = [1, 2]\ny = { one_hot = 2 }", "values.y", "the length of this vector"),
    ],
)
def test_a_clumsy_value_is_answered_once(equations: str, values: str, place: str, told: str) -> None:
    complaint = answered(toml(equations, values, "L"))
    assert (complaint.place, told in complaint.message) == (place, True), str(complaint)


@pytest.mark.parametrize("formula", ["-(y' log(p))", "-y' log(p)", "-sum(y .* log(p))", "CE(y, p)"])
def test_a_label_learns_its_length_from_what_it_meets(formula: str) -> None:
    problem = load_text(
        toml(f"p = softmax(x)\nL = {formula}", "x = [1, 2, 3]\ny = { one_hot = 2 }", "L"), "p", "p.toml"
    )
    assert problem.scope.shapes["y"] == (3, 1)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("x = 1/3", 'a fraction stands in quotes: "1/3"'),
        ("x = [1/3, 2]", 'a fraction stands in quotes: "1/3"'),
        ("σ = 1", 'a name with other letters than a to z stands in quotes: "σ" = 1'),
        ("h[0] = 0", 'a name with an index stands in quotes: "h[0]" = 0'),
    ],
)
def test_values_that_are_no_toml_are_told_how_they_are_written(value: str, told: str) -> None:
    with pytest.raises(ProblemError) as caught:
        load_text(toml("L = sum(x)", value, "L"), "test", "test.toml")
    (complaint,) = caught.value.complaints
    assert complaint.message.endswith(f"; {told}")
    assert complaint.source == value
