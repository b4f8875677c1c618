"""Where a figure was measured."""

import os
import platform
from importlib.metadata import version

from rnnviz.core.processor import processor
from rnnviz.lm.run import Json


def machine() -> Json:
    """The system, the processor and the versions that a figure depends on."""
    return {
        "system": platform.platform(),
        "processor": processor(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "torch": version("torch"),
        "numpy": version("numpy"),
    }
