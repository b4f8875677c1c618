"""What a terminal says of a model's card."""

import sys

from rnnviz.zoo.again import Again
from rnnviz.zoo.card import Card


def row(card: Card) -> str:
    """A model's perplexities and what they took, in a line."""
    took = sum(curve.seconds for curve in card.curves)
    return (
        f"{card.name}: valid {card.valid_perplexity:.1f}, test {card.test_perplexity:.1f} "
        f"(unigrams: {card.unigram_perplexity:.0f}), epoch {card.epoch}, {took:.0f} s\n"
    )


def told(again: Again) -> int:
    """Say what a model is now; 1 if that isn't what its card says."""
    sys.stdout.write(f"{'same' if again.same else 'NOT THE SAME'}: ")
    sys.stdout.write(f"{again.valid:.2f} / {again.test:.2f}, {row(again.card)}")
    return int(not again.same)
