"""What a worker of the cluster does: it trains, and sends what would be lost with it.

Both ways lead over the scheduler, by variables that it holds: a run's latest checkpoint, which
whoever trains the run finds there, and texts, which a worker that lacks one asks for by their hash.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from time import monotonic
from typing import Any

from distributed import Client, Status, Variable, Worker, get_client, get_worker

from rnnviz.cluster.versions import versions
from rnnviz.errors import InputError
from rnnviz.lm.run import CorpusChoice
from rnnviz.runs.sweep import Place
from rnnviz.text.corpora import Corpus
from rnnviz.text.parcel import unpack

Work = Callable[[Place], Any]
Files = dict[str, bytes]  # by their way below the folder of weights

KEPT, LACKED = "rnnviz-kept", "rnnviz-lacked"  # topics of events: a run's key, a text's hash
CHECKPOINT, TEXT = "rnnviz-checkpoint-{}", "rnnviz-text-{}"  # names of variables
PATIENCE_SECONDS = 30.0  # for what the scheduler is to answer
_LOOK_SECONDS = 0.1
_PAUSES = 20  # of a checkpoint's way before the next leaves, so that all ways stay open
_ENDING = {Status.closing, Status.closed, Status.failed}
_MOST_TEXTS = 4
_texts: dict[str, Corpus] = {}  # the last of this process, by hash; none of a visitor's own


class OtherVersions(Exception):  # noqa: N818 -- no error of the run's: it goes to another worker
    """A worker isn't as it was when it was asked."""


class Ending(Exception):  # noqa: N818 -- as this
    """A worker ends before the run."""


def warm_up() -> None:
    """Begin with what the first run needs, which takes seconds; nobody waits for it."""
    Thread(target=import_module, args=("rnnviz.workers.following",), daemon=True).start()


def train(
    work: Work, choice: CorpusChoice, key: str, sha256: str, wanted: str
) -> tuple[Any, Files]:
    """What some work on a text comes to, and the files that it leaves.

    It goes on from what is kept under `key`. Raises `OtherVersions` on a worker that hasn't got
    the `wanted` ones, and whatever the work does, once nobody waits for it any more.
    """
    if versions() != wanted:
        raise OtherVersions(versions())
    worker = get_worker()
    corpus = _text(choice, sha256, worker)
    with TemporaryDirectory(dir=worker.local_directory) as folder:
        checkpoint, weights = Path(folder, "checkpoint.pt"), Path(folder, "weights")
        stop = _unwanted(worker, str(worker.get_current_task()))
        with _kept(checkpoint, key, worker):
            result = work(Place(weights, checkpoint, corpus, stop))
        files = sorted(file for file in weights.rglob("*") if file.is_file())
        return result, {f.relative_to(weights).as_posix(): f.read_bytes() for f in files}


def _unwanted(worker: Worker, task: str) -> Callable[[], bool]:
    """Whether whoever asked for a task, or the scheduler, is gone."""

    def stop() -> bool:
        state = worker.state.tasks.get(task)
        return worker.status in _ENDING or state is None or state.state != "executing"

    return stop


def _text(choice: CorpusChoice, sha256: str, worker: Worker) -> Corpus:
    if choice.text is not None:  # it came along
        return _own(choice, sha256) or _sent(sha256, worker)
    if sha256 not in _texts:
        while len(_texts) >= _MOST_TEXTS:
            _texts.pop(next(iter(_texts)), None)
        _texts[sha256] = _own(choice, sha256) or _sent(sha256, worker)
    return _texts[sha256]


def _own(choice: CorpusChoice, sha256: str) -> Corpus | None:
    """The text as this machine has it, if that is the same."""
    with suppress(InputError):
        corpus = choice.load()
        return corpus if corpus.sha256 == sha256 else None
    return None


def _sent(sha256: str, worker: Worker) -> Corpus:
    """The text as whoever asked for the run has it. Raises `TimeoutError` where nobody sends it."""
    worker.log_event(LACKED, sha256)
    return unpack(held(TEXT.format(sha256), get_client()), sha256)


def held(name: str, client: Client) -> bytes:
    """What the scheduler holds under a name. Raises `TimeoutError` where it holds nothing."""
    data = Variable(name, client=client).get(timeout=PATIENCE_SECONDS)
    assert isinstance(data, bytes)
    return data


@contextmanager
def _kept(checkpoint: Path, key: str, worker: Worker) -> Iterator[None]:
    """Write the checkpoint that is kept, if one is, and keep each that is written meanwhile."""
    name, client = CHECKPOINT.format(key), get_client()
    if data := held(name, client):
        checkpoint.write_bytes(data)
    variable = Variable(name, client=client)
    end = Event()
    sender = Thread(target=_send, args=(checkpoint, variable, worker, key, end), daemon=True)
    sender.start()
    try:
        yield
    finally:
        end.set()
        sender.join(PATIENCE_SECONDS)


def _send(checkpoint: Path, variable: Variable, worker: Worker, key: str, end: Event) -> None:
    sent, took = _stamp(checkpoint), 0.0
    while not end.wait(max(_LOOK_SECONDS, _PAUSES * took)):
        if (stamp := _stamp(checkpoint)) == sent:
            continue
        began = monotonic()
        with suppress(OSError):  # the scheduler is gone, and soon the worker, too
            variable.set(checkpoint.read_bytes())
            worker.log_event(KEPT, key)
            sent, took = stamp, monotonic() - began


def _stamp(file: Path) -> int:
    return file.stat().st_mtime_ns if file.exists() else 0
