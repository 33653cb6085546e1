# problem: vae
# check: loss M:grads.M S:grads.S W:grads.W c:grads.c
from dataclasses import dataclass
import numpy as np


@dataclass(slots=True)
class Weights:
    M: np.ndarray
    S: np.ndarray
    W: np.ndarray
    c: np.ndarray


def run(mode: str, w: Weights, x, eps):
    mu, logvar = w.M @ x, w.S @ x
    std = np.exp(logvar / 2)
    z = mu + eps * std
    recon = w.W @ z + w.c
    match mode:
        case "loss":
            rec = np.sum((recon - x) ** 2) / 2
            kl = 0.5 * np.sum(mu ** 2 + np.exp(logvar) - logvar - 1)
            return rec + kl
        case "grad":
            d_recon = recon - x
            d_z = w.W.T @ d_recon
            d_mu = d_z + mu
            d_std = d_z * eps
            d_logvar = d_std * std / 2 + 0.5 * (std ** 2 - 1)
            return Weights(
                M=np.outer(d_mu, x),
                S=np.outer(d_logvar, x),
                W=np.outer(d_recon, z),
                c=d_recon,
            )
        case _:
            raise ValueError(mode)


weights = Weights(
    M=np.array([[0.5, -1, 0], [1, 0, 0.5]]),
    S=np.array([[-0.5, 0.5, 0], [0, 1, -0.5]]),
    W=np.array([[1, 0], [-0.5, 1], [0.5, 0.5]]),
    c=np.array([0, 0.5, 0]),
)
x = np.array([1, -0.5, 0.5])
eps = np.array([0.4, -1.2])
loss = run("loss", weights, x, eps)
grads = run("grad", weights, x, eps)
