"""Which should I use: three answers, a placement, its grounds with margins and distance, code."""

from itertools import product
from pathlib import Path

import pytest

from rnnviz.content import labels
from rnnviz.core.edits import largest_rate
from rnnviz.core.placement import Cell, parse
from rnnviz.reference.advice import ADVICE, Framework, Size, Text, advice
from rnnviz.runs import plan as plans
from rnnviz.runs import record
from rnnviz.runs.conclusions import told
from rnnviz.runs.differences import difference
from rnnviz.runs.responses import studies
from rnnviz.twins.frameworks import our_lines
from rnnviz.ui.models.recorded import recorded
from rnnviz.ui.use.code import blocks
from tests.opening import opened
from tests.sweeps import dose, finished, without, written

ROOT = Path(__file__).parents[3]
FRESH = tuple(range(101, 111))
TESTS = {"none": {0: 120.0}, "nonrecurrent": {0.5: 100.0}, "word": {0.2: 90.0}}


def texts(test):
    return " ".join(element.value for element in test.markdown)


@pytest.mark.parametrize(("size", "text"), list(product(Size, Text)))
def test_each_case_is_answered_with_a_rate_grounds_what_is_not_known_and_code(size, text):
    test, rule = opened("use", use_size=size, use_text=text), advice(size, text)
    assert f"p = {rule.start:g}**. Try {rule.low:g} to {rule.high:g}" in texts(test)
    assert "Zaremba, Sutskever, Vinyals (2014)" in texts(test)
    assert any(rule.placement in block.value for block in test.code)


def test_three_questions_are_asked_and_an_answer_stays_in_the_address():
    test = opened("use")
    assert [radio.options for radio in test.radio] == [
        list(labels(kind).values()) for kind in ("size", "text", "framework")
    ]
    test.radio(key="use-text").set_value("much").run()
    assert "p = 0.2**" in texts(test)
    assert dict(test.query_params)["use-text"] in ("much", ["much"])


def test_our_record_has_its_margin_and_says_how_far_it_is_and_what_did_better(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(record, "FOLDER", written(tmp_path, "dose", dose(TESTS, (0, *FRESH))[1]))
    near = texts(opened("use"))
    assert "−20.0 ± 0.0" in near
    assert "paired over 10 seeds" in near
    assert "that is closest to what you chose." in near
    assert "Lowest: **whole words**" in near
    far = texts(opened("use", use_size="large", use_text="million"))
    assert "You chose a larger network, more text." in far


def test_what_is_to_be_tried_after_the_start_without_a_papers_word_ended_lower_in_our_record():
    (study,) = studies(plans.load("dose"), record.load(record.FOLDER / "dose.json"))
    bare = [rule for rule in ADVICE if rule.after and not rule.after.grounds]
    assert bare
    for rule in bare:
        effects = study.effects(rule.family, study.bests[rule.family])
        (effect,) = [effect for effect in effects if effect.key == rule.after.family]
        assert effect.mean < 0
        assert effect.told_apart
        for size, text in product(rule.sizes, rule.texts):
            line = texts(opened("use", use_size=size, use_text=text))
            assert (
                f"**{told(effect.mean, effect.margin, len(effect.seeds))}**, each at its best rate"
                in line
            )


@pytest.mark.parametrize("size", Size)
@pytest.mark.parametrize("text", Text)
def test_only_a_record_of_the_very_case_stands_in_the_answer(size, text):
    rule = advice(size, text)
    of_its_own = (size, text) in {(Size.SMALL, Text.LITTLE), (Size.SMALL, Text.MILLION)}
    assert of_its_own or not rule.recorded
    told_first = [element.value for element in opened("use", use_size=size, use_text=text).markdown]
    (start,) = [place for place, each in enumerate(told_first) if "Start with" in each]
    beside = told_first[start + 1]
    assert ("Our record" in beside) == bool(of_its_own)
    assert ("No record of ours is of such a case" in beside) != bool(of_its_own)


def test_every_network_that_we_measured_is_a_row_beside_no_dropout():
    rule = advice(Size.SMALL, Text.LITTLE)
    known = [
        study
        for name in ("dose", "size_and_cell", "zoo")
        for study in studies(plans.load(name), record.load(record.FOLDER / f"{name}.json"))
    ]
    rows = [row for table in opened("use").table for row in table.value.values.tolist()]
    assert len(rows) == len(known)
    for study in known:
        (own,) = [e for e in study.effects("none", study.none) if e.key == rule.family]
        model, difference = study.setting.model, told(own.mean, own.margin, len(own.seeds))
        network = f"{model.cell.upper()} of {model.layers} × {model.units} units"
        assert [network, f"{own.dose.rate:g}", difference] in rows


@pytest.mark.parametrize(
    ("text", "plan"), [(Text.LITTLE, "dose"), (Text.MILLION, "zoo"), (Text.MUCH, "zoo")]
)
def test_the_measured_curve_is_that_of_the_network_closest_to_the_case(text, plan):
    ways = [link.proto for link in opened("use", use_text=text).get("page_link")]
    (way,) = [way.query_string for way in ways if way.page == "results"]
    network, family = plans.load(plan).settings[0].key, advice(Size.SMALL, text).family
    assert way == f"results-network={plan}%3A{network}&results-family={family}"


def test_how_the_best_rate_moves_with_the_text_is_what_our_records_say():
    """`use.between`, `use.small_rates` and `use.one_network`."""
    dose, zoo = (
        next(iter(studies(plans.load(name), record.load(record.FOLDER / f"{name}.json"))))
        for name in ("dose", "zoo")
    )
    assert dose.bests["nonrecurrent"].rate == 0.5
    (tried,) = [r for r in zoo.responses if r.family.key == "nonrecurrent"]
    low, middle, high = tried.doses
    assert [each.rate for each in tried.doses] == [0.1, 0.2, 0.4]
    assert all(len(each.bracket) == 1 for each in tried.doses)
    assert abs(low.valid - middle.valid) < 1 < high.valid - middle.valid
    for text, told_there in ((Text.LITTLE, "0.1 and 0.2 about equally"), (Text.MUCH, "0.1 to 0.2")):
        assert told_there in texts(opened("use", use_text=text))


def test_of_one_seed_a_record_is_a_hint(tmp_path, monkeypatch):
    monkeypatch.setattr(record, "FOLDER", written(tmp_path, "dose", dose(TESTS)[1]))
    text = texts(opened("use"))
    assert "**−20.0 (one seed)**" in text
    assert "a hint, no more" in text


def test_what_a_sweep_will_say_is_not_known_until_all_of_it_is_measured(tmp_path, monkeypatch):
    monkeypatch.setattr(record, "FOLDER", tmp_path)
    plan = plans.load("ontop")
    made = finished(plan)
    assert "apart is not measured yet" in texts(opened("use"))
    written(tmp_path, "ontop", without(made, seed=plan.seeds[-1]))
    assert "apart is not measured yet" in texts(opened("use"))
    written(tmp_path, "ontop", made)
    after = texts(opened("use"))
    assert "apart is not measured yet" not in after
    assert "Our record of both apart" in after
    assert "No dropout through time adds significantly to it" in after


@pytest.mark.parametrize("framework", Framework)
def test_each_framework_has_a_block_for_each_rule(framework):
    for size, text in product(Size, Text):
        rule = advice(size, text)
        code = blocks(parse(rule.placement), framework)
        assert all(block.text for block in code)
        assert any(block.code for block in code)


def test_pytorch_comes_with_this_packages_lines_first():
    placement = parse(advice(Size.SMALL, Text.LITTLE).placement)
    first, second = blocks(placement, Framework.TORCH)
    assert first.code == our_lines(placement, Cell.LSTM, 2).code
    assert "nn.Dropout(0.5)" in second.code


def test_a_rule_with_a_record_of_its_own_starts_at_a_rate_that_did_better_than_none_there():
    ruled = [rule for rule in ADVICE if rule.recorded]
    assert ruled
    for rule in ruled:
        kept = recorded(rule.recorded)
        effect = difference(kept, "zaremba2014", "none", 1)
        assert effect is not None
        assert effect.mean < 0
        assert largest_rate(kept.placement_of("zaremba2014")) == rule.start
        lines = texts(opened("use", use_size=rule.sizes[0], use_text=rule.texts[0]))
        answer, _ = lines.split("Inan", 1)  # the nearest record stands in the answer itself
        assert "Penn Treebank" in answer
