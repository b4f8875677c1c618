"""Modules as people write them."""

import torch
from torch import nn
from torch.nn import functional

import rnnviz.nn


class WordModel(nn.Module):
    """PyTorch's word language model."""

    def __init__(self, vocab=100, size=12):
        super().__init__()
        self.drop = nn.Dropout(0.2)
        self.enc = nn.Embedding(vocab, size)
        self.rnn = nn.LSTM(size, size, 2, dropout=0.3)
        self.dec = nn.Linear(size, vocab)

    def forward(self, x):
        out, state = self.rnn(self.drop(self.enc(x)))
        return self.dec(self.drop(out)), state


class Classifier(nn.Module):
    """Sequence classifier, batch first, GRU."""

    def __init__(self, inputs=6, hidden=10):
        super().__init__()
        self.rnn = nn.GRU(inputs, hidden, 2, dropout=0.5, batch_first=True, bidirectional=True)
        self.head = nn.Sequential(nn.Dropout(0.4), nn.Linear(2 * hidden, 3))

    def forward(self, x):
        return self.head(self.rnn(x)[0][:, -1])


class StackedStates(nn.Module):
    """Batch-first loop with a locked mask, stacked states in one tensor."""

    def __init__(self):
        super().__init__()
        self.cells = nn.ModuleList([nn.LSTMCell(6, 8), nn.LSTMCell(8, 8)])

    def forward(self, x):
        B = x.size(0)
        h = torch.zeros(2, B, 8)
        c = torch.zeros(2, B, 8)
        mask = (
            torch.bernoulli(torch.full((2, B, 8), 0.75)) / 0.75
            if self.training
            else torch.ones(2, B, 8)
        )
        outs = []
        for t in range(x.size(1)):
            inp = x[:, t]
            hs, cs = [], []
            for l, cell in enumerate(self.cells):
                inp = functional.dropout(inp, 0.1, self.training)
                hl, cl = cell(inp, (h[l] * mask[l], c[l]))
                hs.append(hl)
                cs.append(cl)
                inp = hl
            h, c = torch.stack(hs), torch.stack(cs)
            outs.append(inp)
        return torch.stack(outs, 1)


class OneProduct(nn.Module):
    """All gates by hand, on [x, h]; zoneout on c; dropout on g (Semeniuta)."""

    def __init__(self, i=5, n=9):
        super().__init__()
        self.n = n
        self.gates = nn.Linear(i + n, 4 * n)

    def forward(self, x):
        h = x.new_zeros(x.size(1), self.n)
        c = h
        for x_t in x:
            i, f, g, o = self.gates(torch.cat([x_t, h], -1)).chunk(4, -1)
            new = f.sigmoid() * c + i.sigmoid() * functional.dropout(g.tanh(), 0.25, self.training)
            z = (torch.rand_like(c) < 0.2).float() if self.training else 0.2
            c = z * c + (1 - z) * new
            h = o.sigmoid() * c.tanh()
        return h


class WeightDrop(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(6, 7)
        self.raw = nn.Parameter(self.rnn.weight_hh_l0.detach().clone())
        del self.rnn._parameters["weight_hh_l0"]

    def forward(self, x):
        self.rnn.weight_hh_l0 = functional.dropout(self.raw, 0.5, self.training)
        return self.rnn(x)[0]


class LeftOn(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.GRU(6, 7)

    def forward(self, x):
        return functional.dropout(self.rnn(x)[0], 0.3)


class EachGate(nn.Module):
    """A mask for each gate."""

    def __init__(self, i=5, n=9):
        super().__init__()
        self.W = nn.ModuleList(nn.Linear(i, n) for _ in range(4))
        self.U = nn.ModuleList(nn.Linear(n, n, bias=False) for _ in range(4))
        self.drop = nn.Dropout(0.5)
        self.n = n

    def forward(self, x):
        h = x.new_zeros(x.size(1), self.n)
        c = h
        m = [self.drop(torch.ones_like(h)) for _ in range(4)]
        for t in range(len(x)):
            a = [W(x[t]) + U(h * k) for W, U, k in zip(self.W, self.U, m, strict=True)]
            c = a[1].sigmoid() * c + a[0].sigmoid() * a[2].tanh()
            h = a[3].sigmoid() * c.tanh()
        return h, c


class Noisy(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(6, 7)

    def forward(self, x):
        return self.rnn(x + 0.1 * torch.randn_like(x))[0]


class Packed(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(6, 7, 2, dropout=0.2, batch_first=True)

    def forward(self, x):
        p = nn.utils.rnn.pack_padded_sequence(
            x, torch.full((len(x),), x.shape[1]), batch_first=True
        )
        return nn.utils.rnn.pad_packed_sequence(self.rnn(p)[0], batch_first=True)[0]


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.MultiheadAttention(8, 2, dropout=0.1)

    def forward(self, x):
        return self.a(x, x, x)[0]


layer = rnnviz.nn.LSTM(6, 7, placement="weights:0.5:batch+output:0.2")


class Table(nn.Module):
    def __init__(self):
        super().__init__()
        self.table = nn.Embedding(40, 6)
        self.rnn = nn.RNN(6, 7)

    def forward(self, x):
        rows = self.table.weight
        if self.training:
            rows = rows * torch.bernoulli(rows.new_full((len(rows), 1), 0.8)) / 0.8
        return self.rnn(functional.embedding(x, rows))[0]


class Quiet(nn.Module):
    def __init__(self):
        super().__init__()
        self.cell = nn.GRUCell(6, 7)

    def forward(self, x):
        h = None
        for x_t in x:
            h = self.cell(x_t, h)
        return h


class Asking(nn.Module):
    def __init__(self, inputs, units):
        super().__init__()
        self.rnn = nn.GRU(inputs, units)
