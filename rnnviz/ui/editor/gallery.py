"""Every method on a card: the good, the bad and the buggy. One press puts it into the picture."""

import streamlit as st

from rnnviz.content import clauses, labels, named, prose, sentence
from rnnviz.core.masks import Mask
from rnnviz.core.methods import METHODS, Method
from rnnviz.core.placement import Placement
from rnnviz.figures.thumbnail import pictured, svg
from rnnviz.ui.callbacks import unbroken
from rnnviz.ui.editor.controls import write_method
from rnnviz.ui.fields import GALLERY
from rnnviz.ui.kit.citations import cited
from rnnviz.ui.kit.widgets import select
from rnnviz.ui.state import is_addressed, set_widget

_ACROSS, _FOLD = 3, "gallery"
_LINE = '<div style="display: flex; gap: 0.6rem; align-items: center; margin-bottom: 0.4rem">'
_TOLD = '<span style="line-height: 1.2">'


def gallery() -> None:
    """A fold whose cards are made only while it is open: there are many."""
    label = sentence("placement.gallery", number=len(METHODS))
    fold = st.expander(label, is_addressed(GALLERY), key=_FOLD, on_change="rerun")
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
        st.html(masks_in_pictures(method.placement))
        st.markdown(cited(method.source))
        st.button(
            sentence("placement.show"),
            key=f"show-{method.key}",
            help=sentence("placement.show_help", title=method.name),
            on_click=unbroken(_show),
            args=(method,),
        )


def _show(method: Method) -> None:
    """Put a method into the picture, and fold the gallery: the picture stands below it."""
    write_method(method)
    set_widget(_FOLD, False)


def masks_in_pictures(placement: Placement) -> str:
    """A line for each noise: a mask as it was drawn, its edge, and how it is shared."""
    lines = [_pictured(mask) for mask in pictured(placement)]
    return "".join(lines) or f"<p>{sentence('placement.quiet')}</p>"


def _pictured(mask: Mask) -> str:
    noise = mask.noise
    told = f"{named('edge', noise.edge)}<br><small>{named('share', noise.share)}</small>"
    picture = f'<img src="{svg(mask)}" alt="">'
    return f"{_LINE}{picture}{_TOLD}{told}</span></div>"


def masks_in_words(placement: Placement) -> str:
    """Where its masks are and how they are shared, such as “between layers: masks per step”."""
    where: dict[str, list[str]] = {}
    for noise in placement.active:
        where.setdefault(named("share", noise.share), []).append(named("edge", noise.edge))
    masks = [
        sentence("placement.masks_on", edges=edges, life=life) for life, edges in where.items()
    ]
    return (
        sentence("placement.masks", said=clauses(masks)) if masks else sentence("placement.quiet")
    )
