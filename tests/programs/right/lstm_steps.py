# problem: lstm
# check: L W_f:G['W_f'] U_i:G['U_i'] W_o:G['W_o'] U_g:G['U_g'] U_f:G['U_f']
import numpy as np

sigmoid = lambda a: 1 / (1 + np.exp(-a))


def step_forward(xt, h_prev, c_prev, p):
    f = sigmoid(p["W_f"] @ h_prev + p["U_f"] @ xt + p["b_f"])
    i = sigmoid(p["W_i"] @ h_prev + p["U_i"] @ xt + p["b_i"])
    o = sigmoid(p["W_o"] @ h_prev + p["U_o"] @ xt + p["b_o"])
    g = np.tanh(p["W_g"] @ h_prev + p["U_g"] @ xt + p["b_g"])
    c = f * c_prev + i * g
    h = o * np.tanh(c)
    cache = (xt, h_prev, c_prev, f, i, o, g, c)
    return h, c, cache


def step_backward(dh, dc, cache, p):
    xt, h_prev, c_prev, f, i, o, g, c = cache
    tanh_c = np.tanh(c)
    do = dh * tanh_c
    dc = dc + dh * o * (1 - tanh_c ** 2)
    df = dc * c_prev
    di = dc * g
    dg = dc * i
    dc_prev = dc * f
    daf = df * f * (1 - f)
    dai = di * i * (1 - i)
    dao = do * o * (1 - o)
    dag = dg * (1 - g ** 2)
    grads = {}
    for name, da in zip("fiog", (daf, dai, dao, dag)):
        grads["W_" + name] = np.outer(da, h_prev)
        grads["U_" + name] = np.outer(da, xt)
        grads["b_" + name] = da
    dh_prev = p["W_f"].T @ daf + p["W_i"].T @ dai + p["W_o"].T @ dao + p["W_g"].T @ dag
    return dh_prev, dc_prev, grads


def lstm_loss(x, y, params, h0, c0):
    h, c = h0, c0
    caches = []
    for xt in x:
        h, c, cache = step_forward(xt, h, c, params)
        caches.append(cache)
    loss = ((h - y) ** 2).mean()
    dh, dc = 2 * (h - y) / h.size, np.zeros_like(c)
    grads = {name: np.zeros_like(value) for name, value in params.items()}
    for cache in reversed(caches):
        dh, dc, step = step_backward(dh, dc, cache, params)
        for name in step:
            grads[name] += step[name]
    return loss, grads


if __name__ == "__main__":
    P = {
        "W_f": np.array([[0.5, -0.2], [0.1, 0.3]]), "W_i": np.array([[0.4, 0.1], [-0.3, 0.2]]),
        "W_o": np.array([[0.2, 0.6], [0.5, -0.1]]), "W_g": np.array([[-0.4, 0.3], [0.2, 0.5]]),
        "U_f": np.array([[0.3, 0.1], [-0.2, 0.4]]), "U_i": np.array([[0.5, -0.1], [0.2, 0.3]]),
        "U_o": np.array([[-0.3, 0.2], [0.4, 0.1]]), "U_g": np.array([[0.6, -0.5], [0.1, 0.2]]),
        "b_f": np.ones(2), "b_i": np.zeros(2), "b_o": np.zeros(2), "b_g": np.zeros(2),
    }
    L, G = lstm_loss(np.array([[1, -1], [0.5, 2]]), np.array([1, -1]), P, np.zeros(2), np.zeros(2))
    print(f"loss {L:.4f}")
    for k, v in G.items():
        print(k, v, sep="\n")
