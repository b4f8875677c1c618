from dataclasses import replace
from math import inf

import pytest

from rnnviz.errors import InputError
from rnnviz.runs.record import Memory, Record, Result, load

MEMORY = Memory(
    (0, 1, 2, 4),
    (1.0, 0.8, 0.4, 0.1),
    (1.0, 1.0, 1.0, 1.0),
    (0.5, 0.4, 0.3, 0.26),
    (1.0, 0.1, 0.0, 0.0),
)
ONE = Result("live", "between:0.5", 3, (90.0,), (100.0,), 110.0, masked=MEMORY, unmasked=MEMORY)
LOST = Result("live", "none", 1, (), (), None, diverged=True)


def test_a_record_comes_back_as_it_was(tmp_path):
    record = Record("A title", {"live": {"model": {"units": 8}}}, (ONE, LOST))
    (tmp_path / "a.json").write_text(record.to_text())
    assert load(tmp_path / "a.json") == record


def test_the_file_is_the_same_in_whatever_order_runs_came():
    assert Record("A", {}, (ONE, LOST)).to_text() == Record("A", {}, (LOST, ONE)).to_text()


def test_the_kept_epoch_is_the_first_with_the_lowest_validation():
    assert replace(ONE, valid=(5.0, 3.0, 3.0, 4.0)).kept_epoch == 2
    assert LOST.kept_epoch is None
    assert LOST.best_valid == inf


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"title": "", "settings": {}, "runs": [{"seed": "1"}]}',
        '{"runs": 3}',
        '{"title": "", "settings": {}}',
    ],
)
def test_what_is_no_record_is_refused(text, tmp_path):
    path = tmp_path / "a.json"
    path.write_text(text)
    with pytest.raises(InputError, match="not a record of a sweep"):
        load(path)
