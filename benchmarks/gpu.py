"""All that a GPU must answer, in one command of at most eight minutes.

python -m benchmarks.gpu [--device cuda] [--minutes 8] [--small] [--json FILE]

Whether `rnnviz.nn` gives the readable cells' numbers for every method and cell; what a training
step takes with the form's four placements, as it is and captured in a CUDA graph, beside
`nn.LSTM`, a loop over cells and Keras where it is installed; and the same in bfloat16. Contenders
take turns; a time is the shortest of all rounds. `--device cpu --small` tries the program itself.
"""

import argparse
import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

import rnnviz.nn
from benchmarks.engine_contenders import SIZES, Size, keras_recurrence, loop_layer
from rnnviz.core.cells import LayerWeights, State
from rnnviz.core.masks import Masks, generator, sample
from rnnviz.core.methods import METHODS, find
from rnnviz.core.network import RunLayer, Weights, stack, zero_state
from rnnviz.core.placement import Cell, Edge, Placement

FORM = ("none", "zaremba2014", "naive_everywhere", "gal2016_tied")  # the Train page's own
LAYERS = {Cell.LSTM: rnnviz.nn.LSTM, Cell.GRU: rnnviz.nn.GRU, Cell.RNN: rnnviz.nn.RNN}
SMALL = {"small": Size(50, 8, batch=3, steps=5)}
MOST_ERROR = 1e-10  # in double precision
Step = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Equality:
    """How far a method is from the readable cells, in outputs and gradients."""

    method: str
    cell: str
    error: float


@dataclass(frozen=True, slots=True)
class Timing:
    size: str
    contender: str
    seconds: float | None  # None where it can't be done here
    ratio: float | None  # to nn.LSTM
    rounds: int
    why: str = ""


def equalities(device: torch.device, every: int = 1) -> list[Equality]:
    """Every method, or one in so many, on every cell."""
    return [
        Equality(method.key, cell.value, error(method.placement.on(cell), cell, device))
        for cell in Cell
        for method in METHODS[::every]
    ]


def error(placement: Placement, cell: Cell, device: torch.device) -> float:
    """The largest difference of one pass and its gradients from the readable cells'."""
    torch.manual_seed(0)
    layer = LAYERS[cell](6, 8, 2, placement=placement, keep_masks=True)
    layer = layer.to(device, torch.float64)
    x = torch.randn(5, 3, 6, dtype=torch.float64, device=device, requires_grad=True)
    ours = _outputs(layer, x)
    layer.readable = True
    judge = _outputs(layer, x, layer.last_masks)
    pairs = zip(ours, judge, strict=True)
    return max((a - b).abs().max().item() for a, b in pairs)


def _outputs(
    layer: rnnviz.nn.LSTM | rnnviz.nn.GRU | rnnviz.nn.RNN,
    x: Tensor,
    masks: tuple[Masks, ...] | None = None,
) -> list[Tensor]:
    out, _ = layer(x, masks=masks)
    assert isinstance(out, Tensor)
    return [out, *torch.autograd.grad(out.sin().sum(), [x, *layer.parameters()])]


class Model(nn.Module):
    """A language model around any recurrent layer."""

    def __init__(self, size: Size, rnn: nn.RNNBase, device: torch.device) -> None:
        super().__init__()
        self.size = size
        self.embedding = nn.Embedding(size.words, size.units)
        self.rnn = rnn
        self.decoder = nn.Linear(size.units, size.words)
        self.to(device)
        tokens = torch.randint(
            size.words, (size.steps + 1, size.batch), generator=generator("tokens")
        )
        self.tokens = tokens.to(device)
        self.optimizer = torch.optim.SGD(self.parameters(), lr=0.1)

    def learn(self, recurrence: Callable[[Tensor], Tensor], *, bfloat16: bool = False) -> Tensor:
        """One training step, and its loss."""
        kind = self.tokens.device.type
        with torch.autocast(kind, torch.bfloat16, enabled=bfloat16):
            logits = self.decoder(recurrence(self.embedding(self.tokens[:-1])))
            targets = self.tokens[1:].flatten()
            loss = functional.cross_entropy(logits.flatten(0, 1).float(), targets)
        self.optimizer.zero_grad(set_to_none=False)
        loss.backward()
        nn.utils.clip_grad_norm_(self.parameters(), 5)
        self.optimizer.step()
        return loss.detach()


def contenders(size: Size, device: torch.device) -> dict[str, Callable[[], Step]]:
    """What is timed, each as what makes its step ready."""
    makers: dict[str, Callable[[], Step]] = {
        "nn.LSTM": partial(stock, size, device),
        "nn.LSTM, bfloat16": partial(stock, size, device, bfloat16=True),
    }
    for key in FORM:
        makers[key] = partial(placed, size, device, key)
        makers[f"{key}, CUDA graph"] = partial(captured, size, device, key)
        makers[f"{key}, bfloat16"] = partial(placed, size, device, key, bfloat16=True)
        makers[f"loop: {key}"] = partial(looped, size, device, key)
    if find_spec("keras"):
        makers["Keras, recurrent part"] = partial(keras_recurrence, size)
    return makers


def stock(size: Size, device: torch.device, *, bfloat16: bool = False) -> Step:
    model = Model(size, nn.LSTM(size.units, size.units, size.layers), device)
    return partial(model.learn, lambda x: model.rnn(x)[0], bfloat16=bfloat16)


def placed(size: Size, device: torch.device, key: str, *, bfloat16: bool = False) -> Step:
    """A step with masks drawn anew."""
    model = Model(size, ours(size, key), device)
    return partial(model.learn, lambda x: model.rnn(x)[0], bfloat16=bfloat16)


def ours(size: Size, key: str) -> rnnviz.nn.LSTM:
    placement = find(key).placement.without(Edge.WORD)
    return rnnviz.nn.LSTM(size.units, size.units, size.layers, placement=placement)


def captured(size: Size, device: torch.device, key: str) -> Step:
    """The whole step as a CUDA graph; masks are drawn outside, into what the graph reads."""
    if device.type != "cuda":
        raise RuntimeError("no CUDA graph without CUDA")
    model = Model(size, ours(size, key), device)
    placement, dims = find(key).placement.without(Edge.WORD), size.dims
    source = generator("masks")
    fixed = sample(placement, dims, source).to(device)
    run = partial(model.learn, lambda x: model.rnn(x, masks=fixed)[0])
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(3):
            run()
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        run()

    def step() -> None:
        for mask, new in zip(fixed.drawn, sample(placement, dims, source).drawn, strict=True):
            mask.factor.copy_(new.factor, non_blocking=True)
        graph.replay()

    return step


def looped(size: Size, device: torch.device, key: str) -> Step:
    """What people write: a loop over LSTM cells, with the same masks."""
    model = Model(size, nn.LSTM(size.units, size.units, size.layers), device)
    placement, source = find(key).placement.without(Edge.WORD), generator("masks")

    def recurrence(x: Tensor) -> Tensor:
        masks = sample(placement, size.dims, source).to(device)
        return by_layer(model.rnn, x, masks, loop_layer)

    return partial(model.learn, recurrence)


def by_layer(rnn: nn.RNNBase, x: Tensor, masks: Masks, layer: RunLayer) -> Tensor:
    flat = iter(rnn.parameters())
    layers = tuple(LayerWeights(*four) for four in zip(flat, flat, flat, flat, strict=True))
    none = x.new_zeros(0)
    state: State = zero_state(Cell.LSTM, len(layers), x.shape[1], like=x)
    return stack(Weights(Cell.LSTM, none, layers, none, none), x, state, masks, layer)[0]


def timings(name: str, size: Size, device: torch.device, seconds: float) -> list[Timing]:
    """The shortest time of each contender at one size, in turn."""
    ready: dict[str, Step] = {}
    refused: list[Timing] = []
    for contender, make in contenders(size, device).items():
        try:
            ready[contender] = make()
            ready[contender]()
        except Exception as reason:  # noqa: BLE001 -- one that can't run here must not end the others
            ready.pop(contender, None)
            told = " ".join(str(reason).split())[:200]
            refused.append(Timing(name, contender, None, None, 0, told))
    best = dict.fromkeys(ready, float("inf"))
    end, rounds = time.perf_counter() + seconds, 0
    while rounds < 2 or time.perf_counter() < end:
        for contender, step in ready.items():
            best[contender] = min(best[contender], timed(step, device))
        rounds += 1
    stock_seconds = best["nn.LSTM"]
    done = [Timing(name, c, s, s / stock_seconds, rounds) for c, s in best.items()]
    return done + refused


def timed(step: Step, device: torch.device) -> float:
    wait(device)
    start = time.perf_counter()
    step()
    wait(device)
    return time.perf_counter() - start


def wait(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize()


def rounding(size: Size, device: torch.device) -> dict[str, float]:
    """How far bfloat16's loss is from float32's after one pass, as a share, by placement."""
    shares = {}
    for key in FORM:
        losses = []
        for bfloat16 in (False, True):
            torch.manual_seed(3)
            step = placed(size, device, key, bfloat16=bfloat16)
            torch.manual_seed(4)
            losses.append(step())
        single, half = (float(loss) for loss in losses if isinstance(loss, Tensor))
        shares[key] = abs(half / single - 1)
    return shares


def machine(device: torch.device) -> str:
    name = torch.cuda.get_device_name(device) if device.type == "cuda" else "CPU"
    cudnn = torch.backends.cudnn.version() if device.type == "cuda" else None
    return f"{name}, PyTorch {torch.__version__}, CUDA {torch.version.cuda}, cuDNN {cudnn}"


def show(measured: list[Timing]) -> None:
    names = list(dict.fromkeys(t.size for t in measured))
    by = {(t.size, t.contender): t for t in measured}
    print("| | " + " | ".join(f"{name}, ms | ratio" for name in names) + " |")
    print("|---|" + "---:|---:|" * len(names))
    for contender in dict.fromkeys(t.contender for t in measured):
        cells = []
        for name in names:
            t = by.get((name, contender))
            cells += ["–", "–"] if t is None else _cells(t)
        print("| " + " | ".join([contender, *cells]) + " |")
    for t in measured:
        if t.why:
            print(f"{t.contender} at {t.size}: {t.why}")


def _cells(t: Timing) -> list[str]:
    if t.seconds is None or t.ratio is None:
        return ["–", "–"]
    return [f"{t.seconds * 1e3:.2f}", f"{t.ratio:.2f}"]


def main(arguments: list[str] | None = None) -> int:
    """1 if a method isn't what the readable cells do."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--minutes", type=float, default=8, help="for all of it")
    parser.add_argument("--small", action="store_true", help="tiny sizes, to try the program")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all numbers there")
    options = parser.parse_args(arguments)
    if options.device.startswith("cuda") and not torch.cuda.is_available():
        parser.error("there is no CUDA here; --device cpu --small tries the program itself")
    device, start = torch.device(options.device), time.perf_counter()
    sizes = SMALL if options.small else SIZES
    print(f"## {machine(device)}\n")
    equal = equalities(device, 8 if options.small else 1)
    worst = max(equal, key=lambda equality: equality.error)
    largest = f"{worst.error:.1e} ({worst.method}, {worst.cell})"
    print(
        f"{len(equal)} methods and cells; largest difference from the readable cells: {largest}\n"
    )
    shares = rounding(next(iter(sizes.values())), device)
    measured: list[Timing] = []
    for left, (name, size) in zip(range(len(sizes), 0, -1), sizes.items(), strict=True):
        spent = time.perf_counter() - start
        budget = max(0.0, options.minutes * 60 * 0.75 - spent) / left  # the rest is making ready
        measured += timings(name, size, device, 0.0 if options.small else budget)
    show(measured)
    print("\nLoss in bfloat16, difference from float32:", shares)
    print(f"\n{time.perf_counter() - start:.0f} s in all.")
    if options.json:
        numbers = {"machine": machine(device), "bfloat16": shares}
        rows = {"equality": [asdict(e) for e in equal], "timings": [asdict(t) for t in measured]}
        options.json.write_text(json.dumps(numbers | rows, indent=2), encoding="utf-8")
    return int(worst.error > MOST_ERROR)


if __name__ == "__main__":
    raise SystemExit(main())
