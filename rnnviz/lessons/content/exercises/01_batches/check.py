import numpy as np

TOKENS = np.arange(103)  # four pieces of 25, three words left over


def windows(answer):
    return list(answer.batches(TOKENS, 4, 7))


def check_shapes(answer):
    """Every window is (steps, columns), and only the last one is shorter."""
    shapes = [np.shape(x) for x, _ in windows(answer)]
    assert shapes == [(7, 4), (7, 4), (7, 4), (3, 4)], f"The shapes of x are {shapes}."


def check_targets(answer):
    """A target is the word after its input."""
    for x, y in windows(answer):
        assert np.shape(x) == np.shape(y), "x and y differ in shape."
        assert (np.asarray(y) == np.asarray(x) + 1).all(), "Some y isn't the next word of its x."


def check_columns(answer):
    """Down a column, one reads the text as it was written, across windows too."""
    read = np.concatenate([x for x, _ in windows(answer)])
    for b in range(4):
        column = read[:, b].tolist()
        wanted = list(range(25 * b, 25 * b + len(column)))
        assert column == wanted, f"Column {b} begins {column[:5]}, not {wanted[:5]}."


def check_all(answer):
    """Every word of a piece but its first is predicted exactly once."""
    targets = sorted(np.concatenate([np.ravel(y) for _, y in windows(answer)]).tolist())
    wanted = [n for n in range(100) if n % 25]
    assert targets == wanted, f"{len(targets)} words are predicted, {len(wanted)} should be."
