"""How the tests share two cores: one process drives the browser while the other computes."""

import torch
from xdist.scheduler import LoadScopeScheduling

torch.set_num_threads(1)  # two threads on two busy cores are many times slower than one


class OneBrowser(LoadScopeScheduling):
    """Whole files to whoever is free, but all browser tests to one: two browsers are too much."""

    def _split_scope(self, nodeid):
        file = nodeid.partition("::")[0]
        return "browser" if file.startswith("tests/browser/") else file


def pytest_xdist_make_scheduler(config, log):
    return OneBrowser(config, log)
