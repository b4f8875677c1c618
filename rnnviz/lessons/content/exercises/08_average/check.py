import torch
from torch import nn

STEPS, BATCH, WORDS, UNITS = 3, 2, 5, 16


class Model(nn.Module):
    """Reads words, drops on the way in and out, and keeps its logits of each pass."""

    def __init__(self):
        super().__init__()
        torch.manual_seed(0)
        self.embedding, self.rnn = nn.Embedding(WORDS, UNITS), nn.RNN(UNITS, UNITS)
        self.dropout, self.head = nn.Dropout(0.5), nn.Linear(UNITS, WORDS)
        self.logits = []

    def forward(self, x):
        hidden = self.rnn(self.dropout(4 * self.embedding(x)))[0]
        logits = 4 * self.head(self.dropout(hidden))
        self.logits.append(logits.detach())
        return logits


X = torch.tensor([[0, 1], [2, 3], [4, 0]])


def predicted(answer, passes=20, *, training=False):
    model = Model().train(training)
    got = answer.predict(model, X, passes)
    shape = tuple(got.shape)
    assert shape == (STEPS, BATCH, WORDS), f"What comes back has shape {shape}."
    return model, got


def check_passes(answer):
    """There are as many passes as were asked for, each under masks of its own."""
    model, _ = predicted(answer)
    passes = model.logits
    assert len(passes) == 20, f"20 passes were asked for, the model ran {len(passes)} times."
    alike = torch.equal(passes[0], passes[1])
    assert not alike, "Two passes are alike: in evaluation mode dropout is off."


def check_probabilities(answer):
    """What comes back are probabilities."""
    _, got = predicted(answer)
    total = got.sum(-1)[0, 0].item()
    assert abs(total - 1) < 1e-4, f"The probabilities of a word's successors sum to {total:.2f}."


def check_mean(answer):
    """It is the mean of the passes' probabilities, not of their logits or logarithms."""
    model, got = predicted(answer)
    wanted = torch.stack(model.logits).softmax(-1).mean(0)
    off = (got - wanted).abs().max().item()
    assert off < 1e-5, f"A probability is off by {off:.3f} from the mean over the passes."


def check_mode(answer):
    """The model is left in the mode in which it was found."""
    for mode in (True, False):
        model, _ = predicted(answer, 2, training=mode)
        assert model.training == mode, f"training was {mode} before and {model.training} after."


def check_no_graph(answer):
    """No graph is kept for a backward pass."""
    _, got = predicted(answer, 2)
    assert not got.requires_grad, "It could still be differentiated: use torch.no_grad()."
