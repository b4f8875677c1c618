"""Items of lists that a page shows in part: each can be read without the one before."""

import re

import pytest

from rnnviz.content import sentences
from rnnviz.content.languages import speaking

LEANING = {
    "en": r"(Nor|Neither|Also|But|And|So|Then|(Before|After) that|It|They|This)\b",
    "zh": r"(在此之前|此后|改正|此外|而|也|它|这|其中|但)",
}


@pytest.mark.parametrize("language", LEANING)
@pytest.mark.parametrize("part", ["bugs", "remarks"])
def test_no_item_leans_on_the_one_before(language, part):
    with speaking(language):
        items = sentences(part).values()
    told = [item["what"] if isinstance(item, dict) else item for item in items]
    assert [text for text in told if re.match(LEANING[language], text)] == []
