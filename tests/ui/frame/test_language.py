"""The language follows the browser, or a choice, which stands in the address and is remembered."""

from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from rnnviz.content import available, spoken
from rnnviz.ui.fields import LANGUAGE
from rnnviz.ui.frame import language as frame
from rnnviz.ui.state import arrive, put, read


@pytest.fixture
def browser(visit, monkeypatch):
    """A visitor whose browser says what it wants; all languages are taken for complete."""
    monkeypatch.setattr(frame, "complete", available)

    def wants(locale="", accepted=""):
        headers = {"accept-language": accepted}
        context = SimpleNamespace(cookies=visit.cookies, locale=locale, headers=headers)
        monkeypatch.setattr(st, "context", context)
        return visit

    return wants


@pytest.mark.parametrize(
    ("locale", "accepted", "wanted"),
    [
        *(("zh-CN", "", "zh"), ("zh", "", "zh"), ("ZH-hans-sg", "", "zh"), ("en-GB", "", "en")),
        *(("", "de;q=0.9, zh-TW;q=0.8, en;q=0.1", "zh"), ("", "fr, *;q=0.1", "en"), ("", "", "en")),
        *(("", "en;q=0.1, zh;q=0.9", "zh"), ("", "zh;q=0, en;q=0.5", "en"), ("zh_CN", "", "zh")),
        *((None, "en-US,en;q=0.9,zh;q=0.8", "en"), ("zhuang", "", "en"), ("\0", "\0;;,", "en")),
    ],
)
def test_the_language_follows_the_browser(browser, locale, accepted, wanted):
    browser(locale, accepted)
    assert frame._wanted() == wanted


def test_what_an_address_says_counts_more_and_stays_in_it_from_page_to_page(browser):
    visit = browser("en-US")
    visit.address["lang"] = "zh"
    arrive("home", ())
    assert frame._wanted() == "zh"
    visit.address.clear()  # another page is opened
    arrive("masks", ())
    assert frame._wanted() == "zh"
    assert visit.address["lang"] == "zh"


def test_what_was_chosen_once_comes_back_with_the_cookie_unless_an_address_says_otherwise(browser):
    visit = browser("en-US")
    visit.cookies[LANGUAGE.cookie] = "zh"
    arrive("home", ())
    assert (frame._wanted(), visit.address["lang"]) == ("zh", "zh")
    visit.session.clear()
    visit.address["lang"] = "en"
    arrive("home", ())
    assert frame._wanted() == "en"


def test_who_has_chosen_in_this_visit_is_not_overruled_by_an_older_cookie(browser):
    visit = browser("en-US")
    visit.cookies[LANGUAGE.cookie] = "zh"
    arrive("home", ())
    read(LANGUAGE)
    put(LANGUAGE, "en")
    visit.address.clear()
    arrive("masks", ())
    assert frame._wanted() == "en"


@pytest.mark.parametrize("header", ["xx", "../en", "zh/..", "\0", "english", "x" * 10_000])
def test_a_language_that_is_none_is_the_browsers(browser, header):
    visit = browser("zh-CN")
    visit.address["lang"] = header
    arrive("home", ())
    assert frame._wanted() == "zh"


@pytest.mark.parametrize("typed", ["ZH", "zh-CN", "zh_Hans_CN", " zh "])
def test_an_address_may_write_a_language_in_any_way(browser, typed):
    visit = browser("en-US")
    visit.address["lang"] = typed
    arrive("home", ())
    assert frame._wanted() == "zh"


def test_a_thread_that_runs_a_part_of_a_page_asks_the_visit_and_one_that_runs_none_reads_english(
    browser, monkeypatch
):
    visit = browser("en-US")
    visit.address["lang"] = "zh"
    arrive("home", ())

    def heard():
        with ThreadPoolExecutor(1) as pool:  # a thread of its own, which nobody has told anything
            return pool.submit(spoken).result()

    monkeypatch.setattr(frame, "get_script_run_ctx", lambda **_: object())
    assert heard() == "zh"
    monkeypatch.setattr(frame, "get_script_run_ctx", lambda **_: None)
    assert heard() == "en"


def _page():
    import streamlit as st  # noqa: PLC0415 -- a script of its own

    from rnnviz.ui.frame.language import choose_language, settle_language  # noqa: PLC0415
    from rnnviz.ui.state import arrive, leave_to_browser  # noqa: PLC0415

    settle_language()
    arrive("home", ())
    if st.session_state.get("ends-early"):
        st.stop()
    choose_language()
    leave_to_browser()


def test_the_switch_is_told_the_language_after_a_run_that_ended_before_it_was_drawn():
    test = AppTest.from_function(_page)
    test.query_params["lang"] = "zh"
    for early in (False, True, False, False):
        test.session_state["ends-early"] = early
        test.run()
        if not early:
            (switch,) = (first.proto for first in test.selectbox if first.key == "lang")
            assert switch.set_value
            assert switch.options[switch.default] != switch.raw_value == "简体中文"
