"""Modules as people write them whose dropout is easily mistaken for another."""

import random

import numpy as np
import torch
from torch import nn
from torch.nn import functional

E, H = 8, 12


class Base(nn.Module):
    """An LSTM by hand."""

    input_size = E

    def __init__(self):
        super().__init__()
        self.x, self.h = nn.Linear(E, 4 * H), nn.Linear(H, 4 * H, bias=False)
        self.r, self.d, self.out = nn.LSTM(E, H), nn.Dropout(0.2), nn.Linear(H, 3)

    def step(self, x, h, c):
        i, f, g, o = (self.x(x) + self.h(h)).chunk(4, -1)
        c = f.sigmoid() * c + i.sigmoid() * g.tanh()
        return o.sigmoid() * c.tanh(), c

    def forward(self, x):
        h = c = x.new_zeros(x.shape[1], H)
        out = []
        for x_t in x:
            h, c = self.after(h, c, *self.step(x_t, self.into(h), c))
            out.append(h)
        return torch.stack(out)

    def into(self, h):
        return h

    def after(self, _h, _c, new_h, new_c):
        return new_h, new_c


class Twice(Base):
    def forward(self, x):
        return self.r(functional.dropout(self.d(x), 0.3, self.training))[0]


class TwiceAlike(Base):
    def forward(self, x):
        return self.r(self.d(self.d(x)))[0]


class TwoTables(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b, self.d = nn.Embedding(9, E), nn.Embedding(9, 4), nn.Dropout(0.2)
        self.r = nn.LSTM(E + 4, H)

    def forward(self, w):
        return self.r(torch.cat([self.d(self.a(w)), self.d(self.b(w))], -1))[0]


class OneTable(TwoTables):
    def forward(self, w):
        return self.r(torch.cat([self.d(self.a(w)), self.b(w)], -1))[0]


class Head(Base):
    def __init__(self):
        super().__init__()
        first = nn.Dropout(0.5), nn.Linear(H, 9), nn.ReLU()
        self.head = nn.Sequential(*first, nn.Dropout(0.2), nn.Linear(9, 3))

    def forward(self, x):
        return self.head(self.r(x)[0])


class TwoHeads(Base):
    def forward(self, x):
        y = self.r(x)[0]
        return [self.out(self.d(y)) for _ in range(3)]


class BurnIn(Base):
    def __init__(self):
        super().__init__()
        self.r = nn.LSTM(E, H, 2, dropout=0.3)

    def forward(self, x):
        _, state = self.r(x[:5])
        return self.r(x[5:], state)[0]


class OneLine(Base):
    def __init__(self):
        super().__init__()
        self.cell = nn.GRUCell(E, H)

    def forward(self, x):
        h, out, on = x.new_zeros(x.shape[1], H), [], self.training
        for x_t in x:
            # fmt: off
            h = self.cell(functional.dropout(x_t, 0.1, on), functional.dropout(h, 0.2, on)); out.append(self.out(functional.dropout(h, 0.3, on)))  # noqa: E501, E702
            # fmt: on
        return torch.stack(out)


class Zoneout(Base):
    def after(self, h, c, new_h, new_c):
        if not self.training:
            return 0.1 * h + 0.9 * new_h, 0.3 * c + 0.7 * new_c
        a, b = torch.bernoulli(torch.full_like(h, 0.1)), torch.bernoulli(torch.full_like(c, 0.3))
        return a * h + (1 - a) * new_h, b * c + (1 - b) * new_c


class ZoneoutByDropout(Base):
    def after(self, h, _c, new_h, new_c):
        if not self.training:
            return 0.1 * h + 0.9 * new_h, new_c
        return (1 - 0.1) * functional.dropout(new_h - h, 0.1) + h, new_c


class ZoneoutByWhere(Base):
    def after(self, _h, c, new_h, new_c):
        if not self.training:
            return new_h, 0.3 * c + 0.7 * new_c
        return new_h, torch.where(torch.rand_like(c) < 0.3, c, new_c)


class TwoDirections(Base):
    def __init__(self):
        super().__init__()
        self.cells = nn.ModuleList([nn.LSTMCell(E, H), nn.LSTMCell(E, H)])

    def forward(self, x):
        return torch.cat([self.run(cell, x) for cell in self.cells], -1)

    def run(self, cell, x):
        h = c = x.new_zeros(x.shape[1], H)
        out, mask = [], functional.dropout(torch.ones_like(h), 0.3, self.training)
        for x_t in x:
            h, c = cell(x_t, (h * mask, c))
            out.append(h)
        return torch.stack(out)


class ByIndex(Base):
    def into(self, h):
        h = h.clone()
        if self.training:
            h[torch.rand_like(h) < 0.3] = 0
            h = h / 0.7
        return h


class ByWhere(Base):
    def into(self, h):
        zeros = torch.zeros_like(h)
        return torch.where(torch.rand_like(h) < 0.3, zeros, h) / 0.7 if self.training else h


class ByWhereAhead(Base):
    def forward(self, x):
        if self.training:
            x = torch.where(torch.rand_like(x) < 0.3, 0.0, x / 0.7)
        return super().forward(x)


class ByDiagonal(Base):
    def into(self, h):
        mask = (torch.rand(H) > 0.3) / 0.7
        return h @ torch.diag(mask) if self.training else h


class Gates(Base):
    def __init__(self):
        super().__init__()
        self.us = nn.ModuleList([nn.Linear(H, H) for _ in range(4)])

    def masks(self, x):
        return [functional.dropout(torch.ones(x.shape[1], H), 0.3, self.training) for _ in range(4)]

    def forward(self, x):
        self.now = self.masks(x)
        return super().forward(x)

    def step(self, x, h, c):
        each = zip(self.x(x).chunk(4, -1), self.us, self.now, strict=True)
        i, f, g, o = [a + u(h * m) for a, u, m in each]
        c = f.sigmoid() * c + i.sigmoid() * g.tanh()
        return o.sigmoid() * c.tanh(), c


class OneMaskForGates(Gates):
    def masks(self, x):
        return super().masks(x)[:1] * 4


class CutWeights(Gates):
    """One matrix, cut into its gates."""

    def step(self, x, h, c):
        each = zip(self.x(x).chunk(4, -1), self.h.weight.chunk(4), self.now, strict=True)
        i, f, g, o = [a + (h * m) @ u.T for a, u, m in each]
        c = f.sigmoid() * c + i.sigmoid() * g.tanh()
        return o.sigmoid() * c.tanh(), c


class EvalOneOfTwo(Base):
    def forward(self, x):
        x = self.d(x)
        return self.r(functional.dropout(x, 0.1))[0]


class Packed(Base):
    def __init__(self):
        super().__init__()
        self.r = nn.LSTM(E, H, 2, dropout=0.3, bidirectional=True)

    def forward(self, x):
        lengths = torch.arange(x.shape[1]) % x.shape[0] + 1
        packed = nn.utils.rnn.pack_padded_sequence(x, lengths, enforce_sorted=False)
        return nn.utils.rnn.pad_packed_sequence(self.r(packed)[0])[0]


class LockedInPacked(Base):
    def forward(self, x):
        lengths = torch.arange(x.shape[1]) % x.shape[0] + 1
        packed = nn.utils.rnn.pack_padded_sequence(x, lengths, enforce_sorted=False)
        mask = functional.dropout(torch.ones(x.shape[1], E), 0.3, self.training)
        steps = packed.data.split(packed.batch_sizes.tolist())
        data = torch.cat([x_t * mask[: len(x_t)] for x_t in steps])
        return self.r(nn.utils.rnn.PackedSequence(data, *packed[1:]))[0]


class Attends(nn.Module):
    """Attention's weights act along the time of what answers, too."""

    def __init__(self):
        super().__init__()
        self.r, self.cell = nn.GRU(E, H), nn.GRUCell(H, H)
        self.a, self.d = nn.Linear(2 * H, 1), nn.Dropout(0.2)

    def forward(self, x):
        read, h = self.r(x)
        h, out = h[0], []
        for _ in x:
            weights = self.a(torch.cat([h.expand(len(x), -1, -1), read], -1)).softmax(0)
            h = self.cell((weights * read).sum(0), h)
            out.append(self.d(h))
        return torch.stack(out)


class Resized(nn.Module):
    """AWD-LSTM's words."""

    def __init__(self):
        super().__init__()
        self.e, self.r = nn.Embedding(50, E), nn.LSTM(E, H)

    def forward(self, w):
        table = self.e.weight
        if self.training:
            mask = table.data.new().resize_((len(table), 1)).bernoulli_(0.9)
            table = mask.expand_as(table) / 0.9 * table
        x = functional.embedding(w, table)
        if self.training:
            mask = x.data.new(1, *x.shape[1:]).bernoulli_(0.6)
            x = x * torch.autograd.Variable(mask, requires_grad=False) / 0.6
        return self.r(x)[0]


class EachStepsWeights(Base):
    def step(self, x, h, c):
        i, f, g, o = (
            self.x(x) + h @ functional.dropout(self.h.weight, 0.5, self.training).T
        ).chunk(4, -1)
        c = f.sigmoid() * c + i.sigmoid() * g.tanh()
        return o.sigmoid() * c.tanh(), c


class AheadOfLinear(Base):
    def forward(self, x):
        return self.r(functional.linear(self.d(x), self.x.weight)[..., :E].relu())[0]


class Late(Base):
    def forward(self, x):
        h, c = x.new_zeros(x.shape[1], H), x.new_zeros(x.shape[1], H)
        for t in range(len(x)):
            h, c = self.step(x[t], self.d(h) if t > 5 else h, c)
        return h


class Answer(nn.Module):
    """What answers takes fewer steps than what reads."""

    def __init__(self):
        super().__init__()
        self.r, self.cell, self.d = nn.LSTM(E, H), nn.LSTMCell(H, H), nn.Dropout(0.2)

    def forward(self, x):
        _, (h, c) = self.r(x)
        y, h, c = h[-1], h[-1], c[-1]
        for _ in range(6):
            h, c = self.cell(y, (self.d(h), c))
        return h


class Stateful(Base):
    state = None

    def forward(self, x):
        out, self.state = self.r(x, self.state)
        return out


class NumpysMask(Base):
    def into(self, h):
        kept = torch.from_numpy(np.random.rand(*h.shape) > 0.3)  # noqa: NPY002
        return h * kept / 0.7 if self.training else h


class BesideNumpys(NumpysMask):
    def forward(self, x):
        return super().forward(self.d(x))


class Coin(Base):
    def forward(self, x):
        tails = self.training and random.random() < 0.5  # noqa: S311
        return self.r(x * 0 if tails else x)[0]


class Attention(Base):
    def forward(self, x):
        y, rate = self.r(x)[0], 0.3 if self.training else 0.0
        return functional.scaled_dot_product_attention(y, y, y, dropout_p=rate)


class Heads(Base):
    def __init__(self):
        super().__init__()
        self.a = nn.MultiheadAttention(H, 2, dropout=0.2)

    def forward(self, x):
        y = self.r(x)[0]
        return self.a(y, y, y)[0]


class Leaky(Base):
    def forward(self, x):
        return functional.rrelu(self.r(x)[0], training=self.training)


class Alpha(Base):
    def forward(self, x):
        return self.r(functional.alpha_dropout(x, 0.2, self.training))[0]


class Unknown(TwoTables):
    """Words that become the first one."""

    def forward(self, w):
        if self.training:
            w = torch.where(torch.rand(w.shape) < 0.1, torch.zeros_like(w), w)
        return self.r(torch.cat([self.a(w), self.b(w)], -1))[0]


class Chance(Base):
    """A mask that is drawn and asked for one of its numbers."""

    def forward(self, x):
        return self.r(x * 0 if self.training and torch.rand(()) < 0.5 else x)[0]


class Lost(Base):
    """A mask that goes another way than torch's."""

    def forward(self, x):
        x = self.d(x)
        if self.training:
            x = x * torch.tensor((torch.rand(E) < 0.7).numpy().tolist()) / 0.7
        return self.r(x)[0]
