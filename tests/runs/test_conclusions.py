"""What dropout along time adds to Zaremba's rule is told with its margin, or not at all."""

from dataclasses import replace

import pytest

from rnnviz.content import named, speaking
from rnnviz.runs import plan as plans
from rnnviz.runs.conclusions import added, beside_rule, everywhere, progress, shared
from rnnviz.runs.responses import studies
from tests.sweeps import dose, finished, record, result, without

FRESH = tuple(range(101, 111))


def told(tests, seeds):
    """Of the shipped plan, at the highest base: test perplexities by family, at p = 0.2."""
    plan = plans.load("ontop")
    families = {family.key: family for family in plan.families}
    placements = {key: families[key].at(0.2, families[key].bases[-1]) for key in tests}
    placements["nonrecurrent"] = families["nonrecurrent"].at(0.5)
    runs = [
        result(plan, placements[key], seed, test + seed * (place + 1) % 7 / 10)
        for place, (key, test) in enumerate(tests.items())
        for seed in seeds
    ]
    (study,) = studies(plan, record(plan, runs))
    return added(study)


def test_nothing_is_told_before_both_are_measured():
    assert told({"nonrecurrent": 100.0}, (0, *FRESH)) == ""


def test_one_seed_is_told_as_one():
    text = told({"nonrecurrent": 100.0, "recurrent_step": 98.0}, (0,))
    assert text.startswith("So far the lowest is **recurrent input, per step** at p = 0.2")
    assert "non-recurrent dropout at p = 0.5" in text
    assert "(one seed)" in text


@pytest.mark.parametrize("lowest", [100.0, 100.01, 99.99])
def test_what_is_within_its_margin_adds_nothing(lowest):
    text = told({"nonrecurrent": 100.0, "recurrent_step": lowest, "weights": 103.0}, (0, *FRESH))
    assert text.startswith("No dropout through time adds significantly to it")


def test_what_adds_is_told_with_its_seeds_and_the_others_that_do():
    tests = {
        "nonrecurrent": 100.0,
        "recurrent_step": 96.0,
        "weights": 98.0,
        "candidate_step": 99.99,
    }
    text = told(tests, (0, *FRESH))
    assert "**recurrent input, per step** at p = 0.2, on top of non-recurrent" in text
    assert "paired over 10 seeds; 95 %, corrected for 3 comparisons" in text
    assert text.endswith("Significantly lower than that alone, too: Wₕₕ (DropConnect).")
    del tests["weights"]
    assert told(tests, (0, *FRESH)).endswith("No other is significantly lower than that alone.")


def shares(tests, seeds):
    """Of the shipped plan: what its sentence says of test perplexities by family, at p = 0.5."""
    (study,) = studies(*dose({key: {0.5: test} for key, test in tests.items()}, seeds))
    return study, shared(study)


def test_sharing_is_compared_where_nothing_else_differs():
    tests = dict.fromkeys(family.key for family in plans.load("dose").families)
    study, _ = shares(dict.fromkeys(tests, 100.0), (0, *FRESH))
    assert {(e.key, e.other) for e in study.sharing} == {
        ("recurrent_sequence", "recurrent_step"),
        ("candidate_sequence", "candidate_step"),
    }
    assert set(study.unshared) == {"cell_sequence", "recurrent_sequence_untied"}


def test_sharing_is_said_to_lower_perplexity_only_where_it_does():
    alone = {"recurrent_sequence": 100.0}
    assert shares(alone, (0, *FRESH))[1] == ""
    pair = alone | {"recurrent_step": 101.0}
    assert shares(pair, (0,))[1] == ""  # one seed
    text = shares(pair, (0, *FRESH))[1]
    assert "significantly on: recurrent input hₜ₋₁ → gates." in text
    assert "−1.0 ± 0.0" in text
    text = shares(pair | {"recurrent_step": 99.0}, (0, *FRESH))[1]
    assert "does not end significantly lower" in text


def wavering(tests, seeds=(0, *FRESH)):
    """Of the dose plan at p = 0.5, where whole words waver with the seed."""
    rates = {key: {0.0 if key == "none" else 0.5: test} for key, test in tests.items()}
    plan, made = dose(rates, seeds)
    moved = [
        replace(run, test=run.test + (run.seed % 3 - 1) * run.placement.startswith("word"))
        for run in made.results
    ]
    (study,) = studies(plan, replace(made, results=tuple(moved)))
    return study


RULE = {"none": 120.0, "nonrecurrent": 100.0, "recurrent_step": 110.0}


def test_what_ends_below_the_rule_beside_it_and_above_it_is_told_once_it_is_not_lowest_itself():
    assert beside_rule(wavering(RULE)) == ""
    beside = beside_rule(wavering(RULE | {"word": 99.5}))
    assert "No placement ends significantly below non-recurrent (Zaremba 2014)" in beside
    assert "from it: **whole words**; the other one ends significantly higher" in beside
    below = beside_rule(wavering(RULE | {"gal_tied": 90.0}))
    assert "ends **Gal 2016 (tied)**; the other one significantly higher" in below
    between = beside_rule(wavering(RULE | {"gal_tied": 90.0, "word": 99.5}))
    assert "ends **Gal 2016 (tied)** (95 %, corrected for 6 pairs)" in between
    assert beside_rule(wavering(RULE | {"gal_tied": 90.0}, (0,))) == ""  # one seed has no margin


def test_recurrent_connections_alone_are_told_beside_the_rule_over_all_networks():
    higher, lower = wavering(RULE), wavering(RULE | {"weights": 95.0})
    assert everywhere([higher]) == ""
    assert everywhere([higher, wavering({"none": 120.0, "nonrecurrent": 100.0})]) == ""
    assert everywhere([higher] * 3).startswith("**In each of 3 networks measured")
    assert everywhere([higher, lower]).startswith("In 1 of 2 networks measured")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_both_sides_of_sharing_stand_in_one_bold_sentence(language):
    tests = {"candidate_sequence": 100.0, "candidate_step": 105.0}
    tests |= {"recurrent_sequence": 100.0, "recurrent_step": 100.0}
    with speaking(language):
        _, text = shares(tests, (0, *FRESH))
        bold, *_ = text.removeprefix("**").split("**")
        assert named("edge", "candidate") in bold
        assert named("edge", "recurrent") in bold
    assert "****" not in text


def test_what_is_missing_is_told_by_its_stage_until_nothing_is():
    plan = plans.load("ontop")
    made = finished(plan)
    whole, fresh, both = (
        progress(studies(plan, some)[0])
        for some in (
            made,
            without(made, seed=plan.seeds[-1]),
            without(made, seed=plan.bracket_seeds[0]),
        )
    )
    assert whole == ""
    assert "Still missing: 7 of the second stage (10 fresh seeds" in fresh
    assert "of the first stage" in both
