"""Keys apart from words: each key that code names has its sentence, with just the fields given."""

import ast
import re
import tomllib
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.analyses import states
from rnnviz.analyses.vector import Recurrence
from rnnviz.content import Message, as_it_is, is_key, labels, named, sentence
from rnnviz.core.crossings import Route
from rnnviz.core.methods import METHODS, Kind
from rnnviz.core.placement import GATES, Cell, Edge, Fill, Scaling, Share
from rnnviz.core.sources import Evidence
from rnnviz.errors import InputError
from rnnviz.figures.curves import Over, Shown
from rnnviz.figures.gradients import Which
from rnnviz.figures.value import Quantity
from rnnviz.jobs.job import State
from rnnviz.reference.advice import Framework, Size, Text
from rnnviz.runs import plan as plans
from rnnviz.text.corpora import CORPORA
from rnnviz.ui.editor.parts import PARTS as PARTS_OF_PLACEMENT
from rnnviz.ui.explore.cards import _COLUMNS
from rnnviz.ui.fields import EVALUATION, TRAINING, VARIATIONAL, ZAREMBA
from rnnviz.ui.fields import PARTS as PARTS_OF_QUESTIONS
from rnnviz.ui.fields.explore import PATTERN_SOUGHT, SECTIONS, UNIT_SOUGHT
from rnnviz.ui.fields.memory import FRESH, LASTING, ZONEOUT
from rnnviz.ui.frame import hiding
from rnnviz.ui.home.view import BEATS
from rnnviz.ui.kit.past import Question
from rnnviz.ui.memory.trained import WeightsOf
from rnnviz.ui.memory.view import STEPS as MEMORY_STEPS
from rnnviz.ui.models.recorded import RECORDED
from rnnviz.ui.pages import Group
from rnnviz.ui.paper.steps import STEPS as PAPER_STEPS
from tests.cases import each

ROOT = Path(__file__).parents[2]
CODE = [ROOT / "app.py", *(ROOT / "pages").glob("*.py"), *(ROOT / "rnnviz").rglob("*.py")]


def is_data(part):
    """Whether a part says something of each thing that code lists, and has no sentence."""
    told = tomllib.loads(part.read_text(encoding="utf-8")).values()
    tables = any(isinstance(entry, dict) and "other" not in entry for entry in told)
    return tables or part.stem in {"language", "remarks", "options", "configs"}


PARTS = sorted((ROOT / "rnnviz" / "content" / "en").glob("*.toml"))
SENTENCES = {
    f"{part.stem}.{name}": [pattern] if isinstance(pattern, str) else list(pattern.values())
    for part in PARTS
    if not is_data(part)
    for name, pattern in tomllib.loads(part.read_text(encoding="utf-8")).items()
}


def calls():
    """Every call that names a sentence by its key, with the fields that it gives it."""
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(args=[ast.Constant(value=str(key))], keywords=given) if is_key(key):
                    if key in SENTENCES or _name(node).endswith(("Error", "sentence")):
                        names = [str(word.arg) for word in given]
                        yield key, tuple(sorted(names + _ADDED.get(_name(node), [])))
                case ast.Call(args=[ast.Constant(value=str(key)), ast.Dict(keys=given)]):
                    if _name(node) == "Message":
                        yield key, tuple(sorted(word.value for word in given))


_ADDED = {"theirs": ["error"]}  # what a helper knows besides what it is told


def _name(call):
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def fields(pattern):
    return {name for _, name, _, _ in Formatter().parse(pattern) if name is not None}


def fits(key, given):
    """Whether a sentence has the fields that it is given, in singular and plural."""
    also = {"count"} if len(SENTENCES[key]) > 1 else set()
    told = [fields(pattern) | also for pattern in SENTENCES[key]]
    if "None" in given:  # and others that only the program's run knows
        return all(names >= set(given) - {"None"} for names in told)
    return all(names == set(given) for names in told)


def test_a_key_that_code_names_has_a_sentence_with_the_fields_that_it_is_given():
    named = set(calls())
    assert len(named) > 500
    assert [key for key, _ in named if key not in SENTENCES] == []
    assert [(key, given) for key, given in named if not fits(key, given)] == []


def asked_for():
    """What each key that code names looks like: itself, or a pattern where a part of it varies."""
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield re.escape(node.value)
            elif isinstance(node, ast.JoinedStr) and re.match(r"f.[a-z]+\.", ast.unparse(node)):
                yield "".join(
                    re.escape(part.value) if isinstance(part, ast.Constant) else "[a-z_]+"
                    for part in node.values
                )


def test_no_sentence_is_written_for_nobody():
    patterns = re.compile("|".join(sorted(set(asked_for()))))
    assert [key for key in SENTENCES if not patterns.fullmatch(key)] == []


@each("key", SENTENCES)
def test_a_sentence_has_a_key_that_can_be_told_from_a_sentence(key):
    assert is_key(key)
    assert not any(map(is_key, SENTENCES[key]))


VALUES = st.text(max_size=20) | st.integers() | st.floats(allow_nan=False)


@given(VALUES, st.lists(st.text(max_size=5), max_size=3))
def test_a_message_comes_back_from_its_text_whatever_its_fields_hold(value, several):
    inner = Message("words.as_it_is", {"text": value})
    for message in (inner, as_it_is(several), Message("words.as_it_is", {"text": inner})):
        assert Message.from_text(message.to_text()) == message
        assert str(Message.from_text(message.to_text())) == str(message)


@given(st.text(max_size=40))
def test_a_text_that_is_no_message_is_kept_as_it_is(text):
    assert str(Message.from_text(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        *('{"words.nothing": {}}', '{"nowhere.nothing": {}}', '{"words.as_it_is": {}}'),
        *('{"words.as_it_is": 3}', '{"x": {}}', "3", "null", "[" * 100_000, '"words.comma"'),
    ],
)
def test_a_message_that_cannot_be_said_is_kept_as_it_is(text):
    assert str(Message.from_text(text)) == text


def test_an_error_carries_a_key_and_its_fields_and_a_finished_sentence_will_do():
    error = InputError("words.as_it_is", text="{0} is no number.")
    assert (error.message.key, dict(error.message.fields)) == (
        "words.as_it_is",
        {"text": "{0} is no number."},
    )
    assert str(error) == str(InputError("{0} is no number.")) == "{0} is no number."


def test_fields_that_are_lists_are_joined():
    assert sentence("words.as_it_is", text=("a", "b")) == "a, b"


KINDS = (
    *(("life", (FRESH, LASTING, ZONEOUT)), ("quantity", Quantity), ("which", Which)),
    *(("question", Question), ("weights_of", WeightsOf), ("sought", (UNIT_SOUGHT, PATTERN_SOUGHT))),
    *(("state", State), ("evidence", Evidence), ("one_mask", (Share.STEP, Share.SEQUENCE))),
    ("route", Route),
    *(("edge", Edge), ("share", Share), ("fill", Fill), ("scaling", Scaling), ("scaled", Scaling)),
    *(("pass", (TRAINING, EVALUATION)), ("over", Over), ("shown", Shown)),
    ("family", {f.key for name in plans.names() for f in plans.load(name).families}),
    *(("size", Size), ("text", Text), ("framework", Framework)),
    ("group", Group),
    ("run", ("seed", "kept", "epochs", "train", "valid", "test", "half_life", "date", "machine")),
    ("gate", {gate for gates in GATES.values() for gate in gates}),
    *(("effect", Fill), ("kind", Kind), ("kinds", Kind), ("flow", Which)),
    *(("mode", (TRAINING, EVALUATION)), ("state_kind", states.Kind), ("axis", Over)),
    *(("recurrence", Recurrence), ("untrained", Cell), ("trained_shares", Cell)),
    ("memory_step", [step.key for step in MEMORY_STEPS]),
    ("home_step", [step.key for step in BEATS]),
    ("paper_step", [step.key for step in PAPER_STEPS]),
    *(("learner", (Cell.LSTM, Cell.RNN)),),
    *(("twin_life", (ZAREMBA, VARIATIONAL)), ("twin_scaling", (Scaling.INVERTED, Scaling.CLASSIC))),
    *(("section", SECTIONS.values()), ("part", {*PARTS_OF_QUESTIONS.values(), "worksheet"})),
    ("recorded", [id_.removeprefix("recorded-").replace("-", "_") for id_ in RECORDED]),
    *(("card_column", _COLUMNS), ("card_run", ("seed", "lost")), ("measured", ("here",))),
    ("curve", ("training", "validation", "gap")),
    ("corpus_size", {size for corpus in CORPORA for size in corpus.sizes}),
    ("hidden", {*PARTS_OF_PLACEMENT, *hiding.KINDS}),
    ("method", [method.key for method in METHODS if method.key in labels("method")]),
)


@pytest.mark.parametrize(("kind", "choices"), KINDS, ids=[kind for kind, _ in KINDS])
def test_each_choice_has_a_stable_key_and_a_label_of_its_own(kind, choices):
    assert all(re.fullmatch(r"[a-z0-9_]+", choice) for choice in choices)
    labels = [named(kind, choice) for choice in choices]
    assert len({label.casefold() for label in labels}) == len(labels)


def test_every_label_is_of_a_choice():
    tables = tomllib.loads((ROOT / "rnnviz/content/en/labels.toml").read_text(encoding="utf-8"))
    assert {kind: set(table) for kind, table in tables.items()} == {
        kind: set(map(str, choices)) for kind, choices in KINDS
    }
