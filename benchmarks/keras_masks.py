"""What releases of Keras mask in an LSTM and a GRU, read off their outputs.

    python -m benchmarks.keras_masks 3.1.1 3.7.0 3.8.0 --out tests/reference/keras_masks.json

Each release is installed into a folder of its own and run on PyTorch as its backend, with linear
activations and weights that let one edge at a time through, so that every step's output tells
which units were masked on it. A layer made again from its seed draws the same masks, so edges
that share a mask can be told from edges that don't. Then the lines that the Use page offers are
run as they stand.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from rnnviz.core.placement import Cell, parse
from rnnviz.reference.advice import ADVICE
from rnnviz.twins.frameworks import framework_lines

NEEDS = ("absl-py", "rich", "namex", "h5py", "optree", "ml-dtypes", "packaging")
NEEDS += ("pygments", "markdown-it-py", "mdurl", "dm-tree")
STEPS, EXAMPLES, UNITS, SEED = 6, 8, 32, 11
RATES = {"dropout": 0.5, "recurrent_dropout": 0.25}  # apart, to see which of them a mask has
SMALL = 0.1  # keeps what is fed back from growing
NEW = 2.37  # a candidate for which no two pairs of factors give the same h
LSTM, GRU = ("input", "forget", "candidate", "output"), ("update", "reset", "candidate")
ROOT = Path(__file__).parents[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("releases", nargs="*", metavar="RELEASE", help="such as 3.7.0 3.8.0")
    parser.add_argument("--out", type=Path, help="where the record is written; else it is printed")
    parser.add_argument("--read", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.read:
        sys.stdout.write(json.dumps(read()))
        return
    releases = {release: run(release) for release in options.releases}
    text = json.dumps({"date": f"{datetime.now(UTC):%Y-%m-%d}", "releases": releases}, indent=1)
    if options.out:
        options.out.write_text(text + "\n", encoding="utf-8")
    else:
        sys.stdout.write(text + "\n")


def run(release: str) -> dict[str, Any]:
    """What one release does, in an interpreter of its own that shares this one's PyTorch."""
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", folder]
        subprocess.run([*pip, f"keras=={release}", *NEEDS], check=True)  # noqa: S603 -- ours
        environment = os.environ | {
            "PYTHONPATH": os.pathsep.join((folder, str(ROOT))),
            "KERAS_BACKEND": "torch",
            "KERAS_HOME": folder,
            "CUDA_VISIBLE_DEVICES": "",
        }
        command = [sys.executable, "-m", "benchmarks.keras_masks", "--read"]
        done = subprocess.run(  # noqa: S603 -- ours
            command, env=environment, check=True, stdout=subprocess.PIPE, text=True
        )
    return json.loads(done.stdout.splitlines()[-1])


def read() -> dict[str, Any]:
    """Every edge of both cells, with both options, with each alone, and at evaluation."""
    import keras  # noqa: PLC0415 - the release that is asked about  # pyright: ignore[reportMissingImports] -- only there
    import torch  # noqa: PLC0415

    both = {name: {name: rate} for name, rate in RATES.items()} | {"both": RATES}
    cells = {
        cell: {name: edges(cell, options) for name, options in both.items()}
        for cell in ("lstm", "gru")
    }
    return {"keras": keras.__version__, "torch": torch.__version__, **cells, "lines": lines()}


def lines() -> dict[str, dict[str, bool]]:
    """Each line for Keras that the Use page offers: when two passes of it differ."""
    return {line: passes(line) for line in offered()}


def offered() -> tuple[str, ...]:
    """The Keras lines of what the Use page starts with, and of what it tries then."""
    further = [rule.after.placement for rule in ADVICE if rule.after]
    placements = dict.fromkeys([*(rule.placement for rule in ADVICE), *further])
    answers = [framework_lines(parse(line), Cell.LSTM, 2)[1].code for line in placements]
    return tuple(filter(None, answers))


def passes(code: str) -> dict[str, bool]:
    """Whether what a line makes draws masks, training and not."""
    import keras  # noqa: PLC0415  # pyright: ignore[reportMissingImports] -- only there

    layers = eval(code, {"keras": keras, "units": UNITS})  # noqa: S307 -- running it is the point
    x = np.ones((EXAMPLES, STEPS, UNITS), "float32")

    def differ(*, training: bool) -> bool:
        first, second = (layers(x, training=training) for _ in range(2))
        return bool(keras.ops.any(first != second))

    return {"masked": differ(training=True), "at_evaluation": differ(training=False)}


def edges(cell: str, options: dict[str, float]) -> dict[str, Any]:
    """What lies on a cell's edges under some options of its layer."""
    gates = LSTM if cell == "lstm" else GRU
    reader = lstm if cell == "lstm" else gru
    into = [reader(gate, "input", options) for gate in gates]
    on = [reader(gate, "recurrent", options) for gate in gates]
    reading: dict[str, Any] = {"input": said_of(into), "recurrent": said_of(on)}
    if cell == "gru":
        carried = gru("carried", "recurrent", options)
        reading["carried"] = said_of([carried])
        reading["carried"]["with_update_gate"] = alike(carried, on[0])
    still = reader(gates[-1], "recurrent", options, training=False)
    reading["at_evaluation"] = bool((still != 1).any())
    return reading


def said_of(masks: list[np.ndarray]) -> dict[str, Any]:
    """One edge's masks, one for each gate, (B, T, H): in words that a test can hold."""
    first = masks[0]
    dropped = first == 0
    return {
        "masked": bool(any((mask != 1).any() for mask in masks)),
        "dropped": round(float(sum((mask == 0).mean() for mask in masks) / len(masks)), 3),
        "factor": round(float(max(mask.max() for mask in masks)), 3),
        "lasting": alike(first, first[:, :1]),
        "one_for_all_gates": all(alike(mask, first) for mask in masks),
        "one_for_all_examples": bool((dropped == dropped[:1]).all()),
    }


def alike(masks: np.ndarray, others: np.ndarray) -> bool:
    """Whether factors are the same, as far as they can be read."""
    return bool((np.abs(masks - others) < 0.01).all())


def lstm(gate: str, edge: str, options: dict[str, float], *, training: bool = True) -> np.ndarray:
    """The factors on an edge into one gate of an LSTM, (B, T, H).

    i, f, g and o are linear. All but the gate that is read are constant, so that h_t = 1 + what
    came through, or what came through alone where x is read.
    """
    n = LSTM.index(gate)
    kernel, recurrent = (np.zeros((UNITS, 4 * UNITS), "float32") for _ in range(2))
    bias = np.repeat([1.0, 0.0, 1.0, 1.0], UNITS).astype("float32")  # i, f, g, o
    block = slice(n * UNITS, (n + 1) * UNITS)
    carried = gate == "forget"
    if edge == "input":
        kernel[:, block] = np.eye(UNITS)
        bias[block] = 0
    else:
        recurrent[:, block] = SMALL * np.eye(UNITS)
    hidden = outputs("LSTM", (kernel, recurrent, bias), options, training=training)
    before = np.concatenate([np.ones_like(hidden[:, :1]), hidden[:, :-1]], axis=1)
    if edge == "input":
        return tidy((hidden - 1) / before if carried else hidden)
    through = SMALL * before * (before if carried else 1)
    return tidy((hidden - 1) / through)


def gru(gate: str, edge: str, options: dict[str, float], *, training: bool = True) -> np.ndarray:
    """The factors on an edge into one gate of a GRU, or on the h that is carried on, (B, T, H)."""
    kernel, recurrent = (np.zeros((UNITS, 3 * UNITS), "float32") for _ in range(2))
    bias = np.zeros((2, 3 * UNITS), "float32")
    update, reset, candidate = (slice(n * UNITS, (n + 1) * UNITS) for n in range(3))
    eye = np.eye(UNITS)
    bias[0, reset] = 1
    if gate == "carried":  # z = ½, so that h_t = ½ (h_{t−1} + 1)
        bias[0, update], bias[0, candidate] = 0.5, 1
    elif gate == "update":  # h_t = z h_{t−1} + (1 − z) · NEW
        bias[0, candidate] = NEW
        (kernel if edge == "input" else recurrent)[:, update] = SMALL * eye
    elif gate == "reset":  # the candidate is r · 1
        bias[1, candidate] = 1
        bias[0, reset] = 0 if edge == "input" else 1
        (kernel if edge == "input" else recurrent)[:, reset] = (
            eye if edge == "input" else SMALL * eye
        )
    elif edge == "input":
        kernel[:, candidate] = eye
    else:
        bias[0, candidate] = 1
        recurrent[:, candidate] = SMALL * eye
    hidden = outputs("GRU", (kernel, recurrent, bias), options, training=training)
    before = np.concatenate([np.ones_like(hidden[:, :1]), hidden[:, :-1]], axis=1)
    if gate == "carried":
        return tidy((hidden - 0.5) / (0.5 * before))
    if gate == "update":
        return update_factors(hidden, before, edge)
    if edge == "input":
        return tidy(hidden)
    return tidy((hidden - 1) / (SMALL * before))


def update_factors(hidden: np.ndarray, before: np.ndarray, edge: str) -> np.ndarray:
    """What lay on the way into the update gate, where what is carried on may be masked as well.

    z = SMALL m x, or SMALL m h_{t−1}; h_t = NEW + z (n h_{t−1} − NEW). Of all factors that m and n
    can have, the pair that gives h_t.
    """
    levels = [0.0, 1.0, *(1 / (1 - rate) for rate in RATES.values())]
    pairs = [(m, n) for m in levels for n in levels]
    x = 1 if edge == "input" else before
    off = [np.abs(NEW + SMALL * m * x * (n * before - NEW) - hidden) for m, n in pairs]
    return tidy(np.array([m for m, _ in pairs])[np.argmin(off, axis=0)])


def outputs(
    name: str, weights: tuple[np.ndarray, ...], options: dict[str, float], *, training: bool
) -> np.ndarray:
    """The state at every step, (B, T, H), of a linear layer that reads ones from ones."""
    import keras  # noqa: PLC0415  # pyright: ignore[reportMissingImports] -- only there

    layer = getattr(keras.layers, name)(
        UNITS,
        activation="linear",
        recurrent_activation="linear",
        return_sequences=True,
        seed=SEED,
        **options,
    )
    x = np.ones((EXAMPLES, STEPS, UNITS), "float32")
    start = [np.ones((EXAMPLES, UNITS), "float32")] * (2 if name == "LSTM" else 1)
    layer.build(x.shape)
    layer.set_weights(list(weights))
    return keras.ops.convert_to_numpy(layer(x, initial_state=start, training=training))


def tidy(factors: np.ndarray) -> np.ndarray:
    """Factors to three digits: they are read off in single precision."""
    return factors.astype("float64").round(3)


if __name__ == "__main__":
    main()
