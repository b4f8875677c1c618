"""The web server's log: what Streamlit and its server say joins the rest."""

import logging
from collections.abc import Iterable

from streamlit import logger as streamlit_logger

from rnnviz.logs import log_here

# A page that asks once more for a part that its last run has taken away: nothing is wrong.
_NOISE = ("The fragment with id %s does not exist anymore",)

_ACCESS = "uvicorn.access"  # a line for each request, with the secrets that an address may hold


def one_log() -> None:
    """Let all loggers of this process, and those that Streamlit makes later, write to one place."""
    log_here().addFilter(_says_something)
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
