"""The log of a process that serves: one line for each thing, on stderr.

For a person at a terminal as text, else as JSON, so that whoever collects it needs no pattern.
"""

import json
import logging
import sys
from datetime import UTC, datetime


class OneLine(logging.Formatter):
    """A record as an object of JSON, its traceback as one text."""

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            told["traceback"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False)


def log_here() -> logging.Handler:
    """Let all loggers of this process write to one place, which is returned."""
    handler = logging.StreamHandler()
    plain = logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    handler.setFormatter(plain if sys.stderr.isatty() else OneLine())
    logging.root.handlers = [handler]
    return handler
