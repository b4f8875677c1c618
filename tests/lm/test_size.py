"""A model's size is told before anything of it is made, and too large a one is never made."""

import json
import subprocess
from dataclasses import replace
from itertools import product
from math import inf

import pytest
import torch

from rnnviz.capacity import free_bytes
from rnnviz.cli.main import main
from rnnviz.content import Message
from rnnviz.core.placement import Cell
from rnnviz.errors import InputError
from rnnviz.lm import size
from rnnviz.lm.configs import ModelConfig
from rnnviz.lm.model import LanguageModel
from rnnviz.lm.size import parameters, refuse_size
from rnnviz.workers import pace, pacing, process, worker


@pytest.mark.parametrize(
    ("cell", "layers", "tied"), [*product(Cell, (1, 2, 3), (False, True))], ids=str
)
def test_the_formula_counts_what_the_model_has(cell, layers, tied):
    config = ModelConfig(cell, layers=layers, units=7, tied=tied)
    weights = LanguageModel(config, words=11).parameters()
    assert parameters(config, 11) == sum(weight.numel() for weight in weights)


def test_a_model_is_refused_for_a_limit_or_for_this_machines_memory(monkeypatch):
    monkeypatch.setattr(size, "free_bytes", lambda: 20_000.0)
    refuse_size(1_000)
    with pytest.raises(InputError, match="1,001 parameters, but at most 1,000 are allowed here"):
        refuse_size(1_001, most=1_000)
    with pytest.raises(InputError, match=r"1,001 parameters and needs 0\.0 GiB of memory"):
        refuse_size(1_001)


def test_the_largest_model_of_the_form_is_larger_than_a_laptop():
    assert 20 * parameters(ModelConfig(layers=8, units=4096), 10_000) > 2**33
    assert 2**20 < free_bytes() <= inf


def test_a_model_beyond_the_limit_is_refused_before_it_is_made(a_run):
    run = replace(a_run(), model=ModelConfig(layers=8, units=4096))
    with pytest.raises(InputError, match="at most 1,000 are allowed here"):
        pace.measure(run, most_parameters=1_000)


class Played(subprocess.Popen):
    """A process that neither listens nor says anything."""

    def __init__(self, program):
        super().__init__(["/bin/sh", "-c", program], stdin=-1, stdout=-1, stderr=-1, text=True)


@pytest.mark.parametrize(
    ("program", "complaint"),
    [
        ("exec sleep 600", "too long to measure here; choose fewer layers or units"),
        ("kill -XCPU $$", "too long to measure here; choose fewer layers or units"),
        ("kill -9 $$", "ended with code -9 and no message, perhaps for lack of memory"),
        ("echo Too short. >&2; exit 1", "Too short."),
    ],
)
def test_a_measurement_that_comes_to_nothing_is_a_sentence(monkeypatch, a_run, program, complaint):
    monkeypatch.setattr(process, "command", lambda *_: Played(program))
    monkeypatch.setattr(pace, "MOST_SECONDS", 0.1 if "sleep" in program else 60)
    with pytest.raises(InputError, match=complaint):
        pace.measure(a_run())


def test_a_machine_without_processes_left_is_a_sentence(monkeypatch, a_run):
    def none_left(*_):
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(process, "command", none_left)
    with pytest.raises(InputError, match="can't start a process now"):
        pace.measure(a_run())


def test_the_formulas_count_goes_into_the_pace(monkeypatch, a_run):
    counted = {"parameters": parameters(a_run().model, 27)}
    paced = pace.Pace(1.0, 1.0, 1.0, 100, 27, counted["parameters"], None, "cpu").to_json()
    monkeypatch.setattr(
        process, "command", lambda *_: Played(f"echo '{json.dumps({'pace': paced})}'")
    )
    assert pace.measure(a_run()).to_json() == paced


@pytest.mark.parametrize("name", ["worker", "pace"])
@pytest.mark.parametrize(
    ("error", "device"),
    [
        (torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB."), "cuda"),
        (RuntimeError("MPS backend out of memory (MPS allocated: 8.00 GB)"), "mps"),
        (
            RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried 8 bytes"),
            "cpu",
        ),
    ],
    ids=("cuda", "mps", "cpu"),
)
def test_a_devices_full_memory_is_told_in_a_sentence(name, error, device, monkeypatch, capsys):
    def crash():
        raise error

    monkeypatch.setattr({"worker": worker, "pace": pacing}[name], "main", crash)
    assert main([name]) == 2
    told = Message.from_text(capsys.readouterr().err)
    assert str(told).startswith(f"This model needs more memory than {device} has free; choose")


def test_another_crash_of_a_process_stays_one(monkeypatch):
    def crash():
        raise RuntimeError("mat1 and mat2 shapes cannot be multiplied")

    monkeypatch.setattr(worker, "main", crash)
    with pytest.raises(RuntimeError, match="mat1 and mat2"):
        main(["worker"])
