"""Where runs can train: a machine's devices, by their names."""

import pytest
import torch

from rnnviz.errors import InputError
from rnnviz.lm.device import choose, devices


@pytest.fixture
def machine(monkeypatch):
    """A function that gives this one so many GPUs of CUDA's, and Apple's or not."""

    def has(gpus=0, *, mps=False):
        monkeypatch.setattr(torch.cuda, "is_available", lambda: gpus > 0)
        monkeypatch.setattr(torch.cuda, "device_count", lambda: gpus)
        monkeypatch.setattr(torch.backends.mps, "is_available", lambda: mps)

    return has


def test_the_usual_device_comes_first_and_the_processor_last(machine):
    machine()
    assert devices() == ("cpu",)
    machine(1)
    assert devices() == ("cuda", "cpu")
    machine(2)
    assert devices() == ("cuda:0", "cuda:1", "cpu")
    machine(mps=True)
    assert devices() == ("mps", "cpu")
    assert choose().type == "mps"


def test_a_device_is_chosen_by_its_name_and_one_that_is_not_there_refused(machine):
    machine(2)
    assert str(choose()) == "cuda:0"
    assert str(choose("cuda:1")) == "cuda:1"
    assert str(choose("cuda")) == "cuda"
    with pytest.raises(InputError, match="choose cuda:0 or cuda:1 or cpu"):
        choose("cuda:2")
    machine()
    with pytest.raises(InputError, match="Device 'cuda' is not available here; choose cpu"):
        choose("cuda")
