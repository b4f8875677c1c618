"""The parts of the Placement page: what each shows of a placement, and which are hidden."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from rnnviz.analyses.prediction import PASSES
from rnnviz.content import prose, sentence
from rnnviz.core.crossings import Route
from rnnviz.core.methods import find
from rnnviz.core.placement import Cell, parse
from rnnviz.figures.prediction import prediction
from rnnviz.text.words import words as words_of
from rnnviz.ui.browser.network import PathChosen, Picture, network
from rnnviz.ui.editor.chosen import Chosen, Pass
from rnnviz.ui.editor.equations import equations
from rnnviz.ui.editor.scene import picture, predictions, words_known
from rnnviz.ui.editor.touch import follow, take
from rnnviz.ui.fields import ANSWER
from rnnviz.ui.fields.parts import SENTENCE
from rnnviz.ui.kit.chart import chart
from rnnviz.ui.kit.glossary import caption, paragraph
from rnnviz.ui.kit.hidden import hidden_words
from rnnviz.ui.kit.markdown import plain
from rnnviz.ui.state import read

PARTS = ("gallery", "controls", "picture", "prediction", "counts", "equations", "code")
_WORDS_AT_HOME = 5  # so that a laptop shows the whole path


def hidden_parts() -> frozenset[str]:
    """The parts that a teacher, or an address with `?hide=code,gallery`, wants out of sight."""
    hidden = frozenset(PARTS).intersection(hidden_words())
    if "controls" in hidden:  # their state still counts, so they are there, unseen
        st.html("<style>[class*='st-key-controls'] { display: none }</style>")
    return hidden


def show_answer() -> None:
    """Zaremba's placement at work, until somebody touches an edge."""
    method = find("zaremba2014")
    placement = parse(read(ANSWER))
    chosen = Chosen(ANSWER, placement, Cell.LSTM, 2, method)
    run = Pass(words_of(SENTENCE)[:_WORDS_AT_HOME], 1, training=True)
    show_pictures([chosen], run, PathChosen(1, _WORDS_AT_HOME - 1, Route.C), plays=True)


def show_pictures(
    chosen: Sequence[Chosen],
    run: Pass,
    path: PathChosen,
    *,
    fixed: bool = False,
    plays: bool = False,
) -> None:
    """A network that one can touch, or two in one time; a touch changes what the page is about.

    Where the placements are `fixed`, only paths can be chosen.
    """
    network(
        *(
            Picture(
                picture(placed, run),
                follow if fixed else partial(take, chosen=placed),
                _name(placed),
            )
            for placed in chosen
        ),
        key=f"network-{chosen[0].slot}",
        path=path,
        fixed=fixed,
        plays=plays,
    )


def _name(chosen: Chosen) -> str:
    """What tells a placement from the one beside it."""
    if chosen.method:
        return chosen.method.name
    return sentence("placement.own_line", placement=chosen.placement)


def show_prediction(
    chosen: Chosen, run: Pass, path: PathChosen, beside: Sequence[Chosen] = ()
) -> None:
    """What the masks do to the next word, and to the sentence's surprisal.

    Of placements `beside` each other the charts have the same words and axes.
    """
    predicted = predictions(chosen, run)
    single, mean, clean = (
        f"{predicted.surprisal_nats(chances):.2f}"
        for chances in (predicted.single, predicted.average, predicted.evaluation)
    )
    st.header(sentence("placement.prediction", word=plain(run.words[path.to_step])))
    chart(
        prediction(
            predicted,
            path.to_step,
            words_known(chosen),
            [predictions(other, run) for other in beside],
        ),
        key=f"prediction-{chosen.slot}",
        alt=sentence("placement.prediction_alt"),
    )
    costs = {"one": single, "seed": run.seed, "mean": mean, "passes": PASSES, "clean": clean}
    key = "placement.costs" if run.training else "placement.costs_off"
    paragraph(sentence(key, **costs))
    caption(prose("placement", "prediction"))


def show_equations(chosen: Chosen) -> None:
    st.header(sentence("placement.equations", cell=chosen.cell.upper()))
    st.latex(equations(chosen.placement, chosen.cell))
    caption(prose("placement", "equations"))
