"""Every language has what English has; a third one is a folder; no text is left in the code."""

import json
import re
import tomllib
from pathlib import Path
from string import Formatter

import pytest
from google.protobuf.json_format import MessageToDict

from rnnviz.content import ENGLISH, available, languages, prose, sentence, speaking, texts
from rnnviz.content.complete import complete, files, missing
from rnnviz.content.languages import folder, language
from tests.content import pseudo

ROOT = Path(__file__).parents[2]
OTHERS = [key for key in available() if key != ENGLISH]


def leaves(table, path=()):
    """Every text with its path; one with plural forms is one."""
    for key, said in table.items():
        if isinstance(said, dict) and "other" not in said:
            yield from leaves(said, (*path, key))
        else:
            yield (*path, key), said


def read(key, file):
    path = folder(key) / file
    if not path.is_file():
        return {}
    if path.suffix == ".toml":
        return dict(leaves(tomllib.loads(path.read_text(encoding="utf-8"))))
    return {
        (title,): text for title, text in texts._markdown(file.removesuffix(".md"), key).items()
    }


def forms(said):
    return said.values() if isinstance(said, dict) else [said]


def fields(said):
    """The named fields of a text; prose has those of tables of figures in it."""
    named = {name for form in forms(said) for _, name, *_ in Formatter().parse(form) if name}
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
    for path, said in read(key, file).items():
        for kind in (fields if file.endswith(".toml") else quoted, links, code):
            assert kind(said) == kind(english[path]), (path, kind.__name__)


def quoted(said):
    """What prose takes from elsewhere."""
    return sorted(re.findall(r"\{[\w.]+\}", said))


def links(said):
    return {link for form in forms(said) for link in re.findall(r"\]\(([^)]+)\)", form)}


def code(said):
    return {code for form in forms(said) for code in re.findall(r"`([^`]+)`", form)}


@pytest.mark.parametrize("key", available())
def test_a_text_with_plurals_has_the_forms_that_its_language_names(key):
    wanted = set(language(key).forms)
    for file in files():
        for path, said in read(key, file).items():
            if isinstance(said, dict):
                assert set(said) == wanted, (file, path)


@pytest.mark.parametrize("key", available())
def test_every_number_has_a_form_that_its_language_names(key):
    assert {language(key).form(n) for n in (*range(200), 0.5, 1.0)} <= set(language(key).forms)


def test_english_is_complete_and_what_lacks_a_text_is_not():
    assert ENGLISH in complete()
    assert all(not missing(key) for key in complete())


@pytest.fixture(scope="module")
def third(tmp_path_factory):
    """A third language, in a folder of its own."""
    root = tmp_path_factory.mktemp("languages")
    pseudo.write(root)
    before, languages.FOLDERS = languages.FOLDERS, (*languages.FOLDERS, root)
    forget()
    yield pseudo.KEY
    languages.FOLDERS = before
    forget()


def forget():
    for kept in (language, missing, texts._patterns, texts._sections, texts._read):
        kept.cache_clear()


def test_a_third_language_is_one_folder(third):
    assert third in available()
    assert missing(third) == ()
    with speaking(third):
        assert sentence("placement.times", count=1) == f"{pseudo.OPEN}1 times{pseudo.CLOSE}"
        assert prose("home", "title") != ""
    assert sentence("placement.times", count=1) == "once"


def test_a_language_that_lacks_a_text_shows_it_in_english_and_is_not_complete(third):
    (folder(third) / "tour.toml").unlink()
    forget()
    assert missing(third)
    with speaking(third):
        assert sentence("tour.place", stop=1, of=2) == "**Stop 1 of 2.**"
    pseudo.write(folder(third).parent)
    forget()


SAID = {"label", "body", "help", "placeholder", "options", "content", "text", "caption", "spec"}
SAID_BY_PICTURES = {"label", "gate_labels", "note", "noises", "lasts", "share_labels", "name"}


def seen(test):
    """Every text on a page."""
    for block in _blocks(test._tree):
        kind = type(block).__name__
        if kind in {"Dataframe", "Table"}:
            yield from _of_table(block.value)
        elif kind == "UnknownElement" and block.proto.DESCRIPTOR.name == "BidiComponent":
            for pair in re.findall(r'>([^<]+)<|aria-label="([^"]*)"', block.proto.html_content):
                yield from pair
            yield from _strings(json.loads(block.proto.json or "{}"), SAID_BY_PICTURES)
        elif kind not in {"Html", "Code", "Latex"}:
            yield from _strings(MessageToDict(block.proto), SAID)


def _blocks(block):
    for child in getattr(block, "children", {}).values():
        yield from _blocks(child)
    if getattr(block, "proto", None) is not None:
        yield block


def _of_table(table):
    yield from map(str, (*table.columns, table.index.name or ""))
    for column in table.columns:
        yield from (value for value in table[column] if isinstance(value, str))
    yield from (value for value in table.index if isinstance(value, str))


def _strings(data, names, name=""):
    if isinstance(data, str):
        if name == "spec":
            yield from _of_chart(json.loads(data))
        elif name in names:
            yield data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from _strings(value, names, key if isinstance(value, str) or key in names else "")
    elif isinstance(data, list):
        for value in data:
            yield from _strings(value, names, name)


def _of_chart(spec):
    """What one reads of a chart of Plotly's."""
    for trace in spec.get("data", []):
        said = (trace.get(key) for key in ("name", "hovertemplate"))
        yield from (text for text in said if isinstance(text, str))
    layout = spec.get("layout", {})
    for axis in (value for key, value in layout.items() if "axis" in key):
        yield axis.get("title", {}).get("text", "")
    yield from (note.get("text", "") for note in layout.get("annotations", []))
