"""What a sweep does with each of its points: train it, test it, ask what it remembers."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from time import process_time

import torch

from rnnviz.analyses.commit import commit
from rnnviz.analyses.remembered import remembered
from rnnviz.core.masks import at_evaluation
from rnnviz.core.processor import processor
from rnnviz.disk import write_bytes
from rnnviz.lm.run import CorpusChoice
from rnnviz.runs.plan import Point
from rnnviz.runs.record import Result, weights_file
from rnnviz.runs.stopping import train_until_it_turns
from rnnviz.runs.sweep import HERE, Place
from rnnviz.text.corpora import Corpus
from rnnviz.zoo.models import packed


def train_and_ask(point: Point, place: Place = HERE) -> Result:
    """The result of a point."""
    torch.set_num_threads(1)
    began = process_time()
    corpus, placement = place.corpus or _corpus(point.setting.corpus), point.placement
    stopped = train_until_it_turns(
        point.run(), corpus, point.setting.patience_epochs, place.checkpoint, place.stop
    )
    result = Result(
        *point.key,
        train=tuple(at.train for at in stopped.curve),
        valid=tuple(at.valid for at in stopped.curve),
        test=stopped.test,
        capped=stopped.capped,
        diverged=stopped.diverged,
        seconds=round(stopped.earlier_seconds + process_time() - began, 1),
        date=datetime.now(UTC).date().isoformat(),
        commit=commit(),
        product=stopped.product,
        processor=processor(),
    )
    if not stopped.curve:
        return result
    if place.weights is not None:
        write_bytes(place.weights / weights_file(point.key), packed(stopped.model))
    valid = torch.from_numpy(corpus.valid)
    return replace(
        result,
        masked=remembered(stopped.model, valid, placement),
        unmasked=remembered(stopped.model, valid, placement, at_evaluation),
    )


@cache
def _corpus(choice: CorpusChoice) -> Corpus:
    return choice.load()
