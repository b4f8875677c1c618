"""A term leads to where it can be seen."""

from urllib.parse import parse_qsl

import pytest

from rnnviz.ui.glossary.view import _SHOWN_AT
from rnnviz.ui.kit.glossary import terms
from tests.opening import opened


def test_only_terms_lead_anywhere():
    assert set(_SHOWN_AT) <= {term.key for term in terms()}
    links = [element.value for element in opened("glossary").markdown]
    assert all(f"]({address})" in "".join(links) for address in _SHOWN_AT.values())


@pytest.mark.parametrize("address", _SHOWN_AT.values())
def test_each_address_opens_as_it_says(address):
    page, _, query = address.partition("?")
    test = opened(page, **dict(parse_qsl(query)))
    assert not test.warning
    assert not test.error
    for name, value in parse_qsl(query):
        assert test.query_params[name] in (value, [value])
