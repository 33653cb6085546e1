#!/usr/bin/env bash
# ONNX 1.23.2: the reference evaluator's local response normalisation depends on how many examples are in the batch.
#
# One would guess: every example is normalised by itself, so a batch of four equal examples gives four times what one
# example gives.
# What happens: the loop over channels runs as often as there are examples: of one example with four channels only the
# first channel is normalised, the others are divided by 1.
# Seen: "alone: [0.3333, 1.0, 1.0, 1.0]; one of four: [0.3333, 0.25, 0.25, 0.3333]"
# Why it matters: it is a layer of the networks that courses on images begin with. A value from the reference for one
# example is wrong in three of four channels, where the batch of four is right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check onnx==1.23.2 numpy==2.4.6
found=$("$folder/venv/bin/python" - 2> /dev/null <<'PY'
import numpy as np
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator


def first(examples):
    x = np.ones((examples, 4, 1, 1), np.float32)
    node = helper.make_node("LRN", ["X"], ["Y"], size=3, alpha=3.0, beta=1.0, bias=1.0)
    ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, x.shape) for name in ("X", "Y")]
    model = helper.make_model(helper.make_graph([node], "layer", ends[:1], ends[1:]), opset_imports=[helper.make_opsetid("", 22)])
    return [round(float(entry), 4) for entry in ReferenceEvaluator(model).run(None, {"X": x})[0][0].ravel()]


print(f"alone: {first(1)}; one of four: {first(4)}")
PY
)
echo "$found"
test "$found" = "alone: [0.3333, 1.0, 1.0, 1.0]; one of four: [0.3333, 0.25, 0.25, 0.3333]"
