"""Whether a model is what its card says, measured again."""

from dataclasses import dataclass, replace

from rnnviz.errors import InputError
from rnnviz.lm.evaluate import measured
from rnnviz.zoo.card import Card, in_numbers_of
from rnnviz.zoo.models import Pretrained
from rnnviz.zoo.shipping import alike

MOST_DRIFT = 1e-4  # of the perplexity, between two machines


@dataclass(frozen=True, slots=True)
class Again:
    """What a model's perplexities are now, beside what its card says."""

    card: Card
    valid: float
    test: float

    @property
    def same(self) -> bool:
        of_card = self.card.valid_perplexity, self.card.test_perplexity
        return alike((self.valid, self.test), of_card, MOST_DRIFT)


def measure_again(model: Pretrained, text: str | None = None) -> Again:
    """Read the model's validation and test text; `text` is its own corpus, if it has one.

    Raises `InputError` where the corpus here is another than the model's.
    """
    card, choice = model.card, replace(model.card.run.corpus, text=text)
    corpus = in_numbers_of(card, choice.load())
    if corpus.sha256 != card.corpus_sha256:
        raise InputError("zoo.other_text", model=card.name, corpus=corpus.name)
    return Again(card, *measured(model.model, card.run.until(card.epoch), corpus))
