"""What is said of sweeps on more than one page."""

from collections.abc import Sequence
from math import isfinite

from rnnviz.content import named, sentence
from rnnviz.core.methods import METHODS
from rnnviz.figures.responses import off_chart
from rnnviz.lm.configs import CONFIGS
from rnnviz.runs.lasting import lasting
from rnnviz.runs.plan import Setting
from rnnviz.runs.record import Result
from rnnviz.runs.responses import FEWEST, Response, Study
from rnnviz.text.corpora import entry
from rnnviz.text.source import TRAIN_TOKENS, WORDS
from rnnviz.ui.fields import RESULTS_NETWORK
from rnnviz.ui.fields.train import EPOCHS, MOST_EPOCHS, NONE, PLACEMENTS
from rnnviz.ui.models import sweeps

_LIVE = CONFIGS["live"]
_MOST_STEPS = 100  # of a half-life: three times the longest lag that was asked


def network(setting: Setting) -> str:
    """What was trained on what."""
    text = trained_on(setting)
    return sentence("results.setting", architecture=architecture(setting), text=text)


def architecture(setting: Setting) -> str:
    """What was trained: its cell and its size."""
    cell, model = setting.model.cell.upper(), setting.model
    return sentence("results.architecture", cell=cell, layers=model.layers, units=model.units)


def trained_on(setting: Setting) -> str:
    """The text, and how much of it."""
    corpus, size = entry(setting.corpus.name), setting.corpus.size or ""
    title, words = corpus.title, dict(TRAIN_TOKENS).get(size)
    if words:
        part = named("corpus_size", size)
        return sentence("results.text_part", corpus=title, words=words, size=part)
    if size == "full" and corpus.words:
        return sentence("results.text_whole", corpus=title, words=corpus.words)
    return sentence("results.text", corpus=title)


def on_whole_text(part: Study) -> str:
    """At which rates the models of Explore did best, and what else is other there; empty without.

    For pages that tell what is best on a part of that text.
    """
    study = sweeps.first_measured(sweeps.ZOO)
    if study is None or not study.bests:
        return ""
    rates, words = [dose.rate for dose in study.bests.values()], dict(WORDS)
    return sentence(
        "results.on_whole_text",
        network=network(study.setting),
        low=f"{min(rates):g}",
        high=f"{max(rates):g}",
        count=len(study.plan.bracket_seeds),
        vocabulary=words[study.setting.corpus.size or "full"],
        other=words[part.setting.corpus.size or "full"],
        address=results_of(study),
    )


def results_of(study: Study) -> str:
    """What a link to a network's results has after the question mark."""
    return f"{RESULTS_NETWORK.name}={sweeps.address(study)}"


def train_live(study: Study, line: str, epochs: int) -> dict[str, str] | None:
    """The Train page's address for a placement; None for a network its form doesn't start with."""
    model, corpus = study.setting.model, study.setting.corpus
    if (model, corpus.name, corpus.size) != (_LIVE.model, "sotu", "tiny"):
        return None
    placed = ("none", key_of(line), *(NONE,) * (len(PLACEMENTS) - 2))
    asked = {field.name: key for field, key in zip(PLACEMENTS, placed, strict=True)}
    usual = {field.name: field.default for field in PLACEMENTS}
    changed = {name: key for name, key in asked.items() if key != usual[name]}
    return changed | {EPOCHS["live"].name: str(min(epochs, MOST_EPOCHS))}


def key_of(line: str) -> str:
    """The key of the method that a line is, or the line."""
    return next((method.key for method in METHODS if str(method.placement) == line), line)


def half_life(results: Sequence[Result], *, masked: bool, bare: bool = False) -> str:
    """A number of steps, of several seeds with its interval; a dash where nothing was measured."""
    lasts = lasting(results, masked=masked)
    if lasts is None:
        return "–"
    if bare or lasts.seeds < FEWEST:
        return _steps(lasts.steps)
    low, high = _steps(lasts.low), _steps(lasts.high)
    return sentence("results.half_life", steps=_steps(lasts.steps), low=low, high=high)


def _steps(steps: float) -> str:
    if not isfinite(steps):
        return "∞"
    return f"{steps:.1f}" if steps <= _MOST_STEPS else f"{_MOST_STEPS}+"  # ">" begins a quotation


def not_drawn(study: Study, shown: tuple[Response, ...]) -> list[str]:
    """What a chart of these lacks: above its top, or not measured yet."""
    remarks = off_chart_said(shown)
    for response in shown:
        if response.missing:
            name = named("family", response.family.key)
            rates = [f"{rate:g}" for rate in response.missing]
            remarks.append(
                sentence("results.rate_missing", name=name, rates=rates, count=len(rates))
            )
    without = sum(not response.doses for response in study.responses)
    if without:
        remarks.append(sentence("results.no_curve", count=without))
    return remarks


def off_chart_said(shown: tuple[Response, ...]) -> list[str]:
    """What the numbers with an arrow at a chart's top are; nothing where all is in it."""
    points = [
        sentence(
            "results.off_chart_point",
            name=named("family", key),
            rate=f"{rate:g}",
            test=f"{test:.0f}",
        )
        for key, rate, test in off_chart(shown)
    ]
    return [sentence("results.off_chart", names=points)] if points else []
