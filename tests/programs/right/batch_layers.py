# problem: mlp-batch
# check: loss W1:fc1.grad_W b1:fc1.grad_b W2:fc2.grad_W
from __future__ import annotations
from abc import ABC, abstractmethod
import numpy as np
from numpy.typing import NDArray


class Module(ABC):
    @abstractmethod
    def forward(self, inputs: NDArray) -> NDArray: ...

    @abstractmethod
    def backward(self, grad: NDArray) -> NDArray: ...


class Linear(Module):
    def __init__(self, W: NDArray, b: NDArray | float) -> None:
        self.W: NDArray = W
        self.b = b
        self.grad_W: NDArray | None = None

    def forward(self, inputs: NDArray) -> NDArray:
        self.inputs = inputs
        return inputs @ self.W + self.b

    def backward(self, grad: NDArray) -> NDArray:
        self.grad_W = self.inputs.T @ grad
        self.grad_b = grad.sum(axis=0, keepdims=True)
        return grad @ self.W.T

    def update(self, rate: float) -> None:
        self.W = self.W - rate * self.grad_W


class LeakyReLU(Module):
    def __init__(self, slope: float = 0.1) -> None:
        self.slope = slope

    def forward(self, inputs: NDArray) -> NDArray:
        self.inputs = inputs
        return np.where(inputs > 0, inputs, self.slope * inputs)

    def backward(self, grad: NDArray) -> NDArray:
        local = np.ones_like(self.inputs)
        local[self.inputs <= 0] = self.slope
        return grad * local


X = np.array([[1, 2], [-1, 0.5], [0, -2]])
Y = np.array([[1.0], [0], [2]])
W1 = np.array([[1, -0.5, 0.5], [0.5, 1, -1]])
b1 = np.array([[0, 0.5, 0.25]])
W2 = np.array([[1], [-0.5], [2]])
b2 = 0.0
fc1, act, fc2 = Linear(W1, b1), LeakyReLU(), Linear(W2, b2)
layers: list[Module] = [fc1, act, fc2]
out = X
for layer in layers:
    out = layer.forward(out)
residual = out - Y
loss = float(np.mean(residual ** 2))
grad = 2 * residual / residual.size
for layer in layers[::-1]:
    grad = layer.backward(grad)
fc2.update(0.1)
