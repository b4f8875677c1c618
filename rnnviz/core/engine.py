"""The fast path: whole sequences at once, the same masks in and the same numbers out as `unroll`.

Three ideas make it fast. What doesn't depend on the recurrence is one large product, before the
loop (W x_t of all steps) or after it (all weight gradients). Inside the loop nothing is allocated:
each step works in place on its slice of buffers that hold the whole sequence, and these double as
what the backward pass needs. And backpropagation through time is written out by hand, one
`torch.autograd.Function` per cell, so that autograd keeps one record per layer and not per step.

Nothing outlives a call: no pool of buffers, no state. So threads, nested calls and several
forward passes before a backward one need no care.
"""

from torch import Tensor

from rnnviz.core.cells import LayerRun, LayerWeights, State
from rnnviz.core.masks import LayerMasks
from rnnviz.core.placement import Cell


def layer(
    cell: Cell, x: Tensor, state: State, weights: LayerWeights, masks: LayerMasks
) -> LayerRun:
    """One layer over x (T, B, I) from `state`: what `cells.unroll` returns, without the gates."""
