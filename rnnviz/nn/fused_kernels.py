"""A step of the LSTM, all but its product: forward and back, in one pass over memory each.

Compiled by Numba, for float32 on a CPU. torch walks over the step's arrays once for each of some
ten operations; here a row of one example stays in the nearest cache from its gates to its h_t. The
loops are short and many because a compiler vectorizes only what it can see not to overlap.

Arrays: a step's gates (T, B, 4·H) in torch's order i, f, g, o; states (T + 1, B, H), the first ones
in front; a mask (T or 1, B or 1, H), ones where there is no noise.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from numba import config, njit  # pyright: ignore[reportUnknownVariableType]
from numpy.typing import NDArray

if config.DISABLE_JIT:  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
    raise ImportError("Numba's compiler is off, and uncompiled these loops take seconds.")

F = TypeVar("F", bound=Callable[..., Any])
Array = NDArray[np.float32]
_A2, _A3 = "float32[:, ::1]", "float32[:, :, ::1]"
_HALF, _ONE, _QUARTER = np.float32(0.5), np.float32(1), np.float32(0.25)
_C0, _C1, _C2, _FAR = np.float32(105), np.float32(45), np.float32(10), np.float32(2.5)
# No rule of arithmetic is waived that a number which isn't finite would notice.
_RULES: dict[str, Any] = {"fastmath": {"contract", "arcp"}, "error_model": "numpy", "nogil": True}


def _within(function: F) -> F:
    """Compiled into what calls it."""
    return cast("F", njit(inline="always", **_RULES)(function))


def _for_types(*types: str) -> Callable[[F], F]:
    """Compiled for these types now, or read from where it was kept when that was done before."""

    def compiled(function: F) -> F:
        signature = f"void({', '.join(types)})"
        try:
            return cast("F", njit(signature, cache=True, **_RULES)(function))
        except RuntimeError:  # no folder to keep it in
            return cast("F", njit(signature, **_RULES)(function))

    return compiled


@_within
def _tanh(x: np.float32) -> np.float32:
    """Lambert's continued fraction x / (1 + x² / (3 + x² / (5 + x² / 7))) of a quarter, twice
    doubled by tanh 2y = 2 tanh y / (1 + tanh² y), with a single division at the end.
    """
    y = max(min(_QUARTER * x, _FAR), -_FAR)
    s = y * y
    p, q = y * (_C2 * s + _C0), (s + _C1) * s + _C0
    p, q = (p + p) * q, q * q + p * p
    t = (p + p) * q / (q * q + p * p)
    return max(min(t, _ONE), -_ONE)


@_within
def _sigmoid(x: np.float32) -> np.float32:
    return _HALF + _HALF * _tanh(_HALF * x)


@_within
def _row(mask: Array, t: int, b: int) -> Array:
    """What example b meets at step t."""
    return mask[min(t, mask.shape[0] - 1), min(b, mask.shape[1] - 1)]


@_for_types("int64", *[_A3] * 11)
def forward(  # noqa: C901, PLR0917 -- many short loops over many arrays
    t: int,
    gates: Array,  # a on the way in, σ(a) and tanh(a) on the way out
    hidden: Array,
    cell: Array,
    tanh_cell: Array,  # (T, B, H)
    shown: Array,  # (T + 1, B, H): D(h_t), which the next product meets; empty where it is h_t
    recurrent: Array,
    candidate: Array,
    on_cell: Array,
    on_hidden: Array,
    renew_cell: Array,
    renew_hidden: Array,
) -> None:
    """From the gates' sums of step t to its states."""
    H = cell.shape[2]
    for b in range(cell.shape[1]):
        i_f, i, f = gates[t, b, : 2 * H], gates[t, b, :H], gates[t, b, H : 2 * H]
        g, o = gates[t, b, 2 * H : 3 * H], gates[t, b, 3 * H :]
        c_before, c, h_before, h = cell[t, b], cell[t + 1, b], hidden[t, b], hidden[t + 1, b]
        tanh_c = tanh_cell[t, b]
        d_g, d_c, d_h = _row(candidate, t, b), _row(on_cell, t, b), _row(on_hidden, t, b)
        z_c, z_h = _row(renew_cell, t, b), _row(renew_hidden, t, b)
        for k in range(2 * H):
            i_f[k] = _sigmoid(i_f[k])
        for k in range(H):
            g[k] = _tanh(g[k])
        for k in range(H):
            o[k] = _sigmoid(o[k])
        for k in range(H):  # c' = D(f c_{t−1} + i D(g)), for now where its tanh will stand
            tanh_c[k] = (f[k] * c_before[k] + i[k] * (g[k] * d_g[k])) * d_c[k]
        for k in range(H):  # c_t = (1 − z) c_{t−1} + z c'
            c[k] = (_ONE - z_c[k]) * c_before[k] + z_c[k] * tanh_c[k]
        for k in range(H):
            tanh_c[k] = _tanh(tanh_c[k])
        for k in range(H):  # h_t = (1 − z) h_{t−1} + z D(o tanh c')
            h[k] = (_ONE - z_h[k]) * h_before[k] + z_h[k] * (o[k] * tanh_c[k] * d_h[k])
        if shown.size:
            seen, d_next = shown[t + 1, b], _row(recurrent, t + 1, b)
            for k in range(H):
                seen[k] = h[k] * d_next[k]


@_for_types("int64", _A3, *[_A2] * 3, *[_A3] * 11)
def backward(  # noqa: C901, PLR0917 -- as forward
    t: int,
    d_gates: Array,
    d_h: Array,  # (B, H): δh_{t+1} on the way in, δh_t on the way out
    d_c: Array,  # (B, H): what step t + 1 says of c_t on the way in, what t says of c_{t−1} out
    product: Array,  # (B, H): Uᵀ δa_{t+1}
    from_h: Array,  # (T or 1, B or 1, H): what the caller says of h_t
    from_c: Array,
    gates: Array,
    cell: Array,
    tanh_cell: Array,
    recurrent: Array,
    candidate: Array,
    on_cell: Array,
    on_hidden: Array,
    renew_cell: Array,
    renew_hidden: Array,
) -> None:
    """From the gradients of step t's states to those of its gates' sums and of c_{t−1}."""
    H = cell.shape[2]
    d_new = np.empty(H, gates.dtype)
    for b in range(cell.shape[1]):
        i, f = gates[t, b, :H], gates[t, b, H : 2 * H]
        g, o = gates[t, b, 2 * H : 3 * H], gates[t, b, 3 * H :]
        d_i, d_f = d_gates[t, b, :H], d_gates[t, b, H : 2 * H]
        d_g, d_o = d_gates[t, b, 2 * H : 3 * H], d_gates[t, b, 3 * H :]
        c_before, tanh_c, dh, dc = cell[t, b], tanh_cell[t, b], d_h[b], d_c[b]
        on_g, on_c, on_h = _row(candidate, t, b), _row(on_cell, t, b), _row(on_hidden, t, b)
        z_c, z_h = _row(renew_cell, t, b), _row(renew_hidden, t, b)
        on_next, z_next = _row(recurrent, t + 1, b), _row(renew_hidden, t + 1, b)
        said_h, said_c, through = _row(from_h, t, b), _row(from_c, t, b), product[b]
        for k in range(H):  # δh_t += D(Uᵀ δa_{t+1}) + (1 − z) δh_{t+1}
            dh[k] = said_h[k] + through[k] * on_next[k] + (_ONE - z_next[k]) * dh[k]
        for k in range(H):
            dc[k] = dc[k] + said_c[k]
        for k in range(H):  # δh' = z D δh_t, kept where δo will stand
            d_o[k] = z_h[k] * on_h[k] * dh[k]
        for k in range(H):  # D(δc' = z δc_t + δh' o (1 − tanh² c'))
            d_new[k] = (z_c[k] * dc[k] + d_o[k] * o[k] * (_ONE - tanh_c[k] * tanh_c[k])) * on_c[k]
        for k in range(H):
            d_o[k] = d_o[k] * tanh_c[k] * o[k] * (_ONE - o[k])
        for k in range(H):
            d_i[k] = d_new[k] * on_g[k] * g[k] * i[k] * (_ONE - i[k])
        for k in range(H):
            d_f[k] = d_new[k] * c_before[k] * f[k] * (_ONE - f[k])
        for k in range(H):
            d_g[k] = d_new[k] * on_g[k] * i[k] * (_ONE - g[k] * g[k])
        for k in range(H):  # δc_{t−1} = δc' D f + (1 − z) δc_t
            dc[k] = d_new[k] * f[k] + (_ONE - z_c[k]) * dc[k]
