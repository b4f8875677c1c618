"""What a trained model remembers, in the few numbers that a record of many models keeps."""

import torch
from torch import Tensor

from rnnviz.analyses import gradients, perturbation
from rnnviz.analyses.gradients import Flow
from rnnviz.core.masks import Sampler, sample
from rnnviz.core.placement import Placement
from rnnviz.lm.model import LanguageModel
from rnnviz.runs.record import Memory

LAGS_STEPS = (0, 1, 2, 4, 8, 16, 32)
_TEXTS = 8
_PASSES = 4


def remembered(
    model: LanguageModel, ids: Tensor, placement: Placement, draw: Sampler = sample
) -> Memory:
    """What the top layer keeps of earlier words, over stretches of the text `ids`, spread evenly.

    With the masks of training, some draws of each, or as `at_evaluation` draws them.
    """
    length = max(LAGS_STEPS) + 2
    stretches = ids[: len(ids) // length * length].view(-1, length)
    chosen = stretches[torch.linspace(0, len(stretches) - 1, _TEXTS).long()]
    weights, passes = model.weights(), _PASSES if draw is sample and placement.active else 1
    flows = [
        gradients.measure(weights, text, placement, passes=passes, seed=n, draw=draw)
        for n, text in enumerate(chosen)
    ]
    swapped = perturbation.measure(
        weights, chosen[:, :-1].T, placement, LAGS_STEPS, passes=passes, draw=draw
    )
    return Memory(
        LAGS_STEPS,
        _means([flow.along_c or flow.along_h for flow in flows]),
        _means([flow.agreement for flow in flows]),
        swapped.state,
        swapped.kl_nats,
    )


def _means(flows: list[Flow]) -> tuple[float, ...]:
    """Over texts and passes, at each lag that is kept."""
    together = Flow(tuple(row for flow in flows for row in flow.passes)).mean
    return tuple(together[lag] for lag in LAGS_STEPS)
