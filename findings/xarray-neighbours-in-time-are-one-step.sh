#!/usr/bin/env bash
# xarray 2026.9.0 and pandas 3.1.1: h[1:] * h[:-1] multiplies each step by itself, and drops or empties both ends.
#
# One would guess: as in NumPy and in lists, h[1:] and h[:-1] are the later and the earlier of two neighbours in time,
# and h[1:] - h[:-1] has one entry fewer than h.
# What happens: the steps are matched by their labels before anything is calculated.  What is left of h - h is zeros:
# for four steps xarray has two of them, pandas two between two nan. np.dot takes the same arguments by position.
# Seen: "NumPy [1.0, 2.0, 4.0]; xarray [0.0, 0.0]; pandas [nan, 0.0, 0.0, nan]; xarray without labels [1.0, 2.0, 4.0];
# np.dot of pandas 42.0, sum of the product 20.0"
# Why it matters: sums over h[t] h[t-1]', as in the gradient of a recurrent weight, come out as sums over h[t] h[t]'
# without a warning, and only if the array has labels.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check xarray==2026.9.0 pandas==3.1.1 numpy==2.3.5 2> /dev/null
found=$("$folder/venv/bin/python" - <<'PY'
import numpy
import pandas
import xarray

h = numpy.array([1.0, 2.0, 4.0, 8.0])
series = pandas.Series(h)
labelled = xarray.DataArray(h, dims="t", coords={"t": range(4)})
kinds = {"NumPy": h, "xarray": labelled, "pandas": series, "xarray without labels": xarray.DataArray(h, dims="t")}
told = [f"{name} {numpy.asarray(each[1:] - each[:-1]).tolist()}" for name, each in kinds.items()]
dot, product = numpy.dot(series[1:], series[:-1]), (series[1:] * series[:-1]).sum()
print("; ".join([*told, f"np.dot of pandas {dot}, sum of the product {product}"]))
PY
)
echo "$found"
test "$found" = "NumPy [1.0, 2.0, 4.0]; xarray [0.0, 0.0]; pandas [nan, 0.0, 0.0, nan]; xarray without labels [1.0, 2.0, 4.0]; \
np.dot of pandas 42.0, sum of the product 20.0"
