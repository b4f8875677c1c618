import torch
from torch import nn

WORDS, UNITS = 7, 5


class Model(nn.Module):
    """Reads words, drops on the way in and out."""

    def __init__(self):
        super().__init__()
        torch.manual_seed(0)
        self.embedding, self.rnn = nn.Embedding(WORDS, UNITS), nn.RNN(UNITS, UNITS)
        self.dropout, self.head = nn.Dropout(0.5), nn.Linear(UNITS, WORDS)

    def forward(self, x, state):
        hidden, state = self.rnn(self.dropout(self.embedding(x)), state)
        return self.head(self.dropout(hidden)), state


class Broken(Model):
    """Falls over in every pass."""

    def forward(self, x, state):
        raise RuntimeError("out of order")


X, START = torch.tensor([[1, 2], [3, 4], [5, 6]]), torch.ones(1, 2, UNITS)


def check_probabilities(answer):
    """What comes back are probabilities of the next word."""
    chances, _ = answer.predict(Model(), X, START)
    assert chances.shape == (3, 2, WORDS), f"Their shape is {tuple(chances.shape)}."
    sums = chances.sum(-1)
    assert (chances >= 0).all(), "Some are negative."
    assert torch.allclose(sums, torch.ones(3, 2)), f"They sum to {sums[0, 0].item():.2f}."


def check_nothing_dropped(answer):
    """Nothing is dropped: they are those of the model in evaluation mode."""
    model = Model().eval()
    wanted, state = model(X, START)
    model.train()
    chances, went_on = answer.predict(model, X, START)
    assert torch.allclose(chances, wanted.softmax(-1)), "They are others."
    assert torch.allclose(went_on, state), "The state that comes back isn't the model's."


def check_no_graph(answer):
    """No graph hangs on what comes back."""
    chances, state = answer.predict(Model(), X, START)
    kept = chances.requires_grad or state.requires_grad
    assert not kept, "It could still be differentiated; run the model under torch.no_grad()."


def check_mode(answer):
    """The model is left in the mode in which it was found."""
    for mode in (True, False):
        model = Model().train(mode)
        answer.predict(model, X, START)
        assert model.training == mode, f"training was {mode} before and {model.training} after."


def check_failure(answer):
    """Even if it fails."""
    model = Broken()
    try:
        answer.predict(model, X, START)
    except RuntimeError:
        assert model.training, "After an error the model stays in evaluation mode."
        return
    raise AssertionError("The model's error was swallowed.")
