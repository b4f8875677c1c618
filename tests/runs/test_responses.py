"""What records of sweeps answer: only what was measured, and no ordering without its margin."""

from dataclasses import replace
from math import inf, sqrt

import pytest

from rnnviz.content import named
from rnnviz.figures.learning import learning
from rnnviz.figures.ranking import ranking
from rnnviz.figures.responses import responses
from rnnviz.runs import plan as plans
from rnnviz.runs.conclusions import conclusion, progress
from rnnviz.runs.record import Memory
from rnnviz.runs.responses import studies
from rnnviz.runs.student import quantile
from tests.sweeps import dose, result, without

FRESH = tuple(range(101, 111))
TESTS = {
    "none": {0: 120.0},
    "nonrecurrent": {0.05: 115.0, 0.2: 110.0, 0.5: 100.0, 0.65: 104.0},
    "cell_step": {0.05: 119.0, 0.1: 121.0},
}
WHOLE = {
    family.key: {rate: 100.0 + 30 * abs(rate - n / 20) for rate in (*family.rates, *family.wider)}
    for n, family in enumerate(plans.load("dose").families)
} | {"none": {0: 118.0}}


def study(tests=TESTS, seeds=(0,)):
    (measured,) = studies(*dose(tests, seeds))
    return measured


def by_key(measured):
    return {response.family.key: response for response in measured.responses}


def test_a_response_has_a_dose_for_each_rate_that_was_measured_and_names_the_missing_ones():
    response = by_key(study())["nonrecurrent"]
    assert [dose.rate for dose in response.doses] == [0.05, 0.2, 0.5, 0.65]
    assert response.missing == (0.1, 0.35)
    assert (response.best.rate, response.bracketed) == (0.5, False)
    assert response.zero.rate == 0
    assert by_key(study())["awd"].doses == ()


def test_a_best_is_bracketed_once_all_rates_are_there_and_a_larger_one_is_worse():
    rates = (0.05, 0.1, 0.2, 0.35, 0.5, 0.65)
    falling = {rate: 120 - 10 * rate for rate in rates}
    assert not by_key(study({"cell_step": falling}))["cell_step"].bracketed
    assert by_key(study({"cell_step": falling | {0.8: 130.0}}))["cell_step"].bracketed


def test_a_run_that_came_to_nothing_has_no_dose_and_is_not_missing():
    plan, made = dose({"none": {0: 120.0}})
    placement = plan.families[5].at(0.2)
    lost = replace(result(plan, placement, 0, 1.0), train=(), valid=(), test=None, diverged=True)
    (measured,) = studies(plan, replace(made, results=(*made.results, lost)))
    response = measured.responses[5]
    assert response.doses == ()
    assert 0.2 not in response.missing


def test_of_one_seed_there_is_a_difference_and_no_margin():
    first, second = study().effects("none", study().none)
    assert (first.key, first.mean, first.margin, first.seeds) == ("nonrecurrent", -20, inf, (0,))
    assert second.key == "cell_step"
    assert not first.told_apart


def test_differences_are_paired_by_fresh_seeds_and_corrected_for_the_comparisons():
    plan, made = dose({k: {max(r): r[max(r)] for _ in r} for k, r in TESTS.items()}, (0, *FRESH))
    wild = [r if r.seed == 0 else replace(r, test=r.test + 3 * (r.seed % 2)) for r in made.results]
    (measured,) = studies(plan, replace(made, results=tuple(wild)))
    effect = measured.effects("none", measured.none)[0]
    assert effect.seeds == FRESH
    assert effect.mean == pytest.approx(-16)
    assert effect.margin == pytest.approx(0, abs=1e-9)  # what seeds share cancels
    odd = [r if r.placement == "none" else replace(r, test=r.test + r.seed % 2) for r in wild]
    (measured,) = studies(plan, replace(made, results=tuple(odd)))
    effect = measured.effects("none", measured.none)[0]
    assert effect.comparisons == 2
    assert effect.margin == pytest.approx(quantile(1 - 0.025 / 2, 9) * sqrt(10 / 36) / sqrt(10))


def test_a_seed_that_one_of_two_lacks_pairs_with_nothing():
    plan, made = dose({"none": {0: 120.0}, "cell_step": {0.5: 110.0}}, (0, 101, 102, 103))
    (measured,) = studies(plan, without(made, placement="none", seed=102))
    assert measured.effects("none", measured.none)[0].seeds == (101, 103)


def test_the_conclusion_names_its_margin_or_says_that_there_is_none():
    first = " ".join(conclusion(study()))
    assert "no margin yet" in first
    assert f"**{named('family', 'nonrecurrent')}** at p = 0.5" in first
    assert "**100.0** against 120.0" in first
    ten = {"none": {0: 120.0}, "nonrecurrent": {0.5: 100.0}, "cell_step": {0.5: 110.0}}
    text = " ".join(conclusion(study(ten, (0, *FRESH))))
    assert "without dropout (−20.0 ± 0.0; paired over" in text
    assert "corrected for 2 comparisons" in text
    assert "significantly worse" in text


def test_the_conclusion_says_what_is_not_significantly_different_and_when_nothing_helps():
    plan, made = dose({"none": {0: 120.0}, "between": {0.5: 100.0}, "word": {0.5: 100.1}}, FRESH)
    moved = [
        replace(r, test=r.test + (r.seed % 3 - 1) * (r.placement.startswith("word")))
        for r in made.results
    ]
    (measured,) = studies(plan, replace(made, results=tuple(moved)))
    assert "Not significantly different from it" in conclusion(measured)[1]
    assert named("family", "word") in conclusion(measured)[1]
    worse = study({"none": {0: 120.0}, "cell_step": {0.5: 130.0}})
    assert "No placement does better than no dropout" in conclusion(worse)[0]
    assert conclusion(study({"cell_step": {0.5: 130.0}})) == ("Nothing is measured here yet.",)


def test_what_is_missing_is_counted_until_nothing_is():
    measured = study()
    families = len(measured.plan.families)
    done = sum(map(len, TESTS.values()))
    assert measured.bracket_left == 6 * families + 1 - done
    assert measured.fresh_left == 10 * (families + 1)
    assert f"{done} runs are measured" in progress(measured)
    whole = {f.key: {r: 100 + r for r in f.rates} for f in measured.plan.families}
    lowest = study(whole | {"none": {0: 120.0}}, (0, *FRESH))
    assert progress(lowest) == ""


def test_a_half_life_is_that_of_the_part_on_which_masks_agree():
    lags = (0, 1, 2, 4, 8)
    gains = tuple(0.5 ** (lag / 3) for lag in lags)
    agreement = tuple(0.5 ** (2 * lag / 6) for lag in lags)
    still, flat = (1.0,) * 5, (0.0,) * 5
    assert Memory(lags, gains, still, flat, flat).half_life_steps == pytest.approx(3)
    assert Memory(lags, gains, agreement, flat, flat).half_life_steps == pytest.approx(2)
    assert Memory(lags, still, still, flat, flat).half_life_steps == inf
    assert Memory(lags, (1.0, *flat[1:]), still, flat, flat).half_life_steps == 0


@pytest.mark.parametrize("part", range(12))
def test_any_part_of_a_record_has_an_answer_and_its_figures(part):
    plan, made = dose(WHOLE, (0, 101, 102))
    runs = [run for n, run in enumerate(made.results) if (n * n + 31 * part) % 24 <= 2 * part]
    for measured in studies(plan, replace(made, results=tuple(runs))):
        assert all(conclusion(measured))
        assert "None" not in progress(measured)
        effects = measured.effects("none", measured.none)
        ranking(effects, {family.key: family for family in plan.families})
        for response in measured.responses:
            drawn = responses([response], response.best)
            points = [y for trace in drawn.data[:1] for y in trace.y if y is not None]
            bracket = [dose for dose in (response.zero, *response.doses) if dose and dose.bracket]
            assert len(points) == (len(bracket) if response.doses else 0)
            if response.best:
                learning(response.best, response)
