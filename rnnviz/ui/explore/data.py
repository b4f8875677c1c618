"""The Explore page's measurements, each cached by what it was asked."""

import torch
from torch import Tensor

from rnnviz.analyses import (
    context,
    cross,
    gradients,
    passes,
    perturbation,
    probe,
    states,
    surprisal,
)
from rnnviz.analyses.context import Context
from rnnviz.analyses.cross import Crossed
from rnnviz.analyses.gradients import Gradients
from rnnviz.analyses.passes import Passes
from rnnviz.analyses.perturbation import Perturbation
from rnnviz.analyses.probe import Probe
from rnnviz.analyses.states import Kind, Pattern, Place, States, Unit
from rnnviz.analyses.surprisal import Surprisal, expected, stream_nats, striking
from rnnviz.core.masks import generator
from rnnviz.core.placement import Placement
from rnnviz.ui.explore.shelf import opened
from rnnviz.ui.kit.caching import cached
from rnnviz.ui.models.passages import LAGS, passages_of

SEARCHED_WORDS = 10_000
_BATCH = 20  # streams


@cached(300)
def surprisals(name: str, words: tuple[str, ...]) -> Surprisal:
    """At test time."""
    reader = opened(name)
    draw = expected(reader.card.placement, generator(reader.card.run.seed))
    return surprisal.measure(reader.model, reader.tokens(words), draw)


@cached(300)
def struck_surprisals(
    name: str, words: tuple[str, ...], placement: Placement, seed: int
) -> Surprisal:
    """In one pass whose masks strike as in training."""
    reader = opened(name)
    draw = striking(placement, generator(seed))
    return surprisal.measure(reader.model, reader.tokens(words), draw)


@cached(100, "explore.again")
def many_passes(name: str, words: tuple[str, ...], count: int, seed: int) -> Passes:
    reader = opened(name)
    return passes.measure(reader.model, reader.tokens(words), reader.card.placement, count, seed)


@cached(200, "explore.under_masks")
def under(name: str, placement: Placement, seed: int) -> Crossed:
    """A model under any noise, on a piece of validation text."""
    reader = opened(name)
    return cross.measure(reader.model, reader.piece(), placement, seed=seed)


@cached(100)
def piece_nats(name: str) -> Tensor:
    """The surprisal of each word of a piece of validation text, (N,)."""
    reader = opened(name)
    draw = expected(reader.card.placement, generator(reader.card.run.seed))
    return stream_nats(reader.model, reader.piece(), draw, batch=_BATCH)


@cached(100)
def unit_states(name: str, words: tuple[str, ...], kind: Kind, layer: int) -> States:
    """After each of the words; what was held before the first is left off."""
    reader = opened(name)
    tokens = torch.from_numpy(reader.vocabulary.encode(words))
    return states.measure(reader.model, tokens, reader.card.placement, kind, layer)


@cached(200, "explore.searching")
def strongest_places(name: str, unit: Unit) -> tuple[Place, ...]:
    reader = opened(name)
    ids = reader.piece(SEARCHED_WORDS)
    return states.strongest(reader.model, ids, reader.card.placement, unit, batch=_BATCH)


@cached(200, "explore.searching")
def places_alike(name: str, pattern: Pattern) -> tuple[Place, ...]:
    reader = opened(name)
    ids = reader.piece(SEARCHED_WORDS)
    return states.alike(reader.model, ids, reader.card.placement, pattern, batch=_BATCH)


@cached(200)
def gradients_of(name: str, placement: Placement) -> Gradients:
    reader = opened(name)
    return gradients.measure(reader.model.weights(), passages_of(reader.corpus)[:, 0], placement)


@cached(200)
def swapped_in(name: str, placement: Placement) -> Perturbation:
    reader = opened(name)
    return perturbation.measure(reader.model.weights(), passages_of(reader.corpus), placement, LAGS)


@cached(200, "explore.less_context")
def truncated_in(name: str, placement: Placement) -> Context:
    reader = opened(name)
    return context.measure(reader.model.weights(), reader.corpus.valid, placement)


@cached(200, "explore.fitting")
def probed_in(name: str, placement: Placement) -> Probe:
    reader = opened(name)
    texts = reader.corpus.train, reader.corpus.valid
    return probe.measure(reader.model.weights(), *texts, placement)
