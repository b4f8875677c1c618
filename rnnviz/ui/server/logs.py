"""The log: one line for each thing, on stderr.

For a person at a terminal as text, else as JSON, so that whoever collects it needs no pattern.
"""

import json
import logging
import sys
from collections.abc import Iterable
from datetime import UTC, datetime

from streamlit import logger as streamlit_logger

# A page that asks once more for a part that its last run has taken away: nothing is wrong.
_NOISE = ("The fragment with id %s does not exist anymore",)

_ACCESS = "uvicorn.access"  # a line for each request, with the secrets that an address may hold


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


def one_log() -> None:
    """Let all loggers of this process, and those that Streamlit makes later, write to one place."""
    handler = logging.StreamHandler()
    plain = logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    handler.setFormatter(plain if sys.stderr.isatty() else OneLine())
    handler.addFilter(_says_something)
    logging.root.handlers = [handler]
    streamlit_logger.setup_formatter = _join
    for each in _others():
        _join(each)


def _says_something(record: logging.LogRecord) -> bool:
    return not str(record.msg).startswith(_NOISE)


def _others() -> Iterable[logging.Logger]:
    made = list(logging.root.manager.loggerDict.values())
    return (each for each in made if isinstance(each, logging.Logger))


def _join(logger: logging.Logger) -> None:
    """Take a logger's own handlers away, so that what it says goes up to the root."""
    logger.handlers.clear()
    logger.propagate = logger.name != _ACCESS
