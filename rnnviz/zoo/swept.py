"""From a sweep's weights to shipped models: each placement's best seed, with what all seeds did."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from rnnviz.core.methods import METHODS
from rnnviz.core.placement import Placement
from rnnviz.disk import read_bytes
from rnnviz.errors import InputError
from rnnviz.lm.evaluate import measured
from rnnviz.lm.run import Evaluation, Run
from rnnviz.runs.plan import Plan, Point
from rnnviz.runs.record import Record, Result, weights_file
from rnnviz.runs.responses import Dose, Study, studies
from rnnviz.text.batches import count
from rnnviz.text.corpora import Corpus
from rnnviz.zoo import card as cards
from rnnviz.zoo.card import CARD, SHIPPED, WEIGHTS, ZOO, Card, SeedCurve, Trial
from rnnviz.zoo.models import MOST_BYTES, read_card, unpacked, write
from rnnviz.zoo.shipping import MOST_CHANGE, alike, unigram
from rnnviz.zoo.word_lists import keep as keep_words


@dataclass(frozen=True, slots=True)
class Chosen:
    """A placement at the rate that did best, and its runs at the others."""

    key: str  # of the method that it is, at some rates
    title: str
    dose: Dose
    others: tuple[Dose, ...]


def ship(plan: Plan, record: Record, weights: Path, into: Path = SHIPPED) -> Iterator[Card]:
    """The card of each placement that has fresh seeds, once its folder is written.

    `weights` is the folder in which the sweep kept them; what is not there may have been shipped
    before. Shipped is the seed with the lowest validation perplexity. Raises `InputError` where no
    placement is that far, and for weights that are missing or not those of the record.
    """
    choices = [pair for study in studies(plan, record) for pair in _chosen(study)]
    if not choices:
        raise InputError("zoo.nothing_to_ship", plan=plan.name)
    corpus = choices[0][0].setting.corpus.load()
    for study, chosen in choices:
        card, data = _card(study, chosen, corpus, weights, into)
        write(into / card.name, card, data)
        keep_words(corpus, into)
        yield card


def _chosen(study: Study) -> Iterator[tuple[Study, Chosen]]:
    """No dropout and each family, as far as they have fresh seeds."""
    if study.none and study.none.fresh:
        yield study, _named(Placement(), study.none, ())
    for response in study.responses:
        best = study.bests.get(response.family.key)
        if best and best.fresh and best in response.doses:
            others = tuple(dose for dose in response.doses if dose is not best)
            yield study, _named(response.family.shape, best, others)


def _named(shape: Placement, dose: Dose, others: tuple[Dose, ...]) -> Chosen:
    method = next((m for m in METHODS if m.placement == shape), None)
    if method is None:
        raise InputError("zoo.no_method", placement=shape)
    return Chosen(method.key, method.title, dose, others)


def _card(
    study: Study, chosen: Chosen, corpus: Corpus, weights: Path, into: Path
) -> tuple[Card, bytes]:
    """The card of the best seed, and its weights as the sweep kept them."""
    dose, setting = chosen.dose, study.setting
    best = min(dose.fresh, key=lambda result: result.best_valid)
    name, run = f"{ZOO}{chosen.key}", Point(setting, dose.placement, best.seed).run()
    data = read_bytes(_kept(best, weights, into / name, run), MOST_BYTES)
    card = Card(
        name=name,
        title=chosen.title,
        run=run,
        epoch=best.kept_epoch or 1,
        words=len(corpus.vocabulary),
        corpus_sha256=corpus.sha256,
        weights_sha256=sha256(data).hexdigest(),
        valid_perplexity=best.best_valid,
        test_perplexity=best.test or 0.0,
        unigram_perplexity=round(unigram(corpus), 3),
        curves=tuple(_curve(study, result, corpus) for result in dose.fresh),
        date=best.date,
        machine={"processor": best.processor, "product": best.product, "commit": best.commit},
        trials=_trials(study, chosen, corpus),
    )
    return _measured(card, data, corpus), data


def _kept(result: Result, weights: Path, shipped: Path, run: Run) -> Path:
    """The file of a result's weights: the sweep's, or else that of the model once shipped of it."""
    own = weights / weights_file(result.key)
    if own.exists() or not (shipped / CARD).exists() or read_card(shipped).run != run:
        return own
    return shipped / WEIGHTS


def _measured(card: Card, data: bytes, corpus: Corpus) -> Card:
    """The card with the perplexities of the weights as they are kept, in half precision."""
    valid, test = measured(unpacked(card, data), card.run, corpus)
    if not alike((valid, test), (card.valid_perplexity, card.test_perplexity), MOST_CHANGE):
        raise InputError("zoo.other_weights", model=card.name, valid=valid, test=test)
    return replace(card, valid_perplexity=round(valid, 4), test_perplexity=round(test, 4))


def _trials(study: Study, chosen: Chosen, corpus: Corpus) -> tuple[Trial, ...]:
    """The runs at other rates, by which this one was chosen."""
    return tuple(
        Trial(str(dose.placement), _curve(study, result, corpus))
        for dose in chosen.others
        for result in dose.bracket
    )


def _curve(study: Study, result: Result, corpus: Corpus) -> SeedCurve:
    """All epochs; the test perplexity stands at the one that was kept."""
    training = study.setting.training
    tokens = count(len(corpus.train), training.batch, training.steps).targets
    epochs = enumerate(zip(result.train, result.valid, strict=True), start=1)
    points = tuple(
        cards.Point(
            epoch,
            epoch * tokens,
            Evaluation(train, valid, result.test if epoch == result.kept_epoch else None),
        )
        for epoch, (train, valid) in epochs
    )
    return SeedCurve(result.seed, result.seconds, points)
