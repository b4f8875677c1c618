"""Every language has what English has; a third one is a folder; no text is left in the code."""

import re
import tomllib
from string import Formatter

import pytest

from rnnviz.content import ENGLISH, available, prose, sentence, speaking, texts
from rnnviz.content.complete import complete, files, missing
from rnnviz.content.languages import folder, language
from tests.content import pseudo

OTHERS = [key for key in available() if key != ENGLISH]


def leaves(table, path=()):
    """Every text with its path; one with plural forms is one."""
    for key, entry in table.items():
        if isinstance(entry, dict) and "other" not in entry:
            yield from leaves(entry, (*path, key))
        elif isinstance(entry, str | dict):  # a list is a language's own: other forms of a term
            yield (*path, key), entry


def read(key, file):
    path = folder(key) / file
    if not path.is_file():
        return {}
    if path.suffix == ".toml":
        return dict(leaves(tomllib.loads(path.read_text(encoding="utf-8"))))
    return {
        (title,): text for title, text in texts._markdown(file.removesuffix(".md"), key).items()
    }


def forms(entry):
    return entry.values() if isinstance(entry, dict) else [entry]


def fields(entry):
    """The named fields of a text; prose has those of tables of figures in it."""
    named = {name for form in forms(entry) for _, name, *_ in Formatter().parse(form) if name}
    return named - {"count"}


@pytest.mark.parametrize("file", files())
@pytest.mark.parametrize("key", OTHERS)
def test_a_file_of_another_language_says_nothing_that_english_does_not(key, file):
    assert set(read(key, file)) <= set(read(ENGLISH, file))


@pytest.mark.parametrize("key", OTHERS)
def test_a_language_has_no_file_that_english_has_not(key):
    own = {str(path.relative_to(folder(key))) for path in folder(key).rglob("*") if path.is_file()}
    assert own <= {*files(), "language.toml"}


@pytest.mark.parametrize("file", files())
@pytest.mark.parametrize("key", OTHERS)
def test_a_text_has_the_fields_links_and_code_of_the_english_one(key, file):
    english = read(ENGLISH, file)
    for path, entry in read(key, file).items():
        for kind in (quoted if file.endswith(".md") or is_data(file) else fields, links, code):
            assert kind(entry) == kind(english[path]), (path, kind.__name__)


def is_data(file):
    """Whether a file says something of each thing that code lists; its texts are no patterns."""
    return any(len(path) > 1 for path in read(ENGLISH, file))


def quoted(entry):
    """What a text takes from elsewhere."""
    return sorted(matches for form in forms(entry) for matches in re.findall(r"\{[^{}]*\}", form))


def links(entry):
    return {link for form in forms(entry) for link in re.findall(r"\]\(([^)]+)\)", form)}


def code(entry):
    return {" ".join(c.split()) for form in forms(entry) for c in re.findall(r"`([^`]+)`", form)}


@pytest.mark.parametrize("key", available())
def test_a_text_with_plurals_has_the_forms_that_its_language_names(key):
    wanted = set(language(key).forms)
    for file in files():
        for path, entry in read(key, file).items():
            if isinstance(entry, dict):
                assert set(entry) == wanted, (file, path)


@pytest.mark.parametrize("key", available())
def test_every_number_has_a_form_that_its_language_names(key):
    assert {language(key).form(n) for n in (*range(200), 0.5, 1.0)} <= set(language(key).forms)


def test_english_is_complete_and_what_lacks_a_text_is_not():
    assert ENGLISH in complete()
    assert all(not missing(key) for key in complete())


@pytest.fixture(scope="module")
def third(tmp_path_factory):
    """A third language, in a folder of its own."""
    with pseudo.there(tmp_path_factory.mktemp("languages")):
        yield pseudo.KEY


def test_a_third_language_is_one_folder(third):
    assert third in available()
    assert missing(third) == ()
    with speaking(third):
        assert sentence("placement.times", count=1) == f"{pseudo.OPEN}1 times{pseudo.CLOSE}"
        assert prose("home", "title") != ""
    assert sentence("placement.times", count=1) == "once"


def test_a_language_that_lacks_a_text_shows_it_in_english_and_is_not_complete(third):
    (folder(third) / "tour.toml").unlink()
    pseudo.forget()
    assert missing(third)
    with speaking(third):
        assert sentence("tour.place", stop=1, of=2) == "**Stop 1 of 2.**"
    pseudo.write(folder(third).parent)
    pseudo.forget()
