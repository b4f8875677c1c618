"""What a trained model remembers, in the few numbers that a record of many models keeps."""

import torch
from torch import Tensor

from rnnviz.analyses import gradients, perturbation
from rnnviz.core.masks import Draw, sample
from rnnviz.core.placement import Placement
from rnnviz.lm.model import LanguageModel
from rnnviz.runs.record import Memory

LAGS_STEPS = (0, 1, 2, 4, 8, 16, 32)
_TEXTS = 8
_PASSES = 4


def remembered(
    model: LanguageModel, ids: Tensor, placement: Placement, draw: Draw = sample
) -> Memory:
    """What the top layer keeps of earlier words, over stretches of the text `ids`, spread evenly.

    With the masks of training, some draws of each, or as `at_evaluation` draws them.
    """
    length = max(LAGS_STEPS) + 2
    stretches = ids[: len(ids) // length * length].view(-1, length)
    chosen = stretches[torch.linspace(0, len(stretches) - 1, _TEXTS).long()]
    weights, passes = model.weights(), _PASSES if draw is sample and placement.active else 1
    flows = []
    for n, text in enumerate(chosen):
        found = gradients.measure(weights, text, placement, passes=passes, seed=n, draw=draw)
        flows.append(found.along_c or found.along_h)
    together = gradients.Flow(tuple(row for flow in flows for row in flow.passes))
    swapped = perturbation.measure(
        weights, chosen[:, :-1].T, placement, LAGS_STEPS, passes=passes, draw=draw
    )
    return Memory(
        LAGS_STEPS,
        tuple(together.mean[lag] for lag in LAGS_STEPS),
        swapped.state,
        swapped.kl_nats,
    )
