# problem: gru
# check: loss W_r:dW_r W_z:dW_z W_n:dW_n U_r:dU_r U_z:dU_z U_n:dU_n
import numpy as np
W_r = np.array([[0.5, -1], [0.25, -0.5]])
W_z = np.array([[-0.25, 0.25], [-0.75, -0.25]])
W_n = np.array([[-1, -0.25], [-1, 0.5]])
U_r = np.array([[1, -0.5], [0.5, -0.5]])
U_z = np.array([[-1, 0.5], [-1, 0.75]])
U_n = np.array([[-0.25, -0.5], [0.5, 0.75]])
x = np.array([[1, -1], [0.5, 2]]).T
y = np.array([[1], [-0.5]])
T = 2
h = np.zeros((2, T + 1)); r = np.zeros((2, T)); z = np.zeros((2, T)); n = np.zeros((2, T))
h[:, 0] = [0.5, -0.25]
for t in range(T):
    ar = W_r.dot(x[:, t]) + U_r.dot(h[:, t])
    r[:, t] = 1 / (1 + np.exp(-ar))
    az = W_z.dot(x[:, t]) + U_z.dot(h[:, t])
    z[:, t] = 1 / (1 + np.exp(-az))
    an = W_n.dot(x[:, t]) + U_n.dot(r[:, t] * h[:, t])
    n[:, t] = np.tanh(an)
    h[:, t + 1] = z[:, t] * h[:, t] + (1 - z[:, t]) * n[:, t]
loss = 0.5 * np.linalg.norm(h[:, [T]] - y) ** 2
dW_r, dW_z, dW_n, dU_r, dU_z, dU_n = [np.zeros((2, 2)) for _ in range(6)]
dh = h[:, [T]] - y
for t in range(T - 1, -1, -1):
    h_t, r_t, z_t, n_t = h[:, [t]], r[:, [t]], z[:, [t]], n[:, [t]]
    dz = dh * (h_t - n_t)
    dn = dh * (1 - z_t)
    dan = dn * (1 - n_t ** 2)
    daz = dz * z_t * (1 - z_t)
    dW_n += dan.dot(x[:, [t]].T)
    dU_n += dan.dot((r_t * h_t).T)
    drh = U_n.T.dot(dan)
    dr = drh * h_t
    dar = dr * r_t * (1 - r_t)
    dW_z += daz.dot(x[:, [t]].T)
    dU_z += daz.dot(h_t.T)
    dW_r += dar.dot(x[:, [t]].T)
    dU_r += dar.dot(h_t.T)
    dh_prev = dh * z_t
    dh_prev += drh * r_t
    dh_prev += U_z.T.dot(daz)
    dh_prev += U_r.T.dot(dar)
    dh = dh_prev
