# problem: residual
# check: L W_1:grads['W_1'] b_1:grads['b_1'] W_2:grads['W_2'] x:dx
import numpy as np
weights = {"W_1": np.array([[1, -0.5], [0.5, 1], [-1, 0.5]]), "b_1": np.array([0.5, 0, 1]),
           "W_2": np.array([[1, 0.5, -0.5], [-1, 2, 1]])}
x, r = np.array([0.6, -1.5]), np.array([1, 0.5])
relu = lambda u: u * (u > 0)
drelu = lambda u: (u > 0).astype(float)
layers = [("W_1", lambda w: w @ x + weights["b_1"])]

a = layers[0][1](weights["W_1"])
h = relu(a)
y = x + weights["W_2"] @ h
L = np.mean((r - y)**2)

back = {"y": (2 / len(r)) * (y - r)}
back["h"] = weights["W_2"].T @ back["y"]
back["a"] = drelu(a) * back["h"]
pairs = zip(("W_1", "W_2"), ((back["a"], x), (back["y"], h)))
grads = {name: np.outer(d, inp) for name, (d, inp) in pairs}
grads["b_1"] = back["a"]
dx = back["y"] + weights["W_1"].T @ back["a"]
for k, (name, w) in enumerate(weights.items()):
    weights[name] = w - 0.01 * grads[name]
