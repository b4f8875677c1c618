import torch
from torch import nn

STEPS, BATCH, WORDS, UNITS = 4, 3, 7, 5


class Model(nn.Module):
    """Reads words, drops on the way in and out."""

    def __init__(self):
        super().__init__()
        torch.manual_seed(0)
        self.embedding, self.rnn = nn.Embedding(WORDS, UNITS), nn.RNN(UNITS, UNITS)
        self.dropout, self.head = nn.Dropout(0.5), nn.Linear(UNITS, WORDS)
        self.modes = []

    def forward(self, x, state):
        self.modes.append(self.training)
        hidden, state = self.rnn(self.dropout(self.embedding(x)), state)
        return self.head(self.dropout(hidden)), state


class Spy(torch.optim.SGD):
    """Notes the norm of the gradient that it is given."""

    def step(self, closure=None):
        grads = [p.grad.flatten() for group in self.param_groups for p in group["params"]]
        self.norms = [*getattr(self, "norms", []), torch.cat(grads).norm().item()]
        return super().step(closure)


def scene(rate=1.0):
    model = Model()
    torch.manual_seed(1)
    x, y = torch.randint(WORDS, (2, STEPS, BATCH))
    return model, Spy(model.parameters(), lr=rate), x, y, torch.zeros(1, BATCH, UNITS)


def check_loss(answer):
    """The loss is a number near ln(words), as before any training."""
    loss, _ = answer.train_step(*scene(), 5.0)
    assert isinstance(loss, float), f"The loss is a {type(loss).__name__}, not a number."
    assert 1 < loss < 3, f"The loss is {loss:.2f}; ln({WORDS}) is 1.95."


def check_mode(answer):
    """The model drops, even if it was left in evaluation mode."""
    model, *rest = scene()
    model.eval()
    answer.train_step(model, *rest, 5.0)
    assert model.modes == [True], "The forward pass ran in evaluation mode."


def check_learns(answer):
    """After forty steps on the same window the loss is lower."""
    model, optimiser, x, y, state = scene(0.5)
    losses = [answer.train_step(model, optimiser, x, y, state, 5.0)[0] for _ in range(40)]
    first, last = sum(losses[:5]) / 5, sum(losses[-5:]) / 5
    assert last < first - 0.2, f"It was {first:.2f} at first and is {last:.2f} at last."


def check_fresh(answer):
    """The gradient of one step isn't added to the next one's."""
    model, optimiser, *rest = scene(0.0)  # a rate of 0: nothing is learnt
    model.dropout.p = 0.0
    for _ in range(3):
        answer.train_step(model, optimiser, *rest, 1e9)
    first, *_, last = optimiser.norms
    assert abs(last - first) < 1e-5 * first, f"The norm grew from {first:.3f} to {last:.3f}."


def check_clipped(answer):
    """The optimiser never sees a gradient longer than it may be, nor a short one stretched."""
    model, optimiser, *rest = scene()
    answer.train_step(model, optimiser, *rest, 0.01)
    norm = optimiser.norms[-1]
    assert norm <= 0.0101, f"Its norm was {norm:.3f} where 0.01 was the most."
    model, optimiser, *rest = scene()
    model.dropout.p = 0.0
    answer.train_step(model, optimiser, *rest, 1e9)
    assert optimiser.norms[-1] < 10, "A short gradient was stretched to the greatest length."


def check_cut(answer):
    """The state goes on, but not its history."""
    model, optimiser, x, y, start = scene()
    _, state = answer.train_step(model, optimiser, x, y, start, 5.0)
    assert not state.requires_grad, "The state still hangs on the graph of its window."
    assert (state != 0).any(), "The state is all zeros; hand on what the model returned."
