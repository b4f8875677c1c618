"""Every field: what it writes into an address it reads back, whatever else stands there."""

import ast
from collections import Counter
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rnnviz import ui
from rnnviz.core.crossings import Route
from rnnviz.core.methods import METHODS
from rnnviz.errors import InputError
from rnnviz.lessons.exercises import exercises, mistakes
from rnnviz.lessons.puzzles import puzzles
from rnnviz.reference.options import OPTIONS
from rnnviz.ui.field import Field, Place, in_visit
from rnnviz.ui.fields import (
    FIELDS,
    MASKS_LAYERS,
    MASKS_SEED,
    MASKS_STEP,
    PATH,
    QUESTION,
    RESULTS_LINES,
    RESULTS_RATE,
    ROUTE,
    SEED,
)
from rnnviz.ui.fields.explore import EXPLORE_QUESTION, OWN_TEXT
from rnnviz.ui.fields.parts import MOST_LETTERS
from rnnviz.ui.kit.widgets import subset
from rnnviz.ui.state import arrive, changed, draw, forget, is_set, keep, put, read

ROOT = Path(__file__).parents[2]
ALL = {f"{page}?{field.name}": field for page, some in FIELDS.items() for field in some}
ADDRESSED = {name: field for name, field in ALL.items() if field.place is Place.ADDRESS}
HOSTILE = (
    *("", " ", "\0", "nan", "inf", "-1", "1e999", "9" * 5_000, "x" * 100_000, "<script>", "²", "٣"),
    *(
        "![x](//evil.example)",
        "a=b&c=d#e",
        "%2B+%",
        "é 中文 😀",
        "None",
        "True",
        "1-",
        "3-1",
        "0-0",
    ),
)
FRESHLY = settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(params=ADDRESSED.values(), ids=ADDRESSED)
def field(request):
    return request.param


def go_to(visit, query, *, new_visit=True):
    """Open an address, as Streamlit takes it apart."""
    if new_visit:
        visit.session.clear()
    visit.address.populate_from_query_string(urlencode(query, doseq=True))


def reload(visit):
    """Open in a new visit what now stands in the address."""
    go_to(visit, {name: visit.address.get_all(name) for name in visit.address})


def accepted(field, typed):
    try:
        return field.parse(typed)
    except InputError:
        return field.default


@FRESHLY
@given(typed=st.text() | st.sampled_from(HOSTILE) | st.from_regex(r"\A[0-9]{1,6}(-[0-9]{1,3})?\Z"))
def test_whatever_an_address_says_is_taken_or_the_default_and_is_written_as_it_is_read(
    field, typed, visit
):
    go_to(visit, {field.name: typed})
    value = read(field)
    assert value == accepted(field, typed)
    reload(visit)
    assert read(field) == value


def values(field):
    """Whatever a widget may give the field."""
    low, high = field.span or (0, 0)
    if field is PATH:
        made = st.tuples(st.integers(1, 40), st.integers(1, 40)).map(sorted).map(tuple)
    elif isinstance(field.default, tuple):
        made = st.lists(st.from_regex(r"\A[a-z_]{1,20}\Z"), max_size=5).map(tuple)
    elif isinstance(field.default, bool):
        made = st.booleans()
    elif field.span:
        made = st.floats(low, high) if isinstance(low, float) else st.integers(low, high)
    elif field.default is None:
        made = st.sampled_from([accepted(field, words) for words in ("3", "h", "cell:0.5")])
    elif field.default:
        made = st.just(field.default)
    else:
        secret = st.from_regex(r"\A[A-Za-z0-9_-]{32}\Z")
        typed = st.text(max_size=MOST_LETTERS) | secret
        made = typed.map(lambda written: accepted(field, written))
    return made


@FRESHLY
@given(data=st.data())
def test_what_is_chosen_comes_back_with_its_address(field, data, visit):
    value = data.draw(values(field))
    go_to(visit, {})
    put(field, value)
    assert (field.name in visit.address) == (value != field.default)
    reload(visit)
    assert read(field) == value


def test_a_field_is_changed_once_it_has_another_value_than_the_usual_one(visit):
    go_to(visit, {})
    assert not changed(RESULTS_RATE)
    put(RESULTS_RATE, 0.2)
    assert changed(RESULTS_RATE)
    forget(RESULTS_RATE)
    assert not changed(RESULTS_RATE)


_METHODS = {f"{method.title} ({method.year})": method.key for method in METHODS}
_YOURS = _METHODS | {"Yours, from the Placement page": "yours"}
_QUESTIONS = {
    "the gradient": "gradient",
    "another word": "swap",
    "less context": "context",
    "read it off": "probe",
}
_WHICH = {
    "c on c": "c",
    "h on h": "h",
    "the loss on a word": "loss",
    "what masks agree on": "agreement",
    "likeness to no noise": "alignment",
}
LABELS = {  # what addresses held before keys stood in them
    "placement?pass": {
        "training: masks strike": "training",
        "evaluation: their expectation": "evaluation",
    },
    "placement?cell": {"LSTM": "lstm", "GRU": "gru", "RNN": "rnn"},
    "placement?route": {"along h": Route.H, "along c": Route.C},
    "masks?masks-of": _YOURS | {"Three kinds at once: per step, per sequence, on weights": "three"},
    "memory?memory-first": _YOURS,
    "memory?memory-second": _YOURS,
    "memory?memory-life": {
        "dropout, a fresh mask each step": "fresh",
        "dropout, one mask for all steps": "lasting",
        "zoneout": "zoneout",
    },
    "memory?memory-quantity": {
        "share alive": "alive",
        "mean": "mean",
        "variance": "variance",
        "signal to noise": "snr",
    },
    "memory?memory-recurrence": {
        "each unit keeps its value": "carry",
        "an orthogonal matrix mixes all units": "mixing",
    },
    "memory?memory-untrained": _WHICH,
    "memory?memory-trained": _WHICH,
    "memory?memory-question": _QUESTIONS,
    "memory?memory-weights": {
        "before training": "start",
        "after one pass, with its noise": "fresh",
        "trained without noise": "shipped",
    },
    "memory?memory-learner": {"an LSTM": "lstm", "a vanilla RNN": "rnn"},
    "explore?section": {
        "Surprise": "surprise",
        "Writing": "writing",
        "Dropout at test time": "passes",
        "Another noise": "noise",
        "An ensemble": "ensemble",
        "Inside": "states",
        "What it remembers": "memory",
        "The models": "models",
    },
    "explore?reads": {
        "a sentence of ours": "ours",
        "validation text, passage 1": "passage-1",
        "validation text, passage 4": "passage-4",
        "your own text": "own",
    },
    "explore?sought": {
        "the unit followed above": "unit",
        "the pattern of all units after a word": "pattern",
    },
    "explore?after": {"3. of": "3", "12. c. d.": "12"},
    "explore?kind": {"h, what is sent on": "h", "c, the memory": "c"},
    "explore?question": _QUESTIONS,
    "explore?explore-which": _WHICH,
    "frameworks?write": {f"{way.framework}: {way.title}": way.key for way in OPTIONS},
    "twins?life": {"one step (Zaremba)": "zaremba", "the sequence (Gal)": "variational"},
    "twins?mistake": {mistake.title: mistake.key for mistake in mistakes()},
    "questions?part": {
        "Ten questions": "questions",
        "Ten exercises": "exercises",
        "Place the dropout": "puzzle",
    },
    "questions?exercise": {exercise.title: exercise.key for exercise in exercises()},
    "questions?puzzle": {puzzle.title: puzzle.method.key for puzzle in puzzles()},
}


@pytest.mark.parametrize("name", LABELS)
def test_an_address_that_holds_a_label_still_opens_and_the_next_one_holds_the_key(name, visit):
    field = ALL[name]
    for label, key in LABELS[name].items():
        for typed in (label, label.upper()):
            go_to(visit, {field.name: typed})
            assert read(field) == key
            assert visit.address.get_all(field.name) == [typed]
            other = next(k for k in LABELS[name].values() if k != key)
            put(field, other)
            assert visit.address.get_all(field.name) in ([], [field.write(other)])


@pytest.mark.parametrize(
    ("parts", "path"),
    [(["3", "9"], (3, 9)), (["3-9"], (3, 9)), (["9", "2"], (2, 8)), (["3"], (2, 8))],
)
def test_a_path_of_two_parameters_is_read_too(parts, path, visit):
    go_to(visit, {"path": parts})
    assert read(PATH) == path


def test_a_bare_address_means_what_was_chosen_last_and_any_other_means_what_it_says(visit):
    fields = FIELDS["masks"]
    arrive("masks", fields)
    put(MASKS_SEED, 7)
    put(MASKS_LAYERS, 4)
    arrive("memory", FIELDS["memory"])
    go_to(visit, {}, new_visit=False)
    arrive("masks", fields)
    assert (read(MASKS_SEED), read(MASKS_LAYERS)) == (7, 4)
    assert visit.address.get_all("masks-seed") == ["7"]
    arrive("memory", FIELDS["memory"])
    go_to(visit, {"masks-layers": "3"}, new_visit=False)
    arrive("masks", fields)
    assert (read(MASKS_SEED), read(MASKS_LAYERS)) == (1, 3)


def test_while_a_page_is_open_a_late_address_changes_nothing(visit):
    go_to(visit, {"masks-step": "3"})
    arrive("masks", FIELDS["masks"])
    assert read(MASKS_STEP) == 3
    put(MASKS_STEP, 5)
    go_to(visit, {"masks-step": "3"}, new_visit=False)
    arrive("masks", FIELDS["masks"])
    assert read(MASKS_STEP) == 5


def test_what_an_address_cannot_carry_is_kept_for_the_visit(visit):
    long = "word " * MOST_LETTERS
    arrive("explore", FIELDS["explore"])
    put(OWN_TEXT, long)
    assert OWN_TEXT.name not in visit.address
    arrive("masks", FIELDS["masks"])
    go_to(visit, {"reads": "own"}, new_visit=False)
    arrive("explore", FIELDS["explore"])
    assert read(OWN_TEXT) == long


def test_a_widget_is_told_its_value_once_and_heard_from_then_on(visit):
    go_to(visit, {"seed": "9"})
    assert draw(SEED, read(SEED)) == "seed"
    assert visit.session["seed"] == 9
    visit.session["seed"] = 12  # as a touch does
    assert read(SEED) == 12
    assert keep(SEED, 12, SEED.default) == 12
    assert visit.address.get_all("seed") == ["12"]
    del visit.session["seed"]  # as Streamlit does where the widget is not drawn
    assert read(SEED) == 12
    put(SEED, SEED.default)
    assert "seed" not in visit.address


def test_what_a_picture_sets_is_left_out_of_the_address_where_it_is_usual(visit):
    draw(ROUTE, Route.H)
    keep(ROUTE, Route.H, Route.C)
    assert visit.address.get_all("route") == ["h"]
    put(ROUTE, Route.C)
    keep(ROUTE, read(ROUTE), Route.C)
    assert "route" not in visit.address
    put(ROUTE, Route.C)
    keep(ROUTE, read(ROUTE), Route.C)
    assert "route" not in visit.address


def test_an_option_that_an_address_names_twice_is_chosen_once(visit):
    visit.address["results-lines"] = "between,input,between,gone"
    arrive("results", ())
    options = {"input": "Input", "between": "Between"}
    drawn = subset(lambda *_, key, **__: visit.session[key], RESULTS_LINES, "Lines", options)
    assert drawn == ("between", "input")


def test_two_pages_may_use_a_name_for_different_things(visit):
    put(QUESTION, "4")
    put(EXPLORE_QUESTION, "swap")
    assert (read(QUESTION), read(EXPLORE_QUESTION)) == ("4", "swap")
    assert visit.address.get_all("question") == ["swap"]


@pytest.mark.usefixtures("visit")
def test_what_is_known_for_the_visit_alone_is_unset_until_somebody_says_so():
    field = in_visit("anything", ())
    assert (read(field), is_set(field)) == ((), False)
    put(field, ("a",))
    assert (read(field), is_set(field)) == (("a",), True)
    forget(field)
    assert read(field) == ()


def everywhere():
    """Every field that a module of the app has by itself, whether or not a page lists it."""
    modules = [import_module(module.name) for module in walk_packages(ui.__path__, "rnnviz.ui.")]
    named = [value for module in modules for value in vars(module).values()]
    return {id(field): field for field in [*named, *ALL.values()] if type(field) is Field}.values()


def test_no_two_fields_of_a_page_have_a_name_and_no_two_at_all_a_place():
    for fields in FIELDS.values():
        assert len({field.name for field in fields}) == len(fields)
    places = {}
    for field in everywhere():
        assert places.setdefault(field.kept, field) is field


def test_what_is_known_on_every_page_has_a_name_that_no_other_field_has():
    names = Counter(field.name for field in everywhere())
    known = [field.name for field in everywhere() if field.place is not Place.ADDRESS]
    assert not [name for name in known if names[name] > 1]


def test_fields_are_those_of_pages():
    assert set(FIELDS) <= {path.stem for path in (ROOT / "pages").glob("*.py")}


WORDS = {"session_state", "query_params", "persist_state", "bind"}


def by_hand(source):
    """The lines that reach for the session or the address themselves."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Attribute(attr=name) | ast.alias(name=name) | ast.Constant(value=str(name)):
                if name in WORDS:
                    yield node.lineno
            case ast.keyword(arg=name) if name in WORDS - {"query_params"}:  # a link may have those
                yield node.lineno


def test_nothing_but_the_state_itself_reads_or_writes_session_and_address():
    files = [*ROOT.glob("rnnviz/ui/**/*.py"), *ROOT.glob("pages/*.py"), ROOT / "app.py"]
    by_file = {
        file.relative_to(ROOT).as_posix(): list(by_hand(file.read_text("utf-8"))) for file in files
    }
    assert len(by_file) > 60
    assert all(by_file.pop(f"rnnviz/ui/{file}.py") for file in ("state", "callbacks"))
    assert {file: lines for file, lines in by_file.items() if lines} == {}


@pytest.mark.parametrize(
    "line",
    [
        'st.session_state["x"] = 1',
        "st.session_state.x",
        "from streamlit import session_state",
        'getattr(st, "query_params")',
        "st.query_params.get('x')",
        'st.slider("x", key="x", bind="query-params")',
        'st.radio("x", [], persist_state="session")',
    ],
)
def test_a_line_that_does_is_caught(line):
    assert list(by_hand(line)) == [1]
