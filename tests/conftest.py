"""How the tests share two cores: one process drives the browser while the other computes."""

import torch
from xdist.scheduler import LoadScopeScheduling

torch.set_num_threads(1)  # two threads on two busy cores are many times slower than one

LATE = ("test_explore.py", "test_memory.py", "test_tour.py", "test_training.py")


class OneBrowser(LoadScopeScheduling):
    """Whole files to whoever is free, but browser tests to one: two browsers are too much.

    Only the late ones may meet another browser, at the end, when nobody computes any more.
    """

    def _split_scope(self, nodeid):
        file = nodeid.partition("::")[0]
        if not file.startswith("tests/browser/"):
            return file
        return "late browser" if file.endswith(LATE) else "browser"


def pytest_xdist_make_scheduler(config, log):
    return OneBrowser(config, log)


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: item.path.parent.name == "browser" and item.path.name in LATE)
