"""Each page in a language whose texts stand in brackets: nothing is read outside of them."""

import json
import re
from pathlib import Path

import pytest
from google.protobuf.json_format import MessageToDict

from rnnviz.core.methods import METHODS
from rnnviz.core.placement import GATES, Cell
from rnnviz.lm.configs import Optimiser
from rnnviz.reference.beyond import BEYOND, SINCE
from rnnviz.reference.data import BUGS, TABLES
from rnnviz.reference.options import OPTIONS
from rnnviz.runs import record
from rnnviz.text.corpora import CORPORA
from rnnviz.ui.editor.parts import PARTS
from rnnviz.ui.fields.explore import SECTIONS
from rnnviz.ui.fields.parts import SENTENCE
from rnnviz.ui.memory.view import STEPS as MEMORY_STEPS
from rnnviz.ui.pages import PAGES
from rnnviz.ui.paper.steps import STEPS as PAPER_STEPS
from rnnviz.zoo.card import SHIPPED
from rnnviz.zoo.models import names, read_card
from tests.content import pseudo
from tests.opening import opened

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def third(tmp_path_factory):
    """A third language, in a folder of its own."""
    with pseudo.there(tmp_path_factory.mktemp("languages")):
        yield pseudo.KEY


def _cited(each):
    return each.source.citation, each.source.short, each.place


CARDS = [read_card(SHIPPED / name) for name in names(SHIPPED)]

MADE_BY = {
    f"{result.processor}, {result.product}, {result.commit}"
    for result in record.load(record.FOLDER / "dose.json").results
}

# What stands outside the folders of languages on purpose: names, keys, code and bibliography.
NAMES = {
    *(cell.upper() for cell in Cell),
    *(optimiser.upper() for optimiser in Optimiser),
    *(method.key for method in METHODS),
    *(size for corpus in CORPORA for size in corpus.sizes),  # keys, as on the command line
    *(word for option in OPTIONS for word in re.findall(r"\w+", option.framework)),
    *PARTS,  # of the Placement page, as they are typed
    *("NumPy", "PyTorch", "Keras", "core", "cos²", "rnnviz_lang", "English", "rnnviz", "nn"),
    *(gate for gates in GATES.values() for gate in gates),  # keys; a picture labels them
    *(word for card in CARDS for word in re.findall(r"\w+", str(card.machine["processor"]))),
}
BIBLIOGRAPHY = sorted(
    {
        *(text for row in TABLES for each in row.rows for text in _cited(each)),
        *(text for each in (*METHODS, *BEYOND, *SINCE) for text in _cited(each)),
        *(text for each in OPTIONS for text in (each.read_in.citation, each.place)),
        *(each.source.citation for each in BUGS),
    },
    key=len,
    reverse=True,
)
CODE = re.compile(r"`[^`]*`|\$[^$]*\$|\]\([^)]*\)|https?://\S+|<[^>]*>|%\{[^}]*\}|[\w/]+\.py\b")
PLACEMENT = re.compile(r"\w+:[\d.]+\S*")
TYPED = (SENTENCE, SENTENCE.lower(), *(f"({card.name})" for card in CARDS), *MADE_BY)
READ = ("before", "at", "after", "word")  # columns whose cells are words of the corpus
VISITS = (
    *((page.key, {}) for page in PAGES),
    ("placement", {"beside": "recurrent:0.5", "cell": "gru", "edges": "cell:0.5+rows:0.2:batch"}),
    *(("explore", {"section": section}) for section in SECTIONS.values()),
    ("frameworks", {"write": "keras2"}),
    ("memory", {"memory-step": "value", "memory-life": "zoneout"}),
    *(("memory", {"memory-step": step.key}) for step in MEMORY_STEPS),
    *(("paper", {"paper-step": step.key}) for step in PAPER_STEPS),
    ("memory", {"memory-question": "probe"}),
    *(("questions", {"part": part}) for part in ("exercises", "puzzle")),
)


@pytest.mark.usefixtures("bench")
@pytest.mark.parametrize(("page", "query"), VISITS, ids=str)
def test_nothing_that_a_visitor_reads_stands_outside_the_languages_folder(page, query, third):
    test = opened(page, lang=third, **query)
    texts = list(seen(test))
    assert any(pseudo.OPEN in text for text in texts)
    left = sorted({text[:80]: left for text in texts if (left := left_over(text))}.items())
    assert left == []


def left_over(text):
    """The words of a text that are in no bracket and have no reason to be."""
    rest = pseudo.outside(text)
    for known in filter(None, (*TYPED, *BIBLIOGRAPHY)):
        rest = rest.replace(known.removesuffix("."), " ")
    rest = PLACEMENT.sub(" ", CODE.sub(" ", rest))
    return [word for word in re.findall(r"[A-Za-z]\w+", rest) if word not in NAMES]


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
    of_corpus = {f"{pseudo.OPEN}{name}{pseudo.CLOSE}" for name in READ}
    for column in set(table.columns) - of_corpus:
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
        texts = (trace.get(key) for key in ("name", "hovertemplate"))
        yield from (text for text in texts if isinstance(text, str))
    layout = spec.get("layout", {})
    for axis in (value for key, value in layout.items() if "axis" in key):
        yield axis.get("title", {}).get("text", "")
    yield from (note.get("text", "") for note in layout.get("annotations", []))
