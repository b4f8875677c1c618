"""What a placement costs: `rnnviz.nn` against `nn.LSTM` and against a loop over LSTM cells.

python -m benchmarks.engine [--quick] [--json FILE]

Contenders take turns, round by round; a ratio is a contender's shortest time divided by that of
`nn.LSTM` without dropout. One thread is timed by its processor's clock, which others' work on the
machine hardly moves; two are timed by the wall's.
"""

import argparse
import json
import os
import platform
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

import torch

from benchmarks.engine_contenders import (
    KERAS,
    LSTM,
    LSTM_DROPOUT,
    PLACEMENTS,
    SCOPES,
    SIZES,
    Network,
    Step,
    placed_step,
    whole_steps,
)
from rnnviz.core import engine
from rnnviz.nn.fused import kernels

FOUR = ("naive", "Gal, tied", "zoneout", "weights")  # those that run side by side


@dataclass(frozen=True, slots=True)
class Timing:
    """A contender's time in one table."""

    scope: str  # "whole step" or "recurrent part"
    size: str
    threads: int
    contender: str
    shortest_seconds: float
    ratio: float  # to nn.LSTM without dropout
    rounds: int


@dataclass(frozen=True, slots=True)
class Plan:
    """How long to measure."""

    seconds: float  # at each size
    least_rounds: int
    looped: tuple[str, ...]  # placements that also run as a loop
    weighed: tuple[str, ...]  # contenders whose memory is measured
    worker_steps: int


QUICK = Plan(3, 3, ("naive",), (LSTM, "naive"), 40)
FULL = Plan(30, 5, tuple(PLACEMENTS), (LSTM, LSTM_DROPOUT, *PLACEMENTS), 250)
TWO_THREADS = (LSTM, LSTM_DROPOUT, "none", "Zaremba", "Gal, tied", "zoneout")


def take_turns(contenders: dict[str, Step], plan: Plan) -> dict[str, list[float]]:
    """Seconds of each contender in each round, after one that doesn't count.

    Each round starts with another contender, so that none always follows the same one's leavings.
    """
    for run in contenders.values():
        run()
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    clock = time.thread_time if torch.get_num_threads() == 1 else time.perf_counter
    order, rounds = list(contenders), 0
    end = time.perf_counter() + plan.seconds
    latest = end + 2 * plan.seconds  # when the machine is busy with something else
    while (now := time.perf_counter()) < end or (rounds < plan.least_rounds and now < latest):
        order = order[3:] + order[:3]
        for name in order:
            start = clock()
            contenders[name]()
            taken[name].append(clock() - start)
        rounds += 1
    return taken


def timings(scope: str, size: str, contenders: dict[str, Step], plan: Plan) -> Iterator[Timing]:
    taken = take_turns(contenders, plan)
    threads = torch.get_num_threads()
    stock = min(taken[LSTM])
    for name, times in taken.items():
        yield Timing(scope, size, threads, name, min(times), min(times) / stock, len(times))


def gemm_peak(side: int = 1536, repeats: int = 7) -> float:
    """The best rate of a square single-precision product, FLOP/s, with the threads now set."""
    a, b = torch.randn(side, side), torch.randn(side, side)
    best = float("inf")
    for _ in range(repeats):
        start = time.perf_counter()
        torch.matmul(a, b)
        best = min(best, time.perf_counter() - start)
    return 2 * side**3 / best


def train(name: str, steps: int) -> None:
    """A worker's job: some steps at size A."""
    network = Network(SIZES["A"])
    for _ in range(steps):
        placed_step(network, PLACEMENTS[name], engine.layer)


def side_by_side(processes: int, threads: int, steps: int) -> float:
    """Seconds for FOUR at size A in so many processes; starting the processes doesn't count."""
    with ProcessPoolExecutor(
        processes, get_context("spawn"), initializer=torch.set_num_threads, initargs=(threads,)
    ) as pool:
        list(pool.map(train, FOUR, [3] * 4))
        start = time.perf_counter()
        list(pool.map(train, FOUR, [steps] * 4))
        return time.perf_counter() - start


def step_memory(contender: str) -> tuple[float, float]:
    """MiB of a fresh process before and at the peak of three training steps at size C."""
    torch.set_num_threads(1)
    kernels()  # Numba's own hundred MiB are no step's
    step = whole_steps(SIZES["C"], ())[contender]
    before = memory_mib("VmRSS")
    for _ in range(3):
        step()
    return before, memory_mib("VmHWM")


def memory_mib(field: str) -> float:
    """What Linux says of this process; `getrusage` would give a parent's peak for its child's."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(field))


def machine() -> str:
    file = Path("/proc/cpuinfo")
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    models = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    model = models[0] if models else platform.processor()
    date, load = datetime.now(UTC).date(), os.getloadavg()[0]
    versions = f"PyTorch {torch.__version__}, {'with' if kernels() else 'without'} Numba"
    return f"{model}, {os.cpu_count()} cores, {versions}, {date}, load {load:.1f}"


def compare(scope: str, threads: int, plan: Plan) -> list[Timing]:
    """One scope at every size, printed as a table."""
    torch.set_num_threads(threads)
    measured = []
    for name, size in SIZES.items():
        contenders = SCOPES[scope](size, plan.looped if threads == 1 else ())
        if threads > 1:
            contenders = {
                k: run for k, run in contenders.items() if k.removeprefix("torch: ") in TWO_THREADS
            }
        measured += timings(scope, name, contenders, plan)
    print_timings(measured)
    return measured


def print_timings(measured: list[Timing]) -> None:
    """A row per contender; by size its milliseconds, its ratio, and those of its other forms.

    These are without Numba, as the app trains, and as a loop.
    """
    by = {(t.size, t.contender): t for t in measured}
    rounds, first = ", ".join(f"{by[s, LSTM].rounds} at {s}" for s in SIZES), measured[0]
    print(f"\n### {first.scope.capitalize()}, threads: {first.threads} (rounds: {rounds})\n")
    print("| | " + " | ".join(f"{s}, ms | {s} | torch | app | loop" for s in SIZES) + " |")
    print("|---|" + "---:|" * 5 * len(SIZES))
    for name in (LSTM, LSTM_DROPOUT, *PLACEMENTS, KERAS):
        cells = [name]
        for s in SIZES:
            mine = by.get((s, name))
            cells.append(f"{mine.shortest_seconds * 1e3:.1f}" if mine else "")
            forms = (by.get((s, kind + name)) for kind in ("", "torch: ", "app: ", "loop: "))
            cells += [f"{timing.ratio:.2f}" if timing else "" for timing in forms]
        if any(cells[1:]):
            print("| " + " | ".join(cells) + " |")


def print_fractions(measured: list[Timing], peak: float) -> None:
    """What share of the machine's measured GEMM rate a whole step's matrix products reach."""
    threads = measured[0].threads
    print(f"\nGEMM peak, threads {threads}: {peak / 1e9:.0f} GFLOP/s; reached in a step:\n")
    print("| | " + " | ".join(SIZES) + " |\n|---|" + "---:|" * len(SIZES))
    for name in (LSTM, "none", "naive"):
        taken = {t.size: t.shortest_seconds for t in measured if t.contender == name}
        if taken:  # not all run with two threads
            reached = [f"{SIZES[s].step_flop / taken[s] / peak:.2f}" for s in SIZES]
            print(f"| {name} | " + " | ".join(reached) + " |")


def compare_workers(plan: Plan) -> dict[str, float]:
    """Seconds for four placements at size A, in three ways to share two cores."""
    seconds = {
        "two at a time, one thread each": side_by_side(2, 1, plan.worker_steps),
        "in turn, two threads": side_by_side(1, 2, plan.worker_steps),
        "in turn, one thread": side_by_side(1, 1, plan.worker_steps),
    }
    print(f"\n### Four placements at A, {plan.worker_steps} steps each: {', '.join(FOUR)}\n")
    print("| | seconds |\n|---|---:|")
    for way, taken in seconds.items():
        print(f"| {way} | {taken:.1f} |")
    return seconds


def compare_memory(plan: Plan) -> dict[str, tuple[float, float]]:
    """MiB before and at the peak of a training step at size C, each in a process of its own."""
    memory = {}
    print("\n### Memory at C\n\n| | before, MiB | peak, MiB | added | ratio of added |")
    print("|---|---:|---:|---:|---:|")
    for name in plan.weighed:
        with ProcessPoolExecutor(1, get_context("spawn")) as pool:
            start, peak = memory[name] = pool.submit(step_memory, name).result()
        ratio = (peak - start) / (memory[LSTM][1] - memory[LSTM][0])
        print(f"| {name} | {start:.0f} | {peak:.0f} | {peak - start:.0f} | {ratio:.2f} |")
    return memory


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="two minutes instead of ten")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all numbers there")
    options = parser.parse_args()
    plan = QUICK if options.quick else FULL
    print(f"## {machine()}")
    peaks, measured = {}, []
    for threads in (1, 2):
        torch.set_num_threads(threads)
        peaks[threads] = gemm_peak()
        whole = compare("whole step", threads, plan)
        print_fractions(whole, peaks[threads])
        measured += whole + compare("recurrent part", threads, plan)
    workers, memory = compare_workers(plan), compare_memory(plan)
    if options.json:
        numbers = {
            "machine": machine(),
            "placements": PLACEMENTS,
            "gemm_peak_flop_per_second": peaks,
            "timings": [asdict(timing) for timing in measured],
            "workers_seconds": workers,
            "memory_mib_before_and_peak": memory,
        }
        options.json.write_text(json.dumps(numbers, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
