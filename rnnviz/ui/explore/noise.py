"""The Explore page: noise on a trained model, its own at test time and any other."""

from collections import Counter
from collections.abc import Sequence
from math import nan
from statistics import mean

import streamlit as st

from rnnviz.analyses.cross import DRAWS
from rnnviz.analyses.cross_record import FILE, Matrix, load
from rnnviz.analyses.passes import Passes, Spread
from rnnviz.content import joined, prose, sentence
from rnnviz.core.placement import Placement
from rnnviz.errors import InputError
from rnnviz.figures.cross import cross
from rnnviz.figures.passes import averages, spreads
from rnnviz.ui.browser.surprise import Line, surprise
from rnnviz.ui.editor.pass_form import choose_seed
from rnnviz.ui.explore.averaged import show_verdict
from rnnviz.ui.explore.data import many_passes, piece_nats, struck_surprisals, surprisals, under
from rnnviz.ui.explore.edges import choose_noise
from rnnviz.ui.explore.form import choose_text, choose_word, keep_word, shown, tell_unknown
from rnnviz.ui.explore.shelf import (
    PIECE_WORDS,
    ZOO,
    Reader,
    card_of,
    label_of,
    model_names,
    noise_options,
)
from rnnviz.ui.explore.words import heading, line_of, show_expectations
from rnnviz.ui.fields.explore import NOISE_SEED, PASS_SEED, PASSES
from rnnviz.ui.kit.chart import chart
from rnnviz.ui.kit.glossary import caption, paragraph
from rnnviz.ui.kit.labels import said_of
from rnnviz.ui.kit.markdown import plain
from rnnviz.ui.kit.tables import twin
from rnnviz.ui.kit.widgets import slider


def show_passes(reader: Reader) -> None:
    """Many passes with the model's own masks, averaged both ways, beside the standard pass."""
    paragraph(prose("explore", "passes"))
    show_verdict(_kept())
    words = choose_text(reader)
    if not reader.card.placement.active:
        st.info(said_of(plain(reader.label), prose("explore", "no-noise")))
        return
    left, right = st.columns(2, vertical_alignment="bottom")
    count = slider(PASSES, sentence("explore.passes"), 5, beside=left)
    with right:
        seed = choose_seed(PASS_SEED)
    passes = many_passes(reader.name, words, count, seed)
    number = choose_word(words)
    surprise(shown(words), (line_of(reader, words),), key="strip", chosen=number, on_pick=keep_word)
    tell_unknown(reader, words)
    st.subheader(heading(words, number))
    _show_spreads(passes.spreads[number], shown(reader.vocabulary.words))
    st.subheader(sentence("explore.averaging"))
    _show_averages(passes, len(words), seed)
    caption(prose("explore", "passes-reading"))


def _show_spreads(row: tuple[Spread, ...], known: tuple[str, ...]) -> None:
    chart(spreads(row, known), key="spreads", alt=sentence("explore.spreads_alt"))
    columns = {
        sentence("explore.word"): [known[spread.word] for spread in row],
        sentence("explore.one_pass_at_evaluation"): [spread.standard for spread in row],
        sentence("explore.mean_of_probabilities"): [spread.arithmetic for spread in row],
        sentence("explore.over_passes"): [spread.deviation for spread in row],
        sentence("explore.mean_of_logarithms"): [spread.geometric for spread in row],
    }
    twin(columns, "spreads-table")


def _show_averages(passes: Passes, words: int, seed: int) -> None:
    single, count = passes.single, len(passes.single)
    paragraph(
        sentence(
            "explore.averages",
            words=words,
            seed=seed,
            standard=passes.standard,
            single=mean(single),
            count=count,
            least=min(single),
            most=max(single),
            arithmetic=passes.arithmetic[-1],
            geometric=passes.geometric[-1],
        )
    )
    chart(averages(passes), key="averages", alt=sentence("explore.averages_alt"))
    columns = {
        sentence("explore.passes_column"): range(1, count + 1),
        sentence("explore.probabilities_averaged"): passes.arithmetic,
        sentence("explore.logarithms_averaged"): passes.geometric,
        sentence("explore.this_pass_alone"): single,
    }
    twin(columns, "averages-table")


def show_other_noise(reader: Reader) -> None:
    """What a trained model does under any noise, and every model of the zoo under every noise."""
    paragraph(prose("explore", "other-noise"))
    struck = choose_noise(noise_options(reader.name), reader.card.run.model.cell)
    seed = choose_seed(NOISE_SEED)
    _show_cell(reader, struck, seed)
    _show_struck(reader, struck, seed)
    st.subheader(sentence("explore.matrix"))
    _show_matrix()


def _show_cell(reader: Reader, placement: Placement, seed: int) -> None:
    struck = under(reader.name, placement, seed)
    calm = piece_nats(reader.name).double().mean().exp().item()
    paragraph(
        sentence(
            "explore.other_noise",
            model=plain(reader.label),
            placement=reader.card.placement,
            noise=placement,
            words=PIECE_WORDS,
            calm=calm,
            mean=struck.mean,
            spread=struck.spread,
            draws=DRAWS,
            seed=seed,
        )
    )


def _show_struck(reader: Reader, placement: Placement, seed: int) -> None:
    """The sentence's surprisal without masks and with those of one draw."""
    words = choose_text(reader)
    calm = surprisals(reader.name, words)
    known, unknown = shown(reader.vocabulary.words), reader.unknown(words)
    struck = struck_surprisals(reader.name, words, placement, seed)
    lines = (
        Line(sentence("explore.as_at_test_time"), calm, unknown, known),
        Line(sentence("explore.one_draw", seed=seed), struck, unknown, known, calm),
    )
    number = choose_word(words)
    surprise(shown(words), lines, key="strip", chosen=number, on_pick=keep_word)
    tell_unknown(reader, words)
    show_expectations(lines, words, number)


def _kept() -> Matrix | None:
    """What the record says of the models as they are."""
    try:
        kept = load(FILE)
    except InputError:
        return None
    return kept.without_changed([card_of(name) for name in model_names(ZOO)])


def _show_matrix() -> None:
    kept = _kept()
    if kept is None or not kept.meetings:
        st.info(prose("explore", "no-matrix"))
        return
    names = {name: label_of(name) for name in model_names(ZOO)}
    crossed = {(names[m.model], names[m.noise_of]): m.crossed for m in kept.meetings}
    rows = list(names.values())
    chart(cross(crossed, rows, rows), key="matrix", alt=sentence("explore.matrix_alt"))
    paragraph(_robust(kept))
    caption(_told(kept))
    columns: dict[str, Sequence[str | float | None]] = {sentence("explore.trained_with"): rows}
    for noise in rows:
        cells = [crossed.get((model, noise)) for model in rows]
        columns[sentence("explore.under", noise=noise)] = [
            nan if cell is None else cell.mean for cell in cells
        ]
        columns[sentence("explore.spread_under", noise=noise)] = [
            None if c is None else c.spread for c in cells
        ]
    twin(columns, "matrix-table")


def _robust(kept: Matrix) -> str:
    """Under how many placements no dropout in training ends highest, and what ends lowest."""
    by_noise: dict[str, dict[str, float]] = {}
    for m in kept.meetings:
        by_noise.setdefault(m.noise_of, {})[m.model] = m.crossed.mean
    highest = Counter(max(cells, key=cells.__getitem__) for cells in by_noise.values())
    lowest = Counter(min(cells, key=cells.__getitem__) for cells in by_noise.values())
    (best, times), count = lowest.most_common(1)[0], len(by_noise)
    none = highest[f"{ZOO}none"]
    verdict = (
        sentence("explore.robust", count=count)
        if none == count
        else sentence("explore.robust_under", times=none, count=count)
    )
    name = plain(label_of(best))
    return joined(verdict, sentence("explore.lowest_under", name=name, times=times, count=count))


def _told(kept: Matrix) -> str:
    return sentence(
        "explore.matrix_measured",
        words=kept.words,
        draws=kept.draws,
        seed=kept.seed,
        date=kept.date,
        processor=plain(str(kept.machine.get("processor"))),
        reading=prose("explore", "matrix-reading"),
    )
