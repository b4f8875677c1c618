"""Somebody's own module: read from a file, built, and given something to read."""

import importlib.util
import inspect
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.parameter import is_lazy

from rnnviz.disk import is_there
from rnnviz.errors import InputError

_STEPS, _BATCHES = (11, 13, 17, 19), (7, 5, 23, 29)  # told apart from sizes of the module
PATTERN = 4  # words after which a text repeats: whoever drops a word type drops each of them


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for on the command line."""

    target: str  # FILE.py:NAME
    call: str | None = None  # how to build it, such as Model(10, 20)
    given: str | None = None  # what it reads, such as torch.randn(STEPS, BATCH, 10)
    input_size: int | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """A module, and what it is called with."""

    name: str
    model: nn.Module
    inputs: tuple[Any, ...]
    steps: int
    batch: int
    turns: bool  # whether the input may be laid the other way round

    def turned(self) -> "Subject":
        """The same, read with examples first."""
        first = self.inputs[0].transpose(0, 1).contiguous()
        return Subject(self.name, self.model, (first,), self.steps, self.batch, turns=False)


def subject(asked: Asked) -> Subject:
    """The module of a file, with an input that it takes. Raises `InputError` where it can't be."""
    file, _, name = asked.target.rpartition(":")
    if not file or not name.isidentifier():
        raise InputError("inspection.no_target", target=asked.target)
    room = _imported(Path(file))
    model = _built(room, name, asked.call)
    sizes = {n for weight in model.parameters() if not is_lazy(weight) for n in weight.shape}
    steps, batch = (next(n for n in each if n not in sizes) for each in (_STEPS, _BATCHES))
    if asked.given is not None:
        scope = {"torch": torch, **vars(room), "STEPS": steps, "BATCH": batch}
        given = _evaluated(asked.given, scope)
        inputs = given if isinstance(given, tuple) else (given,)
        return _tried(name, model, [inputs], steps, batch, turns=False)
    with theirs("inspection.not_taken", name=name):
        candidates = [(value,) for value in _inputs(model, steps, batch, asked.input_size)]
    return _tried(name, model, candidates, steps, batch, turns=True)


def _imported(path: Path) -> ModuleType:
    if not (is_there(path) and path.is_file()):
        raise InputError("inspection.no_file", path=path)
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise InputError("inspection.no_python", path=path)
    room = importlib.util.module_from_spec(spec)
    sys.modules.setdefault(path.stem, room)
    sys.path.insert(0, str(path.parent.resolve()))
    try:
        with theirs("inspection.no_import", path=path):
            spec.loader.exec_module(room)
    finally:
        sys.path.pop(0)
    return room


def _built(room: ModuleType, name: str, call: str | None) -> nn.Module:
    if call is None:
        there = [n for n, value in vars(room).items() if _makes_modules(room, value)]
        if not hasattr(room, name):
            raise InputError("inspection.no_name", name=name, file=room.__file__, choices=there)
        made = getattr(room, name)
        if not isinstance(made, nn.Module):
            made = _called(made, name)
    else:
        made = _evaluated(call, {"torch": torch, "nn": nn, **vars(room)})
    if not isinstance(made, nn.Module):
        raise InputError("inspection.no_module", call=call or name, kind=type(made).__name__)
    if any(isinstance(module, torch.jit.ScriptModule) for module in made.modules()):
        raise InputError("inspection.scripted", name=name)
    return made


def _makes_modules(room: ModuleType, value: object) -> bool:
    own = isinstance(value, type) and issubclass(value, nn.Module)
    return own and value.__module__ == room.__name__


def _called(made: object, name: str) -> object:
    if not callable(made):
        return made
    try:
        asked = inspect.signature(made).parameters.values()
    except ValueError:
        asked = ()
    kinds = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    missing = [p.name for p in asked if p.default is p.empty and p.kind not in kinds]
    if missing:
        raise InputError("inspection.no_arguments", name=name, missing=missing)
    with theirs("inspection.no_call", call=f"{name}()"):
        return made()


def _evaluated(text: str, scope: dict[str, Any]) -> object:
    """The value of an expression of who sits here, as in their own program."""
    with theirs("inspection.no_call", call=text):
        return eval(text, scope)  # noqa: S307 -- their own code, which runs here in any case


def _inputs(model: nn.Module, steps: int, batch: int, size: int | None) -> Iterator[Tensor]:
    """What a module may want to read: words if it has a table of them, else numbers."""
    tables = [m for m in model.modules() if isinstance(m, nn.Embedding)]
    if tables and size is None:
        there = tables[0].num_embeddings
        words = torch.arange(steps) % next(n for n in (PATTERN, 2, 1) if n <= there)
        yield words.unsqueeze(1).repeat(1, batch)
    asked = (
        [size]
        if size is not None
        else [getattr(m, "input_size", getattr(m, "in_features", None)) for m in model.modules()]
    )
    for inputs in dict.fromkeys(n for n in asked if isinstance(n, int)):
        dtype = next((weight.dtype for weight in model.parameters()), None)
        yield torch.randn(steps, batch, inputs, dtype=dtype)


def _tried(  # noqa: PLR0917 -- a subject's own fields
    name: str,
    model: nn.Module,
    candidates: list[tuple[Any, ...]],
    steps: int,
    batch: int,
    turns: bool,
) -> Subject:
    """The first input that the module takes."""
    last: InputError | None = None
    for inputs in candidates:
        candidate = Subject(name, model, inputs, steps, batch, turns)
        for tried in [candidate, *([candidate.turned()] if turns else [])]:
            try:
                with theirs("inspection.not_taken", name=name):
                    _try(tried)
            except InputError as error:
                last = last or error
            else:
                return tried
    raise last or InputError("inspection.no_input", name=name)


def check_evaluated(subject: Subject) -> None:
    """Raise `InputError` for a module that can't be called in eval mode."""
    with theirs("inspection.not_evaluated", name=subject.name):
        _try(subject, training=False)


def _try(subject: Subject, *, training: bool = True) -> None:
    """Call the module as its first pass will; afterwards it is in its own mode."""
    with passing(subject.model, training=training), uncompiled():
        subject.model(*subject.inputs)


@contextmanager
def passing(model: nn.Module, *, training: bool) -> Iterator[None]:
    """A pass in a mode, without gradients; afterwards modes and torch's stream are as they were."""
    modes = [(module, module.training) for module in model.modules()]
    try:
        model.train(training)
        with torch.no_grad(), torch.random.fork_rng(devices=[]):
            yield
    finally:
        for module, mode in modes:
            module.training = mode


def uncompiled() -> AbstractContextManager[object]:
    """Where compiled modules run as they were written: what is made of them can't be read."""
    there = "torch._dynamo" in sys.modules  # seconds to load: nobody compiles without it
    return torch.compiler.set_stance("force_eager") if there else nullcontext()


@contextmanager
def theirs(key: str, kind: type[BaseException] = BaseException, **fields: object) -> Iterator[None]:
    """Whatever their code raises as one sentence, also what would end this program with a 0."""
    try:
        yield
    except KeyboardInterrupt:
        raise
    except kind as error:
        raise InputError(key, **fields, error=_told(error)) from error


def _told(error: BaseException) -> str:
    """An error of their code, the first sentence of it."""
    first = " ".join(str(error).split()).partition(". ")[0]
    return f"{type(error).__name__}: {first[:200].rstrip('.')}"
