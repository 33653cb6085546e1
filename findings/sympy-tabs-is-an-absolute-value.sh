#!/usr/bin/env bash
# SymPy 1.14.0: latex() takes endings of a name for accents, and one of them is Planck's constant.
#
# One would guess: a symbol is printed by the name it has: hbar as an h with a bar, as ybar is a y with a bar; y_hat as
# yhat is; and "tabs" and "that" are words.
# What happens: hbar is \hbar, the constant of physics, while ybar is \bar{y}; yhat is \hat{y} but y_hat has "hat" as an
# index; "tabs" is |t|, "that" is a t with a hat, "xnorm" a length, and dL_dhbar becomes L with an index under one bar.
# Seen: "hbar \hbar; ybar \bar{y}; y_hat y_{hat}; yhat \hat{y}; tabs \left|{t}\right|; that \hat{t};
# xnorm \left\|{x}\right\|; dL_dhbar dL_{\bar{dh}}"
# Why it matters: h-bar, the value before the activation, is the usual name in exercises on recurrent networks, and a
# solution typeset by latex() shows another sign for it than for y-bar; a name such as tabs is turned into a formula
# that means something else. Names have to be taken apart by the author's own rules, not by their endings.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check sympy==1.14.0
found=$("$folder/venv/bin/python" - <<'PY'
from sympy import Symbol, latex

names = ("hbar", "ybar", "y_hat", "yhat", "tabs", "that", "xnorm", "dL_dhbar")
print("; ".join(f"{name} {latex(Symbol(name))}" for name in names))
PY
)
echo "$found"
test "$found" = 'hbar \hbar; ybar \bar{y}; y_hat y_{hat}; yhat \hat{y}; tabs \left|{t}\right|; that \hat{t}; xnorm \left\|{x}\right\|; dL_dhbar dL_{\bar{dh}}'
