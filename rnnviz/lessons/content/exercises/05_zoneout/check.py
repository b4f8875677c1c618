import numpy as np

SHAPE = (200, 300)  # examples, units
RNG = np.random.default_rng(0)
OLD, NEW = 3 + RNG.random(SHAPE), -2 - RNG.random(SHAPE)


def after(answer, rate, training, seed=1):
    generator = np.random.default_rng(seed)
    return np.asarray(answer.zoneout(OLD.copy(), NEW.copy(), rate, generator, training))


def check_either(answer):
    """While training each unit has its old value or its new one, unscaled."""
    got = after(answer, 0.3, True)
    neither = ((got != OLD) & (got != NEW)).mean()
    assert neither == 0, f"A share of {neither:.2f} has neither its old value nor its new one."


def check_share(answer):
    """`rate` is the probability of keeping the old value."""
    for rate in (0.0, 0.2, 0.5):
        share = (after(answer, rate, True) == OLD).mean()
        assert abs(share - rate) < 0.08, f"At rate {rate} a share of {share:.2f} keeps its value."


def check_own(answer):
    """Each unit of each example is drawn for itself."""
    kept = after(answer, 0.5, True) != NEW
    assert (kept != kept[0]).any(), "All examples share one mask."
    assert (kept.T[0] != kept.T).any(), "All units of an example keep their values together."


def check_expectation(answer):
    """At evaluation it is the expectation of what training draws."""
    for rate in (0.1, 0.5):
        got = after(answer, rate, False)
        off = np.abs(got - (rate * OLD + (1 - rate) * NEW)).max()
        complaint = (
            f"At rate {rate} it is off by {off:.2f} from the mean of old and new, so weighted."
        )
        assert off < 1e-9, complaint
