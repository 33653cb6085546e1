# problem: mazur
# check: E_total w1:dw1 w4:dw4 w5:dw5 w8:dw8
import math
i1, i2 = 0.05, 0.10
t1, t2 = 0.01, 0.99
w1, w2, w3, w4 = 0.15, 0.20, 0.25, 0.30
w5, w6, w7, w8 = 0.40, 0.45, 0.50, 0.55
b1, b2 = 0.35, 0.60


def sig(n):
    return 1 / (1 + math.exp(-n))


out_h1 = sig(w1 * i1 + w2 * i2 + b1)
out_h2 = sig(w3 * i1 + w4 * i2 + b1)
out_o1 = sig(w5 * out_h1 + w6 * out_h2 + b2)
out_o2 = sig(w7 * out_h1 + w8 * out_h2 + b2)
E_total = 0.5 * (t1 - out_o1) ** 2 + 0.5 * (t2 - out_o2) ** 2
delta_o1 = -(t1 - out_o1) * out_o1 * (1 - out_o1)
delta_o2 = -(t2 - out_o2) * out_o2 * (1 - out_o2)
dw5 = delta_o1 * out_h1
dw6 = delta_o1 * out_h2
dw7 = delta_o2 * out_h1
dw8 = delta_o2 * out_h2
dout_h1 = delta_o1 * w5 + delta_o2 * w7
dout_h2 = delta_o1 * w6 + delta_o2 * w8
delta_h1 = dout_h1 * out_h1 * (1 - out_h1)
delta_h2 = dout_h2 * out_h2 * (1 - out_h2)
dw1 = delta_h1 * i1
dw2 = delta_h1 * i2
dw3 = delta_h2 * i1
dw4 = delta_h2 * i2
lr = 0.5
w5 -= lr * dw5
w1 -= lr * dw1
