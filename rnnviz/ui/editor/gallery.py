"""Every method on a card: the good, the bad and the buggy. One press puts it into the picture."""

import streamlit as st

from rnnviz.content import clauses, labels, named, prose, sentence
from rnnviz.core.methods import METHODS, Method
from rnnviz.ui.callbacks import unbroken
from rnnviz.ui.editor.controls import write_method
from rnnviz.ui.fields import GALLERY
from rnnviz.ui.kit.widgets import select

_ACROSS = 3


def gallery() -> None:
    """A fold whose cards are made only while it is open: there are many."""
    label = sentence("placement.gallery", number=len(METHODS))
    fold = st.expander(label, key="gallery", on_change="rerun")
    if not fold.open:
        return
    with fold:
        st.markdown(prose("placement", "gallery"))
        kind = select(st.segmented_control, GALLERY, sentence("placement.which"), labels("kinds"))
        shown = sorted((m for m in METHODS if m.kind == kind), key=lambda m: m.year)
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
            sentence("placement.show"),
            key=f"show-{method.key}",
            help=sentence("placement.show_help", title=method.name),
            on_click=unbroken(write_method),
            args=(method,),
        )


def masks_in_words(method: Method) -> str:
    """Where its noise is and how long a mask lasts, such as “between layers: one step”."""
    where: dict[str, list[str]] = {}
    for noise in method.placement.active:
        where.setdefault(named("share", noise.share), []).append(named("edge", noise.edge))
    masks = [
        sentence("placement.masks_on", edges=edges, life=life) for life, edges in where.items()
    ]
    return (
        sentence("placement.masks", said=clauses(masks)) if masks else sentence("placement.quiet")
    )
