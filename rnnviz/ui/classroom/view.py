"""A class that is open: its links, and live what it guesses, answers and trains."""

from urllib.parse import urlsplit

import streamlit as st

from rnnviz.content import prose, sentence
from rnnviz.errors import InputError
from rnnviz.jobs.members import Class
from rnnviz.ui.callbacks import unbroken
from rnnviz.ui.classroom.export import answers_csv
from rnnviz.ui.classroom.tally import show_guesses, show_puzzles, show_questions
from rnnviz.ui.evidence.pooled import show_pooled
from rnnviz.ui.fields import CLASS
from rnnviz.ui.fields.classroom import TEACHER
from rnnviz.ui.kit.fragments import fragment
from rnnviz.ui.kit.glossary import caption, paragraph
from rnnviz.ui.kit.markdown import plain
from rnnviz.ui.models.lab import desk
from rnnviz.ui.pages import PAGES
from rnnviz.ui.state import forget, read

_SECONDS = 5.0


def show_own_class() -> bool:
    """The class of the secret in the address; whether there is one."""
    secret = read(TEACHER)
    class_ = desk().classes.of_teacher(secret) if secret else None
    if class_ is None:
        if secret:
            st.warning(sentence("classroom.gone", days=desk().classes.days))
        return False
    _show_links(class_, secret)
    fragment(_live, run_every=_SECONDS)(secret)
    _offer_files(class_, secret)
    return True


def _show_links(class_: Class, secret: str) -> None:
    st.markdown(sentence("classroom.code_is", code=class_.code))
    st.code(f"{_root()}train?{CLASS.name}={class_.code}", language=None, wrap_lines=True)
    below_a_path = urlsplit(_root()).path or "/"
    caption(prose("classroom", "students").replace("{page}", f"{below_a_path}classroom"))
    with st.expander(sentence("classroom.teachers")):
        page = f"{_root()}classroom?{TEACHER.name}={secret}"
        st.code(page, language=None, wrap_lines=True)
        caption(prose("classroom", "teachers"))


def _root() -> str:
    """The app's address, as the teacher's browser has it."""
    here = urlsplit(st.context.url or "")
    last = here.path.rpartition("/")[2]
    path = here.path.removesuffix(last) if last in {page.address for page in PAGES} else here.path
    root = here._replace(path=path.rstrip("/") + "/", query="", fragment="").geturl()
    return root if here.netloc else ""


def _live(secret: str) -> None:
    try:
        class_ = desk().classes.of_teacher(secret)
        if class_ is None:
            st.rerun()
        _show(class_)
    except InputError as error:
        st.error(plain(str(error)))  # until it can be read again


def _show(class_: Class) -> None:
    answers = desk().classes.answers(class_.code)
    st.header(sentence("classroom.experiment"), anchor=False)
    show_pooled(class_)
    st.header(sentence("classroom.guesses"), anchor=False)
    show_guesses(answers, class_.keys)
    left, right = st.columns([1.6, 1], gap="large")
    with left:
        st.header(sentence("classroom.answers"), anchor=False)
        show_questions(answers)
    with right:
        st.header(sentence("classroom.puzzles"), anchor=False)
        show_puzzles(answers)


def _offer_files(class_: Class, secret: str) -> None:
    """What there is as files, and the end of it."""
    left, right = st.columns(2)
    left.download_button(
        sentence("classroom.curves_csv"),
        lambda: desk().classes.record(class_).to_csv(),
        f"{class_.code}-curves.csv",
        "text/csv",
        on_click="ignore",
        width="stretch",
        key="class-curves-csv",
    )
    right.download_button(
        sentence("classroom.answers_csv"),
        lambda: answers_csv(desk().classes.answers(class_.code)),
        f"{class_.code}-answers.csv",
        "text/csv",
        on_click="ignore",
        width="stretch",
        key="class-answers-csv",
    )
    caption(prose("classroom", "kept").format(days=desk().classes.days))
    with st.expander(sentence("classroom.end")):
        paragraph(prose("classroom", "end"))
        label = sentence("classroom.delete")
        st.button(label, on_click=unbroken(_delete), args=(secret,), key="class-delete")


def _delete(secret: str) -> None:
    desk().classes.delete(secret)
    forget(TEACHER)
