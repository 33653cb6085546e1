"""What people write in an equation that is read otherwise here, and how it is written: the way out of an error.

A new spelling that people try is a row.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterable

from derive.language.errors import ShapeError, nearest
from derive.language.expr import Expr, Number, Ref, describe
from derive.language.keywords import shown_name
from derive.language.operation import Acts, Operation
from derive.language.patterns import regex
from derive.language.plain import plain
from derive.table.logit_losses import CE_LOGITS
from derive.table.losses import CROSS_ENTROPY
from derive.table.products import TRANSPOSE

BY_CASES = "max, min, step or clip, or a function under [functions]: f = 'piecewise(x < 0, 0, x)'"
CASES = f"cases are written with {BY_CASES}"
WRITTEN = (
    (r"\b(?:np|numpy|torch|math|F|nn|jnp|tf)\.(?:\w+\.)*(\w+)", "operations stand without a module: write {0}(…)"),
    (r"\*\*", "a power is written with ^, as in x^2"),
    (r"==", "both sides of an equation have one = between them"),
    (r":=|<-|=:", "both sides of an equation have = between them"),
    (r"[+-]\.|\.[+-]", "sums go entry by entry as they are: write + or -"),
    (r"\.T\b|\.transpose\(\)|\.t\(\)", "a transpose is written W' or W^T"),
    (r"\.dot\(", "a product is written side by side, W x; of two columns a' b"),
    (r"\.(sum|mean|max|min|norm|abs|exp|log)\(", "an operation stands before its argument: write {0}(…)"),
    (
        r"\.(?:reshape|view|flatten|squeeze|unsqueeze|detach|numpy|item)\b",
        "shapes follow from the equations: leave this out",
    ),
    (r"\.(?:shape|size|ndim|len)\b", "how many there are is a name in [values], such as n = 3"),
    (r"\w+\s*=\s*\d+\s*:\s*\d+", "the bounds of an index have two dots between them, as in t=1..3"),
    (r"\bin\s+\w+\s*\.\.", "an index from one number to another is written sum(t=1..3, x[t])"),
    (r"\b(?:for|in|range)\b", "a sum over an index is written sum(t, x[t]) or sum(t=1..3, x[t])"),
    (
        r"\b(?:if|else|and|or|not|where)\b|\?",
        CASES,
    ),
    (r"\\\s", "a system is solved with the inverse: inv(A) b"),
    (r"\\(\w+)", "equations are plain text, no LaTeX: W h[t-1], tanh(x), sum(t, x[t]), a/b"),
    (r"[·×⋅∙•∗]", "a product is written side by side, or with *; entry by entry with .*"),
    (r"[²³]", "a power is written with ^, as in x^2"),
    (r"[−–‐]", "write the sign - of the keyboard"),
    (r"∇", "a gradient as a value is written dL/dw"),
    (r"\b(exp|log|sqrt|tanh|sin|cos)\s*\^", "what it is of stands in brackets: {0}(x), its square {0}(x)^2"),
    (r",\s*$", "an equation ends with its line, without ','"),
    (r"\blambda\s+\w+\s*:", "a function of its own stands under [functions]: f = 'x/(1 + exp(-x))'"),
    (r"'\w+'\s*\)", 'a word has the name of what it tells: axis="rows"'),
    (r"√", "a root is written sqrt(x)"),
    (r"[∑Σ]", "a sum over an index is written sum(t, x[t])"),
    (r"[⊤]", "a transpose is written W' or W^T"),
    (r"∞", "a number has an end; a mask in [values] may have -inf"),
    (r"[{}]", "brackets in formulas are round; an index stands in square ones, h[t]"),
    (r"//|%", "a remark begins with #"),
    (r"(?<!\w)1\s*\[", "an indicator is written step(x), which is 1 where x > 0"),
    (r"(?<![\w.)\]])\.\d", "a decimal has a digit before its point: 0.5"),
    (r"⨯", "a product is written side by side, or with *; entry by entry with .*"),
    (r"[†ᴴ]", "a transpose is written W' or W^T"),
    (r"[+*/-]=", "both sides of an equation have = between them; a value after a step has a name of its own, w_new"),
    (r"&&?|\|\|?$", CASES),
    (r"(\w+)'\s*\(", "the derivative of a function is written out, as 1 - tanh(x)^2 for tanh"),
    (r";\s*$", "an equation ends with its line, without ';'"),
    (r"\s\.\s*$", "an equation ends with its line, without a full stop"),
    (r"^\s*[d∂]\w+/[d∂]\w+\s*=", "what is asked stands under [[questions]]; an equation has one name on its left side"),
    (r"^\s*\w+\((\w+)\)\s*=", "an equation has one name on its left side, without what it depends on"),
    (r"^\s*\w+(?:\[[^\]]*\])?\s+[^=\s][^=]*=", "an equation has one name on its left side, such as L or h[t]"),
    (r"\d,\d", "decimals have a point: 1.5"),
    (r"\w\[\s*\w+\[", "a place is a number, an index or a class that is given, y or y[t], and no further formula"),
    (r"\d\.(?!\d)", "a decimal has a digit behind its point: 1.0"),
    (r"\w!", "a factorial is written out, 3 * 2 * 1, or as its number"),
    (r"\d\s*:\s*\d*\s*:", "a slice has a start and an end, no step: z[0:4]"),
)
"""Patterns of what was written around the place of a fault, and what is written for it."""

UNKNOWN = {
    **dict.fromkeys(
        ("cross_entropy", "crossentropy", "CrossEntropy", "nll", "xent"), "CE(y, p) of labels and probabilities"
    ),
    **dict.fromkeys(("bce", "binary_cross_entropy"), "BCE(y, p)"),
    **dict.fromkeys(("mse", "mse_loss", "squared_error"), "MSE(y, p)"),
    **dict.fromkeys(("dot", "inner", "vdot"), "a' b for the product of two columns"),
    **dict.fromkeys(("matmul", "mm", "bmm", "mul"), "A B, side by side"),
    **dict.fromkeys(("hadamard", "multiply"), "a .* b, entry by entry"),
    **dict.fromkeys(("outer", "ger"), "a b' for the outer product"),
    **dict.fromkeys(("transpose", "tr_"), "W' or W^T"),
    **dict.fromkeys(("pow", "power", "square", "sqr"), "x^2"),
    **dict.fromkeys(
        ("cat", "concatenate", "hstack", "append"), "[a, b] or concat(a, b) side by side, [a; b] below each other"
    ),
    **dict.fromkeys(("vstack", "stack", "vcat"), "[a; b] or concat(a; b) below each other"),
    "Log": "log(x)",
    **dict.fromkeys(("smooth_l1", "SmoothL1", "smoothl1", "huber_loss"), "huber(x - y, 1)"),
    **dict.fromkeys(("sinh", "cosh"), "(exp(x) - exp(-x))/2 for sinh, (exp(x) + exp(-x))/2 for cosh"),
    **dict.fromkeys(("tan", "cot"), "sin(x)/cos(x) for tan, cos(x)/sin(x) for cot"),
    **dict.fromkeys(("logistic", "sigm", "expit", "Sigmoid"), "sigmoid(x)"),
    **dict.fromkeys(("Relu", "rectifier"), "relu(x)"),
    **dict.fromkeys(("grad", "gradient", "diff", "nabla", "backward"), "dL/dw for the gradient as a value"),
    **dict.fromkeys(("one_hot", "onehot", "OneHot"), "y = { one_hot = 2 } in [values]"),
    **dict.fromkeys(("cumsum", "cumulative"), "sum(k, k <= t, x[k]) for each t"),
    **dict.fromkeys(("pad", "padding", "zero_pad"), "padding=1 in a convolution, or [0; x; 0]"),
    **dict.fromkeys(("conv", "convolve", "correlate"), "conv2d(X, K) of matrices, conv1d(x, k) of columns"),
    **dict.fromkeys(("sort", "argsort", "topk"), "nothing: an order has no derivative; max(x) is the largest"),
    **dict.fromkeys(
        ("rand", "randn", "normal", "sample", "bernoulli"), "eps with its values in [values]: what is drawn is given"
    ),
    **dict.fromkeys(("cross",), "the product entry by entry, or CE(y, p) for the cross-entropy"),
    **dict.fromkeys(("len", "size", "shape"), "n with its number in [values]"),
    **dict.fromkeys(
        ("inf", "infinity", "Inf", "nan", "NaN"), "a number that has an end; a mask in [values] may have -inf"
    ),
    **dict.fromkeys(("where", "if", "cond", "piecewise", "select"), BY_CASES),
    **dict.fromkeys(
        ("batchnorm", "batch_norm", "BatchNorm", "layernorm", "layer_norm", "LayerNorm"),
        'it out: (x - mean(x)) / sqrt(var(x) + eps), with axis="columns" for each column of a batch',
    ),
    **dict.fromkeys(("identity", "Id"), "eye(3)"),
    **dict.fromkeys(("std", "stdev", "sd"), "sqrt(var(x))"),
    **dict.fromkeys(("tr", "Tr", "spur"), "trace(A)"),
    "relu6": "clip(x, 0, 6)",
    **dict.fromkeys(("zeros", "zeros_like"), "0, which fits every shape in a sum, or 0 * ones(3, 1)"),
    **dict.fromkeys(("average", "avg"), "mean(x)"),
    **dict.fromkeys(("length", "norm_2", "l2norm"), "norm(x)"),
    **dict.fromkeys(("argmax", "argmin"), "nothing: a choice of a class has no derivative"),
    **dict.fromkeys(("dropout", "Dropout"), "m .* x with a mask m in [values]"),
    **dict.fromkeys(("sum_", "summation"), "sum(t, x[t])"),
    **dict.fromkeys(("prod", "product", "cumprod"), "it out, x[1] x[2] x[3]"),
    **dict.fromkeys(("round", "floor", "ceil", "mod"), "nothing: what is rounded has no derivative"),
    **dict.fromkeys(("arctanh", "atanh"), "1/2 log((1 + x)/(1 - x))"),
    **dict.fromkeys(("log_e", "logn"), "log(x)"),
    **dict.fromkeys(("inverse", "pinv", "solve"), "inv(A), and inv(A) b for a system"),
    **dict.fromkeys(("embedding", "Embedding", "lookup"), "E[3, :] for a row of E, counted from 1"),
    **dict.fromkeys(("attention", "Attention"), 'it out: softmax(Q K\' / sqrt(d), axis="rows") V'),
    **dict.fromkeys(("CrossEntropyLoss", "NLLLoss"), "CE(y, p) of labels and probabilities, CE_logits(y, z) of logits"),
    **dict.fromkeys(("BCELoss", "BCEWithLogitsLoss"), "BCE(y, p), or BCE_logits(y, z) of logits"),
    "MSELoss": "MSE(y, p)",
    **dict.fromkeys(("maximum", "fmax"), "max(a, b)"),
    **dict.fromkeys(("minimum", "fmin"), "min(a, b)"),
    **dict.fromkeys(("indicator", "heaviside"), "step(x), which is 1 where x > 0"),
    **dict.fromkeys(("True", "False"), "1 or 0"),
    "None": "nothing: what is not there is left out",
    "d": "dL/dw for the gradient as a value",
}
"""Names that people expect, and what is written here."""
BELOW = "; nothing stands below a bracket: an entry is (W x)[1], ‖x‖ is norm(x), the 1-norm is sum(abs(x))"
TAKEN_OTHERWISE = {
    "relu": "max(0, x) has two",
    "log": "with another base log2(x), log10(x) or log(x)/log(3)",
    "concat": "arrays stand side by side: concat(a, b), below each other concat(a; b)",
    "ones": "a column of three is ones(3, 1)",
    "leaky_relu": "leaky_relu(x, 0.01)",
    "prelu": "prelu(x, a) with a in [values]",
    "clip": "clip(x, -1, 1)",
    "MSE": "a weight stands before it: 1/2 MSE(y, p)",
    "CE": "of labels and probabilities: CE(y, p)",
    "norm": "the 1-norm is sum(abs(x))",
    "step": "the comparison is in it: step(x) is 1 where x > 0",
    "huber": "it is of a difference: huber(x - y, 1)",
    "avgpool": "avgpool(X, 2, stride=1)",
    "maxpool": "maxpool(X, 2, stride=1, padding=1)",
    "conv2d": 'mode="same" is padding=1 for a kernel of 3×3',
    "conv1d": 'mode="same" is padding=1 for a kernel of 3',
}
"""What is said of operations that others write with other arguments."""
OF_LABELS = (CROSS_ENTROPY, CE_LOGITS)
LATEX_INDEX = regex(r"([^\W\d_]\w*?)_(\w+)")
CALLED = regex(r"([^\W\d]\w*)\s*$")


def written(text: str, place: int) -> str:
    """How to write what stands at a place of a text, counted from 0; nothing where no row knows it."""
    for pattern, told in WRITTEN:
        for found in re.finditer(pattern, text):
            if found.start() <= place <= found.end():
                return told.format(*found.groups())
    return ""


def unknown(name: str, families: Container[str], quantities: Iterable[str], known: Collection[str]) -> str:
    """A tail about a name that nothing is called: what is written for it, or what it is near to.

    `families` are the `quantities` with an index, `known` the operations.
    """
    others = [*quantities, *known]
    if name in UNKNOWN:
        return f"; write {UNKNOWN[name]}"
    if name[-1] in "²³":
        return f"; {written(name, len(name))}"
    found = LATEX_INDEX.fullmatch(name)
    if found and found[1] in families:
        return f"; an index stands in square brackets: {found[1]}[{found[2]}]"
    if found and found[1] == "log" and found[2].isdigit():
        return "; write log2(x), log10(x) or log(x)/log(3)"
    if found and found[1] in ("grad", "nabla"):
        return f"; write dL/d{found[2]} for the gradient as a value"
    if found and found[1] in ("max", "min") and not found[2].isdigit():
        return f"; the {found[1]} over an index is that of a column: {found[1]}([x[1]; x[2]])"
    if found and found[1] in ("sum", "mean"):
        return f"; a sum over an index is written {found[1]}({found[2]}, x[{found[2]}])"
    if found and found[1] in others and found[2].isdigit():
        return f"; an entry stands in square brackets: {found[1]}[{found[2]}]"
    if re.fullmatch(r"_\w+", name):
        return BELOW
    if name in known:
        return f"; it is an operation, and its argument stands in brackets: {name}(x)"
    return tail if "?" in (tail := nearest(name, others)) else nearest(name, quantities or known)


def called(text: str, place: int) -> str:
    """The name before the round bracket that is open at a place of a text, if there is one."""
    depth = 0
    for k in range(place - 1, -1, -1):
        depth += (text[k] in ")]") - (text[k] in "([")
        if depth < 0:
            found = CALLED.search(text[:k]) if text[k] == "(" else None
            return found[1] if found else ""
    return ""


def flat_beside(vector: str, matrix: str) -> str:
    """What is said of a flat list that fits a square matrix both ways."""
    told = f"{vector} is a flat list and {matrix} as wide as it is high, so that it is not clear which way it goes"
    return f"{told}; written [[1, 2]] it goes with every row, [[1], [2]] with every column"


def otherwise(operation: Operation) -> str:
    """A tail about an operation that was called with arguments that it does not take."""
    told = TAKEN_OTHERWISE.get(shown_name(operation), "")
    return f"; {told}" if told else ""


def hint(operation: Operation, args: tuple[Expr, ...]) -> str:
    """A tail about arguments whose shapes do not fit."""
    if operation in OF_LABELS and isinstance(args[0], Ref) and not args[0].shape:
        return f"; a class is given as {args[0]} = {{ one_hot = 2 }}"
    return "" if operation.acts is Acts.ENTRIES else transposed(operation, args)


def transposed(operation: Operation, args: tuple[Expr, ...]) -> str:
    """A tail that says with which argument transposed an operation exists, if one alone is enough."""
    for k, arg in enumerate(args):
        if not isinstance(arg, Ref | Number) or len(arg.shape) != 2 or operation.arity != 2:
            continue
        turned = TRANSPOSE(arg)
        try:
            operation(*(turned if place == k else other for place, other in enumerate(args)))
        except ShapeError:
            continue
        return f"; with {plain(turned)}, which is {describe(turned.shape)}, they fit"
    return ""
