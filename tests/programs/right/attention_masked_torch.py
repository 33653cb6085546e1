# problem: attention-masked
# check: loss W_Q:gWQ W_K:gWK W_V:gWV
import torch

X = torch.tensor([[1., 0.], [0.5, 1.], [-1., 0.5]])
W_Q = torch.tensor([[0.5, 0.5], [-1., 1.]])
W_K = torch.tensor([[0.5, 1.], [1., 0.]])
W_V = torch.tensor([[1., -1.], [0.5, 2.]])
Y = torch.tensor([[1., 0.], [0., 1.], [1., 1.]])
scale = 1 / 2 ** 0.5
Q = torch.matmul(X, W_Q)
K = torch.matmul(X, W_K)
V = torch.matmul(X, W_V)
S = Q.mm(K.t()) * scale
mask = torch.triu(torch.ones(3, 3), diagonal=1).bool()
S = S.masked_fill(mask, float('-inf'))
A = torch.softmax(S, dim=-1)
O = A.mm(V)
loss = ((O - Y) ** 2).mean()

gO = 2 * (O - Y) / O.numel()
gV = A.t().mm(gO)
gA = gO.mm(V.t())
gS = A * (gA - (gA * A).sum(dim=1, keepdim=True))
gQ = gS.mm(K) * scale
gK = gS.t().mm(Q) * scale
gWQ = X.t().mm(gQ)
gWK = X.t().mm(gK)
gWV = X.t().mm(gV)
