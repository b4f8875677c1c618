import warnings

import torch
from torch import nn

UNITS = 256


def made(answer, layers=2, rate=0.25):
    torch.manual_seed(0)
    model = answer.Zaremba(UNITS, UNITS, layers, rate)
    lstms = [part for part in model.modules() if isinstance(part, nn.LSTM)]
    assert len(lstms) == 1, f"The model has {len(lstms)} layers of type nn.LSTM, and needs one."
    assert not lstms[0].batch_first, "Time comes first here, not the batch."
    return model, lstms[0]


def dropped(answer, layers=2):
    """The share of zeros on the way in, between the layers and on the way out, in one step.

    A weight has no gradient where what it multiplies was dropped.
    """
    model, lstm = made(answer, layers)
    out = model.train()(torch.ones(1, 1, UNITS))
    out.sum().backward()
    met = [lstm.get_parameter(f"weight_ih_l{n}").grad.abs().sum(0) for n in range(layers)]
    return [(value == 0).float().mean().item() for value in (*met, out.detach())]


def check_input(answer):
    """While training the input of the first layer is dropped."""
    share = dropped(answer)[0]
    assert 0.15 < share < 0.35, f"A share of {share:.2f} of the input is dropped, not 0.25."


def check_between(answer):
    """Between the layers the output of the lower one is dropped."""
    share = dropped(answer)[1]
    assert 0.15 < share < 0.35, f"A share of {share:.2f} is dropped between layers, not 0.25."


def check_output(answer):
    """The output of the top layer is dropped, once."""
    share = dropped(answer)[-1]
    assert 0.15 < share < 0.35, f"A share of {share:.2f} of the output is dropped, not 0.25."


def check_evaluation(answer):
    """In evaluation mode nothing is dropped."""
    model, lstm = made(answer)
    x = torch.randn(3, 2, UNITS)
    same = torch.allclose(model.eval()(x), lstm(x)[0])
    assert same, "In evaluation mode the output isn't that of the LSTM alone."


def check_one_layer(answer):
    """One layer has two masks, and PyTorch has nothing to warn of."""
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        shares = dropped(answer, layers=1)
    right = all(0.15 < share < 0.35 for share in shares)
    assert right, f"With one layer shares of {[round(s, 2) for s in shares]} are dropped."
    assert not warned, "nn.LSTM warns: with one layer its dropout has nothing to drop."
