"""The twins side by side: chosen, run, compared number by number, and read line by line."""

from dataclasses import dataclass
from functools import lru_cache

import pandas as pd
import streamlit as st
import torch

from rnnviz.content import labels, named, prose, sentence
from rnnviz.core.placement import Scaling
from rnnviz.twins.agree import Agreement, agree, variational, zaremba
from rnnviz.twins.lines import Pair, definition, matched, whole
from rnnviz.ui.editor.pass_form import choose_seed
from rnnviz.ui.fields import (
    LIFE,
    TRAINING,
    TWIN_PASS,
    TWIN_RATE,
    TWIN_SCALING,
    TWIN_SEED,
    VARIATIONAL,
    ZAREMBA,
)
from rnnviz.ui.kit.glossary import caption, paragraph
from rnnviz.ui.kit.widgets import select, slider

MOST_DIFFERENCE = 1e-6  # of float32, up to rate 0.5
EQUATIONS = {  # the twins' own, as LaTeX; the thin space keeps the last bracket in KaTeX's box
    "h_t = tanh(W_xh D_x(x_t) + W_hh D_h(h_{t−1}) + b_h)": r"\begin{aligned} h_t = \tanh\big("
    r"& W_{xh}\,\mathbf{D}_x(x_t) \\ & {} + W_{hh}\,\mathbf{D}_h(h_{t-1}) + b_h\big)"
    r"\end{aligned}\,",
    "y_t = W_hy D_y(h_t) + b_y": r"y_t = W_{hy}\,\mathbf{D}_y(h_t) + b_y\,",
    "D(x) = m ⊙ x / (1 − rate)": r"\mathbf{D}(x) = m \odot x\,/\,(1 - \text{rate})\,",
    "D(x) = m ⊙ x": r"\mathbf{D}(x) = m \odot x\,",
    "D(x) = x": r"\mathbf{D}(x) = x\,",
    "D(x) = (1 − rate) x": r"\mathbf{D}(x) = (1 - \text{rate})\,x\,",
}
_PRECISIONS = (torch.float32, torch.float64)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which dropout both twins run with."""

    life: str  # ZAREMBA or VARIATIONAL
    scaling: Scaling
    training: bool
    rate: float
    seed: int


def choose_twins() -> Choice:
    """Switches: a mask's life, where its mean is made good, the pass, the rate, the seed."""
    first, second = st.columns(3), st.columns(2, vertical_alignment="bottom")
    with first[0]:
        life = select(st.segmented_control, LIFE, sentence("twins.lasts"), labels("twin_life"))
    with first[1]:
        scaling = select(
            st.segmented_control, TWIN_SCALING, sentence("twins.scaling"), labels("twin_scaling")
        )
    with first[2]:
        which = select(st.segmented_control, TWIN_PASS, sentence("twins.passes"), labels("mode"))
    rate = slider(TWIN_RATE, sentence("twins.rate"), 0.05, beside=second[0])
    with second[1]:
        seed = choose_seed(TWIN_SEED)
    return Choice(life, Scaling(scaling), which == TRAINING, rate, seed)


def show_agreement(choice: Choice) -> None:
    """How far the twins, and the app's own network, are from each other."""
    single, double = (_agree(choice, dtype) for dtype in _PRECISIONS)
    within = single.largest <= MOST_DIFFERENCE
    paragraph(
        sentence(
            "twins.within" if within else "twins.beyond", largest=single.largest, seed=choice.seed
        )
    )
    if not within:
        caption(prose("twins", "beyond"))
    with st.expander(sentence("twins.numbers")):
        left, right = st.columns(2)
        left.dataframe(differences(single, double), hide_index=True, key="twin-differences")
        right.dataframe(last_outputs(single), hide_index=True, key="twin-outputs")
        caption(prose("twins", "agree"))


def differences(single: Agreement, double: Agreement) -> pd.DataFrame:
    """A row for each pair."""
    rows = zip(single.differences, double.differences, strict=True)
    return pd.DataFrame(
        [
            {
                sentence("twins.largest"): pair,
                sentence("twins.single"): f"{a:.1e}",
                sentence("twins.double"): f"{b:.1e}",
            }
            for (pair, a), (_, b) in rows
        ]
    )


def last_outputs(agreement: Agreement) -> pd.DataFrame:
    """The last step's y of the first example, by whom it was computed."""
    table = {output.name: output.y[-1, 0].tolist() for output in agreement.outputs}
    return pd.DataFrame(
        {sentence("twins.last_outputs"): range(1, len(next(iter(table.values()))) + 1)}
        | {name: [f"{value:.8f}" for value in values] for name, values in table.items()}
    )


@lru_cache(maxsize=64)
def _agree(choice: Choice, dtype: torch.dtype) -> Agreement:
    place = {ZAREMBA: zaremba, VARIATIONAL: variational}[choice.life]
    placement = place(choice.rate, choice.scaling)
    return agree(placement, choice.seed, dtype, training=choice.training)


def show_lines(choice: Choice) -> None:
    """The step, the masks and the scaling that were run, equation by equation."""
    for line in matched("rnn", "forward"):
        st.latex(EQUATIONS[line.equation])
        show_pair(line.lines)
    st.subheader(sentence("twins.masks"))
    show_pair(definition("rnn", f"{choice.life}_masks"))
    st.subheader(sentence("twins.scaled", scaling=named("twin_scaling", choice.scaling)))
    trained, evaluated = matched("dropout", choice.scaling.value)
    for when, line in (("training", trained), ("evaluation", evaluated)):
        paragraph(sentence(f"twins.in_{when}"))
        st.latex(EQUATIONS[line.equation])
        show_pair(line.lines)


def show_pair(pair: Pair) -> None:
    """The same lines in NumPy and in PyTorch."""
    for column, name, code in zip(
        st.columns(2), ("NumPy", "PyTorch"), (pair.numpy, pair.torch), strict=True
    ):
        with column:
            last = pair.first_line + code.count("\n")
            if last == pair.first_line:
                caption(sentence("twins.line", name=name, line=last))
            else:
                ends = {"first": pair.first_line, "last": last}
                caption(sentence("twins.lines", name=name, **ends))
            st.code(code, wrap_lines=True)


def show_files() -> None:
    """All four files, whole."""
    for stem in ("rnn", "dropout"):
        with st.expander(sentence(f"twins.file_{stem}")):
            pair = whole(stem)
            for column, name, code in zip(
                st.columns(2), ("numpy", "torch"), (pair.numpy, pair.torch), strict=True
            ):
                with column:
                    st.caption(f"rnnviz/twins/{stem}_{name}.py")
                    st.code(code, line_numbers=True, wrap_lines=True)
