"""Training, one step at a time."""

import json
from collections.abc import Callable, Generator
from copy import deepcopy
from dataclasses import astuple, replace
from functools import partial
from math import inf, isfinite, log
from pathlib import Path
from sys import float_info
from time import monotonic, perf_counter
from typing import Any

import numpy as np
import torch
from torch.nn.utils import clip_grad_norm_

from rnnviz.core import products
from rnnviz.core.cells import State
from rnnviz.core.masks import generator, sample
from rnnviz.core.products import Product
from rnnviz.lm.checkpoint import another, keep, kept_in
from rnnviz.lm.configs import Optimiser
from rnnviz.lm.evaluate import Interrupted, perplexity
from rnnviz.lm.model import LanguageModel
from rnnviz.lm.run import Evaluation, Run, StepResult
from rnnviz.text.batches import windows
from rnnviz.text.corpora import Corpus

SAVE_SECONDS = 10.0  # of training that a killed process may have to do again
Weights = dict[str, torch.Tensor]
_INFINITE_NATS = log(float_info.max)  # a loss of 710 nats: its perplexity is infinite


def train(
    run: Run, corpus: Corpus, device: str | torch.device = "cpu", checkpoint: Path | None = None
) -> Generator[StepResult]:
    """One `StepResult` a step until the run ends, runs out of time or diverges.

    With a `checkpoint` the run is saved there after each epoch, every ten seconds and when the
    iterator is closed. If the file exists, its evaluations are given again and the run goes on
    where it stopped; the result equals that of a run that was never stopped. Raises `InputError`
    if the file belongs to another run.
    """
    trainer = Trainer(run, corpus, torch.device(device))
    if checkpoint is not None and checkpoint.exists():
        trainer.load(checkpoint)
        if trainer.run != run:
            raise another(checkpoint)
    yield from trainer.history
    yield from trainer.saved_results(checkpoint)


class Trainer:
    """A run in progress: everything that a step changes, so that all of it can be saved.

    `stop` is asked between the windows of an evaluation, which may take long: once it says yes
    the results end, and a saved run begins the evaluation anew.
    """

    def __init__(
        self,
        run: Run,
        corpus: Corpus,
        device: torch.device,
        stop: Callable[[], bool] = bool,
    ) -> None:
        self.run, self.corpus, self.device, self.stop = run, corpus, device, stop
        self.model = LanguageModel(run.model, len(corpus.vocabulary.words), run.seed).to(device)
        adam = partial(torch.optim.Adam, fused=True)  # takes a quarter of the time on a CPU
        make = {Optimiser.SGD: torch.optim.SGD, Optimiser.ADAM: adam}
        self.optimiser = make[run.training.optimiser](self.model.parameters(), lr=1.0)
        self.state = self.model.zero_state(run.training.batch)
        self.product = Product.ROUNDED if run.training.bfloat16 else products.fastest()
        self.epoch, self.window = 1, 0  # where the next step reads
        self.batches = list(windows(corpus.train, run.training.batch, run.training.steps))
        self.step, self.tokens = 0, 0
        self.seconds, self.training_seconds = 0.0, 0.0
        self.over = False
        self.due: StepResult | None = None  # a step that waits for its evaluation
        self.history: list[StepResult] = []  # each evaluation, and the step that diverged
        self.best: Weights | None = None  # of the evaluation that is `lowest`

    def results(self) -> Generator[StepResult]:
        try:
            while self.due or not self.over:
                yield self._next()
        except Interrupted:
            return

    def saved_results(self, checkpoint: Path | None) -> Generator[StepResult]:
        """As `results`, saving now and then, and at the end."""
        if checkpoint is None:
            yield from self.results()
            return
        saved, at_rest = monotonic(), self.over
        try:
            for result in self.results():
                at_rest = bool(result.evaluation or result.diverged)
                if at_rest or monotonic() - saved > SAVE_SECONDS:
                    self.save(checkpoint)
                    saved = monotonic()
                yield result
        except GeneratorExit:  # closed between two steps, where everything is consistent
            if not at_rest:
                self.save(checkpoint)
            raise
        if not at_rest:  # interrupted in an evaluation
            self.save(checkpoint)

    @property
    def finished(self) -> bool:
        """Whether the run has come to its end, and to something."""
        return self.over and not self.due and not self.history[-1].diverged

    @property
    def lowest(self) -> StepResult | None:
        """The first evaluation with the lowest validation perplexity so far, if there is one."""
        evaluated = (result for result in self.history if result.evaluation)
        return min(evaluated, key=lambda result: result.perplexity.valid, default=None)

    def at_best(self) -> LanguageModel:
        """A model with the best weights; with the latest where no best ones are known."""
        model = deepcopy(self.model)
        if self.best:
            model.load_state_dict(self.best)
        return model

    def follow(self, run: Run) -> None:
        """Take up the changes of `run`; those that come too late hold from the next epoch on."""
        soonest = self.epoch + bool(self.window)
        for change in run.changes:
            if change not in self.run.changes:
                self.run = self.run.changed(max(change.epoch, soonest), change.placement)

    def _next(self) -> StepResult:
        """One step, with an evaluation if it ends an epoch or the run."""
        began = perf_counter()
        result = self.due or self._step(began)
        if self.due:
            result, self.due = self._evaluated(result), None
        self.seconds += perf_counter() - began
        result = replace(result, seconds=self.seconds)
        if self.window == len(self.batches):
            self.epoch, self.window = self.epoch + 1, 0
            self.state = self.model.zero_state(self.run.training.batch)
        if result.evaluation or result.diverged:
            self.history.append(result)
        return result

    def _step(self, began: float) -> StepResult:
        """The next window's step, which is `due` for an evaluation where an epoch or all ends."""
        result = self._take_step(*map(torch.from_numpy, self.batches[self.window]))
        self.window += 1
        training, end_of_epoch = self.run.training, self.window == len(self.batches)
        out_of_time = self.seconds + perf_counter() - began >= (training.seconds or inf)
        end_of_run = end_of_epoch and self.epoch == training.epochs
        self.over = result.diverged or end_of_run or out_of_time
        if (end_of_epoch or self.over) and not result.diverged:
            self.due = result
        return result

    def _evaluated(self, result: StepResult) -> StepResult:
        evaluation = self._evaluate()
        if self.over and _finite(evaluation):
            evaluation = self._tested(evaluation)
        if _finite(evaluation):
            return replace(result, evaluation=evaluation)
        self.over = True  # the last update broke the model
        return replace(result, diverged=True)

    def _take_step(self, inputs: torch.Tensor, targets: torch.Tensor) -> StepResult:
        """Forward, backward, clip, descend: one window (T, B)."""
        began, training = perf_counter(), self.run.training
        steps, batch = inputs.shape
        noise = generator(self.run.seed, self.run.key, self.step)
        placement = self.run.placement_at(self.epoch)
        masks = sample(placement, self.model.dims(steps, batch), noise).to(self.device)
        inputs, targets = inputs.to(self.device), targets.to(self.device)

        with products.using(self.product):
            loss, state = self.model.loss(inputs, targets, self.state, masks)
            self.optimiser.zero_grad()
            # summed over steps, averaged over examples, as Zaremba's program
            (loss * steps).backward()
        norm = clip_grad_norm_(self.model.parameters(), training.clip_norm).item()
        learning_rate = training.learning_rate_at(self.epoch)
        for group in self.optimiser.param_groups:
            group["lr"] = learning_rate
        diverged = not (loss.item() < _INFINITE_NATS and isfinite(norm))  # NaN is not below either
        if not diverged:
            self.optimiser.step()

        self.state = state.detached()
        self.step, self.tokens = self.step + 1, self.tokens + inputs.numel()
        self.training_seconds += perf_counter() - began
        return StepResult(
            key=self.run.key,
            seed=self.run.seed,
            step=self.step,
            epoch=self.epoch,
            tokens=self.tokens,
            seconds=self.seconds,
            train_loss_nats=loss.item(),
            learning_rate=learning_rate,
            gradient_norm=norm,
            tokens_per_second=self.tokens / self.training_seconds,
            device=str(self.device),
            diverged=diverged,
        )

    def _evaluate(self) -> Evaluation:
        """Training and validation; the best weights so far are kept."""
        corpus, batch = self.corpus, self.run.training.batch
        train = self._perplexity(self.model, corpus.train, batch, most_tokens=len(corpus.valid))
        valid = self._perplexity(self.model, corpus.valid, batch)
        if isfinite(valid) and self._lowest_yet(valid):
            weights = self.model.state_dict()
            self.best = {name: value.clone() for name, value in weights.items()}
        return Evaluation(train, valid)

    def _lowest_yet(self, valid: float) -> bool:
        return self.lowest is None or valid < self.lowest.perplexity.valid

    def _tested(self, last: Evaluation) -> Evaluation:
        """Test text in one piece, as in the papers."""
        text, lowest = self.corpus.test, self.lowest
        test = self._perplexity(self.model, text, 1)
        if lowest is None or self._lowest_yet(last.valid):
            return replace(last, test=test, test_kept=test)
        if self.best is None:
            return replace(last, test=test)
        kept = self._perplexity(self.at_best(), text, 1, epoch=lowest.epoch)
        return replace(last, test=test, test_kept=kept)

    def _perplexity(
        self,
        model: LanguageModel,
        ids: np.ndarray,
        streams: int,
        most_tokens: int | None = None,
        epoch: int | None = None,  # whose placement it is; None: the present one's
    ) -> float:
        return perplexity(
            model,
            ids,
            self.run.placement_at(epoch or self.epoch),
            batch=streams,
            steps=self.run.training.steps,
            most_tokens=most_tokens,
            source=generator(self.run.seed, self.run.key, self.step, "evaluation"),
            stop=self.stop,
        )

    def save(self, path: Path) -> None:
        """Write the run so that `load` brings it back bit for bit; never half a file."""
        keep(self.kept(), path)

    def kept(self) -> dict[str, Any]:
        """What `save` writes."""
        return {
            "run": json.dumps(self.run.to_json()),
            "corpus": self.corpus.sha256,
            "product": self.product.value,
            "model": self.model.state_dict(),
            "best": self.best,
            "optimiser": self.optimiser.state_dict(),
            "hidden": self.state.hidden,
            "cell": self.state.cell,
            "position": {name: getattr(self, name) for name in _POSITION},
            "due": json.dumps(self.due and self.due.to_json()),
            "history": json.dumps([result.to_json() for result in self.history]),
        }

    def load(self, path: Path) -> None:
        """Go back to where `save` was called.

        Changes of placement made until then stand; those that this run knows besides are taken up.
        """
        kept, wanted = kept_in(path, self.device), self.run
        theirs = Run.from_json(json.loads(kept["run"]))
        same = replace(theirs, changes=()) == replace(wanted, changes=())
        if not same or kept["corpus"] != self.corpus.sha256:
            raise another(path)
        self.model.load_state_dict(kept["model"])
        self.optimiser.load_state_dict(kept["optimiser"])
        self.best = kept.get("best")  # an earlier version did not keep it
        self.state = State(kept["hidden"], kept["cell"])
        product = Product(kept.get("product", self.product))
        if self.run.training.bfloat16 or products.exact(product):  # else it came from elsewhere
            self.product = product
        for name, value in kept["position"].items():
            setattr(self, name, value)
        due = json.loads(kept["due"])
        self.due = due and StepResult.from_json(due)
        self.history = [StepResult.from_json(data) for data in json.loads(kept["history"])]
        self.run = theirs.until(self.epoch)
        self.follow(wanted)


_POSITION = ("epoch", "window", "step", "tokens", "seconds", "training_seconds", "over")


def _finite(evaluation: Evaluation) -> bool:
    return all(isfinite(value) for value in astuple(evaluation) if value is not None)
