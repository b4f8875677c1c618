import torch
from torch import nn
from torch.nn.functional import cross_entropy

WORDS, UNITS = 9, 16


class Model(nn.Module):
    """An embedding, a recurrent layer and a head, with dropout on the way in and out."""

    def __init__(self):
        super().__init__()
        torch.manual_seed(0)
        self.embedding, self.rnn = nn.Embedding(WORDS, UNITS), nn.RNN(UNITS, UNITS)
        self.dropout, self.head = nn.Dropout(0.5), nn.Linear(UNITS, WORDS)

    def forward(self, x):
        return self.head(self.dropout(self.rnn(self.dropout(self.embedding(x)))[0]))


def scene():
    model = Model()
    x = torch.randint(WORDS, (6, 4), generator=torch.Generator().manual_seed(1))
    return model, x, x.roll(-1, 0)


def check_repeats(answer):
    """Measured twice, it is the same."""
    model, x, y = scene()
    first, other = (answer.perplexity(model.train(), x, y) for _ in range(2))
    assert first == other, f"First {first:.3f}, then {other:.3f}: something random is at work."


def check_value(answer):
    """It is the perplexity without dropout."""
    model, x, y = scene()
    logits = model.eval()(x)
    wanted = cross_entropy(logits.flatten(0, 1), y.flatten()).exp().item()
    got = answer.perplexity(model.train(), x, y)
    assert abs(got - wanted) < 1e-4, f"It is {got:.3f}; without dropout {wanted:.3f}."


def check_mode(answer):
    """The model is left in the mode in which it was found."""
    for mode in (True, False):
        model, x, y = scene()
        answer.perplexity(model.train(mode), x, y)
        assert model.training == mode, f"training was {mode} before and {model.training} after."
