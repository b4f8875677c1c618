"""The lab with a record of its own and no workers: what they would say, the tests say."""

from functools import cache
from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.state.query_params import QueryParams

from rnnviz.jobs.desk import Desk
from rnnviz.jobs.keeper import Keeper
from rnnviz.ui.kit import glossary
from rnnviz.ui.models import lab
from rnnviz.workers.pace import Pace

# Streamlit's harness looks through all that is installed, for components, at each run of a page.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)

PACE = Pace(2.0, 4.0, 1.0, 59_500, 2_000, 778_192, None, "cpu")


@pytest.fixture(scope="module", autouse=True)
def _without_definitions():
    """Paragraphs are read as they are written; what they define is `test_glossary`'s matter."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(glossary, "with_definitions", lambda text, *_: text)
        yield


@pytest.fixture
def bench(tmp_path, monkeypatch):
    """The desk behind the pages, with no queue behind it."""
    monkeypatch.setenv("RNNVIZ_RUNS", str(tmp_path / "runs"))
    monkeypatch.setattr(Keeper, "start", lambda _self: None)
    monkeypatch.setattr(Desk, "measure", lambda *_: PACE)
    for forget in (lab._desk.cache_clear, lab._paces.clear):
        forget()
    yield lab.desk()
    for forget in (lab._desk.cache_clear, lab._paces.clear):
        forget()


@pytest.fixture
def visit(monkeypatch):
    """A visitor without a browser: what stands in session, address and cookies."""
    made = SimpleNamespace(session={}, address=QueryParams(), cookies={})
    monkeypatch.setattr(st, "session_state", made.session)
    monkeypatch.setattr(st, "query_params", made.address)
    monkeypatch.setattr(st, "context", SimpleNamespace(cookies=made.cookies))
    return made
