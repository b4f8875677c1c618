"""The Explore page: whether averaging passes helps the models here, on the whole test text."""

from rnnviz.analyses.averaged import BATCH, Averaged
from rnnviz.analyses.cross_record import Average, Matrix
from rnnviz.content import commas, prose, sentence
from rnnviz.ui.explore.shelf import label_of
from rnnviz.ui.kit.citations import quoting
from rnnviz.ui.kit.glossary import paragraph
from rnnviz.ui.kit.markdown import plain
from rnnviz.ui.kit.tables import twin

_FEW = 5  # passes, as somebody in a hurry averages
_VERDICTS = {1: "lower", -1: "higher", 0: "alike"}


def show_verdict(kept: Matrix | None) -> None:
    """What the record has, for each verdict the models it holds for; else that there is none."""
    if kept is None or not kept.averages:
        paragraph(quoting(prose("explore", "averaging-unknown")))
        return
    results = [each.averaged for each in kept.averages]
    verdicts = {
        key: commas(map(_gained, of)) or sentence("explore.no_model")
        for verdict, key in _VERDICTS.items()
        for of in [[each for each in kept.averages if each.averaged.verdict == verdict]]
    }
    passes, words = results[0].passes, results[0].words
    fields = {"passes": passes, "words": words, "streams": BATCH}
    summary = sentence("explore.averaging_found", **fields, **verdicts)
    paragraph(quoting(prose("explore", "averaging-found").replace("{found}", summary)))
    twin(_columns(kept.averages), "averaged-table")


def _gained(each: Average) -> str:
    return sentence(
        "explore.averaged_model",
        model=plain(label_of(each.model)),
        standard=each.averaged.standard,
        mean=each.averaged.first[-1],
    )


def _columns(averages: tuple[Average, ...]) -> dict[str, list[str] | list[float]]:
    results: list[Averaged] = [each.averaged for each in averages]
    passes = results[0].passes
    few = min(_FEW, passes)
    return {
        sentence("explore.models"): [label_of(each.model) for each in averages],
        sentence("explore.one_pass_at_evaluation"): [each.standard for each in results],
        sentence("explore.one_with_masks"): [sum(each.single) / each.passes for each in results],
        sentence("explore.averaged_of", passes=few): [each.first[few - 1] for each in results],
        sentence("explore.averaged_of", passes=passes): [each.first[-1] for each in results],
        sentence("explore.averaged_difference"): [each.difference for each in results],
        sentence("explore.margin"): [each.margin for each in results],
    }
