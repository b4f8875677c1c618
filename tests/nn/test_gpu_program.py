"""The program for a GPU runs through where there is none, so that it runs where there is one."""

import json

from benchmarks import gpu
from rnnviz.core.methods import METHODS
from rnnviz.core.placement import Cell


def test_it_runs_through_and_says_what_it_could_not_do(tmp_path, capsys):
    file = tmp_path / "gpu.json"
    assert gpu.main(["--device", "cpu", "--small", "--json", str(file)]) == 0
    data = json.loads(file.read_text())
    assert len(data["equality"]) == len(METHODS[::8]) * len(Cell)
    refused = {t["contender"]: t["why"] for t in data["timings"] if t["seconds"] is None}
    assert refused.keys() >= {f"{key}, CUDA graph" for key in gpu.FORM}
    assert all(refused.values())
    timed = {t["contender"] for t in data["timings"]} - refused.keys()
    assert timed >= {"nn.LSTM", *gpu.FORM, *(f"loop: {key}" for key in gpu.FORM)}
    assert "no CUDA graph without CUDA" in capsys.readouterr().out
