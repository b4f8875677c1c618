"""How the tests share two cores: one process drives the browser while another computes."""

import gc
import os

import pytest
import torch
from hypothesis import settings
from streamlit.runtime.pages_manager import PagesManager
from xdist.scheduler import LoadScopeScheduling

from rnnviz.ui.server.start import begin_in_app

pytest_plugins = ("tests.training",)  # fixtures that many rooms share
os.environ["RNNVIZ_NICENESS"] = "0"  # training that gave way to busy tests would starve
torch.set_num_threads(1)  # two threads on two busy cores are many times slower than one
if not torch.cuda.is_available():  # for a GPU that may come each seed is kept, with its whole stack
    torch.manual_seed = torch.default_generator.manual_seed

settings.register_profile("shared", deadline=None)  # whoever else computes takes time
settings.load_profile("shared")

_init = PagesManager.__init__


def _as_served(self, *given, **more):
    """Streamlit's harness forgets at each run that pages have a frame; a server of ours doesn't."""
    begin_in_app()
    _init(self, *given, **more)


PagesManager.__init__ = _as_served

# The longest first, that none is left alone at the end.
LATE = ("test_training.py", "test_explore.py", "test_memory.py", "test_tour.py")


class Clock:
    """One that a test moves."""

    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


class OneBrowser(LoadScopeScheduling):
    """Whole files to whoever is free, but browser tests to one: two browsers are too much.

    Only late files may meet another browser, at the end, when nobody computes any more.
    """

    def _split_scope(self, nodeid):
        file = nodeid.partition("::")[0]
        early = file.startswith("tests/browser/") and not file.endswith(LATE)
        return "browser" if early else file


def pytest_xdist_make_scheduler(config, log):
    return OneBrowser(config, log)


def pytest_collection_modifyitems(items):
    items.sort(key=_turn)


def _turn(item):
    """Where a test's file stands among the late ones, counted from 1; 0 for all others."""
    late = item.path.parent.name == "browser" and item.path.name in LATE
    return LATE.index(item.path.name) + 1 if late else 0


def pytest_collection_finish():
    """What is imported and collected by now stays, so nobody need look through it for garbage."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
