"""The parts of the Placement page: what each shows of a placement, and which are hidden."""

from functools import partial

import streamlit as st

from rnnviz.analyses.prediction import PASSES
from rnnviz.content import prose, sentence
from rnnviz.core.crossings import Route
from rnnviz.core.methods import find
from rnnviz.core.placement import Cell, parse
from rnnviz.figures.prediction import prediction
from rnnviz.text.words import words as words_of
from rnnviz.ui.browser.network import PathChosen, network
from rnnviz.ui.editor.chosen import Chosen, Pass
from rnnviz.ui.editor.equations import equations
from rnnviz.ui.editor.scene import picture, predictions, words_known
from rnnviz.ui.editor.touch import follow, take
from rnnviz.ui.fields import ANSWER, HIDE
from rnnviz.ui.fields.parts import SENTENCE
from rnnviz.ui.kit.chart import chart
from rnnviz.ui.kit.glossary import caption, paragraph
from rnnviz.ui.kit.markdown import plain
from rnnviz.ui.kit.widgets import typed
from rnnviz.ui.state import read

PARTS = ("gallery", "controls", "picture", "prediction", "counts", "equations", "code")


def choose_hidden() -> frozenset[str]:
    """The parts that a teacher, or an address with `?hide=code,gallery`, wants out of sight."""
    with st.expander(sentence("placement.hide_parts")):
        line = typed(HIDE, sentence("placement.hide"), max_chars=200)
        caption(f"{prose('placement', 'hide')} {', '.join(PARTS)}.")
    hidden = frozenset(PARTS).intersection(word.strip() for word in line.split(","))
    if "controls" in hidden:  # their state still counts, so they are there, unseen
        st.html("<style>[class*='st-key-controls'] { display: none }</style>")
    return hidden


def show_answer() -> None:
    """Zaremba's placement at work, until somebody touches an edge."""
    method = find("zaremba2014")
    placement = parse(read(ANSWER))
    chosen = Chosen(ANSWER, placement, Cell.LSTM, 2, method)
    run = Pass(words_of(SENTENCE), 1, training=True)
    show_picture(chosen, run, PathChosen(1, 5, Route.C), plays=True)


def show_picture(
    chosen: Chosen, run: Pass, path: PathChosen, *, fixed: bool = False, plays: bool = False
) -> None:
    """The network that one can touch; a touch changes what the page is about.

    Where the placement is `fixed`, only paths can be chosen.
    """
    network(
        picture(chosen, run),
        key=f"network-{chosen.slot}",
        path=path,
        fixed=fixed,
        plays=plays,
        on_touch=follow if fixed else partial(take, chosen=chosen),
    )


def show_prediction(chosen: Chosen, run: Pass, path: PathChosen) -> None:
    """What the masks do to the next word, and to the sentence's surprisal."""
    predicted = predictions(chosen, run)
    single, mean, clean = (
        f"{predicted.surprisal_nats(chances):.2f}"
        for chances in (predicted.single, predicted.average, predicted.evaluation)
    )
    st.header(sentence("placement.prediction", word=plain(run.words[path.to_step])))
    chart(
        prediction(predicted, path.to_step, words_known(chosen)),
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
