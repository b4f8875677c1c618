from dataclasses import replace
from itertools import chain

from rnnviz.core.placement import parse
from rnnviz.runs.due import best, due


def done(plan, measured, most=1_000):
    """What is known after as many rounds as there are: in each, all that is due is trained."""
    known, rounds = {}, []
    while (points := due(plan, known)) and len(rounds) < most:
        rounds.append([point.key[1:] for point in points])
        known |= {point.key: measured(point) for point in points}
    return known, rounds


def test_first_every_rate_with_the_brackets_seed_no_dropout_before_all(plan, measured):
    _, rounds = done(plan, measured, most=1)
    assert [place for place in rounds[0] if place[1] == 0] == [
        ("none", 0),
        ("between:0.1", 0),
        ("between:0.3", 0),
        ("input:0.1+output:0.2", 0),
        ("input:0.2+output:0.4", 0),
    ]


def test_wider_rates_follow_as_long_as_the_widest_is_best_then_fresh_seeds(plan, measured):
    _, rounds = done(plan, measured)
    # The stand-in is best at 0.45: .6 is as near as .3, and .8 is not, so .8 is never tried.
    assert ("between:0.6", 0) in rounds[1]
    assert not any(placement == "between:0.8" for placement, _ in chain(*rounds))
    assert rounds[-1][-1][1] == 8


def test_each_family_is_compared_at_its_best_rate_with_every_seed(plan, measured):
    known, _ = done(plan, measured)
    (setting,) = plan.settings
    for family in plan.families:
        chosen = best(plan, setting, family, known)
        assert chosen.valid == min(
            measured_valid
            for (_, line, seed), result in known.items()
            if seed == 0 and parse(line).edges == family.shape.edges
            for measured_valid in [result.best_valid]
        )
        for seed in plan.seeds:
            assert (setting.key, str(chosen.placement), seed) in known
    assert all((setting.key, "none", seed) in known for seed in (0, 7, 8))


def test_nothing_is_due_twice(plan, measured):
    _, rounds = done(plan, measured)
    trained = list(chain(*rounds))
    assert len(trained) == len(set(trained))


def test_a_best_rate_at_the_end_of_a_grid_is_said_to_be_there(plan, measured):
    known, _ = done(plan, measured)
    (setting,) = plan.settings
    between, both = (best(plan, setting, family, known) for family in plan.families)
    assert (between.rate, between.bracketed) == (0.3, True)
    assert (both.rate, both.bracketed) == (0.2, True)
    narrow = replace(plan.families[0], rates=(0.1, 0.3), wider=())
    assert not best(plan, setting, narrow, known).bracketed
