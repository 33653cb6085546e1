# problem: layernorm
import torch

x = torch.tensor([1., 3., -2., 2.], dtype=torch.float64)
g = torch.tensor([1., 2., 0.5, 1.], dtype=torch.float64)
b = torch.tensor([0., 1., 0., -1.], dtype=torch.float64)
r = torch.tensor([1., 0., -1., 0.], dtype=torch.float64)
eps = 1e-5
with torch.no_grad():
    n = x.shape[0]
    m = x.mean()
    d = x - m
    s2 = (d * d).mean()
    inv = torch.rsqrt(s2 + eps)
    xhat = d * inv
    y = g * xhat + b
    L = torch.mean((y - r) ** 2)

    dy = 2 * (y - r) / n
    dg = dy * xhat
    db = dy
    dxhat = dy * g
    dx = inv / n * (n * dxhat - dxhat.sum() - xhat * torch.sum(dxhat * xhat))
