"""Where to compute."""

import torch

from rnnviz.errors import InputError

# What torch says where a device's memory won't do; for the GPU's it has a class, for others none.
_FULL = {
    "cuda": "CUDA out of memory",
    "mps": "MPS backend out of memory",
    "cpu": "DefaultCPUAllocator: can't allocate memory",
}


def devices() -> tuple[str, ...]:
    """Those of this machine, the one that `auto` takes first: CUDA's, or MPS, before the CPU.

    One GPU is "cuda"; several have their numbers, "cuda:0" first.
    """
    count = torch.cuda.device_count() if torch.cuda.is_available() else 0
    several = tuple(f"cuda:{number}" for number in range(count))
    mps = ("mps",) if torch.backends.mps.is_available() else ()
    return (*(several if count > 1 else ("cuda",) * count), *mps, "cpu")


def choose(name: str = "auto") -> torch.device:
    """The device called `name`; `auto` takes the first of `devices`.

    Raises `InputError` for a device that this machine has not.
    """
    there = devices()
    if name == "auto":
        return torch.device(there[0])
    if name not in {*there, *(each.partition(":")[0] for each in there)}:
        raise InputError("lm.no_device", name=name, choices=" or ".join(there))
    return torch.device(name)


def full(error: RuntimeError) -> InputError | None:
    """The refusal that torch's error stands for, if a device's memory won't do."""
    for device, words in _FULL.items():
        if words in str(error):
            return InputError("lm.device_full", device=device)
    return None
