from itertools import combinations

import pytest

from rnnviz.core.placement import Cell, parse
from rnnviz.errors import InputError
from rnnviz.runs import plan as plans
from rnnviz.runs.plan import Family

ALL = [plans.load(name) for name in plans.names()]


@pytest.mark.parametrize("plan", ALL, ids=lambda plan: plan.name)
def test_every_plan_in_the_tree_names_placements_that_its_cells_carry(plan):
    for setting in plan.settings:
        assert plan.families_of(setting)
        for family in plan.families_of(setting):
            for rate in (*family.rates, *family.wider):
                for base in family.bases:
                    family.at(rate, base).check(setting.model.cell)


@pytest.mark.parametrize("plan", ALL, ids=lambda plan: plan.name)
def test_the_compared_seeds_are_none_that_rates_were_chosen_by(plan):
    assert not set(plan.seeds) & set(plan.bracket_seeds)


@pytest.mark.parametrize("plan", ALL, ids=lambda plan: plan.name)
def test_rates_rise_and_wider_ones_go_on_from_there(plan):
    for family in plan.families:
        rates = (*family.rates, *family.wider)
        assert list(rates) == sorted(set(rates))
        assert rates[0] > 0
        assert rates[-1] < 1


def test_a_settings_key_means_one_setting_in_all_plans():
    for first, other in combinations(ALL, 2):
        for ours in first.settings:
            for theirs in other.settings:
                assert ours.key != theirs.key or ours == theirs


def test_a_set_keeps_its_proportions():
    family = Family("set", parse("word:0.1:batch+input:0.4+output:0.2"), (0.2,))
    assert family.at(0.2) == parse("word:0.05:batch+input:0.2+output:0.1")


def test_a_family_lies_on_top_of_its_base():
    family = Family("f", parse("recurrent:0.5"), (0.1,), bases=(parse("output:0.3"),))
    assert family.at(0.1, family.bases[0]) == parse("recurrent:0.1+output:0.3")


def test_families_of_a_cell_are_those_that_it_carries_whole():
    plan = plans.load("size_and_cell")
    by_cell = {s.model.cell: {f.key for f in plan.families_of(s)} for s in plan.settings}
    assert by_cell[Cell.LSTM] - by_cell[Cell.GRU] == {"cell_step"}
    assert by_cell[Cell.RNN] == by_cell[Cell.GRU]


def test_a_plan_can_be_cut_to_some_families(plan):
    assert [f.key for f in plan.only(("set",)).families] == ["set"]
    with pytest.raises(InputError, match="'sets' is not in plan test; choose from between, set"):
        plan.only(("sets",))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (None, "choose from dose"),
        ("title = ", "not valid TOML"),
        ('title = "A"', "not a plan"),
        ('title = "A"\nfamilies = 3\nconfiguration = "live"', "mine.toml is not a plan"),
        ((plans.FOLDER / "size_and_cell.toml").read_text().replace("gru", "elman"), "not a plan"),
    ],
)
def test_what_is_no_plan_is_refused_in_a_sentence(text, complaint, tmp_path):
    path = tmp_path / "mine.toml"
    if text is not None:
        path.write_text(text)
    with pytest.raises(InputError, match=complaint):
        plans.load(str(path))
