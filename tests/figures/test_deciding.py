"""The curves that the Train page opens with, tested through their data."""

from itertools import pairwise

from rnnviz.figures.deciding import deciding
from rnnviz.figures.style import QUIET
from rnnviz.runs.responses import studies
from tests.sweeps import dose

TESTS = {"none": {0: 120.0}, "nonrecurrent": {0.5: 100.0}, "cell_step": {0.05: 119.9}}


def drawn():
    (study,) = studies(*dose(TESTS))
    families = {family.key: family for family in study.plan.families}
    return deciding([(None, study.none), *((families[k], d) for k, d in study.bests.items())])


def test_a_ring_is_where_the_lowest_validation_perplexity_is_and_no_dropout_is_gray():
    lines, rings = drawn().data[::2], drawn().data[1::2]
    assert [line.line.color == QUIET for line in lines] == [True, False, False]
    for line, ring in zip(lines, rings, strict=True):
        assert ring.y[0] == min(line.y)
        assert line.x[line.y.index(min(line.y))] == ring.x[0]


def test_each_line_is_named_once_and_no_name_lies_on_another():
    drawing = drawn()
    names = drawing.layout.annotations
    texts = [name.text.replace("<br>", " ") for name in names]
    assert sorted(texts) == sorted(t.name for t in drawing.data[::2])
    low, high = drawing.layout.yaxis.range
    line = 0.05 * (high - low)
    halves = sorted((name.y, line * (1 + name.text.count("<br>")) / 2) for name in names)
    assert all(y + half < above - over for (y, half), (above, over) in pairwise(halves))
