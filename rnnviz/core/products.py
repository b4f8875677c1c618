"""Which matrix product float32 arrays take: the fastest here whose error is float32's own.

torch offers three under one switch, and what each does depends on the processor: asked for
"medium", oneDNN rounds the factors to bfloat16 where there is a unit for that (AMX), and elsewhere
multiplies in float32, on AVX-512 of AMD twice as fast as the default. So nothing is assumed: each
is timed, and its error measured, once for each kind of processor.
"""

import os
import re
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, wraps
from pathlib import Path
from time import perf_counter
from typing import ParamSpec, TypeVar

import torch
from torch import Tensor

from rnnviz.core.processor import processor

P = ParamSpec("P")
R = TypeVar("R")
MOST_ERROR = 4.0  # times that of the default product; bfloat16's is over a thousand times
LEAST_GAIN = 0.9  # of the default's time: anything nearer is noise
_REPEATS = 4
# (rows, inner, columns, whether the second factor lies transposed) of a 2 × 128 network's step:
# the recurrent product, its way back, W x_t of all steps, the softmax, a weight's gradient.
_SHAPES = (
    (20, 128, 512, False),
    (20, 512, 128, False),
    (700, 128, 512, True),
    (700, 128, 2000, True),
    (512, 700, 128, False),
)


class Product(StrEnum):
    """A value of `torch.set_float32_matmul_precision`."""

    DEFAULT = "highest"
    MIDDLE = "high"
    ROUNDED = "medium"  # bfloat16 factors, where the processor multiplies those


@dataclass(frozen=True, slots=True)
class Trial:
    """What a product takes and how far it is off, over the shapes of a training step."""

    product: Product
    seconds: float  # the sum of each shape's shortest time
    error: float  # the largest, as a share of the largest entry


@contextmanager
def using(product: Product) -> Generator[None]:
    """Float32 matrix products are this one's; afterwards what they were before.

    torch keeps the choice for the whole process: threads that come and go beside each other may
    leave each other's product behind, so only processes that train ask for another than `fastest`.
    """
    usual = torch.get_float32_matmul_precision()
    if product == usual:  # for threads beside this one: nothing to change, nothing to change back
        yield
        return
    torch.set_float32_matmul_precision(product)
    try:
        yield
    finally:
        torch.set_float32_matmul_precision(usual)


def current() -> Product:
    """The product that float32 matrices take now."""
    return Product(torch.get_float32_matmul_precision())


def at_best(function: Callable[P, R]) -> Callable[P, R]:
    """The function, with the fastest product that is as exact as float32."""

    @wraps(function)
    def measured(*args: P.args, **kwargs: P.kwargs) -> R:
        with using(fastest()):
            return function(*args, **kwargs)

    return measured


@cache
def trials() -> tuple[Trial, ...]:
    """Every product, measured on one thread in turn; some tens of milliseconds, once."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        factors = [_factors(*shape) for shape in _SHAPES]
        exact = [(a.double() @ b.double()) for a, b in factors]
        seconds = {product: [float("inf")] * len(factors) for product in Product}
        errors = dict.fromkeys(Product, 0.0)
        for _ in range(_REPEATS):
            for product in Product:  # in turn, so that a busy moment strikes all alike
                with using(product):
                    for n, (a, b) in enumerate(factors):
                        took, result = _timed(a, b)
                        seconds[product][n] = min(seconds[product][n], took)
                        errors[product] = max(errors[product], _error(result, exact[n]))
        return tuple(Trial(p, sum(seconds[p]), errors[p]) for p in Product)
    finally:
        torch.set_num_threads(threads)


def exact_enough(trial: Trial, default: Trial) -> bool:
    """Whether a product's error is float32's own."""
    return trial.error <= MOST_ERROR * default.error


def choose(trials: tuple[Trial, ...]) -> Product:
    """The fastest whose error is float32's own; the default unless another is plainly faster."""
    default = next(trial for trial in trials if trial.product is Product.DEFAULT)
    able = [trial for trial in trials if exact_enough(trial, default)]
    best = min(able, key=lambda trial: trial.seconds)
    return best.product if best.seconds < LEAST_GAIN * default.seconds else Product.DEFAULT


@cache
def fastest() -> Product:
    """The product to train and evaluate with on this machine's processor.

    Kept in the user's cache folder by processor and version of torch: all processes take what the
    first of them chose, those that measured beside it too.
    """
    place = _place_of(f"{processor()}, torch {torch.__version__}")
    known = _known(place)
    if known is None:
        known = choose(trials())
        with suppress(OSError):
            known = _kept_first(place, known)
    return known


def facts(product: Product) -> dict[str, str | float]:
    """What a card says of the product that it was trained with, on this machine."""
    error = next(trial.error for trial in trials() if trial.product is product)
    return {"product": product.value, "product_error": float(f"{error:.2g}")}


@cache
def exact(product: Product) -> bool:
    """Whether a product's error here is float32's own: if not, it rounds its factors."""
    by_product = {trial.product: trial for trial in trials()}
    return exact_enough(by_product[product], by_product[Product.DEFAULT])


def _place_of(kind: str) -> Path:
    """The file that says what was chosen for a kind of machine."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return home / "rnnviz" / f"product of {re.sub('[^A-Za-z0-9.+]+', ' ', kind)[:200]}.txt"


def _known(place: Path) -> Product | None:
    """What was chosen before; nothing where the file can't be read."""
    with suppress(OSError, ValueError):
        return Product(place.read_text(encoding="utf-8"))
    return None


def _kept_first(place: Path, chosen: Product) -> Product:
    """Keep a choice, unless another process has kept its own meanwhile: then that one."""
    place.parent.mkdir(parents=True, exist_ok=True)
    part = place.with_suffix(f".{os.getpid()}")
    part.write_text(chosen, encoding="utf-8")
    try:
        os.link(part, place)  # in one go, and only where there is none
    except OSError:
        if (theirs := _known(place)) is not None:
            return theirs
        part.replace(place)  # what can't be read, or where files can't be linked
    finally:
        part.unlink(missing_ok=True)
    return chosen


def _factors(rows: int, inner: int, columns: int, transposed: bool) -> tuple[Tensor, Tensor]:
    source = torch.Generator().manual_seed(0)
    a = torch.randn(rows, inner, generator=source)
    if transposed:
        return a, torch.randn(columns, inner, generator=source).T
    return a, torch.randn(inner, columns, generator=source)


def _timed(a: Tensor, b: Tensor) -> tuple[float, Tensor]:
    began = perf_counter()
    result = a @ b
    return perf_counter() - began, result


def _error(result: Tensor, exact: Tensor) -> float:
    return ((result - exact).abs().max() / exact.abs().max()).item()
