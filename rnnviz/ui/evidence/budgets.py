"""Two experiments that disagree, each told where the other is: little text trained until validation
turns, and all of it for a few epochs. Every figure is the records' own.
"""

from rnnviz.content import by_language, sentence
from rnnviz.core.edits import largest_rate
from rnnviz.core.methods import name_of
from rnnviz.runs.conclusions import conclusion
from rnnviz.runs.responses import Study
from rnnviz.runs.results import Row
from rnnviz.text.corpora import entry
from rnnviz.text.source import WORDS
from rnnviz.ui.evidence.words import network
from rnnviz.ui.models import sweeps
from rnnviz.ui.models.recorded import ZOO, recorded


def few_epochs() -> str:
    """What the shipped models' comparison shows, on which text, trained for how long."""
    return sentence("results.few_epochs", **_figures())


def few_epochs_instead(study: Study) -> str:
    """For a page that shows a sweep: what the comparison of the shipped models says, and why."""
    if study.setting.corpus.name != recorded(ZOO).runs[0].corpus.name:
        return ""
    return sentence("results.few_epochs_instead", **_figures())


def why_few_epochs_differ(study: Study) -> str:
    """What else differs there, so that nobody takes one thing for the reason."""
    return sentence("results.few_epochs_why", **_vocabularies(study))


def until_it_turns_instead() -> str:
    """For the page of the shipped models: what the sweep says, and why; empty without a sweep."""
    study = sweeps.first_measured(sweeps.DOSE)
    if study is None or study.none is None or not study.bests:
        return ""
    kept = [result.kept_epoch for result in study.none.results[:1]]
    return sentence(
        "results.until_it_turns_instead",
        network=network(study.setting),
        best=conclusion(study)[0],
        epoch=kept[0],
        **_vocabularies(study),
    )


@by_language
def _figures() -> dict[str, object]:
    """The comparison's text and budget, its lowest placement and no dropout."""
    record = recorded(ZOO)
    run = record.runs[0]
    rows = {row.key: row for row in record.rows()}
    lowest = min(rows.values(), key=_test)
    first = record.curves[run.key, run.seed][0]
    return {
        "corpus": entry(run.corpus.name).title,
        "words": first.tokens,
        "epochs": run.training.epochs,
        "name": name_of(lowest.key),
        "rate": f"{largest_rate(record.placement_of(lowest.key)):g}",
        "test": f"{_test(lowest):.1f}",
        "none": f"{_test(rows['none']):.1f}",
        "seeds": lowest.seeds,
    }


def _vocabularies(study: Study) -> dict[str, int]:
    """How many words the two experiments tell apart: the shipped models' and a sweep's."""
    words = dict(WORDS)
    theirs, ours = recorded(ZOO).runs[0].corpus.size, study.setting.corpus.size
    return {"vocabulary": words[theirs or "full"], "our_vocabulary": words[ours or "full"]}


def _test(row: Row) -> float:
    return row.test if row.test is not None else float("inf")
