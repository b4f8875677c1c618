"""The Explore page: noise on a trained model, its own at test time and any other."""

from collections.abc import Sequence
from math import nan
from statistics import mean

import streamlit as st

from rnnviz.analyses.cross import DRAWS
from rnnviz.analyses.cross_record import FILE, Matrix, load
from rnnviz.analyses.passes import Passes, Spread
from rnnviz.content import prose
from rnnviz.errors import InputError
from rnnviz.figures.cross import cross
from rnnviz.figures.passes import averages, spreads
from rnnviz.ui.browser.surprise import Line, surprise
from rnnviz.ui.editor.pass_form import choose_seed
from rnnviz.ui.explore.data import (
    PIECE_WORDS,
    ZOO,
    Opened,
    card_of,
    many_passes,
    model_names,
    noise_options,
    piece_nats,
    struck_surprisals,
    surprisals,
    under,
)
from rnnviz.ui.explore.edges import choose_noise
from rnnviz.ui.explore.form import choose_text, choose_word, keep_word, shown, tell_unknown
from rnnviz.ui.explore.words import heading, line_of, show_expectations
from rnnviz.ui.fields.explore import NOISE_SEED, PASS_SEED, PASSES
from rnnviz.ui.kit.chart import chart
from rnnviz.ui.kit.markdown import plain
from rnnviz.ui.kit.tables import twin
from rnnviz.ui.kit.widgets import slider


def show_passes(one: Opened) -> None:
    """Many passes with the model's own masks, averaged both ways, beside the standard pass."""
    st.markdown(prose("explore", "passes"))
    words = choose_text(one)
    if not one.card.placement.active:
        st.info(f"{plain(one.label)}: {prose('explore', 'no-noise')}")
        return
    left, right = st.columns(2, vertical_alignment="bottom")
    count = slider(PASSES, "Passes", 5, beside=left)
    with right:
        seed = choose_seed(PASS_SEED)
    found = many_passes(one.name, words, count, seed)
    number = choose_word(words)
    surprise(shown(words), (line_of(one, words),), key="strip", chosen=number, on_pick=keep_word)
    tell_unknown(one, words)
    st.subheader(heading(words, number))
    _show_spreads(found.spreads[number], shown(one.vocabulary.words))
    st.subheader("What averaging brings")
    _show_averages(found, len(words), seed)
    st.caption(prose("explore", "passes-reading"))


def _show_spreads(row: tuple[Spread, ...], known: tuple[str, ...]) -> None:
    chart(spreads(row, known), key="spreads", alt="Probabilities of the likeliest words, 3 ways.")
    columns = {
        "word": [known[one.word] for one in row],
        "one pass at evaluation": [one.standard for one in row],
        "mean of probabilities": [one.arithmetic for one in row],
        "± over passes": [one.deviation for one in row],
        "mean of logarithms": [one.geometric for one in row],
    }
    twin(columns, "spreads-table")


def _show_averages(found: Passes, words: int, seed: int) -> None:
    single, count = found.single, len(found.single)
    st.markdown(
        f"Perplexity of these {words} words (measured now, seed {seed}): "
        f"**{found.standard:.1f}** in one pass at evaluation; {mean(single):.1f} in a pass with "
        f"masks, the mean of {count}, from {min(single):.1f} to {max(single):.1f}; "
        f"**{found.arithmetic[-1]:.1f}** with their probabilities averaged and "
        f"**{found.geometric[-1]:.1f}** with their logarithms averaged."
    )
    chart(averages(found), key="averages", alt="Perplexity over the number of passes averaged.")
    columns = {
        "passes": range(1, count + 1),
        "probabilities averaged": found.arithmetic,
        "logarithms averaged": found.geometric,
        "this pass alone": single,
    }
    twin(columns, "averages-table")


def show_other_noise(one: Opened) -> None:
    """What a trained model does under any noise, and every model of the zoo under every noise."""
    st.markdown(prose("explore", "other-noise"))
    struck = str(choose_noise(noise_options(one.name), one.card.run.model.cell))
    seed = choose_seed(NOISE_SEED)
    _show_cell(one, struck, seed)
    _show_struck(one, struck, seed)
    st.subheader("Every model under every noise")
    _show_matrix()


def _show_cell(one: Opened, placement: str, seed: int) -> None:
    struck = under(one.name, placement, seed)
    calm = piece_nats(one.name).double().mean().exp().item()
    st.markdown(
        f"{plain(one.label)} was trained with `{one.card.placement}`; here `{placement}` strikes. "
        f"Perplexity of {PIECE_WORDS:,} words of validation text (measured now): "
        f"**{calm:.1f}** as at test time, **{struck.mean:.1f}** ± {struck.spread:.1f} under these "
        f"masks, mean and standard deviation of {DRAWS} draws, seed {seed}."
    )


def _show_struck(one: Opened, placement: str, seed: int) -> None:
    """The sentence's surprisal without masks and with those of one draw."""
    words = choose_text(one)
    calm = surprisals(one.name, words)
    known, unknown = shown(one.vocabulary.words), one.unknown(words)
    struck = struck_surprisals(one.name, words, placement, seed)
    lines = (
        Line("as at test time", calm, unknown, known),
        Line(f"under one draw of the masks, seed {seed}", struck, unknown, known, calm),
    )
    number = choose_word(words)
    surprise(shown(words), lines, key="strip", chosen=number, on_pick=keep_word)
    tell_unknown(one, words)
    show_expectations(lines, words, number)


def _show_matrix() -> None:
    try:
        kept = load(FILE)
    except InputError:
        st.info(prose("explore", "no-matrix"))
        return
    cards = [card_of(name) for name in model_names(ZOO)]
    kept = kept.without_changed(cards)
    if not kept.meetings:
        st.info(prose("explore", "no-matrix"))
        return
    names = {card.name: card.name.removeprefix(ZOO) for card in cards}
    found = {(names[m.model], names[m.noise_of]): m.found for m in kept.meetings}
    rows = list(names.values())
    chart(cross(found, rows, rows), key="matrix", alt="Perplexity of each model under each noise.")
    st.markdown(prose("explore", "matrix-found"))
    st.caption(_told(kept))
    columns: dict[str, Sequence[str | float | None]] = {"trained with": rows}
    for noise in rows:
        cells = [found.get((model, noise)) for model in rows]
        columns[f"under {noise}"] = [nan if cell is None else cell.mean for cell in cells]
        columns[f"± under {noise}"] = [None if c is None else c.spread for c in cells]
    twin(columns, "matrix-table")


def _told(kept: Matrix) -> str:
    return (
        f"Perplexity of {kept.words:,} words of validation text, mean of {kept.draws} draws of the "
        f"masks, seed {kept.seed}: *measured before*, on {kept.date}, on "
        f"{plain(str(kept.machine.get('processor')))}. {prose('explore', 'matrix-reading')}"
    )
