import re
import subprocess
import sys
from pathlib import Path

import pytest

from rnnviz.core.crossings import Route, crossings, survival
from rnnviz.core.methods import METHODS, Evidence, Kind, find, name_of, placement_of
from rnnviz.core.placement import EDGES_OF, Cell, Edge, Fill, Share
from rnnviz.errors import InputError
from tests.cases import each
from tests.gains import path_gain

ROOT = Path(__file__).parents[2]
each_method = each("method", METHODS)


def test_there_are_at_least_25_methods_and_no_two_share_a_key_or_a_title():
    assert len(METHODS) >= 25
    assert len({method.key for method in METHODS}) == len(METHODS)
    assert len({method.title for method in METHODS}) == len(METHODS)


@each_method
def test_a_key_is_a_word_that_can_be_typed(method):
    assert re.fullmatch(r"[a-z][a-z0-9_]*", method.key)


@each_method
def test_a_method_is_found_by_its_key(method):
    assert find(method.key) is method


@each("key", ["zaremba", "", "Zaremba2014", "zaremba2014 "])
def test_an_unknown_method_is_refused_with_the_list_of_known_ones(key):
    with pytest.raises(InputError) as caught:
        find(key)
    assert repr(key) in str(caught.value)
    assert all(method.key in str(caught.value) for method in METHODS)


@each_method
def test_a_methods_key_means_its_placement_and_so_does_the_placements_text(method):
    assert placement_of(method.key) == method.placement
    assert placement_of(str(method.placement)) == method.placement


@each("text", ["zaremba", "Zaremba2014", "zaremba2014 ", "recurrent"])
def test_text_that_is_neither_a_key_nor_a_placement_is_refused(text):
    with pytest.raises(InputError, match=f"{text!r} is neither a method's key"):
        placement_of(text)


@each_method
def test_a_method_says_where_it_comes_from(method):
    citation, link = method.source.citation, method.source.link
    assert link.startswith("https://")
    assert " " not in link
    assert re.search(r"arXiv:\d{4}\.\d{4,5}|10\.\d{4,}/|https://", f"{citation} {link}")
    assert citation.endswith(".")


@each_method
def test_an_arxiv_citation_and_its_link_name_the_same_paper_of_the_same_year(method):
    number = re.search(r"arXiv:(\d\d)(\d\d)\.\d{4,5}", method.source.citation)
    if number:
        assert (
            method.source.link == f"https://arxiv.org/abs/{number.group().removeprefix('arXiv:')}"
        )
        cited = int(re.search(r"\((\d{4})\)", method.source.citation).group(1))
        assert 0 <= cited - (2000 + int(number.group(1))) <= 1  # printed in its year or the next


@each_method
def test_a_method_is_of_a_year_in_which_dropout_was_known(method):
    assert 2012 <= method.year <= 2026


@each_method
def test_an_idea_is_one_sentence_and_a_verdict_is_whole_sentences(method):
    assert re.fullmatch(r"([A-Z]|nn\.)[^\n]*[^.\s]\.", method.idea)
    assert not re.search(r"[.!?] [A-Z]", method.idea)
    assert len(method.idea) <= 140
    assert method.verdict.endswith(".")
    assert method.verdict == method.verdict.strip()


@each_method
def test_a_method_is_of_a_kind_and_its_verdict_has_a_ground(method):
    assert isinstance(method.kind, Kind)
    assert isinstance(method.evidence, Evidence)


@each_method
def test_every_method_but_none_does_something(method):
    assert bool(method.placement.edges) == (method.key != "none")


@each_method
def test_an_lstm_can_carry_every_method(method):
    method.placement.check(Cell.LSTM)
    assert method.placement.edges <= EDGES_OF[Cell.LSTM]


def test_every_edge_share_and_fill_is_shown_by_some_method():
    noises = [noise for method in METHODS for noise in method.placement.noises]
    assert {noise.edge for noise in noises} == set(Edge)
    assert {noise.share for noise in noises} == set(Share)
    assert {noise.fill for noise in noises} == set(Fill)
    assert {noise.tied for noise in noises} == {True, False}
    assert {noise.at_test for noise in noises} == {True, False}


# What the verdicts claim and a count can check


@each("layers", [1, 2, 4])
@each("route", Route)
def test_crossings_on_the_way_up_are_as_the_verdicts_say(layers, route):
    def up(key):
        met = crossings(find(key).placement, Cell.LSTM, layers, 50, route)
        return sum(crossing.up for crossing in met)

    assert up("zaremba2014") == up("pytorch_word_lm") == layers + 1
    assert up("pytorch_nn_lstm") == layers - 1
    assert up("pham2013") == layers
    assert up("naive_recurrent") == up("weightdrop") == up("allennlp_augmented") == 0


@each(
    ("key", "up", "along_h", "along_c"),
    [
        ("pachitariu2013", 1, 0, 0),
        ("bluche2015_before", 2, 0, 0),
        ("bluche2015_inside", 0, 1, 0),
        ("bluche2015_after", 2, 0, 0),
        ("gal2016_program", 4, 1, 0),
        ("noisin2018", 2, 1, 0),
        ("tf_keras_dropout", 2, 0, 0),
        ("keras23", 2, 1, 0),
        ("keras30_rate", 2, 1, 0),
        ("tf_layernorm", 2, 1, 0),  # along h each step writes anew
        ("mxnet_variational", 3, 1, 0),
        ("chainer_zoneout", 4, 2, 1),  # kept, not erased
    ],
)
def test_crossings_in_two_layers_going_up_and_at_each_step_more(key, up, along_h, along_c):
    """By formula; the same placements are measured on a network in `test_crossings`."""

    def met(route, lag):
        model = crossings(find(key).placement, Cell.LSTM, 2, lag, route)
        return sum(crossing.times for crossing in model)

    assert met(Route.C, 0) == up
    assert met(Route.H, 9) - met(Route.H, 8) == along_h
    assert met(Route.C, 9) - met(Route.C, 8) == along_c


@each("layers", [1, 2, 4])
def test_a_wrapper_around_every_cell_keeps_what_two_masks_a_layer_keep(layers):
    met = crossings(find("tf_dropoutwrapper").placement, Cell.LSTM, layers, 50, Route.C)
    assert survival(met) == pytest.approx(0.5 ** (2 * layers))
    assert path_gain(met).variance == pytest.approx(2 ** (2 * layers) - 1)


def test_only_placements_on_the_cell_erase_what_an_lstm_stores():
    """The point of it all: along c nothing is met at each step, unless it sits on c."""
    for method in METHODS:
        met = crossings(method.placement, Cell.LSTM, 2, 50, Route.C)
        at_each_step = {c.noise.edge for c in met if c.along and c.noise.fill is not Fill.PREVIOUS}
        assert at_each_step <= {Edge.CELL}


def test_gals_methods_differ_in_nothing_but_ties_and_what_stays_on_at_test():
    tied, untied, mc = (find(f"gal2016_{key}").placement for key in ("tied", "untied", "mc"))

    def kinds(placement):
        return [(n.edge, n.rate, n.share, n.fill, n.scaling) for n in placement.noises]

    assert kinds(tied) == kinds(untied) == kinds(mc)
    assert [n.tied for n in untied.noises] == [n.tied for n in mc.noises]
    assert {n.edge for n in mc.noises if not n.at_test} == {Edge.WORD}


@each("module", ["placement", "methods", "crossings"])
def test_the_vocabulary_loads_without_torch(module):
    program = (
        f"import sys, rnnviz.core.{module}; "
        "print(*{'torch', 'numpy', 'streamlit', 'plotly'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.stderr, done.returncode) == ("", "", 0)


def test_each_method_has_one_short_name_of_its_own():
    names = [method.name for method in METHODS]
    assert len(set(names)) == len(names)
    assert [name for name in names if len(name) > 25] == []


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("input:0.2+between:0.2+output:0.2", "Zaremba 2014, p = 0.2"),
        ("recurrent:0.25", "recurrent input, per step, p = 0.25"),
        ("recurrent:0.25:sequence:untied+output:0.1", "recurrent:0.25:sequence:untied+output:0.1"),
        ("recurrent:0.9999999999999999", "recurrent:0.9999999999999999"),
        ("zaremba2014", "Zaremba 2014"),
        ("no line", "no line"),
    ],
)
def test_a_method_at_other_rates_keeps_its_name(line, name):
    assert name_of(line) == name
