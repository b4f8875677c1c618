"""How large a model is, told before anything of it is made. No torch."""

from math import inf

from rnnviz.capacity import free_bytes
from rnnviz.core.placement import GATES
from rnnviz.errors import InputError
from rnnviz.lm.configs import ModelConfig

_BYTES = 20  # of a parameter in training: its weight, that of the best epoch, its gradient, and
# Adam's two means


def parameters(model: ModelConfig, words: int) -> int:
    """The numbers that a model with V `words` learns."""
    units, rows = model.units, len(GATES[model.cell]) * model.units
    layer = 2 * rows * units + 2 * rows  # W_ih, W_hh and their biases
    tables = (1 if model.tied else 2) * words * units  # embedding and softmax
    return model.layers * layer + tables + words


def refuse_size(count: int, most: float = inf) -> None:
    """Raise `InputError` for more parameters than `most`, or than this machine's memory holds."""
    if count > most:
        raise InputError("lm.large", count=count, most=most)
    needed, free = count * _BYTES, free_bytes()
    if needed > free:
        raise InputError("lm.no_memory", count=count, needed=needed / 2**30, free=free / 2**30)
