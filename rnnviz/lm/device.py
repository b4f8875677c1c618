"""Where to compute."""

import torch

from rnnviz.errors import InputError

# What torch says where a device's memory won't do; for the GPU's it has a class, for others none.
_FULL = {
    "cuda": "CUDA out of memory",
    "mps": "MPS backend out of memory",
    "cpu": "DefaultCPUAllocator: can't allocate memory",
}


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


def full(error: RuntimeError) -> InputError | None:
    """The refusal that torch's error stands for, if a device's memory won't do."""
    for device, words in _FULL.items():
        if words in str(error):
            return InputError("lm.device_full", device=device)
    return None
