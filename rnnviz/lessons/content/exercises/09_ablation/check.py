from itertools import combinations

import numpy as np

EDGES = ("input", "recurrent", "output")
SHAPE = (40, 5, 8)


def drawn(answer, *on, rate=0.25, seed=3):
    return answer.masks(set(on), *SHAPE, rate, seed)


def check_shapes(answer):
    """Each edge has a factor of shape (steps, batch, units), whether it is on or off."""
    for on in ((), ("input",), EDGES):
        shapes = {edge: np.shape(mask) for edge, mask in drawn(answer, *on).items()}
        wanted = dict.fromkeys(EDGES, SHAPE)
        assert shapes == wanted, f"With {on or 'nothing'} on, the shapes are {shapes}."


def check_off(answer):
    """An edge that is off carries ones."""
    masks = drawn(answer, "output")
    for edge in ("input", "recurrent"):
        assert np.all(np.equal(masks.get(edge, 0), 1)), f"{edge} is off, but not all ones."


def check_on(answer):
    """An edge that is on drops a share `rate` and scales up the rest."""
    mask = np.asarray(drawn(answer, "recurrent")["recurrent"])
    complaint = f"At rate 0.25 the mask holds {np.unique(mask)}, not 0 and 1.33."
    assert set(np.round(np.unique(mask), 6)) == {0, 1.333333}, complaint
    dropped = (mask == 0).mean()
    assert 0.05 < dropped < 0.5, f"It drops a share {dropped:.2f} at rate 0.25."


def check_fresh(answer):
    """Every step and every example has a mask of its own."""
    mask = np.asarray(drawn(answer, "input")["input"])
    assert (mask[0] != mask[1]).any(), "The second step has the mask of the first."
    assert (mask[:, 0] != mask[:, 1]).any(), "All examples share one mask."


def check_alone(answer):
    """Switching edges leaves the masks of the others as they were."""
    whole = drawn(answer, *EDGES)
    for on in (("recurrent",), ("output",), ("input", "output")):
        for edge in on:
            same = np.array_equal(drawn(answer, *on)[edge], whole[edge])
            assert same, f"The mask on {edge} changes when other edges go off."


def check_apart(answer):
    """No two edges share their masks."""
    whole = drawn(answer, *EDGES)
    for edge, other in combinations(EDGES, 2):
        assert not np.array_equal(whole[edge], whole[other]), (
            f"{edge} and {other} have the same mask."
        )


def check_seed(answer):
    """A seed means its masks; another seed others."""
    first, again, other = (drawn(answer, *EDGES, seed=seed) for seed in (3, 3, 4))
    for edge in EDGES:
        assert np.array_equal(first[edge], again[edge]), "The same seed gave two different masks."
        for mask in other.values():
            assert not np.array_equal(first[edge], mask), "Two seeds gave the same mask."
