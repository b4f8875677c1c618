"""Every method on a card: the good, the bad and the buggy. One press puts it into the picture."""

import streamlit as st

from rnnviz.content import named, prose
from rnnviz.core.methods import METHODS, Kind, Method
from rnnviz.core.placement import Share
from rnnviz.ui.editor.controls import write_method
from rnnviz.ui.fields import GALLERY
from rnnviz.ui.kit.widgets import select

_ACROSS = 3
_KINDS = {
    Kind.PUBLISHED: "Proposed in a paper",
    Kind.BASELINE: "Baselines, and what papers argue against",
    Kind.FRAMEWORK: "What a framework's dropout= does",
    Kind.BUG: "What a released program really did",
}
_LASTS = {
    Share.STEP: "one step",
    Share.SEQUENCE: "a sequence",
    Share.BATCH: "a whole batch",
    Share.STEP_BATCH: "one step, all examples alike",
    Share.FRAME: "one step, all units alike",
}


def gallery() -> None:
    """A fold whose cards are made only while it is open: there are many."""
    label = f"Gallery: {len(METHODS)} answers, good and bad"
    fold = st.expander(label, key="gallery", on_change="rerun")
    if not fold.open:
        return
    with fold:
        st.markdown(prose("placement", "gallery"))
        kind = select(st.segmented_control, GALLERY, "Which", _KINDS)
        shown = sorted((m for m in METHODS if m.kind is kind), key=lambda m: m.year)
        for first in range(0, len(shown), _ACROSS):
            for column, method in zip(
                st.columns(_ACROSS), shown[first : first + _ACROSS], strict=False
            ):
                with column:
                    _card(method)


def _card(method: Method) -> None:
    with st.container(border=True, height="stretch"):
        st.markdown(f"**{method.name}**")
        st.markdown(method.idea)
        st.markdown(f"*{masks_in_words(method)}*")
        st.markdown(f"[{method.source.citation}]({method.source.link})")
        st.button(
            "Show it",
            key=f"show-{method.key}",
            help=f"Put “{method.name}” into the picture",
            on_click=write_method,
            args=(method,),
        )


def masks_in_words(method: Method) -> str:
    """Where its noise is and how long a mask lasts, such as “between layers: one step”."""
    where: dict[str, list[str]] = {}
    for noise in method.placement.active:
        where.setdefault(_LASTS[noise.share], []).append(named("edge", noise.edge))
    said = [f"{', '.join(edges)}: a mask for {life}" for life, edges in where.items()]
    return "; ".join(said) + "." if said else "No noise."
