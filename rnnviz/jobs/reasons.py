"""Why a run is not training, as the record keeps it: the key of a sentence, and its fields.

Records of before hold the sentence itself; of those it is known which each one was.
"""

import re
import sqlite3

from rnnviz.content import Message, as_it_is

_OLD = {
    "The server was restarted. What was saved is there: resume to go on.": "jobs.server_ended",
    "Paused, for you had left. Resume to go on from the very step.": "jobs.away",
    "Paused by you. Resume to go on from the very step.": "jobs.paused",
    "Paused, for the record of runs could not be written. Resume when that is mended.": "jobs.disk",
}
_OLD_WITH_FIELDS = (
    (r"Its process was ended from outside \((?P<signal>.+)\)\. Resume to .+", "jobs.killed"),
    (
        r"Paused, for its process could not be started \((?P<why>.*)\)\. Resume to .+",
        "jobs.unstarted",
    ),
    (r"Stopped at this server's limit of (?P<minutes>\S+) minutes for a run\.", "jobs.too_long"),
    (r"It ended with code (?P<code>-?\d+) and said nothing\.", "workers.silent"),
)
_NUMBERS = {"minutes": float, "code": int}


def written(reason: Message | None) -> str:
    """What the record holds for a reason: nothing for none."""
    return reason.to_text() if reason else ""


def read(text: str) -> Message | None:
    """The reason that `written` wrote."""
    return Message.from_text(text) if text else None


def renew(db: sqlite3.Connection) -> None:
    """Put keys in the place of a record's sentences; one that nobody knows stays as it is."""
    for id_, text in db.execute("SELECT id, reason FROM runs WHERE reason != ''").fetchall():
        if Message.from_text(text) == as_it_is(text):  # no key yet
            db.execute("UPDATE runs SET reason = ? WHERE id = ?", (written(_known(text)), id_))


def _known(text: str) -> Message:
    """The message that an old sentence was."""
    if text in _OLD:
        return Message(_OLD[text])
    for pattern, key in _OLD_WITH_FIELDS:
        if match := re.fullmatch(pattern, text, re.DOTALL):
            fields = match.groupdict()
            try:
                return Message(key, {k: _NUMBERS.get(k, str)(v) for k, v in fields.items()})
            except ValueError:  # almost ours
                continue
    return as_it_is(text)
