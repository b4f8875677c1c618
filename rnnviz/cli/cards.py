"""What a terminal says of a model's card."""

import sys

from rnnviz.content import sentence
from rnnviz.zoo.again import Again
from rnnviz.zoo.card import Card


def row(card: Card) -> str:
    """A model's perplexities and what they took, in a line."""
    took = sum(curve.seconds for curve in card.curves)
    line = sentence(
        "cli.card",
        name=card.name,
        valid=card.valid_perplexity,
        test=card.test_perplexity,
        unigrams=card.unigram_perplexity,
        epoch=card.epoch,
        seconds=took,
    )
    return f"{line}\n"


def told(again: Again) -> int:
    """Say what a model is now; 1 if that isn't what its card says."""
    sys.stdout.write(f"{sentence('cli.same' if again.same else 'cli.not_the_same')}: ")
    sys.stdout.write(f"{again.valid:.2f} / {again.test:.2f}, {row(again.card)}")
    return int(not again.same)
