"""Every figure has a source and says how we know it; what is only remembered stays out."""

import re
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from rnnviz.core.methods import METHODS
from rnnviz.core.sources import Evidence
from rnnviz.errors import InputError
from rnnviz.lm.configs import CONFIGS
from rnnviz.reference.data import AFTER, BUGS, CONFIGURATIONS, REPLICATIONS, TABLE1, TABLES, value
from rnnviz.reference.options import OPTIONS, find
from rnnviz.reference.rows import Row, Tag, shown
from rnnviz.twins.ways import LOOPS, STACKS, WAYS
from tests.cases import each

EVERY_ROW = [row for table in TABLES for row in table.rows]
each_row = each("row", EVERY_ROW)
each_table = each("table", TABLES)
each_bug = each("bug", BUGS)
each_option = each("option", OPTIONS)

# Figures that we remember and never saw: perplexities of captions, Semeniuta's own table,
# Mogrifier's results, the abstract's bits of zoneout.
ONLY_REMEMBERED = {
    *(8.47, 7.99, 7.5),
    *(130.0, 125.2, 106.1, 102.8, 98.0, 106.3, 100.7, 103.2, 96.8, 113.0, 108.7, 94.1, 89.5),
    *(51.4, 50.1, 44.9, 1.252),
}


def well_cited(source):
    return (
        source.citation.endswith(".")
        and re.fullmatch(r"https://\S+", source.link)
        and re.search(r"\(\d{4}\)|[\w-]+/[\w.-]+(#\d+| at [0-9a-f]{8})", source.citation)
    )


@each_row
def test_every_figure_has_a_citation_a_link_and_a_ground(row):
    assert well_cited(row.source)
    assert isinstance(row.tag, Tag)
    assert isinstance(row.tag.evidence, Evidence)


@each("figure", sorted(ONLY_REMEMBERED))
def test_no_figure_that_is_only_remembered_is_printed(figure):
    printed = [v for table in TABLES for row in table.rows for v in row.values]
    assert figure not in printed
    notes = " ".join(row.note for table in TABLES for row in table.rows)
    text = notes + " ".join(bug.what for bug in BUGS)
    assert not re.search(rf"(?<![\d.]){re.escape(str(figure))}(?![\d.])", text)


def test_what_is_only_remembered_has_no_tag():
    assert {tag.value for tag in Tag} == set("PTACI2DV?")
    with pytest.raises(ValueError, match="R"):
        Tag("R")


@each_row
def test_a_paper_and_its_link_name_the_same_number(row):
    number = re.search(r"arXiv:([\d.]+\d)", row.source.citation)
    if number:
        assert row.source.link == f"https://arxiv.org/abs/{number.group(1)}"


@each_row
def test_what_was_read_in_the_code_names_its_commit_and_what_was_met_its_thread(row):
    if row.tag is Tag.CODE:
        assert re.search(r" at [0-9a-f]{8}: ", row.source.citation)
    if row.tag is Tag.THREAD:
        assert re.search(r"#\d+: ", row.source.citation)


@each_table
def test_a_table_is_a_rectangle_whose_rows_and_columns_have_names_of_their_own(table):
    assert len(table.columns) == len(table.titles) == len(set(table.columns))
    assert len({row.key for row in table.rows}) == len(table.rows)
    assert all(len(row.values) == len(table.columns) for row in table.rows)
    assert all(any(value is not None for value in row.values) for row in table.rows)


@each("row", [row for row in AFTER.rows if "arxiv" in row.source.link])
def test_a_point_stands_in_the_month_of_its_papers_number_or_of_the_version_it_was_read_in(row):
    version = re.search(r"version \d, (\w+ \d{4})", row.place)
    year, month = re.search(r"/(\d\d)(\d\d)\.", row.source.link).groups()
    printed = f"20{year}-{month}"
    if version:
        printed = f"{datetime.strptime(version[1], '%B %Y').replace(tzinfo=UTC):%Y-%m}"
    assert row.values[0] == printed


def test_validation_and_test_fall_together_as_averages_grow():
    for group in TABLE1.groups:
        rows = sorted((row for row in TABLE1.rows if row.group == group), key=lambda r: r.values[0])
        for fewer, more in pairwise(rows):
            assert more.values[2] < fewer.values[2]


@each("size", ["plain small", "medium medium", "large large"])
def test_one_network_has_one_figure_wherever_it_is_printed(size):
    key, name = size.split()
    printed = TABLE1.row(key).values[1:]
    assert AFTER.row(key).values[1:] == printed
    assert REPLICATIONS.row(f"paper_{name}").values[1:] == printed


@each("size", ["small", "medium", "large"])
def test_the_configurations_are_those_that_the_program_trains(size):
    config = CONFIGS[f"zaremba-{size}"]

    def printed(row):
        return CONFIGURATIONS.value(row, size)

    model, training = config.model, config.training
    assert (printed("layers"), printed("units"), printed("scale")) == (
        *(model.layers, model.units, model.init_scale),
    )
    assert (printed("steps"), printed("batch"), printed("epochs")) == (
        *(training.steps, training.batch, training.epochs),
    )
    assert (printed("constant"), printed("decay")) == (training.constant_epochs, training.decay)
    assert printed("learning_rate") == training.learning_rate
    assert (printed("clip") or printed("clip_code")) == training.clip_norm


@each("size", ["small", "medium", "large"])
def test_the_weights_are_counted_right(size):
    words, units = 10_000, CONFIGURATIONS.value("units", size)
    layers = 2 * (4 * units * 2 * units + 4 * units)
    counted = words * units + layers + words * units + words
    assert CONFIGURATIONS.value("weights", size) == counted
    assert shown(counted + 2 * 4 * units) in CONFIGURATIONS.row("weights").note


def test_the_cautionary_row_is_there():
    assert value("replications", "cudnn_large", "train") == 8.03
    assert value("replications", "cudnn_large", "test") == 126.03


def test_most_replications_are_as_near_to_the_paper_as_the_page_says():
    theirs = {
        size: value("replications", f"paper_{size}", "test")
        for size in ("small", "medium", "large")
    }
    size_of = {row.key: row.key.rpartition("_")[2] for row in REPLICATIONS.rows}
    size_of["one_gpu"] = "medium"
    apart = {
        key: abs(value("replications", key, "test") - theirs[size])
        for key, size in size_of.items()
        if not key.startswith("paper_")
    }
    near = [key for key, points in apart.items() if points < 2.5]
    assert len(near) > 0.7 * len(apart)
    assert set(apart) - set(near) == {"one_gpu", "cudnn_medium", "cudnn_large"}
    assert apart["one_gpu"] < 3.1
    assert min(apart["cudnn_medium"], apart["cudnn_large"]) > 30
    assert value("table1", "large38", "models") == 38


@each("place", [("table1", "x", "test"), ("x", "large", "test")])
def test_a_figure_that_is_not_there_is_no_figure(place):
    with pytest.raises(KeyError):
        value(*place)


@each(
    ("figure", "text"),
    [(None, "–"), (66_022_000, "66,022,000"), (100.0, "100.0"), ("a day", "a day")],
)
def test_a_figure_is_shown_with_all_its_digits(figure, text):
    assert shown(figure) == text


def test_a_row_cannot_be_made_without_a_source():
    with pytest.raises(TypeError):
        Row("x", "x", (1,))


# Frameworks


@each_bug
def test_a_fault_names_a_thread_and_the_ways_that_it_bears_on(bug):
    assert well_cited(bug.source)
    assert re.fullmatch(r"https://github\.com/[\w.-]+/[\w.-]+/issues/\d+", bug.source.link)
    assert bug.tag is Tag.THREAD
    assert bug.what.endswith(".")
    assert bug.options
    assert set(bug.options) <= {option.key for option in OPTIONS}


def test_no_fault_and_no_way_is_listed_twice():
    assert len({bug.key for bug in BUGS}) == len({bug.source.link for bug in BUGS}) == len(BUGS)
    assert len({option.key for option in OPTIONS}) == len(OPTIONS)
    assert len({option.label for option in OPTIONS}) == len(OPTIONS)


@each_option
def test_a_way_is_a_method_and_can_be_run_where_it_says_so(option):
    assert find(option.key) is option
    assert option.method in {method.key for method in METHODS}
    assert not option.way or option.way in WAYS
    assert bool(option.way) == (option.framework in {"PyTorch", "Your own loop"})
    if option.way in LOOPS:
        assert option.layers == 1


def test_every_way_that_can_be_run_is_offered():
    assert {option.way for option in OPTIONS if option.way} == set(STACKS) | set(LOOPS)


def test_an_unknown_way_is_refused_with_the_list_of_known_ones():
    with pytest.raises(InputError, match="nn_lstm"):
        find("nn_lstm_2")
