"""What models expect next, as a table whose numbers have bars.

Not a chart: Plotly's script would keep the browser busy just when the strip above is to appear.
"""

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from rnnviz.analyses.surprisal import Guess
from rnnviz.content import sentence
from rnnviz.figures.style import INKS

Named = tuple[str, float]  # a word, and its probability

_STYLE = """<style>
.guesses { width: 100%; border-collapse: collapse; table-layout: fixed }
.guesses caption { text-align: left; padding-bottom: 0.5rem }
.guesses :is(th, td) {
  text-align: left; padding: 0.1rem 0.75rem 0.1rem 0; font-weight: 400; vertical-align: bottom;
  overflow-wrap: anywhere
}
.guesses thead th { font-size: 0.875rem; font-weight: 600 }
.guesses th:first-child { width: 25% }
.guesses td { font-variant-numeric: tabular-nums }
.guesses span { display: inline-block; width: 4.25em }
.guesses i {
  display: inline-block; height: 0.8em; vertical-align: baseline; border: 1px solid var(--hue);
  width: calc((100% - 4.5em) * var(--share)); background: var(--hue)
}
.guesses td + td i {
  background: repeating-linear-gradient(-45deg, var(--hue) 0 2px, transparent 2px 5px)
}
@media (max-width: 480px) {
  .guesses { font-size: 0.875rem }
  .guesses th:first-child { width: 32% }
}
</style>"""


def named(guesses: Sequence[Guess], words: Sequence[str]) -> tuple[Named, ...]:
    """Guesses with their words; `words` is the vocabulary, (V,)."""
    return tuple((words[guess.word], guess.chance) for guess in guesses)


def show_guesses(guesses_of: Mapping[str, Sequence[Named]]) -> None:
    """A row for every word that a model finds likely, the likeliest first."""
    st.html(_STYLE + guesses(guesses_of))


def guesses(guesses_of: Mapping[str, Sequence[Named]]) -> str:
    """The table. A word that isn't among a model's likeliest has a dash there."""
    chances = [dict(row) for row in guesses_of.values()]
    most: dict[str, float] = {}
    for word, chance in (pair for row in guesses_of.values() for pair in row):
        most[word] = max(chance, most.get(word, 0.0))
    words = sorted(most, key=most.__getitem__, reverse=True)
    largest = most[words[0]]
    heads = "".join(
        f'<th scope="col">{escape(head)}</th>' for head in (sentence("kit.word"), *guesses_of)
    )
    rows = "".join(
        f'<tr><th scope="row">{escape(word)}</th>'
        + "".join(_cell(row.get(word), largest, n) for n, row in enumerate(chances))
        + "</tr>"
        for word in words
    )
    return (
        '<table class="guesses">'
        f"<caption>{escape(sentence('kit.guesses'))}</caption>"
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _cell(chance: float | None, largest: float, number: int) -> str:
    if chance is None:
        return "<td>–</td>"
    hue, share = INKS[number % len(INKS)], chance / largest
    bar = f'<i style="--hue: {hue}; --share: {share:.4f}"></i>'
    return f"<td><span>{100 * chance:.1f} %</span>{bar}</td>"
