"""The one desk of a server."""

from concurrent.futures import ThreadPoolExecutor

import streamlit as st

from rnnviz.ui.models import lab


def found_at_once():
    with ThreadPoolExecutor(8) as visitors:
        return set(visitors.map(lambda _: lab.desk(), range(8)))


def test_whoever_clears_the_caches_leaves_the_desk(bench):
    st.cache_resource.clear()
    st.cache_data.clear()
    assert found_at_once() == {bench}


def test_visitors_who_come_at_once_find_one_desk(bench):
    lab._desk.cache_clear()
    (made,) = found_at_once()
    assert made is not bench
