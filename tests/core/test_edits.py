"""What a touch does to a placement."""

from rnnviz.core.edits import (
    common_scaling,
    common_share,
    filled,
    lasting,
    scaled,
    toggled,
    with_edges,
)
from rnnviz.core.methods import METHODS
from rnnviz.core.placement import (
    WEIGHT_EDGES,
    Edge,
    Fill,
    Noise,
    Placement,
    Scaling,
    Share,
    parse,
)
from tests.cases import each

MOVABLE = [edge for edge in Edge if edge not in WEIGHT_EDGES]


@each("edge", Edge)
def test_every_setting_that_is_offered_for_an_edge_can_be_made(edge):
    for share in edge.row.shares:
        for fill in edge.row.fills:
            for scaling in fill.scalings:
                assert (
                    Noise(edge, 0.5, share, fill, scaling)
                    in Placement((Noise(edge, 0.5, share, fill, scaling),)).noises
                )


@each("edge", Edge)
@each("method", METHODS)
def test_an_edge_toggled_twice_carries_noise_as_often_as_before(method, edge):
    once = toggled(method.placement, edge)
    assert (edge in once.edges) != (edge in method.placement.edges)
    assert (edge in toggled(once, edge).edges) == (edge in method.placement.edges)
    others = [noise for noise in method.placement.noises if noise.edge is not edge]
    assert [noise for noise in once.noises if noise.edge is not edge] == others


def test_an_edge_switched_on_at_rate_0_gets_a_rate():
    assert toggled(parse("input:0"), Edge.INPUT) == parse("input:0.5")


@each("edge", MOVABLE)
def test_a_new_noise_lasts_as_long_as_the_others_do(edge):
    held = with_edges(parse("hidden:0.2:sequence"), {Edge.HIDDEN, edge})
    assert {noise.share for noise in held.noises} == {Share.SEQUENCE}
    mixed = with_edges(parse("hidden:0.2:sequence+cell:0.2"), {edge})
    assert all(n.share is Share.STEP for n in mixed.noises if n.edge not in {"hidden", "cell"})


@each("share", [Share.STEP, Share.SEQUENCE, Share.BATCH])
@each("method", METHODS)
def test_masks_made_to_last_do_so_wherever_the_edge_lets_them(method, share):
    changed = lasting(method.placement, share)
    assert [(n.edge, n.rate, n.fill) for n in changed.noises] == [
        (n.edge, n.rate, n.fill) for n in method.placement.noises
    ]
    for noise in changed.noises:
        assert noise.share is (Share.BATCH if noise.edge in WEIGHT_EDGES else share)
    movable = [noise for noise in changed.noises if noise.edge not in WEIGHT_EDGES]
    assert common_share(changed) is (share if movable else None)


def test_a_noise_filled_otherwise_is_scaled_as_that_fill_can_be():
    zoned = filled(parse("cell:0.5").noises[0], Fill.PREVIOUS)
    assert str(zoned) == "cell:0.5:previous:classic"
    assert str(filled(zoned, Fill.GAUSSIAN)) == "cell:0.5:gaussian"
    assert str(filled(zoned, Fill.ZERO)) == "cell:0.5:classic"  # what can stay, stays


@each("scaling", Scaling)
@each("method", METHODS)
def test_one_switch_scales_every_dropping_noise_and_leaves_the_other_kinds_alone(method, scaling):
    changed = scaled(method.placement, scaling)
    dropping = [noise for noise in changed.noises if noise.fill is Fill.ZERO]
    assert {noise.scaling for noise in dropping} <= {scaling}
    others = [noise for noise in method.placement.noises if noise.fill is not Fill.ZERO]
    assert [noise for noise in changed.noises if noise.fill is not Fill.ZERO] == others
    assert common_scaling(changed) is (scaling if dropping else None)


def test_means_made_good_in_different_places_have_no_common_answer():
    assert common_scaling(parse("input:0.5+output:0.5:classic")) is None
