"""The one queue of a server."""

from concurrent.futures import ThreadPoolExecutor

import streamlit as st

from rnnviz.ui.models import lab


def found_at_once():
    with ThreadPoolExecutor(8) as visitors:
        return set(visitors.map(lambda _: lab.queue(), range(8)))


def test_whoever_clears_the_caches_leaves_the_queue(bench):
    st.cache_resource.clear()
    st.cache_data.clear()
    assert found_at_once() == {bench}


def test_visitors_who_come_at_once_find_one_queue(bench):
    lab._queue.cache_clear()
    (made,) = found_at_once()
    assert made is not bench
