"""Which should I use: every case has one rule, and every rule its grounds."""

from itertools import product

import pytest
import torch
from torch import nn

from rnnviz import nn as rnnviz_nn
from rnnviz.content import named, sentence
from rnnviz.core.placement import Cell, parse
from rnnviz.reference.advice import ADVICE, Size, Text, advice, size_of, text_of
from rnnviz.reference.data import TABLES
from rnnviz.runs import plan as plans
from rnnviz.twins.frameworks import framework_lines, our_lines
from rnnviz.zoo.card import SHIPPED

CASES = list(product(Size, Text))
FAMILIES = {family.key: family for family in plans.load("dose").families}
PLACED = {
    f"{rule.key}-{what}": line
    for rule in ADVICE
    for what, line in (("start", rule.placement), ("after", rule.after and rule.after.placement))
    if line
}
each = pytest.mark.parametrize("rule", ADVICE, ids=lambda rule: rule.key)


@pytest.mark.parametrize(("size", "text"), CASES)
def test_each_case_has_just_one_rule(size, text):
    assert [r for r in ADVICE if size in r.sizes and text in r.texts] == [advice(size, text)]


@each
def test_each_rule_is_reached_and_starts_within_its_range(rule):
    assert rule in {advice(size, text) for size, text in CASES}
    assert rule.low <= rule.start <= rule.high


@each
def test_each_rule_names_figures_that_somebody_checked(rule):
    tables = {table.key: table for table in TABLES}
    assert rule.grounds
    for ground in (*rule.grounds, *(rule.after.grounds if rule.after else ())):
        table = tables[ground.table]
        for row in filter(None, (ground.row, ground.against)):
            assert isinstance(table.number(row, ground.column), int | float)


@each
def test_what_comes_after_did_better_than_what_it_is_set_against(rule):
    tables = {table.key: table for table in TABLES}
    for ground in rule.after.grounds if rule.after else ():
        table = tables[ground.table]
        better = table.number(ground.row, ground.column)
        assert better < table.number(ground.against, ground.column)


@each
def test_each_rule_says_what_is_not_known_and_which_sweep_will_say_it(rule):
    assert rule.unknown
    for first in rule.unknown:
        assert sentence(first.key)
        assert first.until in {"", *plans.names()}
    assert not rule.recorded or (SHIPPED / "recorded" / f"{rule.recorded[9:]}.json").is_file()


@each
def test_each_placement_is_of_the_family_that_it_names(rule):
    for key, line in ((rule.family, rule.placement), (rule.after and rule.after.family, None)):
        if line:
            assert parse(line) == FAMILIES[key].at(rule.start)
        assert key is None or key in FAMILIES


@pytest.mark.parametrize("line", PLACED.values(), ids=PLACED)
def test_the_lines_of_this_package_run_and_drop_where_they_say(line):
    placement, tokens = parse(line), torch.zeros(5, 3, dtype=torch.long)
    names = {"inputs": 8, "units": 8, "words": 20, "x": torch.ones(5, 3, 8), "tokens": tokens}
    code = our_lines(placement, Cell.LSTM, 2).code
    assert len(code.splitlines()) <= 4
    exec(code, names)  # noqa: S102 -- running it is the test
    lstm = names["rnn"]
    assert isinstance(lstm, rnnviz_nn.LSTM)
    assert lstm.placement == placement
    x = torch.ones(5, 3, 8)
    if "embedding" in names:
        x = names["embedding"](torch.zeros(5, 3, dtype=torch.long))
    assert not torch.equal(lstm(x)[0], lstm(x)[0])
    lstm.eval()
    assert torch.equal(lstm(torch.ones(5, 3, 8))[0], lstm(torch.ones(5, 3, 8))[0])


@pytest.mark.parametrize("line", PLACED.values(), ids=PLACED)
def test_pytorchs_own_lines_run_where_they_can_say_it(line):
    plain = framework_lines(parse(line), Cell.LSTM, 2)[0]
    if plain.code is None:
        assert plain.sentence
        return
    names = {"nn": nn, "inputs": 8, "units": 8, "x": torch.ones(5, 3, 8)}
    exec(plain.code, names)  # noqa: S102 -- running it is the test
    assert names["hidden"].shape == (5, 3, 8)


@pytest.mark.parametrize(
    ("units", "size"),
    [
        (64, Size.SMALL),
        (200, Size.SMALL),
        (256, Size.SMALL),
        (650, Size.MEDIUM),
        (2000, Size.LARGE),
    ],
)
def test_a_networks_size_is_the_nearest_of_the_three(units, size):
    assert size_of(units) is size


def test_the_answers_say_where_one_network_ends_and_the_next_begins():
    assert [size_of(units) for units in (350, 370, 980, 1000)] == [
        Size.SMALL,
        Size.MEDIUM,
        Size.MEDIUM,
        Size.LARGE,
    ]
    assert "350" in named("size", "small")
    assert "350 to 1,000" in named("size", "medium")


def test_a_corpus_is_as_much_text_as_a_rule_is_about_or_none_says_so():
    assert text_of("sotu", "tiny") is Text.LITTLE
    assert text_of("ptb", "full") is text_of("sotu", "full") is Text.MILLION
    assert text_of("recall", "tiny") is None
