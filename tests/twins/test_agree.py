import pytest
import torch

from rnnviz.core.masks import Masks
from rnnviz.core.methods import METHODS
from rnnviz.core.placement import Edge, Noise, Placement, Scaling, Share
from rnnviz.errors import InputError
from rnnviz.twins.agree import DIMS, TWIN_EDGES, agree, table, variational, zaremba

SEEDS = range(20)
TOLERANCES = {torch.float32: 1e-6, torch.float64: 1e-12}
PAIRS = ["NumPy − PyTorch", "NumPy − core", "PyTorch − core"]
FITTING = [
    method
    for method in METHODS
    if all(n.edge in {*TWIN_EDGES, Edge.BETWEEN} and n.tied for n in method.placement.noises)
]

each_method = pytest.mark.parametrize("method", [zaremba, variational])
each_precision = pytest.mark.parametrize("dtype", TOLERANCES, ids=str)


@each_method
@each_precision
@pytest.mark.parametrize("scaling", Scaling)
@pytest.mark.parametrize("training", [True, False], ids=["training", "evaluation"])
@pytest.mark.parametrize("rate", [0.0, 0.2, 0.5])
def test_numpy_pytorch_and_core_agree(method, dtype, scaling, training, rate):
    for seed in SEEDS:
        result = agree(method(rate, scaling), seed, dtype, training=training)
        assert [pair for pair, _ in result.differences] == PAIRS
        assert all(difference <= TOLERANCES[dtype] for _, difference in result.differences)
        assert {output.y.dtype for output in result.outputs} == {dtype}


@each_method
@pytest.mark.parametrize("rate", [0.8, 0.9, 0.95])
def test_at_high_rates_what_differs_is_still_rounding_alone(method, rate):
    """Factors of 1 / (1 − rate) enlarge rounding too, so this is judged in float64."""
    assert all(agree(method(rate), seed, torch.float64).largest <= 1e-12 for seed in SEEDS)


@each_precision
@pytest.mark.parametrize("method", FITTING, ids=lambda method: method.key)
def test_every_published_method_with_noise_on_the_twins_edges_alone_agrees_too(method, dtype):
    assert agree(method.placement, dtype=dtype).largest <= TOLERANCES[dtype]


def test_every_share_agrees():
    for share in Share:
        placement = Placement(tuple(Noise(edge, 0.5, share) for edge in TWIN_EDGES))
        assert agree(placement, dtype=torch.float64).largest <= 1e-12


@each_method
def test_a_seed_means_one_problem_whatever_the_masks_and_the_precision(method):
    usual = agree(method(), 3).problem
    for other in (agree(zaremba(0.1), 3), agree(method(), 3, training=False)):
        assert torch.equal(other.problem.x, usual.x)
        assert torch.equal(other.problem.weights.W_hh, usual.weights.W_hh)
    assert torch.equal(agree(method(), 3, torch.float64).problem.x.float(), usual.x)
    assert not torch.equal(agree(method(), 4).problem.x, usual.x)


@each_method
def test_the_masks_did_something_in_all_three(method):
    dropped, clean = agree(method()), agree(Placement())
    for noisy, quiet in zip(dropped.outputs, clean.outputs, strict=True):
        assert float((noisy.y - quiet.y).abs().max()) > 0.01


def test_a_mask_that_one_of_them_missed_would_show():
    """Each edge's noise moves the outputs by far more than the tolerance."""
    clean = agree(Placement()).outputs
    for edge in TWIN_EDGES:
        for noisy, quiet in zip(agree(Placement((Noise(edge, 0.5),))).outputs, clean, strict=True):
            assert noisy.difference(quiet) > 1e-3


@each_method
def test_inverted_scaling_at_evaluation_runs_without_masks_and_classic_with_its_expectation(method):
    inverted = agree(method(0.3), training=False)
    assert inverted.problem.masks == Masks()
    classic = agree(method(0.3, Scaling.CLASSIC), training=False)
    edges = {mask.noise.edge for mask in classic.problem.masks.drawn}
    assert edges == {noise.edge for noise in method().noises}
    for mask in classic.problem.masks.drawn:
        torch.testing.assert_close(mask.factor, torch.full((1, 1, 1), 0.7), rtol=0, atol=1e-5)


@each_method
def test_the_masks_shown_are_those_that_ran(method):
    masks = agree(method()).problem.masks
    for noise in method().noises:
        steps, batch, _ = masks.factor(noise.edge, 0).shape
        assert (steps, batch) == (DIMS.steps if method is zaremba else 1, DIMS.batch)


def test_printed_it_is_a_small_table():
    results = [agree(zaremba()), agree(variational(), dtype=torch.float64, training=False)]
    head, first, second = table(results).splitlines()
    for pair in PAIRS:
        assert pair in head
    assert "float32" in first
    assert "training" in first
    assert first.endswith(str(zaremba()))
    assert f"{results[0].largest:.1e}" in first
    assert "float64" in second
    assert "evaluation" in second
    assert head.index("placement") == first.index("input:") == second.index("input:")
    assert str(results[0]) == table(results[:1])


@pytest.mark.parametrize(
    "noise",
    [
        Noise(Edge.HIDDEN, 0.5),
        Noise(Edge.WEIGHTS, 0.5, Share.BATCH),
        Noise(Edge.RECURRENT, 0.5, tied=False),
    ],
    ids=str,
)
def test_a_noise_the_twins_have_no_place_for_is_refused_by_name(noise):
    with pytest.raises(InputError, match=str(noise)):
        agree(Placement((noise,)))


@each_method
@pytest.mark.parametrize("rate", [1.0, -0.1])
def test_a_rate_that_is_none_is_refused_with_its_value_and_the_range(method, rate):
    with pytest.raises(ValueError, match=rf"{rate:g} .*\[0, 1\)"):
        method(rate)
