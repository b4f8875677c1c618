"""The class that an address names: what joining it means, above every page."""

import streamlit as st

from rnnviz.content import prose, sentence
from rnnviz.errors import InputError
from rnnviz.jobs.members import Class
from rnnviz.ui.callbacks import unbroken
from rnnviz.ui.fields import CLASS
from rnnviz.ui.kit.markdown import plain
from rnnviz.ui.models.classes import named_class, named_code
from rnnviz.ui.models.lab import desk, visitor
from rnnviz.ui.state import forget, read


def show_class() -> None:
    """How to join it, or that one has; nothing where the address names none."""
    if not read(CLASS):
        return
    try:
        class_ = named_class()
        if class_ is None:
            st.warning(sentence("classroom.no_class", code=named_code()))
            return
        with st.container(border=True, key="class-box"):
            if desk().classes.has(class_.code, visitor()):
                _show_joined(class_)
            else:
                _offer_to_join(class_)
    except InputError as error:
        st.warning(plain(str(error)))


def _offer_to_join(class_: Class) -> None:
    st.markdown(prose("classroom", "join").format(code=class_.code))
    st.caption(prose("classroom", "kept").format(days=desk().classes.days))
    with st.container(horizontal=True):
        st.button(
            sentence("classroom.join"),
            on_click=unbroken(_join),
            args=(class_.code,),
            type="primary",
            key="class-join",
        )
        label = sentence("classroom.decline")
        st.button(label, on_click=unbroken(forget), args=(CLASS,), key="class-decline")


def _join(code: str) -> None:
    desk().classes.join(code, visitor())


def _show_joined(class_: Class) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(sentence("classroom.joined", code=class_.code, count=class_.members))
        st.page_link("pages/train.py", label=sentence("classroom.to_train"))
        st.page_link("pages/questions.py", label=sentence("classroom.to_questions"))
        st.button(
            sentence("classroom.leave"),
            on_click=unbroken(_leave),
            args=(class_.code,),
            help=prose("classroom", "leave"),
            type="tertiary",
            key="class-leave",
        )


def _leave(code: str) -> None:
    desk().classes.leave(code, visitor())
    forget(CLASS)
