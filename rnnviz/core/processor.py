"""Which processor this is."""

import platform
from contextlib import suppress
from pathlib import Path


def processor() -> str:
    """The processor's name, as the system gives it."""
    with suppress(OSError), Path("/proc/cpuinfo").open(encoding="utf-8") as lines:
        names = (line.partition(":")[2].strip() for line in lines if "model name" in line)
        return next(names, platform.processor())
    return platform.processor()
