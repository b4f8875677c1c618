"""The process that trains one run: an order on stdin, results on stdout as JSON lines.

It stops, and saves if it was told where, when its stdin ends: because it was asked to, or because
whoever started it is gone.
"""

import json
import sys
from contextlib import closing
from pathlib import Path
from signal import SIG_IGN, SIGINT, signal
from threading import Event, Thread
from time import monotonic

import torch

from rnnviz.lm.device import choose
from rnnviz.lm.runs import Run
from rnnviz.lm.train import train

_PAUSE_SECONDS = 0.1  # between two results, unless one carries an evaluation


def main() -> None:
    torch.set_num_threads(1)
    signal(SIGINT, SIG_IGN)  # Ctrl-C reaches every process; whoever started this one ends its stdin
    order = json.loads(sys.stdin.readline())
    stop = Event()
    Thread(target=lambda: (sys.stdin.read(), stop.set()), daemon=True).start()
    run = Run.from_json(order["run"])
    checkpoint = order["checkpoint"] and Path(order["checkpoint"])
    results = train(run, run.corpus.load(), choose(order["device"]), checkpoint)
    said = -_PAUSE_SECONDS
    with closing(results):
        for result in results:
            if result.evaluation or result.diverged or monotonic() - said >= _PAUSE_SECONDS:
                said = monotonic()
                sys.stdout.write(json.dumps(result.to_json()) + "\n")
                sys.stdout.flush()
            if stop.is_set():
                return
