# problem: highway
# check: loss W_h:dW_h W_t:dW_t b_h:db_h b_t:db_t x:dx
import torch

W_h = torch.tensor([[1, -1, 0], [0.5, 0, 1], [0, 2, -0.5]])
W_t = torch.tensor([[0.5, 0, -1], [1, 1, 0], [-0.5, 0.5, 1]])
b_h = torch.tensor([0, 0.5, -0.5])
b_t = torch.tensor([-1, 0, 0.5])
x = torch.tensor([0.5, -0.4, 1])
r = torch.tensor([1., 0, -1])

h = torch.tanh(torch.mv(W_h, x) + b_h)
gate = torch.sigmoid(W_t.matmul(x) + b_t)
y = gate * h + (1 - gate) * x
loss = torch.mean((y - r).pow(2))

dy = 2 * (y - r) / y.shape[0]
dgate = dy * (h - x)
dh = dy * gate
dzh = dh * (1 - h.pow(2))
dzt = dgate * gate * (1 - gate)
dW_h = torch.outer(dzh, x)
dW_t = dzt.unsqueeze(1) * x.unsqueeze(0)
db_h = dzh.clone()
db_t = dzt.clone()
dx = dy * (1 - gate) + W_h.t() @ dzh + W_t.t() @ dzt
