"""The records of sweeps that come with the program."""

import pytest

from rnnviz.core.placement import parse
from rnnviz.runs import plan as plans
from rnnviz.runs.record import FOLDER, load

KEPT = sorted(FOLDER.glob("*.json"))


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_a_record_is_of_its_plans_settings_and_whole_in_each_of_its_runs(path):
    record, plan = load(path), plans.load(path.stem)
    assert record.settings == {setting.key: setting.to_json() for setting in plan.settings}
    assert len(record.known) == len(record.results)
    for result in record.results:
        assert str(parse(result.placement)) == result.placement
        assert len(result.train) == len(result.valid)
        assert result.commit
        assert "dirty" not in result.commit
        assert result.processor
        if not result.diverged:
            since = len(result.valid) - result.kept_epoch
            patience = record.settings[result.setting]["patience_epochs"]
            assert since == patience or (result.capped and since < patience)
