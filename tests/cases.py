"""Many small cases in one test: what takes a millisecond needs no test of its own."""

from functools import wraps
from inspect import isfunction, signature

import pytest


def each(names, cases):
    """As `pytest.mark.parametrize`, but in one test, which tries all cases and tells which fail.

    pytest and its workers spend milliseconds on every test, whatever it does; and every worker
    collects all of them. Fixtures are made once for all cases.
    """
    names = (names,) if isinstance(names, str) else tuple(names)
    cases = [case if len(names) > 1 else (case,) for case in cases]
    assert cases, f"There is no case of {', '.join(names)}."

    def fold(test):
        assert isfunction(test), f"{test} is no function, so its cases can't be one test."

        @wraps(test)
        def folded(**fixtures):
            failures = []
            for case in cases:
                values = dict(zip(names, case, strict=True))
                try:
                    test(**fixtures, **values)
                except (Exception, pytest.fail.Exception) as failure:  # noqa: BLE001 -- all told
                    values_text = ", ".join(f"{name} = {value}" for name, value in values.items())
                    failure.add_note(f"The case: {values_text}")
                    failures.append(failure)
            if failures:
                raise BaseExceptionGroup(f"{len(failures)} of {len(cases)} cases fail", failures)

        known = signature(test)
        left = [p for name, p in known.parameters.items() if name not in names]
        folded.__signature__ = known.replace(parameters=left)
        return folded

    return fold
