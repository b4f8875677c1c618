"""Where to compute."""

import torch

from rnnviz.errors import InputError


def choose(name: str = "auto") -> torch.device:
    """The device called `name`; `auto` takes CUDA, else MPS, else the CPU.

    Raises `InputError` for a device that this machine has not.
    """
    there = {
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
        "cpu": True,
    }
    devices = [device for device, available in there.items() if available]
    if name == "auto":
        return torch.device(devices[0])
    if name not in devices:
        raise InputError("lm.no_device", name=name, choices=" or ".join(devices))
    return torch.device(name)
