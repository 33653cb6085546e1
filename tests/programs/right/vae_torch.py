# problem: vae
# check: loss M:grads['M'] S:grads['S'] W:grads['W'] c:grads['c']
import torch

M = torch.tensor([[0.5, -1., 0.], [1., 0., 0.5]])
S = torch.tensor([[-0.5, 0.5, 0.], [0., 1., -0.5]])
W = torch.tensor([[1., 0.], [-0.5, 1.], [0.5, 0.5]])
c = torch.tensor([0., 0.5, 0.])
x = torch.tensor([1., -0.5, 0.5])
eps = torch.tensor([0.4, -1.2])

with torch.no_grad():
    mu = torch.mv(M, x)
    logvar = torch.mv(S, x)
    std = torch.exp(0.5 * logvar)
    z = mu + std * eps
    x_hat = torch.mv(W, z) + c
    recon = 0.5 * torch.sum((x_hat - x) ** 2)
    kl = -0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())
    loss = recon + kl

    grads = {}
    d_xhat = x_hat - x
    grads['c'] = d_xhat
    grads['W'] = torch.outer(d_xhat, z)
    d_z = W.t() @ d_xhat
    d_mu = d_z + mu
    d_std = d_z * eps
    d_logvar = d_std * 0.5 * std - 0.5 * (1 - logvar.exp())
    grads['M'] = d_mu.unsqueeze(1) * x.unsqueeze(0)
    grads['S'] = d_logvar.unsqueeze(1) * x.unsqueeze(0)

for name in grads:
    print(name, grads[name])
