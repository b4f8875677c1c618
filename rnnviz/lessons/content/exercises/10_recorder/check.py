import json
import tempfile
from pathlib import Path

SETTINGS = {"method": "zaremba2014", "rate": 0.5, "seed": 7}
ROWS = [{"epoch": n, "valid_perplexity": 100 / 3**n} for n in (1, 2, 3)]


def recorded(answer, name="run.jsonl"):
    path = str(Path(tempfile.mkdtemp()) / name)
    answer.begin(path, SETTINGS)
    for row in ROWS:
        answer.add(path, row)
    return path


def check_lines(answer):
    """The file holds one JSON object a line, the settings first."""
    lines = Path(recorded(answer)).read_text(encoding="utf-8").splitlines()
    assert len(lines) == 4, f"Settings and three rows make {len(lines)} lines."
    assert [json.loads(line) for line in lines] == [SETTINGS, *ROWS], "They hold something else."


def check_at_once(answer):
    """A row is in the file as soon as it was added."""
    path = recorded(answer)
    before = len(Path(path).read_text(encoding="utf-8").splitlines())
    answer.add(path, ROWS[0])
    after = len(Path(path).read_text(encoding="utf-8").splitlines())
    assert after == before + 1, f"The file went from {before} to {after} lines."


def check_read(answer):
    """Reading gives back settings and rows, to the last digit."""
    settings, rows = answer.read(recorded(answer))
    assert settings == SETTINGS, f"The settings are {settings}."
    assert list(rows) == ROWS, f"The rows are {rows}."


def check_torn(answer):
    """A last line that was torn off is left out; the others are read."""
    path = recorded(answer)
    whole = Path(path).read_text(encoding="utf-8")
    for lost in (1, 9):
        Path(path).write_text(whole[:-lost], encoding="utf-8")
        settings, rows = answer.read(path)
        assert settings == SETTINGS, "The settings are lost."
        assert list(rows) == ROWS[:2], f"{len(rows)} rows are read, 2 are whole."


def check_begin(answer):
    """Beginning again begins a new record, and two records don't mix."""
    path, other = recorded(answer), recorded(answer, "other.jsonl")
    answer.begin(path, {"seed": 8})
    assert answer.read(path) == ({"seed": 8}, []), "The old rows are still there."
    assert len(answer.read(other)[1]) == 3, "The other record lost its rows."
