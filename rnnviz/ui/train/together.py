"""What a class does together on the Train page: guess, train a seed each, see them gather."""

from contextlib import suppress

import streamlit as st

from rnnviz.content import prose, sentence
from rnnviz.core.methods import name_of
from rnnviz.errors import InputError
from rnnviz.jobs.members import Class, Kind
from rnnviz.ui.evidence.pooled import pooled, show_pooled
from rnnviz.ui.field import in_visit
from rnnviz.ui.kit.fragments import fragment
from rnnviz.ui.kit.glossary import caption, paragraph
from rnnviz.ui.kit.markdown import plain
from rnnviz.ui.kit.widgets import pressed
from rnnviz.ui.models.classes import joined_class, pool, ranking_of
from rnnviz.ui.models.lab import desk, paced, visitor
from rnnviz.ui.state import put, read
from rnnviz.ui.train.history import show_next
from rnnviz.ui.train.predict_first import ask_order, tell_pairs
from rnnviz.ui.train.start import await_pace, estimate

_DECLINED = in_visit("class-guess-declined", "")  # the class to which one makes no guess
_SECONDS = 10.0  # between two looks: there may be three hundred who look


def class_to_guess() -> Class | None:
    """The member's class, while the page's results are to stay covered for their guess."""
    with suppress(InputError):  # the page says what is wrong with the record
        class_ = joined_class()
        if class_ and read(_DECLINED) != class_.code and not _guess(class_) and not _own(class_):
            return class_
    return None


def ask_class_guess(class_: Class) -> None:
    """Ask for the ranking of what the class trains."""
    st.header(sentence("classroom.first_guess"), anchor=False)
    names = {key: name_of(key) for key in class_.keys}
    if order := ask_order(class_.keys, names, "class-guess", blank=True):
        pool(Kind.GUESS, ranking_of(class_.keys), " ".join(order))
        st.rerun()
    if pressed(sentence("classroom.no_guess"), "class-no-guess", type="tertiary"):
        put(_DECLINED, class_.code)
        st.rerun()


def offer_seed() -> None:
    """The button that trains a member's own seed, until they have one."""
    class_ = joined_class()
    if class_ is None or _own(class_):
        return
    with st.container(border=True, key="class-seed"):
        paragraph(prose("classroom", "seed"))
        try:
            _offer(class_)
        except InputError as error:
            st.warning(plain(str(error)))


def _offer(class_: Class) -> None:
    pace = paced(class_.sample)
    if pace is None:
        fragment(await_pace, run_every=1.0)(class_.sample)
    else:
        paragraph(estimate(class_.runs, pace))
    label = sentence("classroom.train_seed")
    if pressed(label, "class-train", disabled=pace is None, type="primary") and pace:
        show_next(desk().train_with_class(visitor(), class_, pace))
        st.rerun()


def show_together() -> None:
    """The pooled experiment, drawn anew by itself."""
    if class_ := joined_class():
        st.header(sentence("classroom.together", code=class_.code), anchor=False)
        fragment(_gather, run_every=_SECONDS)()
        caption(prose("classroom", "kept").format(days=desk().classes.days))


def _gather() -> None:
    if class_ := joined_class():
        show_pooled(class_)
        guess = _guess(class_)
        if guess and (ended := pooled(class_).ended).runs:
            tell_pairs(ended, guess)


def _guess(class_: Class) -> list[str]:
    """The member's ranking, lowest first; empty where they made none."""
    item = ranking_of(class_.keys)
    return (desk().classes.answered(class_.code, visitor(), Kind.GUESS, item) or "").split()


def _own(class_: Class) -> str | None:
    return desk().classes.experiment(class_.code, visitor())
