"""Terms of the field: a page defines each once, where its prose uses it first."""

import re

import pytest

from rnnviz.content.languages import available, speaking
from rnnviz.ui.kit import glossary
from rnnviz.ui.kit.glossary import with_definitions
from rnnviz.ui.pages import PAGES
from rnnviz.ui.state import arrive, defined_terms, part_of_page, running_part
from tests.opening import at

DEFINED = re.compile('<dfn [^>]* data-definition="[^<>"]+" aria-description="[^<>"]+">(.*?)</dfn>')


@pytest.fixture(scope="module", params=available())
def reader(request):
    """A language, and the app in it."""
    return request.param, at("app.py", lang=request.param).run()


@pytest.fixture
def shown(monkeypatch):
    """The paragraphs that are looked through for terms."""
    shown = []

    def note(*given):
        shown.append(with_definitions(*given))
        return shown[-1]

    monkeypatch.setattr(glossary, "with_definitions", note)
    return shown


def _uses(paragraph, language):
    """Each term that a paragraph uses, in turn, and whether its definition stands there."""
    before = ""
    with speaking(language):
        for piece in glossary._pieces(DEFINED.sub("\x01\\1\x02", paragraph), language):
            if not isinstance(piece, str):
                yield piece.term.term, before.endswith("\x01")
            before = piece if isinstance(piece, str) else ""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.key)
def test_each_page_defines_a_term_once_and_where_it_is_used_first(reader, page, shown):
    language, test = reader
    shown.clear()
    test.query_params["lang"] = language
    with speaking(language):  # the harness asks a menu for its labels
        test.switch_page(page.file).run()
    assert not test.exception
    prose = [e.value for e in test.main if e.type in {"markdown", "caption"} and e.value in shown]
    uses = [use for paragraph in prose for use in _uses(paragraph, language)]
    first = dict(reversed(uses))
    assert [term for term, is_defined in first.items() if not is_defined] == []
    assert sum(is_defined for _, is_defined in uses) == len(first)


@pytest.mark.parametrize(
    "text",
    [
        "`mask`",
        "```\nmask\n```",
        "$mask$",
        "$$\nmask\n$$",
        "[a mask](https://example.org/mask)",
        "![mask](mask.png)",
        "## mask",
        "| mask | gate |",
        '<a title="mask">',
        "masked, unmask, mask_rate",
        "nn.Dropout, rnnviz.nn.LSTM",
    ],
)
def test_code_formulas_links_headings_and_tables_stay_as_they_are(text):
    assert with_definitions(text, {}) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("**mask**", "<strong>@</strong>"),
        ("**a mask** and **bold**", "<strong>a @</strong> and **bold**"),
        ("*mask* and *slant*", "<em>@</em> and *slant*"),
        ("**mask** of *one*, `**`", "<strong>@</strong> of *one*, `**`"),
        (r"2\*3 mask 4\*5", r"2\*3 @ 4\*5"),
        ("- **one** mask\n- **two**", "- **one** @\n- **two**"),
        ("`**` mask **bold**", "`**` @ **bold**"),
        ("**one *two* mask** and **three**", "<strong>one *two* @</strong> and **three**"),
        ("**one *mask* two**", "<strong>one <em>@</em> two</strong>"),
        ("**broken\nmask** gate", "<strong>broken\n@</strong> @"),
        ("2 * 3 mask 4 * 5", "2 * 3 @ 4 * 5"),
        ("mask, mask and Masks", "@, mask and Masks"),
        ("- mask\n- mask", "- @\n- mask"),
    ],
)
def test_bold_and_slanted_text_stays_so_around_a_definition(text, shown):
    marked = with_definitions(text, {})
    assert DEFINED.sub("@", marked) == shown


@pytest.mark.parametrize("term", glossary.terms(), ids=lambda term: term.term)
def test_no_definition_stands_within_another(term):
    text = " ".join((*term.names, *(other.term for other in glossary.terms())))
    marked = with_definitions(text, {})
    assert DEFINED.sub(r"\1", marked) == text
    assert len(DEFINED.findall(marked)) == len(glossary.terms())


@pytest.mark.usefixtures("visit")
def test_a_part_that_runs_by_itself_defines_anew_what_it_defined():
    arrive("here", ())
    seen = []

    def part():
        with part_of_page("part"):
            seen.append(with_definitions("mask, gate", defined_terms(), running_part()))

    with_definitions("mask", defined_terms(), running_part())
    part()
    with_definitions("gate, noise", defined_terms(), running_part())
    part()
    assert seen[0] == seen[1]
    assert "mask, <dfn" in seen[0]
    assert defined_terms() == {"dropout mask": "", "gate": "part", "noise": ""}
    arrive("here", ())
    assert defined_terms() == {}


def test_terms_stand_in_the_order_of_the_languages_dictionaries():
    with speaking("en"):
        english = [term.term.casefold() for term in glossary.terms()]
    assert english == sorted(english)
    with speaking("zh"):
        chinese = [term.term for term in glossary.terms()]
    pinyin = ("门（gate）", "随机种子", "掩码共享方式")  # mén, suí, yǎn
    places = [chinese.index(term) for term in pinyin]
    assert places == sorted(places)
